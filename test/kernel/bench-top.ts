/**
 * The kernel alone on a file of its own, for tests whose matter is bytes and transactions.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NewEvent } from "../../src/kernel/event.ts";
import { type AnyRecordKind, Records } from "../../src/kernel/fold.ts";
import { Keys } from "../../src/kernel/keys.ts";
import { houseLabel } from "../../src/kernel/label.ts";
import { Ledger } from "../../src/kernel/ledger.ts";
import { Writer } from "../../src/kernel/writer.ts";
import { VirtualClock } from "../../src/lib/clock.ts";
import { type Entropy, seededEntropy } from "../../src/lib/entropy.ts";
import { recordKinds } from "../../src/records/kinds.ts";
import { Database, type Probe } from "../../src/store/database.ts";
import { migrate } from "../../src/store/migrate.ts";
import { PACKAGE_ROOT, START } from "../support/office.ts";

export interface BenchTop {
  readonly folder: string;
  readonly database: Database;
  readonly keys: Keys;
  readonly records: Records;
  readonly ledger: Ledger;
  readonly writer: Writer;
  readonly clock: VirtualClock;
  readonly entropy: Entropy;
  readonly commits: () => number;
}

/** Hands over a fresh kernel and takes it away again. `probe` sees every statement. */
export async function onBenchTop(
  work: (top: BenchTop) => Promise<void> | void,
  options: { probe?: Probe; kinds?: readonly AnyRecordKind[]; folder?: string } = {},
): Promise<void> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "atelier-kernel-"));
  const database = new Database({
    path: join(folder, "atelier.db"),
    ...(options.probe ? { probe: options.probe } : {}),
  });
  try {
    migrate(database, join(PACKAGE_ROOT, "migrations"));
    const entropy = seededEntropy("bench top");
    const clock = new VirtualClock(START);
    const keys = new Keys({ path: join(folder, "keys.jsonl"), entropy });
    const records = new Records({ database, kinds: options.kinds ?? recordKinds });
    const ledger = new Ledger({ database, keys, records, entropy });
    let commits = 0;
    const writer = new Writer({ database, ledger, records, clock, entropy, onCommit: () => void commits++ });
    await work({ folder, database, keys, records, ledger, writer, clock, entropy, commits: () => commits });
    await writer.close();
  } finally {
    database.close();
    if (!options.folder) rmSync(folder, { recursive: true, force: true });
  }
}

/** A note in the ledger that no record follows. */
export function note(text: string, more: Partial<NewEvent> = {}): NewEvent {
  return {
    type: "note.taken",
    actor: "kernel",
    scope: "workspace",
    subject: "note:n",
    label: houseLabel("workspace"),
    data: { text },
    ...more,
  };
}

/** An event that a record follows: the pause of `what`. */
export function pauseSet(what: string, reason = "a test"): NewEvent {
  return { ...note(""), type: "pause.set", subject: `pause:${what}`, data: { what, reason } };
}
