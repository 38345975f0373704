/**
 * Business days of the owner's: weekdays that are worked, without public holidays and days away. Days are `YYYY-MM-DD`.
 */
import { DateTime } from "luxon";

export interface Workdays {
  /** ISO weekdays that are worked, Monday is 1. */
  readonly weekdays: readonly number[];
  isHoliday(day: string): boolean;
  isAway(day: string): boolean;
}

const FURTHEST = 3660;
const DAY_MS = 86_400_000;
const SUNDAY = 7;

export function isWorkday(day: string, workdays: Workdays): boolean {
  const weekday = new Date(msOf(day)).getUTCDay() || SUNDAY;
  return workdays.weekdays.includes(weekday) && !workdays.isHoliday(day) && !workdays.isAway(day);
}

/**
 * The business day that many after `day` (before it, where negative). 0: the day itself, or the next business day where it is none.
 */
export function addWorkdays(day: string, count: number, workdays: Workdays): string {
  const step = count < 0 ? -1 : 1;
  let at = day;
  let left = Math.abs(count);
  for (let tries = 0; tries < FURTHEST; tries++) {
    if (left === 0 && isWorkday(at, workdays)) return at;
    at = addDays(at, step);
    if (left > 0 && isWorkday(at, workdays)) left -= 1;
  }
  throw new RangeError(`no business day within ten years of ${day}: say which weekdays are worked`);
}

/** The calendar day that many after (before, where negative). */
export function addDays(day: string, count: number): string {
  return new Date(msOf(day) + count * DAY_MS).toISOString().slice(0, 10);
}

/** The same day of a later month; the last of it where it has none such (31 January → 28 February). */
export function addMonths(day: string, count: number): string {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + count, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + count, Math.min(date, last))).toISOString().slice(0, 10);
}

/** Calendar days from `from` to `to`; negative where `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((msOf(to) - msOf(from)) / DAY_MS);
}

/** `Tue 24 Nov`, or with the year where that isn't the one of `today`. */
export function dayWords(day: string, today?: string): string {
  const format = today === undefined || today.slice(0, 4) === day.slice(0, 4) ? "ccc d LLL" : "ccc d LLL yyyy";
  return dateOf(day).setLocale("en-GB").toFormat(format);
}

/** `November`, of a day. */
export function monthName(day: string): string {
  return dateOf(day).setLocale("en-GB").toFormat("LLLL");
}

/** `November 2026`, of a month such as `2026-11`. */
export function monthWords(month: string): string {
  return dateOf(month).setLocale("en-GB").toFormat("LLLL yyyy");
}

/** `24 November 2026`, `24. November 2026`: as it is written in a letter. */
export function dayInLetter(day: string, language: "en" | "de"): string {
  return language === "de"
    ? dateOf(day).setLocale("de").toFormat("d. LLLL yyyy")
    : dateOf(day).setLocale("en-GB").toFormat("d LLLL yyyy");
}

/** Counting days is done often: by plain arithmetic, which takes a hundredth of the time. */
function msOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

function dateOf(day: string): DateTime {
  return DateTime.fromISO(day, { zone: "utc" });
}
