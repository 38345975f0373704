/** budgets.yaml: what models may cost, what is said when it is wrong, and which quotas follow from it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cheapFrom, loadBudgets, readBudgets } from "../../src/policy/budgets.ts";
import { type Caller, calendarOf, microsOf, type QuotaRules, quotasOf } from "../../src/policy/quotas.ts";
import { folderOf, shippedFolder } from "./shelf.ts";

const ZONE = "Europe/Berlin";
const NOW = Date.UTC(2026, 10, 24, 9);
const budgetsFrom = (text: string, agents?: string[]) =>
  loadBudgets({ ...folderOf({ "budgets.yaml": text }), ...(agents ? { agents } : {}) });
const complaints = (text: string) => {
  const read = readBudgets({ ...folderOf({ "budgets.yaml": text }), agents: ["intake", "billing"] });
  return read.ok ? [] : read.problems.map(({ file, line, message }) => `${file}:${line}: ${message}`);
};

test("the shipped file holds the defaults, so taking a line out changes nothing", () => {
  const shipped = loadBudgets({ folder: shippedFolder, label: "policies" });
  expect(shipped).toEqual(budgetsFrom(""));
  const lines = readFileSync(join(shippedFolder, "budgets.yaml"), "utf8");
  for (const key of Object.keys(shipped)) expect(lines).toMatch(new RegExp(`^${key}:`, "m"));
});

test.each([
  ["a misspelt key", "\nmonht: 3", 'policies/budgets.yaml:2: no setting "monht". Did you mean "month"?'],
  ["a sum below nothing", "day: -1", 'policies/budgets.yaml:1: "day" is -1; expected a sum such as 2.50'],
  ["a word for a sum", "day: much", 'policies/budgets.yaml:1: "day" is "much"; expected a sum such as 2.50'],
  [
    "a part that is none",
    "day: 2\nalertAt: 80",
    'policies/budgets.yaml:2: "alertAt" is 80; expected a part such as 0.8',
  ],
  [
    "an agent there isn't",
    "agent:\n  intake: 1\n  biling: 0.5\n",
    'policies/budgets.yaml:3: "agent.biling" is 0.5; expected an agent before the colon, not "biling". Did you mean "billing"?',
  ],
  [
    "half a span",
    `cheapHours: { from: "22:00" }`,
    'policies/budgets.yaml:1: "cheapHours.to" is missing; expected a time such as "22:00"',
  ],
])("%s is named with line, key and what was expected", (_, text, complaint) => {
  expect(complaints(text)).toEqual([complaint]);
});

describe("the quotas of a call", () => {
  const rules = (text: string, own: { run: number; day: number } | null = null): QuotaRules => ({
    budgets: budgetsFrom(text),
    dollar: 0.8,
    agentBudget: () => own,
  });
  const caller: Caller = { agent: "intake", run: "r", workflow: "w", client: "c" };
  const limits = (given: QuotaRules, who = caller) =>
    Object.fromEntries(quotasOf(who, given, calendarOf(NOW, ZONE)).map((one) => [one.key, one.limitMicros]));

  test("are in micro-dollars, by keys of the owner's own day", () => {
    const text = "day: 2\nmonth: 30\nclientMonth: 5\nworkflow: 0.5\nagent: { intake: 1 }";
    expect(limits(rules(text, { run: 0.05, day: 1.2 }))).toEqual({
      "month:2026-11": 37_500_000,
      "day:2026-11-24": 2_500_000,
      "client:c:2026-11": 6_250_000,
      "agent:intake:2026-11-24": 1_250_000,
      "workflow:w": 625_000,
      "run:r": 62_500,
    });
    expect(limits(rules(text, { run: 0.05, day: 0.4 }))["agent:intake:2026-11-24"]).toBe(500_000);
  });

  test("are those of whom it is for", () => {
    const nobody = { agent: null, run: null, workflow: null, client: null };
    expect(Object.keys(limits(rules(""), nobody))).toEqual(["month:2026-11", "day:2026-11-24"]);
  });

  test("fill again at the owner's midnight, in summer time and on the day it ends", () => {
    const until = (at: number) => calendarOf(at, ZONE).tomorrow;
    expect(until(NOW)).toBe(Date.UTC(2026, 10, 24, 23));
    expect(until(Date.UTC(2026, 6, 1, 12))).toBe(Date.UTC(2026, 6, 1, 22));
    expect(until(Date.UTC(2026, 9, 25, 10))).toBe(Date.UTC(2026, 9, 25, 23));
    expect(calendarOf(Date.UTC(2026, 11, 31, 23, 30), ZONE)).toMatchObject({
      date: "2027-01-01",
      nextMonth: Date.UTC(2027, 0, 31, 23),
    });
  });

  test("are never larger than they were set", () => {
    expect(microsOf(1, 0.92)).toBe(1_086_956);
    expect(microsOf(0, 0.92)).toBe(0);
  });
});

test("what isn't urgent waits for the cheap hours, over midnight too", () => {
  const budgets = budgetsFrom(`cheapHours: { from: "22:30", to: "06:00" }`);
  expect(cheapFrom(budgets, NOW, ZONE)).toBe(Date.UTC(2026, 10, 24, 21, 30));
  const night = Date.UTC(2026, 10, 24, 2);
  expect(cheapFrom(budgets, night, ZONE)).toBe(night);
  const after = budgetsFrom(`cheapHours: { from: "02:00", to: "06:00" }`);
  expect(cheapFrom(after, NOW, ZONE)).toBe(Date.UTC(2026, 10, 25, 1));
});
