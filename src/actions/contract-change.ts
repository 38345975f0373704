/**
 * contract.change: price, terms or the buyer's details of a contract become others, by the owner alone. The card shows before
 * and after, and nothing else.
 */
import { z } from "zod";
import type { ActionContract, View } from "../kernel/action.ts";
import { centsOf } from "../lib/money.ts";
import { localDate } from "../lib/zone.ts";
import { basisPoints, clientOf, contractMeant, taxOf } from "./agreed.ts";
import { contractParts, documentOf } from "./contract-record.ts";
import { addressLines, changedRows, contractEvent, type Terms, termsOf } from "./contract-words.ts";
import { defineAction, refused } from "./define.ts";
import type { House } from "./house.ts";

const params = z.strictObject({
  /** By id or title; left out: the client's only one. */
  contract: z.string().trim().default(""),
  ...contractParts,
});
type Params = z.output<typeof params>;

export function contractChange(house: House): ActionContract {
  return defineAction({
    name: "contract.change",
    group: "internal",
    resource: "Client",
    sentence: "change a contract's price, terms or details",
    context: { priceCents: "Long" },
    produces: ["contract.changed@1"],
    editable: Object.keys(contractParts),
    form: [
      { name: "price", label: "New price, net", kind: "line", optional: true },
      { name: "termsDays", label: "To be paid within days", kind: "line", optional: true },
      { name: "noticeDays", label: "Notice in days", kind: "line", optional: true },
      { name: "buyerName", label: "Invoices to", kind: "line", optional: true },
      { name: "buyerAddress", label: "Their postal address, with commas", kind: "line", optional: true },
      { name: "buyerCountry", label: "Their country (DE)", kind: "line", optional: true },
      { name: "buyerVatId", label: "Their VAT number", kind: "line", optional: true },
    ],
    params,
    key: (wish, scope) => `contract.change:${scope}:${JSON.stringify(wish)}`,
    prepare(wish, scope, view) {
      const about = clientOf(view, scope);
      if (typeof about === "string") return refused(about);
      const change = changeFrom(house, view, wish, about);
      if (typeof change === "string") return refused(change);
      const { before, after, contract } = change;
      const rows = changedRows(before, after, localDate(view.now, house.zone));
      if (rows.length === 0) return refused("That is what the contract says already.");
      return {
        kind: "prepared",
        ...about.resource,
        context: { priceCents: after.priceCents },
        title: `Change the contract with ${about.title}`,
        client: about.title,
        rows,
        undo: "It can be changed back; what it was stays in the ledger. Invoices that were issued stay as they are.",
        reversible: true,
        leaves: [],
        addressesKnown: true,
        amount: { cents: after.priceCents, currency: after.currency },
        versions: { "contract.seq": contract.seq },
      };
    },
    decide(wish, scope, view) {
      const about = clientOf(view, scope);
      const change = typeof about === "string" ? about : changeFrom(house, view, wish, about);
      if (typeof about === "string" || typeof change === "string") return [];
      const event = contractEvent(change.contract.id, change.contract.offer, change.after);
      return [{ type: "contract.changed", scope: change.contract.client, ...event }];
    },
  });
}

function changeFrom(house: House, view: View, wish: Params, about: { readonly id: string; readonly title: string }) {
  const meant = contractMeant(view, about.id, wish.contract, about.title);
  if (typeof meant === "string") return meant;
  const before = termsOf(meant.contract, meant.words);
  const document = wish.document ? documentOf(view, about.id, wish.document) : null;
  if (typeof document === "string") return document;
  const buyer = {
    name: wish.buyerName || before.buyer.name,
    address: wish.buyerAddress ? addressLines(wish.buyerAddress) : before.buyer.address,
    country: wish.buyerCountry || before.buyer.country,
    vatId: wish.buyerVatId || before.buyer.vatId,
  };
  // The VAT that was agreed stays, unless the order says another or the buyer is somebody else for the tax office now.
  const moved = buyer.country !== before.buyer.country || buyer.vatId !== before.buyer.vatId;
  const kind = wish.taxKind || (moved ? "" : before.tax.kind);
  const rateBp = basisPoints(wish.taxRate) ?? (before.tax.kind === "domestic" ? before.tax.rateBp : null);
  const tax =
    kind === "" || kind === "domestic" || wish.taxKind ? taxOf(house.company(), buyer, { kind, rateBp }) : before.tax;
  if (typeof tax === "string") return tax;
  const after: Terms = {
    ...before,
    title: wish.title || before.title,
    priceCents: wish.price ? (centsOf(wish.price) ?? before.priceCents) : before.priceCents,
    currency: wish.currency || before.currency,
    tax,
    termsDays: wish.termsDays ?? before.termsDays,
    noticeDays: wish.noticeDays ?? before.noticeDays,
    renews: wish.renews || before.renews,
    endsOn: wish.endsOn || before.endsOn,
    document: document?.blob ?? before.document,
    buyer,
  };
  if (after.endsOn !== null && after.endsOn < after.startsOn) return "It would end before it starts.";
  return { contract: meant.contract, before, after };
}
