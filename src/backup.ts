/**
 * A backup is two files: the ledger and what is sealed, in one; the keys that open it, beside it. Only the newest key file is
 * to be kept: it opens every older backup, too, except what was forgotten since. What can be made anew (records, indexes,
 * caches) is not in it, because there it would stand readable.
 * Before: verbs/keep.ts. After: restore.ts, which brings it back.
 */
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { AnyRecordKind } from "./kernel/fold.ts";
import { readKeyFile, standingLines, writeKeyFile } from "./kernel/key-file.ts";
import { needRebuild } from "./kernel/rebuild.ts";
import { Database } from "./store/database.ts";

export interface BackupParts {
  readonly database: Database;
  /** The home's key file. */
  readonly keysPath: string;
  readonly kinds: readonly AnyRecordKind[];
}

export type BackedUp =
  | { readonly ok: true; readonly file: string; readonly keys: string; readonly events: number }
  | { readonly ok: false; readonly why: string };

/** Made anew from the ledger, or never needed again. */
const DERIVED = [
  "memory_scopes",
  "memory_rows",
  "memory_postings",
  "memory_vectors",
  "recalls",
  "notes",
  "model_answers",
] as const;
/** Readers that begin again once their tables are empty. */
const FOLLOWERS = "DELETE FROM cursors WHERE name = 'memory'";

/** A copy that lies elsewhere, keys beside it, is no place for what lets others into a mailbox. */
const SIGN_INS = "DELETE FROM marks WHERE name = 'oauth'";

/** Writes `file`, and the keys beside it; consistent while the workspace works on. Nothing is overwritten unless told. */
export function backUp(parts: BackupParts, file: string, { force = false } = {}): BackedUp {
  const keys = keysBeside(file);
  if (!existsSync(dirname(file))) return { ok: false, why: `There is no folder ${dirname(file)}.` };
  for (const path of [file, keys])
    if (existsSync(path) && !force)
      return { ok: false, why: `${path} exists already. Give another name, or say --force to write over it.` };
  const aside = `${file}.part`;
  for (const path of [aside, `${aside}-wal`, `${aside}-shm`, `${aside}-journal`]) rmSync(path, { force: true });
  parts.database.run("VACUUM INTO ?", [aside]);
  chmodSync(aside, 0o600);
  const events = strip(aside, parts.kinds);
  durable(aside);
  // The keys first: a backup without its keys would be of no use, keys without a backup do no harm.
  writeKeyFile(keys, standingLines(readKeyFile(parts.keysPath)));
  renameSync(aside, file);
  durable(dirname(file) || ".");
  return { ok: true, file, keys, events };
}

/** Where a backup's keys lie. */
export function keysBeside(file: string): string {
  return `${file}.keys.jsonl`;
}

/** Takes everything away that is readable or can be made anew, down to the last page. Answers how many events are left. */
function strip(path: string, kinds: readonly AnyRecordKind[]): number {
  const copy = new Database({ path });
  try {
    copy.transact(() => {
      for (const table of [...kinds.map((kind) => kind.table), ...DERIVED]) copy.run(`DELETE FROM ${table}`);
      copy.run(FOLLOWERS);
      copy.run(SIGN_INS);
      needRebuild(copy);
    });
    copy.get("PRAGMA wal_checkpoint(TRUNCATE)");
    copy.script("VACUUM");
    copy.get("PRAGMA journal_mode = DELETE"); // one file, whoever copies it
    return copy.get<{ count: number }>("SELECT COUNT(*) AS count FROM events")?.count ?? 0;
  } finally {
    copy.close();
  }
}

function durable(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** The home's key file. */
export function keysOf(home: string): string {
  return join(home, "keys.jsonl");
}
