/**
 * Meetings as actions see them: which one is meant, and how times are written to the owner and to a client, each in their
 * language and always with the zone. Shared by meeting-offer.ts and its neighbours.
 */
import { DateTime } from "luxon";
import { z } from "zod";
import type { Leaving, View } from "../kernel/action.ts";
import type { Records } from "../kernel/fold.ts";
import { calendarText, meetingUid } from "../lib/calendar-event.ts";
import { readable } from "../lib/zone.ts";
import { type Client, clients, clientTitle, mergedScope } from "../records/client.ts";
import { type MailWords, mails } from "../records/mail.ts";
import { type Meeting, meetings } from "../records/meeting.ts";
import type { House } from "./house.ts";
import type { Attachment } from "./letter.ts";
import { quoteOf } from "./letter.ts";

type Language = "en" | "de";

/** `Tuesday 24 November, 10:00`, `Dienstag, 24. November, 10:00 Uhr`: a day read wrongly shows in its weekday. */
export function whenInLetter(at: number, zone: string, language: Language): string {
  const time = DateTime.fromMillis(at, { zone });
  return language === "de"
    ? time.setLocale("de").toFormat("cccc, d. LLLL, HH:mm 'Uhr'")
    : time.setLocale("en-GB").toFormat("cccc d LLLL, HH:mm");
}

/** The times to choose from, one a line. */
export function slotLines(slots: readonly number[], zone: string, language: Language): string {
  return slots.map((at) => `- ${whenInLetter(at, zone, language)}`).join("\n");
}

/** `Berlin time (UTC+1)`; without the offset where the clocks change between the times. */
export function zoneInLetter(slots: readonly number[], zone: string, language: Language): string {
  const place = (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
  const offsets = new Set(slots.map((at) => DateTime.fromMillis(at, { zone }).toFormat("Z")));
  const [offset] = offsets;
  const named = place === "UTC" ? "UTC" : language === "de" ? `Ortszeit ${place}` : `${place} time`;
  return offsets.size === 1 && place !== "UTC" ? `${named} (UTC${offset})` : named;
}

/** The meeting meant: by its id, or the only one of the client's that waits for an answer or is still to come; or why that isn't clear. */
export function meantMeeting(
  { records, now }: Pick<View, "records" | "now">,
  scope: string,
  id: string,
): { readonly meeting: Meeting; readonly client: Client } | string {
  const own = mergedScope(records, scope);
  const client = records.get(clients, own);
  if (!client) return "Say with whom: there is no such client on record.";
  if (id !== "") {
    const meeting = records.get(meetings, id);
    return meeting && mergedScope(records, meeting.client) === own
      ? { meeting, client }
      : "There is no such meeting with this client.";
  }
  const found = openMeetings(records, own, now);
  const [only, ...others] = found;
  if (!only) return `There is no meeting with ${clientTitle(client)} to come.`;
  if (others.length === 0) return { meeting: only, client };
  return `There are several meetings with ${clientTitle(client)}: say which, by its id. ${found
    .map((one) => `“${one.title}” is ${one.id}`)
    .join(", ")}.`;
}

/** What waits for a client's answer, and what is booked and still to come, the earliest first. */
export function openMeetings(records: Records, client: string, now: number): Meeting[] {
  return records
    .find(meetings, "client = ? AND state IN ('offered','booked') ORDER BY starts_at, seq", [client])
    .filter((one) => one.starts_at === null || one.starts_at > now);
}

/** What a mail of the client's says, quoted on the card; nothing where there is none. */
export function quoted(view: View, mail: string, client: string): { quote?: ReturnType<typeof quoteOf> } {
  const row = mail === "" ? undefined : view.records.get(mails, mail);
  if (!row || mergedScope(view.records, row.scope) !== client) return {};
  const words = view.privateAt(row.seq) as unknown as MailWords | null;
  return words?.from ? { quote: quoteOf(words) } : {};
}

/** The meeting as a file that a mail program puts into a calendar. */
export function invitation(
  house: House,
  meeting: Meeting,
  how: { readonly method: "REQUEST" | "CANCEL"; readonly to: readonly string[]; readonly now: number },
): Attachment {
  const text = calendarText({
    uid: meetingUid(meeting.id, house.ownerEmail),
    title: meeting.title,
    startsAt: meeting.starts_at ?? 0,
    minutes: meeting.minutes,
    sequence: how.method === "CANCEL" ? calledOffSequence(meeting) : meeting.version,
    stampedAt: how.now,
    cancelled: how.method === "CANCEL",
    organizer: { name: "", address: house.ownerEmail },
    attendees: how.to,
    method: how.method,
  });
  return { kind: "text", name: "invitation.ics", type: "text/calendar", text };
}

/** Higher than that of the invitation before it (RFC 5546, 2.1.4), also where calling it off is still to be recorded. */
function calledOffSequence({ state, version }: Pick<Meeting, "state" | "version">): number {
  return state === "cancelled" ? version : version + 1;
}

/** The meeting goes out of the owner's calendar. */
export function removal(house: House, meeting: Meeting): Leaving {
  const { id, title, starts_at: startsAt, minutes } = meeting;
  const uid = meetingUid(id, house.ownerEmail);
  const payload = { uid, title, startsAt, minutes, sequence: calledOffSequence(meeting) };
  return { connector: "calendar", operation: "remove", reference: uid, payload };
}

/** `Thu 26 Nov, 10:00, 30 minutes`. */
export function whenOnCard(at: number, minutes: number, zone: string): string {
  return `${readable(at, zone)}, ${minutes} minutes`;
}

const MOMENT = "expected a day and a time such as 2026-11-26 14:00";

/** A moment: ms UTC, as agents hand it, or a local day and time, as the owner types it. Parsed twice, it is the same. */
export function momentParam(zone: string) {
  return z.union([z.int(), z.string()], MOMENT).transform((given, context) => {
    if (typeof given === "number") return given;
    const text = given.trim();
    if (/^\d{11,15}$/.test(text)) return Number(text);
    const time = DateTime.fromISO(text.replace(/\s+/, "T"), { zone });
    if (/^\d{4}-\d\d-\d\d\s*[T ]?\s*\d{1,2}:\d\d$/.test(text) && time.isValid) return time.toMillis();
    context.addIssue({ code: "custom", message: MOMENT });
    return z.NEVER;
  });
}

const MINUTES = "expected minutes from 5 to 480";

export const minutesParam = z.coerce.number(MINUTES).int(MINUTES).min(0, MINUTES).max(480, MINUTES).default(0);
