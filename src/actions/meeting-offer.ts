/**
 * meeting.offer: a client gets three times for a meeting to choose from, in the house's own words. With `meeting`, those that
 * were offered before are replaced.
 * Before: agents/deliverable, once a check-in's task is due; planner/slots.ts, which finds the times. After: meeting-book.ts.
 */
import { z } from "zod";
import type { ActionContract, View } from "../kernel/action.ts";
import { replySubject } from "../lib/subject.ts";
import { localDate, readable } from "../lib/zone.ts";
import { type Client, clients, clientTitle, mergedScope } from "../records/client.ts";
import { type MailWords, mails } from "../records/mail.ts";
import { type Meeting, slotsOf } from "../records/meeting.ts";
import { type Task, tasks } from "../records/plan.ts";
import { defineAction, refused } from "./define.ts";
import type { House } from "./house.ts";
import { newLetter } from "./letter.ts";
import { invitation, meantMeeting, minutesParam, quoted, removal, slotLines, zoneInLetter } from "./meeting-words.ts";
import { addressee, subjectAndText } from "./work.ts";

const SLOTS = 3;
const NONE_FREE = "none is free in the next three weeks";
const USUAL_MINUTES = 30;

const params = z.strictObject({
  /** A check-in of a plan. */
  task: z.string().default(""),
  /** A meeting whose times are offered anew. */
  meeting: z.string().default(""),
  title: z.string().trim().default(""),
  minutes: minutesParam,
  /** Not before this day. */
  from: z.union([z.literal(""), z.iso.date("expected a day such as 2026-11-26")]).default(""),
  /** The message that asks for other times: it is answered. */
  mail: z.string().default(""),
});

type Params = z.output<typeof params>;

export function meetingOffer(house: House): ActionContract {
  return defineAction({
    name: "meeting.offer",
    group: "outward",
    resource: "Client",
    sentence: "offer a client times for a meeting",
    context: { again: "Boolean" },
    produces: ["meeting.offered@1", "task.done@1"],
    connector: "mail",
    // Two in one wish would offer the same times.
    alone: true,
    editable: ["title", "minutes", "from"],
    form: [
      { name: "title", label: "What it is about", kind: "line" },
      { name: "minutes", label: "Minutes", kind: "line", optional: true },
      { name: "from", label: "Not before (YYYY-MM-DD)", kind: "line", optional: true },
    ],
    params,
    key: ({ task, meeting, title, mail, from }) => `meeting.offer:${task || `${meeting}:${title}:${mail}:${from}`}`,
    about: ({ mail }) => mail || null,
    prepare(given, scope, view, key) {
      const wanted = ready(house, view, scope, given, key);
      if (typeof wanted === "string") return refused(wanted);
      const { own, client, title, minutes, slots } = wanted;
      const { language, name } = addressee(view.records, own);
      const { zone } = house;
      const filled =
        slots.length > 0
          ? house.fill("check-in", language, {
              name,
              title,
              minutes: String(minutes),
              slots: slotLines(slots, zone, language),
              zone: zoneInLetter(slots, zone, language),
            })
          : house.fill("check-in-written", language, { name, title });
      if (!filled.ok) return refused(`I can't write the letter: ${filled.why}.`);
      const { subject, text } = subjectAndText(filled.text ?? "");
      const answered = answeredBy(view, given.mail, own);
      const words = answered?.messageId
        ? { subject: replySubject(answered.subject), text, inReplyTo: answered.messageId }
        : { subject: subject || title, text };
      const to = newLetter(view, own, words, key, house.messageIdFor);
      if (typeof to === "string") return refused(to);
      const booked = wanted.before?.state === "booked" ? wanted.before.starts_at : null;
      // The time that was booked goes out of their calendar as well as out of the owner's.
      const attachments =
        booked && wanted.before
          ? [invitation(house, wanted.before, { method: "CANCEL", to: to.to, now: view.now })]
          : [];
      const letter = newLetter(view, own, { ...words, to: to.to, attachments }, key, house.messageIdFor);
      if (typeof letter === "string") return refused(letter);
      const times = slots.map((at) => readable(at, zone)).join(" · ");
      return {
        kind: "prepared",
        resource: { type: "Client", id: own },
        attributes: { stage: client.stage, language: client.language },
        context: { again: given.meeting !== "" },
        title:
          slots.length > 0
            ? `Offer ${clientTitle(client)} ${given.meeting ? "other times" : "times"} for “${title}”`
            : `Ask ${clientTitle(client)} in writing how things are going`,
        client: clientTitle(client),
        rows: [
          { label: "Times", ...(booked ? { before: readable(booked, zone) } : {}), after: times || NONE_FREE },
          ...(booked
            ? [{ label: "Your calendar", after: "The time that was booked goes out of it, and out of theirs." }]
            : []),
        ],
        ...quoted(view, given.mail, own),
        letter: letter.shown,
        undo: "A mail that has left can't be taken back; a meeting that comes of it can be called off.",
        reversible: false,
        leaves: [letter.leaving, ...(booked && wanted.before ? [removal(house, wanted.before)] : [])],
        addressesKnown: letter.addressesKnown,
        versions: {
          "meeting.slots": slots.join(" "),
          "meeting.version": wanted.before?.version ?? 0,
          ...(wanted.task ? { "task.state": wanted.task.state } : {}),
        },
      };
    },
    decide(given, scope, view, key) {
      const wanted = ready(house, view, scope, given, key);
      if (typeof wanted === "string") return [];
      const { own, id, title, minutes, slots, task, engagement } = wanted;
      const on = localDate(view.now, house.zone);
      if (slots.length === 0 && task)
        return [{ type: "task.done", scope: own, subject: `task:${task.id}`, data: { task: task.id, engagement, on } }];
      const data = { meeting: id, engagement, task: task?.id ?? null, minutes, slots, on };
      return [{ type: "meeting.offered", scope: own, subject: `meeting:${id}`, data, private: { title } }];
    },
  });
}

