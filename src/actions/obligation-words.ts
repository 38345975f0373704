/**
 * Promises as actions and agents see them: what was promised stands sealed in the ledger, and is shown from there.
 * Shared by obligation-record.ts, obligation-close.ts and agent/read-promises.ts.
 */
import type { Plain } from "../kernel/event.ts";
import type { Records } from "../kernel/fold.ts";
import { mergedScope } from "../records/client.ts";
import { type Obligation, obligations } from "../records/obligation.ts";
import { tasks } from "../records/plan.ts";

/** A promise with its words. */
export interface Promised {
  readonly row: Obligation;
  readonly what: string;
}

/** What was promised to a client, or by them, and is still to be kept: the earliest first. */
export function openPromises(records: Records, privateAt: (seq: number) => Plain | null, scope: string): Promised[] {
  const own = mergedScope(records, scope);
  return records
    .find(obligations, "client = ? AND state = 'open' ORDER BY until_on, seq, id", [own])
    .map((row) => ({ row, what: whatOf(records, privateAt, row) }));
}

/** A promise of a plan is called as its task is. */
export function whatOf(records: Records, privateAt: (seq: number) => Plain | null, row: Obligation): string {
  if (row.task !== null) return records.get(tasks, row.task)?.title ?? "";
  const what = privateAt(row.seq)?.what;
  return typeof what === "string" ? what : "";
}
