/**
 * The seam: every fault of a model ends in a retry, a repair, the fallback or an honest reason; none throws, and each try is
 * reserved and settled by itself.
 */
import { expect, test } from "vitest";
import { z } from "zod";
import type { Reply } from "../../src/model/model.ts";
import type { Asked, Scripted } from "../support/model/script.ts";
import { ASKER, IMPATIENCE, partsOf, type Seam, withSeam } from "../support/model/seam.ts";

const INVOICE = z.strictObject({ number: z.string(), cents: z.int().min(0), due: z.iso.date().optional() });
const GOOD = '{"number":"17","cents":4200}';
const WORDS = "word ".repeat(60);

const extract = ({ models }: Seam, more: { maxTokens?: number; signal?: AbortSignal } = {}) =>
  models.extract({
    parts: partsOf("Invoice 17 over 42 euro."),
    schema: INVOICE,
    name: "invoice",
    asker: ASKER,
    ...more,
  });

/** Answers from the first entry to the last, which holds on. */
const inTurn = (...answers: readonly Scripted[]) => {
  let n = 0;
  return (): Scripted => answers[Math.min(n++, answers.length - 1)] ?? {};
};

const settledAll = ({ purse }: Seam) => {
  expect(purse.open).toBe(0);
  expect(purse.ends).toHaveLength(purse.holdings.length);
  expect(purse.ends.reduce((sum, one) => sum + one.micros, 0)).toBe(purse.spentMicros);
};

test("an answer of the schema is read, with what it cost and the label of what was read", () =>
  withSeam(async (seam) => {
    seam.server.script(() => ({ text: GOOD }));
    const reply = await extract(seam);
    expect(reply).toMatchObject({
      kind: "answered",
      value: { number: "17", cents: 4200 },
      model: "small",
      micros: seam.purse.spentMicros,
      cached: false,
      label: { scopes: ["c_1", "house"], trust: "outside" },
    });
    const [spent] = seam.server.spent();
    expect(seam.purse.spentMicros).toBe((spent?.tokensIn ?? 0) + 4 * (spent?.tokensOut ?? 0));
    settledAll(seam);
  }));

/** What is answered, how it ends, and how often which model is asked. */
interface Case {
  readonly name: string;
  readonly answers: readonly Scripted[];
  readonly asked: readonly string[];
  readonly expected: Partial<Record<keyof Reply<unknown> | "model" | "why", unknown>>;
  readonly maxTokens?: number;
}

const GOOD_ONE: Scripted = { text: GOOD };
const OF_SMALL = { kind: "answered", model: "small" } as const;
const OF_LARGE = { kind: "answered", model: "large" } as const;
const three = (model: string) => [model, model, model];

