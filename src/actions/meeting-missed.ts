/**
 * meeting.missed: the owner says that a client did not come. How a client fares counts it.
 */
import { z } from "zod";
import type { ActionContract, View } from "../kernel/action.ts";
import { localDate } from "../lib/zone.ts";
import { clientTitle, mergedScope } from "../records/client.ts";
import { meetings } from "../records/meeting.ts";
import { defineAction, refused } from "./define.ts";
import type { House } from "./house.ts";
import { meantMeeting, whenOnCard } from "./meeting-words.ts";

const params = z.strictObject({ meeting: z.string().default("") });

export function meetingMissed(house: House): ActionContract {
  return defineAction({
    name: "meeting.missed",
    group: "internal",
    resource: "Client",
    sentence: "note that a client missed a meeting",
    context: {},
    produces: ["meeting.missed@1"],
    editable: [],
    form: [{ name: "meeting", label: "Which meeting, where there are several", kind: "line", optional: true }],
    params,
    key: ({ meeting }, scope) => `meeting.missed:${meeting || scope}`,
    prepare({ meeting: id }, scope, view) {
      const found = latest(view, scope, id, "booked");
      if (typeof found === "string") return refused(found);
      const { meeting, client } = found;
      const startsAt = meeting.starts_at ?? 0;
      if (meeting.state !== "booked" || startsAt > view.now) return refused(`“${meeting.title}” has not begun yet.`);
      return {
        kind: "prepared",
        resource: { type: "Client", id: client.id },
        attributes: { stage: client.stage, language: client.language },
        context: {},
        title: `Note that ${clientTitle(client)} missed “${meeting.title}”`,
        client: clientTitle(client),
        rows: [{ label: "It was", after: whenOnCard(startsAt, meeting.minutes, house.zone) }],
        undo: "The note can be taken back.",
        reversible: true,
        leaves: [],
        addressesKnown: true,
        versions: { "meeting.version": meeting.version },
      };
    },
    decide({ meeting: id }, scope, view) {
      const found = latest(view, scope, id, "booked");
      if (typeof found === "string") return [];
      const { meeting, client } = found;
      const data = { meeting: meeting.id, on: localDate(view.now, house.zone) };
      return [{ type: "meeting.missed", scope: client.id, subject: `meeting:${meeting.id}`, data }];
    },
    undo({ meeting: id }, scope, view) {
      const found = latest(view, scope, id, "missed");
      if (typeof found === "string" || found.meeting.state !== "missed")
        return refused("That note does not stand any more.");
      const { meeting, client } = found;
      // Booked as it was: its time has passed, so nobody is invited again.
      const data = { meeting: meeting.id, startsAt: meeting.starts_at, minutes: meeting.minutes };
      return [{ type: "meeting.booked", scope: client.id, subject: `meeting:${meeting.id}`, data }];
    },
  });
}

/** The meeting meant; where none is named, the latest that has begun. */
function latest(view: View, scope: string, id: string, state: "booked" | "missed") {
  const own = mergedScope(view.records, scope);
  const [last] = view.records.find(
    meetings,
    "client = ? AND state = ? AND starts_at <= ? ORDER BY starts_at DESC LIMIT 1",
    [own, state, view.now],
  );
  return meantMeeting(view, scope, id || (last?.id ?? ""));
}
