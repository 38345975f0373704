/**
 * Where a bench stands: temporary homes that are gone afterwards, and a kernel of its own on one of them.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Records } from "../../src/kernel/fold.ts";
import { Keys } from "../../src/kernel/keys.ts";
import { Ledger } from "../../src/kernel/ledger.ts";
import { Writer } from "../../src/kernel/writer.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { systemEntropy } from "../../src/lib/entropy.ts";
import { recordKinds } from "../../src/records/kinds.ts";
import { Database } from "../../src/store/database.ts";
import { migrate } from "../../src/store/migrate.ts";

/** `npm run bench` stands in the package's own folder. */
export const PACKAGE_ROOT = process.cwd();

export interface Scale {
  readonly quick: boolean;
}

/** Runs `work` in a folder of its own, which is removed afterwards. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "atelier-bench-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface Kernel {
  readonly database: Database;
  readonly keys: Keys;
  readonly records: Records;
  readonly ledger: Ledger;
  readonly writer: Writer;
}

/** A kernel on a home: its database has all tables. */
export function kernelAt(home: string): Kernel {
  mkdirSync(home, { recursive: true });
  const entropy = systemEntropy();
  const database = new Database({ path: join(home, "atelier.db") });
  migrate(database, join(PACKAGE_ROOT, "migrations"));
  const keys = new Keys({ path: join(home, "keys.jsonl"), entropy });
  const records = new Records({ database, kinds: recordKinds });
  const ledger = new Ledger({ database, keys, records, entropy });
  return {
    database,
    keys,
    records,
    ledger,
    writer: new Writer({ database, ledger, records, clock: systemClock, entropy }),
  };
}

/** The brake on runs an hour is the owner's to set; a bench sends a year's mail in a minute. */
export function withoutBrake(home: string): void {
  const folder = join(home, "policies");
  cpSync(join(PACKAGE_ROOT, "policies"), folder, { recursive: true });
  const settings = join(folder, "settings.yaml");
  writeFileSync(settings, readFileSync(settings, "utf8").replace(/^runsPerHour: .*$/m, "runsPerHour: 1000000"));
}
