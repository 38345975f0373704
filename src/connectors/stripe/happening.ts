/**
 * What has happened with money in Stripe, as it is recorded or told here: plain data, made of Stripe's objects.
 * Before: happenings.ts, which reads them. After: connector.ts, telling.ts.
 */
import { createHash } from "node:crypto";
import type { StripePayment } from "../../lib/stripe-orders.ts";

/** What the owner is told of. `key`: the same happening has the same one. */
export interface News {
  readonly kind:
    | "refunded"
    | "refund-failed"
    | "disputed"
    | "dispute-ended"
    | "payment-failed"
    | "settled-by-hand"
    | "voided";
  readonly key: string;
  /** The invoice of ours that it is about; null: none of ours. */
  readonly invoice: string | null;
  readonly amountCents: number;
  readonly currency: string;
  /** What Stripe says of it: a reason, an outcome; empty: nothing. */
  readonly says: string;
  /** The day by which something is to be done, `YYYY-MM-DD`; null: none. */
  readonly until: string | null;
  /** Whether nobody can pay the invoice there any more. */
  readonly closed: boolean;
}

export type Happening =
  | { readonly kind: "payment"; readonly payment: StripePayment }
  | { readonly kind: "news"; readonly news: News };

/** The record's id of a payment that Stripe calls so. */
export function paymentIdFor(object: string): string {
  return `y_${createHash("sha256").update(`stripe ${object}`).digest("hex").slice(0, 32)}`;
}
