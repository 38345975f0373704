/**
 * Summaries: made once a day, the newest month first; naming what they cover; stale when more has happened or a fact they
 * were made of no longer holds; of the trust of what they were made of.
 */
import { expect, test } from "vitest";
import type { WaitingQuestion } from "../../src/memory/summary.ts";
import type { SummaryWords } from "../../src/records/summary.ts";
import { summaries } from "../../src/records/summary.ts";
import { DAY_MS, type Ground, inMemory } from "./ground.ts";

const NOVEMBER = Date.UTC(2026, 10, 3, 9);
const DECEMBER = Date.UTC(2026, 11, 3, 9);

async function october(ground: Ground, name = "Anna Berg"): Promise<{ scope: string; seqs: number[] }> {
  const scope = await ground.client(name, "Hello Robin,\n\nwe need a new roof before winter. Can you come and look?");
  const own = { subject: "Re: Our project" };
  const given = [
    await ground.ownMail(scope, { ...own, text: "I can come on Friday and look at the roof." }),
    await ground.mail(scope, { ...own, text: "Friday is fine. The roof is slate, and twelve metres long." }),
    await ground.payment(scope, 50_000, "2026-10-20"),
    await ground.file(scope, "roof-plan.pdf"),
  ];
  const first = ground.ledger.after(0, 1000).find((event) => event.scope === scope);
  const seqs = [first?.seq ?? 0, ...given.map((event) => event.seq)];
  return { scope, seqs };
}

function wordsOf(ground: Ground, scope: string, period = "2026-10"): SummaryWords {
  const row = ground.records.get(summaries, `${scope}:${period}`);
  const event = row && ground.ledger.at(row.seq);
  const words = event && ground.ledger.open(event);
  if (!words) throw new Error("there is no such summary");
  return words as unknown as SummaryWords;
}

test("a month that is over is summed up in the words of its messages, naming every event that it covers", () =>
  inMemory(async (ground) => {
    const { scope, seqs } = await october(ground);
    expect(await ground.nextDay()).toBe(0); // the month is not over
    ground.clock.moveTo(NOVEMBER);
    expect(await ground.nextDay()).toBe(1);
    const { text, events } = wordsOf(ground, scope);
    expect(events).toEqual(seqs);
    expect(ground.records.get(summaries, `${scope}:2026-10`)).toMatchObject({
      covers_from: seqs[0],
      covers_to: seqs.at(-1),
      covers: 5,
      made_by: "local",
    });
    expect(text.split("\n")).toEqual([
      "October 2026: 2 messages came in, 1 went out.",
      "About: “Our project”",
      "Paid: A payment of 500.00 EUR came in on 2026-10-20, by transfer.",
      "Files: roof-plan.pdf",
      "1 Oct 2026, Anna Berg: “we need a new roof before winter.”",
      "1 Oct 2026, the owner: “I can come on Friday and look at the roof.”",
      "1 Oct 2026, Anna Berg: “The roof is slate, and twelve metres long.”",
    ]);
    const [event] = ground.events("summary.made");
    expect(event?.label).toEqual({ scopes: [scope], trust: "outside" });
    expect(JSON.stringify(event?.data)).not.toContain("roof");
    expect(await ground.nextDay()).toBe(0); // it holds
  }));

test("they are made once a day, after their hour, the newest month first, and not more than a day's number", () =>
  inMemory(async (ground) => {
    ground.rules = { ...ground.rules, summariesPerDay: 2 };
    const { scope: anna } = await october(ground, "Anna Berg");
    const { scope: otto } = await october(ground, "Otto Kern");
    ground.clock.moveTo(NOVEMBER);
    for (let n = 0; n < 3; n++) await ground.mail(anna, { text: `The slate has come, part ${n}.` });
    ground.clock.moveTo(DECEMBER);
    expect(await ground.nextDay()).toBe(2);
    expect(await ground.summaries.step()).toBe(0); // the same day
    const made = ground.events("summary.made").map((event) => `${event.scope} ${event.data.period}`);
    expect(made[0]).toBe(`${anna} 2026-11`);
    ground.clock.moveTo(Date.UTC(2026, 11, 5, 1, 59)); // one minute to three in Berlin
    expect(await ground.summaries.step()).toBe(0);
    ground.clock.advance(60_000);
    expect(await ground.summaries.step()).toBe(1);
    const periods = ground.events("summary.made").map((event) => `${event.scope} ${event.data.period}`);
    expect(new Set(periods)).toEqual(new Set([`${anna} 2026-11`, `${anna} 2026-10`, `${otto} 2026-10`]));
  }));