const cases: readonly Case[] = [
  {
    name: "429 with a short pause is waited for",
    answers: [{ status: 429, headers: { "retry-after": "3" } }, GOOD_ONE],
    asked: ["small", "small"],
    expected: OF_SMALL,
  },
  {
    name: "429 with a long pause leads to the fallback",
    answers: [{ status: 429, headers: { "retry-after": "60" } }, GOOD_ONE],
    asked: ["small", "large"],
    expected: OF_LARGE,
  },
  {
    name: "500 is tried again",
    answers: [{ status: 500 }, { status: 500 }, GOOD_ONE],
    asked: three("small"),
    expected: OF_SMALL,
  },
  {
    name: "500 again and again leads to the fallback",
    answers: [{ status: 500 }, { status: 500 }, { status: 500 }, GOOD_ONE],
    asked: [...three("small"), "large"],
    expected: OF_LARGE,
  },
  {
    name: "500 for ever is a reason",
    answers: [{ status: 500 }],
    asked: [...three("small"), ...three("large")],
    expected: { kind: "unanswered", why: "failed" },
  },
  {
    name: "a timeout is tried again",
    answers: [{ hangAfter: 0 }, GOOD_ONE],
    asked: ["small", "small"],
    expected: OF_SMALL,
  },
  {
    name: "a cut stream is tried again",
    answers: [{ text: WORDS, cutAfter: 2 }, GOOD_ONE],
    asked: ["small", "small"],
    expected: OF_SMALL,
  },
  {
    name: "a page of HTML is tried again",
    answers: [{ garbage: { body: "<html>" } }, GOOD_ONE],
    asked: ["small", "small"],
    expected: OF_SMALL,
  },
  {
    name: "what is no JSON is repaired",
    answers: [{ text: "The number is 17." }, GOOD_ONE],
    asked: ["small", "small"],
    expected: OF_SMALL,
  },
  {
    name: "JSON in a fence needs no repair",
    answers: [{ text: `\`\`\`json\n${GOOD}\n\`\`\`` }],
    asked: ["small"],
    expected: OF_SMALL,
  },
  {
    name: "JSON that breaks the schema is repaired",
    answers: [{ text: '{"number":17,"cents":-1}' }, GOOD_ONE],
    asked: ["small", "small"],
    expected: OF_SMALL,
  },
  {
    name: "a member too many breaks the schema",
    answers: [{ text: '{"number":"17","cents":1,"pay":"me"}' }, GOOD_ONE],
    asked: ["small", "small"],
    expected: OF_SMALL,
  },
  {
    name: "an answer that stays wrong is unusable",
    answers: [{ text: "no" }, { text: "still no" }],
    asked: ["small", "small"],
    expected: { kind: "unanswered", why: "unusable" },
  },
  {
    name: "an empty answer is repaired",
    answers: [{ text: "" }, GOOD_ONE],
    asked: ["small", "small"],
    expected: OF_SMALL,
  },
  {
    name: "only empty answers are unusable",
    answers: [{ text: "" }],
    asked: ["small", "small"],
    expected: { kind: "unanswered", why: "unusable" },
  },
  {
    name: "an answer cut at its most tokens is repaired",
    answers: [{ text: WORDS }, GOOD_ONE],
    asked: ["small", "small"],
    expected: OF_SMALL,
    maxTokens: 20,
  },
  {
    name: "a huge answer leads to the fallback",
    answers: [{ text: "x".repeat(50_000), ignoresMax: true }, GOOD_ONE],
    asked: ["small", "large"],
    expected: OF_LARGE,
  },
  {
    name: "a refusal is a reason, and no other model is asked",
    answers: [{ refusal: "I won't." }],
    asked: ["small"],
    expected: { kind: "unanswered", why: "refused" },
  },
  {
    name: "a filtered answer is a refusal",
    answers: [{ text: "", finish: "content_filter" }],
    asked: ["small"],
    expected: { kind: "unanswered", why: "refused" },
  },
  {
    name: "a wrong key is a reason at once",
    answers: [{ status: 401 }],
    asked: ["small"],
    expected: { kind: "unanswered", why: "failed" },
  },
  {
    name: "an unknown model leads to the fallback",
    answers: [{ status: 404 }, GOOD_ONE],
    asked: ["small", "large"],
    expected: OF_LARGE,
  },
  {
    name: "too much for one model leads to the next",
    answers: [{ status: 400, message: "maximum context length" }, GOOD_ONE],
    asked: ["small", "large"],
    expected: OF_LARGE,
  },
  {
    name: "a report above the reservation costs the reservation",
    answers: [{ text: GOOD, usage: { tokensIn: 9_000_000, tokensOut: 9 } }],
    asked: ["small"],
    expected: OF_SMALL,
  },
  {
    name: "no report costs the reservation",
    answers: [{ text: GOOD, usage: "none" }],
    asked: ["small"],
    expected: OF_SMALL,
  },
];

for (const { name, answers, asked, expected, maxTokens } of cases)
  test(name, () =>
    withSeam(
      async (seam) => {
        seam.server.script(inTurn(...answers));
        const reply = await extract(seam, maxTokens === undefined ? {} : { maxTokens });
        expect(reply).toMatchObject(expected);
        expect(seam.server.asked.map((one) => one.model)).toEqual(asked);
        // Every try had its own reservation, and none is left open.
        expect(seam.purse.holdings.map((one) => one.model)).toEqual(asked);
        settledAll(seam);
      },
      answers.some((one) => one.hangAfter !== undefined) ? { openai: IMPATIENCE } : {},
    ),
  );

test("pauses are as long as the server asks, or grow; a long one is said instead of waited for", () =>
  withSeam(async (seam) => {
    seam.server.script(inTurn({ status: 429, headers: { "retry-after": "3" } }, { status: 500 }, GOOD_ONE));
    await extract(seam);
    expect(seam.waits).toEqual([3000, 1000]);
    seam.server.script(() => ({ status: 429, headers: { "retry-after": "90" } }));
    const reply = await extract(seam);
    expect(reply).toMatchObject({ kind: "unanswered", why: "failed", retryAt: seam.clock.now() + 90_000 });
    expect(seam.waits).toHaveLength(2);
  }));

test("a cut stream settles at its reservation, and being told to wait costs nothing", () =>
  withSeam(async (seam) => {
    seam.server.script(inTurn({ text: WORDS, cutAfter: 2 }, { status: 429 }, GOOD_ONE));
    await extract(seam);
    const [cut, slowed, good] = seam.purse.ends;
    expect(cut).toMatchObject({ end: "settled", micros: cut?.reserved, ok: false });
    expect(slowed).toMatchObject({ end: "released", micros: 0 });
    expect(good?.micros).toBeLessThan(good?.reserved ?? 0);
  }));

