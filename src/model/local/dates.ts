/**
 * Days and times in a message, echoed back as calendar dates in the owner's time zone.
 * Figures are read by rule (numeric-dates.ts); words ("next Friday", "am 5. November") by chrono, whose looseness is marked:
 * `certain` is false wherever two careful readers might disagree, and a contradiction becomes a problem for the owner.
 * Before: sentences.ts. After: read-message.ts.
 */
import type { ParsedResult } from "chrono-node";
import { casual as german } from "chrono-node/de";
import { casual as english } from "chrono-node/en";
import { DateTime } from "luxon";
import { nearestYear, numericDatesIn } from "./numeric-dates.ts";

export interface DateFound {
  /** As written. */
  text: string;
  /** YYYY-MM-DD in the owner's time zone. */
  date: string;
  /** HH:MM in the owner's time zone. */
  time?: string;
  certain: boolean;
}

export interface DatesRead {
  dates: DateFound[];
  /** What the owner has to settle, readable. */
  problems: string[];
}

const MOST_SENTENCES = 30;
const LONGEST = 400;
const WEEKDAYS = [
  /^(?:mon|mo)/iu,
  /^(?:tue|di)/iu,
  /^(?:wed|mi)/iu,
  /^(?:thu|do)/iu,
  /^(?:fri|fr)/iu,
  /^(?:sat|sam|sonnabend)/iu,
  /^(?:sun|son)/iu,
];
const WEEKDAY =
  /\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)(?:s?(?:vormittag|nachmittag|abend|morgen)?)\b/iu;
const GERMAN_HINT =
  /(?<!\p{L})(?:(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)\p{L}*|heute|morgen|[uü]bermorgen|uebermorgen|gestern|vorgestern|januar|februar|m[aä]rz|maerz|mai|juni|juli|oktober|dezember|in \p{L}+ (?:tagen|wochen)|in \d+ (?:tagen|wochen)|vor \d+ tagen|\d{1,2}\. (?:april|august|september|november|nov|sept?|okt|dez|jan|feb|apr|aug)\p{L}*)/iu;
const ENGLISH_HINT =
  /\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|today|tomorrow|tonight|yesterday|january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|in (?:\d+|\p{L}+) (?:days?|weeks?|months?)|(?:\d+|\p{L}+) (?:days?|weeks?) ago)\b/iu;
const TIME_AFTER =
  /^[\s,.]{0,3}(?:(?:um|ab|gegen|at|from|von)\s)?(?:(\d{1,2})[:.](\d{2})(?:\s?(am|pm|uhr|h)(?!\p{L}))?|(\d{1,2})\s?(uhr|am|pm)(?!\p{L}))/iu;

/** The days named in `sentences`, read at the moment `sentAt` (ms) in `timezone` (IANA; an unknown one is taken as UTC). */
export function datesIn(
  sentences: readonly string[],
  when: { sentAt: number; timezone: string; language: string },
): DatesRead {
  const read: DatesRead = { dates: [], problems: [] };
  if (!Number.isFinite(when.sentAt)) return read;
  const zoned = DateTime.fromMillis(when.sentAt, { zone: when.timezone });
  const now = zoned.isValid ? zoned : DateTime.fromMillis(when.sentAt, { zone: "utc" });
  if (!now.isValid) return read;
  for (const sentence of sentences.slice(0, MOST_SENTENCES)) {
    const text = sentence.slice(0, LONGEST);
    const masked = readFigures(text, now, when.language, read);
    readWords(text, masked, now, when.language, read);
  }
  return read;
}

/** Reads dates in figures and returns the text with them blanked out, so that chrono doesn't read "10.11." as a time. */
function readFigures(text: string, now: DateTime, language: string, read: DatesRead): string {
  let masked = text;
  for (const one of numericDatesIn(text, now, language)) {
    const end = one.at + one.text.length;
    const time = timeAfter(text.slice(end, end + 24));
    const written = text.slice(one.at, end + (time?.length ?? 0)).trim();
    const before = WEEKDAY.exec(text.slice(Math.max(0, one.at - 16), one.at))?.[0];
    const clash = one.problem === null && before !== undefined ? weekdayClash(before, one.date) : null;
    if (one.problem ?? clash) read.problems.push(one.problem ?? `“${before} ${one.text}”: that day is a ${clash}`);
    read.dates.push({
      text: written,
      date: one.date,
      ...(time ? { time: time.time } : {}),
      certain: one.certain && clash === null,
    });
    const blank = (part: string): string => " ".repeat(part.length);
    const from = before === undefined ? one.at : Math.max(0, text.slice(0, one.at).lastIndexOf(before));
    const to = end + (time?.length ?? 0);
    masked = masked.slice(0, from) + blank(masked.slice(from, to)) + masked.slice(to);
  }
  return masked;
}

function readWords(text: string, masked: string, now: DateTime, language: string, read: DatesRead): void {
  const germanHint = GERMAN_HINT.test(masked);
  const englishHint = ENGLISH_HINT.test(masked);
  if (!germanHint && !englishHint) return;
  const chrono = germanHint && (!englishHint || language === "de") ? german : english;
  for (const result of chrono.parse(masked, { instant: now.toJSDate(), timezone: now.offset }, { forwardDate: true })) {
    const found = readResult(result, text, now, read.problems);
    if (found) read.dates.push(found);
    if (read.dates.length >= 20) return;
  }
}