interface Wanted {
  readonly own: string;
  readonly client: Client;
  readonly id: string;
  readonly title: string;
  readonly minutes: number;
  /** None for a check-in that takes place in writing, because the owner's weeks are full. */
  readonly slots: readonly number[];
  readonly task: Task | null;
  readonly before: Meeting | null;
  readonly engagement: string | null;
}

/** The meeting as it would be offered, on the records and the calendar as they are now; or why it can't be. */
function ready(house: House, view: View, scope: string, given: Params, key: string): Wanted | string {
  const { records } = view;
  const own = mergedScope(records, scope);
  const client = records.get(clients, own);
  if (!client) return "Say whom to meet: there is no such client on record.";
  const task = given.task ? records.get(tasks, given.task) : undefined;
  if (given.task && (task?.client !== own || task.kind !== "check-in"))
    return "There is no such meeting in their plan.";
  if (task && task.state !== "open")
    return `“${task.title}” is ${task.state === "done" ? "done" : "left out"} already.`;
  const meant = given.meeting ? meantMeeting(view, own, given.meeting) : undefined;
  if (typeof meant === "string") return meant;
  const before = meant?.meeting;
  if (before?.state === "missed") return `“${before.title}” was missed: offer a new one.`;
  const title = given.title || (task?.title ?? before?.title ?? "");
  if (title === "") return "Say what the meeting is about.";
  const minutes = given.minutes || (task?.minutes ?? before?.minutes ?? USUAL_MINUTES);
  // What did not suit them is not offered to them again.
  const refusedBefore = new Set(before ? [...slotsOf(before), before.starts_at] : []);
  const wish = {
    count: SLOTS + refusedBefore.size,
    minutes,
    from: view.now,
    ...(given.from ? { day: given.from } : {}),
    ...(before ? { except: before.id } : {}),
  };
  const slots = house
    .slots(records, wish)
    .filter((at) => !refusedBefore.has(at))
    .slice(0, SLOTS);
  // A check-in of the plan takes place all the same, in writing; who asked for a meeting is not put off with a letter.
  if (slots.length === 0 && !(task && !before && given.mail === ""))
    return `There is no free time for “${title}” in the next three weeks.`;
  const id = before?.id ?? `g_${key.replace(/^i_/, "")}`;
  return {
    own,
    client,
    id,
    title,
    minutes,
    slots,
    task: task ?? null,
    before: before ?? null,
    engagement: engagementOf(task, before),
  };
}

function engagementOf(task: Task | undefined, before: { readonly engagement: string | null } | undefined) {
  return task?.engagement ?? before?.engagement ?? null;
}

/** The words of the message that is answered, if it is this client's. */
function answeredBy(view: View, mail: string, own: string): MailWords | null {
  const row = mail === "" ? undefined : view.records.get(mails, mail);
  if (!row || mergedScope(view.records, row.scope) !== own) return null;
  return view.privateAt(row.seq) as unknown as MailWords | null;
}
