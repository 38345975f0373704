/**
 * Records: the authoritative state, folded from events in the transaction that appends them, and in no other way.
 * A record kind says which events it follows and how each changes it (`evolve`); this file keeps the rows.
 * Within one transaction rows live in an identity map and are written once, at its end; nothing is kept beyond it.
 */

import type { Database, Row, Value } from "../store/database.ts";
import { insertRows } from "../store/insert.ts";
import type { Plain } from "./event.ts";
import type { Label } from "./label.ts";

/** What `evolve` sees of an event. */
export interface Folded {
  readonly seq: number;
  readonly id: string;
  readonly at: number;
  readonly type: string;
  readonly actor: string;
  readonly scope: string;
  readonly subject: string;
  readonly workflow: string;
  readonly causation: string | null;
  readonly label: Label;
  readonly data: Plain;
  /** Opens the private part; `null` where it was forgotten. Costs a decryption: ask only for what is kept in the record. */
  open(): Plain | null;
}

export interface RecordRow extends Row {
  readonly version: number;
}

type Draft<R> = Omit<R, "version">;
type Evolve<R extends RecordRow> = (state: R | undefined, event: Folded, id: string) => Draft<R> | undefined;

export interface RecordKind<R extends RecordRow> {
  readonly table: string;
  /** The primary key's column. */
  readonly id: string;
  readonly columns: readonly string[];
  /** For each event type: which rows it touches, and what becomes of one. `undefined` leaves it as it is. */
  readonly on: Readonly<
    Record<string, { readonly rows: (event: Folded) => readonly string[]; readonly evolve: Evolve<R> }>
  >;
}

/** Any record kind, for lists of them. */
// biome-ignore lint/suspicious/noExplicitAny: a kind is invariant in its row, and a list of kinds holds many row types
export type AnyRecordKind = RecordKind<any>;

interface Kept {
  row: RecordRow | undefined;
  dirty: boolean;
}

