/**
 * Voices: everybody can say everything, a file of one's own replaces what it names, and what is wrong in it is named by line.
 */
import { describe, expect, test } from "vitest";
import { Dice } from "../../src/simulate/random.ts";
import { fill, MEANINGS, PLACEHOLDERS, readVoices, replaced, say, takesTime } from "../../src/simulate/voices.ts";
import { GERMAN } from "../../src/simulate/voices-de.ts";
import { ENGLISH } from "../../src/simulate/voices-en.ts";

const SHIPPED = { en: ENGLISH, de: GERMAN };
const FILLING = Object.fromEntries(Object.keys(PLACEHOLDERS).map((name) => [name, `<${name}>`])) as Record<
  keyof typeof PLACEHOLDERS,
  string
>;

describe("the shipped voices", () => {
  test("say everything in fifteen ways at least, in both languages, and never the same twice", () => {
    for (const voices of [ENGLISH, GERMAN]) {
      for (const meaning of MEANINGS) expect(voices[meaning].length, meaning).toBeGreaterThanOrEqual(15);
      const all = MEANINGS.flatMap((meaning) => voices[meaning]);
      expect(new Set(all).size).toBe(all.length);
    }
  });

  test("use the placeholders that there are, and nothing is left of them once they are filled", () => {
    for (const voices of [ENGLISH, GERMAN])
      for (const text of MEANINGS.flatMap((meaning) => voices[meaning]))
        expect(fill(text, FILLING)).not.toMatch(/[{}]/);
  });
});

describe("a file of one's own", () => {
  test("replaces the meanings that it names and leaves the others as they were", () => {
    const read = readVoices('approve:\n  - "Ja, {deliverable} passt."\n  - Yes, please go on\n', "mine.yaml");
    if (!read.ok) throw new Error(read.problems.join("\n"));
    const choir = replaced(SHIPPED, read.voices);
    expect(choir.de.approve).toEqual(["Ja, {deliverable} passt."]);
    expect(choir.en.approve).toEqual(["Yes, please go on"]);
    expect(choir.en.change).toBe(ENGLISH.change);
  });

  test("is said by everybody where it has one language only", () => {
    const read = readVoices("thanks: [Thank you for the report]", "mine.yaml");
    if (!read.ok) throw new Error(read.problems.join("\n"));
    expect(replaced(SHIPPED, read.voices).de.thanks).toEqual(["Thank you for the report"]);
  });

  test.each([
    ["approve:\n  - ok\naprove:\n  - fine\n", "mine.yaml:3: no meaning “aprove”; did you mean “approve”?"],
    [
      "approve:\n  - ok\n  - good {delivrable}\n",
      "mine.yaml:3: no placeholder {delivrable}; did you mean {deliverable}?",
    ],
    ["change:\n  - shorter\nthanks: []\n", "mine.yaml:3: “thanks” needs a list of texts."],
    ["change:\n  - shorter\n  - 17\n", "mine.yaml:3: expected a text"],
    ["- ok\n", "mine.yaml:1: expected meanings"],
    ["approve: [ok\nchange: [no]\n", "mine.yaml:"],
  ])("says what is wrong with %j", (source, expected) => {
    const read = readVoices(source, "mine.yaml");
    expect(read.ok ? [] : read.problems.join("\n")).toContain(expected);
  });
});

test("a text is chosen by what it needs, and by any where none has it", () => {
  const voices = { ...ENGLISH, schedule: ["{slot} is fine", "rather {date}"] };
  const slot = (there: boolean, from = voices) =>
    say(from, "schedule", FILLING, new Dice(1), (text) => takesTime(text) === there).text;
  expect(slot(true)).toBe("<slot> is fine");
  expect(slot(false)).toBe("rather <date>");
  expect(slot(true, { ...ENGLISH, schedule: ["the second one"] })).toBe("the second one");
});
