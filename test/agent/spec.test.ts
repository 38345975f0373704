import { expect, test } from "vitest";
import { parseSpec } from "../../src/agent/spec.ts";

const place = { name: "greeter", file: "agents/greeter/agent.md" };
const good = `---
name: greeter
version: 2
objective: Whoever writes for the first time is greeted the same day.
wakes: [mail.received@1]
may: [mail.answer, owner.ask]
reads: [client, mail]
budget: { run: 0.05, day: 1.00 }
accepts: A greeting says nothing but hello.
---

Greet whoever is new.
Leave everyone else alone.
`;

function problemsOf(text: string): readonly string[] {
  const answer = parseSpec(text, place);
  if (answer.ok) throw new Error("it was taken");
  return answer.problems;
}

test("a spec is read with its instructions", () => {
  expect(parseSpec(good, place)).toEqual({
    ok: true,
    spec: {
      name: "greeter",
      version: 2,
      objective: "Whoever writes for the first time is greeted the same day.",
      wakes: ["mail.received@1"],
      may: ["mail.answer", "owner.ask"],
      reads: ["client", "mail"],
      budget: { run: 0.05, day: 1 },
      accepts: "A greeting says nothing but hello.",
    },
    instructions: "Greet whoever is new.\nLeave everyone else alone.",
  });
});

test("Windows line ends and a byte order mark are no reason to refuse", () => {
  expect(parseSpec(`\uFEFF${good.replaceAll("\n", "\r\n")}`, place).ok).toBe(true);
});

test("a line of dashes in the instructions stays there", () => {
  const answer = parseSpec(`${good}\n---\n\nMore.`, place);
  expect(answer.ok && answer.instructions.endsWith("---\n\nMore.")).toBe(true);
});

test.each([
  ["version: 2", "version: two", '3: version: expected a whole number from 1; it says "two"'],
  ["version: 2", "version: 0", "3: version: expected a whole number from 1; it says 0"],
  [
    "wakes: [mail.received@1]",
    "wakes: mail.received@1",
    '5: wakes: expected a list of events, like [mail.received@1]; it says "mail.received@1"',
  ],
  [
    "wakes: [mail.received@1]",
    "wakes:\n  - day.started@1\n  - mail.received",
    '7: wakes[1]: expected an event and its version, like mail.received@1; it says "mail.received"',
  ],
  [
    "wakes: [mail.received@1]",
    "wakes: []",
    "5: wakes: expected at least one event: nothing would ever wake this agent; it says []",
  ],
  [
    "may: [mail.answer, owner.ask]",
    "may: [mail.answer, mail.answer]",
    '6: may[1]: expected each only once; it says "mail.answer"',
  ],
  ["may: [mail.answer, owner.ask]", "mai: [mail.answer]", '6: mai: no such setting. Did you mean "may"?'],
  [
    "may: [mail.answer, owner.ask]\n",
    "",
    "2: may: expected a list of actions, like [client.open, mail.answer]; it is missing",
  ],
  [
    "budget: { run: 0.05, day: 1.00 }",
    "budget: { run: -1, day: 1 }",
    "8: budget.run: expected an amount, like 0.05; it says -1",
  ],
  [
    "budget: { run: 0.05, day: 1.00 }",
    "budget:\n  run: 0.05\n  dya: 1",
    '10: budget.dya: no such setting. Did you mean "day"?',
  ],
  [
    "budget: { run: 0.05, day: 1.00 }",
    "budget: { run: 2, day: 1 }",
    "8: budget: expected a run to cost no more than a day; it says 2 a run and 1 a day",
  ],
  ["name: greeter", "name: greter", '2: name: expected "greeter", the name of its folder; it says "greter"'],
  ["accepts: A", "accepts: [A", "10: "],
  ["objective: W", "objective: : W", "4: "],
])("%s written as %s is told with its line", (right, wrong, problem) => {
  const problems = problemsOf(good.replace(right, wrong));
  expect(
    problems.some((said) => said.startsWith(`agents/greeter/agent.md:${problem}`)),
    problems.join("\n"),
  ).toBe(true);
});

test("all mistakes are told at once", () => {
  expect(
    problemsOf(good.replace("version: 2", "version: x").replace("reads: [client, mail]", "reads: client")),
  ).toHaveLength(2);
});

test.each([
  "",
  "no settings at all",
  "---\nname: greeter\n",
  "---\n- a\n- b\n---\nx",
  "---\n---\nx",
  "---\na: &a [*a]\n---\nx",
])("a file that is no spec is refused with file and line: %j", (text) => {
  for (const problem of problemsOf(text)) expect(problem).toMatch(/^agents\/greeter\/agent\.md:\d+: ./);
});

test("a spec without instructions is refused", () => {
  expect(problemsOf(good.slice(0, good.lastIndexOf("---") + 4))).toEqual([
    "agents/greeter/agent.md:10: expected instructions below the settings: say how the work is done",
  ]);
});