test("where nobody can be reached nothing is spent, however often it is tried", () =>
  withSeam(
    async (seam) => {
      expect(await extract(seam)).toMatchObject({ kind: "unanswered", why: "failed" });
      expect(seam.purse.ends.map((one) => one.end)).toEqual(Array(6).fill("released"));
    },
    { openai: { baseUrl: "http://127.0.0.1:9/v1" } },
  ));

test("a repair quotes the answer and says what was wrong, and the schema's own words tell it", () =>
  withSeam(async (seam) => {
    seam.server.script(inTurn({ text: '{"number":17,"cents":1}' }, GOOD_ONE));
    await extract(seam);
    const [, repair] = seam.server.asked;
    expect(repair?.text).toMatch(/BEGIN QUOTE \w+\n\{"number":17,"cents":1\}\nEND QUOTE/);
    expect(repair?.text).toContain("number: Invalid input: expected string");
  }));

test("a judgement is one of the options, or repaired, or none", () =>
  withSeam(async (seam) => {
    const judge = () =>
      seam.models.judge({ parts: partsOf("When is it ready?"), options: ["question", "order"], asker: ASKER });
    const judged = (choice: string) => ({ text: JSON.stringify({ why: "It asks.", choice, sure: true }) });
    seam.server.script(inTurn(judged("complaint"), judged("question")));
    expect(await judge()).toMatchObject({
      kind: "answered",
      value: { choice: "question", sure: true, why: "It asks." },
    });
    expect(seam.server.asked).toHaveLength(2);
    seam.server.script(() => judged("complaint"));
    expect(await judge()).toMatchObject({ kind: "unanswered", why: "unusable" });
  }));

test("what is no object is asked for inside one", () =>
  withSeam(async (seam) => {
    seam.server.script(() => ({ text: '{"value":["2026-03-01"]}' }));
    const reply = await seam.models.extract({
      parts: partsOf("On 1 March."),
      schema: z.array(z.iso.date()),
      name: "dates",
      asker: ASKER,
    });
    expect(reply).toMatchObject({ kind: "answered", value: ["2026-03-01"] });
  }));

test("half a letter is no letter: a draft that was cut off is asked for once more, shorter", () =>
  withSeam(async (seam) => {
    const draft = () => seam.models.draft({ parts: partsOf("Hello"), asker: ASKER, maxTokens: 20 });
    seam.server.script(inTurn({ text: WORDS }, { text: " Dear Anna. \n" }));
    expect(await draft()).toMatchObject({ kind: "answered", value: "Dear Anna." });
    seam.server.script(() => ({ text: WORDS }));
    expect(await draft()).toMatchObject({ kind: "unanswered", why: "unusable" });
  }));

test("a turn is a text, calls, or both; arguments that are no JSON are null", () =>
  withSeam(async (seam) => {
    const tools = [{ name: "mail.answer", description: "Answers.", parameters: { type: "object", properties: {} } }];
    const turn = () => seam.models.turn({ parts: partsOf("Hello"), asker: ASKER, said: [], tools });
    seam.server.script(
      inTurn({ calls: [{ id: "a", name: "mail_answer", arguments: "{no" }] }, { text: "" }, { text: "Done." }),
    );
    expect(await turn()).toMatchObject({
      kind: "answered",
      value: { text: "", calls: [{ id: "a", name: "mail.answer", args: null }] },
    });
    expect(await turn()).toMatchObject({ kind: "answered", value: { text: "Done.", calls: [] } });
  }));

test("money that is short, a paused model and a prompt that is too large are said before anybody is asked", () =>
  withSeam(
    async (seam) => {
      expect(await extract(seam)).toMatchObject({ kind: "unanswered", why: "no-budget", retryAt: 1_900_000_000_000 });
      seam.purse.pause("small");
      seam.purse.pause("large");
      expect(await extract(seam)).toMatchObject({ kind: "unanswered", why: "paused" });
      const huge = await seam.models.draft({ parts: partsOf("ä".repeat(200_000)), asker: ASKER });
      expect(huge).toMatchObject({ kind: "unanswered", why: "too-large" });
      expect(seam.server.asked).toEqual([]);
    },
    { quotaMicros: 10 },
  ));

test("a paused model is passed over for the next", () =>
  withSeam(async (seam) => {
    seam.purse.pause("small");
    seam.server.script(() => GOOD_ONE);
    expect(await extract(seam)).toMatchObject(OF_LARGE);
  }));

