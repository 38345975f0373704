/**
 * offer.follow-up: a friendly question about an offer that was not answered. In the house's own words a rule may let it go by
 * itself; changed words are shown first.
 */
import { z } from "zod";
import type { ActionContract } from "../kernel/action.ts";
import { money } from "../lib/money.ts";
import { dayInLetter, dayWords } from "../lib/workdays.ts";
import { localDate } from "../lib/zone.ts";
import { mergedScope } from "../records/client.ts";
import { clientOf, priceInLetter, taxOf } from "./agreed.ts";
import { defineAction, refused } from "./define.ts";
import type { House } from "./house.ts";
import { newLetter } from "./letter.ts";
import { openOffer, recipient } from "./offer-words.ts";
import { addressee, subjectAndText } from "./work.ts";

const params = z.strictObject({
  /** Left out: the client's only open one. */
  offer: z.string().trim().default(""),
  /** Left out: the house's words. */
  text: z.string().trim().default(""),
});

export function offerFollowUp(house: House): ActionContract {
  return defineAction({
    name: "offer.follow-up",
    group: "outward",
    resource: "Client",
    sentence: "ask about an offer that was not answered",
    context: { houseText: "Boolean", first: "Boolean" },
    produces: ["offer.followed-up@1"],
    connector: "mail",
    editable: ["text"],
    form: [{ name: "text", label: "Your words, or empty for the house's", kind: "text", optional: true }],
    params,
    key: ({ offer }, scope) => `offer.follow-up:${offer || scope}`,
    prepare({ offer: named, text }, scope, view, key) {
      const about = clientOf(view, scope);
      if (typeof about === "string") return refused(about);
      const open = openOffer(view, about.id, named, about.title);
      if (typeof open === "string") return refused(open);
      const { offer, words } = open;
      const today = localDate(view.now, house.zone);
      if (today > offer.valid_until)
        return refused(`That offer was valid until ${dayWords(offer.valid_until, today)}.`);
      const company = house.company();
      const tax = taxOf(company, { country: null, vatId: null }, { kind: offer.tax_kind, rateBp: null });
      if (typeof tax === "string") return refused(tax);
      const { language, name } = addressee(view.records, scope);
      const filled = house.fill("offer-follow-up", language, {
        name,
        title: words.title,
        price: priceInLetter(offer.amount_cents, offer.currency, tax, language),
        validUntil: dayInLetter(offer.valid_until, language),
      });
      if (!filled.ok || filled.text === undefined) return refused(`The letter can't be written: ${filled.why}.`);
      const written = subjectAndText(filled.text);
      // The letter with the offer had the offer's own key: the question goes under it.
      const inReplyTo = house.messageIdFor(offer.id.replace(/^o_/, "i_"));
      const letter = { ...written, ...(text ? { text } : {}), inReplyTo };
      const ready = newLetter(view, scope, { ...letter, ...recipient(view, about.id) }, key, house.messageIdFor);
      if (typeof ready === "string") return refused(ready);
      return {
        kind: "prepared",
        ...about.resource,
        context: { houseText: text === "", first: offer.followed_up === 0 },
        title: `Ask ${about.title} about the offer “${words.title}”`,
        client: about.title,
        rows: [
          {
            label: "Offer",
            after: `${money(offer.amount_cents, offer.currency)} net, sent ${dayWords(offer.sent_on, today)}`,
          },
          ...(offer.followed_up_on ? [{ label: "Asked before", after: dayWords(offer.followed_up_on, today) }] : []),
        ],
        letter: ready.shown,
        undo: "A mail that has left can't be taken back.",
        reversible: false,
        leaves: [ready.leaving],
        addressesKnown: ready.addressesKnown,
        versions: { "offer.state": offer.state, "offer.followedUp": offer.followed_up },
      };
    },
    decide({ offer: named }, scope, view) {
      const client = mergedScope(view.records, scope);
      const open = openOffer(view, client, named, "");
      if (typeof open === "string") return [];
      const data = { offer: open.offer.id, on: localDate(view.now, house.zone) };
      return [{ type: "offer.followed-up", scope: client, subject: `offer:${open.offer.id}`, data }];
    },
  });
}
