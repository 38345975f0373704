/**
 * Killed anywhere between mail and sent answer, the company goes on where the ledger ends. A short sweep by default;
 * with ATELIER_SWEEP=full every numbered point is tried, and after every second of them another crash.
 */
import { expect, test } from "vitest";
import { lots, type Swept, sweep } from "./enumerator.ts";
import { FOLDER, PROVIDERS } from "./journeys.ts";
import type { Journey } from "./life.ts";
import type { Point } from "./points.ts";

const FULL = process.env.ATELIER_SWEEP === "full";
const SEED = process.env.ATELIER_SWEEP_SEED ?? "24 November";
const PATIENCE_MS = FULL ? 1_800_000 : 120_000;

test(
  "killed at any commit boundary, outside call or step on a file, nothing is lost and nothing is done twice",
  async () => {
    const lot = lots(`${SEED} statements`);
    const some = (point: Point) => lot(point.kind === "statement" ? 20 : 7) === 0;
    const swept = await led(FOLDER, (all) => all.filter(some));
    expect(swept.problems).toEqual([]);
    expect(swept.tried).toBeGreaterThan(25);
  },
  PATIENCE_MS,
);

test.each(PROVIDERS)(
  "killed on the way $name, no mail leaves twice unless the owner says so",
  async (journey) => {
    const lot = lots(`${SEED} ${journey.name}`);
    const swept = await led(journey, (all) => {
      const sending = all.findIndex((point) => point.name === "before mail.perform");
      return all.filter((point, at) => point.kind !== "statement" && at > sending - 5 && lot(6) === 0);
    });
    expect(swept.problems).toEqual([]);
    expect(swept.tried).toBeGreaterThan(3);
  },
  PATIENCE_MS,
);

async function led(journey: Journey, short: (all: readonly Point[]) => readonly Point[]): Promise<Swept> {
  const swept = await sweep({ journey, seed: SEED, choose: FULL ? (all) => all : short, againOneIn: FULL ? 2 : 8 });
  const twice = swept.triedTwice > 0 ? `, ${swept.triedTwice} of them with a second crash` : "";
  process.stdout.write(`crash points: ${swept.numbered} numbered, ${swept.tried} tried${twice} (${journey.name})\n`);
  return swept;
}
