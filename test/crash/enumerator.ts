/**
 * The crash enumerator: leads the journey "mail → card → approve → sent" once, numbers every crash point, and keeps the
 * disk as it lies at the chosen ones. Each of these is a crash: the process is gone, and what it leaves is that disk, what
 * the owner remembers, and what was acknowledged. The company is then opened on it again and led to the end.
 * Before: points.ts, life.ts. After: check.ts says what doesn't hold.
 */
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededEntropy } from "../../src/lib/entropy.ts";
import { whatIsWrong } from "./check.ts";
import { copyHome, TORN_KEY } from "./files.ts";
import { freshHome, type Journey, Life, type LifeParts, START } from "./life.ts";
import { type Point, Points } from "./points.ts";

const MINUTE_MS = 60_000;
/** How many disks are kept at a time. */
const BATCH = 150;

export interface SweepOptions {
  readonly journey: Journey;
  readonly seed: string;
  /** Which of the numbered points to try. */
  readonly choose: (all: readonly Point[]) => readonly Point[];
  /** After one in how many crashes the next life is cut off, too, at a drawn point. */
  readonly againOneIn: number;
}

export interface Swept {
  readonly numbered: number;
  readonly tried: number;
  readonly triedTwice: number;
  /** Each with its crash points in front. */
  readonly problems: readonly string[];
}

/** What a dead process leaves: a disk, the time, what the owner has seen, and the hashes of what was committed. */
type Remains = Pick<LifeParts, "home" | "clock" | "seen"> & {
  readonly point: Point;
  readonly committed: readonly string[];
};

type Lot = (below: number) => number;

/** Tries every chosen crash point of the journey. */
export async function sweep({ journey, seed, choose, againOneIn }: SweepOptions): Promise<Swept> {
  const folder = mkdtempSync(join(tmpdir(), "atelier-crash-"));
  const lot = lots(`${seed} ${journey.name} again`);
  const problems: string[] = [];
  let tried = 0;
  let triedTwice = 0;
  const first = (): LifeParts => ({ journey, seed, home: freshHome(folder), clock: START, seen: [] });
  try {
    const { points } = await watch(first(), [], () => false);
    const chosen = choose(points).map((point) => point.number);
    for (let at = 0; at < chosen.length; at += BATCH) {
      const batch = new Set(chosen.slice(at, at + BATCH));
      const { kept } = await watch(first(), [], (point) => batch.has(point.number));
      for (const remains of kept) {
        const twice = lot(againOneIn) === 0;
        const name = `${journey.name}, ${told(remains.point)}`;
        const wrong = await guarded(async () => [
          ...(twice ? await crashAgain({ journey, seed, remains, lot }) : []),
          ...(await finish(nextLife(journey, seed, remains), remains.committed)),
        ]);
        problems.push(...wrong.map((problem) => `${name}: ${problem}`));
        rmSync(remains.home, { recursive: true, force: true });
        tried++;
        if (twice) triedTwice++;
      }
    }
    return { numbered: points.length, tried, triedTwice, problems };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Reproducible lots: each call draws a whole number below `below`. */
export function lots(seed: string): Lot {
  const entropy = seededEntropy(seed);
  return (below) => entropy.bytes(4).readUInt32BE() % below;
}

/** Cuts the next life off as well, at a drawn point, and leads the one after it to the end. */
async function crashAgain(parts: { journey: Journey; seed: string; remains: Remains; lot: Lot }): Promise<string[]> {
  const { journey, seed, remains, lot } = parts;
  const second = (): LifeParts => {
    const home = mkdtempSync(`${remains.home}-`);
    copyHome(remains.home, home);
    return { ...nextLife(journey, seed, remains), home };
  };
  const { points } = await watch(second(), remains.committed, () => false);
  const number = lot(points.length) + 1;
  const { kept } = await watch(second(), remains.committed, (point) => point.number === number);
  const [left] = kept;
  if (!left) return [`point ${number} of the second life was not there when it was led again`];
  const wrong = await finish(nextLife(journey, `${seed} and ${number}`, left), left.committed);
  return wrong.map((problem) => `then ${told(left.point)}: ${problem}`);
}

/** Leads a life to its end, through every crash point, and keeps what each chosen one would have left. */
async function watch(
  parts: LifeParts,
  before: readonly string[],
  choose: (point: Point) => boolean,
): Promise<{ points: readonly Point[]; kept: readonly Remains[] }> {
  const kept: Remains[] = [];
  const committed = [...before];
  const life = new Life({
    ...parts,
    points: new Points((point) => {
      if (point.name === "after commit" && life.isOpen) committed.push(...life.hashesAfter(committed.length));
      if (!choose(point)) return;
      const home = mkdtempSync(`${parts.home}-${point.number}-`);
      copyHome(parts.home, home);
      if (point.name === TORN_KEY) appendFileSync(join(home, "keys.jsonl"), '{"scope":"c_7f');
      const seen = life.seen.map((one) => ({ ...one }));
      kept.push({ point, home, clock: life.clock.now(), seen, committed: [...committed] });
    }),
  });
  try {
    await life.begin();
    await life.leadToTheEnd();
    if (life.errors.length > 0) throw new Error(life.errors.join("\n"));
  } finally {
    await life.end();
  }
  rmSync(parts.home, { recursive: true, force: true });
  return { points: life.points, kept };
}

/** Leads the last life to its end, tries every decided card once more, and looks at everything. */
async function finish(parts: LifeParts, committed: readonly string[]): Promise<string[]> {
  const life = new Life(parts);
  try {
    await life.begin();
    const lost = parts.seen
      .filter((card) => card.answered && !["approved", "rejected"].includes(life.stateOf(card)))
      .map((card) => `the owner's confirmed decision on ${card.code} is lost, it is ${life.stateOf(card)}`);
    await life.leadToTheEnd();
    const again: string[] = [];
    for (const card of life.seen) {
      const outcome = await life.tap(card);
      if (outcome.kind !== "over") again.push(`a decided card could be decided again: ${outcome.kind}`);
    }
    await life.leadToTheEnd();
    return [...lost, ...again, ...whatIsWrong(life, committed)];
  } finally {
    await life.end();
  }
}

/** A minute later, with other randomness, on what was left. */
function nextLife(journey: Journey, seed: string, { home, clock, seen, point }: Remains): LifeParts {
  return { journey, home, clock: clock + MINUTE_MS, seen, seed: `${seed} after ${point.number}` };
}

async function guarded(work: () => Promise<string[]>): Promise<string[]> {
  try {
    return await work();
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
}

function told({ number, kind, name }: Point): string {
  return `crash ${number} (${kind}: ${name})`;
}
