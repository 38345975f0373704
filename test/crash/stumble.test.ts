/**
 * Not killed, but hurt: one statement fails (a full disk, say) and the process goes on. Whoever wanted the write is told,
 * nobody else is, and what was promised holds. ATELIER_SWEEP=full fails each statement of the journey.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { activePauses, setPause } from "../../src/kernel/pause.ts";
import { dumpRecords, rebuildRecords } from "../../src/kernel/rebuild.ts";
import { setTimer } from "../../src/kernel/schedule.ts";
import { verifyLedger } from "../../src/kernel/verify.ts";
import { recordKinds } from "../../src/records/kinds.ts";
import { whatIsWrong } from "./check.ts";
import { lots } from "./enumerator.ts";
import { FOLDER } from "./journeys.ts";
import { freshHome, Life, START } from "./life.ts";
import { type Point, Points } from "./points.ts";

const FULL = process.env.ATELIER_SWEEP === "full";
const SEED = process.env.ATELIER_SWEEP_SEED ?? "24 November";
const PATIENCE_MS = FULL ? 900_000 : 120_000;

/** `alone`: only the statement fails. `all`: the database takes the whole transaction back by itself, as SQLite may. */
test.each(["alone", "all"] as const)(
  "a statement that fails (%s) loses nothing and does nothing twice",
  async (kind) => {
    const folder = mkdtempSync(join(tmpdir(), "atelier-stumble-"));
    const lot = lots(`${SEED} stumble ${kind}`);
    const problems: string[] = [];
    try {
      const points: Point[] = [];
      await stumbled(freshHome(folder), (point) => void points.push(point));
      const writes = points.filter((point) => point.kind === "statement" || point.name === "before commit");
      const chosen = writes.filter(() => FULL || lot(14) === 0);
      for (const { number, name } of chosen) {
        const wrong = await stumbled(freshHome(folder), (point, life) => {
          if (point.number !== number) return;
          if (kind === "all" && life.isOpen && life.workspace.database.inTransaction)
            life.workspace.database.script("ROLLBACK");
          throw new Error("database or disk is full");
        });
        problems.push(...wrong.map((problem) => `${number} (${name}): ${problem}`));
      }
      process.stdout.write(`failing statements: ${writes.length} numbered, ${chosen.length} tried (${kind})\n`);
      expect(problems).toEqual([]);
      expect(chosen.length).toBeGreaterThan(5);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  PATIENCE_MS,
);

test("a statement that fails in one command leaves what an earlier command of the same commit changed", async () => {
  await inOneCommit("INSERT INTO pauses", "alone", async (life, outcomes) => {
    expect(outcomes.map((one) => one.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(activePauses(life.workspace.records).map((row) => row.id)).toEqual(["connector:first"]);
  });
});

test("when the database takes a commit back in its middle, all of it is taken back, what follows included", async () => {
  await inOneCommit("INSERT INTO pauses", "all", async (life, outcomes) => {
    expect(outcomes.map((one) => one.status)).toEqual(["rejected", "rejected", "rejected"]);
    expect(life.count("pause.set")).toBe(0);
    expect(life.workspace.database.all("SELECT id FROM timers WHERE id IN ('second', 'third')")).toEqual([]);
  });
});

/** Three commands in one commit; what the first one changed is written, and fails, on behalf of the second. */
async function inOneCommit(
  failing: string,
  kind: "alone" | "all",
  check: (life: Life, outcomes: PromiseSettledResult<unknown>[]) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "atelier-stumble-"));
  let armed = false;
  const points = new Points(({ name }) => {
    if (!armed || !name.startsWith(failing)) return;
    armed = false;
    if (kind === "all") life.workspace.database.script("ROLLBACK");
    throw new Error("database or disk is full");
  });
  const life: Life = new Life({ journey: FOLDER, home: freshHome(folder), seed: SEED, clock: START, seen: [], points });
  try {
    await life.begin();
    armed = true;
    const { writer } = life.workspace;
    const timer = (id: string) => ({ id, at: START * 2, event: "timer.fired", scope: "workspace" });
    const outcomes = await Promise.allSettled([
      writer.submit((transaction) => setPause(transaction, "connector:first", "a test", "kernel")),
      writer.submit((transaction) => setTimer(transaction, timer("second"))),
      writer.submit((transaction) => setTimer(transaction, timer("third"))),
    ]);
    await check(life, outcomes);
    expect(verifyLedger(life.workspace.database).ok).toBe(true);
    const { database, keys } = life.workspace;
    const live = dumpRecords(database, recordKinds);
    rebuildRecords({ database, keys, kinds: recordKinds });
    expect(dumpRecords(database, recordKinds)).toEqual(live);
  } finally {
    await life.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Leads the journey to its end; what fails on the way is tried again, and a process that could not start is started again. */
async function stumbled(home: string, onPoint: (point: Point, life: Life) => void): Promise<string[]> {
  const parts = { journey: FOLDER, home, seed: SEED, clock: START, seen: [] };
  let leading = true;
  let life: Life = new Life({ ...parts, points: new Points((point) => leading && onPoint(point, life)) });
  try {
    try {
      await life.begin();
    } catch {
      await life.end();
      life = new Life(parts);
      await life.begin();
    }
    await life.leadToTheEnd().catch(() => life.leadToTheEnd());
    leading = false;
    life.errors.length = 0; // the failure itself was told
    return whatIsWrong(life, []);
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  } finally {
    await life.end();
  }
}
