/**
 * The world around the workspace, and the truth about it: what everybody wrote and what they meant, what reached them, what
 * was promised, what was paid. The judge goes by this alone; nothing here reads the workspace's records.
 * Before: people.ts. After: behaviour.ts, owner.ts, which act in it, and judge.ts.
 */
import { Agenda } from "./agenda.ts";
import { Bank, type BankRow } from "./bank.ts";
import type { Bill } from "./letters.ts";
import { type Noise, noise } from "./noise.ts";
import { nameOf, type Party, partyOf } from "./people.ts";
import { type Address, type Original, type Post, written } from "./post.ts";
import { Dice } from "./random.ts";
import { HOUR_MS, onGrid } from "./time.ts";
import type { Choir, Meaning } from "./voices.ts";

/** For each message that concerns a client. */
const NOISE_PER_MESSAGE = 3;

export const OWNER: Address = { name: "Robin Vale", address: "robin@vale.example" };

/** A message that somebody wrote, with what was meant. */
export interface Uttered {
  /** The Message-ID, without angle brackets. */
  readonly id: string;
  readonly at: number;
  /** Whose it is; null: nobody's who is served. */
  readonly client: number | null;
  readonly meaning: Meaning | Noise | "inquiry" | "auto-reply";
  readonly text: string;
  /** Whether the words leave no doubt to whoever knows the conversation; null: the simulator can't say. */
  readonly clear: boolean | null;
  /** What it is about: a deliverable's title. */
  readonly about?: string;
  /** What an ambiguous message really meant. */
  readonly truly?: "approve" | "change";
  /** The time they took or named, ms UTC. */
  readonly time?: number;
}

/** Something the owner has made: the bytes are known by their hash, wherever they turn up. */
export interface Made {
  readonly client: number;
  readonly title: string;
  readonly version: number;
  readonly sha256: string;
}

/** A promise to a client, as the client remembers it. */
export interface Promised {
  readonly client: number;
  readonly what: string;
  /** Of a part of the work: the month that it belongs to. */
  readonly month: string | null;
  /** The last day, `YYYY-MM-DD`. */
  readonly untilOn: string;
  kept: number | null;
}

/** A deliverable as its client knows it. */
export interface Got {
  readonly title: string;
  readonly arrived: number[];
  /** What they truly said to it, and when; the last word counts, until the next version comes. */
  readonly said: { readonly at: number; readonly verdict: "approve" | "change" }[];
}

/** What they last said to the version that they had at a moment; null: nothing yet. */
export function verdictAt(got: Got, at: number): "approve" | "change" | null {
  const version = got.arrived.filter((one) => one <= at).at(-1) ?? 0;
  return got.said.filter((one) => one.at <= at && one.at >= version).at(-1)?.verdict ?? null;
}

/** A file for a folder of the home. */
export interface Dropped {
  readonly folder: "mail/new" | "mail/sent" | "payments" | "calendar";
  readonly name: string;
  readonly bytes: Buffer;
}

export interface WorldOptions {
  readonly seed: number;
  readonly clients: number;
  readonly choir: Choir;
  /** Milliseconds UTC. */
  readonly startsAt: number;
}

export class World {
  readonly seed: number;
  readonly choir: Choir;
  readonly startsAt: number;
  readonly parties: readonly Party[];
  readonly agenda = new Agenda();
  readonly bank = new Bank();
  readonly uttered = new Map<string, Uttered>();
  readonly made = new Map<string, Made>();
  readonly promised: Promised[] = [];
  /** When a month's work is billed, if nobody says anything. */
  readonly bills: { readonly client: number; readonly month: string; readonly on: string }[] = [];
  /** By client, by title. */
  readonly got = new Map<number, Map<string, Got>>();
  /** By its number: who got it, and when. */
  readonly invoiced = new Map<string, { readonly client: number; readonly at: number; readonly bill?: Bill }>();
  readonly #byAddress = new Map<string, Party>();
  readonly #byMonth = new Map<string, readonly Promised[]>();
  readonly #byCompany = new Map<string, Party>();
  readonly #byWords = new Map<string, Uttered>();
  readonly #noise: Dice;
  #dropped: Dropped[] = [];
  #letters = 0;
  #noises = 0;

