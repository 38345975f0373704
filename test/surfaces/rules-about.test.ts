/**
 * Which rules are shown when somebody asks for some of them.
 */
import { describe, expect, test } from "vitest";
import type { RuleSentence } from "../../src/policy/explain.ts";
import { rulesAbout } from "../../src/surfaces/rules-about.ts";

const rule = (who: string, action: string, text: string): RuleSentence => ({
  kind: "alone",
  who: [who],
  actions: [action],
  text,
  ruleId: text,
});
const ALL = [
  rule("billing", "invoice.issue", "Billing may issue an invoice without asking."),
  rule("billing", "read.client", "Billing may read the client's record."),
  rule("intake", "message.classify", "Intake may sort a message."),
  { ...rule("x", "x", "Your quiet hours are 22:00 to 07:00."), who: [], actions: [] },
];
const texts = (about: string) => rulesAbout(ALL, about).rules.map(({ text }) => text);

describe("rules", () => {
  test("without a name are all but what may be read, which is pointed to", () => {
    expect(texts("")).toEqual([ALL[0]?.text, ALL[2]?.text, ALL[3]?.text]);
    expect(rulesAbout(ALL, "").note).toContain("rules reading");
    expect(texts("reading")).toEqual([ALL[1]?.text]);
  });

  test("of an agent, or about a word", () => {
    expect(texts("Billing")).toEqual([ALL[0]?.text]);
    expect(texts("quiet hours")).toEqual([ALL[3]?.text]);
    expect(rulesAbout(ALL, "unicorns")).toEqual({
      rules: [],
      note: "No rule speaks of “unicorns”. “rules” says all of them.",
    });
  });
});
