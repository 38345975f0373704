/**
 * Canonical JSON after RFC 8785, by its own examples and against JSON itself.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { canonical, canonicalWith, type Json } from "../../src/lib/canonical.ts";

test("the RFC's sample comes out as the RFC says", () => {
  const sample = {
    numbers: [Number("333333333.33333329"), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
    string: "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"/",
    literals: [null, true, false],
  };
  expect(canonical(sample)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

test("keys stand in the order of their UTF-16 units, not of their code points", () => {
  const sorting = {
    "\u20ac": "Euro Sign",
    "\r": "Carriage Return",
    "\ufb33": "Hebrew Letter Dalet With Dagesh",
    "1": "One",
    "\ud83d\ude00": "Emoji: Grinning Face",
    "\u0080": "Control",
    "\u00f6": "Latin Small Letter O With Diaeresis",
  };
  expect(Object.values(JSON.parse(canonical(sorting)) as object)).toEqual([
    "One", // engines put integer keys first by themselves; here it is first by its unit, too, after "\r"
    "Carriage Return",
    "Control",
    "Latin Small Letter O With Diaeresis",
    "Euro Sign",
    "Emoji: Grinning Face",
    "Hebrew Letter Dalet With Dagesh",
  ]);
  expect(canonical(sorting).startsWith('{"\\r":"Carriage Return","1":"One"')).toBe(true);
});

/** RFC 8785, appendix B: IEEE 754 bits and how they are written. */
const NUMBERS: ReadonlyArray<readonly [bits: string, text: string]> = [
  ["0000000000000000", "0"],
  ["8000000000000000", "0"],
  ["0000000000000001", "5e-324"],
  ["8000000000000001", "-5e-324"],
  ["7fefffffffffffff", "1.7976931348623157e+308"],
  ["ffefffffffffffff", "-1.7976931348623157e+308"],
  ["4340000000000000", "9007199254740992"],
  ["c340000000000000", "-9007199254740992"],
  ["4430000000000000", "295147905179352830000"],
  ["44b52d02c7e14af5", "9.999999999999997e+22"],
  ["44b52d02c7e14af6", "1e+23"],
  ["44b52d02c7e14af7", "1.0000000000000001e+23"],
  ["444b1ae4d6e2ef4e", "999999999999999700000"],
  ["444b1ae4d6e2ef4f", "999999999999999900000"],
  ["444b1ae4d6e2ef50", "1e+21"],
  ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
  ["3eb0c6f7a0b5ed8d", "0.000001"],
  ["41b3de4355555553", "333333333.3333332"],
  ["41b3de4355555554", "333333333.33333325"],
  ["41b3de4355555555", "333333333.3333333"],
  ["41b3de4355555556", "333333333.3333334"],
  ["41b3de4355555557", "333333333.33333343"],
  ["becbf647612f3696", "-0.0000033333333333333333"],
  ["43143ff3c1cb0959", "1424953923781206.2"],
];

test("numbers are written as the RFC's table says", () => {
  for (const [bits, text] of NUMBERS) expect(canonical(Buffer.from(bits, "hex").readDoubleBE()), bits).toBe(text);
});

test("what has no canonical form is refused: no number, no text, no key", () => {
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    expect(() => canonical(bad)).toThrow("no canonical JSON form");
    expect(() => canonical([{ a: bad }])).toThrow("no canonical JSON form");
  }
  for (const bad of ["\ud800", "a\udc00b", "\ud83d", "\ude00\ud83d"]) {
    expect(() => canonical(bad)).toThrow("lone surrogate");
    expect(() => canonical({ a: [bad] })).toThrow("lone surrogate");
    expect(() => canonical({ [bad]: 1 })).toThrow("lone surrogate");
  }
  expect(canonical("\ud83d\ude00")).toBe('"😀"');
});

test("only what must be escaped is escaped, and in the shortest way", () => {
  expect(canonical('\b\t\n\f\r"\\')).toBe('"\\b\\t\\n\\f\\r\\"\\\\"');
  expect(canonical("\u0000\u001f\u007f\u2028\u2029/<")).toBe('"\\u0000\\u001f\u007f\u2028\u2029/<"');
  for (let unit = 0; unit < 0xd800; unit++) {
    const text = String.fromCharCode(unit);
    expect(JSON.parse(canonical(text))).toBe(text);
  }
});

test("members without a value are left out, wherever they are", () => {
  expect(canonical({ a: undefined, b: { c: undefined }, d: 1 })).toBe('{"b":{},"d":1}');
});

const json = fc.jsonValue().map((value) => value as Json);

test("the canonical text is JSON for the same value, and the same however the value was put together", () => {
  fc.assert(
    fc.property(json, (value) => {
      const text = canonical(value);
      const again = JSON.parse(text) as Json;
      expect(again).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonical(again)).toBe(text);
      expect(canonical(reversed(value))).toBe(text);
      expect(text).not.toMatch(/[\n\r\t]/);
    }),
    { numRuns: 500 },
  );
});

test("different values have different texts", () => {
  fc.assert(
    fc.property(json, json, (a, b) => {
      const same = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
      expect(canonical(a) === canonical(b)).toBe(same);
    }),
    { numRuns: 300 },
  );
});

test("a member whose text is known stands where it belongs", () => {
  const text = fc.string({ unit: "grapheme" }).filter((key) => key !== "__proto__");
  fc.assert(
    fc.property(fc.dictionary(text, json), text, json, (value, key, member) => {
      expect(canonicalWith(value, key, canonical(member))).toBe(canonical({ ...value, [key]: member }));
    }),
  );
});

function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member as Json)]),
  );
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member as Json)]),
  );
}
