/** Same seed, same ledger: nothing of the machine (its clock, its folders, its files' dates) gets into history. */
import { mkdtempSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { FOLDER } from "./journeys.ts";
import { freshHome, Life, START } from "./life.ts";

const YESTERDAY = new Date(START - 86_400_000);
const folder = mkdtempSync(join(tmpdir(), "atelier-seed-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the same journey from the same seed gives the same ledger, whatever the files' dates", async () => {
  expect(await ledgerOf("one", YESTERDAY)).toEqual(await ledgerOf("one", new Date(START - 7000)));
});

test("another seed gives another ledger with the same story", async () => {
  const one = await ledgerOf("one", YESTERDAY);
  const two = await ledgerOf("two", YESTERDAY);
  expect(two.map((event) => event.hash)).not.toContain(one.at(-1)?.hash);
  expect(two.map((event) => event.type)).toEqual(one.map((event) => event.type));
});

async function ledgerOf(seed: string, dropped: Date): Promise<{ type: string; hash: string }[]> {
  const home = freshHome(folder);
  utimesSync(join(home, "mail", "new", "1.eml"), dropped, dropped);
  const life = new Life({ journey: FOLDER, home, seed, clock: START, seen: [] });
  try {
    await life.begin();
    await life.leadToTheEnd();
    expect(life.count("effect.performed")).toBe(1);
    return life.workspace.ledger.after(0, 100_000).map(({ type, hash }) => ({ type, hash }));
  } finally {
    await life.end();
  }
}
