/**
 * outreach.send: a letter to a lead who has gone silent, or a client who has left. Only where there is a ground to write, never
 * more often than the settings say, and never again once they want none, whoever asks. The owner sees it before it leaves.
 */
import { z } from "zod";
import type { View } from "../kernel/action.ts";
import { addDays, dayWords } from "../lib/workdays.ts";
import { localDate } from "../lib/zone.ts";
import { clients, clientTitle, mergedScope } from "../records/client.ts";
import { addressesOf } from "../records/contact.ts";
import { type BASES, type Outreach, outreachOf } from "../records/standing.ts";
import { defineAction, refused } from "./define.ts";
import type { House } from "./house.ts";
import { newLetter } from "./letter.ts";
import { addressee, subjectAndText } from "./work.ts";

export const BASIS_WORDS: Readonly<Record<(typeof BASES)[number], string>> = {
  "existing-customer": "they were a client of yours",
  consent: "they have agreed to it",
  "asked-us": "they asked you to",
};

/** How they end it has to stand in every such letter, in whatever words the owner writes it. */
const SAYS_HOW_TO_STOP = /\bstopp?\b/i;

const params = z.strictObject({
  /** Left out: the house text. */
  text: z.string().trim().default(""),
  subject: z
    .string()
    .regex(/^[^\r\n]*$/, "a subject is one line")
    .default(""),
  /** The owner's day for which it is wished: one a day and client. */
  on: z.string().default(""),
});

export function outreachSend(parts: { house: House; outreachEveryDays: () => number }) {
  const { house, outreachEveryDays } = parts;
  return defineAction({
    name: "outreach.send",
    group: "outward",
    resource: "Client",
    sentence: "write to a lead or a past client unasked",
    context: { basis: "String", sent: "Long" },
    produces: ["outreach.sent@1"],
    connector: "mail",
    editable: ["text", "subject"],
    form: [
      { name: "text", label: "Your letter; left empty, the house text", kind: "text", optional: true },
      { name: "subject", label: "Subject", kind: "line", optional: true },
    ],
    params,
    key: ({ on }, scope) => `outreach.send:${scope}:${on}`,
    prepare({ text, subject }, scope, view, key) {
      const id = mergedScope(view.records, scope);
      const client = view.records.get(clients, id);
      if (!client) return refused("Say whom to write to.");
      const today = localDate(view.now, house.zone);
      const standing = standingOf(view, id, clientTitle(client), today, outreachEveryDays());
      if (typeof standing === "string") return refused(standing);
      const { basis } = standing;
      if (basis === "none") return refused(`There is no ground on record to write to ${clientTitle(client)} unasked.`);
      const words = textFor(house, view, id, client.stage === "lead" ? "outreach-lead" : "outreach-past-client");
      if ("why" in words) return refused(words.why);
      const said = text || words.text;
      if (!SAYS_HOW_TO_STOP.test(said))
        return refused("It has to say how they can end it: keep a sentence such as “Reply with ‘stop’”.");
      const to = addressesOf(view.records, id).filter(({ kind }) => kind === "client" || kind === "unknown");
      const best = to.find(({ state }) => state === "confirmed") ?? to[0];
      if (!best) return refused(`There is no address of ${clientTitle(client)} to write to.`);
      const letter = { to: [best.address], subject: subject || words.subject, text: said };
      const ready = newLetter(view, id, letter, key, house.messageIdFor);
      if (typeof ready === "string") return refused(ready);
      return {
        kind: "prepared",
        resource: { type: "Client", id },
        attributes: { stage: client.stage, language: client.language },
        context: { basis, sent: standing.sent },
        title: `Write to ${clientTitle(client)}, who ${client.stage === "lead" ? "has gone silent" : "was a client"}`,
        client: clientTitle(client),
        rows: [
          { label: "You may, because", after: BASIS_WORDS[basis] },
          {
            label: "Before",
            after: standing.sent_on ? `last written to on ${dayWords(standing.sent_on, today)}` : "never written to",
          },
        ],
        letter: ready.shown,
        undo: "A mail that has left can't be taken back.",
        reversible: false,
        leaves: [ready.leaving],
        addressesKnown: ready.addressesKnown,
        versions: { "outreach.state": standing.state, "outreach.sent": standing.sent },
      };
    },
    decide(_params, scope, view) {
      const id = mergedScope(view.records, scope);
      const on = localDate(view.now, house.zone);
      return [{ type: "outreach.sent", scope: id, subject: `client:${id}`, data: { on } }];
    },
  });
}

/** The ground to write on; or why nobody may write to them now. */
function standingOf(view: View, id: string, name: string, today: string, everyDays: number): Outreach | string {
  const outreach = outreachOf(view.records, id);
  if (!outreach) return `There is no ground on record to write to ${name} unasked. “do basis.record” records one.`;
  if (outreach.state === "stopped") return `${name} wants no such mail.`;
  if (outreach.state === "answered") return `${name} has answered: that is a conversation of yours now.`;
  const again = outreach.sent_on === null ? today : addDays(outreach.sent_on, everyDays);
  if (again > today) return `${name} was written to already: not again before ${dayWords(again, today)}.`;
  return outreach;
}

function textFor(house: House, { records }: View, id: string, name: string) {
  const { language, name: person } = addressee(records, id);
  const filled = house.fill(name, language, { name: person });
  return filled.ok ? subjectAndText(filled.text ?? "") : { why: `${filled.why ?? "There is no such text"}.` };
}
