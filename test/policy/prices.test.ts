/** prices.yaml: what a model costs, in whole pico-dollars a token; what it says when it is wrong; and what isn't in it. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { costMicros, loadPrices, mostMicros, type Price, priceOf, readPrices } from "../../src/policy/prices.ts";
import { folderOf, shippedFolder } from "./shelf.ts";

const NOW = Date.UTC(2026, 10, 24, 9);
const HEAD = "version: 2026-11-24\ndollar: 0.92\n";
const pricesFrom = (text: string) => loadPrices(folderOf({ "prices.yaml": HEAD + text }));
const complaints = (text: string, currency?: string) => {
  const read = readPrices({ ...folderOf({ "prices.yaml": text }), ...(currency ? { currency } : {}) });
  return read.ok ? [] : read.problems.map(({ file, line, message }) => `${file}:${line}: ${message}`);
};
const flat = (price: Partial<Price>): Price => ({
  input: 0,
  cachedInput: 0,
  output: 0,
  tiers: [],
  batchPermille: 1000,
  ...price,
});

test("the shipped file loads, knows the usual currencies, and agrees with the built-in list", async () => {
  const shipped = loadPrices({ folder: shippedFolder, label: "policies" });
  expect(shipped.version).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect(loadPrices({ folder: shippedFolder, label: "policies", currency: "USD" }).dollar).toBe(1);
  expect(shipped.models.size).toBeGreaterThan(5);
  for (const name of shipped.models.keys()) {
    const here = await priceOf(shipped, name, NOW);
    const listed = await priceOf({ ...shipped, models: new Map() }, name, NOW);
    expect({ ...here, batchPermille: 0 }, name).toEqual({ ...listed, batchPermille: 0 });
  }
});

test.each([
  [
    "a missing day",
    "dollar: 1",
    'policies/prices.yaml:1: "version" is missing; expected the day you looked at them, such as 2026-11-24',
  ],
  [
    "a misspelt price",
    `${HEAD}models:\n  big: { input: 1, outptu: 2 }`,
    'policies/prices.yaml:4: no setting "models.big.outptu". Did you mean "output"?',
  ],
  [
    "a price that is none",
    `${HEAD}models:\n  small: { input: 1 }\n  big: { input: cheap }`,
    'policies/prices.yaml:5: "models.big.input" is "cheap"; expected dollars per million tokens, such as 2.50',
  ],
  [
    "a batch dearer than the rest",
    `${HEAD}models:\n  big: { input: 1, batch: 50 }`,
    'policies/prices.yaml:4: "models.big.batch" is 50; expected a part from 0 to 1',
  ],
])("%s is named with line, key and what was expected", (_, text, complaint) => {
  expect(complaints(text)).toEqual([complaint]);
});

test("a currency whose dollar isn't known is refused, with what to add", () => {
  const text = "version: 2026-11-24\ndollar: { EUR: 0.92, USD: 1 }";
  expect(complaints(text, "JPY")).toEqual([
    'policies/prices.yaml:2: "dollar" doesn\'t say what a dollar is worth in JPY, your currency. Add JPY to it.',
  ]);
  expect(complaints(text, "USD")).toEqual([]);
  expect(complaints(HEAD, "JPY")).toEqual([]);
});

describe("the price of a model", () => {
  test("is that of its name, else of the longest beginning that fits", async () => {
    const prices = pricesFrom(
      'models:\n  big: { input: 1 }\n  "big-*": { input: 2 }\n  "big-new*": { input: 3, output: 12, cachedInput: 0.3, batch: 0.5 }\n',
    );
    expect((await priceOf(prices, "big", NOW))?.input).toBe(1_000_000);
    expect((await priceOf(prices, "big-old", NOW))?.input).toBe(2_000_000);
    expect(await priceOf(prices, "big-newest", NOW)).toEqual(
      flat({ input: 3_000_000, cachedInput: 300_000, output: 12_000_000, batchPermille: 500 }),
    );
  });

  test("is nothing for what is named free, before anything else", async () => {
    const prices = pricesFrom('models:\n  llama3.2: { input: 5 }\nfree: ["llama3*"]\n');
    expect(await priceOf(prices, "llama3.2", NOW)).toEqual(flat({}));
  });

  test("comes from the built-in list where the file doesn't say, with what very long prompts cost more", async () => {
    const prices = pricesFrom("");
    expect(await priceOf(prices, "gpt-4o-mini-2024-07-18", NOW)).toMatchObject({ input: 150_000, output: 600_000 });
    expect(await priceOf(prices, "text-embedding-3-small", NOW)).toMatchObject({ input: 20_000, output: 0 });
    const long = await priceOf(prices, "gpt-5.5", NOW);
    expect(long?.tiers).toHaveLength(1);
    const above = long?.tiers[0]?.above ?? 0;
    const at = (tokens: number) => costMicros(long ?? flat({}), { in: tokens, cached: 0, out: 0 }, false);
    expect(at(above + 1)).toBeGreaterThan(at(above) * 1.5);
  });

  test("is unknown where nobody says", async () => {
    expect(await priceOf(pricesFrom(""), "somebody's-own-7b", NOW)).toBeNull();
  });
});

describe("what a call costs", () => {
  test("is rounded up to whole micro-dollars", () => {
    const price = flat({ input: 150_000, output: 600_000 });
    expect(costMicros(price, { in: 1, cached: 0, out: 0 }, false)).toBe(1);
    expect(costMicros(price, { in: 1000, cached: 0, out: 1000 }, false)).toBe(750);
    expect(costMicros(price, { in: 0, cached: 0, out: 0 }, false)).toBe(0);
    expect(costMicros(flat({ input: 1_000_001 }), { in: 1, cached: 0, out: 0 }, false)).toBe(2);
  });

  test("has no number beyond what can be counted", () => {
    const price = flat({ input: 10_000_000_000 });
    expect(costMicros(price, { in: 1e15, cached: 0, out: 0 }, false)).toBe(Number.MAX_SAFE_INTEGER);
  });

  test("is never more than the most that was reserved for as many tokens", () => {
    const rate = fc.nat(80_000_000);
    const rates = fc.record({ input: rate, cachedInput: rate, output: rate });
    const price = fc
      .record({ base: rates, long: rates, above: fc.nat(500), batchPermille: fc.integer({ min: 0, max: 1000 }) })
      .map(({ base, long, above, batchPermille }): Price => {
        // A longer prompt is never cheaper by the token.
        const dearer = Object.fromEntries(
          (["input", "cachedInput", "output"] as const).map((key) => [key, Math.max(base[key], long[key])]),
        ) as unknown as typeof base;
        return { ...base, tiers: [{ above, rates: dearer }], batchPermille };
      });
    const tokens = fc.record({ in: fc.nat(1000), out: fc.nat(1000), cached: fc.nat(1000) });
    fc.assert(
      fc.property(price, tokens, fc.nat(1000), fc.nat(1000), fc.boolean(), (list, used, moreIn, moreOut, batch) => {
        const real = { ...used, cached: Math.min(used.cached, used.in) };
        const most = mostMicros(list, { in: used.in + moreIn, out: used.out + moreOut }, batch);
        expect(costMicros(list, real, batch)).toBeLessThanOrEqual(most);
      }),
    );
  });
});
