/**
 * How far a connector has come: where it left off in a mailbox, a list of events, a calendar. A mark is set in the very
 * transaction that records what was seen up to there, so that a crash between the two loses nothing and takes nothing twice.
 * Operational, like `taken`: of no interest to "why?", and not rebuilt.
 */
import type { Transaction } from "../kernel/writer.ts";

/** Whatever reads the database: a transaction, or the database itself. */
export interface MarkReader {
  get<T>(sql: string, values?: readonly (string | number | null)[]): T | undefined;
}

/** What was noted last, or null. */
export function markOf(reader: MarkReader, connector: string, name: string): string | null {
  const sql = "SELECT value FROM marks WHERE connector = ? AND name = ?";
  return reader.get<{ value: string }>(sql, [connector, name])?.value ?? null;
}

export function setMark(
  transaction: Pick<Transaction, "run">,
  connector: string,
  name: string,
  value: string | null,
): void {
  if (value === null) transaction.run("DELETE FROM marks WHERE connector = ? AND name = ?", [connector, name]);
  else
    transaction.run(
      "INSERT INTO marks (connector, name, value) VALUES (?, ?, ?) ON CONFLICT(connector, name) DO UPDATE SET value = excluded.value",
      [connector, name, value],
    );
}
