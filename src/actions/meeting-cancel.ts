/**
 * meeting.cancel: a meeting does not take place; the client is told, and it goes out of the calendar. What the owner has
 * deleted in the calendar is called off already: then only the letter is left to do.
 * Before: the owner, or agents/deliverable, whose wish is put to them.
 */
import { z } from "zod";
import type { ActionContract } from "../kernel/action.ts";
import { clientTitle } from "../records/client.ts";
import { defineAction, refused } from "./define.ts";
import type { House } from "./house.ts";
import { newLetter } from "./letter.ts";
import { invitation, meantMeeting, quoted, removal, whenInLetter, whenOnCard } from "./meeting-words.ts";
import { addressee, subjectAndText } from "./work.ts";

const params = z.strictObject({ meeting: z.string().default(""), mail: z.string().default("") });

export function meetingCancel(house: House): ActionContract {
  return defineAction({
    name: "meeting.cancel",
    group: "outward",
    resource: "Client",
    sentence: "call off a meeting with a client",
    context: {},
    produces: ["meeting.cancelled@1"],
    connector: "mail",
    editable: [],
    form: [{ name: "meeting", label: "Which meeting, where there are several", kind: "line", optional: true }],
    params,
    key: ({ meeting }, scope) => `meeting.cancel:${meeting || scope}`,
    about: ({ mail }) => mail || null,
    prepare({ meeting: id, mail }, scope, view, key) {
      const found = meantMeeting(view, scope, id);
      if (typeof found === "string") return refused(found);
      const { meeting, client } = found;
      if (meeting.state === "lapsed" || meeting.state === "missed")
        return refused(`“${meeting.title}” did not take place, so there is nothing to call off.`);
      const { language, name } = addressee(view.records, client.id);
      const startsAt = meeting.starts_at;
      const filled = house.fill("meeting-cancelled", language, {
        name,
        title: meeting.title,
        ...(startsAt === null ? {} : { when: whenInLetter(startsAt, house.zone, language) }),
      });
      if (!filled.ok) return refused(`I can't write the letter: ${filled.why}.`);
      const { subject, text } = subjectAndText(filled.text ?? "");
      const to = newLetter(view, client.id, { subject, text }, key, house.messageIdFor);
      if (typeof to === "string") return refused(to);
      const attachments =
        startsAt === null ? [] : [invitation(house, meeting, { method: "CANCEL", to: to.to, now: view.now })];
      const letter = newLetter(
        view,
        client.id,
        { to: to.to, subject: subject || meeting.title, text, attachments },
        key,
        house.messageIdFor,
      );
      if (typeof letter === "string") return refused(letter);
      const { title, minutes, version } = meeting;
      return {
        kind: "prepared",
        resource: { type: "Client", id: client.id },
        attributes: { stage: client.stage, language: client.language },
        context: {},
        title: `Tell ${clientTitle(client)} that “${title}” does not take place`,
        client: clientTitle(client),
        rows: startsAt === null ? [] : [{ label: "It was", after: whenOnCard(startsAt, minutes, house.zone) }],
        ...quoted(view, mail, client.id),
        letter: letter.shown,
        undo: "A mail that has left can't be taken back; a new time can be offered.",
        reversible: false,
        leaves: [letter.leaving, ...(startsAt === null ? [] : [removal(house, meeting)])],
        addressesKnown: letter.addressesKnown,
        versions: { "meeting.version": version },
      };
    },
    decide({ meeting: id }, scope, view) {
      const found = meantMeeting(view, scope, id);
      if (typeof found === "string" || found.meeting.state === "cancelled") return [];
      const { meeting, client } = found;
      const data = { meeting: meeting.id, by: "owner" };
      return [{ type: "meeting.cancelled", scope: client.id, subject: `meeting:${meeting.id}`, data }];
    },
  });
}
