/**
 * Time as people keep it: working hours, and the moments on which something can happen.
 */
import { DateTime } from "luxon";
import type { Language } from "./voices.ts";

/** Everybody in this world keeps the owner's time. */
export const ZONE = "Europe/Berlin";
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** Things happen every so many minutes, so that a thousand clients make no more moments than ten. */
const GRID_MS = 15 * 60_000;
const OPENS = 8;
const CLOSES = 18;

/** The next moment on the grid, at `at` or after it. */
export function onGrid(at: number): number {
  return Math.ceil(at / GRID_MS) * GRID_MS;
}

/** So many hours of office time after a moment, on a working day and before closing time. */
export function officeTime(from: number, hours: number): number {
  let at = DateTime.fromMillis(from, { zone: ZONE });
  let left = hours * HOUR_MS;
  for (let turn = 0; turn < 1000; turn++) {
    if (at.weekday > 5 || at.hour >= CLOSES) at = at.plus({ days: 1 }).startOf("day").set({ hour: OPENS });
    else if (at.hour < OPENS) at = at.startOf("day").set({ hour: OPENS });
    else {
      const end = at.startOf("day").set({ hour: CLOSES });
      const room = end.toMillis() - at.toMillis();
      if (left < room) return onGrid(at.toMillis() + left);
      left -= room;
      at = end;
    }
  }
  throw new RangeError(`no office hour within years of ${new Date(from).toISOString()}`);
}

/** A day as a person writes it in a mail: `3 April`, `3. April`. */
export function dayText(at: number, language: Language): string {
  const day = DateTime.fromMillis(at, { zone: ZONE });
  return language === "de" ? day.setLocale("de").toFormat("d. LLLL") : day.setLocale("en-GB").toFormat("d LLLL");
}

export function monthText(at: number, language: Language): string {
  return DateTime.fromMillis(at, { zone: ZONE })
    .setLocale(language === "de" ? "de" : "en-GB")
    .toFormat("LLLL");
}

/** A time that was offered, as people repeat it: `style` from 0. */
export function slotText(at: number, language: Language, style: number) {
  const when = DateTime.fromMillis(at, { zone: ZONE }).setLocale(language === "de" ? "de" : "en-GB");
  const time = when.toFormat("HH:mm");
  const formats =
    language === "de"
      ? ["cccc, d. LLLL, HH:mm 'Uhr'", "cccc 'um' HH:mm 'Uhr'", "'am' d. LLLL 'um' HH:mm", "ccc d.M. HH:mm"]
      : ["cccc, d LLLL, HH:mm", "cccc 'at' HH:mm", "'the' d LLLL 'at' HH:mm", "ccc d LLL HH:mm"];
  return {
    slot: when.toFormat(formats[style % formats.length] ?? ""),
    day: when.toFormat(language === "de" ? "cccc, d. LLLL" : "cccc, d LLLL"),
    weekday: when.toFormat("cccc"),
    time,
  };
}

const MONTHS =
  "january|february|march|april|may|june|july|august|september|october|november|december|januar|februar|märz|mai|juni|juli|oktober|dezember";
const TIME_LINE = new RegExp(`(\\d{1,2})\\.? (${MONTHS})(?: (\\d{4}))?[^\\d\\n]{1,20}(\\d{1,2})[:.](\\d{2})`, "gi");
const MONTH_NUMBERS: Readonly<Record<string, number>> = {
  jan: 1,
  feb: 2,
  mar: 3,
  mär: 3,
  apr: 4,
  may: 5,
  mai: 5,
  jun: 6,
  jul: 7,
  aug: 8,
  sep: 9,
  oct: 10,
  okt: 10,
  nov: 11,
  dec: 12,
  dez: 12,
};

/** The times that a letter names, ms UTC, as its reader takes them: the year that makes them lie ahead. */
export function timesIn(text: string, readAt: number): number[] {
  const now = DateTime.fromMillis(readAt, { zone: ZONE });
  const found = [...text.matchAll(TIME_LINE)].map(([, day = "", month = "", year, hour = "", minute = ""]) => {
    const parts = {
      day: Number(day),
      month: MONTH_NUMBERS[month.toLowerCase().slice(0, 3)] ?? 1,
      hour: Number(hour),
      minute: Number(minute),
    };
    const at = DateTime.fromObject({ ...parts, year: year ? Number(year) : now.year }, { zone: ZONE });
    return (year || at > now.minus({ days: 60 }) ? at : at.plus({ years: 1 })).toMillis();
  });
  return [...new Set(found.filter((at) => Number.isFinite(at)))];
}
