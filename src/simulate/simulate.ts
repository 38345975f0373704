/**
 * The simulated company: the real workspace on a virtual clock, clients who write, pay and keep silent, and an owner who decides
 * by a stated rule. What came of it is judged by what the world knows.
 * Before: verbs/simulate.ts. After: report.ts, which puts it into words.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addDays, type Workdays } from "../lib/workdays.ts";
import { localDate, momentOn } from "../lib/zone.ts";
import { holidaysOf } from "../policy/holidays.ts";
import { spends } from "../records/spend.ts";
import { readAgreement } from "./agreed.ts";
import { avoidable } from "./avoidable.ts";
import { Client } from "./behaviour.ts";
import { type Books, readBooks } from "./books.ts";
import type { Sent } from "./evidence.ts";
import { Ground, PACKAGE } from "./ground.ts";
import { type Judgement, judge } from "./judge.ts";
import { openCompany } from "./opening.ts";
import { Owner } from "./owner.ts";
import { mixOf, type Persona } from "./people.ts";
import type { Tally } from "./tally.ts";
import { ZONE } from "./time.ts";
import type { Choir } from "./voices.ts";
import { World } from "./world.ts";

/** The workspace's own hours: the end of quiet hours, the digest, noon, the evening. Minutes after midnight. */
const HOURS = [7 * 60, 8 * 60, 12 * 60, 18 * 60, 21 * 60];
const BEGINS = 7 * 60 + 15;

export interface SimulateOptions {
  readonly clients: number;
  readonly days: number;
  readonly seed: number;
  /** The first day, `YYYY-MM-DD`. */
  readonly from: string;
  readonly choir: Choir;
  readonly packageRoot: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A folder that stays; left out, the home is temporary. */
  readonly keep?: string;
  /** Told once a simulated day. */
  readonly onDay?: (day: string, events: number) => void;
}

export interface Outcome {
  readonly options: Pick<SimulateOptions, "clients" | "days" | "seed" | "from">;
  readonly books: Books;
  readonly judgement: Judgement;
  readonly tally: Tally;
  readonly mix: Readonly<Record<Persona, number>>;
  readonly avoidable: Readonly<Record<string, number>>;
  /** When set-up was over, ms UTC: what was decided before counts apart. */
  readonly openedAt: number;
  readonly ownerDays: number;
  readonly mails: { readonly fromClients: number; readonly noise: number; readonly sent: number };
  readonly model: { readonly micros: number; readonly calls: number } | null;
  readonly seconds: number;
  readonly peakMegabytes: number;
}

export async function simulate(options: SimulateOptions): Promise<Outcome> {
  if (options.keep !== undefined && readFolder(options.keep).length > 0)
    throw new Error(`${options.keep} is not empty: a simulated company begins in a folder of its own.`);
  const home = options.keep ?? mkdtempSync(join(tmpdir(), "atelier-simulation-"));
  try {
    return await live(options, home);
  } finally {
    if (options.keep === undefined) rmSync(home, { recursive: true, force: true });
  }
}

