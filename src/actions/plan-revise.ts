/**
 * plan.revise: a plan is changed: days, new steps, steps left out. It is a new version, whole; the card shows the difference.
 */
import { z } from "zod";
import type { ActionContract, Refused, View } from "../kernel/action.ts";
import { addWorkdays } from "../lib/workdays.ts";
import { clientTitle } from "../records/client.ts";
import { deliverables } from "../records/deliverable.ts";
import { type Engagement, type PlannedTask, partId, tasks } from "../records/plan.ts";
import { defineAction, refused } from "./define.ts";
import type { House } from "./house.ts";
import { revised } from "./plan-events.ts";
import { LINES, readPlanLines, tasksOf } from "./plan-lines.ts";
import { aboutWork, capped, differences, engagementOf, type Plan, planOf, today } from "./plan-words.ts";
import { listed, named as meant } from "./work.ts";

const params = z.strictObject({
  /** By id or title; left out, the client's only one. */
  engagement: z.string().trim().default(""),
  /** `Check-in 3: 2026-12-09`, or `Check-in 3: +2` for business days from today; lines, or semicolons between them. */
  move: z.string().trim().default(""),
  /** Lines as in engagement.start. */
  add: z.string().trim().default(""),
  /** Steps that are left out, by key or title, with semicolons between them. */
  skip: z.string().trim().default(""),
  /** A deliverable that has to be changed: the owner gets a task for it. */
  revise: z.string().trim().default(""),
  /** The version of it that has to be changed: each is changed for itself. */
  version: z.coerce.number("expected a version such as 1").int().min(0).default(0),
  /** Within how many business days. */
  days: z.coerce.number("expected a number of business days").int().min(0).max(250).default(3),
});
type Params = z.output<typeof params>;

interface Change {
  readonly before: Plan;
  readonly after: Plan;
  readonly dropped: readonly string[];
  readonly movesPromised: boolean;
}

export function planRevise(house: House): ActionContract {
  return defineAction({
    name: "plan.revise",
    group: "internal",
    resource: "Client",
    sentence: "change a client's plan",
    context: { adds: "Boolean", movesPromised: "Boolean" },
    produces: ["plan.revised@1"],
    editable: ["move", "add", "skip", "days"],
    form: [
      { name: "move", label: "New days (Check-in 3: 2026-12-09)", kind: "text", optional: true },
      { name: "add", label: "New steps (2026-12-04 Write the report)", kind: "text", optional: true },
      { name: "skip", label: "Steps to leave out", kind: "line", optional: true },
      { name: "engagement", label: "Which work", kind: "line", optional: true },
    ],
    params,
    key: ({ engagement, move, add, skip, revise, version, days }, scope) =>
      `plan.revise:${engagement || scope}:${move}:${add}:${skip}:${revise}:${version}:${days}`,
    prepare(wish, scope, view) {
      const found = engagementOf(view, scope, wish.engagement || engagementIn(view, wish.revise));
      if ("kind" in found) return found;
      const { engagement, client } = found;
      const change = changed(house, view, engagement, wish);
      if ("kind" in change) return change;
      return {
        ...aboutWork(client, engagement),
        context: { adds: wish.move === "" && wish.skip === "", movesPromised: change.movesPromised },
        title: `Change the plan of “${engagement.title}” for ${clientTitle(client)}`,
        rows: [
          ...(change.movesPromised ? [{ label: "Look twice", after: "They were promised one of these days." }] : []),
          ...capped(differences(change.before, change.after, today(view, house))),
        ],
        undo: "It can be changed again at any time; every version stays in the ledger.",
        reversible: true,
      };
    },
    decide(wish, scope, view) {
      const found = engagementOf(view, scope, wish.engagement || engagementIn(view, wish.revise));
      if ("kind" in found) return [];
      const change = changed(house, view, found.engagement, wish);
      if ("kind" in change) return [];
      const { before, after, dropped } = change;
      return [
        revised(view, found.engagement, after, { dropped, changed: differences(before, after, today(view, house)) }),
      ];
    },
  });
}

function engagementIn(view: View, deliverable: string): string {
  return view.records.get(deliverables, deliverable)?.engagement ?? "";
}

