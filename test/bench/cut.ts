/**
 * `npm run bench:cut -- [--effects 1000] [--seed 1] [--json FILE]`: effects through mail, Stripe and a calendar, over lines that
 * break at a random byte. Each is done once, or asked about; then the owner answers what was asked, and each has been done once.
 * Before: the command line. After: outside-world.ts.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type EffectRow, effects } from "../../src/kernel/effect.ts";
import { CuttingLine } from "../support/cutting.ts";
import type { Office } from "../support/office.ts";
import { addressesBehind, SERVICES, type Service, World } from "./outside-world.ts";
import { mulberry32 } from "./random.ts";
import { table } from "./table.ts";

const { values: options } = parseArgs({
  options: {
    effects: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    json: { type: "string" },
  },
});
const wanted = Number(options.effects);
const random = mulberry32(Number(options.seed));
/** One in so many connections is cut, at a byte whose number is drawn evenly over its magnitude; the long one to IMAP always. */
const ONE_IN = { smtp: 2, imap: 1, stripe: 3, caldav: 3 } as const;
const MOST_BYTES = { smtp: 120_000, imap: 400_000, stripe: 12_000, caldav: 12_000 } as const;
type LineName = keyof typeof ONE_IN;

interface Count {
  service: Service;
  effects: number;
  once: number;
  asked: number;
  askedAndLeft: number;
  failed: number;
  twice: number;
  lost: number;
  onceInTheEnd: number;
}

const lines = new Map<LineName, CuttingLine>();
await World.inOne(
  async (world) => {
    await order(world, wanted, () => switchCuts(true));
    await world.untilSettled();
    const found = SERVICES.map((service) => counted(world, service));
    switchCuts(false);
    await answerAll(world);
    await world.untilSettled();
    for (const count of found) {
      const all = world.effectsOf(count.service);
      count.onceInTheEnd = all.filter((one) => world.timesDone(one) === 1).length;
    }
    report(found);
    if (options.json) writeFileSync(options.json, `${JSON.stringify(found, null, 2)}\n`);
    if (found.some(({ twice, lost }) => twice + lost > 0)) process.exitCode = 1;
  },
  { reroute },
);
await Promise.all([...lines.values()].map((line) => line.close()));

/** A line of ours before each server; nothing is cut before all is connected. */
async function reroute(world: World): Promise<Readonly<Record<string, string>>> {
  const cutting = (name: LineName) => async (port: number) => {
    const line = await CuttingLine.open({ port, random, oneIn: ONE_IN[name], mostBytes: MOST_BYTES[name] });
    line.cutting = false;
    lines.set(name, line);
    return line;
  };
  return {
    ...(await addressesBehind(world, "mail", (port, protocol) => cutting(protocol as LineName)(port))),
    ...(await addressesBehind(world, "stripe", cutting("stripe"))),
    ...(await addressesBehind(world, "calendar", cutting("caldav"))),
  };
}

function switchCuts(on: boolean): void {
  for (const line of lines.values()) line.cutting = on;
}

/** Half of it invoices (mail and Stripe), half of it meetings (mail and calendar). */
async function order(world: World, count: number, begin: () => void): Promise<void> {
  begin();
  for (let nth = 0; nth < Math.ceil(count / 4); nth++) await world.order(nth);
}

function counted(world: World, service: Service): Count {
  const all = world.effectsOf(service);
  const of = (...states: string[]) => all.filter(({ state }) => states.includes(state));
  const done = (effect: EffectRow) => world.timesDone(effect);
  const asked = of("uncertain");
  return {
    service,
    effects: all.length,
    once: of("performed").filter((one) => done(one) === 1).length,
    asked: asked.length,
    askedAndLeft: asked.filter((one) => done(one) === 1).length,
    failed: of("failed").length,
    twice: all.filter((one) => done(one) > 1).length,
    lost: of("performed").filter((one) => done(one) === 0).length + of("queued").length,
    onceInTheEnd: 0,
  };
}

/** Answers like an owner who has looked: what left was sent, what didn't is sent again. */
async function answerAll(world: World): Promise<void> {
  const { office } = world;
  const { door } = office.workspace;
  for (const waiting of door.answers.queue()) {
    if (waiting.action !== "effect.retry") continue;
    const row = effectOf(office, waiting.code);
    const isSent = row.state === "uncertain" && world.timesDone(row) > 0;
    const { choices = [] } = waiting.card;
    const choice = choices.find(({ label }) => (isSent ? /was sent/i : /again/i).test(label));
    office.clock.advance(2000); // nobody reads faster
    const outcome = choice
      ? await door.desk.settle(waiting.code, choice.set)
      : await (isSent ? door.desk.reject(waiting.code, "It was sent") : office.approve(waiting.code));
    if (outcome.kind !== "approved" && outcome.kind !== "rejected")
      throw new Error(`the answer to ${waiting.title} was not taken: ${JSON.stringify(outcome)}`);
  }
}

function effectOf(office: Office, code: string): EffectRow {
  const { records, ledger } = office.workspace;
  const row = office.workspace.database.get<{ intent: string }>("SELECT intent FROM proposals WHERE code = ?", [code]);
  const seq = office.workspace.database.get<{ seq: number }>("SELECT seq FROM intents WHERE id = ?", [
    row?.intent ?? "",
  ])?.seq;
  const event = seq === undefined ? undefined : ledger.at(seq);
  const steps = event && (ledger.open(event)?.steps as ReadonlyArray<{ params: { effect: string } }> | undefined);
  const effect = records.get(effects, steps?.[0]?.params.effect ?? "");
  if (!effect) throw new Error(`the card ${code} is about no effect`);
  return effect;
}

function report(found: readonly Count[]): void {
  const rows = found.flatMap((one) => [
    figure(`${one.service}: effects done once`, one.once, one.effects),
    figure(`${one.service}: asked about (of them, ${one.askedAndLeft} had left)`, one.asked, one.effects),
    figure(`${one.service}: given up, and asked about`, one.failed, one.effects),
    figure(`${one.service}: done twice`, one.twice, one.effects),
    figure(`${one.service}: lost`, one.lost, one.effects),
    figure(`${one.service}: done once after the owner's answers`, one.onceInTheEnd, one.effects),
  ]);
  const cut = [...lines].map(([name, { cuts, connections }]) => figure(`${name}: connections cut`, cuts, connections));
  process.stdout.write(`\n${table([...rows, ...cut])}\n`);
}

function figure(what: string, value: number, of: number) {
  return { what, figure: String(value), beside: `of ${of}`, value };
}
