/**
 * What a calendar's text says: when its owner is busy, and which of its events are ours. Recurring events are expanded by their
 * wall clock, so that nine o'clock stays nine o'clock when the clocks change.
 * Before: calendar-folder/ and calendar-server/, with a file or an object of the server's. After: lib/busy.ts.
 */
import ICAL from "ical.js";
import { DateTime, IANAZone } from "luxon";
import type { Span } from "../../lib/busy.ts";

export interface CalendarFile {
  /** Busy times within the window, in no order. */
  readonly busy: readonly Span[];
  /** Events by uid, a series as its first: among them are ours. */
  readonly events: ReadonlyMap<string, OneEvent>;
}

export interface OneEvent {
  readonly startsAt: number;
  readonly endsAt: number;
  readonly sequence: number;
  readonly cancelled: boolean;
  /** The owner made a series of it, or invited people to it: it is theirs to change. */
  readonly series: boolean;
  readonly invites: boolean;
}

export interface Window extends Span {
  /** The owner's: in it are times that name none. */
  readonly zone: string;
  /** What they declined doesn't keep them busy. */
  readonly ownAddress: string;
}

/** A rule that began long ago is followed up to here; nobody's calendar holds so many. */
const MOST_OCCURRENCES = 20_000;
const DAY_MS = 86_400_000;

/** Reads a file. Throws where it is no calendar, saying what is wrong. */
export function readCalendar(text: string, window: Window): CalendarFile {
  const busy: Span[] = [];
  const events = new Map<string, OneEvent>();
  for (const calendar of calendarsIn(text)) readEvents(calendar, window, { busy, events });
  return { busy, events };
}

function readEvents(
  calendar: ICAL.Component,
  window: Window,
  { busy, events }: { busy: Span[]; events: Map<string, OneEvent> },
): void {
  const zones = new Map(
    calendar.getAllSubcomponents("vtimezone").map((zone) => {
      const made = new ICAL.Timezone(zone);
      return [made.tzid, made] as const;
    }),
  );
  // Asking whether a zone is known is slow, and a recurring event asks a thousand times for the same.
  const known = new Map<string, string | null>();
  const knownAs = (name: string) => {
    const answer = known.has(name) ? known.get(name) : zoneNamed(name);
    known.set(name, answer ?? null);
    return answer ?? null;
  };
  const moment = (time: ICAL.Time, tzid: string | null) =>
    momentOf(time, tzid, { described: zones, knownAs }, window.zone);
  const parts = calendar.getAllSubcomponents("vevent");
  const isChange = (part: ICAL.Component) => part.hasProperty("recurrence-id");
  for (const part of parts.filter((one) => !isChange(one))) {
    if (!part.hasProperty("dtstart")) throw new Error("an event in it has no beginning");
    const uid = textOf(part, "uid");
    const changes = parts.filter((one) => isChange(one) && textOf(one, "uid") === uid);
    const event = new ICAL.Event(part, { exceptions: changes });
    const series = event.isRecurring();
    const span = spanOf(event.startDate, event.endDate, part, moment);
    events.set(uid, {
      startsAt: span.from,
      endsAt: span.to,
      sequence: Number(part.getFirstPropertyValue("sequence") ?? 0),
      cancelled: textOf(part, "status") === "CANCELLED",
      series,
      invites: part.hasProperty("attendee"),
    });
    if (series) busy.push(...occurrences(event, part, window, moment));
    else if (keepsBusy(part, window) && overlaps(span, window)) busy.push(span);
  }
}

type Moment = (time: ICAL.Time, tzid: string | null) => number;

function occurrences(event: ICAL.Event, master: ICAL.Component, window: Window, moment: Moment): Span[] {
  const busy: Span[] = [];
  const take = (span: Span, part: ICAL.Component) => {
    if (keepsBusy(part, window) && overlaps(span, window)) busy.push(span);
  };
  // A changed occurrence lies where it was moved to, however far that is from its place in the rule.
  const changed = new Set(Object.values(event.exceptions).filter((one) => isMoved(one.component)));
  for (const one of changed) take(spanOf(one.startDate, one.endDate, one.component, moment), one.component);
  const marginMs = event.duration.toSeconds() * 1000 + 2 * DAY_MS;
  const iterator = event.iterator();
  for (let nth = 0; nth < MOST_OCCURRENCES; nth++) {
    const next = iterator.next();
    if (!next) break;
    // Zones are slow to ask; what is long past needs none.
    const isPast = Date.UTC(next.year, next.month - 1, next.day) + marginMs < window.from;
    if (isPast && event.rangeExceptions.length === 0) continue;
    if (moment(next, zoneIn(master)) >= window.to) break;
    const { startDate, endDate, item } = event.getOccurrenceDetails(next);
    if (changed.has(item)) continue;
    // What was changed from here on brings its own zone; the others have that of the rule.
    const part = item.component.hasProperty("dtstart") ? item.component : master;
    take(spanOf(startDate, endDate, part, moment), part);
  }
  return busy;
}

