/**
 * Rebuilding: the records folded anew from the ledger. The same events give the same rows, which the dump shows:
 * sha256 over each table, rows by key, columns by name (invariant 1).
 */
import { createHash } from "node:crypto";
import { canonical } from "../lib/canonical.ts";
import type { Database } from "../store/database.ts";
import { type AnyRecordKind, Records } from "./fold.ts";
import type { Keys } from "./keys.ts";
import { EVENT_COLUMNS, eventFrom, foldedEvent } from "./ledger.ts";

const CHUNK = 4000;

/** Empties the record tables and folds every event again, in one transaction. Answers how many events were folded. */
export function rebuildRecords(parts: { database: Database; keys: Keys; kinds: readonly AnyRecordKind[] }): number {
  const { database, keys, kinds } = parts;
  const records = new Records({ database, kinds });
  const sql = `SELECT ${EVENT_COLUMNS.join(",")} FROM events WHERE seq > ? ORDER BY seq LIMIT ${CHUNK}`;
  return database.transact(() => {
    for (const kind of kinds) database.run(`DELETE FROM ${kind.table}`);
    let seq = 0;
    let count = 0;
    for (;;) {
      const rows = database.tuples(sql, [seq]);
      for (const row of rows) {
        seq = Number(row[0]);
        if (!records.follows(String(row[3]))) continue;
        records.fold(foldedEvent(keys, database, eventFrom(row, "")));
        records.settle();
      }
      count += rows.length;
      records.flush();
      records.drop();
      if (rows.length < CHUNK) return count;
    }
  });
}

/** One hash a table: what two histories are compared by. */
export function dumpRecords(database: Database, kinds: readonly AnyRecordKind[]): Record<string, string> {
  const dump: Record<string, string> = {};
  for (const kind of kinds) {
    const sum = createHash("sha256");
    const columns = [...kind.columns].sort();
    for (const row of database.all<Record<string, string | number | null>>(
      `SELECT ${columns.join(",")} FROM ${kind.table} ORDER BY ${kind.id}`,
    ))
      sum.update(`${canonical(row)}\n`);
    dump[kind.table] = sum.digest("hex");
  }
  return dump;
}
