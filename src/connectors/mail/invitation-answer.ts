/**
 * What a client's calendar program answers to an invitation of ours (RFC 5546, 3.2.3 and 3.2.7), as it came with a mail.
 * Before: parse.ts found a calendar part. After: arrival.ts, which asks the records whose meeting it is.
 */
import ICAL from "ical.js";
import { readCalendar } from "../calendar/read.ts";
import type { ParsedMail } from "./mail.ts";

export interface InvitationAnswer {
  readonly uid: string;
  /** `counter`: they would like it at another time. */
  readonly answer: "accepted" | "declined" | "tentative" | "counter";
  /** The time it is about; of a counter, the one they would like. Null: it names none. */
  readonly startsAt: number | null;
  readonly minutes: number | null;
  /** Nobody has written anything beside it: the text, if there is one, is the program's own. */
  readonly wordless: boolean;
}

const ANSWERS: Readonly<Record<string, InvitationAnswer["answer"]>> = {
  ACCEPTED: "accepted",
  DECLINED: "declined",
  TENTATIVE: "tentative",
};
/** Calendar services that send such mail in a person's name. */
const SERVICES = /^calendar(-notification)?@google\.com$|^(no-?reply|calendar)@[\w.-]*icloud\.com$/;
/** The one sentence that programs write. */
const SENTENCE =
  /^(?:accepted|declined|tentative(?:ly accepted)?|zugesagt|abgelehnt|mit vorbehalt|.{1,80} (?:has (?:accepted|declined|tentatively accepted)|hat .{0,40}(?:angenommen|abgelehnt|zugesagt|abgesagt)).{0,80})[.!:]?$/i;

/** The answer in a mail; null: there is none that can be read. */
export function invitationAnswer(mail: ParsedMail): InvitationAnswer | null {
  for (const { type, bytes } of mail.attachments) {
    if (type !== "text/calendar" && type !== "application/ics") continue;
    const found = answerIn(bytes.toString("utf8"));
    if (!found) continue;
    const { comment, ...answer } = found;
    return { ...answer, wordless: comment === "" && isPrograms(mail) };
  }
  return null;
}

function answerIn(text: string): (Omit<InvitationAnswer, "wordless"> & { readonly comment: string }) | null {
  try {
    const calendar = new ICAL.Component(ICAL.parse(text.replace(/^\uFEFF/, "")) as string[]);
    const method = String(calendar.getFirstPropertyValue("method") ?? "").toUpperCase();
    const event = calendar.getFirstSubcomponent("vevent");
    const uid = event?.getFirstPropertyValue("uid");
    if (!event || typeof uid !== "string" || (method !== "REPLY" && method !== "COUNTER")) return null;
    const status = event.getFirstProperty("attendee")?.getParameter("partstat");
    const answer = method === "COUNTER" ? "counter" : ANSWERS[String(status).toUpperCase()];
    if (!answer) return null;
    const time = event.hasProperty("dtstart") ? timeOf(text, uid) : null;
    if (answer === "counter" && !time) return null;
    const comment = String(event.getFirstPropertyValue("comment") ?? "").trim();
    return { uid, answer, startsAt: time?.startsAt ?? null, minutes: time?.minutes ?? null, comment };
  } catch {
    return null; // no calendar that can be read: the mail is read like any other
  }
}

function timeOf(text: string, uid: string): { readonly startsAt: number; readonly minutes: number } | null {
  const event = readCalendar(text, { from: 0, to: 0, zone: "UTC", ownAddress: "" }).events.get(uid);
  return event ? { startsAt: event.startsAt, minutes: Math.round((event.endsAt - event.startsAt) / 60_000) } : null;
}

/** Whether the text is a program's: none at all, a calendar service's page, or the one sentence that programs write. */
function isPrograms({ written, sender, from }: ParsedMail): boolean {
  if (SERVICES.test(sender?.address ?? from[0]?.address ?? "")) return true;
  const text = written.trim();
  return text === "" || (!text.includes("\n") && SENTENCE.test(text));
}
