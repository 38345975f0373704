/**
 * What counts among rows: rare words, a row's own words before its context, and the company a row keeps.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { appended, lengthClass } from "../../src/memory/postings.ts";
import { best, fused, Scoring, withThread } from "../../src/memory/rank.ts";

const scoring = new Scoring({ rows: 100, words: 1000 });

function scoreOf(posting: { own: number; context: number; words: number }): number {
  const scores = new Float32Array(1);
  const [block] = appended(undefined, [{ row: 0, ...posting, length: lengthClass(posting.words) }]);
  scoring.add(block ?? new Uint8Array(), scoring.worth(10), scores);
  return scores[0] ?? 0;
}

test("a rare word is worth more than a common one, and even the commonest something", () => {
  expect(scoring.worth(1)).toBeGreaterThan(scoring.worth(50));
  expect(scoring.worth(100)).toBeGreaterThan(0);
  expect(scoring.worth(180)).toBe(scoring.worth(100)); // two stems of one word, each in nearly all rows
});

test("own words count before context, twice more than once, a short row more than a long one", () => {
  const once = scoreOf({ own: 1, context: 0, words: 10 });
  expect(once).toBeGreaterThan(scoreOf({ own: 0, context: 1, words: 10 }));
  expect(scoreOf({ own: 2, context: 0, words: 10 })).toBeGreaterThan(once);
  expect(scoreOf({ own: 2, context: 0, words: 10 })).toBeLessThan(2 * once);
  expect(once).toBeGreaterThan(scoreOf({ own: 1, context: 0, words: 100 }));
});

test("rows that came in after a question began wait for the next", () => {
  const scores = new Float32Array(1);
  const row = { own: 1, context: 0, length: 1 };
  const [block] = appended(undefined, [
    { row: 0, ...row },
    { row: 1, ...row },
  ]);
  scoring.add(block ?? new Uint8Array(), 1, scores);
  expect(scores[0]).toBeGreaterThan(0);
  expect(scores).toHaveLength(1);
});

test("the best of many are those a full sort would give, the later of equals first", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20), { maxLength: 200 }), fc.integer({ min: 1, max: 30 }), (values, most) => {
      const wanted = values
        .map((score, row) => ({ row, score }))
        .filter(({ score }) => score > 0)
        .sort((one, other) => other.score - one.score || other.row - one.row)
        .slice(0, most);
      expect(best(Float32Array.from(values), most)).toEqual(wanted);
    }),
  );
});

test("a row counts more in a thread that answers too, and a thread isn't lifted by one lucky row", () => {
  const row = (seq: number, thread: string | null, score: number) => ({ seq, thread, score });
  const together = withThread([row(1, "a", 5), row(2, "b", 4.9), row(3, "b", 4.8), row(4, "b", 4.7), row(5, null, 5)]);
  expect(together.map(({ seq }) => seq)).toEqual([2, 3, 4, 1, 5]);
  expect(together.at(-1)?.score).toBe(together.at(-2)?.score);
  expect(withThread([row(1, "a", 9), row(2, "b", 5), row(3, "a", 1)]).map(({ seq }) => seq)).toEqual([1, 2, 3]);
});

test("meaning brings rows in and reorders what is close, and never outweighs words that are sure", () => {
  const words = Float32Array.of(10, 9.5, 2, 0, 0);
  const meaning = Float32Array.of(0, 0.6, 1, 0.9, -1);
  expect(fused(words, meaning, 10, 9).map(({ row }) => row)).toEqual([1, 0, 2, 3]);
  expect(fused(new Float32Array(2), Float32Array.of(0.1, 0.4), 0, 9).map(({ row }) => row)).toEqual([1, 0]);
});