test("where no model is set, that is the answer", () =>
  withSeam(
    async (seam) => {
      expect(seam.models.has("judge")).toBe(false);
      expect(await extract(seam)).toMatchObject({ kind: "unanswered", why: "no-model" });
      expect(await seam.models.embed(["a"], ASKER)).toMatchObject({ kind: "unanswered", why: "no-model" });
    },
    { parts: { names: { draft: [], judge: [], embed: [] } } },
  ));

test("a cancelled question settles what may have been spent, and asks nobody again", () =>
  withSeam(async (seam) => {
    seam.server.script(() => ({ text: WORDS, chunkDelayMs: 20 }));
    const controller = new AbortController();
    const reply = extract(seam, { signal: controller.signal });
    await expect.poll(() => seam.server.asked.length).toBe(1);
    controller.abort();
    expect(await reply).toMatchObject({ kind: "unanswered", why: "cancelled" });
    expect(seam.purse.ends).toMatchObject([{ end: "settled", micros: seam.purse.ends[0]?.reserved }]);
    expect(await extract(seam, { signal: controller.signal })).toMatchObject({ why: "cancelled" });
    expect(seam.purse.holdings).toHaveLength(1);
    settledAll(seam);
  }));

test("a provider that throws against its word is a failure, paid for", () =>
  withSeam(
    async (seam) => {
      expect(await extract(seam)).toMatchObject({ kind: "unanswered", why: "failed" });
      settledAll(seam);
      expect(seam.purse.ends.every((one) => one.end === "settled")).toBe(true);
    },
    {
      parts: {
        provider: {
          chat: () => Promise.reject(new Error("on purpose")),
          embed: () => Promise.reject(new Error("on purpose")),
          submitBatch: () => Promise.reject(new Error("on purpose")),
          findBatch: () => Promise.reject(new Error("on purpose")),
          batch: () => Promise.reject(new Error("on purpose")),
        },
      },
    },
  ));

test("what is reserved is enough for what an honest server reports, whatever stands in the prompt", () =>
  withSeam(async (seam) => {
    const texts = [
      "Hello",
      "12345678901234567890 ".repeat(40),
      "ありがとう。".repeat(50),
      "x".repeat(3000),
      "🦊".repeat(99),
      " \n\t".repeat(200),
      "<|endoftext|>".repeat(20),
    ];
    seam.server.script(() => ({ text: "Fine." }));
    for (const text of texts) await seam.models.draft({ parts: partsOf(text), asker: ASKER });
    expect(seam.purse.ends).toHaveLength(texts.length);
    for (const [index, { tokensIn }] of seam.purse.holdings.entries()) {
      const asked = seam.server.asked[index] as Asked;
      expect(tokensIn, asked.text.slice(-40)).toBeGreaterThan(0);
    }
    expect(seam.purse.ends.every((one) => one.micros < one.reserved)).toBe(true);
    const counted = seam.server.spent().reduce((sum, one) => sum + one.tokensIn + 4 * one.tokensOut, 0);
    expect(seam.purse.spentMicros).toBe(counted);
  }));

test("texts are embedded in groups, as unit vectors, and long ones are shortened", () =>
  withSeam(async (seam) => {
    const texts = [...Array.from({ length: 299 }, (_, n) => `text ${n}`), "word ".repeat(12_000), ""];
    const reply = await seam.models.embed(texts, ASKER);
    if (reply.kind !== "answered") throw new Error(reply.detail);
    expect(reply.value).toHaveLength(301);
    for (const vector of reply.value.slice(0, 3)) {
      expect(vector).toHaveLength(8);
      expect(vector.reduce((sum, one) => sum + one * one, 0)).toBeCloseTo(1, 5);
    }
    expect(seam.server.asked.map((one) => [(one.body as { input: string[] }).input].flat().length)).toEqual([256, 45]);
    settledAll(seam);
    const [spent] = seam.server.spent();
    expect(seam.purse.spentMicros).toBe(spent?.tokensIn);
    expect(spent?.tokensIn).toBeLessThan(12_000);
  }));

test("vectors of another length, of no length, or too few are unusable", () =>
  withSeam(async (seam) => {
    const embed = (vectors: number[][]) => {
      seam.server.script(() => ({ vectors }));
      return seam.models.embed(["a"], ASKER);
    };
    expect(await embed([[3, 4]])).toMatchObject({ kind: "answered" });
    expect(await embed([[1, 2, 3]])).toMatchObject({ kind: "unanswered", why: "unusable" });
    expect(await embed([[0, 0]])).toMatchObject({ kind: "unanswered", why: "unusable" });
    expect(await embed([])).toMatchObject({ kind: "unanswered", why: "failed" });
    settledAll(seam);
  }));
