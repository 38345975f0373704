/**
 * contract.record: what was agreed with a client: price, VAT, terms, notice, and whom invoices are made out to. Only the owner
 * says so; after an accepted offer the house may put it to them.
 */
import { z } from "zod";
import type { ActionContract, View } from "../kernel/action.ts";
import { centsOf } from "../lib/money.ts";
import { localDate } from "../lib/zone.ts";
import type { Client } from "../records/client.ts";
import { contracts, type Offer } from "../records/contract.ts";
import { type FileWords, files } from "../records/file.ts";
import { basisPoints, clientOf, currency, day, idFrom, rate, sum, taxKind, taxOf, whole } from "./agreed.ts";
import { addressLines, contractEvent, contractRows, priceWords, type Terms } from "./contract-words.ts";
import { defineAction, refused } from "./define.ts";
import { type House, wanting } from "./house.ts";
import { openOffer } from "./offer-words.ts";

const PERS = ["month", "once"] as const;
const RENEWS = ["monthly", "no"] as const;
const MONTHLY_NOTICE_DAYS = 30;

/** What can be said of a contract; empty or null: not said. */
export const contractParts = {
  title: z.string().trim().max(120, "a title of at most 120 letters").default(""),
  price: z.union([z.literal(""), sum]).default(""),
  currency,
  taxKind,
  taxRate: rate,
  termsDays: whole(365, "expected a number of days from 0 to 365"),
  noticeDays: whole(730, "expected a number of days from 0 to 730"),
  renews: z.union([z.literal(""), z.enum(RENEWS)], `expected one of: ${RENEWS.join(", ")}`).default(""),
  endsOn: day,
  /** A kept file of this client's, by id or name. */
  document: z.string().trim().default(""),
  buyerName: z.string().trim().default(""),
  /** Lines, with commas or line breaks between them. */
  buyerAddress: z.string().trim().default(""),
  buyerCountry: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^([A-Z]{2})?$/, "expected a country in two letters, such as DE")
    .default(""),
  buyerVatId: z
    .string()
    .trim()
    .transform((text) => text.toUpperCase().replace(/[\s.-]/g, ""))
    .default(""),
};

const params = z.strictObject({
  /** The offer that was accepted, by id or title: what isn't said is taken from it. */
  offer: z.string().trim().default(""),
  ...contractParts,
  per: z.enum(PERS, `expected one of: ${PERS.join(", ")}`).default("month"),
  startsOn: day,
});
type Params = z.output<typeof params>;

export function contractRecord(house: House): ActionContract {
  return defineAction({
    name: "contract.record",
    group: "internal",
    resource: "Client",
    sentence: "enter a contract",
    context: { priceCents: "Long" },
    produces: ["contract.agreed@1"],
    editable: Object.keys(params.shape).filter((name) => name !== "offer"),
    form: [
      { name: "title", label: "What it is about", kind: "line" },
      { name: "price", label: "Price, net", kind: "line" },
      { name: "per", label: "Per", kind: "choice", choices: PERS },
      { name: "buyerAddress", label: "Their postal address, with commas", kind: "line", optional: true },
      { name: "buyerCountry", label: "Their country (DE)", kind: "line", optional: true },
      { name: "buyerVatId", label: "Their VAT number", kind: "line", optional: true },
      { name: "startsOn", label: "Starts on (YYYY-MM-DD)", kind: "line", optional: true },
    ],
    params,
    key: ({ offer, title, price }, scope) => `contract.record:${scope}:${offer || title}:${price}`,
    prepare(wish, scope, view) {
      const about = clientOf(view, scope);
      if (typeof about === "string") return refused(about);
      const made = termsFrom(house, view, wish, about);
      if (typeof made === "string") return refused(made);
      const { terms, offer } = made;
      return {
        kind: "prepared",
        ...about.resource,
        context: { priceCents: terms.priceCents },
        title: `Enter the contract with ${about.title}: ${priceWords(terms)}`,
        client: about.title,
        rows: contractRows(terms, localDate(view.now, house.zone)),
        undo: "It can be changed or ended at any time; what was agreed stays in the ledger.",
        reversible: true,
        leaves: [],
        addressesKnown: true,
        amount: { cents: terms.priceCents, currency: terms.currency },
        versions: { "client.id": about.id, "contract.offer": offer?.id ?? null },
      };
    },
    decide(wish, scope, view, key) {
      const about = clientOf(view, scope);
      const made = typeof about === "string" ? about : termsFrom(house, view, wish, about);
      if (typeof about === "string" || typeof made === "string") return [];
      const event = contractEvent(idFrom("k", key), made.offer?.id ?? null, made.terms);
      return [{ type: "contract.agreed", scope: about.id, ...event }];
    },
    undo(_wish, _scope, view, key) {
      const contract = view.records.get(contracts, idFrom("k", key));
      if (contract?.state !== "standing") return refused("That contract does not stand any more.");
      const data = { contract: contract.id, on: localDate(view.now, house.zone) };
      return [{ type: "contract.ended", scope: contract.client, subject: `contract:${contract.id}`, data }];
    },
  });
}

