/**
 * offer.close: an offer was accepted, declined, or its time is over. It only says so: what was agreed is a contract, the work
 * an engagement.
 */
import { z } from "zod";
import type { ActionContract } from "../kernel/action.ts";
import { money } from "../lib/money.ts";
import { dayWords } from "../lib/workdays.ts";
import { localDate } from "../lib/zone.ts";
import { mergedScope } from "../records/client.ts";
import { clientOf } from "./agreed.ts";
import { defineAction, refused } from "./define.ts";
import type { House } from "./house.ts";
import { openOffer } from "./offer-words.ts";

const OUTCOMES = ["accepted", "declined", "expired"] as const;

const params = z.strictObject({
  /** Left out: the client's only open one. */
  offer: z.string().trim().default(""),
  outcome: z.enum(OUTCOMES, `expected one of: ${OUTCOMES.join(", ")}`),
});

export function offerClose(house: House): ActionContract {
  return defineAction({
    name: "offer.close",
    group: "internal",
    resource: "Client",
    sentence: "close an offer",
    context: { lapsed: "Boolean" },
    produces: ["offer.accepted@1", "offer.declined@1", "offer.expired@1"],
    endorses: true,
    editable: ["outcome"],
    form: [{ name: "outcome", label: "What became of it", kind: "choice", choices: OUTCOMES }],
    params,
    key: ({ offer, outcome }, scope) => `offer.close:${offer || scope}:${outcome}`,
    prepare({ offer: named, outcome }, scope, view) {
      const about = clientOf(view, scope);
      if (typeof about === "string") return refused(about);
      const open = openOffer(view, about.id, named, about.title);
      if (typeof open === "string") return refused(open);
      const { offer, words } = open;
      const today = localDate(view.now, house.zone);
      if (outcome === "expired" && today <= offer.valid_until)
        return refused(`That offer is valid until ${dayWords(offer.valid_until, today)}.`);
      return {
        kind: "prepared",
        ...about.resource,
        context: { lapsed: outcome === "expired" },
        title: `Note that ${about.title} has ${SAID[outcome]} “${words.title}”`,
        client: about.title,
        rows: [
          {
            label: "Offer",
            after: `${money(offer.amount_cents, offer.currency)} net, sent ${dayWords(offer.sent_on, today)}`,
          },
          { label: "State", before: "open", after: outcome },
        ],
        undo: "A closed offer stays closed; a new one can be sent.",
        reversible: true,
        leaves: [],
        addressesKnown: true,
        versions: { "offer.state": offer.state },
      };
    },
    decide({ offer: named, outcome }, scope, view) {
      const client = mergedScope(view.records, scope);
      const open = openOffer(view, client, named, "");
      if (typeof open === "string") return [];
      const data = { offer: open.offer.id, on: localDate(view.now, house.zone) };
      return [{ type: `offer.${outcome}`, scope: client, subject: `offer:${open.offer.id}`, data }];
    },
  });
}

const SAID = { accepted: "accepted", declined: "declined", expired: "let lapse" } as const;
