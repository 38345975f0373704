/**
 * Whom a text names: every client or lead on record whose name, company or address stands in it, and every card's or client's
 * own code. What the house says or hears in its own room is forgotten with each of them, so it has to be known who they are.
 * Before: workspace.ts, which hands it to the ledger. After: kernel/ledger.ts, which locks the words.
 */
import type { NewEvent } from "../kernel/event.ts";
import type { Records } from "../kernel/fold.ts";
import { isHouses } from "../kernel/lock.ts";
import { proposals } from "../kernel/proposal.ts";
import type { Json } from "../lib/canonical.ts";
import type { Database } from "../store/database.ts";
import { clients } from "./client.ts";
import { contacts } from "./contact.ts";

interface Index {
  /** Whole names, their words with a blank between. */
  readonly names: ReadonlyMap<string, ReadonlySet<string>>;
  /** How many words those have that begin with a word. */
  readonly lengths: ReadonlyMap<string, ReadonlySet<number>>;
  /** Single words of names: a first name alone says enough where few have it. */
  readonly words: ReadonlyMap<string, { readonly scopes: ReadonlySet<string>; readonly capital: boolean }>;
  readonly addresses: ReadonlyMap<string, readonly string[]>;
}

const NO_INDEX: Index = { names: new Map(), lengths: new Map(), words: new Map(), addresses: new Map() };
const WORD = /[\p{L}\p{M}\p{N}&+]+/gu;
const ADDRESS = /[^\s@<>",;:()[\]]+@[^\s@<>",;:()[\]]+/gu;
const CLIENT_ID = /\bc_[0-9a-f]{32}\b/g;
const CODE = /\b[A-Za-z0-9]{4,6}\b/g;
const LEGAL = new Set(
  "gmbh mbh ag ug kg ohg gbr ek ev se ltd limited inc llc llp plc corp co company bv sarl sas & und and".split(" "),
);
/** A part of a name counts where so few have it that it means somebody. */
const FEW = 3;
/** Names that are everyday words: written small they are the words. */
const EVERYDAY = new Set(
  `will mark may art rose grace hope faith frank rich max bill sue june april august jack dean grant chase rob pat page
  long short young old white black green brown gray grey king price bell wood woods hill field rivers banks day summer winter
  stone bush park love power cook baker miller small little good best wise sharp case cash sales little fair bright
  ernst klug wolf stein lang kurz gut klein gross neu alt weiss schwarz braun koch bauer mueller fischer richter sommer
  winter jung reich sauer frei stark freitag sonntag`.split(/\s+/),
);

export class Mentions {
  readonly #database: Pick<Database, "get">;
  readonly #records: Records;
  #index = NO_INDEX;
  #state = "";

  /** `records`: those of the transaction that writes, so that who has just come up is known. */
  constructor(parts: { database: Pick<Database, "get">; records: Records }) {
    this.#database = parts.database;
    this.#records = parts.records;
  }

  /** Whom the words of an event in the house's own room name. What came from outside was given its label at the door. */
  inEvent(event: Pick<NewEvent, "scope" | "actor" | "private">): string[] {
    if (!event.private || !isHouses(event.scope) || event.actor.startsWith("connector:")) return [];
    return this.scopesIn(textsIn(event.private).join("\n"));
  }

