/**
 * What stands on record of Stripe, as it is compared at night: handed in by outside.ts.
 * Before: actions/stripe-books.ts. After: compare.ts.
 */
import type { Leaving } from "../../kernel/action.ts";
import type { StripeCorrectionOrder } from "../../lib/stripe-orders.ts";

/** An invoice of ours that was put to Stripe, as it stands on record. */
export interface BookedInvoice {
  readonly invoice: string;
  readonly number: string;
  readonly scope: string;
  readonly client: string;
  readonly issuedOn: string;
  readonly grossCents: number;
  readonly currency: string;
  readonly openCents: number;
  /** What came in through Stripe and went back through it. */
  readonly refundedCents: number;
  /** What was put there; null: the papers are not here any more. */
  readonly again: Leaving | null;
  /** Ends that it can be paid there. */
  readonly settle: Leaving;
  /** Credit notes and refunds that were put there. */
  readonly corrections: ReadonlyArray<{ readonly leaving: Leaving; readonly order: StripeCorrectionOrder }>;
}

/** Money on record that came through Stripe. */
export interface BookedPayment {
  readonly payment: string;
  readonly scope: string;
  readonly client: string;
  readonly amountCents: number;
  readonly currency: string;
  readonly receivedOn: string;
}

export interface Books {
  readonly invoices: readonly BookedInvoice[];
  readonly payments: readonly BookedPayment[];
}
