/**
 * Playbooks: the shipped ones are read, and whatever a person can get wrong is named with its file and line.
 */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadPlaybooks, type Playbooks, playbookFiles } from "../../src/planner/playbook.ts";
import type { PolicyProblem } from "../../src/policy/problem.ts";
import { problemLine } from "../../src/policy/problem.ts";
import { shippedFolder } from "../policy/shelf.ts";

const TEXTS = ["welcome", "material", "goodbye", "reminder-1", "reminder-2", "reminder-3"];
const WORK = `title: Talk
milestones:
  - key: held
    title: Held
    bills: 100%
    due: 0 after talk
tasks:
  - key: write
    title: Write it
    kind: owner
    who: owner
    due: 3
  - key: talk
    title: Give the talk
    kind: owner
    who: owner
    due: 2 after write
    milestone: held
`;

/** Reads a folder of these files. */
function read(files: Readonly<Record<string, string>>): { books: Playbooks; said: string[] } {
  const folder = mkdtempSync(join(tmpdir(), "atelier-playbooks-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const problems: PolicyProblem[] = [];
    const books = loadPlaybooks(
      { files: playbookFiles(folder), label: "policies/playbooks", agents: ["deliverable"], texts: TEXTS },
      problems,
    );
    return { books, said: problems.map(problemLine) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What is said about the talk with one text replaced. */
function wrong(before: string, after: string): string[] {
  if (!WORK.includes(before)) throw new Error(`no ${before}`);
  return read({ "talk.yaml": WORK.replace(before, after) }).said;
}

test("the shipped playbooks are read without a complaint, and say on top how one is written", () => {
  const folder = join(shippedFolder, "playbooks");
  const problems: PolicyProblem[] = [];
  const books = loadPlaybooks(
    { files: playbookFiles(folder), label: "policies/playbooks", agents: ["deliverable"], texts: TEXTS },
    problems,
  );
  expect(problems).toEqual([]);
  expect([...books.work.keys()]).toEqual(["monthly-package", "offboarding", "onboarding", "workshop"]);
  expect(books.dunning.map(({ level, afterDays }) => [level, afterDays])).toEqual([
    [1, 7],
    [2, 21],
    [3, 35],
  ]);
  expect(readdirSync(folder)).toHaveLength(5);
});

test("a home's own file goes before the package's, the others stay", () => {
  const files = playbookFiles("/nowhere/at/all", join(shippedFolder, "playbooks"));
  expect(files.get("workshop.yaml")).toBe(join(shippedFolder, "playbooks"));
  expect(files.size).toBe(5);
});

test("a day is a number of business days, or so many after another task", () => {
  const { books, said } = read({ "talk.yaml": WORK });
  expect(said).toEqual([]);
  expect(books.work.get("talk")?.tasks.map((task) => task.due)).toEqual([
    { days: 3, after: null },
    { days: 2, after: "write" },
  ]);
});

test("what is wrong is named with file, line and key", () => {
  expect(wrong("due: 3\n", "due: soon\n")).toEqual([
    'policies/playbooks/talk.yaml:12: "tasks.0.due" is "soon"; expected business days, such as 5, or 2 after kick-off',
  ]);
  expect(wrong("kind: owner", "kind: work")).toEqual([
    'policies/playbooks/talk.yaml:10: "tasks.0.kind" is "work"; expected one of deliver, check-in, letter, owner, renew',
  ]);
  expect(wrong("    milestone: held", "    milstone: held")[0]).toContain(
    'talk.yaml:18: no setting "tasks.1.milstone". Did you mean "milestone"?',
  );
  expect(wrong("bills: 100%", "bills: half")[0]).toContain("talk.yaml:5: ");
});

test("names that don't exist, circles and too much billed are refused", () => {
  expect(wrong("2 after write", "2 after wirte")).toEqual([
    'policies/playbooks/talk.yaml:13: task "talk": no task "wirte". Did you mean "write"?',
  ]);
  expect(wrong("due: 3\n", "due: 1 after talk\n")[0]).toContain('the tasks "write" and "talk" wait for each other');
  expect(wrong("milestone: held", "milestone: hold")[0]).toContain('no milestone "hold". Did you mean "held"?');
  expect(wrong("bills: 100%", "bills: 120%")[0]).toContain("the milestones bill 120 % together");
  expect(wrong("0 after talk", "0 after talks")[0]).toContain('milestone "held": no task "talks"');
  expect(wrong("key: talk", "key: write")[0]).toContain('"write" stands there twice');
  expect(wrong("title: Talk", "title: Talk\nstartsWith: talk")[0]).toContain('no other playbook "talk"');
  expect(wrong("title: Talk", "title: Talk\nclosesByPlanAfter: 3")[0]).toContain("more than nudgeAfter");
});

test("who does it and with which words has to exist", () => {
  const letter = (lines: string) => wrong("kind: owner\n    who: owner\n    due: 3", `${lines}\n    due: 3`);
  expect(letter("kind: letter\n    who: deliverable\n    text: welcome")).toEqual([]);
  expect(letter("kind: letter\n    who: deliverable\n    text: welcom")[0]).toContain('no house text "welcom"');
  expect(letter("kind: letter\n    who: deliverable")[0]).toContain("text is missing");
  expect(letter("kind: check-in\n    who: deliverer")[0]).toContain(
    'no agent "deliverer". There are owner, deliverable.',
  );
  expect(letter("kind: check-in\n    who: owner")[0]).toContain("needs an agent");
  expect(letter("kind: deliver\n    who: deliverable")[0]).toContain("is the owner's");
});

test("a key that a later month would give to another task is refused in a playbook that repeats", () => {
  const twice = "key: write-2";
  const once = WORK.replace("key: talk", twice).replace("after talk", "after write-2");
  expect(read({ "talk.yaml": once }).said).toEqual([]);
  const monthly = once.replace("title: Talk", "title: Talk\nrepeats: monthly");
  expect(read({ "talk.yaml": monthly }).said[0]).toContain('"write-2" is how the "write" of a later month is called');
});

test("reminders come one after the other, with known words", () => {
  const dunning = (second: string, text = "reminder-2") =>
    read({
      "dunning.yaml": `reminders:\n  - after: 7 days\n    text: reminder-1\n  - after: ${second}\n    text: ${text}\n`,
    });
  expect(dunning("21 days").books).toMatchObject({
    followUpAfter: 5,
    dunning: [{ level: 1 }, { level: 2, afterDays: 21 }],
  });
  expect(dunning("7 days").said[0]).toContain("each reminder later than the one before");
  expect(dunning("3 weeks").said[0]).toContain("expected days, such as 7 days");
  expect(dunning("21 days", "reminder-9").said[0]).toContain('dunning.yaml:1: no house text "reminder-9"');
});