export class Records {
  readonly #database: Database;
  readonly #kinds: readonly AnyRecordKind[];
  readonly #byType = new Map<string, AnyRecordKind[]>();
  readonly #maps = new Map<string, Map<string, Kept>>();
  /** The keys of all rows, where the tables were empty at first: what isn't among them needn't be looked for. */
  readonly #written: Map<string, Set<string>> | null;
  #undo: Array<{
    readonly table: string;
    readonly id: string;
    readonly kept: Kept;
    readonly row: RecordRow | undefined;
  }> = [];
  #onChange: ((changed: { readonly table: string; readonly id: string } | null) => void) | undefined;

  /** `empty`: the tables have no rows yet, and nobody else writes to them. */
  constructor({
    database,
    kinds,
    empty = false,
  }: { database: Database; kinds: readonly AnyRecordKind[]; empty?: boolean }) {
    this.#database = database;
    this.#kinds = kinds;
    this.#written = empty ? new Map() : null;
    for (const kind of kinds) {
      this.#maps.set(kind.table, new Map());
      this.#written?.set(kind.table, new Set());
      for (const type of Object.keys(kind.on)) {
        const list = this.#byType.get(type);
        if (list) list.push(kind);
        else this.#byType.set(type, [kind]);
      }
    }
  }

  /** The tables, for dumps and rebuilding. */
  get kinds(): readonly AnyRecordKind[] {
    return this.#kinds;
  }

  /** Calls `listener` for every row that is changed here, or changed back; with `null` where any row may be another now. */
  onChange(listener: (changed: { readonly table: string; readonly id: string } | null) => void): void {
    this.#onChange = listener;
  }

  /** The row with this key, as the events so far have made it. */
  get<R extends RecordRow>(kind: RecordKind<R>, id: string): R | undefined {
    return this.#keep(kind, id).row as R | undefined;
  }

  /** Rows by a condition in SQL; what this transaction has changed is written first, so that it is found. */
  find<R extends RecordRow>(kind: RecordKind<R>, where: string, values: readonly Value[] = []): R[] {
    this.flush();
    return this.#database.all<R>(`SELECT ${kind.columns.join(",")} FROM ${kind.table} WHERE ${where}`, values);
  }

  /** Whether any record follows this type of event. */
  follows(type: string): boolean {
    return this.#byType.has(type);
  }

  /** Lets every record follow the event; returns the new version of the row whose key stands in `subject`, or 1. */
  fold(event: Folded): number {
    let version = 1;
    const subject = event.subject.slice(event.subject.indexOf(":") + 1);
    for (const kind of this.#byType.get(event.type) ?? []) {
      const rule = kind.on[event.type];
      if (!rule) continue;
      for (const id of rule.rows(event)) {
        const kept = this.#keep(kind, id);
        const draft = rule.evolve(kept.row, event, id);
        if (!draft) continue;
        const next = { ...draft, version: (kept.row?.version ?? 0) + 1 };
        this.#undo.push({ table: kind.table, id, kept, row: kept.row });
        kept.row = next;
        kept.dirty = true;
        this.#onChange?.({ table: kind.table, id });
        if (id === subject) version = next.version;
      }
    }
    return version;
  }

  /** What was folded so far stays: the command it belonged to is through. */
  settle(): void {
    this.#undo = [];
  }

  /** Takes back what was folded since the last `settle`. */
  takeBack(): void {
    for (const { table, id, kept, row } of this.#undo.reverse()) {
      Object.assign(kept, { row, dirty: true });
      this.#onChange?.({ table, id });
    }
    this.#undo = [];
  }

  /** Writes the changed rows. */
  flush(): void {
    for (const kind of this.#kinds) {
      const rows: Value[][] = [];
      const written: Kept[] = [];
      for (const [id, kept] of this.#maps.get(kind.table) ?? []) {
        if (!kept.dirty) continue;
        const row = kept.row;
        if (row) {
          rows.push(kind.columns.map((column) => row[column] ?? null));
          this.#written?.get(kind.table)?.add(id);
        } else this.#database.run(`DELETE FROM ${kind.table} WHERE ${kind.id} = ?`, [id]);
        written.push(kept);
      }
      if (rows.length > 0) insertRows(this.#database, kind.table, kind.columns, rows, upsert(kind));
      // Only now: a statement that fails in one command must not make the changes of earlier commands look written.
      for (const kept of written) kept.dirty = false;
    }
  }

  /** Nothing that was folded since the last commit has happened, or the tables were made anew behind our back. */
  abandon(): void {
    this.drop();
    this.#onChange?.(null);
  }

  /** Forgets the identity map: the truth is in the tables. */
  drop(): void {
    for (const map of this.#maps.values()) map.clear();
    this.#undo = [];
  }

  #keep(kind: AnyRecordKind, id: string): Kept {
    const map = this.#maps.get(kind.table);
    if (!map) throw new Error(`The record kind ${kind.table} was not handed to Records.`);
    let kept = map.get(id);
    if (!kept) {
      kept = { row: this.#absent(kind, id) ? undefined : this.#read(kind, id), dirty: false };
      map.set(id, kept);
    }
    return kept;
  }

  #absent(kind: AnyRecordKind, id: string): boolean {
    return this.#written !== null && !this.#written.get(kind.table)?.has(id);
  }

  #read(kind: AnyRecordKind, id: string): RecordRow | undefined {
    const sql = `SELECT ${kind.columns.join(",")} FROM ${kind.table} WHERE ${kind.id} = ?`;
    return this.#database.get<RecordRow>(sql, [id]);
  }
}

const upserts = new WeakMap<AnyRecordKind, string>();

function upsert(kind: AnyRecordKind): string {
  let text = upserts.get(kind);
  if (!text) {
    const sets = kind.columns.filter((column) => column !== kind.id).map((column) => `${column}=excluded.${column}`);
    text = `ON CONFLICT(${kind.id}) DO UPDATE SET ${sets.join(",")}`;
    upserts.set(kind, text);
  }
  return text;
}
