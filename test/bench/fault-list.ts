/**
 * What can go wrong with each service, as it is tried: how it begins, and how it ends.
 * Before: faults.ts. After: the strict servers of the tests, which do as they are told here.
 */
import type { HookRequest } from "../../src/connectors/connector.ts";
import { CuttingLine } from "../support/cutting.ts";
import { SlowLine } from "../support/slow-line.ts";
import { KEY } from "../support/stripe/platform.ts";
import { addressesBehind, type Service, type World, type WorldParts } from "./outside-world.ts";
import { mulberry32 } from "./random.ts";

export interface Fault {
  readonly service: Service;
  readonly name: string;
  /** It is so when the process starts; else it begins while the house is at work. */
  readonly atStart?: boolean;
  readonly parts?: WorldParts;
  readonly begin?: (world: World) => void | Promise<void>;
  readonly end?: (world: World) => void | Promise<void>;
  /** What was opened for it is closed. */
  readonly close?: () => Promise<void>;
  /** What the owner has to do besides. */
  readonly mend?: (world: World) => Promise<unknown>;
}

type Pair = Pick<Fault, "begin" | "end">;

const DOWN: Readonly<Record<Service, Pair>> = {
  mail: { begin: ({ post }) => post.stop(), end: ({ post }) => post.start() },
  stripe: { begin: ({ stripe }) => stripe.down(), end: ({ stripe }) => stripe.up() },
  calendar: { begin: ({ caldav }) => caldav.stop(), end: async ({ caldav }) => void (await caldav.start()) },
};

/** The password is another one, and who was let in before has to come in again. */
const SHUT: Readonly<Record<Service, Pair>> = {
  mail: { begin: (world) => letIn(world, "another"), end: (world) => letIn(world, null) },
  stripe: {
    begin: ({ stripe }) => kept(stripe.keys, new Map()),
    end: ({ stripe }) => kept(stripe.keys, new Map([[KEY, null]])),
  },
  calendar: {
    begin: ({ caldav }) => {
      caldav.password = "another";
    },
    end: ({ caldav }) => {
      caldav.password = "app:p@ss";
    },
  },
};

const CALLS = /./;

function stumbling(stumble: World["caldav"]["always"]): Pair {
  return {
    begin: ({ caldav }) => {
      caldav.always = stumble;
    },
    end: ({ caldav }) => {
      caldav.always = null;
    },
  };
}

function failing(fault: Parameters<World["stripe"]["faults"]["plan"]>[0]): Pair {
  return {
    begin: ({ stripe }) => stripe.faults.plan(fault, CALLS, Number.POSITIVE_INFINITY),
    end: ({ stripe }) => stripe.faults.clear(),
  };
}

/** What doesn't answer as expected is paused until the owner says so. */
function resumed(service: Service): NonNullable<Fault["mend"]> {
  return ({ office }) => office.workspace.door.desk.resume(`connector:${service}`);
}

function answering(imap: (name: string) => string | undefined, smtp: (step: string) => string | undefined): Pair {
  return {
    begin: ({ post }) => {
      post.imap.faults.answer = (name) => imap(name);
      post.smtp.answer = (step) => smtp(step);
    },
    end: ({ post }) => {
      post.imap.faults.answer = null;
      post.smtp.answer = null;
    },
  };
}

/** Calls of Stripe's beside its list of events, as `deliver` makes them of the event that has just happened. */
function calling(deliver: (world: World, event: unknown, all: readonly unknown[]) => readonly HookRequest[]): Pair {
  return {
    begin: (world) => {
      const all: unknown[] = [];
      world.stripe.world.onEvent = (event) => {
        all.push(event);
        for (const request of deliver(world, event, all)) world.call(request);
      };
    },
    end: ({ stripe }) => {
      stripe.world.onEvent = () => undefined;
    },
  };
}

interface Line {
  readonly port: number;
  close(): Promise<void>;
}

/** A service behind a line of its own, in which it goes wrong. */
function behind<L extends Line>(
  service: Service,
  open: (port: number) => Promise<L>,
  turn: (line: L, isOn: boolean) => void,
): Omit<Fault, "name"> {
  const lines: L[] = [];
  return {
    service,
    parts: { reroute: (world) => addressesBehind(world, service, async (port) => opened(lines, await open(port))) },
    begin: () => {
      for (const line of lines) turn(line, true);
    },
    end: () => {
      for (const line of lines) turn(line, false);
    },
    close: async () => {
      await Promise.all(lines.map((line) => line.close()));
    },
  };
}

