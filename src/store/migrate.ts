/**
 * Brings a database to the present: applies, in order and each in one transaction, the migrations that drizzle-kit wrote.
 * A migration that was applied and then edited is refused: history isn't rewritten under the owner's data.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Database } from "./database.ts";

const journalShape = z.object({ entries: z.array(z.object({ idx: z.number(), tag: z.string() })) });

/** Applies what is missing from `folder`; returns the tags applied now. Throws with advice where history doesn't fit. */
export function migrate(database: Database, folder: string): string[] {
  const journal = journalShape.parse(JSON.parse(readFileSync(join(folder, "meta", "_journal.json"), "utf8")));
  const known = applied(database);
  const names = new Set(journal.entries.map((entry) => entry.tag));
  const foreign = [...known.keys()].find((tag) => !names.has(tag));
  if (foreign !== undefined)
    throw new Error(
      `The database was written by a newer Atelier (it has the migration ${foreign}). Update Atelier and start again.`,
    );
  const missing = journal.entries.filter((entry) => {
    const sql = readFileSync(join(folder, `${entry.tag}.sql`), "utf8");
    const before = known.get(entry.tag);
    if (before !== undefined && before !== digest(sql))
      throw new Error(
        `migrations/${entry.tag}.sql was changed after it had been applied. Restore the file and write a new migration instead.`,
      );
    return before === undefined;
  });
  for (const entry of missing) apply(database, folder, entry.tag);
  return missing.map((entry) => entry.tag);
}

function applied(database: Database): Map<string, string> {
  const exists = database.get("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'migrations'");
  if (!exists) return new Map();
  const rows = database.all<{ tag: string; digest: string }>("SELECT tag, digest FROM migrations");
  return new Map(rows.map((row) => [row.tag, row.digest]));
}

function apply(database: Database, folder: string, tag: string): void {
  const sql = readFileSync(join(folder, `${tag}.sql`), "utf8");
  database.transact(() => {
    database.script("CREATE TABLE IF NOT EXISTS migrations (tag TEXT PRIMARY KEY, digest TEXT NOT NULL)");
    const taken = database.get("SELECT tag FROM migrations WHERE tag = ?", [tag]);
    if (taken) return; // another process was faster
    database.script(sql.replaceAll("--> statement-breakpoint", ""));
    database.run("INSERT INTO migrations (tag, digest) VALUES (?, ?)", [tag, digest(sql)]);
  });
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
