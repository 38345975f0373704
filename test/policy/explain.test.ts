/** The rules in plain sentences, which say what the rules do and not what we think they do. */
import { expect, test } from "vitest";
import { explainRules, type RuleSentence } from "../../src/policy/explain.ts";
import { loadPolicies, type PolicySource } from "../../src/policy/load.ts";
import { loadSettings } from "../../src/policy/settings.ts";
import { accessTo, actions, folderOf, request, shapes, shippedFolder } from "./shelf.ts";

const settings = loadSettings({ folder: shippedFolder, label: "policies" });
const shippedSource: PolicySource = { folder: shippedFolder, label: "policies", ...shapes };
const explain = (source: PolicySource) => explainRules({ policies: loadPolicies(source), settings });
const withRules = (text: string) => explain(folderOf({ "rules.cedar": text }));
const textsOf = (sentences: readonly RuleSentence[], kind: RuleSentence["kind"]) =>
  sentences.filter((each) => each.kind === kind).map((each) => each.text);

test("the shipped rules say what happens without asking, what is asked and what never happens", () => {
  const sentences = explain(shippedSource);
  expect(textsOf(sentences, "alone")).toEqual([
    "Intake may sort a message and file it with its client without asking: putting a message where it belongs changes nothing outside.",
    "Intake may remember something without asking: it stays with that client, with its source, and changes nothing outside.",
    "Intake may read the messages of the client at hand, read the client's record, read the client's addresses and recall what is known of this client without asking: it can't sort what it may not read.",
    "Intake may read the list of new senders without asking: you sort new senders once a day, in one list.",
    "Billing may remember something without asking: it stays with that client, with its source, and changes nothing outside.",
  ]);
  expect(textsOf(sentences, "asked")).toContain(
    "Intake asks you before it may answer a client's mail: an answer goes out in your name.",
  );
  expect(textsOf(sentences, "asked")).toContain("You are shown what changes before you do anything.");
  expect(textsOf(sentences, "asked")).toContain(
    "When it is for every client, you are asked before any agent may remember something: it would be read in every client's work, so you approve its exact words.",
  );
  expect(textsOf(sentences, "never")).toContain(
    "Intake can never put a record right: the books are corrected by you alone.",
  );
  expect(textsOf(sentences, "never")).toContain(
    "When it carries what belongs to another client, nobody can let anything leave the house, not even with your approval.",
  );
});

test("every forbid of the shipped rules is said by some sentence, with its file and line", () => {
  const policies = loadPolicies(shippedSource);
  const sentences = explainRules({ policies, settings });
  for (const rule of policies.rules.values()) {
    if (rule.effect === "permit") continue;
    expect(sentences).toContainEqual(expect.objectContaining({ ruleId: rule.id, file: rule.file, line: rule.line }));
  }
});

test("no sentence shows an id, a brace or Cedar to the owner", () => {
  for (const { text } of explain(shippedSource))
    expect(text).not.toMatch(/[{}"_]|::|context\.|undefined|[a-z]+\.[a-z]+[A-Za-z]*\(/);
});

test("what is said to be done alone is exactly what is executed in a calm case", () => {
  const sources = [
    shippedSource,
    folderOf({
      "rules.cedar": `
        @id("a") permit (principal == Agent::"billing", action in Action::"filing", resource);
        @id("b") permit (principal is Agent, action == Action::"mail.answer", resource);
        @id("c") forbid (principal == Agent::"intake", action, resource) unless { context.reviewed };`,
    }),
  ];
  for (const source of sources) {
    const policies = loadPolicies(source);
    const access = accessTo({ policies: () => policies });
    const said = explainRules({ policies, settings }).filter((each) => each.kind === "alone");
    for (const agent of [...shapes.agents, "owner"]) {
      for (const { name } of actions) {
        const isSaid = said.some((each) => each.who.includes(agent) && each.actions.includes(name));
        expect([agent, name, isSaid]).toEqual([
          agent,
          name,
          access.judge(request(agent, name), false).kind === "execute",
        ]);
      }
    }
  }
});

test("a permit with a condition says its case, and what happens otherwise", () => {
  const sentences = withRules(`
    @id("few") permit (principal == Agent::"intake", action == Action::"mail.answer", resource) when { context.recipients <= 1 && resource.stage == "active" };
    @id("else") permit (principal == Agent::"intake", action == Action::"mail.answer", resource) when { context.reviewed };`);
  expect(sentences.filter((each) => each.who.includes("intake") && each.actions.includes("mail.answer"))).toMatchObject(
    [
      {
        kind: "alone",
        ruleId: "few",
        text: `Intake may answer a client's mail without asking when recipients is at most 1 and the client's stage is "active".`,
      },
      { kind: "asked", ruleId: "else" },
    ],
  );
});

test("an exception to what is done alone starts with its case", () => {
  const sentences = withRules(`
    @id("may") permit (principal is Agent, action in Action::"outward", resource);
    @id("night") @because("sleep") forbid (principal, action in Action::"outward", resource) when { context.quietHours } unless { context.reviewed };`);
  expect(textsOf(sentences, "asked")).toContain(
    "When it is in your quiet hours, you are asked before any agent may let anything leave the house: sleep.",
  );
});

test("only what an agent's spec lists is said of it", () => {
  const policies = loadPolicies(shippedSource);
  const sentences = explainRules({ policies, settings, may: { billing: ["owner.ask"] } });
  const billing = sentences.filter((each) => each.who.length === 1 && each.who[0] === "billing");
  expect(billing.flatMap((each) => each.actions)).toEqual(["owner.ask"]);
});

test("a setting is said with the line it stands in", () => {
  const sentences = explainRules({
    policies: loadPolicies(shippedSource),
    settings,
    settingsLines: { quietHours: 8 },
  });
  expect(sentences).toContainEqual(
    expect.objectContaining({
      text: "Your quiet hours are 22:00 to 07:00; nothing makes a sound then.",
      ruleId: "settings.quietHours",
      file: "policies/settings.yaml",
      line: 8,
    }),
  );
});