async function live(options: SimulateOptions, home: string): Promise<Outcome> {
  const { clients: count, days, seed, from, choir, packageRoot, environment } = options;
  const started = process.hrtime.bigint();
  const startsAt = momentOn(from, BEGINS, ZONE);
  const lastDay = addDays(from, days - 1);
  const endsAt = momentOn(lastDay, HOURS.at(-1) ?? 0, ZONE);
  const workdays: Workdays = { weekdays: [1, 2, 3, 4, 5], isHoliday: holidaysOf("DE", "DE-HH"), isAway: () => false };
  const agreement = readAgreement(join(packageRoot, "policies", "playbooks", `${PACKAGE}.yaml`));
  const world = new World({ seed, clients: count, choir, startsAt });
  const clients = world.parties.map((party) => new Client(world, party));
  const ground = await Ground.open({ home, packageRoot, seed, clients: count, startsAt, environment });
  try {
    const opened = await openCompany({ ground, world, clients, agreement, workdays, until: lastDay });
    const openedAt = ground.clock.now();
    const begins = agreement.parts.filter((part) => part.kind === "deliver").map((part) => part.begins);
    const owner = new Owner({ ground, world, workdays, deliverTitles: begins });
    for (const client of clients) client.begin(days);
    world.bank.usual(from, days);
    const sent: Sent[] = [];
    const moments = new Moments(from, days, owner);
    let ownerDays = 0;
    for (
      let now = startsAt + 1;
      now <= endsAt;
      now = Math.max(now + 1, Math.min(world.agenda.next, moments.next(now)))
    ) {
      ground.clock.moveTo(now);
      world.agenda.run(now);
      ground.put(world.collect());
      await ground.rest();
      await carry(ground, world, clients, sent, now);
      if (!moments.isSitting(now)) continue;
      if (moments.isFirst(now)) {
        ownerDays += 1;
        options.onDay?.(localDate(now, ZONE), ground.workspace.ledger.head()?.seq ?? 0);
      }
      await owner.sit(now);
      await carry(ground, world, clients, sent, now);
    }
    const books = readBooks(ground.workspace.ledger);
    const dueOn = new Map([
      ...opened.dueOn,
      ...[...world.invoiced].flatMap(([number, { bill }]) => (bill ? [[number, bill.dueOn] as const] : [])),
    ]);
    const judgement = judge({
      world,
      books,
      sent,
      agreement,
      workdays,
      endsAt,
      firstNumber: opened.firstNumber,
      releases: owner.releases,
      approved: owner.approved,
      dueOn,
    });
    const spent = ground.workspace.records.get(spends, "all");
    return {
      options: { clients: count, days, seed, from },
      books,
      judgement,
      tally: owner.tally,
      mix: mixOf(count),
      avoidable: avoidable(world, books, openedAt),
      openedAt,
      ownerDays,
      mails: {
        fromClients: world.uttered.size - world.noises,
        noise: world.noises,
        sent: sent.filter(({ letter }) => !letter.byHand).length,
      },
      model: ground.workspace.config.models ? { micros: spent?.micros ?? 0, calls: spent?.calls ?? 0 } : null,
      seconds: Number(process.hrtime.bigint() - started) / 1e9,
      peakMegabytes: process.resourceUsage().maxRSS / 1024,
    };
  } finally {
    await ground.close();
  }
}

function readFolder(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** What has left reaches whom it is for. */
async function carry(
  ground: Ground,
  world: World,
  clients: readonly Client[],
  sent: Sent[],
  at: number,
): Promise<void> {
  for (const letter of await ground.left()) {
    sent.push({ letter, at });
    const party = world.partyAt(letter.to[0] ?? "");
    if (party) clients[party.index]?.gets(letter, at);
  }
}

/** The moments that come whatever happens: the workspace's hours and the owner's. */
class Moments {
  readonly #all: readonly number[];
  readonly #sittings = new Set<number>();
  readonly #first = new Set<number>();
  #at = 0;

  constructor(from: string, days: number, owner: Owner) {
    const all = new Set<number>();
    for (let nth = 0; nth < days; nth++) {
      const day = addDays(from, nth);
      for (const minute of HOURS) all.add(momentOn(day, minute, ZONE));
      const sittings = owner.sittings(day);
      for (const at of sittings) this.#sittings.add(at);
      if (sittings[0] !== undefined) this.#first.add(sittings[0]);
    }
    this.#all = [...all, ...this.#sittings].sort((a, b) => a - b);
  }

  next(after: number): number {
    while ((this.#all[this.#at] ?? Number.POSITIVE_INFINITY) <= after) this.#at += 1;
    return this.#all[this.#at] ?? Number.POSITIVE_INFINITY;
  }

  isSitting(at: number): boolean {
    return this.#sittings.has(at);
  }

  isFirst(at: number): boolean {
    return this.#first.has(at);
  }
}
