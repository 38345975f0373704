/** The rules in plain sentences, which say what the rules do and not what we think they do. */
import { expect, test } from "vitest";
import type { ContextValue } from "../../src/kernel/verdict.ts";
import { explainRules, type RuleSentence } from "../../src/policy/explain.ts";
import { loadPolicies, type PolicySource } from "../../src/policy/load.ts";
import { loadSettings } from "../../src/policy/settings.ts";
import type { ActionShape } from "../../src/policy/shape.ts";
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
    "Intake may say what kind of contact an address is without asking when who they are is beyond doubt: it is a machine, a plain offer or a trap, and nothing in it asks for your work.",
    "Intake may remember something without asking: it stays with that client, with its source, and changes nothing outside.",
    "Intake may stop writing to somebody unasked without asking: who wants no more mail, or has answered, needs nobody's leave.",
    "Intake may read the messages of the client at hand, read the client's record, read the client's addresses and recall what is known of this client without asking: it can't sort what it may not read.",
    "Intake may read the list of new senders without asking: you sort new senders once a day, in one list.",
    "Intake may read what the client gets and got and read who takes a message of the client without asking: it can't say who takes a message without knowing what waits for an answer.",
    "Billing may match a payment with an invoice without asking when number and sum are exact: it names the invoice, and its sum is what is open.",
    "Billing may leave a payment aside that settles no invoice without asking when you have told of it already: you have told of this very payment already.",
    "Billing may issue an invoice and mail it to the client without asking: the milestone is closed, and the invoice is what was agreed.",
    "Billing may remind a client of an unpaid invoice without asking: it is overdue, the bank's data shows no payment, and the words are yours.",
    "Billing may ask about an offer that was not answered without asking when it is the house's own text and they are asked for the first time: it is one question, in the words you wrote.",
    "Billing may close an offer without asking when its time is over: the day until which the offer was valid is over.",
    "Billing may remember something without asking: it stays with that client, with its source, and changes nothing outside.",
    "Billing may stop writing to somebody unasked without asking: who wants no more mail, or has answered, needs nobody's leave.",
    "Billing may read the messages of the client at hand, read the offers to a client that are open, read what was agreed with a client and read a payment of a client, and what it may be for without asking: it can't see to the money that it may not look at.",
    "Billing may look among all open invoices for what a payment may be for without asking: whose a payment is can only be found among everybody's invoices.",
    "Deliverable may offer a client times for a meeting and confirm a booked meeting to a client, and put it into your calendar without asking: the words are yours, and the times are free in your calendar.",
    "Deliverable may book a meeting with a client without asking when it answers your offer and lies in your working hours: it answers your offer, you are free then, and it lies in your working hours.",
    "Deliverable may book a meeting with a client without asking when it is one of the times that you offered: they chose one of the times that you offered, and it is still free.",
    "Deliverable may let offered times go that nobody took without asking: all of them have passed, and nobody is written to.",
    "Deliverable may note a promise and its day and take a promise off the list without asking: it changes nothing outside, and you are reminded in time.",
    "Deliverable may change a client's plan without asking when it only adds tasks and no promised day moves: a new task of yours moves no day and promises nothing.",
    "Deliverable may plan the next month of work that repeats without asking: the contract goes on, and its plan with it.",
    "Deliverable may ask a client once more for an answer to what they got and send a client a letter of the plan without asking: the plan foresees it, and the words are yours.",
    "Deliverable may note what a client says to what was made for them without asking when it comes from a confirmed contact and it is said clearly and it can only be about this: a confirmed contact says it clearly, and it can only be about this.",
    "Deliverable may close a milestone, so that it is invoiced without asking when it is because they have accepted and it comes from a confirmed contact and it is said clearly and all that belongs to it is accepted: a confirmed contact has clearly accepted all that belongs to it.",
    "Deliverable may close a milestone, so that it is invoiced without asking when it is because the plan says so and all that belongs to it was sent and its day has come: its day has come, and all that belongs to it was sent.",
    "Deliverable may close a milestone, so that it is invoiced without asking when it is because they have accepted and you have said so yourself and all that belongs to it is accepted: you have noted yourself that all that belongs to it is accepted.",
    "Deliverable may remember something without asking: it stays with that client, with its source, and changes nothing outside.",
    "Deliverable may stop writing to somebody unasked without asking: who wants no more mail, or has answered, needs nobody's leave.",
    "Deliverable may read the messages of the client at hand, read the client's record, read the client's addresses, recall what is known of this client, read the plans with the client and read what the client gets and got without asking: it can't go on with work that it may not read.",
    "Deliverable may read the meetings with the client, read what was promised to the client and read a letter that went to the client without asking: it can't keep to what was agreed without reading it.",
    "Health may end work for a client without asking when no text from outside was read: you have accepted their notice, with its day.",
    "Health may remember something without asking: it stays with that client, with its source, and changes nothing outside.",
    "Health may hold back mail that would leave by itself without asking: holding mail back does no harm, and cheerful mail to somebody who complains does.",
    "Health may tell you that a client fares worse without asking: it only tells you something.",
    "Health may stop writing to somebody unasked without asking: who wants no more mail, or has answered, needs nobody's leave.",
    "Health may read the messages of the client at hand, read the client's record, read how the client fares and what is open with them and read whether the client may be written to unasked without asking: it can't say how they fare without looking.",
    "Outreach may remember something without asking: it stays with that client, with its source, and changes nothing outside.",
    "Outreach may stop writing to somebody unasked without asking: who wants no more mail, or has answered, needs nobody's leave.",
    "Outreach may read the messages of the client at hand, read the client's record and read whether the client may be written to unasked without asking: it has to see who answers, and what.",
    "Content may remember something without asking: it stays with that client, with its source, and changes nothing outside.",
    "Content may stop writing to somebody unasked without asking: who wants no more mail, or has answered, needs nobody's leave.",
    "Content may draft a text about finished work without asking: a draft changes nothing outside.",
    "Content may read the messages of the client at hand, recall what is known of this client and read what was done for the client, for a text about it without asking: it can't tell of work it may not look at.",
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

