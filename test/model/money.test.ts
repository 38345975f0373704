/**
 * Money under pressure: ten thousand calls at once against a small quota, with a slow provider that lies, breaks off and
 * keeps silent. What is settled never passes the quota; what an honest one reports is what it counted itself.
 */
import { afterAll, expect, test } from "vitest";
import { activePauses, liftPause } from "../../src/kernel/pause.ts";
import { dumpRecords, rebuildRecords } from "../../src/kernel/rebuild.ts";
import { seededEntropy } from "../../src/lib/entropy.ts";
import type { Meter } from "../../src/model/meter.ts";
import type { Settled } from "../../src/model/money.ts";
import { createOpenAi } from "../../src/model/openai.ts";
import type { Usage } from "../../src/model/provider.ts";
import { recordKinds } from "../../src/records/kinds.ts";
import { type BenchTop, onBenchTop } from "../kernel/bench-top.ts";
import { startModelServer } from "../support/model/server.ts";
import { budgets, call, cardsIn, heldIn, meterOn, spentUnder } from "./purse.ts";

const CALLS = 10_000;
const DAY = "day:2026-11-24";

type Outcome = "short" | "paused" | "unpriced" | Settled;

/** One call as ask.ts makes it: reserve, call, settle. */
async function made(meter: Meter, provider: () => Promise<{ readonly usage: Usage | null }>): Promise<Outcome> {
  const reserved = await meter.reserve(call());
  if (reserved.kind !== "held") return reserved.kind;
  const { usage } = await provider();
  return meter.settle(reserved.id, { usage, ok: usage !== null });
}

/** Slow, and in turn honest, silent (a cut stream reports nothing), greedy and mad. */
function liar(): () => Promise<{ readonly usage: Usage | null }> {
  const entropy = seededEntropy("liar");
  return async () => {
    const [kind = 0, size = 0, turns = 0] = entropy.bytes(3);
    for (let turn = 0; turn < turns % 32; turn++) await new Promise((resolve) => setImmediate(resolve));
    const truth = { tokensIn: 50 + (size % 51), tokensCached: 0, tokensOut: size % 26 };
    if (kind < 90) return { usage: truth };
    if (kind < 150) return { usage: null };
    if (kind < 220) return { usage: { ...truth, tokensOut: 26 + size * 40 } };
    return { usage: { tokensIn: Number.MAX_VALUE, tokensCached: -1, tokensOut: Number.NaN } };
  };
}

const lift = (top: BenchTop) => top.writer.submit((pen) => liftPause(pen, "model:small", "owner:console:local"));

let figures = "";
afterAll(() => {
  process.stdout.write(`${figures}\n`);
});

test("of ten thousand calls at once not one passes the quota, whatever the provider says", () =>
  onBenchTop(async (top) => {
    const quota = 400_000;
    const meter = meterOn(top, budgets({ day: quota / 1_000_000 }));
    const provider = liar();
    // The owner believes the provider every time, so that the lies go on.
    const trusting = async () => {
      const outcome = await made(meter, provider);
      if (typeof outcome === "object" && outcome.disputed) await lift(top);
      return outcome;
    };
    const started = performance.now();
    const outcomes = await Promise.all(Array.from({ length: CALLS }, trusting));
    // What was refused only because so much was under way is asked again.
    for (let round = 0; round < 100; round++) outcomes.push(await trusting());
    const tookMs = Math.round(performance.now() - started);
    const settled = outcomes.flatMap((one) => (typeof one === "string" ? [] : [one]));
    const disputed = settled.filter((one) => one.disputed).length;
    const refused = outcomes.filter((one) => one === "short").length;
    const sum = settled.reduce((total, one) => total + one.micros, 0);
    expect(spentUnder(top, DAY)).toBe(sum);
    expect(sum).toBeLessThanOrEqual(quota);
    expect(sum).toBeGreaterThan(quota / 2);
    expect(refused).toBeGreaterThan(0);
    expect(disputed).toBeGreaterThan(0);
    expect(heldIn(top)).toEqual({ holds: 0, micros: 0, sums: 0 });
    expect(cardsIn(top, "notice.posted").length).toBeGreaterThan(0);
    const before = dumpRecords(top.database, recordKinds);
    rebuildRecords({ database: top.database, keys: top.keys, kinds: recordKinds });
    expect(dumpRecords(top.database, recordKinds)).toEqual(before);
    figures = `money: quota ${quota}, settled ${sum}, disputed ${disputed}, refused ${refused} of ${outcomes.length} calls, in ${tookMs} ms`;
  }));

test("the first lie pauses the model: what is under way is settled, nothing more is called", () =>
  onBenchTop(async (top) => {
    const meter = meterOn(top, budgets());
    const provider = liar();
    const outcomes: Outcome[] = [];
    for (let round = 0; round < 40; round++)
      outcomes.push(...(await Promise.all(Array.from({ length: 5 }, () => made(meter, provider)))));
    expect(activePauses(top.records).map((row) => row.id)).toEqual(["model:small"]);
    const first = outcomes.findIndex((one) => typeof one !== "string" && one.disputed);
    expect(outcomes.slice(first + 5).every((one) => one === "paused")).toBe(true);
    expect(cardsIn(top, "notice.posted")).toHaveLength(1);
  }));

test("over the wire, what an honest server is said to have cost is what it counted itself; a cut stream costs its reservation", async () => {
  const server = await startModelServer({ prices: { small: { in: 1_000_000, out: 4_000_000 } } });
  const provider = createOpenAi({
    apiKey: server.key,
    baseUrl: server.url,
    timeoutMs: 10_000,
    idleMs: 5000,
    maxAnswerBytes: 100_000,
  });
  const ask = (meter: Meter, n: number) =>
    made(meter, async () => {
      const messages = [{ role: "user" as const, text: `Is this number ${n} even?` }];
      return provider.chat({ model: "small", messages, maxTokens: 25 }, new AbortController().signal);
    });
  try {
    await onBenchTop(async (top) => {
      const meter = meterOn(top, budgets());
      const honest = await Promise.all(Array.from({ length: 300 }, (_, n) => ask(meter, n)));
      expect(sumOf(honest)).toBe(server.micros());
      expect(spentUnder(top, "all")).toBe(server.micros());
      server.script(() => ({ text: "one two three four five six", cutAfter: 2 }));
      const cut = await Promise.all(Array.from({ length: 20 }, (_, n) => ask(meter, n)));
      expect(cut).toEqual(cut.map(() => ({ micros: 200, disputed: false })));
      server.script(() => ({ text: "yes", usage: { tokensIn: 9, tokensOut: 9999 } }));
      expect(await ask(meter, 1)).toEqual({ micros: 200, disputed: true });
      expect(activePauses(top.records).map((row) => row.id)).toEqual(["model:small"]);
    });
  } finally {
    await server.stop();
  }
});

function sumOf(outcomes: readonly Outcome[]): number {
  return outcomes.reduce((total, one) => total + (typeof one === "string" ? Number.NaN : one.micros), 0);
}
