/**
 * Texts become terms here: folded, without small words, stemmed, with numbers and dates in one form. What a row is indexed
 * by and what a question is asked by must come out alike, in English and in German.
 * After: blinding.ts, episode-index.ts.
 */
import { stemmer as englishStem } from "stemmer";
import { germanStem } from "./german.ts";
import type { Episode } from "./memory.ts";
import { isStopWord, languageOf } from "./stop-words.ts";

/** How often each term stands in a text. */
export type Terms = Map<string, number>;

export interface RowTerms {
  /** Of the text, of what stands beside it, and of who says it. */
  readonly own: Terms;
  /** How many words that were. */
  readonly length: number;
  /** What the next turn of the thread keeps as its context: all but the speaker, who would stand in every row of a talk. */
  readonly tail: Terms;
  /** When it happened, spelled out. */
  readonly date: readonly string[];
}

/** Words beyond this are not indexed: a pasted log file isn't what a person will ask for. */
const MOST_WORDS = 5000;
const MOST_LETTERS = 40;

const MONTHS = "january february march april may june july august september october november december".split(" ");
const DAYS = "sunday monday tuesday wednesday thursday friday saturday".split(" ");

/** One word for one thing: the days and months of both languages, folded. May, August, September and November are alike. */
const SAME: ReadonlyMap<string, string> = new Map(
  (
    "januar january februar february marz march mai may juni june juli july oktober october dezember december " +
    "jan january feb february apr april aug august sept september sep september okt october oct october nov november " +
    "dez december dec december sonntag sunday montag monday dienstag tuesday mittwoch wednesday donnerstag thursday " +
    "freitag friday samstag saturday sonnabend saturday"
  )
    .split(" ")
    .reduce<Array<[string, string]>>((pairs, word, at, words) => {
      if (at % 2 === 0) pairs.push([word, words[at + 1] ?? word]);
      return pairs;
    }, []),
);

/** What an episode is found by. Its time is read in UTC. */
export function termsOf(episode: Pick<Episode, "at" | "who" | "text" | "beside">): RowTerms {
  const tail: Terms = new Map();
  count(tail, stemsOf(`${episode.text}\n${episode.beside}`));
  const own = new Map(tail);
  count(own, stemsOf(episode.who));
  let length = 0;
  for (const times of own.values()) length += times;
  return { own, length, tail, date: dateTerms(episode.at) };
}

/**
 * What a question asks for: for each of its words the terms that may stand for it. The same word has one stem in an English
 * and another in a German text, and the rows may be in either.
 */
export function termsAsked(question: string): string[][] {
  const words = wordsIn(question);
  const language = languageOf(words);
  const asked = new Map<string, string[]>();
  for (const word of words) {
    if (isStopWord(word, language)) continue;
    const alike = [...new Set([stemOf(word, "en"), stemOf(word, "de")])];
    asked.set(alike.join(" "), alike);
  }
  return [...asked.values()];
}

function stemsOf(text: string): string[] {
  const words = wordsIn(text);
  const language = languageOf(words);
  return words.filter((word) => !isStopWord(word, language)).map((word) => stemOf(word, language ?? "en"));
}

function stemOf(word: string, language: "en" | "de"): string {
  const same = SAME.get(word) ?? word;
  if (/\d/.test(same)) return same;
  return language === "de" && same === word ? germanStem(same) : englishStem(same);
}

/** The words of a text, folded: no accents, `’s` and the like cut off, 1,200.00 and 1.200,00 as 1200, 7th as 7, dates spelled out. */
function wordsIn(text: string): string[] {
  const folded = text
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replaceAll("ß", "ss")
    .replace(/['’](?:s|re|ve|ll|d|m)(?![\p{L}\p{N}])/gu, "")
    .replace(/(?<=\p{L})['’](?=\p{L})/gu, "")
    .replace(/(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)/g, (whole, year, month, day) => spelled(whole, day, month, year))
    .replace(/(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)/g, (whole, day, month, year) =>
      spelled(whole, day, month, year),
    );
  const words: string[] = [];
  for (const [word] of folded.matchAll(/\d+(?:[.,]\d+)*(?:st|nd|rd|th)?(?![\p{L}\p{N}])|[\p{L}\p{N}]+/gu)) {
    if (words.length === MOST_WORDS) break;
    if (word.length <= MOST_LETTERS) words.push(/^\d/.test(word) ? number(word) : word);
  }
  return words;
}

function spelled(whole: string, day: string, month: string, year: string): string {
  const name = MONTHS[Number(month) - 1];
  return name ? ` ${Number(day)} ${name} ${year} ` : whole;
}

/** `2,400`, `2.400`, `2.400,00` → `2400`; `12,50` → `12.5`; `7th` → `7`; `007` stays. */
function number(word: string): string {
  const digits = word.replace(/(?:st|nd|rd|th)$/, "");
  const thousands = digits.replace(/^(\d{1,3})((?:[.,]\d{3})+)(?!\d)/, (_, head: string, rest: string) => {
    return head + rest.replace(/[.,]/g, "");
  });
  const fraction = /^(\d+)[.,](\d{1,2})$/.exec(thousands);
  if (!fraction) return thousands;
  const part = (fraction[2] ?? "").replace(/0+$/, "");
  return part ? `${fraction[1]}.${part}` : (fraction[1] ?? thousands);
}

function dateTerms(at: number): string[] {
  const date = new Date(at);
  const words = [MONTHS[date.getUTCMonth()], DAYS[date.getUTCDay()]].map((word) => englishStem(word ?? ""));
  return [String(date.getUTCDate()), String(date.getUTCFullYear()), ...words];
}

function count(terms: Terms, words: readonly string[]): void {
  for (const word of words) terms.set(word, (terms.get(word) ?? 0) + 1);
}
