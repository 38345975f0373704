/**
 * The packing of lists: whatever is added, in whatever portions, comes out again.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  appended,
  BLOCK_BYTES,
  BlockReader,
  classLength,
  lengthClass,
  type Posting,
  rowsIn,
} from "../../src/memory/postings.ts";

const portions = fc.array(
  fc.array(
    fc.record({
      step: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 20_000_000 })),
      own: fc.nat(15),
      context: fc.nat(15),
      length: fc.nat(255),
    }),
    { maxLength: 400 },
  ),
  { maxLength: 6 },
);

test("what is added comes out again, in blocks of a bounded size that each say how many rows they have", () => {
  fc.assert(
    fc.property(portions, fc.nat(10), (steps, first) => {
      let row = first - 1;
      const added = steps.map((portion) =>
        portion.map(({ step, ...rest }): Posting => {
          row += step;
          return { row, ...rest };
        }),
      );
      let blocks: Uint8Array[] = [];
      for (const portion of added) {
        if (portion.length === 0) continue;
        blocks = [...blocks.slice(0, -1), ...appended(blocks.at(-1), portion)];
      }
      expect(blocks.flatMap(unpacked)).toEqual(added.flat());
      for (const block of blocks) {
        expect(rowsIn(block)).toBe(unpacked(block).length);
        expect(block.length).toBeLessThan(BLOCK_BYTES + 8);
      }
    }),
    { numRuns: 60 },
  );
});

test("a row that doesn't come behind the last is refused", () => {
  const posting = { row: 7, own: 1, context: 0, length: 1 };
  const [block] = appended(undefined, [posting]);
  expect(() => appended(block, [posting])).toThrow(/row 7 comes after row 7/);
});

test("more than fifteen times is fifteen, and a length is kept to about four percent", () => {
  const [block] = appended(undefined, [{ row: 0, own: 99, context: 40, length: 0 }]);
  expect(unpacked(block ?? new Uint8Array())).toEqual([{ row: 0, own: 15, context: 15, length: 0 }]);
  for (const words of [0, 1, 7, 60, 900, 5000])
    expect(Math.abs(classLength(lengthClass(words)) - words)).toBeLessThanOrEqual(0.04 * (words + 1));
});

function unpacked(block: Uint8Array): Posting[] {
  const [reader, rows]: [BlockReader, Posting[]] = [new BlockReader(block), []];
  while (reader.next())
    rows.push({ row: reader.row, own: reader.times >> 4, context: reader.times & 15, length: reader.length });
  return rows;
}
