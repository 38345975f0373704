/**
 * meeting.invite: a booked meeting is confirmed to the client, with a file for their calendar, and put into the owner's.
 * Before: agents/deliverable, woken by `meeting.booked`. After: the mail and calendar connectors.
 */
import { z } from "zod";
import type { ActionContract } from "../kernel/action.ts";
import { meetingUid } from "../lib/calendar-event.ts";
import { clientTitle } from "../records/client.ts";
import { defineAction, refused } from "./define.ts";
import type { House } from "./house.ts";
import { newLetter } from "./letter.ts";
import { invitation, meantMeeting, momentParam, whenInLetter, whenOnCard, zoneInLetter } from "./meeting-words.ts";
import { addressee, subjectAndText } from "./work.ts";

export function meetingInvite(house: House): ActionContract {
  const params = z.strictObject({
    meeting: z.string().default(""),
    /** The time that was booked; another one since is confirmed on its own. Left out: whatever is booked. */
    startsAt: momentParam(house.zone).optional(),
  });

  return defineAction({
    name: "meeting.invite",
    group: "outward",
    resource: "Client",
    sentence: "confirm a booked meeting to a client, and put it into your calendar",
    context: {},
    produces: [],
    connector: "mail",
    editable: [],
    params,
    key: ({ meeting, startsAt }, scope) => `meeting.invite:${meeting || scope}:${startsAt ?? ""}`,
    prepare({ meeting: id, startsAt: wanted }, scope, view, key) {
      const found = meantMeeting(view, scope, id);
      if (typeof found === "string") return refused(found);
      const { meeting, client } = found;
      const startsAt = meeting.starts_at ?? 0;
      if (meeting.state !== "booked" || (wanted !== undefined && wanted !== startsAt))
        return refused(`“${meeting.title}” is not booked for that time any more.`);
      if (startsAt <= view.now) return refused(`“${meeting.title}” has begun already.`);
      const { language, name } = addressee(view.records, client.id);
      const filled = house.fill("meeting-confirmed", language, {
        name,
        title: meeting.title,
        minutes: String(meeting.minutes),
        when: whenInLetter(startsAt, house.zone, language),
        zone: zoneInLetter([startsAt], house.zone, language),
      });
      if (!filled.ok) return refused(`I can't write the letter: ${filled.why}.`);
      const { subject, text } = subjectAndText(filled.text ?? "");
      const to = newLetter(view, client.id, { subject, text }, key, house.messageIdFor);
      if (typeof to === "string") return refused(to);
      const attachments = [invitation(house, meeting, { method: "REQUEST", to: to.to, now: view.now })];
      const letter = newLetter(
        view,
        client.id,
        { to: to.to, subject: subject || meeting.title, text, attachments },
        key,
        house.messageIdFor,
      );
      if (typeof letter === "string") return refused(letter);
      const uid = meetingUid(meeting.id, house.ownerEmail);
      const { title, minutes, version } = meeting;
      const who = clientTitle(client);
      const payload = { uid, title: `${title}: ${who}`, startsAt, minutes, attendees: [...to.to], sequence: version };
      return {
        kind: "prepared",
        resource: { type: "Client", id: client.id },
        attributes: { stage: client.stage, language: client.language },
        context: {},
        title: `Confirm “${title}” to ${who}`,
        client: who,
        rows: [
          { label: "When", after: whenOnCard(startsAt, minutes, house.zone) },
          { label: "Your calendar", after: "It is put there, too." },
        ],
        letter: letter.shown,
        undo: "A mail that has left can't be taken back; the meeting can be called off.",
        reversible: false,
        leaves: [letter.leaving, { connector: "calendar", operation: "put", reference: uid, payload }],
        addressesKnown: letter.addressesKnown,
        versions: { "meeting.version": version },
      };
    },
    decide: () => [],
  });
}
