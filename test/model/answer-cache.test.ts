/**
 * The cache of answers: the same question costs once, no scope sees another's, and what was forgotten can't be read.
 */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { AnswerCache, forgetAnswers } from "../../src/model/answer-cache.ts";
import { type BenchTop, onBenchTop } from "../kernel/bench-top.ts";
import { ASKER, partsOf, withSeam } from "../support/model/seam.ts";

const DAY_MS = 86_400_000;

test("the same question of the same scope is answered from the cache, for nothing", () =>
  onBenchTop((top) =>
    withSeam(
      async ({ server, models, purse }) => {
        server.script(({ n }) => ({ text: `answer ${n}` }));
        const ask = (scope: string, text = "Hello", cache = true) =>
          models.draft({ parts: partsOf(text), asker: { ...ASKER, scope }, cache });
        expect(await ask("c_1")).toMatchObject({ value: "answer 1", cached: false });
        expect(await ask("c_1")).toMatchObject({
          value: "answer 1",
          cached: true,
          micros: 0,
          label: { trust: "outside" },
        });
        expect(await ask("c_2")).toMatchObject({ value: "answer 2", cached: false });
        expect(await ask("c_1", "Hallo")).toMatchObject({ value: "answer 3", cached: false });
        expect(await ask("c_1", "Hello", false)).toMatchObject({ value: "answer 4", cached: false });
        expect(purse.holdings).toHaveLength(4);
      },
      { parts: { cache: cacheOf(top) } },
    ),
  ));

test("only valid answers are kept, and turns never", () =>
  onBenchTop((top) =>
    withSeam(
      async ({ server, models }) => {
        server.script(() => ({ text: "" }));
        await models.draft({ parts: partsOf("Hello"), asker: ASKER });
        server.script(() => ({ text: "Done." }));
        await models.turn({ parts: partsOf("Hello"), asker: ASKER, said: [], tools: [] });
        expect(rows(top)).toBe(0);
        // Asked as a judgement, the same words are another question.
        await models.draft({ parts: partsOf("Hello"), asker: ASKER });
        expect(rows(top)).toBe(1);
      },
      { parts: { cache: cacheOf(top) } },
    ),
  ));

test("each text's vector is kept, so that only new texts are asked about", () =>
  onBenchTop((top) =>
    withSeam(
      async ({ server, models }) => {
        const first = await models.embed(["a", "b"], ASKER);
        const second = await models.embed(["b", "c", "a"], ASKER);
        if (first.kind !== "answered" || second.kind !== "answered") throw new Error("unanswered");
        expect([second.value[2], second.value[0]]).toEqual(first.value);
        expect(server.asked.map((one) => one.text)).toEqual(["a\nb", "c"]);
        expect(await models.embed(["c"], ASKER)).toMatchObject({ cached: true, micros: 0 });
      },
      { parts: { cache: cacheOf(top) } },
    ),
  ));

test("neither question nor answer stands readable in the database", () =>
  onBenchTop(async (top) => {
    const cache = cacheOf(top);
    await cache.put("c_1", ["c_1"], [["what is the canary?", "a yellow bird"]]);
    expect(await cache.get("c_1", ["what is the canary?"])).toEqual(["a yellow bird"]);
    top.database.run("PRAGMA wal_checkpoint(TRUNCATE)");
    const bytes = readFileSync(top.database.path);
    for (const words of ["canary", "yellow bird"]) expect(bytes.includes(words)).toBe(false);
  }));

test("an answer moved to another scope's row opens for nobody", () =>
  onBenchTop(async (top) => {
    const cache = cacheOf(top);
    await cache.put("c_1", ["c_1"], [["q", "secret"]]);
    await cache.put("c_2", ["c_2"], [["q", "own"]]);
    expect(await cache.get("c_2", ["q"])).toEqual(["own"]);
    expect(await cache.get("c_3", ["q"])).toEqual([undefined]);
  }));

test("what is unused too long goes, and the least used above the bound", () =>
  onBenchTop(async (top) => {
    const cache = new AnswerCache({ writer: top.writer, keys: top.keys, maxAgeMs: 10 * DAY_MS, maxRows: 2 });
    await cache.put("c_1", [], [["old", "1"]]);
    top.clock.advance(8 * DAY_MS);
    await cache.put(
      "c_1",
      [],
      [
        ["a", "2"],
        ["b", "3"],
      ],
    );
    expect(await cache.get("c_1", ["old"])).toEqual(["1"]); // used again, it stays
    top.clock.advance(3 * DAY_MS);
    await cache.put("c_1", [], [["c", "4"]]);
    expect(await cache.prune()).toBe(2);
    expect(rows(top)).toBe(2);
    top.clock.advance(11 * DAY_MS);
    expect(await cache.get("c_1", ["c"])).toEqual([undefined]);
    expect(await cache.prune()).toBe(2);
  }));

test("forgetting a scope takes its answers away, and later ones are not kept", () =>
  onBenchTop(async (top) => {
    const cache = cacheOf(top);
    await cache.put("house", ["house", "c_1"], [["both", "words of c_1"]]);
    await cache.put("c_1", ["c_1"], [["q", "1"]]);
    await cache.put("c_2", ["c_2"], [["q", "2"]]);
    await top.writer.submit((transaction) => forgetAnswers(transaction, "c_1"));
    top.keys.destroy([{ scope: "c_1", kind: "personal" }], top.clock.now());
    expect(await cache.get("c_1", ["q"])).toEqual([undefined]);
    expect(await cache.get("c_2", ["q"])).toEqual(["2"]);
    expect(await cache.get("house", ["both"])).toEqual([undefined]);
    await cache.put("c_1", ["c_1"], [["q", "1"]]);
    expect(rows(top)).toBe(2);
  }));

function cacheOf({ writer, keys }: BenchTop): AnswerCache {
  return new AnswerCache({ writer, keys });
}

function rows({ database }: BenchTop): number {
  return database.get<{ n: number }>("SELECT COUNT(*) AS n FROM model_answers")?.n ?? 0;
}
