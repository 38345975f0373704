/**
 * Durable steps: one event with a sealed body, through the writer's door, awaited. Beside it, a raw group commit of the very
 * rows that came of it: same table, same index, same bytes, made before.
 */
import { join } from "node:path";
import type { NewEvent } from "../../src/kernel/event.ts";
import { houseLabel } from "../../src/kernel/label.ts";
import { EVENT_COLUMNS } from "../../src/kernel/ledger.ts";
import { inFolder, type Kernel, kernelAt, type Scale } from "./ground.ts";
import { inTurns } from "./measure.ts";
import { RawDatabase } from "./raw.ts";
import { type Finding, readable } from "./table.ts";

/** Restate, the best step-durable peer, in a run where about 7,000 fsyncs a second were to be had. */
const PEER_STEPS_PER_SECOND = 1700;
const SCOPES = Array.from({ length: 20 }, (_, at) => `c_${String(at).padStart(32, "0")}`);

export function steps({ quick }: Scale): Promise<Finding[]> {
  return inFolder(async (folder) => {
    const ours = kernelAt(join(folder, "ours"));
    kernelAt(join(folder, "raw")).database.close();
    const raw = new RawDatabase(join(folder, "raw", "atelier.db"));
    for (let at = 0; at < SCOPES.length; at++) await ours.writer.submit((transaction) => transaction.append(step(at)));
    const rounds = quick ? 8 : 40;
    const findings: Finding[] = [];
    for (const [concurrency, count] of [
      [1, 300],
      [50, 2000],
    ] as const) {
      const turns = await inTurns(
        rounds,
        async () => (count / (await submitAll(ours, concurrency, count))) * 1000,
        () => (count / raw.insert(newest(ours, count), concurrency)) * 1000,
      );
      const [low, high] = turns.spread;
      findings.push({
        what: `durable steps, ${concurrency} at a time`,
        figure: `${readable(turns.a)}/s (half of all within ±${(((high - low) / 2 / turns.ratio) * 100).toFixed(0)} %)`,
        beside: `${readable(turns.b)} rows/s raw, ${concurrency} a commit`,
        ratio: turns.ratio,
        bar: "≥ 0.60",
        met: turns.ratio >= 0.6,
        value: turns.a,
      });
      if (concurrency === 1) continue;
      const least = 15 * PEER_STEPS_PER_SECOND;
      findings.push({
        what: "  the same beside the best peer",
        figure: `${readable(turns.a)}/s`,
        beside: `${readable(PEER_STEPS_PER_SECOND)}/s Restate`,
        ratio: turns.a / PEER_STEPS_PER_SECOND,
        bar: "≥ 15",
        met: turns.a >= least,
        value: turns.a / PEER_STEPS_PER_SECOND,
      });
    }
    raw.close();
    ours.database.close();
    return findings;
  });
}

/** Milliseconds until `count` steps are durable, `concurrency` callers each awaiting its own. */
async function submitAll({ writer }: Kernel, concurrency: number, count: number): Promise<number> {
  const events = Array.from({ length: count }, (_, at) => step(at));
  let next = 0;
  const caller = async () => {
    for (let event = events[next++]; event; event = events[next++]) {
      const mine = event;
      await writer.submit((transaction) => transaction.append(mine));
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: concurrency }, caller));
  return performance.now() - began;
}

function newest({ database }: Kernel, count: number) {
  const sql = `SELECT ${EVENT_COLUMNS.join(",")} FROM events ORDER BY seq DESC LIMIT ?`;
  return database.tuples(sql, [count]).reverse();
}

/** A step as an agent takes it: a body of about 600 bytes of JSON. */
function step(at: number): NewEvent {
  const scope = SCOPES[at % SCOPES.length] ?? "workspace";
  return {
    type: "step.taken",
    actor: "agent:intake@1",
    scope,
    subject: `run:r_${at}`,
    label: houseLabel(scope),
    data: { run: `r_${at}`, step: at % 10 },
    private: {
      from: [{ name: "Nora Whitfield", address: "nora@whitfield-ceramics.example" }],
      to: ["studio@atelier.example"],
      subject: `A new website for our studio shop ${at}`,
      written: `Hello,\n\nTom from the print shop gave me your name. I run Whitfield Ceramics, a small pottery studio in Bristol with four people.\n\nWe need a new website with an online shop for about 60 products. The old one can't be edited any more and doesn't work on phones. Could you make us an offer? We would like to be live before the end of September.`,
      sentAt: 1_795_500_000_000 + at,
      references: [],
    },
  };
}
