/**
 * A meeting as the calendar server stores it. Nobody is named in it: a server that schedules by itself (RFC 6638) would write to
 * whoever is invited there, and what leaves here goes by mail, where the owner sees it. What they added to it stays.
 * Before: writing.ts. After: dav.ts.
 */
import ICAL from "ical.js";
import { calendarText } from "../../lib/calendar-event.ts";
import type { Put } from "../calendar/standing.ts";

/** The text to store: a new one, or the one before with its new time. */
export function eventText(before: string | null, put: Put, stampedAt: number): string {
  const { uid, title, startsAt, minutes, sequence } = put;
  const fresh = calendarText({ uid, title, startsAt, minutes, sequence, stampedAt });
  if (before === null) return fresh;
  const calendar = new ICAL.Component(ICAL.parse(before.replace(/^\uFEFF/, "")) as string[]);
  const entry = calendar.getAllSubcomponents("vevent").find((one) => one.getFirstPropertyValue("uid") === uid);
  const wanted = new ICAL.Component(ICAL.parse(fresh) as string[]).getFirstSubcomponent("vevent");
  if (!entry || !wanted) return fresh;
  // A calendar program takes a lower number for older news.
  const stored = Number(entry.getFirstPropertyValue("sequence") ?? 0);
  wanted.updatePropertyWithValue("sequence", Math.max(sequence, stored + 1));
  entry.removeAllProperties("duration");
  entry.removeAllProperties("last-modified");
  for (const name of ["dtstart", "dtend", "dtstamp", "sequence", "status"]) {
    entry.removeAllProperties(name);
    for (const property of wanted.getAllProperties(name)) entry.addProperty(property);
  }
  return `${calendar.toString()}\r\n`;
}
