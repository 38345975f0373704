/**
 * The plan: a dated copy of a playbook for one engagement, and what events make of its parts. A plan is never changed: what
 * is planned anew is a new version, whole, in an event of its own; tasks, milestones and deliverables show the newest.
 * Before: planner/plan.ts, which makes one. After: planner/advance.ts, which says what is due.
 */
import type { Plain } from "../kernel/event.ts";
import type { Folded, RecordKind, RecordRow } from "../kernel/fold.ts";
import { FORGOTTEN } from "./client.ts";

/**
 * What a task is. `deliver`: the owner makes something that goes to the client. `check-in`: a meeting is offered. `letter`: a
 * house text goes to the client. `owner`: the owner's own work. `renew`: the plan goes on with another round.
 */
export const TASK_KINDS = ["deliver", "check-in", "letter", "owner", "renew"] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

export const CLOSERS = ["owner", "acceptance", "plan"] as const;
export type Closer = (typeof CLOSERS)[number];

/** A step, as `plan.made` and `plan.revised` keep it; its title stands in their private part, by key. */
export type PlannedTask = {
  readonly key: string;
  readonly kind: TaskKind;
  /** An agent's name, or `owner`. */
  readonly agent: string;
  /** `YYYY-MM-DD`, the owner's day. */
  readonly dueOn: string;
  /** Keys of tasks that come first. */
  readonly after: readonly string[];
  readonly milestone: string | null;
  readonly minutes: number | null;
  readonly text: string | null;
  readonly promised: boolean;
  /** What takes it back when the work ends early, in the words of the playbook; null: nothing has to be. */
  readonly compensation: string | null;
};

export type PlannedMilestone = {
  readonly key: string;
  readonly dueOn: string;
  /** Net; its part of the contract's price. */
  readonly agreedCents: number;
  readonly currency: string;
  readonly closesBy: readonly Closer[];
};

/** What `plan.made` and `plan.revised` keep sealed. */
export type PlanWords = {
  /** Of the engagement. */
  readonly title: string;
  /** Of tasks and milestones, by key. */
  readonly titles: Readonly<Record<string, string>>;
  /** What differs from the version before, in lines for people. */
  readonly changed?: readonly string[];
};

export interface Engagement extends RecordRow {
  readonly id: string;
  readonly seq: number;
  readonly client: string;
  readonly contract: string | null;
  readonly playbook: string;
  readonly title: string;
  readonly state: "active" | "paused" | "ended";
  readonly anchor_on: string;
  readonly plan: number;
  readonly round: number;
  readonly since: number;
}

export interface Task extends RecordRow {
  readonly id: string;
  readonly seq: number;
  readonly client: string;
  readonly engagement: string;
  readonly key: string;
  readonly kind: TaskKind;
  readonly agent: string;
  readonly title: string;
  readonly milestone: string | null;
  readonly after_keys: string;
  readonly due_on: string;
  readonly minutes: number | null;
  readonly text: string | null;
  readonly promised: number;
  readonly compensation: string | null;
  readonly state: "open" | "done" | "skipped" | "dropped";
  readonly told_on: string | null;
  readonly done_on: string | null;
}

const engagementOf = { rows: (event: Folded) => [String(event.data.engagement)] };

function engagementBecomes(state: Engagement["state"]): (typeof engagements.on)[string] {
  return { ...engagementOf, evolve: (row) => row && { ...row, state } };
}

export const engagements: RecordKind<Engagement> = {
  table: "engagements",
  id: "id",
  columns: [
    "id",
    "version",
    "seq",
    "client",
    "contract",
    "playbook",
    "title",
    "state",
    "anchor_on",
    "plan",
    "round",
    "since",
  ],
  on: {
    // `data`: engagement, contract (or null), plan (its version, from 1), round, playbook, anchorOn, tasks, milestones. The scope is
    // the client's.
    "plan.made": {
      ...engagementOf,
      evolve: (_, event, id) => ({
        id,
        seq: event.seq,
        client: event.scope,
        contract: textOrNull(event.data.contract),
        playbook: String(event.data.playbook),
        title: planWordsOf(event)?.title ?? FORGOTTEN,
        state: "active",
        anchor_on: String(event.data.anchorOn),
        plan: Number(event.data.plan),
        round: Number(event.data.round),
        since: event.at,
      }),
    },
    "plan.revised": {
      ...engagementOf,
      evolve: (row, event) =>
        row && {
          ...row,
          seq: event.seq,
          anchor_on: String(event.data.anchorOn),
          plan: Number(event.data.plan),
          round: Number(event.data.round),
        },
    },
    "engagement.paused": engagementBecomes("paused"),
    "engagement.resumed": engagementBecomes("active"),
    "engagement.ended": engagementBecomes("ended"),
  },
};

