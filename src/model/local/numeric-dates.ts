/**
 * Dates written in figures (2027-04-03, 3.4.2027, 03/04/2027), read by rule; what has two readings is said so, never guessed.
 * Before: dates.ts. After: nothing.
 */
import { DateTime } from "luxon";

export interface NumericDate {
  at: number;
  text: string;
  /** YYYY-MM-DD: the likelier reading where there are two. */
  date: string;
  certain: boolean;
  /** Why somebody has to look: "“03/04/2027” could be 3 April or March 4". */
  problem: string | null;
}

const ISO = "(?<![\\p{L}\\p{N}./-])(?<iy>\\d{4})[-/.](?<im>\\d{1,2})[-/.](?<id>\\d{1,2})(?![\\p{N}/-])";
const FULL =
  "(?<![\\p{L}\\p{N}./-])(?<a>\\d{1,2})(?<s>[./-])\\s?(?<b>\\d{1,2})\\k<s>\\s?(?<y>\\d{4}|\\d{2})(?![\\p{N}/-])(?!\\.\\d)";
const SHORT =
  "(?<=(?:^|[\\s(])(?:am|bis|zum|vom|ab|den|der|dem|der|für|on|by|until|till|before|from|to|due|mo|di|mi|do|fr|sa|so|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|monday|tuesday|wednesday|thursday|friday|saturday|sunday|termin|date)\\.?,?\\s)(?<c>\\d{1,2})(?<t>[./])(?<d>\\d{1,2})(?:\\.|(?![\\p{N}\\p{L}/:]))(?!\\s?(?:€|eur|euro|%|uhr|am\\b|pm\\b))";
const NUMERIC = new RegExp(`${ISO}|${FULL}|${SHORT}`, "giu");

/** Every date in figures in `text`, read on `today` (the owner's day). */
export function numericDatesIn(text: string, today: DateTime, language: string): NumericDate[] {
  const found: NumericDate[] = [];
  for (const match of text.matchAll(NUMERIC)) {
    const one = readMatch(match, today, language);
    if (one) found.push(one);
    if (found.length === 20) break;
  }
  return found;
}

function readMatch(match: RegExpExecArray, today: DateTime, language: string): NumericDate | null {
  const part = match.groups ?? {};
  const place = { at: match.index, text: match[0] };
  if (part.iy !== undefined) {
    const date = dayOf(Number(part.iy), Number(part.im), Number(part.id));
    return date ? { ...place, date, certain: true, problem: null } : noSuchDay(place, today);
  }
  const first = Number(part.a ?? part.c);
  const second = Number(part.b ?? part.d);
  const separator = part.s ?? part.t ?? "/";
  const yearOf = (month: number, day: number): number => {
    if (part.y !== undefined) return part.y.length === 2 ? 2000 + Number(part.y) : Number(part.y);
    return nearestYear(today, month, day);
  };
  const european = dayOf(yearOf(second, first), second, first);
  const american = separator === "." && language === "de" ? null : dayOf(yearOf(first, second), first, second);
  if (european && american && european !== american) {
    return {
      ...place,
      date: european,
      certain: false,
      problem: `“${place.text}” could be ${spoken(european, "en-GB")} or ${spoken(american, "en-US")}`,
    };
  }
  const date = european ?? american;
  // "am 7/24" or "by 1.5" may be no date at all: without a year, only what is written like one counts.
  if (date === null) return part.y === undefined ? null : noSuchDay(place, today);
  return { ...place, date, certain: true, problem: null };
}

/** The year that puts a day at most a month back, else ahead. */
export function nearestYear(today: DateTime, month: number, day: number): number {
  const this_ = DateTime.fromObject({ year: today.year, month, day });
  return this_.isValid && this_ < today.setZone("local", { keepLocalTime: true }).minus({ days: 30 })
    ? today.year + 1
    : today.year;
}

function noSuchDay(place: { at: number; text: string }, today: DateTime): NumericDate {
  return { ...place, date: today.toISODate() ?? "", certain: false, problem: `“${place.text}” is no day I know` };
}

function dayOf(year: number, month: number, day: number): string | null {
  const date = DateTime.utc(year, month, day);
  return date.isValid && year >= 1900 && year <= 2200 ? date.toISODate() : null;
}

function spoken(date: string, locale: "en-GB" | "en-US"): string {
  return DateTime.fromISO(date, { zone: "utc" }).setLocale(locale).toLocaleString({ day: "numeric", month: "long" });
}
