/**
 * Public holidays by country, from a library whose data is large: it is loaded (some 0.2 seconds) when a day is first asked
 * about and a country is set, never at start.
 */
import { createRequire } from "node:module";
import type Holidays from "date-holidays";

const require = createRequire(import.meta.url);

/** Whether a day (`YYYY-MM-DD`) is a public holiday. `country`: ISO 3166-1 alpha-2; `region`: a part of it, `DE-BY` or `BY`. */
export function holidaysOf(country: string | null, region: string | null): (day: string) => boolean {
  if (country === null) return () => false;
  const years = new Map<number, ReadonlySet<string>>();
  let calendar: Holidays | undefined;
  return (day) => {
    const year = Number(day.slice(0, 4));
    let days = years.get(year);
    if (!days) {
      calendar ??= calendarOf(country, region);
      days = daysOf(calendar, year);
      years.set(year, days);
    }
    return days.has(day);
  };
}

function calendarOf(country: string, region: string | null): Holidays {
  const Calendar = require("date-holidays") as typeof Holidays;
  const part = region?.split("-").at(-1);
  return part ? new Calendar(country, part) : new Calendar(country);
}

/** All days of a year's public holidays; one that lasts longer has several. */
function daysOf(calendar: Holidays, year: number): Set<string> {
  const days = new Set<string>();
  for (const { date, start, end, type } of calendar.getHolidays(year)) {
    if (type !== "public") continue;
    const first = Date.parse(`${date.slice(0, 10)}T00:00:00Z`);
    // Its last moment is the first of the next day.
    const length = Math.max(1, Math.round((end.getTime() - start.getTime()) / 86_400_000));
    for (let at = 0; at < length; at++) days.add(new Date(first + at * 86_400_000).toISOString().slice(0, 10));
  }
  return days;
}
