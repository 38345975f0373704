/**
 * invoice.credit: an issued invoice is taken back, wholly or in part, by a credit note. What was paid already goes back by
 * invoice-refund.ts instead. Before: the owner. After: credit-note.ts.
 */
import { z } from "zod";
import type { ActionContract, View } from "../kernel/action.ts";
import { centsOf, money } from "../lib/money.ts";
import { openCents } from "../records/invoice.ts";
import { correction, issuedCorrection, type Limit, preparedCorrection } from "./credit-note.ts";
import { defineAction, refused } from "./define.ts";
import type { House } from "./house.ts";
import { isInStripe } from "./stripe-leaving.ts";

const params = z.strictObject({
  /** Its number, or its id. */
  invoice: z.string().trim().min(1),
  reason: z.string().trim().min(1, "expected why, as it stands on the credit note"),
  /** Gross; left out, all that is open. */
  amount: z
    .string()
    .trim()
    .refine((text) => text === "" || (centsOf(text) ?? 0) > 0, "expected a sum above zero such as 2400 or 2,400.00")
    .default(""),
});

const open: Limit = (invoice) => ({
  cents: openCents(invoice),
  why:
    openCents(invoice) > 0
      ? `Only ${money(openCents(invoice), invoice.currency)} of invoice ${invoice.number} is open. What was paid goes back by a refund (invoice.refund).`
      : `Nothing of invoice ${invoice.number} is open. What was paid goes back by a refund (invoice.refund).`,
});

export function invoiceCredit(house: House): ActionContract {
  const draft = (wish: z.infer<typeof params>, scope: string, view: View) => correction(house, wish, scope, view, open);
  return defineAction({
    name: "invoice.credit",
    group: "outward",
    resource: "Client",
    sentence: "issue a credit note for an invoice and mail it to the client",
    context: { amountCents: "Long" },
    produces: ["credit-note.issued@1"],
    connector: "mail",
    alone: true,
    editable: ["amount", "reason"],
    form: [
      { name: "invoice", label: "Invoice number", kind: "line" },
      { name: "reason", label: "Reason", kind: "line" },
      { name: "amount", label: "Gross sum (empty: all that is open)", kind: "line", optional: true },
    ],
    params,
    key: ({ invoice, amount, reason }) => `invoice.credit:${invoice}:${centsOf(amount)}:${reason}`,
    prepare(wish, scope, view, key) {
      const made = draft(wish, scope, view);
      if (typeof made === "string") return refused(made);
      const { grossCents, currency } = made.document;
      const inStripe = house.collects() && isInStripe(view.records, made.invoice.id);
      const prepared = preparedCorrection(house, made, view, key, {
        title: `Credit ${money(grossCents, currency)} to`,
        rows: inStripe
          ? [{ label: "In Stripe", after: `${money(grossCents, currency)} less can be paid there, too` }]
          : [],
        back: 0,
        stripe: inStripe ? { operation: "credit", cents: grossCents } : null,
      });
      return typeof prepared === "string" ? refused(prepared) : prepared;
    },
    decide(wish, scope, view, key) {
      const made = draft(wish, scope, view);
      return typeof made === "string" ? [] : [issuedCorrection(made, key)];
    },
    undo: () => refused("An issued credit note stays on record."),
  });
}
