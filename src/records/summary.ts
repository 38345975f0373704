/**
 * A summary: what a period with a client was about, in few words, naming the events it covers. It goes stale when one more
 * comes in, or when a fact taught by what it covers no longer holds, and is then made anew; that is found by comparing, and
 * stands in no column. The words stay in the ledger, sealed.
 */
import type { RecordKind, RecordRow } from "../kernel/fold.ts";

export interface Summary extends RecordRow {
  /** `scope:period` */
  readonly id: string;
  /** The event that holds its words. */
  readonly seq: number;
  readonly scope: string;
  /** A month of the owner's, `2026-11`. */
  readonly period: string;
  /** The first and the last event that it covers. */
  readonly covers_from: number;
  readonly covers_to: number;
  /** How many events it covers. */
  readonly covers: number;
  /** Space-separated ids of the facts that were taught by what it covers, and held when it was made. */
  readonly facts: string;
  /** `local`, or the model's name. */
  readonly made_by: string;
}

/** What `summary.made` keeps sealed. */
export type SummaryWords = {
  readonly text: string;
  /** Seqs of all events that it covers. */
  readonly events: readonly number[];
};

export const summaries: RecordKind<Summary> = {
  table: "summaries",
  id: "id",
  columns: ["id", "version", "seq", "scope", "period", "covers_from", "covers_to", "covers", "facts", "made_by"],
  on: {
    "summary.made": {
      rows: (event) => [`${event.scope}:${String(event.data.period)}`],
      evolve: (_, event, id) => ({
        id,
        seq: event.seq,
        scope: event.scope,
        period: String(event.data.period),
        covers_from: Number(event.data.coversFrom),
        covers_to: Number(event.data.coversTo),
        covers: Number(event.data.covers),
        facts: ((event.data.facts ?? []) as readonly string[]).join(" "),
        made_by: String(event.data.madeBy),
      }),
    },
  },
};
