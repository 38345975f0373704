/**
 * Money that came in through Stripe becomes a payment on record, exactly like a line of the bank's: told live or found at
 * night, it is the same payment, once.
 * Before: connectors/stripe, by outside.ts; the action that settles a difference. After: agents/billing.
 */
import { z } from "zod";
import type { Decided } from "../kernel/action.ts";
import type { Plain } from "../kernel/event.ts";
import type { Records } from "../kernel/fold.ts";
import type { StripePayment } from "../lib/stripe-orders.ts";
import { mergedScope } from "../records/client.ts";
import { isForgotten } from "../records/forgetting.ts";
import { type Invoice, invoices } from "../records/invoice.ts";
import { payments } from "../records/payment.ts";
import { invoicesNamed } from "../records/receivable.ts";

const shape = z.object({
  payment: z.string().regex(/^y_/),
  object: z.string().min(1),
  amountCents: z.int().positive(),
  currency: z.string().regex(/^[A-Z]{3}$/),
  receivedOn: z.iso.date(),
  invoice: z.string().nullable(),
  payer: z.string(),
  reference: z.string(),
});

/** The payment in what a difference found; null: it is none of Stripe's. */
export function stripePaymentIn(found: Plain): StripePayment | null {
  return shape.safeParse(found).data ?? null;
}

/** The event that enters it; none where it is on record already. */
export function stripeSeen(records: Records, seen: StripePayment): Decided[] {
  if (records.get(payments, seen.payment)) return [];
  const invoice = invoiceOf(records, seen);
  return [
    {
      type: "payment.seen",
      scope: invoice ? mergedScope(records, invoice.client) : "workspace",
      subject: `payment:${seen.payment}`,
      data: {
        payment: seen.payment,
        amountCents: seen.amountCents,
        currency: seen.currency,
        receivedOn: seen.receivedOn,
        names: invoice?.id ?? null,
        through: "stripe",
        object: seen.object,
      },
      private: { payer: seen.payer, reference: invoice?.number ?? seen.reference },
      key: "books",
    },
  ];
}

/** The invoice that it says it is for: by our own mark, else by a number in its words. */
function invoiceOf(records: Records, { invoice, reference }: StripePayment): Invoice | null {
  const marked = invoice === null ? undefined : records.get(invoices, invoice);
  const named = marked ? [marked] : invoicesNamed(records, reference);
  const [only, ...more] = named;
  return only && more.length === 0 && !isForgotten(records, only.client) ? only : null;
}
