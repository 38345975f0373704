/**
 * A summary: what a period with a client was about, in few words, naming the events it covers. It goes stale when one more
 * comes in, or when what it was made of no longer holds, and is then made anew. The words stay in the ledger, sealed.
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
  readonly covers_from: number;
  readonly covers_to: number;
  /** How many events it covers. */
  readonly covers: number;
  readonly stale: number;
  readonly made_by: string;
}

export const summaries: RecordKind<Summary> = {
  table: "summaries",
  id: "id",
  columns: ["id", "version", "seq", "scope", "period", "covers_from", "covers_to", "covers", "stale", "made_by"],
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
        stale: 0,
        made_by: String(event.data.madeBy),
      }),
    },
  },
};
