/**
 * A backup is brought back: first the chain is checked, then every forgetting that is known since is applied to the keys, and
 * only then is anything opened. Records are folded anew when the home is opened next.
 * Before: verbs/keep.ts. After: workspace.ts, which opens the home as it is now.
 */
import { chmodSync, closeSync, copyFileSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { keysBeside, keysOf } from "./backup.ts";
import { type KeyLine, readKeyFile, standingLines, writeKeyFile } from "./kernel/key-file.ts";
import { takeLease } from "./kernel/lease.ts";
import { needRebuild } from "./kernel/rebuild.ts";
import { verifyLedger } from "./kernel/verify.ts";
import { messageOf } from "./lib/errors.ts";
import { Database } from "./store/database.ts";

export interface RestoreParts {
  readonly home: string;
  readonly databasePath: string;
  /** A newer key file, from which forgettings are taken. */
  readonly forgotten?: string;
  /** What is there now is kept aside. */
  readonly force: boolean;
  /** Ms UTC: names what is kept aside. */
  readonly now: number;
}

export type Restored =
  | {
      readonly ok: true;
      readonly events: number;
      readonly head: { readonly seq: number; readonly hash: string };
      /** Keys that the backup had, and that were destroyed since. */
      readonly forgotten: number;
      /** Where the ledger is that was here before. */
      readonly aside: string | null;
    }
  | { readonly ok: false; readonly why: string };

/** Brings `file` into the home. Refuses where anything is not as it should be; then nothing has changed. */
export function restore(parts: RestoreParts, file: string): Restored {
  const { home } = parts;
  if (!existsSync(file)) return no(`There is no file ${file}.`);
  const beside = keysBeside(file);
  if (!existsSync(beside) && !existsSync(keysOf(home)))
    return no(`There are no keys: neither ${beside} nor ${keysOf(home)}. Without them the backup can't be read.`);
  const lease = takeLease(join(home, "leader.lock"), `restore, process ${process.pid}`);
  if (lease.kind === "taken") return no(`Atelier is running on ${home} (${lease.holder}). Stop it first.`);
  try {
    return bringBack(parts, file, beside);
  } catch (error) {
    return no(messageOf(error));
  } finally {
    lease.release();
  }
}

function bringBack(
  { home, databasePath, forgotten, force, now }: RestoreParts,
  file: string,
  beside: string,
): Restored {
  if (!force && hasLedger(databasePath))
    return no(`${home} has a ledger of its own. Choose another ATELIER_HOME, or say --force to keep that one aside.`);
  const fresh = `${databasePath}.restoring`;
  for (const path of family(fresh)) rmSync(path, { force: true });
  copyFileSync(file, fresh);
  chmodSync(fresh, 0o600);
  const found = inspect(fresh);
  if (!found.ok) return no(`${file} is no sound backup, so nothing was changed. ${found.why ?? ""}`.trim());
  const lines = {
    backup: existsSync(beside) ? readKeyFile(beside) : [],
    home: existsSync(keysOf(home)) ? readKeyFile(keysOf(home)) : [],
    newer: forgotten === undefined ? [] : readKeyFile(forgotten),
  };
  // The newest word on a key is that it was destroyed, wherever it is said.
  const graves = [...lines.home, ...lines.newer].filter((line) => "destroyed" in line);
  const standing = standingLines([...lines.backup, ...lines.home, ...graves]);
  const stranger = differ(lines.backup, lines.home);
  if (stranger && !force)
    return no(`The keys in ${home} are of another company than this backup. Choose an empty ATELIER_HOME.`);
  const suffix = `before-${new Date(now).toISOString().replace(/[:.]/g, "-")}`;
  const aside = existsSync(databasePath) ? `${databasePath}.${suffix}` : null;
  if (aside !== null) setAside(databasePath, aside);
  // Another company's keys open its ledger only; of this one's, an older file would bring back who was forgotten.
  if (stranger) renameSync(keysOf(home), `${keysOf(home)}.${suffix}`);
  writeKeyFile(keysOf(home), standing);
  renameSync(fresh, databasePath);
  durable(dirname(databasePath));
  const had = new Set(lines.backup.flatMap((line) => ("key" in line ? [nameOf(line)] : [])));
  const gone = standing.filter((line) => "destroyed" in line && had.has(nameOf(line)));
  return { ok: true, events: found.events, head: found.head, forgotten: gone.length, aside };
}

/** Checks the chain as it is stored, before any key is looked at; and has the records made anew. */
function inspect(path: string) {
  const copy = new Database({ path });
  try {
    const found = verifyLedger(copy);
    if (found.ok) copy.transact(() => needRebuild(copy));
    copy.get("PRAGMA wal_checkpoint(TRUNCATE)");
    copy.get("PRAGMA journal_mode = DELETE");
    return found.ok && found.events === 0 ? { ...found, ok: false, why: "It has no events." } : found;
  } finally {
    copy.close();
  }
}

function hasLedger(path: string): boolean {
  if (!existsSync(path)) return false;
  const database = new Database({ path });
  try {
    const table = database.get("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'events'");
    return table !== undefined && database.get("SELECT seq FROM events LIMIT 1") !== undefined;
  } finally {
    database.close();
  }
}

/** Whether the same scope has another key there: it is not the same company. */
function differ(backup: readonly KeyLine[], home: readonly KeyLine[]): boolean {
  const known = new Map(home.flatMap((line) => ("key" in line ? [[nameOf(line), line.key] as const] : [])));
  return backup.some((line) => "key" in line && (known.get(nameOf(line)) ?? line.key) !== line.key);
}

function setAside(path: string, aside: string): void {
  const [, ...companions] = family(path);
  renameSync(path, aside);
  for (const companion of companions)
    if (existsSync(companion)) renameSync(companion, `${aside}${companion.slice(path.length)}`);
}

/** A database file and what may lie beside it. */
function family(path: string): string[] {
  return [path, `${path}-wal`, `${path}-shm`, `${path}-journal`];
}

function nameOf({ scope, kind }: KeyLine): string {
  return `${kind} ${scope}`;
}

function durable(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function no(why: string): { readonly ok: false; readonly why: string } {
  return { ok: false, why };
}
