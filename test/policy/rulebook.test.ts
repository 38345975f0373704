/** The whole folder: loaded or refused whole at start; while running a broken edit keeps what was good. */
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

describe("a broken edit", () => {
  test.each([
    ["mail.cedar", `Action::"message.classify"`, `Action::"message.clasify"`, /^no action "message\.clasify"/],
    ["settings.yaml", "digestHour: 8", "digestHour: noon", /"digestHour" is "noon"/],
    ["retries.yaml", "attempts: 4", "attempts: 0", /"default\.attempts" is 0/],
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
    let files: string[] = [];
    try {
      loadRulebook(source);
    } catch (error) {
      if (error instanceof PolicyError) files = error.problems.map((each) => each.file);
    }
    expect(files).toEqual(["policies/mail.cedar", "policies/retries.yaml", "policies/settings.yaml"]);
  });
});
