/**
 * What the actions on plans share: finding the work that is meant, the plan as it stands, a new version of it, and how plans
 * and their differences are shown on a card.
 */
import type { Prepared, Refused, View } from "../kernel/action.ts";
import type { CardRow } from "../kernel/card.ts";
import { money } from "../lib/money.ts";
import { dayWords } from "../lib/workdays.ts";
import { localDate } from "../lib/zone.ts";
import { type Client, clientTitle, mergedScope } from "../records/client.ts";
import { type Milestone, milestones } from "../records/milestone.ts";
import {
  type Engagement,
  engagements,
  type PlannedMilestone,
  type PlannedTask,
  type Task,
  tasks,
} from "../records/plan.ts";
import { clientOf } from "./agreed.ts";
import { refused } from "./define.ts";
import type { House } from "./house.ts";

export interface Plan {
  readonly tasks: readonly PlannedTask[];
  readonly milestones: readonly PlannedMilestone[];
  /** Of both, by key. */
  readonly titles: Readonly<Record<string, string>>;
}

const MOST_ROWS = 24;

export function today(view: View, house: House): string {
  return localDate(view.now, house.zone);
}

/**
 * The client's work that is meant: by its id or title, or the only one in `states`. In the owner's room an id alone will do.
 */
export function engagementOf(
  view: View,
  scope: string,
  named: string,
  states: readonly Engagement["state"][] = ["active", "paused"],
): { readonly engagement: Engagement; readonly client: Client } | Refused {
  const known = view.records.get(engagements, named);
  const own =
    known && (scope === "workspace" || mergedScope(view.records, known.client) === mergedScope(view.records, scope));
  const about = clientOf(view, own ? known.client : scope);
  if (typeof about === "string") return refused(about);
  const { client } = about;
  const all = own ? [known] : view.records.find(engagements, "client = ? ORDER BY since, id", [client.id]);
  const wanted = named.trim().toLowerCase();
  const meant = own || wanted === "" ? all : all.filter((one) => one.title.toLowerCase().includes(wanted));
  const fits = meant.filter((one) => states.includes(one.state));
  const [engagement, ...others] = fits;
  if (!engagement) {
    const what = wanted === "" || own ? "There is no work" : `There is no work called “${named}”`;
    return refused(`${what} for ${clientTitle(client)} that is ${states.join(" or ")}.`);
  }
  if (others.length > 0) return refused(`Say which: ${fits.map((one) => `“${one.title}”`).join(" or ")}.`);
  return { engagement, client };
}

/** The newest version of a plan: its steps, and the milestones that are still open. */
export function planOf(view: View, { id, seq }: Engagement): Plan & { readonly rows: readonly Task[] } {
  const rows = view.records.find(tasks, "engagement = ? AND seq = ? AND state <> 'dropped' ORDER BY due_on, id", [
    id,
    seq,
  ]);
  const open = view.records.find(milestones, "engagement = ? AND state = 'open' ORDER BY due_on, id", [id]);
  return {
    rows,
    tasks: rows.map(plannedTask),
    milestones: open.map(plannedMilestone),
    titles: Object.fromEntries([...rows, ...open].map(({ key, title }) => [key, title])),
  };
}

function plannedTask(row: Task): PlannedTask {
  const { key, kind, agent, milestone, minutes, text, compensation } = row;
  const after = row.after_keys.split(" ").filter((one) => one !== "");
  return {
    key,
    kind,
    agent,
    dueOn: row.due_on,
    after,
    milestone,
    minutes,
    text,
    promised: row.promised > 0,
    compensation,
  };
}

function plannedMilestone({ key, due_on, agreed_cents, currency, closes_by }: Milestone): PlannedMilestone {
  const closesBy = closes_by.split(" ") as PlannedMilestone["closesBy"];
  return { key, dueOn: due_on, agreedCents: agreed_cents, currency, closesBy };
}

/** What differs between two versions, a row each: `Moves: Check-in 3, Tue 2 Dec → Tue 9 Dec`. */
export function differences(before: Plan, after: Plan, on: string): CardRow[] {
  const was = new Map([...before.tasks, ...before.milestones].map((part) => [part.key, part.dueOn]));
  const is = new Map([...after.tasks, ...after.milestones].map((part) => [part.key, part.dueOn]));
  const titleOf = (key: string) => after.titles[key] ?? before.titles[key] ?? key;
  const moves: CardRow[] = [];
  const fresh: CardRow[] = [];
  for (const [key, dueOn] of is) {
    const old = was.get(key);
    if (old === undefined) fresh.push({ label: "New", after: `${titleOf(key)}, due ${dayWords(dueOn, on)}` });
    else if (old !== dueOn) moves.push(moveRow(titleOf(key), old, dueOn, on));
  }
  const gone = [...was.keys()].filter((key) => !is.has(key));
  return [...moves, ...fresh, ...gone.map((key) => ({ label: "Left out", after: titleOf(key) }))];
}

export function moveRow(title: string, from: string, to: string, on: string): CardRow {
  return { label: "Moves", after: `${title}: ${dayWords(from, on)} → ${dayWords(to, on)}` };
}

/** The steps of a plan by day, and what is invoiced for it. */
export function planRows({ tasks, milestones, titles }: Plan, on: string): CardRow[] {
  const byDay = new Map<string, string[]>();
  for (const task of [...tasks].sort((a, b) => (a.dueOn < b.dueOn ? -1 : 1))) {
    const who = task.agent === "owner" ? (task.kind === "deliver" ? " (you, to the client)" : " (you)") : "";
    const day = byDay.get(task.dueOn) ?? [];
    byDay.set(task.dueOn, [...day, `${titles[task.key] ?? task.key}${who}`]);
  }
  const billed = milestones.filter((milestone) => milestone.agreedCents > 0);
  return capped([
    ...[...byDay].map(([day, steps]) => ({ label: dayWords(day, on), after: steps.join("; ") })),
    ...billed.map(({ key, agreedCents, currency, dueOn }) => ({
      label: "Invoice",
      after: `${money(agreedCents, currency)} net for “${titles[key] ?? key}”, about ${dayWords(dueOn, on)}`,
    })),
  ]);
}

/** No more rows than a person reads. */
export function capped(rows: readonly CardRow[], most = MOST_ROWS): CardRow[] {
  if (rows.length <= most) return [...rows];
  return [...rows.slice(0, most - 1), { label: "And", after: `${rows.length - most + 1} more` }];
}

/** What every card about a client's work has in common. */
export function aboutWork(client: Client, engagement: Engagement | null) {
  return {
    kind: "prepared",
    resource: { type: "Client", id: client.id },
    attributes: { stage: client.stage, language: client.language },
    client: clientTitle(client),
    leaves: [],
    addressesKnown: true,
    versions: {
      "client.id": client.id,
      ...(engagement ? { "engagement.plan": engagement.plan, "engagement.state": engagement.state } : {}),
    },
  } as const satisfies Partial<Prepared>;
}
