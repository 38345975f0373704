/**
 * The pause: nothing new leaves, within one step, and chat keeps answering. It has a scope, and what is paused is asked
 * at the last moment, in the very transaction that would claim an effect or open a run.
 */
import type { RecordKind, RecordRow, Records } from "./fold.ts";
import { houseLabel, ownerLabel } from "./label.ts";
import type { Transaction } from "./writer.ts";

/** `workspace`, `agents`, `models`, `client:<id>`, `agent:<name>`, `connector:<name>`, `action:<name>`, `model:<name>`. */
export type PauseScope = string;

export interface PauseRow extends RecordRow {
  readonly id: PauseScope;
  readonly active: number;
  readonly reason: string;
  readonly since: number;
}

export const pauses: RecordKind<PauseRow> = {
  table: "pauses",
  id: "id",
  columns: ["id", "version", "active", "reason", "since"],
  on: {
    "pause.set": {
      rows: (event) => [String(event.data.what)],
      evolve: (_, event) => ({
        id: String(event.data.what),
        active: 1,
        reason: String(event.data.reason),
        since: event.at,
      }),
    },
    "pause.lifted": {
      rows: (event) => [String(event.data.what)],
      evolve: (row) => row && { ...row, active: 0 },
    },
  },
};

/** The first of `scopes` that is paused; the workspace's own pause holds everything. */
export function pausedBy(records: Records, scopes: readonly PauseScope[]): PauseRow | undefined {
  for (const scope of ["workspace", ...scopes]) {
    const row = records.get(pauses, scope);
    if (row?.active) return row;
  }
  return undefined;
}

/** Whether agents may wake and run: the owner's pause holds what leaves, a runaway's stops them altogether. */
export function agentsPaused(records: Records): boolean {
  return records.get(pauses, "agents")?.active === 1;
}

/** Everything that is paused now. */
export function activePauses(records: Records): PauseRow[] {
  return records.find(pauses, "active = 1 ORDER BY since");
}

/** Pauses `what`; the reason is plain (`runaway`, `the owner`, `mail is failing`), never a client's words. */
export function setPause(transaction: Transaction, what: PauseScope, reason: string, actor: string): void {
  const label = actor.startsWith("owner") ? ownerLabel("workspace") : houseLabel("workspace");
  transaction.append({
    type: "pause.set",
    actor,
    scope: "workspace",
    subject: `pause:${what}`,
    label,
    data: { what, reason },
  });
}

/** Lifts a pause; answers whether there was one. */
export function liftPause(transaction: Transaction, what: PauseScope, actor: string): boolean {
  if (!transaction.records.get(pauses, what)?.active) return false;
  transaction.append({
    type: "pause.lifted",
    actor,
    scope: "workspace",
    subject: `pause:${what}`,
    label: ownerLabel("workspace"),
    data: { what },
  });
  return true;
}