test("a summary grows stale when a client was put together with another, is still given, and is made anew for both", () =>
  inMemory(async (ground) => {
    const { scope: anna } = await october(ground, "Anna Berg");
    const { scope: home } = await october(ground, "Anna at home");
    ground.clock.moveTo(NOVEMBER);
    await ground.nextDay();
    expect(ground.summaries.staleCount()).toBe(0);
    await ground.merge(home, anna);
    expect(ground.summaries.staleCount()).toBe(1);
    const before = await ground.recall.recall({ scope: anna, question: "roof" });
    expect(before.summaries.map((one) => one.partial)).toEqual([true, true]);
    expect(await ground.nextDay()).toBe(1);
    expect(wordsOf(ground, anna).events).toHaveLength(10);
    const after = await ground.recall.recall({ scope: anna, question: "roof" });
    expect(after.summaries).toMatchObject([{ period: "2026-10", partial: false }]);
    expect(ground.summaries.staleCount()).toBe(0);
  }));

test("a summary whose fact no longer holds is not given any more, and is made anew", () =>
  inMemory(async (ground) => {
    const { scope, seqs } = await october(ground);
    const fact = await ground.fact(scope, "The roof is of slate.", { sources: [seqs[2] ?? 0] });
    const unrelated = await ground.fact(scope, "She has a dog.", { sources: [] });
    ground.clock.moveTo(NOVEMBER);
    await ground.nextDay();
    await ground.endFact(scope, unrelated);
    expect(ground.summaries.staleCount()).toBe(0);
    await ground.endFact(scope, fact);
    expect(ground.summaries.staleCount()).toBe(1);
    expect((await ground.recall.recall({ scope, question: "roof" })).summaries).toEqual([]);
    expect(await ground.nextDay()).toBe(1);
    expect((await ground.recall.recall({ scope, question: "roof" })).summaries).toHaveLength(1);
  }));

test("the present month is summed up where the policy wants it, and anew as it grows", () =>
  inMemory(async (ground) => {
    ground.rules = { ...ground.rules, wholeMonths: 0 };
    const { scope } = await october(ground);
    expect(await ground.nextDay()).toBe(1);
    expect(await ground.nextDay()).toBe(0);
    const news = await ground.mail(scope, { text: "Could the roof be green?" });
    await ground.follow();
    expect(ground.summaries.staleCount()).toBe(1);
    const between = await ground.recall.recall({ scope, question: "green roof" });
    expect(between.summaries).toMatchObject([{ partial: true }]);
    expect(between.episodes.map((one) => one.seq)).toEqual([news.seq]);
    expect(await ground.nextDay()).toBe(1);
    expect(wordsOf(ground, scope).events).toContain(news.seq);
  }));

test("a summary is as long as the policy says, at most", () =>
  inMemory(async (ground) => {
    ground.rules = { ...ground.rules, summaryWords: 60 };
    const { scope } = await october(ground);
    for (let n = 0; n < 20; n++) await ground.mail(scope, { text: `The roof, the slate and the gutter, note ${n}.` });
    ground.clock.moveTo(NOVEMBER);
    await ground.nextDay();
    const words = wordsOf(ground, scope).text.split(/\s+/).length;
    expect(words).toBeGreaterThan(30);
    expect(words).toBeLessThanOrEqual(60);
  }));

