/**
 * Rebuilding: the records folded anew from the ledger. The same events give the same rows, which the dump shows:
 * sha256 over each table, rows by key, columns by name (invariant 1).
 */
import { createHash } from "node:crypto";
import { canonical } from "../lib/canonical.ts";
import type { Database, Value } from "../store/database.ts";
import type { Plain } from "./event.ts";
import { type AnyRecordKind, type Folded, Records } from "./fold.ts";
import type { Keys } from "./keys.ts";
import type { Label } from "./label.ts";
import { openStored } from "./ledger.ts";

const CHUNK = 2000;
const COLUMNS = "seq,id,at,type,actor,scope,subject,causation,workflow,label,data";

/** Empties the record tables and folds every event again, in one transaction. Answers how many events were folded. */
export function rebuildRecords(parts: { database: Database; keys: Keys; kinds: readonly AnyRecordKind[] }): number {
  const { database, keys, kinds } = parts;
  const records = new Records({ database, kinds, empty: true });
  const sql = `SELECT ${COLUMNS} FROM events WHERE seq > ? ORDER BY seq LIMIT ${CHUNK}`;
  return database.transact(() => {
    for (const kind of kinds) database.run(`DELETE FROM ${kind.table}`);
    const restoreIndexes = withoutIndexes(database, kinds);
    let seq = 0;
    let count = 0;
    for (;;) {
      const rows = database.tuples(sql, [seq]);
      for (const row of rows) {
        seq = Number(row[0]);
        if (!records.follows(String(row[3]))) continue;
        records.fold(new StoredEvent(keys, database, row));
        records.settle();
      }
      count += rows.length;
      records.flush();
      records.drop();
      if (rows.length < CHUNK) break;
    }
    restoreIndexes();
    return count;
  });
}

/** A ledger that came without its records (a backup's) says so; whoever opens it next makes them. */
const MARK = "rebuild";

/** Notes that the records have to be made anew. */
export function needRebuild(database: Database): void {
  database.run("INSERT INTO cursors (name, seq) VALUES (?, 0) ON CONFLICT(name) DO NOTHING", [MARK]);
}

/** Makes the records anew where that was noted; answers whether it was. */
export function rebuildWhereNeeded(parts: Parameters<typeof rebuildRecords>[0]): boolean {
  const { database } = parts;
  if (!database.get("SELECT seq FROM cursors WHERE name = ?", [MARK])) return false;
  rebuildRecords(parts);
  database.transact(() => {
    // What was to leave may have left since: it is looked up before anything is sent.
    database.run(
      "INSERT INTO deliveries (effect, state, attempt, next_at) SELECT id, 'claimed', 1, 0 FROM effects WHERE state = 'queued' ON CONFLICT(effect) DO UPDATE SET state = 'claimed'",
    );
    database.run("DELETE FROM cursors WHERE name = ?", [MARK]);
  });
  return true;
}

/** Takes the tables' indexes away until all rows are in: made at once they cost a fraction. Answers what brings them back. */
function withoutIndexes(database: Database, kinds: readonly AnyRecordKind[]): () => void {
  const indexes = kinds.flatMap(({ table }) =>
    database.all<{ name: string; sql: string }>(
      "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL ORDER BY name",
      [table],
    ),
  );
  for (const { name } of indexes) database.run(`DROP INDEX "${name}"`);
  return () => {
    for (const { sql } of indexes) database.run(sql);
  };
}

/** A row of COLUMNS as folds see it: its label and its private part are read only when a fold asks. */
class StoredEvent implements Folded {
  readonly seq: number;
  readonly id: string;
  readonly at: number;
  readonly type: string;
  readonly actor: string;
  readonly scope: string;
  readonly subject: string;
  readonly causation: string | null;
  readonly workflow: string;
  readonly data: Plain;
  readonly #label: string;
  readonly #keys: Keys;
  readonly #database: Database;
  #opened: Plain | null | undefined;

  constructor(keys: Keys, database: Database, row: readonly Value[]) {
    this.seq = Number(row[0]);
    this.id = String(row[1]);
    this.at = Number(row[2]);
    this.type = String(row[3]);
    this.actor = String(row[4]);
    this.scope = String(row[5]);
    this.subject = String(row[6]);
    this.causation = row[7] === null ? null : String(row[7]);
    this.workflow = String(row[8]);
    this.#label = String(row[9]);
    this.data = JSON.parse(String(row[10])) as Plain;
    this.#keys = keys;
    this.#database = database;
  }

  get label(): Label {
    return JSON.parse(this.#label) as Label;
  }

  open(): Plain | null {
    if (this.#opened === undefined) this.#opened = openStored(this.#keys, this.#database, this);
    return this.#opened;
  }
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
