/**
 * A database without events that has all migrations, made once for all test runs and copied into each new home: making its tables
 * anew cost every company of the tests a quarter of its opening. Migrations themselves are tried in test/store.
 */
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Database } from "../../src/store/database.ts";
import { migrate } from "../../src/store/migrate.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const MIGRATIONS = join(ROOT, "migrations");
const CACHE = join(ROOT, "node_modules", ".cache", "atelier-tests");
const made: { path: string | null } = { path: null };

/** Puts it there, unless a database is there already. */
export function blankDatabaseIn(home: string): void {
  const target = join(home, "atelier.db");
  if (existsSync(target)) return;
  made.path ??= make();
  mkdirSync(home, { recursive: true, mode: 0o700 });
  copyFileSync(made.path, target);
}

function make(): string {
  const hash = createHash("sha256");
  for (const name of readdirSync(MIGRATIONS).sort())
    if (name.endsWith(".sql")) hash.update(name).update(readFileSync(join(MIGRATIONS, name)));
  const path = join(CACHE, `blank-${hash.digest("hex").slice(0, 16)}.db`);
  if (existsSync(path)) return path;
  mkdirSync(CACHE, { recursive: true });
  const draft = `${path}.${process.pid}`;
  const database = new Database({ path: draft });
  migrate(database, MIGRATIONS);
  database.get("PRAGMA wal_checkpoint(TRUNCATE)"); // what was written stands in the very file that is copied
  database.close();
  renameSync(draft, path);
  for (const beside of ["-wal", "-shm"]) rmSync(`${draft}${beside}`, { force: true });
  return path;
}
