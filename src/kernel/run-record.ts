/**
 * A run, as a record: one waking of an agent, for one event, inside one scope. The ledger knows when it began, what
 * stamp it carried and how it ended; its steps stand in the journal (agent/journal.ts).
 */
import type { RecordKind, RecordRow } from "./fold.ts";

export interface RunRow extends RecordRow {
  readonly id: string;
  readonly agent: string;
  /** `intake@3`: the spec's version. */
  readonly stamp: string;
  readonly digest: string;
  /** The seq of the event that woke it. */
  readonly event: number;
  readonly scope: string;
  /** How many runs lie between it and what came from outside. */
  readonly depth: number;
  readonly state: "open" | "done" | "failed" | "abandoned";
  readonly started_at: number;
  readonly ended_at: number | null;
}

const runOf = { rows: (event: { data: { readonly run?: unknown } }) => [String(event.data.run)] };

export const runs: RecordKind<RunRow> = {
  table: "runs",
  id: "id",
  columns: ["id", "version", "agent", "stamp", "digest", "event", "scope", "depth", "state", "started_at", "ended_at"],
  on: {
    "run.started": {
      ...runOf,
      evolve: (_, event) => ({
        id: String(event.data.run),
        agent: String(event.data.agent),
        stamp: String(event.data.stamp),
        digest: String(event.data.digest),
        event: Number(event.data.event),
        scope: event.scope,
        depth: Number(event.data.depth),
        state: "open",
        started_at: event.at,
        ended_at: null,
      }),
    },
    "run.ended": {
      ...runOf,
      evolve: (row, event) => row && { ...row, state: event.data.outcome as RunRow["state"], ended_at: event.at },
    },
  },
};