/** It stands for one occurrence only, and says when that is. */
function isMoved(part: ICAL.Component): boolean {
  const range = part.getFirstProperty("recurrence-id")?.getParameter("range");
  return range === undefined && part.hasProperty("dtstart");
}

function spanOf(start: ICAL.Time, end: ICAL.Time, part: ICAL.Component, moment: Moment): Span {
  const zone = zoneIn(part);
  const from = moment(start, zone);
  const duration = part.getFirstPropertyValue("duration");
  if (duration instanceof ICAL.Duration && !start.isDate) {
    // Days end at the same time of another day, hours are as long as they are (RFC 5545, 3.3.6).
    const { weeks, days, hours, minutes, seconds } = duration;
    const dayOff = start.clone();
    dayOff.adjust(weeks * 7 + days, 0, 0, 0);
    return { from, to: Math.max(from, moment(dayOff, zone) + ((hours * 60 + minutes) * 60 + seconds) * 1000) };
  }
  const to = moment(end, zoneIn(part, "dtend") ?? zone);
  return { from, to: Math.max(from, to) };
}

/** A day is the owner's day; a time that names no zone is in the owner's; a known zone goes by what is known of it today. */
function momentOf(
  time: ICAL.Time,
  tzid: string | null,
  zones: { readonly described: ReadonlyMap<string, ICAL.Timezone>; readonly knownAs: (name: string) => string | null },
  own: string,
): number {
  const wall = {
    year: time.year,
    month: time.month,
    day: time.day,
    ...(time.isDate ? {} : { hour: time.hour, minute: time.minute, second: time.second }),
  };
  if (time.zone === ICAL.Timezone.utcTimezone) return DateTime.fromObject(wall, { zone: "utc" }).toMillis();
  const name = tzid ?? "";
  if (time.isDate || name === "") return momentAt(wall, own);
  const known = zones.knownAs(name);
  if (known !== null) return momentAt(wall, known);
  const described = zones.described.get(name);
  if (!described) throw new Error(`it names the time zone “${name}”, which nobody knows`);
  const there = time.clone();
  there.zone = described;
  return there.toUnixTime() * 1000;
}

/** Of an hour that comes twice the first is meant (RFC 5545, 3.3.5). */
function momentAt(wall: Readonly<Record<string, number>>, zone: string): number {
  const time = DateTime.fromObject(wall, { zone });
  const isAfterChange = time.minus({ hours: 1 }).offset > time.offset;
  return isAfterChange ? Math.min(...time.getPossibleOffsets().map((one) => one.toMillis())) : time.toMillis();
}

/** The zone that everybody knows under this name; some programs put a path of their own before it. */
function zoneNamed(name: string): string | null {
  const parts = name.split("/").filter(Boolean);
  const tried = [name, ...[2, 3].filter((count) => parts.length > count).map((count) => parts.slice(-count).join("/"))];
  return tried.find((one) => IANAZone.isValidZone(one)) ?? null;
}

/** Free time, what was called off and what the owner declined keep nobody busy. */
function keepsBusy(part: ICAL.Component, { ownAddress }: Window): boolean {
  if (textOf(part, "transp") === "TRANSPARENT" || textOf(part, "status") === "CANCELLED") return false;
  return !part
    .getAllProperties("attendee")
    .some(
      (attendee) =>
        String(attendee.getFirstValue()).toLowerCase() === `mailto:${ownAddress.toLowerCase()}` &&
        String(attendee.getParameter("partstat")).toUpperCase() === "DECLINED",
    );
}

function calendarsIn(text: string): ICAL.Component[] {
  let read: unknown[];
  try {
    read = ICAL.parse(text.replace(/^\uFEFF/, "")) as unknown[];
  } catch (error) {
    throw new Error(`it is no calendar that can be read (${error instanceof Error ? error.message : String(error)})`);
  }
  const all = (typeof read[0] === "string" ? [read] : read) as unknown[][];
  if (all.length === 0) throw new Error("it is empty");
  return all.map((one) => {
    if (one[0] !== "vcalendar") throw new Error("it holds no calendar");
    return new ICAL.Component(one);
  });
}

function overlaps(span: Span, window: Span): boolean {
  return span.to > window.from && span.from < window.to;
}

function zoneIn(part: ICAL.Component, name = "dtstart"): string | null {
  const zone = part.getFirstProperty(name)?.getParameter("tzid");
  return typeof zone === "string" ? zone : null;
}

function textOf(part: ICAL.Component, name: string): string {
  const value = part.getFirstPropertyValue(name);
  return typeof value === "string" ? (name === "uid" ? value : value.toUpperCase()) : "";
}
