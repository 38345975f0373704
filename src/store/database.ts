/**
 * The one seam to the database: a single synchronous libSQL connection, every pragma set, every value checked.
 * Everything above speaks `transact` and `query`; nothing else knows which database this is.
 * Before: lib. After: kernel/writer.ts (the only one who commits) and readers of all kinds.
 */
import LibSql from "libsql";

/** What a column can hold. Booleans, dates and `undefined` are refused: libSQL panics on them or makes them NULL. */
export type Value = string | number | null | Uint8Array;
export type Row = Readonly<Record<string, Value>>;

/** Called before and after whatever a crash could fall between; the crash tests throw from here. */
export type Probe = (point: string) => void;

export interface DatabaseOptions {
  readonly path: string;
  readonly readonly?: boolean;
  readonly probe?: Probe;
}

export const PRAGMAS = [
  "journal_mode = WAL",
  "synchronous = FULL",
  "busy_timeout = 10000",
  "foreign_keys = ON",
  "secure_delete = ON",
  "wal_autocheckpoint = 1000",
  "temp_store = MEMORY",
  "cache_size = -32000",
  "trusted_schema = OFF",
];

export class Database {
  readonly path: string;
  readonly #connection: LibSql.Database;
  readonly #statements = new Map<string, LibSql.Statement<unknown[]>>();
  readonly #rawStatements = new Map<string, LibSql.Statement<unknown[]>>();
  readonly #probe: Probe | undefined;

  constructor({ path, readonly = false, probe }: DatabaseOptions) {
    this.path = path;
    this.#probe = probe;
    this.#connection = new LibSql(path);
    for (const pragma of PRAGMAS) this.#connection.exec(`PRAGMA ${pragma}`);
    if (readonly) this.#connection.exec("PRAGMA query_only = ON");
  }

  /**
   * Runs `work` inside BEGIN IMMEDIATE … COMMIT. Whatever it throws rolls everything back and is thrown on.
   * IMMEDIATE takes the write lock first: a transaction that reads and then writes could otherwise fail whatever the timeout.
   */
  transact<T>(work: () => T): T {
    this.run("BEGIN IMMEDIATE");
    let result: T;
    try {
      result = work();
      this.#probe?.("before commit");
      this.#prepared("COMMIT").run([]);
    } catch (error) {
      if (this.inTransaction) this.#connection.exec("ROLLBACK");
      throw error;
    }
    this.#probe?.("after commit");
    return result;
  }

  /** Runs `work` so that it alone is undone when it throws. Only inside `transact`. */
  savepoint<T>(work: () => T): T {
    this.run("SAVEPOINT alone");
    try {
      const result = work();
      this.run("RELEASE alone");
      return result;
    } catch (error) {
      this.#connection.exec("ROLLBACK TO alone; RELEASE alone");
      throw error;
    }
  }

  /** Executes one statement; returns how many rows it changed. */
  run(sql: string, values: readonly Value[] = []): number {
    this.#probe?.(sql);
    return this.#prepared(sql).run(checked(values)).changes;
  }

  /** The first row, or `undefined`. */
  get<R = Row>(sql: string, values: readonly Value[] = []): R | undefined {
    const row = this.#prepared(sql).get(checked(values)) as (R & { _metadata?: unknown }) | undefined;
    if (row) delete row._metadata; // the driver's timing: no column, and never the same twice
    return row ?? undefined;
  }

  /** All rows, as objects. */
  all<R = Row>(sql: string, values: readonly Value[] = []): R[] {
    return this.#prepared(sql).all(checked(values)) as R[];
  }

  /** All rows, as arrays in column order: for hot paths and long scans. */
  tuples(sql: string, values: readonly Value[] = []): Value[][] {
    let statement = this.#rawStatements.get(sql);
    if (!statement) {
      statement = this.#connection.prepare(sql).raw();
      this.#rawStatements.set(sql, statement);
    }
    return statement.all(checked(values)) as Value[][];
  }

  /** Several statements at once, from a migration. */
  script(sql: string): void {
    this.#connection.exec(sql);
  }

  /** Changes whenever another connection has committed: cheap to ask, so other processes are noticed without polling tables. */
  dataVersion(): number {
    return this.get<{ data_version: number }>("PRAGMA data_version")?.data_version ?? 0;
  }

  /** False on a closed connection, where the driver itself would abort the process. */
  get inTransaction(): boolean {
    return this.#connection.open && this.#connection.inTransaction;
  }

  /** Rolls back what is open (a closed connection would keep its lock otherwise) and closes. */
  close(): void {
    if (this.inTransaction) this.#connection.exec("ROLLBACK");
    this.#statements.clear();
    this.#rawStatements.clear();
    if (this.#connection.open) this.#connection.close();
  }

  #prepared(sql: string): LibSql.Statement<unknown[]> {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#connection.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** Always handed on as one array: a lone Buffer argument would abort the process. */
function checked(values: readonly Value[]): Value[] {
  for (let at = 0; at < values.length; at++) {
    const value: unknown = values[at];
    if (value === null || typeof value === "string" || value instanceof Uint8Array) continue;
    if (typeof value !== "number")
      throw new TypeError(`value ${at + 1} is ${describe(value)}: give a string, a number, null or bytes`);
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))
      throw new RangeError(`value ${at + 1} is ${value}: it would be rounded on its way into the database`);
  }
  return values as Value[];
}

function describe(value: unknown): string {
  return value === undefined ? "undefined" : `a ${value instanceof Date ? "Date" : typeof value}`;
}
