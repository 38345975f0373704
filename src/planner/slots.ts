/**
 * Times that can be offered for a meeting: in working hours, on working days, where nothing else is. Pure: the same day,
 * calendar and meetings give the same times.
 * Before: house.ts, which gathers what is taken. After: actions/meeting-offer.ts.
 */
import type { Span } from "../lib/busy.ts";
import { addDays, addWorkdays, type Workdays } from "../lib/workdays.ts";
import { localDate, momentOn } from "../lib/zone.ts";

export interface SlotWish {
  readonly count: number;
  readonly minutes: number;
  /** Times lie on business days after the day of this moment (ms UTC). */
  readonly from: number;
  /** Not before this day. */
  readonly day?: string;
  readonly zone: string;
  readonly workdays: Workdays;
  /** Minutes after midnight, between which a meeting begins and ends. */
  readonly hours: { readonly fromMinute: number; readonly toMinute: number };
  /** What is busy, booked, or offered to somebody else. */
  readonly taken: readonly Span[];
}

/** Within so many business days a time is looked for; where these are full, within the longer span. */
const NEAR_DAYS = 5;
const FAR_DAYS = 15;
const GRID_MINUTES = 30;
const MINUTE_MS = 60_000;

/** Free times on different days, the earliest first; fewer than wished for where there are no more. */
export function freeSlots(wish: SlotWish): number[] {
  const today = localDate(wish.from, wish.zone);
  const asked = wish.day !== undefined && wish.day > today ? wish.day : null;
  const before = asked === null ? today : addDays(asked, -1);
  const found: number[] = [];
  const look = (from: number, to: number) => {
    for (let nth = from; nth <= to && found.length < wish.count; nth++) {
      const slot = freeOn(addWorkdays(before, nth, wish.workdays), wish, found.length % 2 === 1);
      if (slot !== null) found.push(slot);
    }
  };
  // Who reads the letter tomorrow shall still have all of them: the next business day comes last, unless they asked for it.
  if (asked !== null) look(1, NEAR_DAYS);
  else {
    look(2, NEAR_DAYS);
    look(1, 1);
  }
  if (found.length === 0) look(NEAR_DAYS + 1, FAR_DAYS);
  return found.sort((a, b) => a - b);
}

/** Whether nothing else is at that time. */
export function isFree(startsAt: number, minutes: number, taken: readonly Span[]): boolean {
  const endsAt = startsAt + minutes * MINUTE_MS;
  return taken.every((span) => span.to <= startsAt || span.from >= endsAt);
}

/** The first free time of the day, or of its second half where `later`; then whatever is left of it. */
function freeOn(day: string, { minutes, zone, hours, taken }: SlotWish, later: boolean): number | null {
  const end = hours.toMinute > hours.fromMinute ? hours.toMinute : 24 * 60;
  const first = Math.ceil(hours.fromMinute / GRID_MINUTES) * GRID_MINUTES;
  const minutesOfDay: number[] = [];
  for (let minute = first; minute + minutes <= end; minute += GRID_MINUTES) minutesOfDay.push(minute);
  // Nobody likes to begin the day, or the afternoon, with a meeting: an hour in, unless nothing else is free.
  const preferred = (later ? (first + end) / 2 : first) + 60;
  const half = minutesOfDay.findIndex((minute) => minute >= preferred);
  const inOrder = half < 0 ? minutesOfDay : [...minutesOfDay.slice(half), ...minutesOfDay.slice(0, half)];
  const last = minutesOfDay.at(-1) ?? first;
  const dawn = momentOn(day, first, zone);
  // Unless the clocks change within the working hours, one question to the calendar is enough.
  const isEven = momentOn(day, last, zone) - dawn === (last - first) * MINUTE_MS;
  for (const minute of inOrder) {
    const startsAt = isEven ? dawn + (minute - first) * MINUTE_MS : momentOn(day, minute, zone);
    if (isFree(startsAt, minutes, taken)) return startsAt;
  }
  return null;
}
