/**
 * Names of days, months and numbers, as they are written and miswritten, in English and German.
 * Before: slot-mentions.ts. After: nothing.
 */
import { editDistance } from "../../lib/nearest.ts";

const WEEKDAYS: readonly (readonly string[])[] = [
  ["monday", "montag", "mon"],
  ["tuesday", "dienstag", "tue", "tues"],
  ["wednesday", "mittwoch", "wed", "weds"],
  ["thursday", "donnerstag", "thu", "thur", "thurs"],
  ["friday", "freitag", "fri"],
  ["saturday", "samstag", "sonnabend", "sat"],
  ["sunday", "sonntag", "sun"],
];
const MONTHS: readonly string[] = [
  "january|januar|jaenner|jan",
  "february|februar|feb",
  "march|maerz|mar|mrz",
  "april|apr",
  "may|mai",
  "june|juni|jun",
  "july|juli|jul",
  "august|aug",
  "september|sept|sep",
  "october|oktober|oct|okt",
  "november|nov",
  "december|dezember|dec|dez",
];
const NUMBERS: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  ein: 1,
  eins: 1,
  zwei: 2,
  drei: 3,
  vier: 4,
  fuenf: 5,
  sechs: 6,
  sieben: 7,
  acht: 8,
  neun: 9,
  zehn: 10,
  elf: 11,
  zwoelf: 12,
};
/** Words that look like a day and are none. */
const NO_DAYS = new Set([
  "montage",
  "sundry",
  "midday",
  "workday",
  "holiday",
  "birthday",
  "payday",
  "someday",
  "weekday",
  "everyday",
  "noonday",
]);

export const MONTH_NAMES = MONTHS.join("|");
export const NUMBER_WORDS = Object.keys(NUMBERS).join("|");
export const WEEKDAY_NAME = WEEKDAYS.flat().join("|");

export function monthOf(name: string): number {
  const plain = name.replace(/\.$/u, "");
  return MONTHS.findIndex((month) => month.split("|").includes(plain)) + 1;
}

export function numberOf(word: string): number {
  return NUMBERS[word] ?? Number(word);
}

/** The ISO weekdays that a clause names; one that is misspelt so that it could be either counts as both. */
export function weekdaysIn(clause: string): number[] | null {
  const found = new Set<number>();
  for (const word of clause.match(/\p{L}+/gu) ?? []) for (const day of weekdayOf(word)) found.add(day);
  return found.size > 0 ? [...found].sort((a, b) => a - b) : null;
}

/** Whether a word is a day's, a month's or a number's name. */
export function isTimeName(word: string): boolean {
  return weekdayOf(word).length > 0 || monthOf(word) > 0 || Object.hasOwn(NUMBERS, word);
}

function weekdayOf(word: string): number[] {
  if (NO_DAYS.has(word)) return [];
  const base = word.replace(/(?:vormittag|nachmittag|mittag|morgen|abend|frueh)s?$/u, "") || word;
  const stems = [base, base.replace(/s$/u, "")];
  const exact = WEEKDAYS.findIndex((names) => names.some((name) => stems.includes(name)));
  if (exact >= 0) return [exact + 1];
  if (base.length < 6) return [];
  const near = WEEKDAYS.flatMap((names, index) => {
    const long = names.filter((name) => name.length >= 6);
    return stems.some((stem) => long.some((name) => isSlipOf(stem, name))) ? [index + 1] : [];
  });
  return near;
}

/** One letter too many, too few, another one, or two swapped; two such slips in a long name. The first letter is right. */
function isSlipOf(word: string, name: string): boolean {
  if (word[0] !== name[0] || Math.abs(word.length - name.length) > 2) return false;
  return editDistance(word, name) <= (name.length >= 9 ? 2 : 1);
}
