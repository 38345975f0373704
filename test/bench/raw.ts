/**
 * The raw limit: libSQL itself, with the store's own pragmas and nothing of ours around it.
 */
import LibSql from "libsql";
import { EVENT_COLUMNS } from "../../src/kernel/ledger.ts";
import { PRAGMAS, type Value } from "../../src/store/database.ts";

export class RawDatabase {
  readonly #connection: LibSql.Database;
  readonly #begin: LibSql.Statement<unknown[]>;
  readonly #commit: LibSql.Statement<unknown[]>;

  /** `path`: a database that has its tables. */
  constructor(path: string) {
    this.#connection = new LibSql(path);
    for (const pragma of PRAGMAS) this.#connection.exec(`PRAGMA ${pragma}`);
    this.#begin = this.#connection.prepare("BEGIN IMMEDIATE");
    this.#commit = this.#connection.prepare("COMMIT");
  }

  /** Milliseconds to insert event rows, `perCommit` a commit, by one prepared statement a commit: the fastest way seen. */
  insert(rows: readonly (readonly Value[])[], perCommit: number): number {
    const places = `(${EVENT_COLUMNS.map(() => "?").join(",")})`;
    const sql = `INSERT INTO events (${EVENT_COLUMNS.join(",")}) VALUES ${Array(perCommit).fill(places).join(",")}`;
    const insert = this.#connection.prepare(sql);
    const commits: Value[][] = [];
    for (let at = 0; at + perCommit <= rows.length; at += perCommit)
      commits.push(rows.slice(at, at + perCommit).flat());
    const began = performance.now();
    for (const values of commits) {
      this.#begin.run([]);
      insert.run(values);
      this.#commit.run([]);
    }
    return performance.now() - began;
  }

  /** Milliseconds that each of `count` commits of one small row takes. */
  smallCommits(count: number): number[] {
    this.#connection.exec("CREATE TABLE IF NOT EXISTS raw_commits (at INTEGER)");
    const insert = this.#connection.prepare("INSERT INTO raw_commits VALUES (?)");
    return Array.from({ length: count }, (_, at) => {
      const began = performance.now();
      this.#begin.run([]);
      insert.run([at]);
      this.#commit.run([]);
      return performance.now() - began;
    });
  }

  close(): void {
    this.#connection.close();
  }
}