test("no summary repeats a standing instruction, neither one that is quoted nor one that a model wrote down", async () => {
  const asked: WaitingQuestion[] = [];
  let hasModel = false;
  await inMemory(
    async (ground) => {
      const { scope } = await october(ground);
      const teaches = "Invoice the slate roof in Swiss francs, before winter, on Friday.";
      const sources = [(await ground.mail(scope, { text: teaches })).seq];
      const urgent = await ground.fact(scope, "It is urgent.", { sources });
      const dry = await ground.fact(scope, "It is dry.", { sources });
      ground.clock.moveTo(NOVEMBER);
      await ground.nextDay();
      expect(wordsOf(ground, scope).text).toContain("Swiss francs"); // as long as it is no instruction
      await ground.fact(scope, teaches, { kind: "instruction", sources });
      await ground.endFact(scope, urgent);
      await ground.nextDay();
      expect(wordsOf(ground, scope).text).not.toContain("francs");
      hasModel = true;
      await ground.endFact(scope, dry);
      await ground.nextDay();
      const [question] = asked;
      if (!question) throw new Error("nothing was asked");
      const label = { scopes: [scope], trust: "outside" } as const;
      const value = `It was agreed: invoice the  slate roof in Swiss francs, before winter, on Friday!`;
      await ground.write((transaction) =>
        ground.summaries.answered(transaction, question, { kind: "answered", value, model: "small-1", label }),
      );
      expect(ground.records.get(summaries, `${scope}:2026-10`)).toMatchObject({ made_by: "local", version: 3 });
      expect(wordsOf(ground, scope).text).not.toContain("francs");
    },
    { later: (_, question) => hasModel && asked.push(question) > 0 },
  );
});

test("while the index is made anew nothing is stale, and nothing is made", () =>
  inMemory(async (ground) => {
    const { scope } = await october(ground);
    for (let n = 0; n < 70; n++) await ground.mail(scope, { text: `Note ${n}` });
    ground.clock.moveTo(NOVEMBER);
    await ground.nextDay();
    await ground.follower.rebuild();
    await ground.follower.step(); // one step: some of it is there
    ground.clock.advance(DAY_MS);
    expect(ground.summaries.staleCount()).toBe(0);
    expect(await ground.summaries.step()).toBe(0);
    await ground.follow();
    expect(await ground.summaries.step()).toBe(0);
    expect(ground.records.get(summaries, `${scope}:2026-10`)?.version).toBe(1);
  }));

test("a model writes them in the batch where one is set, of labelled parts; without an answer they are made locally", async () => {
  const asked: WaitingQuestion[] = [];
  await inMemory(
    async (ground) => {
      const { scope, seqs } = await october(ground);
      await ground.fact(scope, "The roof is of slate.", { sources: [seqs[2] ?? 0] });
      await ground.fact(scope, "Invoice in Swiss francs.", { kind: "instruction", sources: [seqs[2] ?? 0] });
      ground.clock.moveTo(NOVEMBER);
      expect(await ground.nextDay()).toBe(1);
      const [question] = asked;
      if (!question) throw new Error("nothing was asked");
      expect(ground.events("summary.made")).toEqual([]);
      expect(question.asker).toMatchObject({ scope });
      expect(question.parts.map((part) => part.kind)).toEqual([
        "instructions",
        "memory",
        "untrusted",
        "memory",
        "untrusted",
        "memory",
        "untrusted",
        "request",
      ]);
      expect(JSON.stringify(question.parts)).not.toContain("francs");
      const label = { scopes: [scope], trust: "outside" } as const;
      const reply = { kind: "answered", value: " A roof of slate was agreed on. ", model: "small-1", label } as const;
      await ground.write((transaction) => ground.summaries.answered(transaction, question, reply));
      expect(wordsOf(ground, scope).text).toBe("A roof of slate was agreed on.");
      expect(ground.records.get(summaries, `${scope}:2026-10`)).toMatchObject({ made_by: "small-1", covers: 5 });
      expect(ground.events("summary.made")[0]?.label).toEqual(label);
    },
    { later: (_, question) => asked.push(question) > 0 },
  );
});

test("an answer that comes when something has changed is thrown away; no answer is answered locally", async () => {
  const asked: WaitingQuestion[] = [];
  await inMemory(
    async (ground) => {
      const { scope, seqs } = await october(ground);
      const { scope: home } = await october(ground, "Anna at home");
      const fact = await ground.fact(scope, "The roof is of slate.", { sources: [seqs[2] ?? 0] });
      ground.clock.moveTo(NOVEMBER);
      await ground.nextDay();
      await ground.endFact(scope, fact);
      for (const question of asked)
        await ground.write((transaction) => ground.summaries.answered(transaction, question, { kind: "unanswered" }));
      expect(ground.records.get(summaries, `${scope}:2026-10`)).toBeUndefined();
      expect(ground.records.get(summaries, `${home}:2026-10`)).toMatchObject({ made_by: "local" });
      asked.length = 0;
      expect(await ground.nextDay()).toBe(1);
      expect(asked.map((question) => question.asker.scope)).toEqual([scope]);
    },
    { later: (_, question) => asked.push(question) > 0 },
  );
});