/** What an action can give beside the common context, as far as the shipped rules tell it apart; everything else is calm. */
function casesOf({ context }: ActionShape): Record<string, ContextValue>[] {
  const flags = Object.keys(context).filter((name) => context[name] === "Boolean");
  const texts = Object.hasOwn(context, "by") ? ["acceptance", "plan"] : ["text"];
  const given = Object.entries(context).map(([name, type]) => [name, { Boolean: true, Long: 1, String: "text" }[type]]);
  return texts.flatMap((text) => {
    const all = { ...Object.fromEntries(given), ...(Object.hasOwn(context, "by") ? { by: text } : {}) };
    const none = { ...all, ...Object.fromEntries(flags.map((name) => [name, false])) };
    return [all, none, ...flags.map((name) => ({ ...all, [name]: false }))];
  });
}

test("what is said to be done alone is exactly what is executed in some calm case", () => {
  const sources = [
    shippedSource,
    folderOf({
      "rules.cedar": `
        @id("a") permit (principal == Agent::"billing", action in Action::"filing", resource);
        @id("b") permit (principal is Agent, action == Action::"mail.answer", resource);
        @id("c") forbid (principal == Agent::"intake", action, resource) unless { context.reviewed };`,
    }),
    // Who, what and about whom can be said in other places too, and must be understood there.
    folderOf({
      "rules.cedar": `
        @id("a") permit (principal in Agent::"billing", action == Action::"mail.answer", resource);
        @id("b") permit (principal, action == Action::"fact.learn", resource) when { principal == Agent::"intake" };
        @id("c") permit (principal is Agent, action, resource) when { action == Action::"owner.ask" };
        @id("d") permit (principal is Owner, action in [Action::"reading", Action::"filing"], resource is Client);
        @id("e") permit (principal, action, resource == Client::"somebody");
        @id("f") permit (principal is Agent in Agent::"health", action in [Action::"outward"], resource);`,
    }),
  ];
  for (const source of sources) {
    const policies = loadPolicies(source);
    const access = accessTo({ policies: () => policies });
    const said = explainRules({ policies, settings }).filter((each) => each.kind === "alone");
    for (const agent of [...shapes.agents, "owner"]) {
      for (const action of actions) {
        const isSaid = said.some((each) => each.who.includes(agent) && each.actions.includes(action.name));
        const cases = source === shippedSource ? casesOf(action) : [{}];
        const isDone = cases.some(
          (given) => access.judge(request(agent, action.name, given), false).kind === "execute",
        );
        expect([agent, action.name, isSaid]).toEqual([agent, action.name, isDone]);
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