/** The whole contract, with what the offer, the client and the company say where the order doesn't; or what is missing. */
function termsFrom(
  house: House,
  view: View,
  wish: Params,
  { id, client, title: who }: { readonly id: string; readonly client: Client; readonly title: string },
): { readonly terms: Terms; readonly offer: Offer | null } | string {
  const offered = wish.offer ? openOffer(view, id, wish.offer, who) : null;
  if (typeof offered === "string") return offered;
  const company = house.company();
  const priceCents = wish.price ? centsOf(wish.price) : (offered?.offer.amount_cents ?? null);
  if (priceCents === null) return "Say the price: what is agreed, net.";
  const title = wish.title || offered?.words.title;
  if (!title) return "Say what the contract is about: its title.";
  const unknown = wish.termsDays === null ? wanting(company, ["termsDays"]) : null;
  if (unknown) return unknown;
  const country = wish.buyerCountry || company.country;
  if (!country) return `Say in which country ${who} is: two letters, such as DE.`;
  const vatId = wish.buyerVatId || null;
  const said = wish.taxKind || (wish.buyerCountry ? "" : (offered?.offer.tax_kind ?? ""));
  const tax = taxOf(company, { country, vatId }, { kind: said, rateBp: basisPoints(wish.taxRate) });
  if (typeof tax === "string") return tax;
  const document = wish.document ? documentOf(view, id, wish.document) : null;
  if (typeof document === "string") return document;
  const monthly = wish.per === "month";
  const terms: Terms = {
    title,
    priceCents,
    currency: wish.currency || offered?.offer.currency || house.currency,
    per: wish.per,
    tax,
    termsDays: wish.termsDays ?? company.termsDays ?? 0,
    noticeDays: wish.noticeDays ?? (monthly ? MONTHLY_NOTICE_DAYS : 0),
    renews: wish.renews || (monthly && !wish.endsOn ? "monthly" : "no"),
    startsOn: wish.startsOn || localDate(view.now, house.zone),
    endsOn: wish.endsOn || null,
    document: document?.blob ?? null,
    buyer: {
      name: wish.buyerName || client.company || client.name,
      address: addressLines(wish.buyerAddress),
      country,
      vatId,
    },
  };
  if (terms.endsOn !== null && terms.endsOn < terms.startsOn) return "It would end before it starts.";
  return { terms, offer: offered?.offer ?? null };
}

/** Where the bytes of a kept file are, named by id or by its name; or that there is none. */
export function documentOf(view: View, client: string, named: string): { readonly blob: string } | string {
  const own = view.records.find(files, "scope = ? ORDER BY seq DESC", [client]);
  const wanted = named.toLowerCase();
  const found = own.find(
    (file) => file.id === named || (view.privateAt(file.seq) as FileWords | null)?.name?.toLowerCase() === wanted,
  );
  return found ? { blob: found.blob } : `There is no file “${named}” of theirs. Drop it into their thread first.`;
}
