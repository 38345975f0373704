/**
 * invoice.refund: money that was paid goes back. A credit note says so to the client; what came through Stripe goes back
 * there, and any other transfer is the owner's hand. Always the owner's decision. Before: the owner. After: credit-note.ts.
 */
import { z } from "zod";
import type { ActionContract, View } from "../kernel/action.ts";
import { centsOf, money } from "../lib/money.ts";
import { correction, issuedCorrection, type Limit, preparedCorrection } from "./credit-note.ts";
import { defineAction, refused } from "./define.ts";
import type { House } from "./house.ts";
import { refundWays } from "./stripe-leaving.ts";

const params = z.strictObject({
  /** Its number, or its id. */
  invoice: z.string().trim().min(1),
  /** Gross. */
  amount: z
    .string()
    .trim()
    .refine((text) => (centsOf(text) ?? 0) > 0, "expected a sum above zero such as 2400 or 2,400.00"),
  reason: z.string().trim().min(1, "expected why, as it stands on the credit note"),
});

const paid: Limit = ({ paid_cents, gross_cents, credited_cents, currency, number }) => {
  const cents = Math.min(paid_cents, gross_cents - credited_cents);
  return { cents, why: `${money(cents, currency)} of invoice ${number} can go back, and no more.` };
};

export function invoiceRefund(house: House): ActionContract {
  const draft = (wish: z.infer<typeof params>, scope: string, view: View) => correction(house, wish, scope, view, paid);
  return defineAction({
    name: "invoice.refund",
    group: "outward",
    resource: "Client",
    sentence: "give back money that was paid on an invoice",
    context: { amountCents: "Long" },
    produces: ["credit-note.issued@1", "payment.refunded@1"],
    connector: "mail",
    alone: true,
    editable: ["amount", "reason"],
    form: [
      { name: "invoice", label: "Invoice number", kind: "line" },
      { name: "amount", label: "Gross sum", kind: "line" },
      { name: "reason", label: "Reason", kind: "line" },
    ],
    params,
    key: ({ invoice, amount, reason }) => `invoice.refund:${invoice}:${centsOf(amount)}:${reason}`,
    prepare(wish, scope, view, key) {
      const made = draft(wish, scope, view);
      if (typeof made === "string") return refused(made);
      const { grossCents, currency } = made.document;
      const ways = refundWays(house, view.records, made.invoice, grossCents);
      const prepared = preparedCorrection(house, made, view, key, {
        title: `Refund ${money(grossCents, currency)} to`,
        rows: ways.rows,
        back: grossCents,
        stripe: ways.stripeCents > 0 ? { operation: "refund", cents: ways.stripeCents } : null,
      });
      return typeof prepared === "string" ? refused(prepared) : prepared;
    },
    decide(wish, scope, view, key) {
      const made = draft(wish, scope, view);
      if (typeof made === "string") return [];
      const note = issuedCorrection(made, key);
      const { own, invoice, document } = made;
      const data = {
        invoice: invoice.id,
        creditNote: note.data.creditNote,
        amountCents: document.grossCents,
        currency: document.currency,
        on: document.issuedOn,
      };
      return [note, { type: "payment.refunded", scope: own, subject: `invoice:${invoice.id}`, data }];
    },
    undo: () => refused("An issued credit note stays on record."),
  });
}
