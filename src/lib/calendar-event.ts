/**
 * One meeting as an iCalendar text (RFC 5545), as it goes with a letter and lies in the calendar. The same input gives the
 * same bytes. After: actions/meeting-invite.ts, connectors/calendar-folder.
 */
import ICAL from "ical.js";

export interface CalendarEvent {
  readonly uid: string;
  readonly title: string;
  /** ms UTC. */
  readonly startsAt: number;
  readonly minutes: number;
  /** Higher with every change. */
  readonly sequence: number;
  /** When it was written down, ms UTC. */
  readonly stampedAt: number;
  readonly cancelled?: boolean;
  readonly organizer?: { readonly name: string; readonly address: string };
  readonly attendees?: readonly string[];
  /** How a mail program takes it; left out in a calendar's own file. */
  readonly method?: "REQUEST" | "CANCEL";
}

/** What calendars everywhere know a meeting by. */
export function meetingUid(meeting: string, ownerAddress: string): string {
  return `${meeting}@${ownerAddress.slice(ownerAddress.lastIndexOf("@") + 1)}`;
}

/** Whether an event of the calendar's is a meeting of ours, and not the owner's own. */
export function isMeetingUid(uid: string, ownerAddress: string): boolean {
  return uid.startsWith("g_") && uid === meetingUid(uid.slice(0, Math.max(0, uid.lastIndexOf("@"))), ownerAddress);
}

export function calendarText(event: CalendarEvent): string {
  const calendar = new ICAL.Component("vcalendar");
  calendar.updatePropertyWithValue("version", "2.0");
  calendar.updatePropertyWithValue("prodid", "-//Atelier//EN");
  if (event.method) calendar.updatePropertyWithValue("method", event.method);
  const entry = new ICAL.Component("vevent");
  entry.updatePropertyWithValue("uid", event.uid);
  entry.updatePropertyWithValue("dtstamp", utc(event.stampedAt));
  entry.updatePropertyWithValue("dtstart", utc(event.startsAt));
  entry.updatePropertyWithValue("dtend", utc(event.startsAt + event.minutes * 60_000));
  entry.updatePropertyWithValue("sequence", event.sequence);
  entry.updatePropertyWithValue("summary", event.title.replace(/\p{Cc}+/gu, " "));
  entry.updatePropertyWithValue("status", event.cancelled ? "CANCELLED" : "CONFIRMED");
  if (event.organizer) {
    const organizer = entry.updatePropertyWithValue("organizer", `mailto:${event.organizer.address}`);
    if (event.organizer.name) organizer.setParameter("cn", event.organizer.name.replace(/["\p{Cc}]+/gu, " "));
  }
  for (const address of event.attendees ?? []) {
    const attendee = entry.addPropertyWithValue("attendee", `mailto:${address}`);
    if (event.method !== "CANCEL") {
      attendee.setParameter("partstat", "NEEDS-ACTION");
      attendee.setParameter("rsvp", "TRUE");
    }
  }
  calendar.addSubcomponent(entry);
  return `${calendar.toString()}\r\n`;
}

function utc(at: number): ICAL.Time {
  // Calendars know no smaller unit than a second.
  return ICAL.Time.fromJSDate(new Date(Math.floor(at / 1000) * 1000), true);
}
