/**
 * The periods of summaries: months of the owner's calendar, as spans of the ledger. Time ascends with seq, so a month is found
 * by bisection, and what belongs to it needs no look at any event.
 * Before: coverage.ts. After: the ledger, of which only times are read.
 */
import { DateTime } from "luxon";
import type { Database } from "../store/database.ts";

export interface Period {
  /** `2026-10` */
  readonly name: string;
  /** Its first event, and the first after it. */
  readonly from: number;
  readonly to: number;
}

type Reader = Pick<Database, "get">;

/** The months that may have a summary, the newest first: all since the first event but the `whole` newest, the present one included. */
export function summarisedPeriods(about: { database: Reader; zone: string; now: number; whole: number }): Period[] {
  const { database, zone, now, whole } = about;
  const first = timeOf(1, database);
  if (first === undefined) return [];
  const begin = DateTime.fromMillis(first, { zone }).startOf("month");
  const found: Period[] = [];
  let month = DateTime.fromMillis(now, { zone }).startOf("month").minus({ months: whole });
  for (; month >= begin; month = month.minus({ months: 1 })) found.push(spanOf(month, database));
  return found;
}

/** The month with this name. */
export function periodNamed(name: string, { database, zone }: { database: Reader; zone: string }): Period {
  return spanOf(DateTime.fromISO(`${name}-01`, { zone }), database);
}

/** `October 2026`. */
export function periodWords(name: string): string {
  return DateTime.fromISO(`${name}-01`, { zone: "utc" }).setLocale("en-GB").toFormat("LLLL yyyy");
}

/** `24 Nov 2026`, the owner's day. */
export function dayWords(at: number, zone: string): string {
  return DateTime.fromMillis(at, { zone }).setLocale("en-GB").toFormat("d LLL yyyy");
}

function spanOf(month: DateTime, database: Reader): Period {
  const from = firstAt(month.toMillis(), database);
  return { name: month.toFormat("yyyy-MM"), from, to: firstAt(month.plus({ months: 1 }).toMillis(), database) };
}

/** The first event at or after `at` (ms UTC); one past the head where there is none. */
function firstAt(at: number, database: Reader): number {
  let low = 1;
  let high = (database.get<{ seq: number | null }>("SELECT MAX(seq) AS seq FROM events")?.seq ?? 0) + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((timeOf(middle, database) ?? at) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

function timeOf(seq: number, database: Reader): number | undefined {
  return database.get<{ at: number }>("SELECT at FROM events WHERE seq = ?", [seq])?.at;
}
