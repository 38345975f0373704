/**
 * The owner's day: minutes, dates and the next morning, in an IANA time zone, daylight saving included.
 */
import { DateTime } from "luxon";

/** Minutes after midnight (0–1439) at `now` (ms UTC). */
export function minuteOfDay(now: number, zone: string): number {
  const local = DateTime.fromMillis(now, { zone });
  return local.hour * 60 + local.minute;
}

/** The local date, `YYYY-MM-DD`. */
export function localDate(now: number, zone: string): string {
  return DateTime.fromMillis(now, { zone }).toISODate() ?? "";
}

/** The midnight with which the local day `daysBefore` before that of `now` began, ms UTC. */
export function startOfDay(now: number, zone: string, daysBefore = 0): number {
  return DateTime.fromMillis(now, { zone }).startOf("day").minus({ days: daysBefore }).toMillis();
}

/** The midnight with which the local month after that of `now` begins, ms UTC. */
export function startOfNextMonth(now: number, zone: string): number {
  return DateTime.fromMillis(now, { zone }).startOf("month").plus({ months: 1 }).toMillis();
}

/** The local weekday, Monday is 1 and Sunday 7. */
export function weekday(now: number, zone: string): number {
  return DateTime.fromMillis(now, { zone }).weekday;
}

/** A day as the owner reads it: `Tue 24 Nov`. */
export function readableDay(at: number, zone: string): string {
  return DateTime.fromMillis(at, { zone }).setLocale("en-GB").toFormat("ccc d LLL");
}

/** The next time after `now` that it is `hour` o'clock there, ms UTC. */
export function nextHour(now: number, hour: number, zone: string): number {
  return nextTime(now, hour * 60, zone);
}

/** The next time after `now` that the clock there shows `minute` minutes after midnight (0–1439), ms UTC. */
export function nextTime(now: number, minute: number, zone: string): number {
  const today = DateTime.fromMillis(now, { zone }).startOf("day");
  // Each day's time is set anew from its midnight: carried over from a day that lacks it, it would come at the wrong one.
  const at = (day: DateTime) => day.set({ hour: Math.floor(minute / 60), minute: minute % 60 }).toMillis();
  return at(today) > now ? at(today) : at(today.plus({ days: 1 }));
}

/** A moment as the owner reads it: `Tue 24 Nov, 09:15`. `now`: of another year the day is enough, and the year is said. */
export function readable(at: number, zone: string, now = at): string {
  const moment = DateTime.fromMillis(at, { zone }).setLocale("en-GB");
  const isThisYear = moment.year === DateTime.fromMillis(now, { zone }).year;
  return moment.toFormat(isThisYear ? "ccc d LLL, HH:mm" : "ccc d LLL yyyy");
}

/** The local time on a local day (`YYYY-MM-DD`), ms UTC. */
export function momentOn(day: string, minute: number, zone: string): number {
  return DateTime.fromISO(day, { zone })
    .set({ hour: Math.floor(minute / 60), minute: minute % 60 })
    .toMillis();
}

/** A time of day as the owner reads it: `09:15`. */
export function readableTime(at: number, zone: string): string {
  return DateTime.fromMillis(at, { zone }).toFormat("HH:mm");
}
