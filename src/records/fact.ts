/**
 * A fact: what is known of a client, or of the house itself, with the events that taught it and the time in which it holds.
 * Standing instructions are facts too: they are always loaded, never searched for. The words stay in the ledger, sealed.
 */

import type { RecordKind, RecordRow, Records } from "../kernel/fold.ts";
import { HOUSE_SCOPE, type Trust } from "../kernel/label.ts";
import { clients, mergedScope } from "./client.ts";

/** The owner's own style and standing instructions live here; every run may read them, only the owner writes them. */
export const HOUSE = HOUSE_SCOPE;

export const FACT_KINDS = ["fact", "preference", "instruction"] as const;
export type FactKind = (typeof FACT_KINDS)[number];

export interface Fact extends RecordRow {
  readonly id: string;
  /** The event that holds its words. */
  readonly seq: number;
  /** A client's id as it was then (merges are followed by reading), or `house`. */
  readonly scope: string;
  readonly kind: FactKind;
  readonly state: "standing" | "ended";
  readonly learned_at: number;
  readonly valid_from: number;
  readonly valid_until: number | null;
  /** When it was forgotten, or another took its place. */
  readonly ended_at: number | null;
  /** Space-separated seqs of the events that taught it. */
  readonly sources: string;
  readonly trust: Trust;
  readonly replaced_by: string | null;
}

/** What `fact.learned` keeps sealed. */
export type FactWords = { readonly text: string };

const factOf = { rows: (event: { data: { readonly fact?: unknown } }) => [String(event.data.fact)] };

export const facts: RecordKind<Fact> = {
  table: "facts",
  id: "id",
  columns: [
    "id",
    "version",
    "seq",
    "scope",
    "kind",
    "state",
    "learned_at",
    "valid_from",
    "valid_until",
    "ended_at",
    "sources",
    "trust",
    "replaced_by",
  ],
  on: {
    "fact.learned": {
      ...factOf,
      evolve: (_, event, id) => ({
        id,
        seq: event.seq,
        scope: event.scope,
        kind: event.data.kind as FactKind,
        state: "standing",
        learned_at: event.at,
        valid_from: Number(event.data.validFrom ?? event.at),
        valid_until: typeof event.data.validUntil === "number" ? event.data.validUntil : null,
        ended_at: null,
        sources: ((event.data.sources ?? []) as readonly number[]).join(" "),
        trust: event.label.trust,
        replaced_by: null,
      }),
    },
    "fact.ended": {
      ...factOf,
      evolve: (row, event) =>
        row && {
          ...row,
          state: "ended",
          ended_at: event.at,
          replaced_by: typeof event.data.replacedBy === "string" ? event.data.replacedBy : null,
        },
    },
    "fact.restored": {
      ...factOf,
      evolve: (row) => row && { ...row, state: "standing", ended_at: null, replaced_by: null },
    },
  },
};

/** What stands now for a scope, merges followed, oldest first. `now`: ms UTC. */
export function standingFacts(records: Records, scope: string, now: number): Fact[] {
  const scopes = scope === HOUSE ? [HOUSE] : scopesOfClient(records, scope);
  return records.find(
    facts,
    `state = 'standing' AND scope IN (${scopes.map(() => "?").join(",")}) AND valid_from <= ? AND (valid_until IS NULL OR valid_until > ?) ORDER BY seq`,
    [...scopes, now, now],
  );
}

/** All scopes that are this client's: its own, and those that were merged into it. */
export function scopesOfClient(records: Records, scope: string): string[] {
  const top = mergedScope(records, scope);
  const all = [top];
  for (let at = 0; at < all.length; at++)
    all.push(...records.find(clients, "merged_into = ?", [all[at] ?? ""]).map((one) => one.id));
  return [...new Set(all)];
}
