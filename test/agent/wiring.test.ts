import { expect, test } from "vitest";
import type { AgentSpec } from "../../src/agent/spec.ts";
import { checkWiring, type Wiring } from "../../src/agent/wiring.ts";

const intake: AgentSpec = {
  name: "intake",
  version: 3,
  objective: "Every message is understood.",
  wakes: ["mail.received@1"],
  may: ["mail.answer", "owner.ask"],
  reads: ["client", "memory"],
  budget: { run: 0.05, day: 1 },
  accepts: "Nothing is overlooked.",
};

const house: Omit<Wiring, "agents"> = {
  events: [
    { type: "mail.received@1", from: "connector mail" },
    { type: "client.opened@2", from: "action client.open" },
  ],
  actions: [
    { name: "mail.answer", connector: "mail", permitted: true },
    { name: "owner.ask", permitted: true },
    { name: "invoice.issue", connector: "invoices", permitted: false },
  ],
  connectors: ["mail"],
  readable: ["client", "mail", "memory"],
};

function problemsOf(change: Partial<AgentSpec>, handlers?: readonly string[], around: Partial<Wiring> = {}): string[] {
  return checkWiring({
    ...house,
    ...around,
    agents: [{ spec: { ...intake, ...change }, ...(handlers ? { handlers } : {}) }],
  });
}

test("a house where everything fits has no problems", () => {
  expect(problemsOf({})).toEqual([]);
  expect(problemsOf({}, ["mail.received@1"])).toEqual([]);
});

test("an event that nobody produces is named, with what was meant", () => {
  expect(problemsOf({ wakes: ["mail.recieved@1"] })).toEqual([
    'agents/intake/agent.md: wakes: nobody produces "mail.recieved@1". Did you mean "mail.received@1"?',
  ]);
});

test("an event of another version is named with the version there is", () => {
  expect(problemsOf({ wakes: ["client.opened@1"] })).toEqual([
    'agents/intake/agent.md: wakes: "client.opened" is produced as version 2, not 1. Read what changed, then wake on "client.opened@2"',
  ]);
});

test("an action that does not exist is named, with what was meant", () => {
  expect(problemsOf({ may: ["mail.anwser"] })).toEqual([
    'agents/intake/agent.md: may: there is no action "mail.anwser". Did you mean "mail.answer"?',
  ]);
});

test("an action that no policy could permit, or that has nowhere to leave by, is named", () => {
  expect(problemsOf({ may: ["invoice.issue"] })).toEqual([
    'agents/intake/agent.md: may: no policy could ever permit "invoice.issue". Add a permit for it to policies/, or take it off the list',
    'agents/intake/agent.md: may: "invoice.issue" leaves by the connector "invoices", which is not connected. Known are mail.',
  ]);
});

test("a record that can't be read is named", () => {
  expect(problemsOf({ reads: ["clients"] })).toEqual([
    'agents/intake/agent.md: reads: there is nothing called "clients" to read. Did you mean "client"?',
  ]);
});

test("handlers and wakes must match: a slip is told once, a surplus handler as well", () => {
  expect(problemsOf({}, ["mail.recieved@1"])).toEqual([
    'agents/intake/agent.ts: it has no handler for "mail.received@1", which agent.md wakes it on. Did you mean "mail.recieved@1"?',
  ]);
  expect(problemsOf({}, ["mail.received@1", "payment.fell-due@1"])).toEqual([
    'agents/intake/agent.ts: it has a handler for "payment.fell-due@1", which agent.md does not wake it on. Add it to wakes, or take it out',
  ]);
});