  /** The scopes of all whom `text` names, sorted; word by word, whatever the case. */
  scopesIn(text: string): string[] {
    this.#refresh();
    const { names, lengths, words, addresses } = this.#index;
    const found = new Set<string>();
    const add = (scopes: Iterable<string>) => {
      for (const scope of scopes) found.add(scope);
    };
    for (const [address] of text.matchAll(ADDRESS))
      add(addresses.get(address.toLowerCase().replace(/[.'’]+$/, "")) ?? []);
    for (const [id] of text.matchAll(CLIENT_ID)) if (this.#records.get(clients, id)) found.add(id);
    for (const code of codesIn(text))
      for (const row of this.#records.find(proposals, "code = ?", [code]))
        if (!isHouses(row.scope)) found.add(row.scope);
    const written = [...text.matchAll(WORD)].map(([word]) => word);
    const plain = written.map((word) => plainWords(word).join(""));
    for (let at = 0; at < plain.length; ) {
      let longest = 0;
      for (const length of lengths.get(plain[at] ?? "") ?? []) {
        const named = names.get(plain.slice(at, at + length).join(" "));
        if (!named) continue;
        add(named);
        longest = Math.max(longest, length);
      }
      const part = longest === 0 ? words.get(plain[at] ?? "") : undefined;
      if (part && part.scopes.size <= FEW && (!part.capital || /^\p{Lu}/u.test(written[at] ?? ""))) add(part.scopes);
      at += Math.max(1, longest);
    }
    return [...found].sort();
  }

  /** Made anew when anybody's record has changed, in this process or another. */
  #refresh(): void {
    this.#records.find(clients, "id = ''"); // what this transaction changed is written first
    this.#records.find(contacts, "address = ''");
    const state = JSON.stringify(
      this.#database.get(
        "SELECT (SELECT COUNT(*) || ' ' || TOTAL(version) FROM clients) AS clients, (SELECT COUNT(*) || ' ' || TOTAL(version) FROM contacts) AS contacts",
      ),
    );
    if (state === this.#state) return;
    this.#index = indexOf(this.#records);
    this.#state = state;
  }
}

function indexOf(records: Records): Index {
  const names = new Map<string, Set<string>>();
  const lengths = new Map<string, Set<number>>();
  const words = new Map<string, { scopes: Set<string>; capital: boolean }>();
  const addresses = new Map<string, readonly string[]>();
  const whole = (named: readonly string[], scopes: readonly string[]) => {
    const [first] = named;
    if (first === undefined || (named.length === 1 && first.length < 2)) return;
    for (const scope of scopes) keptAt(names, named.join(" ")).add(scope);
    keptAt(lengths, first).add(named.length);
  };
  const name = (text: string | null, scopes: readonly string[], person: boolean) => {
    const named = plainWords(text ?? "");
    whole(named, scopes);
    const bare = named.filter((word) => !LEGAL.has(word));
    if (bare.length > 0 && bare.length < named.length) whole(bare, scopes);
    for (const word of named.length > 1 ? bare : []) {
      if (word.length < 3) continue;
      const capital = !person || EVERYDAY.has(word);
      const kept = words.get(word) ?? { scopes: new Set<string>(), capital };
      for (const scope of scopes) kept.scopes.add(scope);
      words.set(word, { scopes: kept.scopes, capital: kept.capital && capital });
    }
  };
  for (const client of records.find(clients, "stage <> 'forgotten' ORDER BY id")) {
    name(client.name, [client.id], true);
    name(client.company, [client.id], false);
  }
  for (const contact of records.find(contacts, "scopes <> '' ORDER BY address")) {
    const scopes = contact.scopes.split(" ").filter(Boolean);
    addresses.set(contact.address, scopes);
    name(contact.name, scopes, true);
  }
  return { names, lengths, words, addresses };
}

function keptAt<T>(map: Map<string, Set<T>>, key: string): Set<T> {
  const kept = map.get(key) ?? new Set<T>();
  map.set(key, kept);
  return kept;
}

/** What could be a card's code: in capitals, or with a digit in it. */
function codesIn(text: string): string[] {
  const codes = [...text.matchAll(CODE)].map(([code]) => code);
  return [
    ...new Set(
      codes.filter((code) => /\d/.test(code) || code === code.toUpperCase()).map((code) => code.toUpperCase()),
    ),
  ];
}

/** The words of a name as they are compared: “Krämer” may be typed “Kraemer”, “René” may be typed “Rene”. */
function plainWords(name: string): string[] {
  const lower = name.normalize("NFC").toLowerCase();
  const spelled = lower.replace(/[äöüß]/gu, (letter) => SPELLED[letter] ?? letter).normalize("NFD");
  return spelled.replace(/\p{M}/gu, "").match(/[\p{L}\p{N}&+]+/gu) ?? [];
}

const SPELLED: Readonly<Record<string, string>> = { ä: "ae", ö: "oe", ü: "ue", ß: "ss" };

function textsIn(value: Json | undefined): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
