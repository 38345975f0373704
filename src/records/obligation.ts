/**
 * An obligation: a promise, by whom, to which client, until when. Those of a plan come with it; others were read in a letter,
 * the owner's own ones too. What was promised stands in the ledger, sealed.
 */
import type { Folded, RecordKind, RecordRow } from "../kernel/fold.ts";
import { type PlannedTask, partId } from "./plan.ts";

export interface Obligation extends RecordRow {
  readonly id: string;
  readonly seq: number;
  readonly client: string;
  readonly who: "owner" | "client";
  readonly kind: "deliver" | "send" | "answer" | "other";
  readonly task: string | null;
  readonly until_on: string;
  readonly state: "open" | "kept" | "missed" | "released";
  readonly told_on: string | null;
  readonly closed_on: string | null;
}

const obligationOf = { rows: (event: Folded) => [String(event.data.obligation)] };

function closes(state: Obligation["state"]): (typeof obligations.on)[string] {
  return { ...obligationOf, evolve: (row, event) => row && { ...row, state, closed_on: String(event.data.on) } };
}

/** A plan's promised tasks are promises; their ids are the tasks'. */
const planned: (typeof obligations.on)[string] = {
  rows: (event) => {
    const engagement = String(event.data.engagement);
    const promised = (event.data.tasks as readonly PlannedTask[])
      .filter((task) => task.promised)
      .map((task) => task.key);
    return [...promised, ...((event.data.dropped ?? []) as readonly string[])].map((key) => partId(engagement, key));
  },
  evolve: (row, event, id) => {
    const engagement = String(event.data.engagement);
    const task = (event.data.tasks as readonly PlannedTask[]).find((one) => partId(engagement, one.key) === id);
    if (!task) return row && row.state === "open" ? { ...row, state: "released" } : undefined;
    if (row && row.state !== "open" && row.state !== "released") return undefined;
    return {
      id,
      seq: event.seq,
      client: event.scope,
      who: "owner",
      kind: "deliver",
      task: id,
      until_on: task.dueOn,
      state: "open",
      told_on: row && row.until_on === task.dueOn ? row.told_on : null,
      closed_on: null,
    };
  },
};

export const obligations: RecordKind<Obligation> = {
  table: "obligations",
  id: "id",
  columns: ["id", "version", "seq", "client", "who", "kind", "task", "until_on", "state", "told_on", "closed_on"],
  on: {
    "plan.made": planned,
    "plan.revised": planned,
    // `data`: obligation, who, kind, untilOn, mail (or null), effect (or null). Private: what.
    "obligation.made": {
      ...obligationOf,
      evolve: (_, event, id) => ({
        id,
        seq: event.seq,
        client: event.scope,
        who: event.data.who as Obligation["who"],
        kind: event.data.kind as Obligation["kind"],
        task: null,
        until_on: String(event.data.untilOn),
        state: "open",
        told_on: null,
        closed_on: null,
      }),
    },
    // `data`: obligation, on.
    "obligation.due": { ...obligationOf, evolve: (row, event) => row && { ...row, told_on: String(event.data.on) } },
    "obligation.kept": closes("kept"),
    "obligation.missed": closes("missed"),
    "obligation.released": closes("released"),
    "deliverable.sent": {
      rows: (event) => [String(event.data.deliverable)],
      // Late is missed; what has come late has come all the same, and health says how late.
      evolve: (row, event) =>
        row && row.state === "open" ? { ...row, state: "kept", closed_on: String(event.data.on) } : undefined,
    },
    "deliverable.recalled": {
      rows: (event) => [String(event.data.deliverable)],
      evolve: (row) => (row?.state === "kept" ? { ...row, state: "open", closed_on: null } : undefined),
    },
    "task.skipped": {
      rows: (event) => [String(event.data.task)],
      evolve: (row, event) =>
        row?.state === "open" ? { ...row, state: "released", closed_on: String(event.data.on) } : undefined,
    },
    "task.done": {
      rows: (event) => [String(event.data.task)],
      evolve: (row, event) =>
        row && row.state === "open" ? { ...row, state: "kept", closed_on: String(event.data.on) } : undefined,
    },
  },
};