/** The id of a task, a milestone or a deliverable. */
export function partId(engagement: string, key: string): string {
  return `${engagement}/${key}`;
}

/** The keys of the plan in this event, and those of the version before that it has dropped (`data.dropped`). */
export function partsOf(event: Folded, which: "tasks" | "milestones"): string[] {
  const planned = event.data[which] as readonly { readonly key: string }[];
  const dropped = (event.data.dropped ?? []) as readonly string[];
  return [...planned.map((part) => part.key), ...dropped].map((key) => partId(String(event.data.engagement), key));
}

export function plannedAt<P extends { readonly key: string }>(
  event: Folded,
  which: "tasks" | "milestones",
  id: string,
): P | undefined {
  const planned = event.data[which] as unknown as readonly P[];
  return planned.find((part) => partId(String(event.data.engagement), part.key) === id);
}

const taskOf = { rows: (event: Folded) => [String(event.data.task)] };

const planTasks: (typeof tasks.on)[string] = {
  rows: (event) => partsOf(event, "tasks"),
  evolve: (row, event, id) => {
    const planned = plannedAt<PlannedTask>(event, "tasks", id);
    if (!planned) return row && row.state === "open" ? { ...row, state: "dropped" } : undefined;
    // A new date is told of anew.
    const told = row && row.due_on === planned.dueOn ? row.told_on : null;
    return {
      id,
      seq: event.seq,
      client: event.scope,
      engagement: String(event.data.engagement),
      key: planned.key,
      kind: planned.kind,
      agent: planned.agent,
      title: planWordsOf(event)?.titles[planned.key] ?? FORGOTTEN,
      milestone: planned.milestone,
      after_keys: planned.after.join(" "),
      due_on: planned.dueOn,
      minutes: planned.minutes,
      text: planned.text,
      promised: planned.promised ? 1 : 0,
      compensation: planned.compensation,
      state: row && row.state !== "dropped" ? row.state : "open",
      told_on: told,
      done_on: row?.done_on ?? null,
    };
  },
};

export const tasks: RecordKind<Task> = {
  table: "tasks",
  id: "id",
  columns: [
    "id",
    "version",
    "seq",
    "client",
    "engagement",
    "key",
    "kind",
    "agent",
    "title",
    "milestone",
    "after_keys",
    "due_on",
    "minutes",
    "text",
    "promised",
    "compensation",
    "state",
    "told_on",
    "done_on",
  ],
  on: {
    "plan.made": planTasks,
    "plan.revised": planTasks,
    // `data`: task, engagement, kind, on, and `for`, the agent whose work it is. It wakes that agent.
    "task.due": { ...taskOf, evolve: (row, event) => row && { ...row, told_on: String(event.data.on) } },
    "task.done": {
      ...taskOf,
      evolve: (row, event) => row && { ...row, state: "done", done_on: String(event.data.on) },
    },
    "task.reopened": { ...taskOf, evolve: (row) => row && { ...row, state: "open", done_on: null, told_on: null } },
    "task.skipped": {
      ...taskOf,
      evolve: (row, event) => row && { ...row, state: "skipped", done_on: String(event.data.on) },
    },
    // The task of a deliverable is done when it has left.
    "deliverable.sent": {
      rows: (event) => [String(event.data.deliverable)],
      evolve: (row, event) => row && { ...row, state: "done", done_on: String(event.data.on) },
    },
    "meeting.offered": meetingTask("done"),
  },
};

/** A check-in's task is done once its times were offered. */
function meetingTask(state: "done"): (typeof tasks.on)[string] {
  return {
    rows: (event) => (typeof event.data.task === "string" ? [event.data.task] : []),
    evolve: (row, event) => row && { ...row, state, done_on: String(event.data.on) },
  };
}

export function planWordsOf(event: Folded): PlanWords | null {
  const words = event.open() as (Plain & Partial<PlanWords>) | null;
  return words?.titles ? (words as unknown as PlanWords) : null;
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