  constructor({ seed, clients, choir, startsAt }: WorldOptions) {
    this.seed = seed;
    this.choir = choir;
    this.startsAt = startsAt;
    this.parties = Array.from({ length: clients }, (_, index) => partyOf(seed, index));
    for (const party of this.parties) {
      this.#byAddress.set(party.address, party);
      this.#byCompany.set(party.company, party);
    }
    this.#noise = new Dice(seed, "noise");
  }

  partyAt(address: string): Party | undefined {
    return this.#byAddress.get(address.toLowerCase());
  }

  partyOf(company: string): Party | undefined {
    return this.#byCompany.get(company);
  }

  /** Somebody writes to the owner; three messages that concern nobody come with it, in the hours around. */
  write(
    party: Party,
    at: number,
    letter: {
      readonly subject: string;
      readonly text: string;
      readonly answers?: Original;
      readonly headers?: readonly string[];
    },
    meant: Omit<Uttered, "id" | "at" | "client" | "text"> & { readonly words: string },
  ): Uttered {
    const id = `${(++this.#letters).toString(36)}.${party.index}.${at.toString(36)}@${party.domain}`;
    const { words, ...rest } = meant;
    const uttered: Uttered = { id, at, client: party.index, text: words, ...rest };
    this.#note(uttered);
    this.#post({ from: { name: nameOf(party), address: party.address }, to: OWNER, id, at, ...letter });
    for (let nth = 0; nth < NOISE_PER_MESSAGE; nth++)
      this.agenda.at(onGrid(at + this.#noise.next() * 8 * HOUR_MS), (then) => this.#rustle(then));
    return uttered;
  }

  /** The owner's own hand puts a file somewhere. */
  drop(file: Dropped): void {
    this.#dropped.push(file);
  }

  /** What came since the last time, to be put into the home. */
  collect(): readonly Dropped[] {
    const dropped = this.#dropped;
    this.#dropped = [];
    return dropped;
  }

  /** How many messages concerned nobody. */
  get noises(): number {
    return this.#noises;
  }

  pay(row: BankRow): void {
    this.bank.book(row);
  }

  /** What a client has of theirs under a title. */
  gotOf(client: number, title: string): Got {
    const theirs = this.got.get(client) ?? new Map<string, Got>();
    this.got.set(client, theirs);
    const got = theirs.get(title) ?? { title, arrived: [], said: [] };
    theirs.set(title, got);
    return got;
  }

  /** The newest message with these words; `client`: of one of the clients, as far as that is known. */
  saidWith(words: string, client: number | null): Uttered | undefined {
    return this.#byWords.get(key(words, client));
  }

  #note(uttered: Uttered): void {
    this.uttered.set(uttered.id, uttered);
    this.#byWords.set(key(uttered.text, uttered.client), uttered);
  }

  /** The promised parts of a month's work. */
  promisedIn(client: number, month: string): readonly Promised[] {
    return this.#byMonth.get(`${client} ${month}`) ?? [];
  }

  promise(promised: Promised): void {
    this.promised.push(promised);
    if (promised.month === null) return;
    const key = `${promised.client} ${promised.month}`;
    this.#byMonth.set(key, [...(this.#byMonth.get(key) ?? []), promised]);
  }

  /** What was promised has come. */
  keeps(client: number, title: string, at: number): void {
    const month = title.split(" ").at(-1) ?? "";
    const promise = this.promisedIn(client, month).find((one) => title === `${one.what} ${month}`);
    if (promise && promise.kept === null) promise.kept = at;
  }

  #rustle(at: number): void {
    const { kind, post } = noise(this.#noise, ++this.#noises, OWNER, at);
    this.#note({ id: post.id, at, client: null, meaning: kind, text: post.text, clear: null });
    this.#post(post);
  }

  #post(post: Post): void {
    const stamp = new Date(post.at).toISOString().slice(0, 16).replace(/\D/g, "");
    const name = `${stamp}-${String(this.uttered.size).padStart(6, "0")}.eml`;
    this.#dropped.push({ folder: "mail/new", name, bytes: written(post) });
  }
}

/** The beginning is enough: quotes are cut, signatures taken away. */
function key(words: string, client: number | null): string {
  return `${client ?? ""} ${words.replace(/\s+/g, " ").trim().slice(0, 40)}`;
}
