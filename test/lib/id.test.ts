/**
 * Ids: they ascend, they say nothing, and codes are for people.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { seededEntropy, systemEntropy } from "../../src/lib/entropy.ts";
import { nextEventId, opaqueId, shortCode } from "../../src/lib/id.ts";

const UUID7 = /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

test("event ids are version 7 and ascend, however many fall into a millisecond", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0, 0, 0, 1, 5000), { minLength: 1, maxLength: 200 }), (steps) => {
      const entropy = seededEntropy("ids");
      let previous: { at: number; id: string } | null = null;
      let at = Date.UTC(2026, 0, 1);
      for (const step of steps) {
        at += step;
        const id = nextEventId(at, previous, entropy);
        expect(id).toMatch(UUID7);
        expect(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toBe(at);
        if (previous) expect(id > previous.id).toBe(true);
        previous = { at, id };
      }
    }),
  );
});

test("the counter carries from its lower into its upper part", () => {
  const entropy = seededEntropy("carry");
  const at = Date.UTC(2026, 0, 1);
  // 2^20 - 1 is the last count that fits the lower 20 bits.
  const full = { at, id: "019b76d6-7800-7000-bfff-fc0000000000" };
  const next = nextEventId(at, full, entropy);
  expect(next.slice(14, 18)).toBe("7001");
  expect(next > full.id).toBe(true);
});

test("an opaque id is its prefix and 128 bits, never twice", () => {
  const entropy = systemEntropy();
  const ids = new Set(Array.from({ length: 1000 }, () => opaqueId("c", entropy)));
  expect(ids.size).toBe(1000);
  for (const id of ids) expect(id).toMatch(/^c_[\da-f]{32}$/);
});

test("codes are made of letters that nobody misreads, each as likely as the others", () => {
  const entropy = seededEntropy("codes");
  const counts = new Map<string, number>();
  for (let n = 0; n < 6000; n++)
    for (const letter of shortCode(entropy, 5)) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  expect([...counts.keys()].sort().join("")).toBe("23456789ABCDEFGHJKMNPQRSTVWXYZ");
  for (const [letter, count] of counts) expect(Math.abs(count - 1000), letter).toBeLessThan(150);
});

test("a seed gives one stream, and another seed another; the caller's bytes are its own", () => {
  const take = (seed: string) => {
    const entropy = seededEntropy(seed);
    return Array.from({ length: 2000 }, (_, n) => entropy.bytes((n % 40) + 1).toString("hex")).join();
  };
  expect(take("a")).toBe(take("a"));
  expect(take("a")).not.toBe(take("b"));
  const entropy = seededEntropy("a");
  const first = entropy.bytes(8);
  const kept = first.toString("hex");
  for (let n = 0; n < 2000; n++) entropy.bytes(8).fill(0);
  expect(first.toString("hex")).toBe(kept);
  expect(() => entropy.bytes(100_000)).toThrow("at most");
});
