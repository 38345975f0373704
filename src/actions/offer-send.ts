/**
 * offer.send: a price for somebody, in a letter of the house's words. It is always shown first, and what it says binds until
 * the day it names. After: offer-follow-up.ts, offer-close.ts.
 */
import { z } from "zod";
import type { ActionContract, Decided, View } from "../kernel/action.ts";
import { centsOf, money } from "../lib/money.ts";
import { addDays, dayInLetter, dayWords } from "../lib/workdays.ts";
import { localDate } from "../lib/zone.ts";
import { clientOf, currency, idFrom, priceInLetter, sum, taxKind, taxOf, taxWords, whole } from "./agreed.ts";
import { defineAction, refused } from "./define.ts";
import type { House } from "./house.ts";
import { newLetter } from "./letter.ts";
import { recipient } from "./offer-words.ts";
import { addressee, subjectAndText } from "./work.ts";

const LONGEST_DAYS = 365;

const params = z.strictObject({
  title: z
    .string()
    .trim()
    .min(1, "an offer needs a title: what you would do")
    .max(120, "a title of at most 120 letters"),
  /** What the offer contains; it stands inside the letter. */
  text: z.string().trim().default(""),
  amount: sum,
  currency,
  /** How the work is done once it is accepted; empty: that is planned then. */
  playbook: z.string().trim().default(""),
  validDays: whole(LONGEST_DAYS, `expected a number of days from 0 to ${LONGEST_DAYS}`),
  taxKind,
});
type Params = z.output<typeof params>;

const VALID_DAYS = 14;

export function offerSend(house: House): ActionContract {
  return defineAction({
    name: "offer.send",
    group: "outward",
    resource: "Client",
    sentence: "send an offer",
    context: { amountCents: "Long" },
    produces: ["offer.sent@1"],
    connector: "mail",
    editable: ["text", "title", "amount", "currency", "validDays", "playbook", "taxKind"],
    form: [
      { name: "title", label: "What you offer", kind: "line" },
      { name: "amount", label: "Price, net", kind: "line" },
      { name: "text", label: "What it contains", kind: "text", optional: true },
      { name: "validDays", label: "Valid for how many days", kind: "line", optional: true },
      { name: "playbook", label: "Playbook", kind: "line", optional: true },
    ],
    params,
    key: ({ title, amount }, scope) => `offer.send:${scope}:${title}:${centsOf(amount)}`,
    prepare(offer, scope, view, key) {
      const about = clientOf(view, scope);
      if (typeof about === "string") return refused(about);
      const terms = termsOf(house, view, offer);
      if (typeof terms === "string") return refused(terms);
      const { cents, code, tax, until, today } = terms;
      const { language, name } = addressee(view.records, scope);
      const filled = house.fill("offer", language, {
        name,
        title: offer.title,
        text: offer.text,
        price: priceInLetter(cents, code, tax, language),
        validUntil: dayInLetter(until, language),
      });
      if (!filled.ok || filled.text === undefined) return refused(`The letter can't be written: ${filled.why}.`);
      const letter = { ...subjectAndText(filled.text), ...recipient(view, about.id) };
      const ready = newLetter(view, scope, letter, key, house.messageIdFor);
      if (typeof ready === "string") return refused(ready);
      return {
        kind: "prepared",
        ...about.resource,
        context: { amountCents: cents },
        title: `Offer ${about.title} “${offer.title}” for ${money(cents, code)}`,
        client: about.title,
        rows: [
          { label: "Price", after: `${money(cents, code)} net, ${taxWords(tax)}` },
          { label: "Valid until", after: dayWords(until, today) },
          ...(offer.playbook ? [{ label: "Playbook", after: offer.playbook }] : []),
        ],
        letter: ready.shown,
        undo: "An offer that has left binds you until the day it names.",
        reversible: false,
        leaves: [ready.leaving],
        addressesKnown: ready.addressesKnown,
        amount: { cents, currency: code },
        versions: { "client.id": about.id, "offer.until": until },
      };
    },
    decide(offer, scope, view, key) {
      const about = clientOf(view, scope);
      const terms = termsOf(house, view, offer);
      if (typeof about === "string" || typeof terms === "string") return [];
      const id = idFrom("o", key);
      return [
        {
          type: "offer.sent",
          scope: about.id,
          subject: `offer:${id}`,
          data: {
            offer: id,
            client: about.id,
            amountCents: terms.cents,
            currency: terms.code,
            taxKind: terms.tax.kind,
            playbook: offer.playbook,
            on: terms.today,
            validUntil: terms.until,
          },
          private: { title: offer.title, text: offer.text },
          key: "books",
        },
        ...vouchedFor(view, about.id),
      ];
    },
  });
}

/** To whom the owner has offered something, letters may go from now on. */
function vouchedFor(view: View, client: string): Decided[] {
  const { to = [] } = recipient(view, client);
  if (to.length === 0) return [];
  const data = { kind: "lead" };
  return [{ type: "contact.sorted", scope: client, subject: `contact:${client}`, data, private: { addresses: to } }];
}

function termsOf(house: House, view: View, offer: Params) {
  if (offer.playbook && !house.playbooks().includes(offer.playbook))
    return `There is no playbook “${offer.playbook}”. There are: ${house.playbooks().join(", ") || "none"}.`;
  const company = house.company();
  const tax = taxOf(company, { country: company.country, vatId: null }, { kind: offer.taxKind, rateBp: null });
  if (typeof tax === "string") return tax;
  const today = localDate(view.now, house.zone);
  const until = addDays(today, offer.validDays ?? VALID_DAYS);
  return { cents: centsOf(offer.amount) ?? 0, code: offer.currency || house.currency, tax, today, until };
}
