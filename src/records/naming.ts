/**
 * Whether a text names a client: the company, its people, its addresses and domains, what its products are called. Stricter
 * than mentions.ts, which asks who is meant: here every word that could tell who it is counts.
 * Before: actions/content-draft.ts, which refuses such a text without consent, and agent/read-standing.ts, which tells of the
 * work without names.
 */
import type { Records } from "../kernel/fold.ts";
import { clients, FORGOTTEN } from "./client.ts";
import { addressesOf } from "./contact.ts";
import { deliverables } from "./deliverable.ts";
import { EVERYDAY, LEGAL, plainWords } from "./mentions.ts";
import { engagements } from "./plan.ts";

export interface Naming {
  /** Words that tell who it is, wherever they stand. */
  readonly words: ReadonlySet<string>;
  /** Whole names of everyday words: `Best Wishes`. */
  readonly phrases: readonly string[];
}

interface Word {
  readonly at: number;
  readonly end: number;
  readonly plain: string;
}

/** Words of many companies' names, and of addresses, that tell nothing. */
const COMMON = new Set(
  `studio design group gruppe consulting beratung solutions services service agency agentur digital media medien software
  systems systeme team shop store online partner partners international office praxis info mail contact kontakt hello hallo
  buero post the and und der die das fuer com net org website webseite www`.split(/\s+/),
);
/** What is written in capitals and is nobody's name. */
const ACRONYMS = new Set(
  "pdf cms seo api crm faq kpi gdpr dsgvo usp cta html css php sql url ios app b2b b2c".split(" "),
);
/** In a longer word so long a name still tells: `whitfieldceramics`. */
const TELLS_FROM = 6;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
const ADDRESS = /[^\s@<>",;:()[\]]+@[^\s@<>",;:()[\]]+/gu;
const QUOTED = /[“„"»‘']([^“”„"«»’']{2,40})[”“"«’']/gu;
const MARKED = /([\p{L}\p{N}][\p{L}\p{N} -]{1,40})\s?[®™]/gu;

export function namingOf(records: Records, client: string): Naming {
  const own = [client, ...records.find(clients, "merged_into = ? ORDER BY id", [client]).map(({ id }) => id)];
  const people = addressesOf(records, client);
  const names = [
    ...own.flatMap((id) => {
      const row = records.get(clients, id);
      return row ? [row.name, row.company ?? ""] : [];
    }),
    ...people.map(({ name }) => name),
  ].filter((name) => name !== "" && name !== FORGOTTEN && !name.includes("@"));
  const addressed = people.flatMap(({ address }) => address.split(/[@.]/).slice(0, -1));
  const told = own.flatMap((id) => [
    records.get(clients, id)?.need ?? "",
    ...records.find(engagements, "client = ?", [id]).map(({ title }) => title),
    ...records.find(deliverables, "client = ?", [id]).map(({ title }) => title),
  ]);
  const words = [...names, ...addressed, ...told.flatMap(products)].flatMap(plainWords);
  return {
    words: new Set(words.filter(tells)),
    phrases: names.map((name) => plainWords(name)).flatMap((name) => (name.some(tells) ? [] : [name.join(" ")])),
  };
}

/** The words of the text by which they could be known, as they are written there; none: it names nobody. */
export function namedIn(text: string, naming: Naming): string[] {
  return runsIn(text, naming).map(({ at, end }) => text.slice(at, end));
}

/** The text with `instead` wherever it names them. */
export function withoutNames(text: string, naming: Naming, instead: string): string {
  let rest = text.replace(ADDRESS, (address) => (namedIn(address, naming).length > 0 ? instead : address));
  for (const { at, end } of runsIn(rest, naming).reverse()) rest = `${rest.slice(0, at)}${instead}${rest.slice(end)}`;
  return rest;
}

/** Where it names them; words of one name, and the legal form behind it, are one place. */
function runsIn(text: string, { words, phrases }: Naming): { at: number; end: number }[] {
  const written = [...text.matchAll(WORD)].map(
    (match): Word => ({
      at: match.index,
      end: match.index + match[0].length,
      plain: plainWords(match[0]).join(""),
    }),
  );
  const named = written.map(({ plain }) => telling(plain, words));
  for (const phrase of phrases) {
    const length = phrase.split(" ").length;
    for (let at = 0; at + length <= written.length; at++)
      if (
        written
          .slice(at, at + length)
          .map(({ plain }) => plain)
          .join(" ") === phrase
      )
        named.fill(true, at, at + length);
  }
  const runs: { at: number; end: number }[] = [];
  for (const [index, word] of written.entries()) {
    const last = runs.at(-1);
    const joins = last !== undefined && /^[\s.&+'’-]*$/.test(text.slice(last.end, word.at));
    if (joins && (named[index] || LEGAL.has(word.plain))) last.end = word.end;
    else if (named[index]) runs.push({ at: word.at, end: word.end });
  }
  return runs;
}

function telling(plain: string, words: ReadonlySet<string>): boolean {
  if (words.has(plain) || words.has(plain.replace(/e?s$/, ""))) return true;
  for (const word of words) if (word.length >= TELLS_FROM && plain.includes(word)) return true;
  return false;
}

function tells(word: string): boolean {
  return word.length >= 3 && !/^\d+$/.test(word) && !LEGAL.has(word) && !COMMON.has(word) && !EVERYDAY.has(word);
}

/** What looks like the name of a product: quoted, marked, in capitals, or with capitals inside. */
function products(text: string): string[] {
  const words = [...text.matchAll(WORD)].map(([word]) => word);
  return [
    ...[...text.matchAll(QUOTED), ...text.matchAll(MARKED)].map(([, name = ""]) => name),
    ...words.filter((word) => /\p{Ll}\p{Lu}/u.test(word)),
    ...words.filter((word) => /^\p{Lu}{3,}$/u.test(word) && !ACRONYMS.has(word.toLowerCase())),
  ];
}
