/**
 * The last days in numbers: what came in, what left, what the owner decided. Read from the ledger, bounded by its days.
 * Before: the ledger. After: digest.ts, whose card carries it; surfaces/chart.ts draws it.
 */
import type { CardChart } from "../kernel/card.ts";
import type { Ledger } from "../kernel/ledger.ts";
import { localDate, startOfDay } from "../lib/zone.ts";
import type { Database } from "../store/database.ts";
import { NO_OTHER_EFFECT } from "./letters-left.ts";

const DAYS = 14;
/** Fewer say nothing that a sentence doesn't. */
const LEAST_DAYS = 3;

const SERIES: ReadonlyArray<{ readonly name: string; readonly types: readonly string[] }> = [
  { name: "Messages in", types: ["mail.received"] },
  { name: "Mails sent", types: ["effect.performed"] },
  { name: "Decided by you", types: ["proposal.approved", "proposal.rejected"] },
];

/** The chart of the fourteen local days that end with `now`'s; `null` when fewer than three of them have anything. */
export function lastDays(parts: {
  ledger: Ledger;
  database: Pick<Database, "all">;
  zone: string;
  now: number;
}): CardChart | null {
  const { ledger, database, zone, now } = parts;
  const starts = Array.from({ length: DAYS }, (_, day) => startOfDay(now, zone, DAYS - 1 - day));
  const types = SERIES.flatMap((one) => one.types);
  // Each day's events lie side by side in the ledger, so the database counts them: with many, reading them would take long.
  const firsts = [...starts.map((start) => firstSince(ledger, start)), firstSince(ledger, now + 1)];
  const counts = SERIES.map(() => new Array<number>(DAYS).fill(0));
  const busy = new Set<number>();
  for (const [day, first] of firsts.slice(0, DAYS).entries()) {
    const counted = database.all<{ type: string; count: number }>(
      `SELECT type, COUNT(*) AS count FROM events WHERE seq >= ? AND seq < ? AND type IN (${types.map(() => "?").join(", ")})
       AND ${NO_OTHER_EFFECT} GROUP BY type`,
      [first, firsts[day + 1] ?? first, ...types],
    );
    for (const { type, count } of counted) {
      const row = counts[SERIES.findIndex((one) => one.types.includes(type))];
      if (!row) continue;
      row[day] = (row[day] ?? 0) + count;
      busy.add(day);
    }
  }
  if (busy.size < LEAST_DAYS) return null;
  return {
    title: "The last 14 days",
    days: starts.map((start) => localDate(start, zone)),
    series: SERIES.map(({ name }, at) => ({ name, counts: counts[at] ?? [] })),
  };
}

/** The seq of the first event at or after `at` (ms UTC), one past the head where there is none: time ascends with seq. */
export function firstSince(ledger: Ledger, at: number): number {
  let low = 1;
  let high = (ledger.head()?.seq ?? 0) + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const event = ledger.at(middle);
    if (event && event.at < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
