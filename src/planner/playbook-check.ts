/**
 * What a playbook can get wrong though every word of it is well written: names that don't exist, circles, too much billed.
 * Before: playbook.ts, which reads it. After: plan.ts, which can rely on it.
 */
import { didYouMean } from "../lib/nearest.ts";
import type { TaskKind } from "../records/plan.ts";
import { noText, type Playbook, type PlaybookSource, type PlaybookTask } from "./playbook.ts";

export interface Complaint {
  /** The key at the top of the file under which it is wrong. */
  readonly key: "milestones" | "tasks" | "startsWith" | "closesByPlanAfter";
  readonly message: string;
  /** The task or milestone that it is about. */
  readonly part?: string;
}

/** Work that only a person does. */
const BY_HAND: readonly TaskKind[] = ["deliver", "owner"];

export function playbookProblems(
  playbook: Playbook,
  known: Pick<PlaybookSource, "agents" | "texts"> & { readonly playbooks: readonly string[] },
): Complaint[] {
  const { tasks, milestones, repeats, startsWith } = playbook;
  const complaints: Complaint[] = [];
  const say = (key: Complaint["key"], message: string, part?: string) =>
    complaints.push({ key, message, ...(part === undefined ? {} : { part }) });
  const keys = tasks.map((task) => task.key);
  const twice = [...keys, ...milestones.map((one) => one.key)].find((key, at, all) => all.indexOf(key) !== at);
  if (twice) say("tasks", `the key "${twice}" stands there twice; each task and milestone needs its own`);
  // In the second month the task "report" is "report-2": a key of that form must not stand for another already.
  const taken = keys.find((key) => keys.includes(key.replace(/-\d+$/, "")) && /-\d+$/.test(key));
  if (taken && repeats === "monthly")
    say(
      "tasks",
      `"${taken}" is how the "${taken.replace(/-\d+$/, "")}" of a later month is called; choose another key`,
    );
  for (const task of tasks) {
    for (const problem of taskProblems(task, playbook, known)) say("tasks", `task "${task.key}": ${problem}`, task.key);
  }
  const circle = circleIn(tasks);
  if (circle) say("tasks", `the tasks ${circle.map((key) => `"${key}"`).join(" and ")} wait for each other`);
  for (const { key, due } of milestones)
    if (due.after !== null && !keys.includes(due.after))
      say("milestones", `milestone "${key}": no task "${due.after}".${didYouMean(due.after, keys)}`, key);
  const billed = milestones.reduce((sum, milestone) => sum + milestone.billsBp, 0);
  if (billed > 10_000) say("milestones", `the milestones bill ${billed / 100} % together; expected at most 100 %`);
  if (startsWith !== null && (startsWith === playbook.name || !known.playbooks.includes(startsWith)))
    say("startsWith", `no other playbook "${startsWith}".${didYouMean(startsWith, known.playbooks)}`);
  if (playbook.closesByPlanAfter <= playbook.nudgeAfter)
    say(
      "closesByPlanAfter",
      `it has to be more than nudgeAfter (${playbook.nudgeAfter}): first they are asked once more`,
    );
  return complaints;
}

function taskProblems(
  task: PlaybookTask,
  { tasks, milestones }: Playbook,
  { agents, texts }: Pick<PlaybookSource, "agents" | "texts">,
): string[] {
  const keys = tasks.map((one) => one.key);
  const problems: string[] = [];
  for (const before of waitsFor(task))
    if (!keys.includes(before)) problems.push(`no task "${before}".${didYouMean(before, keys)}`);
  const { milestone, who, kind, text } = task;
  const known = milestones.map((one) => one.key);
  if (milestone !== null && !known.includes(milestone))
    problems.push(`no milestone "${milestone}".${didYouMean(milestone, known)}`);
  if (who !== "owner" && !agents.includes(who))
    problems.push(
      `no agent "${who}".${didYouMean(who, ["owner", ...agents]) || ` There are owner, ${agents.join(", ")}.`}`,
    );
  if (BY_HAND.includes(kind) && who !== "owner") problems.push(`who: a task of the kind ${kind} is the owner's`);
  if (!BY_HAND.includes(kind) && who === "owner") problems.push(`who: a task of the kind ${kind} needs an agent`);
  if (kind === "letter" && text === null) problems.push("text is missing: which house text is the letter?");
  if (text !== null && !texts.includes(text)) problems.push(noText(text, texts));
  return problems;
}

/** Keys of all that has to be done before the task. */
export function waitsFor({ due, after }: Pick<PlaybookTask, "due" | "after">): string[] {
  return [...new Set(due.after === null ? after : [due.after, ...after])];
}

/** Keys that wait for each other in a circle; null: none do. */
function circleIn(tasks: readonly PlaybookTask[]): string[] | null {
  let left = tasks;
  while (left.length > 0) {
    const open = new Set(left.map((task) => task.key));
    const waiting = left.filter((task) => waitsFor(task).some((key) => open.has(key)));
    if (waiting.length === left.length) return waiting.map((task) => task.key);
    left = waiting;
  }
  return null;
}
