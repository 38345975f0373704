/** The owner's own words, filled in. */
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fillAnswer, houseWords, loadAnswers } from "../../src/policy/answers.ts";
import { PolicyError } from "../../src/policy/problem.ts";
import { loadSettings } from "../../src/policy/settings.ts";
import { shippedFolder } from "./shelf.ts";

const shipped = loadAnswers({ folder: shippedFolder, label: "policies", languages: ["en", "de"] });
const settings = loadSettings({ folder: shippedFolder, label: "policies" });

function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "atelier-answers-"));
  mkdirSync(join(folder, "answers"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, "answers", name), text);
  return folder;
}

function complaintsAbout(files: Record<string, string>, languages: ("en" | "de")[] = ["en"]): string[] {
  try {
    loadAnswers({ folder: folderWith(files), label: "policies", languages });
  } catch (error) {
    if (error instanceof PolicyError) return error.message.split("\n");
    throw error;
  }
  return [];
}

const answersOf = (text: string) =>
  loadAnswers({ folder: folderWith({ "note.en.md": text }), label: "policies", languages: ["en"] });

describe("the shipped answers", () => {
  test.each(["inquiry", "inquiry-with-call"])("%s reads well with everything known and with nothing known", (name) => {
    for (const language of ["en", "de"] as const) {
      const full = fillAnswer(shipped, name, language, {
        name: "Anna Schmidt",
        need: "We need help with our yearly accounts.",
        ...houseWords(settings, language, "Jo Doe"),
      });
      const bare = fillAnswer(shipped, name, language, {});
      for (const answer of [full, bare]) {
        expect(answer.ok).toBe(true);
        if (!answer.ok) continue;
        expect(answer.text).not.toMatch(/[{}[\]]|<!--|\n{3}| {2}| \n|\.[A-ZÄÖÜ]/);
        // Nothing the owner hasn't promised: no price, no percent, no date, no clock.
        expect(answer.text).not.toMatch(/\d|€|\$|%/);
      }
      if (full.ok) {
        expect(full.text).toContain("Anna Schmidt");
        expect(full.text).toContain("yearly accounts");
        expect(full.text).toMatch(/within two working days|innerhalb von zwei Werktagen/);
        expect(full.text).toMatch(/\nJo Doe\n$/);
      }
    }
  });

  test("the time to answer comes from the settings, and 0 says nothing", () => {
    expect(houseWords({ ...settings, replyWithinWorkingDays: 1 }, "de").replyTime).toBe("innerhalb eines Werktags");
    expect(houseWords({ ...settings, replyWithinWorkingDays: 9 }, "en").replyTime).toBe("within 9 working days");
    expect(houseWords({ ...settings, replyWithinWorkingDays: 0 }, "en").replyTime).toBe("");
  });

  test("the company's signature goes before the owner's name", () => {
    const company = { name: "Doe & Co", signature: "Jo Doe\nDoe & Co" };
    expect(houseWords({ ...settings, company }, "en", "Jo").signature).toBe("Jo Doe\nDoe & Co");
    expect(houseWords(settings, "en", "Jo").signature).toBe("Jo");
  });
});

describe("filling", () => {
  test("a placeholder without a value fails as a value, and is named", () => {
    const filled = fillAnswer(answersOf("Hello {{name}}, about {{need}}."), "note", "en", { name: "Anna", need: " " });
    expect(filled).toMatchObject({ ok: false, missing: ["need"] });
  });

  test("an optional part goes when anything in it is missing, and stays whole otherwise", () => {
    const answers = answersOf("Hello[[ {{name}} of {{company}}]],\n\n[[{{need}}]]\n\nbye");
    expect(fillAnswer(answers, "note", "en", { name: "Anna" })).toEqual({ ok: true, text: "Hello,\n\nbye\n" });
    expect(fillAnswer(answers, "note", "en", { name: "Anna", company: "X" })).toEqual({
      ok: true,
      text: "Hello Anna of X,\n\nbye\n",
    });
  });

  test("what a stranger wrote is never read as a template", () => {
    const answers = answersOf("You wrote: {{need}}");
    const filled = fillAnswer(answers, "note", "en", { need: "{{signature}} [[x]] $& $1", signature: "secret" });
    expect(filled).toEqual({ ok: true, text: "You wrote: {{signature}} [[x]] $& $1\n" });
  });

  test("an inherited property is no value", () => {
    expect(fillAnswer(answersOf("Hello {{name}}"), "note", "en", Object.create({ name: "ghost" })).ok).toBe(false);
  });

  test("an unknown answer or language fails as a value", () => {
    expect(fillAnswer(shipped, "inquiri", "en", {})).toMatchObject({
      ok: false,
      why: expect.stringContaining('Did you mean "inquiry"?'),
    });
    expect(fillAnswer(shipped, "inquiry", "fr", {})).toMatchObject({ ok: false });
  });
});

describe("loading", () => {
  test("an unknown placeholder is named with its line, counted from the top of the file", () => {
    expect(complaintsAbout({ "note.en.md": "<!-- a note\n with {{anything}} -->\n\nHello {{nmae}}" })).toEqual([
      'policies/answers/note.en.md:4: no placeholder "nmae". Did you mean "name"?',
    ]);
  });

  test.each([
    ["a placeholder that isn't closed", "Hello\n{{name", 2],
    ["an optional part that isn't closed", "Hello\n\n[[ {{name}}", 3],
    ["an optional part that was never opened", "Hello ]]", 1],
    ["an optional part in another", "Hello\n[[ a [[ b ]] c ]]", 2],
    ["an empty answer", "<!-- only a note -->\n", 1],
  ])("%s is named with its line", (_, text, line) => {
    expect(complaintsAbout({ "note.en.md": text })[0]).toMatch(
      new RegExp(`^policies/answers/note\\.en\\.md:${line}: `),
    );
  });

  test("an answer missing in one of the languages is an error", () => {
    expect(complaintsAbout({ "note.en.md": "Hello" }, ["en", "de"])[0]).toMatch(
      /^policies\/answers\/note\.de\.md:1: the answer "note" is missing in "de"/,
    );
  });

  test("a file that can't be read is an error, not a crash", () => {
    const folder = folderWith({ "note.en.md": "Hello" });
    mkdirSync(join(folder, "answers", "other.en.md"));
    expect(() => loadAnswers({ folder, label: "policies", languages: ["en"] })).toThrow(
      /^policies\/answers\/other\.en\.md:1: the file can't be read/,
    );
  });

  test("a file that isn't called name.language.md is an error", () => {
    expect(complaintsAbout({ "note.md": "Hello" })[0]).toMatch(
      /^policies\/answers\/note\.md:1: expected a name such as/,
    );
  });
});
