/**
 * What meetings with clients take of the owner's time: what is booked, and what was offered and may be booked any moment.
 * Before: records/meeting.ts. After: slots.ts, by way of house.ts.
 */
import type { Records } from "../kernel/fold.ts";
import type { Span } from "../lib/busy.ts";
import { meetings, slotsOf } from "../records/meeting.ts";

/** Times from `from` on (ms UTC); those of the meeting `except` don't stand in its own way. */
export function takenTimes(records: Records, from: number, except?: string): Span[] {
  const spans: Span[] = [];
  const take = (startsAt: number, minutes: number) => spans.push({ from: startsAt, to: startsAt + minutes * 60_000 });
  // A meeting that has begun may still be going on: none lasts longer than a day.
  for (const one of records.find(meetings, "state = 'booked' AND starts_at > ?", [from - 86_400_000]))
    if (one.id !== except && one.starts_at !== null) take(one.starts_at, one.minutes);
  for (const one of records.find(meetings, "state = 'offered'"))
    if (one.id !== except) for (const slot of slotsOf(one)) if (slot > from) take(slot, one.minutes);
  return spans;
}
