/**
 * Who the simulated clients are: a person, a firm, a price, a place, and a character. All of it is drawn from the seed, and
 * every firm has a name that is nobody else's, so that a word about it in somebody else's mail shows.
 */
import type { TaxKind } from "../lib/tax.ts";
import type { Habit } from "./post.ts";
import { Dice } from "./random.ts";
import type { Language } from "./voices.ts";

export const PERSONAS = [
  "prompt",
  "silent",
  "vague",
  "late-paying",
  "scope-creeping",
  "leaving",
  "complaining",
  "out-of-office",
] as const;
export type Persona = (typeof PERSONAS)[number];

/** Of every ten clients, in this order. The agents know nothing of it. */
const MIX: readonly Persona[] = [
  "prompt",
  "vague",
  "late-paying",
  "silent",
  "prompt",
  "complaining",
  "scope-creeping",
  "out-of-office",
  "leaving",
  "prompt",
];

export interface Party {
  /** From 0. */
  readonly index: number;
  readonly persona: Persona;
  readonly first: string;
  readonly last: string;
  readonly company: string;
  /** A word of the company's name that no other has. */
  readonly word: string;
  readonly domain: string;
  readonly address: string;
  readonly language: Language;
  readonly country: string;
  readonly street: string;
  readonly city: string;
  readonly vatId: string | null;
  /** Net, a month. */
  readonly priceCents: number;
  readonly taxKind: TaxKind;
  readonly taxRateBp: number;
  readonly termsDays: number;
  readonly habit: Habit;
}

export function personaOf(index: number): Persona {
  return MIX[index % MIX.length] ?? "prompt";
}

/** How many of each there are among so many clients. */
export function mixOf(clients: number): Record<Persona, number> {
  const count = Object.fromEntries(PERSONAS.map((persona) => [persona, 0])) as Record<Persona, number>;
  for (let index = 0; index < clients; index++) count[personaOf(index)]++;
  return count;
}

export function nameOf(party: Pick<Party, "first" | "last">): string {
  return `${party.first} ${party.last}`;
}

export function partyOf(seed: number, index: number): Party {
  const dice = new Dice(seed, "party", index);
  const language: Language = dice.chance(0.5) ? "en" : "de";
  const word = wordOf(seed, index);
  const trade = dice.pick(language === "de" ? TRADES_DE : TRADES_EN);
  const first = dice.pick(language === "de" ? FIRST_DE : FIRST_EN);
  const last = dice.pick(language === "de" ? LAST_DE : LAST_EN);
  const place = dice.weighed(language === "de" ? PLACES_DE : PLACES_EN);
  const domain = `${word.toLowerCase()}.example`;
  const company = `${word} ${trade}`;
  const signature = dice.chance(0.5) ? `${first} ${last}\n${company}` : null;
  return {
    index,
    persona: personaOf(index),
    first,
    last,
    company,
    word,
    domain,
    address: `${ascii(first)}.${ascii(last)}@${domain}`,
    language,
    country: place.country,
    street: `${dice.pick(language === "de" ? STREETS_DE : STREETS_EN)} ${dice.between(1, 140)}`,
    city: place.city,
    vatId: place.taxKind === "reverse-charge" ? `${place.vat}${vatDigits(place.vat, dice)}` : null,
    // Odd cents, too: a month's price has to be right to the last one.
    priceCents: dice.chance(0.3) ? dice.between(90_000, 600_000) : dice.between(18, 120) * 5_000,
    taxKind: place.taxKind,
    taxRateBp: place.taxKind === "domestic" ? 1900 : 0,
    termsDays: dice.pick([7, 10, 14, 14, 30]),
    habit: { quotes: dice.pick(["below", "below", "none", "outlook"]), signature },
  };
}

/** A compound that only this one has: which comes where is the seed's. */
function wordOf(seed: number, index: number): string {
  const dice = new Dice(seed, "words");
  const fronts = shuffled(FRONTS, dice);
  const backs = shuffled(BACKS, dice);
  const round = Math.floor(index / (fronts.length * backs.length));
  const front = fronts[index % fronts.length] ?? "";
  const back = backs[(index + Math.floor(index / fronts.length)) % backs.length] ?? "";
  return `${front}${back}${["", "son", "ton", "gard", "mar", "vik"][round % 6]}`;
}

