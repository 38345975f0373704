/**
 * meeting.lapse: all the times that were offered have passed, and none was taken. Nobody is written to: the next check-in
 * comes with the plan, and how a client fares counts it.
 * Before: agents/deliverable, woken by `meeting.unanswered`. After: planner/health.ts.
 */
import { z } from "zod";
import type { ActionContract } from "../kernel/action.ts";
import { localDate } from "../lib/zone.ts";
import { clientTitle } from "../records/client.ts";
import { slotsOf } from "../records/meeting.ts";
import { defineAction, refused } from "./define.ts";
import type { House } from "./house.ts";
import { meantMeeting } from "./meeting-words.ts";

const params = z.strictObject({ meeting: z.string().default("") });

export function meetingLapse(house: House): ActionContract {
  return defineAction({
    name: "meeting.lapse",
    group: "internal",
    resource: "Client",
    sentence: "let offered times go that nobody took",
    context: {},
    produces: ["meeting.lapsed@1"],
    endorses: true,
    editable: [],
    params,
    key: ({ meeting }, scope) => `meeting.lapse:${meeting || scope}`,
    prepare({ meeting: id }, scope, view) {
      const found = meantMeeting(view, scope, id);
      if (typeof found === "string") return refused(found);
      const { meeting, client } = found;
      if (meeting.state !== "offered") return refused(`“${meeting.title}” does not wait for an answer any more.`);
      if (slotsOf(meeting).some((at) => at > view.now)) return refused("One of the offered times is still to come.");
      return {
        kind: "prepared",
        resource: { type: "Client", id: client.id },
        attributes: { stage: client.stage, language: client.language },
        context: {},
        title: `Let “${meeting.title}” with ${clientTitle(client)} go`,
        client: clientTitle(client),
        rows: [{ label: "Why", after: "None of the offered times was taken." }],
        undo: "New times can be offered.",
        reversible: true,
        leaves: [],
        addressesKnown: true,
        versions: { "meeting.version": meeting.version },
      };
    },
    decide({ meeting: id }, scope, view) {
      const found = meantMeeting(view, scope, id);
      if (typeof found === "string") return [];
      const { meeting, client } = found;
      const data = { meeting: meeting.id, on: localDate(view.now, house.zone) };
      return [{ type: "meeting.lapsed", scope: client.id, subject: `meeting:${meeting.id}`, data }];
    },
  });
}