/** The plan before and after, or what can't be understood. */
function changed(house: House, view: View, engagement: Engagement, wish: Params): Change | Refused {
  const workdays = house.workdays(view.records);
  const on = today(view, house);
  const { rows, ...before } = planOf(view, engagement);
  const open = new Set(rows.filter((row) => row.state === "open").map((row) => row.key));
  const parts = [...before.tasks.filter(({ key }) => open.has(key)), ...before.milestones].map(({ key }) => {
    return { id: key, title: before.titles[key] ?? key };
  });
  const find = (words: string): string | Refused => {
    const [one, ...others] = meant(parts, words);
    if (!one)
      return refused(`The plan has no open step “${words}”. There are ${listed(parts.map((part) => part.title))}.`);
    return others.length > 0
      ? refused(`“${words}” could be ${listed([one, ...others].map(({ title }) => title))}.`)
      : one.id;
  };
  const moves = new Map<string, string>();
  for (const line of split(wish.move)) {
    const [, words = "", day = ""] = /^(.+?)\s*:\s*(\d{4}-\d\d-\d\d|\+\d{1,3})$/.exec(line) ?? [];
    const dueOn = day.startsWith("+") ? addWorkdays(on, Number(day.slice(1)), workdays) : day;
    if (Number.isNaN(Date.parse(dueOn))) return refused(`I can't read “${line}”. Write “Check-in 3: 2026-12-09”.`);
    const key = find(words);
    if (typeof key !== "string") return key;
    moves.set(key, dueOn);
  }
  const dropped: string[] = [];
  for (const words of split(wish.skip)) {
    const key = find(words);
    if (typeof key !== "string") return key;
    dropped.push(key);
  }
  const added = additions(view, engagement, wish, { on, workdays });
  if ("kind" in added) return added;
  const stays = <T extends { readonly key: string; readonly dueOn: string }>(part: T): T[] =>
    dropped.includes(part.key) ? [] : [{ ...part, dueOn: moves.get(part.key) ?? part.dueOn }];
  const moved = before.tasks.flatMap(stays);
  const after: Plan = {
    tasks: [...moved.map((task) => notBefore(task, moved, open)), ...added.tasks],
    milestones: before.milestones.flatMap(stays),
    titles: { ...before.titles, ...added.titles },
  };
  if (differences(before, after, on).length === 0) return refused("That leaves the plan as it is.");
  const dayOf = new Map(after.tasks.map((task) => [task.key, task.dueOn]));
  const movesPromised = before.tasks.some((task) => task.promised && dayOf.get(task.key) !== task.dueOn);
  return { before, after, dropped, movesPromised };
}

/** What comes after a step that was moved is not due before it. */
function notBefore(task: PlannedTask, all: readonly PlannedTask[], open: ReadonlySet<string>): PlannedTask {
  if (!open.has(task.key)) return task;
  const before = all.filter((one) => task.after.includes(one.key) && open.has(one.key)).map((one) => one.dueOn);
  const [latest] = before.sort().slice(-1);
  return latest !== undefined && latest > task.dueOn ? { ...task, dueOn: latest } : task;
}

/** New steps: as written, and for a deliverable that has to be changed. */
function additions(
  view: View,
  { id }: Engagement,
  { add, revise, days }: Params,
  { on, workdays }: { readonly on: string; readonly workdays: ReturnType<House["workdays"]> },
): Pick<Plan, "tasks" | "titles"> | Refused {
  const taken = new Set(view.records.find(tasks, "engagement = ?", [id]).map((row) => row.key));
  const fresh = (start: string, from = 1): string =>
    taken.has(`${start}-${from}`) ? fresh(start, from + 1) : `${start}-${from}`;
  const lines = readPlanLines(add, on, workdays);
  if ("why" in lines) return refused(lines.why);
  if (lines.some((line) => line.billsBp !== null))
    return refused(`What is invoiced is agreed when work begins. Write ${LINES}.`);
  const first = Number(fresh("added").slice("added-".length));
  const written = tasksOf(lines, (at) => `added-${first + at}`);
  if (!revise) return written;
  const about = view.records.get(deliverables, revise) ?? deliverableCalled(view, id, revise);
  if (about?.engagement !== id) return refused("There is no such deliverable in this plan.");
  const key = fresh(`revise-${about.id.slice(partId(id, "").length)}`);
  const task: PlannedTask = {
    key,
    kind: "owner",
    agent: "owner",
    dueOn: addWorkdays(on, days, workdays),
    after: [],
    milestone: null,
    minutes: null,
    text: null,
    promised: false,
    compensation: null,
  };
  return {
    tasks: [...written.tasks, task],
    titles: { ...written.titles, [key]: `Revise “${about.title}”` },
  };
}

function deliverableCalled(view: View, engagement: string, words: string) {
  const [only, ...others] = meant(view.records.find(deliverables, "engagement = ?", [engagement]), words);
  return others.length === 0 ? only : undefined;
}

function split(text: string): string[] {
  return text
    .split(/[\n;]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
