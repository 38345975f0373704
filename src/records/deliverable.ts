/**
 * A deliverable: what a client is to get, by the task that makes it; its versions, and what they said of it.
 * Before: plan.ts, whose tasks of kind `deliver` make one. After: actions/deliverable-send.ts, feedback-record.ts.
 */
import type { Folded, RecordKind, RecordRow } from "../kernel/fold.ts";
import { FORGOTTEN } from "./client.ts";
import { type PlannedTask, partsOf, plannedAt, planWordsOf } from "./plan.ts";

export interface Deliverable extends RecordRow {
  readonly id: string;
  readonly seq: number;
  readonly client: string;
  readonly engagement: string;
  readonly title: string;
  readonly milestone: string | null;
  readonly state: "planned" | "sent" | "changes" | "accepted" | "dropped";
  readonly versions: number;
  readonly file: string | null;
  readonly sent_on: string | null;
  readonly told_on: string | null;
  readonly nudged_on: string | null;
  /** The Message-ID of the letter with which the newest version went out: an answer to it is about this. */
  readonly letter: string | null;
  /** Who is to be thanked for its acceptance: a message that was clear by itself, or the owner's word; null: neither. */
  readonly said_by: "client" | "owner" | null;
}

/** As it is before anything went out. */
const UNSENT = {
  state: "planned",
  versions: 0,
  file: null,
  sent_on: null,
  told_on: null,
  nudged_on: null,
  letter: null,
  said_by: null,
} as const;

const planDeliverables: (typeof deliverables.on)[string] = {
  rows: (event) => partsOf(event, "tasks"),
  evolve: (row, event, id) => {
    const planned = plannedAt<PlannedTask>(event, "tasks", id);
    if (!planned) return row && row.state === "planned" ? { ...row, state: "dropped" } : undefined;
    if (planned.kind !== "deliver") return undefined;
    if (row && row.state !== "planned" && row.state !== "dropped") return undefined;
    return {
      id,
      seq: event.seq,
      client: event.scope,
      engagement: String(event.data.engagement),
      title: planWordsOf(event)?.titles[planned.key] ?? FORGOTTEN,
      milestone: planned.milestone,
      ...UNSENT,
    };
  },
};

const deliverableOf = { rows: (event: Folded) => [String(event.data.deliverable)] };

export const deliverables: RecordKind<Deliverable> = {
  table: "deliverables",
  id: "id",
  columns: [
    "id",
    "version",
    "seq",
    "client",
    "engagement",
    "title",
    "milestone",
    "state",
    "versions",
    "file",
    "sent_on",
    "told_on",
    "nudged_on",
    "letter",
    "said_by",
  ],
  on: {
    "plan.made": planDeliverables,
    "plan.revised": planDeliverables,
    // `data`: deliverable, file, version, letter (its Message-ID), on. Private: title, where no plan knows of it.
    "deliverable.sent": {
      ...deliverableOf,
      evolve: (row, event, id) => ({
        ...(row ?? unplanned(event, id)),
        state: "sent",
        versions: Number(event.data.version),
        file: String(event.data.file),
        sent_on: String(event.data.on),
        told_on: null,
        nudged_on: null,
        letter: textOrNull(event.data.letter),
        said_by: null,
      }),
    },
    // `data`: deliverable, version (that did not leave after all), before (its state until then).
    "deliverable.recalled": {
      ...deliverableOf,
      evolve: (row, event) =>
        row && {
          ...row,
          state: event.data.before as Deliverable["state"],
          versions: row.versions - 1,
          sent_on: null,
          letter: null,
        },
    },
    // `data`: deliverable, on, for. No answer has come for some days: the agent is woken.
    "deliverable.unanswered": {
      ...deliverableOf,
      evolve: (row, event) => row && { ...row, told_on: String(event.data.on) },
    },
    // What is left out of the plan is not made.
    "task.skipped": {
      rows: (event) => [String(event.data.task)],
      evolve: (row) => (row?.state === "planned" ? { ...row, state: "dropped" } : undefined),
    },
    // `data`: deliverable, on: no answer has come, and they were asked once more.
    "deliverable.nudged": {
      ...deliverableOf,
      evolve: (row, event) => row && { ...row, nudged_on: String(event.data.on) },
    },
    // `data`: deliverable, version, verdict: `accepted` or `changes`, mail (or null), saidBy: `client` where a mail was clear by
    // itself, else `owner`, on. Private: words, where there are any.
    "feedback.recorded": {
      ...deliverableOf,
      evolve: (row, event) =>
        row && {
          ...row,
          state: event.data.verdict === "accepted" ? "accepted" : "changes",
          said_by: event.data.saidBy === "client" ? "client" : "owner",
        },
    },
    // `data`: deliverable. It waits for an answer again.
    "feedback.withdrawn": { ...deliverableOf, evolve: (row) => row && { ...row, state: "sent", said_by: null } },
  },
};

/** What was sent without any plan that asked for it. */
function unplanned(event: Folded, id: string): Omit<Deliverable, "version"> {
  return {
    id,
    seq: event.seq,
    client: event.scope,
    engagement: "",
    title: textOrNull(event.open()?.title) ?? FORGOTTEN,
    milestone: null,
    ...UNSENT,
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