function readResult(result: ParsedResult, text: string, now: DateTime, problems: string[]): DateFound | null {
  const { start } = result;
  const written = text.slice(result.index, result.index + result.text.length);
  const before = text.slice(Math.max(0, result.index - 14), result.index).toLowerCase();
  if (/(?:guten?|jede[nrms]?|every|each|am|in the)\s*$/u.test(before) && /^(?:morgen|abend|morning)/iu.test(written))
    return null;
  if (/(?:jede[nrms]?|every|each|immer)\s*$/u.test(before)) return null;
  const dayNamed = start.isCertain("day");
  const weekday = WEEKDAY.exec(written)?.[0];
  if (!dayNamed && weekday === undefined) return null;
  // "from 3 to 10 May" is read as three o'clock; "in March" as its first day.
  if (!dayNamed && /\d\s*(?:-|–|to|bis)\s*\d/u.test(written) && !/uhr|[ap]m|:/iu.test(written)) return null;
  const time = timeOf(result, written);
  const loose =
    /\b(?:weeks?|months?|wochen?|monat\p{L}*|next|last|n[aä]chste\p{L}*|letzte\p{L}*|naechste\p{L}*|end of|ende)\b/iu.test(
      before.slice(-10) + written,
    );
  let date = isoOf(start.get("year"), start.get("month"), start.get("day"));
  let certain = !loose && (time === null || time.certain);
  if (date === null) return null;
  if (!dayNamed && weekday !== undefined) {
    const near = nearWeekday(weekday, before + written, now);
    date = near.date;
    certain &&= near.certain;
  } else if (weekday !== undefined) {
    date = start.isCertain("year") ? date : withNearestYear(date, now);
    const clash = weekdayClash(weekday, date);
    if (clash !== null) {
      problems.push(`“${written.trim()}”: that day is a ${clash}`);
      certain = false;
    }
  } else if (!start.isCertain("year")) {
    date = withNearestYear(date, now);
    if (DateTime.fromISO(date, { zone: "utc" }).diff(now, "days").days > 300) certain = false;
  }
  if (time !== null && start.isCertain("timezoneOffset") && start.get("timezoneOffset") !== now.offset) {
    const here = DateTime.fromJSDate(start.date()).setZone(now.zone);
    // "EST" in summer usually means New York's clock: only GMT and offsets say what they say.
    const plain = /\b(?:gmt|utc|z)\b|[+-]\d\d/iu.test(written);
    return {
      text: written.trim(),
      date: here.toISODate() ?? date,
      time: here.toFormat("HH:mm"),
      certain: certain && plain,
    };
  }
  return { text: written.trim(), date, ...(time === null ? {} : { time: time.time }), certain };
}

/** A bare weekday is the next one; today's own name, and anything told of the past, is uncertain. */
function nearWeekday(weekday: string, said: string, now: DateTime): { date: string; certain: boolean } {
  const index = WEEKDAYS.findIndex((pattern) => pattern.test(weekday)) + 1;
  const last = /\b(?:last|letzte\p{L}*|vergangene\p{L}*)\b/iu.test(said);
  const next = /\b(?:next|n[aä]chste\p{L}*|naechste\p{L}*)\b/iu.test(said);
  const ahead = (index - now.weekday + 7) % 7;
  const days = last ? (ahead === 0 ? -7 : ahead - 7) : ahead === 0 ? 7 : ahead;
  return { date: now.plus({ days }).toISODate() ?? "", certain: !last && !next && ahead !== 0 };
}

function timeOf(result: ParsedResult, written: string): { time: string; certain: boolean } | null {
  const { start } = result;
  if (!start.isCertain("hour")) return null;
  const clear = /\d{1,2}[:.]\d{2}|\d\s?(?:am|pm|a\.m\.?|p\.m\.?|uhr|h)\b|noon|mittag|midnight/iu.test(written);
  const bare = /\b(?:at|um|gegen|around|ab)\s\d{1,2}\b/iu.test(written);
  if (!clear && !bare) return null;
  const hour = start.get("hour") ?? 0;
  const time = `${String(hour).padStart(2, "0")}:${String(start.get("minute") ?? 0).padStart(2, "0")}`;
  // "at 3" is rarely at night, "um 10" nearly always in the morning.
  return { time, certain: clear || (hour >= 8 && hour <= 18) };
}

function timeAfter(text: string): { time: string; length: number } | null {
  const match = TIME_AFTER.exec(text);
  if (!match) return null;
  const half = (match[3] ?? match[5] ?? "").toLowerCase();
  let hour = Number(match[1] ?? match[4]);
  const minute = Number(match[2] ?? 0);
  if (half === "pm" && hour < 12) hour += 12;
  if (half === "am" && hour === 12) hour = 0;
  if (hour > 23 || minute > 59) return null;
  return { time: `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`, length: match[0].length };
}

function weekdayClash(said: string, date: string): string | null {
  const day = DateTime.fromISO(date, { zone: "utc" });
  const index = WEEKDAYS.findIndex((pattern) => pattern.test(said)) + 1;
  return index === 0 || !day.isValid || day.weekday === index ? null : day.setLocale("en-GB").toFormat("cccc");
}

function withNearestYear(date: string, now: DateTime): string {
  const [, month = 1, day = 1] = date.split("-").map(Number);
  return isoOf(nearestYear(now, month, day), month, day) ?? date;
}

function isoOf(year: number | null, month: number | null, day: number | null): string | null {
  const date = DateTime.utc(year ?? 0, month ?? 0, day ?? 0);
  return date.isValid ? date.toISODate() : null;
}
