/**
 * meeting.book: a time is taken. One that was offered and is still free is booked without the owner, and the rules say so;
 * another free one is put to the owner; one at which they are busy is refused.
 * Before: agents/deliverable, once a client has chosen. After: meeting-invite.ts, by way of `meeting.booked`.
 */
import { z } from "zod";
import type { ActionContract, View } from "../kernel/action.ts";
import { minuteOfDay, readable } from "../lib/zone.ts";
import { type Client, clients, clientTitle, mergedScope } from "../records/client.ts";
import { type Meeting, slotsOf } from "../records/meeting.ts";
import { defineAction, refused } from "./define.ts";
import type { House } from "./house.ts";
import { meantMeeting, minutesParam, momentParam, openMeetings, quoted, whenOnCard } from "./meeting-words.ts";

const USUAL_MINUTES = 30;

export function meetingBook(house: House): ActionContract {
  const params = z.strictObject({
    /** Left out: the client's only one, or `new`: one that was never offered. */
    meeting: z.string().default(""),
    startsAt: momentParam(house.zone),
    minutes: minutesParam,
    /** Of a new one. */
    title: z.string().trim().default(""),
    mail: z.string().default(""),
  });

  return defineAction({
    name: "meeting.book",
    group: "internal",
    resource: "Client",
    sentence: "book a meeting with a client",
    context: { offered: "Boolean", working: "Boolean" },
    produces: ["meeting.booked@1"],
    endorses: true,
    editable: ["startsAt", "minutes", "title"],
    form: [
      { name: "startsAt", label: "Day and time (2026-11-26 14:00)", kind: "line" },
      { name: "minutes", label: "Minutes", kind: "line", optional: true },
      { name: "title", label: "What it is about", kind: "line", optional: true },
    ],
    params,
    key: ({ meeting, startsAt, mail }) => `meeting.book:${meeting}:${startsAt}:${mail}`,
    about: ({ mail }) => mail || null,
    prepare(given, scope, view) {
      const found = meant(view, scope, given);
      if (typeof found === "string") return refused(found);
      const { client, meeting } = found;
      const { startsAt } = given;
      const minutes = given.minutes || (meeting?.minutes ?? USUAL_MINUTES);
      const when = whenOnCard(startsAt, minutes, house.zone);
      if (startsAt <= view.now) return refused(`${when} has passed.`);
      if (meeting?.state === "booked" && meeting.starts_at === startsAt && meeting.minutes === minutes)
        return refused(`“${meeting.title}” is booked for that time already.`);
      const except = meeting ? { except: meeting.id } : {};
      if (!house.isFree(view.records, { minutes, from: startsAt, ...except }))
        return refused(`You are not free then (${when}), or the time was offered to somebody else.`);
      const title = meeting?.title ?? titleOf(given.title);
      const before =
        meeting?.state === "booked" && meeting.starts_at !== null ? readable(meeting.starts_at, house.zone) : "";
      const minute = minuteOfDay(startsAt, house.zone);
      // Who has taken one of the times that were offered may take another of them.
      const stands =
        meeting?.state === "offered" || (meeting?.state === "booked" && (meeting.starts_at ?? 0) > view.now);
      const oddHour = minute < 7 * 60 || minute >= 20 * 60;
      return {
        kind: "prepared",
        resource: { type: "Client", id: client.id },
        attributes: { stage: client.stage, language: client.language },
        context: {
          offered: meeting !== null && stands && slotsOf(meeting).includes(startsAt),
          working: meeting?.state === "offered" && house.isWorkTime(view.records, { from: startsAt, minutes }),
        },
        title: `Book “${title}” with ${clientTitle(client)} for ${readable(startsAt, house.zone)}`,
        client: clientTitle(client),
        rows: [
          { label: "When", ...(before ? { before } : {}), after: when },
          ...(oddHour ? [{ label: "Look twice", after: "It is early in the morning, or late." }] : []),
        ],
        ...quoted(view, given.mail, client.id),
        undo: "It can be called off, and they are told so.",
        reversible: true,
        leaves: [],
        addressesKnown: true,
        versions: { "meeting.version": meeting?.version ?? 0 },
      };
    },
    decide(given, scope, view, key) {
      const found = meant(view, scope, given);
      if (typeof found === "string") return [];
      const { client, meeting } = found;
      const id = meeting?.id ?? `g_${key.replace(/^i_/, "")}`;
      const minutes = given.minutes || (meeting?.minutes ?? USUAL_MINUTES);
      const data = { meeting: id, startsAt: given.startsAt, minutes };
      return [
        {
          type: "meeting.booked",
          scope: client.id,
          subject: `meeting:${id}`,
          data,
          ...(meeting ? {} : { private: { title: titleOf(given.title) } }),
        },
      ];
    },
  });
}

function titleOf(given: string): string {
  return given || "Meeting";
}

/** Which meeting, if it is one that was offered or booked; `null`: a new one, which no plan knows of. */
function meant(
  view: View,
  scope: string,
  { meeting: id, title }: { readonly meeting: string; readonly title: string },
): { readonly client: Client; readonly meeting: Meeting | null } | string {
  const own = mergedScope(view.records, scope);
  const client = view.records.get(clients, own);
  if (!client) return "Say with whom: there is no such client on record.";
  if (id === "new" || (id === "" && title !== "")) return { client, meeting: null };
  if (id === "" && openMeetings(view.records, own, view.now).length === 0) return { client, meeting: null };
  const found = meantMeeting(view, own, id);
  if (typeof found === "string") return found;
  if (found.meeting.state === "cancelled" || found.meeting.state === "missed")
    return `“${found.meeting.title}” was ${found.meeting.state === "missed" ? "missed" : "called off"}.`;
  return found;
}
