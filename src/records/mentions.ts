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
import { type Client, clients } from "./client.ts";
import { type Contact, contacts } from "./contact.ts";

/** What one record adds to the index, so that it can be taken out again. */
interface Entry {
  /** Whole names, their words with a blank between. */
  readonly names: ReadonlyArray<{ readonly words: readonly string[]; readonly scopes: readonly string[] }>;
  /** Single words of names: a first name alone says enough where few have it. */
  readonly parts: ReadonlyArray<{
    readonly word: string;
    readonly scopes: readonly string[];
    readonly capital: boolean;
  }>;
  readonly address: { readonly address: string; readonly scopes: readonly string[] } | null;
}

const WORD = /[\p{L}\p{M}\p{N}&+]+/gu;
const ADDRESS = /[^\s@<>",;:()[\]]+@[^\s@<>",;:()[\]]+/gu;
const CLIENT_ID = /\bc_[0-9a-f]{32}\b/g;
const CODE = /\b[A-Za-z0-9]{4,6}\b/g;
export const LEGAL = new Set(
  "gmbh mbh ag ug kg ohg gbr ek ev se ltd limited inc llc llp plc corp co company bv sarl sas & und and".split(" "),
);
/** A part of a name counts where so few have it that it means somebody. */
const FEW = 3;
/** Names that are everyday words: written small they are the words. */
export const EVERYDAY = new Set(
  `will mark may art rose grace hope faith frank rich max bill sue june april august jack dean grant chase rob pat page
  long short young old white black green brown gray grey king price bell wood woods hill field rivers banks day summer winter
  stone bush park love power cook baker miller small little good best wise sharp case cash sales little fair bright
  ernst klug wolf stein lang kurz gut klein gross neu alt weiss schwarz braun koch bauer mueller fischer richter sommer
  winter jung reich sauer frei stark freitag sonntag`.split(/\s+/),
);

export class Mentions {
  readonly #database: Pick<Database, "dataVersion">;
  readonly #records: Records;
  /** What each client and contact has added, by table and key. */
  readonly #entries = new Map<string, Entry>();
  /** Which of them have a name, a part of one, an address. */
  readonly #names = new Map<string, Set<string>>();
  readonly #lengths = new Map<string, Map<number, number>>();
  readonly #parts = new Map<string, Set<string>>();
  readonly #addresses = new Map<string, Set<string>>();
  readonly #changed = new Set<string>();
  #version: number | null = null;

