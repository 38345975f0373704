/**
 * What agents read of the meetings with a client, and which of the offered times a message takes.
 *
 * For agents: `read("meeting")` lists what is offered and what is to come. `ask("slot", { mail })` says what the mail means:
 * `one` { meeting, startsAt }: intend meeting.book { meeting, startsAt, mail }, which executes where that time was offered and
 * is still free (`free`). `other` { meeting, startsAt or null, on or null, free }: they want another time; where `startsAt` is
 * free, meeting.book puts it to the owner; else meeting.offer { meeting, from, mail } suggests others (also put to the owner,
 * because it follows a mail). `none`: it is not about a time. `unsure`: ask the owner. `meeting` is null where nothing is open.
 * Before: read-work.ts. After: model/local/slot.ts, records/meeting.ts.
 */
import { openMeetings, whenInLetter } from "../actions/meeting-words.ts";
import { houseLabel } from "../kernel/label.ts";
import type { Json } from "../lib/canonical.ts";
import { localDate } from "../lib/zone.ts";
import { mergedScope } from "../records/client.ts";
import { type MailWords, mails } from "../records/mail.ts";
import { type Meeting, slotsOf } from "../records/meeting.ts";
import type { LocalReader, Read, ReadableKind, ReadingDesk } from "./readable.ts";

export const MEETING: ReadableKind = {
  resource: "Client",
  sentence: "read the meetings with the client",
  read: (desk) => ({ value: openMeetings(desk.records, desk.scope, desk.now).map((one) => shown(one, desk)) }),
};

/** Which of the offered times the mail takes; times already past are none of them. */
export const SLOT: LocalReader = async (desk, input): Promise<Read> => {
  // The reader brings its dictionaries with it; a run that reads no reply should not wait for them.
  const { readSlot } = await import("../model/local/slot.ts");
  const mail = desk.records.get(mails, String(input.mail));
  const found = mail && mergedScope(desk.records, mail.scope) === desk.scope ? desk.wordsAt(mail.seq) : null;
  const words = found?.words as MailWords | undefined;
  const open = openMeetings(desk.records, desk.scope, desk.now);
  const suggested = found && words?.invitation && counterTo(open, words.invitation, desk);
  if (found && suggested) return { value: suggested, label: found.label };
  const ordered = [...open.filter((one) => one.state === "offered"), ...open.filter((one) => one.state === "booked")];
  if (!found || !words?.from || ordered.length === 0 || !mail)
    return { value: { kind: "none", meeting: null }, label: houseLabel(desk.scope) };
  const written = { sentAt: words.sentAt ?? mail.at, zone: desk.house.zone };
  const readings = ordered.map((meeting) => ({
    meeting,
    reading: readSlot(words.written, slotsOf(meeting), written),
  }));
  // Where several are open, it is the one of which they take a time; of two that fit, the one offered last.
  const taking = readings.filter(({ reading }) => reading.kind === "one");
  const meant = taking.at(-1) ?? readings[0];
  if (!meant) return { value: { kind: "none", meeting: null }, label: houseLabel(desk.scope) };
  const { meeting, reading } = meant;
  const startsAt = reading.kind === "one" || reading.kind === "other" ? reading.startsAt : null;
  const free =
    startsAt !== null &&
    startsAt > desk.now &&
    desk.house.isFree(desk.records, { from: startsAt, minutes: meeting.minutes, except: meeting.id });
  return {
    value: { ...reading, meeting: meeting.id, title: meeting.title, state: meeting.state, free },
    label: found.label,
  };
};

/** Another time, as their calendar program suggests it: nothing has to be read out of sentences. */
function counterTo(open: readonly Meeting[], said: NonNullable<MailWords["invitation"]>, desk: ReadingDesk): Json {
  const meeting = open.find((one) => one.id === said.meeting && one.state === "booked");
  const { startsAt } = said;
  if (!meeting || said.answer !== "counter" || startsAt === null) return null;
  const wish = { from: startsAt, minutes: meeting.minutes, except: meeting.id };
  const free = startsAt > desk.now && desk.house.isFree(desk.records, wish);
  const { id, title, state } = meeting;
  const on = localDate(startsAt, desk.house.zone);
  return { kind: "other", startsAt, on, sentence: "", meeting: id, title, state, free };
}

function shown(meeting: Meeting, { house }: ReadingDesk): Json {
  const slots = meeting.state === "offered" ? slotsOf(meeting) : [];
  return {
    id: meeting.id,
    title: meeting.title,
    state: meeting.state,
    task: meeting.task,
    minutes: meeting.minutes,
    startsAt: meeting.starts_at,
    slots: slots.map((at) => ({ startsAt: at, words: whenInLetter(at, house.zone, "en") })),
  };
}
