/** The whole folder: loaded or refused whole at start; while running a broken edit keeps what was good. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PolicyError } from "../../src/policy/problem.ts";
import { loadRulebook, type Rulebook, reload } from "../../src/policy/rulebook.ts";
import { accessTo, edit, request, shippedCopy } from "./shelf.ts";

const classify = request("intake", "message.classify");

test("a sound edit takes effect with the next question, without a new access", () => {
  const source = shippedCopy();
  let rulebook: Rulebook = loadRulebook(source);
  const access = accessTo({ policies: () => rulebook.policies });
  expect(access.judge(classify, false).kind).toBe("execute");
  edit(source, "mail.cedar", `Action::"message.classify"`, `Action::"contact.sort"`);
  const reloaded = reload(rulebook);
  expect(reloaded.ok).toBe(true);
  if (reloaded.ok) rulebook = reloaded.policies;
  expect(access.judge(classify, false).kind).toBe("deny");
});

test("what models may cost is the owner's to change while they work", () => {
  const source = shippedCopy();
  const before = loadRulebook(source);
  edit(source, "budgets.yaml", "day: 2", "day: 7.5");
  edit(source, "prices.yaml", "EUR: 0.92", "EUR: 0.5");
  const reloaded = reload(before);
  expect(before.budgets.day).toBe(2);
  expect(reloaded).toMatchObject({ ok: true, policies: { budgets: { day: 7.5 }, prices: { dollar: 0.5 } } });
});

test("a home that copied its policies before the budgets were added goes by those that came with the package", () => {
  const source = shippedCopy();
  const shipped = shippedCopy();
  edit(shipped, "budgets.yaml", "day: 2", "day: 3");
  for (const name of ["budgets.yaml", "prices.yaml", "memory.yaml"]) rmSync(join(source.folder, name));
  expect(() => loadRulebook(source)).toThrow(/the file is missing/);
  const rulebook = loadRulebook({ ...source, shipped: shipped.folder });
  expect(rulebook.budgets.day).toBe(3);
  expect(rulebook.prices.models.size).toBeGreaterThan(0);
});

describe("a broken edit", () => {
  test.each([
    ["mail.cedar", `Action::"message.classify"`, `Action::"message.clasify"`, /^no action "message\.clasify"/],
    ["settings.yaml", "digestHour: 8", "digestHour: noon", /"digestHour" is "noon"/],
    ["retries.yaml", "attempts: 4", "attempts: 0", /"default\.attempts" is 0/],
    ["budgets.yaml", "day: 2", "day: two", /"day" is "two"/],
    ["budgets.yaml", "agent: {}", "agent: { intaek: 1 }", /Did you mean "intake"\?/],
    ["prices.yaml", "version: 2026-11-24", "version: today", /"version" is "today"/],
    ["answers/inquiry.en.md", "\nHello[[ {{name}}", "\nHello[[ {{nmae}}", /no placeholder "nmae"/],
  ])("of %s keeps the last good rules and says what is wrong", (name, before, after, message) => {
    const source = shippedCopy();
    const rulebook = loadRulebook(source);
    edit(source, name, before, after);
    const reloaded = reload(rulebook);
    expect(reloaded).toMatchObject({
      ok: false,
      errors: [{ file: `policies/${name}`, message: expect.stringMatching(message) }],
    });
    if (!reloaded.ok) expect(reloaded.kept).toBe(rulebook);
    expect(accessTo({ policies: () => rulebook.policies }).judge(classify, false).kind).toBe("execute");
  });

  test("at start refuses, with everything that is wrong in all files at once", () => {
    const source = shippedCopy();
    edit(source, "mail.cedar", `Action::"message.classify"`, `Action::"message.clasify"`);
    edit(source, "settings.yaml", "digestHour: 8", "digestHour: noon");
    edit(source, "retries.yaml", "attempts: 4", "attempts: 0");
    edit(source, "budgets.yaml", "month: 30", "month: lots");
    edit(source, "prices.yaml", "free: []", "free: all");
    let files: string[] = [];
    try {
      loadRulebook(source);
    } catch (error) {
      if (error instanceof PolicyError) files = error.problems.map((each) => each.file);
    }
    expect(files).toEqual([
      "policies/budgets.yaml",
      "policies/mail.cedar",
      "policies/prices.yaml",
      "policies/retries.yaml",
      "policies/settings.yaml",
    ]);
  });
});
