/**
 * `npm run bench:cut -- [--effects 1000] [--seed 1] [--json FILE]`: effects through mail, Stripe and a calendar, over lines that
 * break at a random byte. Each is done once, or asked about; then the owner answers what was asked, and each has been done once.
 * The servers are the strict ones of the tests; the house is the real one, with its outbox and its waits.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type EffectRow, effects } from "../../src/kernel/effect.ts";
import { VirtualClock } from "../../src/lib/clock.ts";
import { inHome } from "../kernel/company.ts";
import { CaldavServer } from "../support/caldav/server.ts";
import { CuttingLine } from "../support/cutting.ts";
import { PostOffice } from "../support/imap/post-office.ts";
import { knowCompany } from "../support/known-company.ts";
import { Office, START } from "../support/office.ts";
import { servedClient } from "../support/owing.ts";
import { StripePlatform } from "../support/stripe/platform.ts";
import { readable, table } from "./table.ts";

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
const MINUTE_MS = 60_000;
const MOST_MINUTES = 3 * 24 * 60;

interface Count {
  connector: string;
  effects: number;
  once: number;
  asked: number;
  askedAndLeft: number;
  failed: number;
  twice: number;
  lost: number;
  onceInTheEnd: number;
}

await inHome([], async (home) => {
  knowCompany(home);
  const clock = new VirtualClock(START);
  const [post, stripe, caldav] = [
    await PostOffice.open(),
    await StripePlatform.start({ now: () => clock.now() }),
    new CaldavServer(),
  ];
  await caldav.start();
  const line = (name: keyof typeof ONE_IN, port: number) =>
    CuttingLine.open({ port, random, oneIn: ONE_IN[name], mostBytes: MOST_BYTES[name] });
  const lines = {
    smtp: await line("smtp", post.smtp.port),
    imap: await line("imap", post.imap.port),
    stripe: await line("stripe", portOf(stripe.url)),
    caldav: await line("caldav", portOf(caldav.url())),
  };
  const through = (text: string, from: number, to: number) => text.replaceAll(`127.0.0.1:${from}`, `127.0.0.1:${to}`);
  const environment = {
    MAIL_IMAP_URL: through(post.imapUrl(), post.imap.port, lines.imap.port),
    MAIL_SMTP_URL: through(post.smtpUrl(), post.smtp.port, lines.smtp.port),
    ...stripe.environment,
    STRIPE_API_URL: through(stripe.url, portOf(stripe.url), lines.stripe.port),
    CALDAV_URL: through(caldav.url(), portOf(caldav.url()), lines.caldav.port),
  };
  const switchCuts = (on: boolean) => {
    for (const one of Object.values(lines)) one.cutting = on;
  };
  switchCuts(false);
  const office = await Office.open({ home, clock, environment });
  try {
    await rest(office);
    await order(office, wanted, () => switchCuts(true));
    await untilSettled(office);
    const done = counter(post, stripe, caldav);
    const found = counts(office, done);
    switchCuts(false);
    await answerAll(office, done);
    await untilSettled(office);
    for (const count of found) count.onceInTheEnd = onceOf(office, count.connector, done);
    report(found, lines);
    if (options.json) writeFileSync(options.json, `${JSON.stringify(found, null, 2)}\n`);
    if (found.some(({ twice, lost }) => twice + lost > 0)) process.exitCode = 1;
  } finally {
    await office.close();
    await Promise.all([...Object.values(lines).map((one) => one.close()), post.stop(), stripe.down(), caldav.stop()]);
  }
});

/** Half of it invoices (mail and Stripe), half of it meetings (mail and calendar). */
async function order(office: Office, count: number, begin: () => void): Promise<void> {
  const each = Math.ceil(count / 4);
  const clients = 10;
  for (let nth = 0; nth < clients; nth++)
    await servedClient(office, `n${nth}`, { company: `Nth ${nth} GmbH`, email: `anna@nth${nth}.example` });
  begin();
  const { desk } = office.workspace.door;
  for (let nth = 0; nth < each; nth++) {
    const client = `Nth ${nth % clients} GmbH`;
    const params = { text: `Work ${nth}`, net: String(100 + nth) };
    const issued = await desk.order({ action: "invoice.issue", client, params, reason: "", now: true });
    if (issued.kind === "refused") throw new Error(`no invoice: ${issued.why}`);
    const day = new Date(START + (2 + Math.floor(nth / 16)) * 86_400_000).toISOString().slice(0, 10);
    const minute = 8 * 60 + (nth % 16) * 30;
    const startsAt = `${day} ${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
    const meeting = { meeting: "new", startsAt, minutes: "30", title: `Talk ${nth}` };
    const booked = await desk.order({ action: "meeting.book", client, params: meeting, reason: "", now: true });
    if (booked.kind === "refused") throw new Error(`no meeting: ${booked.why}`);
    await rest(office);
  }
}

/** Rests although lines break: that polls fail then is what is tried. */
async function rest(office: Office): Promise<void> {
  office.clock.advance(5000);
  await office.workspace.untilIdle();
  const other = office.errors.splice(0).find((error) => !/can't be read now/.test(String(error)));
  if (other) throw other;
}

/** Lets minutes pass until nothing is on its way. */
async function untilSettled(office: Office): Promise<void> {
  const queued = () => office.workspace.records.find(effects, "state = 'queued' LIMIT 1").length > 0;
  for (let minute = 0; minute < MOST_MINUTES && queued(); minute++) {
    office.clock.advance(MINUTE_MS);
    await rest(office);
  }
}

type Done = (effect: EffectRow) => number;

/** How often an effect stands outside. */
function counter(post: PostOffice, stripe: StripePlatform, caldav: CaldavServer): Done {
  return ({ connector, reference, operation }) => {
    const named = String(reference);
    if (connector === "mail") return post.sent.filter(({ raw }) => raw.includes(`<${named}>`)).length;
    if (connector === "calendar")
      return [...caldav.calendar.objects.values()].filter(({ uid }) => uid === named).length;
    if (connector === "stripe" && operation === "invoice") {
      const open = [...stripe.world.invoices.values()].filter(({ status }) => status !== "draft");
      return open.filter((one) => Object.values(one.metadata ?? {}).includes(named)).length;
    }
    return 1;
  };
}

function serviceEffects(office: Office, connector: string): EffectRow[] {
  return office.workspace.records.find(effects, "connector = ? ORDER BY seq", [connector]);
}

function counts(office: Office, done: Done): Count[] {
  return ["mail", "stripe", "calendar"].map((connector) => {
    const all = serviceEffects(office, connector);
    const of = (...states: string[]) => all.filter(({ state }) => states.includes(state));
    const asked = of("uncertain");
    return {
      connector,
      effects: all.length,
      once: of("performed").filter((one) => done(one) === 1).length,
      asked: asked.length,
      askedAndLeft: asked.filter((one) => done(one) === 1).length,
      failed: of("failed").length,
      twice: all.filter((one) => done(one) > 1).length,
      lost: of("performed").filter((one) => done(one) === 0).length + of("queued").length,
      onceInTheEnd: 0,
    };
  });
}

/** Answers like an owner who has looked: what left was sent, what didn't is sent again. */
async function answerAll(office: Office, done: Done): Promise<void> {
  const { door } = office.workspace;
  for (const waiting of door.answers.queue()) {
    if (waiting.action !== "effect.retry") continue;
    const row = effectOf(office, waiting.code);
    const isSent = row.state === "uncertain" && done(row) > 0;
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

function onceOf(office: Office, connector: string, done: Done): number {
  return serviceEffects(office, connector).filter((one) => done(one) === 1).length;
}

function report(found: readonly Count[], lines: Readonly<Record<string, CuttingLine>>): void {
  const rows = found.flatMap((one) => [
    figure(`${one.connector}: effects done once`, one.once, one.effects),
    figure(`${one.connector}: asked about (of them, ${one.askedAndLeft} had left)`, one.asked, one.effects),
    figure(`${one.connector}: given up, and asked about`, one.failed, one.effects),
    figure(`${one.connector}: done twice`, one.twice, one.effects),
    figure(`${one.connector}: lost`, one.lost, one.effects),
    figure(`${one.connector}: done once after the owner's answers`, one.onceInTheEnd, one.effects),
  ]);
  const cut = Object.entries(lines).map(([name, { cuts, connections }]) =>
    figure(`${name}: connections cut`, cuts, connections),
  );
  process.stdout.write(`\n${table([...rows, ...cut])}\n`);
}

function figure(what: string, value: number, of: number) {
  return { what, figure: readable(value), beside: `of ${readable(of)}`, value };
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}

/** A small seeded generator (Mulberry32, Tommy Ettinger), enough to draw bytes at which lines break. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