function shuffled<T>(list: readonly T[], dice: Dice): T[] {
  const all = [...list];
  for (let at = all.length - 1; at > 0; at--) {
    const other = dice.between(0, at);
    [all[at], all[other]] = [all[other] as T, all[at] as T];
  }
  return all;
}

interface Place {
  readonly country: string;
  readonly city: string;
  readonly taxKind: TaxKind;
  readonly vat: string;
}

function place(country: string, city: string, taxKind: TaxKind, vat = ""): Place {
  return { country, city, taxKind, vat };
}

/** What a number of that country looks like, by length alone. */
function vatDigits(country: string, dice: Dice): string {
  const digits = (count: number) => Array.from({ length: count }, () => dice.between(0, 9)).join("");
  if (country === "ATU") return digits(8);
  if (country === "NL") return `${digits(9)}B01`;
  return `${digits(7)}A`;
}

function ascii(name: string): string {
  const plain: Readonly<Record<string, string>> = { ä: "ae", ö: "oe", ü: "ue", ß: "ss" };
  return name
    .toLowerCase()
    .replace(/[äöüß]/g, (letter) => plain[letter] ?? "")
    .normalize("NFD")
    .replace(/[^a-z-]/g, "");
}

// A prime number of fronts, and of backs another: every pair comes once before any comes again.
const FRONTS =
  "Alder Birken Corv Dunmor Elster Falken Gran Hollen Isar Juno Kestrel Linden Marlow Norden Oster Pell Quint Raven Silber Thorn Ulmen Varn Wester Yarrow Zell Ambro Brisk Calder Dorn Ember Fenn Glen Hazel Ivar Jast Kolb Lark".split(
    " ",
  );
const BACKS =
  "holt brook feld mont wick bach stead dale haus burg ford kamp ley moor thal worth stein croft heim combe rode vale forst mere quist gate loh shaw tor".split(
    " ",
  );
const TRADES_EN = ["Ceramics", "Travel", "Coffee Roasters", "Physio", "Bikes", "Books", "Joinery", "Optics", "Wines"];
const TRADES_DE = ["Keramik", "Reisen GmbH", "Kaffee", "Praxis", "Fahrräder", "Verlag", "Tischlerei", "Optik", "Weine"];
const FIRST_EN =
  "Ann Ben Clara Dan Emma Fiona George Harriet Ian Jane Kevin Laura Mark Nora Oliver Paula Rita Sam".split(" ");
const FIRST_DE =
  "Anke Bernd Claudia Dirk Eva Frank Gesa Hanna Ingo Jana Karin Lutz Mareike Nils Olaf Petra Sören Ute".split(" ");
const LAST_EN =
  "Archer Bishop Carter Dawson Ellis Fletcher Grant Hughes Irving Jennings Kerr Lawson Murray Nolan Osborne Porter".split(
    " ",
  );
const LAST_DE =
  "Ahrens Brandt Clausen Drews Engel Fischer Günther Hoffmann Jensen Krüger Lorenz Möller Naumann Petersen Römer Schäfer".split(
    " ",
  );
const STREETS_EN = ["Mill Lane", "High Street", "Station Road", "Park Row", "Quay Street"];
const STREETS_DE = ["Hafenstraße", "Lindenallee", "Am Markt", "Schulweg", "Mühlgasse"];
const PLACES_EN: ReadonlyArray<readonly [number, Place]> = [
  [4, place("IE", "Dublin D02 X285", "reverse-charge", "IE")],
  [3, place("NL", "1012 AB Amsterdam", "reverse-charge", "NL")],
  [3, place("GB", "Bristol BS1 4DJ", "third-country")],
  [2, place("US", "Portland, OR 97201", "third-country")],
  [3, place("DE", "10115 Berlin", "domestic")],
];
const PLACES_DE: ReadonlyArray<readonly [number, Place]> = [
  [8, place("DE", "20095 Hamburg", "domestic")],
  [4, place("DE", "50667 Köln", "domestic")],
  [2, place("AT", "1010 Wien", "reverse-charge", "ATU")],
];
