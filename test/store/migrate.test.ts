/**
 * Migrations: applied once, in order, each whole or not at all; rewritten history and a newer database are refused.
 */
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Database } from "../../src/store/database.ts";
import { migrate } from "../../src/store/migrate.ts";
import { PACKAGE_ROOT } from "../support/office.ts";

function withCopies(work: (database: Database, folder: string) => void): void {
  const home = mkdtempSync(join(tmpdir(), "atelier-migrate-"));
  const folder = join(home, "migrations");
  cpSync(join(PACKAGE_ROOT, "migrations"), folder, { recursive: true });
  const database = new Database({ path: join(home, "test.db") });
  try {
    work(database, folder);
  } finally {
    database.close();
    rmSync(home, { recursive: true, force: true });
  }
}

/** Writes one more migration beside those that there are. */
function addMigration(folder: string, tag: string, sql: string): void {
  const path = join(folder, "meta", "_journal.json");
  const journal = JSON.parse(readFileSync(path, "utf8")) as { entries: unknown[] };
  journal.entries.push({ idx: journal.entries.length, tag });
  writeFileSync(path, JSON.stringify(journal));
  writeFileSync(join(folder, `${tag}.sql`), sql);
}

const tables = (database: Database) =>
  database.all<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'").map((row) => row.name);

test("a new database gets everything, a second start nothing", () =>
  withCopies((database, folder) => {
    expect(migrate(database, folder).length).toBeGreaterThan(0);
    expect(tables(database)).toEqual(expect.arrayContaining(["events", "clients", "effects", "migrations"]));
    expect(migrate(database, folder)).toEqual([]);
  }));

test("a later migration is applied alone, with what was there before kept", () =>
  withCopies((database, folder) => {
    migrate(database, folder);
    database.run("INSERT INTO cursors (name, seq) VALUES ('kept', 7)");
    addMigration(
      folder,
      "9999_more",
      "CREATE TABLE one (a TEXT);\n--> statement-breakpoint\nCREATE TABLE two (b TEXT);",
    );
    expect(migrate(database, folder)).toEqual(["9999_more"]);
    expect(tables(database)).toEqual(expect.arrayContaining(["one", "two"]));
    expect(database.get("SELECT seq FROM cursors WHERE name = 'kept'")).toEqual({ seq: 7 });
  }));

test("a migration that fails half-way leaves nothing of itself, and can be repaired", () =>
  withCopies((database, folder) => {
    migrate(database, folder);
    addMigration(folder, "9999_broken", "CREATE TABLE one (a TEXT);\n--> statement-breakpoint\nCREATE NONSENSE;");
    expect(() => migrate(database, folder)).toThrow();
    expect(tables(database)).not.toContain("one");
    writeFileSync(join(folder, "9999_broken.sql"), "CREATE TABLE one (a TEXT);");
    expect(migrate(database, folder)).toEqual(["9999_broken"]);
  }));

test("a migration that was edited after it had been applied is refused, by name and with advice", () =>
  withCopies((database, folder) => {
    const [tag = ""] = migrate(database, folder);
    appendFileSync(join(folder, `${tag}.sql`), "\n-- a small improvement\n");
    expect(() => migrate(database, folder)).toThrow(
      new RegExp(`migrations/${tag}\\.sql was changed.*write a new migration`),
    );
  }));

test("a database that a newer Atelier has written is refused, and not touched", () =>
  withCopies((database, folder) => {
    migrate(database, folder);
    database.run("INSERT INTO migrations (tag, digest) VALUES ('0042_future', 'x')");
    addMigration(folder, "9999_more", "CREATE TABLE one (a TEXT);");
    expect(() => migrate(database, folder)).toThrow(/newer Atelier.*0042_future.*Update/);
    expect(tables(database)).not.toContain("one");
  }));
