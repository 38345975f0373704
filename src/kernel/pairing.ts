/**
 * Who the owner is on a chat surface, by immutable ids (invariant 11). A pairing made with a code outranks the environment,
 * and so does its end: after `unpair` or `lock` nobody decides there until it is paired again.
 */
import type { RecordKind, RecordRow, Records } from "./fold.ts";
import { ownerLabel } from "./label.ts";
import type { Transaction } from "./writer.ts";

export interface PairingRow extends RecordRow {
  readonly surface: string;
  readonly state: "paired" | "unpaired";
  readonly user: string;
  /** The Slack team of that user; `null` on surfaces without teams. */
  readonly team: string | null;
  readonly since: number;
}

export const pairings: RecordKind<PairingRow> = {
  table: "pairings",
  id: "surface",
  columns: ["surface", "version", "state", "user", "team", "since"],
  on: {
    "owner.paired": {
      rows: (event) => [String(event.data.surface)],
      evolve: (_, event) => ({
        surface: String(event.data.surface),
        state: "paired",
        user: String(event.data.user),
        team: typeof event.data.team === "string" ? event.data.team : null,
        since: event.at,
      }),
    },
    "owner.unpaired": {
      rows: (event) => [String(event.data.surface)],
      evolve: (row, event) => ({
        surface: String(event.data.surface),
        state: "unpaired",
        user: row?.user ?? "",
        team: row?.team ?? null,
        since: event.at,
      }),
    },
  },
};

/** The owner's ids on a surface. */
export interface OwnerIds {
  readonly user: string;
  readonly team: string | null;
}

/** Who decides on `surface` now: the pairing on record, else who the environment names; `null`: nobody. */
export function ownerOn(records: Records, surface: string, named: OwnerIds | null): OwnerIds | null {
  const row = records.get(pairings, surface);
  if (!row) return named;
  return row.state === "paired" ? { user: row.user, team: row.team } : null;
}

/** Makes `who` the owner on a surface. */
export function pair(transaction: Transaction, surface: string, who: OwnerIds): void {
  transaction.append({
    type: "owner.paired",
    actor: `owner:${surface}:${who.user}`,
    scope: "workspace",
    subject: `pairing:${surface}`,
    label: ownerLabel("workspace"),
    data: { surface, user: who.user, team: who.team },
  });
}

/** From now on nobody decides on that surface; `actor` said so elsewhere. */
export function unpair(transaction: Transaction, surface: string, actor: string): void {
  transaction.append({
    type: "owner.unpaired",
    actor,
    scope: "workspace",
    subject: `pairing:${surface}`,
    label: ownerLabel("workspace"),
    data: { surface },
  });
}