  /** `records`: those of the transaction that writes, so that who has just come up is known. */
  constructor(parts: { database: Pick<Database, "dataVersion">; records: Records }) {
    this.#database = parts.database;
    this.#records = parts.records;
    this.#records.onChange((changed) => {
      if (!changed) this.#version = null;
      else if (changed.table === clients.table || changed.table === contacts.table)
        this.#changed.add(`${changed.table} ${changed.id}`);
    });
  }

  /** Whom the words of an event in the house's own room name. What came from outside was given its label at the door. */
  inEvent(event: Pick<NewEvent, "scope" | "actor" | "private">): string[] {
    if (!event.private || !isHouses(event.scope) || event.actor.startsWith("connector:")) return [];
    return this.scopesIn(textsIn(event.private).join("\n"));
  }

  /** The scopes of all whom `text` names, sorted; word by word, whatever the case. */
  scopesIn(text: string): string[] {
    this.#refresh();
    const found = new Set<string>();
    for (const [address] of text.matchAll(ADDRESS))
      for (const key of this.#addresses.get(address.toLowerCase().replace(/[.'’]+$/, "")) ?? [])
        for (const scope of this.#entries.get(key)?.address?.scopes ?? []) found.add(scope);
    for (const [id] of text.matchAll(CLIENT_ID)) if (this.#records.get(clients, id)) found.add(id);
    for (const code of codesIn(text))
      for (const row of this.#records.find(proposals, "code = ?", [code]))
        if (!isHouses(row.scope)) found.add(row.scope);
    const written = [...text.matchAll(WORD)].map(([word]) => word);
    const plain = written.map((word) => plainWords(word).join(""));
    for (let at = 0; at < plain.length; ) {
      let longest = 0;
      for (const length of this.#lengths.get(plain[at] ?? "")?.keys() ?? []) {
        const name = plain.slice(at, at + length).join(" ");
        const named = this.#scopesNamed(name);
        if (named.size === 0) continue;
        for (const scope of named) found.add(scope);
        longest = Math.max(longest, length);
      }
      if (longest === 0) {
        const { scopes, capital } = this.#scopesWith(plain[at] ?? "");
        if (scopes.size <= FEW && (!capital || /^\p{Lu}/u.test(written[at] ?? "")))
          for (const scope of scopes) found.add(scope);
      }
      at += Math.max(1, longest);
    }
    return [...found].sort();
  }

  #scopesNamed(name: string): Set<string> {
    const scopes = new Set<string>();
    for (const key of this.#names.get(name) ?? [])
      for (const one of this.#entries.get(key)?.names ?? [])
        if (one.words.join(" ") === name) for (const scope of one.scopes) scopes.add(scope);
    return scopes;
  }

  #scopesWith(word: string): { scopes: Set<string>; capital: boolean } {
    const scopes = new Set<string>();
    let capital = true;
    for (const key of this.#parts.get(word) ?? []) {
      for (const one of this.#entries.get(key)?.parts ?? []) {
        if (one.word !== word) continue;
        for (const scope of one.scopes) scopes.add(scope);
        capital &&= one.capital;
      }
      if (scopes.size > FEW) break;
    }
    return { scopes, capital };
  }

  /** Follows what has changed here; where another process has written, everything is read anew. */
  #refresh(): void {
    const version = this.#database.dataVersion();
    if (version !== this.#version) {
      this.#version = version;
      for (const map of [this.#entries, this.#names, this.#lengths, this.#parts, this.#addresses, this.#changed])
        map.clear();
      for (const client of this.#records.find(clients, "stage <> 'forgotten'"))
        this.#put(`${clients.table} ${client.id}`, entryOfClient(client));
      for (const contact of this.#records.find(contacts, "scopes <> ''"))
        this.#put(`${contacts.table} ${contact.address}`, entryOfContact(contact));
      return;
    }
    for (const key of this.#changed) {
      const id = key.slice(key.indexOf(" ") + 1);
      const client = key.startsWith(`${clients.table} `) ? this.#records.get(clients, id) : undefined;
      const contact = client ? undefined : this.#records.get(contacts, id);
      this.#drop(key);
      if (client && client.stage !== "forgotten") this.#put(key, entryOfClient(client));
      if (contact?.scopes) this.#put(key, entryOfContact(contact));
    }
    this.#changed.clear();
  }

  #put(key: string, entry: Entry): void {
    this.#entries.set(key, entry);
    for (const { words } of entry.names) {
      keptAt(this.#names, words.join(" ")).add(key);
      const [first = ""] = words;
      const lengths = this.#lengths.get(first) ?? new Map<number, number>();
      lengths.set(words.length, (lengths.get(words.length) ?? 0) + 1);
      this.#lengths.set(first, lengths);
    }
    for (const { word } of entry.parts) keptAt(this.#parts, word).add(key);
    if (entry.address) keptAt(this.#addresses, entry.address.address).add(key);
  }

  #drop(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    for (const { words } of entry.names) {
      takenFrom(this.#names, words.join(" "), key);
      const lengths = this.#lengths.get(words[0] ?? "");
      const left = (lengths?.get(words.length) ?? 0) - 1;
      if (left > 0) lengths?.set(words.length, left);
      else lengths?.delete(words.length);
    }
    for (const { word } of entry.parts) takenFrom(this.#parts, word, key);
    if (entry.address) takenFrom(this.#addresses, entry.address.address, key);
  }
}

function entryOfClient({ id, name, company }: Client): Entry {
  return { ...entryOf([named(name, true), named(company, false)], [id]), address: null };
}

function entryOfContact({ address, name, scopes: text }: Contact): Entry {
  const scopes = text.split(" ").filter(Boolean);
  return { ...entryOf([named(name, true)], scopes), address: { address, scopes } };
}

function named(text: string | null, person: boolean): { words: string[]; person: boolean } {
  return { words: plainWords(text ?? ""), person };
}

function entryOf(
  all: ReadonlyArray<{ words: readonly string[]; person: boolean }>,
  scopes: readonly string[],
): Pick<Entry, "names" | "parts"> {
  const names: Array<Entry["names"][number]> = [];
  const parts: Array<Entry["parts"][number]> = [];
  const whole = (words: readonly string[]) => {
    const [first] = words;
    if (first === undefined || (words.length === 1 && first.length < 2)) return;
    names.push({ words, scopes });
  };
  for (const { words, person } of all) {
    whole(words);
    const bare = words.filter((word) => !LEGAL.has(word));
    if (bare.length > 0 && bare.length < words.length) whole(bare);
    for (const word of words.length > 1 ? bare : [])
      if (word.length >= 3) parts.push({ word, scopes, capital: !person || EVERYDAY.has(word) });
  }
  return { names, parts };
}

function keptAt(map: Map<string, Set<string>>, key: string): Set<string> {
  const kept = map.get(key) ?? new Set<string>();
  map.set(key, kept);
  return kept;
}

function takenFrom(map: Map<string, Set<string>>, key: string, value: string): void {
  const kept = map.get(key);
  kept?.delete(value);
  if (kept?.size === 0) map.delete(key);
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
export function plainWords(name: string): string[] {
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
