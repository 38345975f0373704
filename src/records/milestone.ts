/**
 * A milestone: a part of the work that is closed at once and invoiced, and how its plan says that it is closed.
 * Before: plan.ts, in whose events it comes. After: actions/milestone-close.ts, actions/invoice-issue.ts.
 */
import type { Folded, RecordKind, RecordRow } from "../kernel/fold.ts";
import { FORGOTTEN } from "./client.ts";
import { type Closer, type PlannedMilestone, partsOf, plannedAt, planWordsOf } from "./plan.ts";

export interface Milestone extends RecordRow {
  readonly id: string;
  readonly seq: number;
  readonly client: string;
  readonly engagement: string;
  readonly key: string;
  readonly title: string;
  readonly agreed_cents: number;
  readonly currency: string;
  readonly due_on: string;
  readonly closes_by: string;
  readonly state: "open" | "closed" | "invoiced" | "dropped";
  readonly closed_on: string | null;
  readonly closed_by: Closer | null;
  readonly invoice: string | null;
  readonly told_on: string | null;
}

const planMilestones: (typeof milestones.on)[string] = {
  rows: (event) => partsOf(event, "milestones"),
  evolve: (row, event, id) => {
    const planned = plannedAt<PlannedMilestone>(event, "milestones", id);
    if (!planned) return row && row.state === "open" ? { ...row, state: "dropped" } : undefined;
    if (row && row.state !== "open" && row.state !== "dropped") return undefined;
    return {
      id,
      seq: event.seq,
      client: event.scope,
      engagement: String(event.data.engagement),
      key: planned.key,
      title: planWordsOf(event)?.titles[planned.key] ?? FORGOTTEN,
      agreed_cents: planned.agreedCents,
      currency: planned.currency,
      due_on: planned.dueOn,
      closes_by: planned.closesBy.join(" "),
      state: "open",
      closed_on: null,
      closed_by: null,
      invoice: null,
      told_on: row && row.due_on === planned.dueOn ? row.told_on : null,
    };
  },
};

const milestoneOf = { rows: (event: Folded) => [String(event.data.milestone)] };

export const milestones: RecordKind<Milestone> = {
  table: "milestones",
  id: "id",
  columns: [
    "id",
    "version",
    "seq",
    "client",
    "engagement",
    "key",
    "title",
    "agreed_cents",
    "currency",
    "due_on",
    "closes_by",
    "state",
    "closed_on",
    "closed_by",
    "invoice",
    "told_on",
  ],
  on: {
    "plan.made": planMilestones,
    "plan.revised": planMilestones,
    // `data`: milestone, engagement, on, for. Its day has come and the plan may close it: the agent is woken.
    "milestone.due": { ...milestoneOf, evolve: (row, event) => row && { ...row, told_on: String(event.data.on) } },
    "milestone.closed": {
      ...milestoneOf,
      evolve: (row, event) =>
        row && {
          ...row,
          state: "closed",
          closed_on: String(event.data.on),
          closed_by: event.data.by as Closer,
        },
    },
    // `data`: milestone, engagement, on, for. What kept its invoice back may be over: the agent is woken.
    "milestone.uninvoiced": {
      ...milestoneOf,
      evolve: (row, event) => row && { ...row, told_on: String(event.data.on) },
    },
    "milestone.reopened": {
      ...milestoneOf,
      evolve: (row) => row && { ...row, state: "open", closed_on: null, closed_by: null },
    },
    "invoice.issued": {
      rows: (event) => (typeof event.data.milestone === "string" ? [event.data.milestone] : []),
      evolve: (row, event) => row && { ...row, state: "invoiced", invoice: String(event.data.invoice) },
    },
  },
};
