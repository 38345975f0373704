/**
 * deliverable.nudge: no answer has come to what was sent, and the client is asked once more, in the house's own words.
 * Before: agents/deliverable, woken by `deliverable.unanswered`. After: the milestone closes by its plan.
 */
import { z } from "zod";
import type { ActionContract, View } from "../kernel/action.ts";
import { replySubject } from "../lib/subject.ts";
import { dayWords } from "../lib/workdays.ts";
import { localDate } from "../lib/zone.ts";
import { type Client, clients, clientTitle, mergedScope } from "../records/client.ts";
import { type Deliverable, deliverables } from "../records/deliverable.ts";
import { defineAction, refused } from "./define.ts";
import type { House } from "./house.ts";
import { newLetter } from "./letter.ts";
import { addressee, subjectAndText } from "./work.ts";

const params = z.strictObject({
  deliverable: z.string().min(1),
  /** The version that got no answer; a later one is another matter. */
  version: z.coerce.number("expected a whole number such as 1").int().min(1).default(1),
});

export function deliverableNudge(house: House): ActionContract {
  return defineAction({
    name: "deliverable.nudge",
    group: "outward",
    resource: "Client",
    sentence: "ask a client once more for an answer to what they got",
    context: {},
    produces: ["deliverable.nudged@1"],
    connector: "mail",
    editable: [],
    params,
    key: ({ deliverable, version }) => `deliverable.nudge:${deliverable}:${version}`,
    prepare({ deliverable, version }, scope, view, key) {
      const found = ready(view, scope, deliverable, version);
      if (typeof found === "string") return refused(found);
      const { own, client, row } = found;
      const { language, name } = addressee(view.records, own);
      const filled = house.fill("nudge", language, { name, title: row.title });
      if (!filled.ok) return refused(`I can't write the letter: ${filled.why}.`);
      const { subject, text } = subjectAndText(filled.text ?? "");
      const letter = newLetter(
        view,
        own,
        { subject: subject || replySubject(row.title), text, ...(row.letter ? { inReplyTo: row.letter } : {}) },
        key,
        house.messageIdFor,
      );
      if (typeof letter === "string") return refused(letter);
      return {
        kind: "prepared",
        resource: { type: "Client", id: own },
        attributes: { stage: client.stage, language: client.language },
        context: {},
        title: `Ask ${clientTitle(client)} once more about “${row.title}”`,
        client: clientTitle(client),
        rows: [{ label: "Sent", after: dayWords(row.sent_on ?? "", localDate(view.now, house.zone)) }],
        letter: letter.shown,
        undo: "A mail that has left can't be taken back.",
        reversible: false,
        leaves: [letter.leaving],
        addressesKnown: letter.addressesKnown,
        versions: { [`deliverable.${row.id}`]: `${row.state} ${row.versions} ${row.nudged_on}` },
      };
    },
    decide({ deliverable }, scope, view) {
      const data = { deliverable, on: localDate(view.now, house.zone) };
      const own = mergedScope(view.records, scope);
      return [{ type: "deliverable.nudged", scope: own, subject: `deliverable:${deliverable}`, data }];
    },
  });
}

function ready(
  view: View,
  scope: string,
  id: string,
  version: number,
): { own: string; client: Client; row: Deliverable } | string {
  const own = mergedScope(view.records, scope);
  const client = view.records.get(clients, own);
  const row = view.records.get(deliverables, id);
  if (!client || row?.client !== own) return "There is no such thing that this client got.";
  if (row.state !== "sent" || row.versions !== version) return `“${row.title}” does not wait for an answer any more.`;
  if (row.nudged_on !== null) return `${clientTitle(client)} was asked about “${row.title}” already.`;
  // Whoever has complained is not reminded of anything, and the owner has a card about them.
  if (client.held > 0) return `Mail to ${clientTitle(client)} is held.`;
  return { own, client, row };
}