function opened<L>(lines: L[], line: L): L {
  lines.push(line);
  return line;
}

const slow = (service: Service): Fault => ({
  name: "slow",
  ...behind(
    service,
    (port) => SlowLine.open({ port, delayMs: 60 }),
    (line, isOn) => {
      line.slow = isOn;
    },
  ),
});

/** Half of the connections break within their first kilobytes. */
const breaking = (service: Service): Fault => ({
  name: "connections cut at a random byte",
  ...behind(
    service,
    async (port) => {
      const line = await CuttingLine.open({ port, random: mulberry32(service.length), oneIn: 2, mostBytes: 8000 });
      line.cutting = false;
      return line;
    },
    (line, isOn) => {
      line.cutting = isOn;
    },
  ),
});

const EVERYWHERE = (["mail", "stripe", "calendar"] as const).flatMap((service): Fault[] => [
  { service, name: "down at the start", atStart: true, ...DOWN[service] },
  { service, name: "down midway", ...DOWN[service] },
  { service, name: "wrong password at the start", atStart: true, ...SHUT[service] },
  { service, name: "access revoked midway", ...SHUT[service] },
  { service, name: "its clock ten minutes ahead", parts: { skewMs: 600_000 } },
  { service, name: "its clock an hour behind", parts: { skewMs: -3_600_000 } },
  slow(service),
  breaking(service),
]);

export const FAULTS: readonly Fault[] = [
  ...EVERYWHERE,
  {
    service: "mail",
    name: "doesn't speak as expected",
    ...answering(
      (name) => (name === "EXAMINE" ? "{tag} BAD What is EXAMINE?" : undefined),
      () => undefined,
    ),
    mend: resumed("mail"),
  },
  {
    service: "mail",
    name: "over its quota",
    ...answering(
      (name) => (name === "APPEND" || name === "FETCH" ? "{tag} NO [LIMIT] Too much, come back later" : undefined),
      (step) => (step === "MAIL" ? "452 4.3.1 Too many messages, try again later" : undefined),
    ),
  },
  {
    service: "mail",
    name: "a mailbox of 100,000 messages at first",
    parts: { prepare: ({ post }) => post.imap.store.folder("INBOX").holdBulk(100_000) },
  },
  { service: "mail", name: "numbered anew midway", begin: ({ post }) => post.imap.store.folder("INBOX").renumber() },
  {
    service: "stripe",
    name: "answers that have another shape",
    ...failing({ kind: "altered", alter: () => '{"object":"page"}' }),
    mend: resumed("stripe"),
  },
  { service: "stripe", name: "a 404 without an error", ...failing("404-without-error"), mend: resumed("stripe") },
  { service: "stripe", name: "over its quota", ...failing("429") },
  { service: "stripe", name: "fails inside", ...failing("500") },
  {
    service: "stripe",
    name: "calls doubled, the latest first, before their response",
    ...calling(({ stripe }, _, all) => [...all].reverse().flatMap((one) => [stripe.signed(one), stripe.signed(one)])),
  },
  {
    service: "stripe",
    name: "calls forged, and signed long ago",
    ...calling(({ stripe, clock }, event) => [
      stripe.signed(event, { secret: "whsec_of_somebody" }),
      stripe.signed(event, { at: clock.now() - 3_600_000 }),
    ]),
  },
  {
    service: "calendar",
    name: "a page to log in at instead",
    ...stumbling({ kind: "html" }),
    mend: resumed("calendar"),
  },
  {
    service: "calendar",
    name: "over its quota",
    ...stumbling({ kind: "status", status: 429, headers: { "retry-after": "120" } }),
  },
  { service: "calendar", name: "fails inside", ...stumbling({ kind: "status", status: 500 }) },
  { service: "calendar", name: "done, and the answer cut off", ...stumbling({ kind: "cut" }) },
];

async function letIn({ post }: World, password: string | null): Promise<void> {
  post.imap.login.password = password ?? "imap secret";
  if (post.smtp.login) post.smtp.login.password = password ?? "smtp secret";
  await again(post.imap);
}

/** Whoever is connected has to come again. */
async function again(server: { stop(): Promise<void>; start(): Promise<void> }): Promise<void> {
  await server.stop();
  await server.start();
}

function kept<K, V>(map: Map<K, V>, entries: ReadonlyMap<K, V>): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}
