/**
 * What Stripe is asked to do, as it leaves with a verdict, and what is told of money that came in there: sums in whole cents
 * as everywhere, days as the documents name them.
 * Shared by actions/ and connectors/stripe, which don't know each other.
 */

/** An invoice that is to be payable there, over the very sum of the document. */
export type StripeInvoiceOrder = {
  readonly invoice: string;
  readonly number: string;
  readonly client: string;
  readonly name: string;
  readonly email: string;
  readonly language: "en" | "de";
  readonly text: string;
  readonly grossCents: number;
  readonly currency: string;
  readonly issuedOn: string;
  readonly dueOn: string;
};

/** What is kept of how such an invoice stands there. */
export type StripeInvoiceAnswer = {
  /** Its page; null: nobody can pay it there. */
  readonly payableAt: string | null;
  /** The last day on which that address surely works, `YYYY-MM-DD`; null: there is none. */
  readonly until: string | null;
};

/** A credit note on such an invoice; as a refund, money goes back with it. */
export type StripeCorrectionOrder = {
  readonly creditNote: string;
  readonly number: string;
  readonly invoice: string;
  readonly invoiceNumber: string;
  /** The invoice's day: it is not looked for among older ones. */
  readonly issuedOn: string;
  readonly amountCents: number;
  readonly currency: string;
};

/** An invoice that was paid another way, and must not be payable there any more. */
export type StripeSettleOrder = {
  readonly invoice: string;
  readonly invoiceNumber: string;
  readonly issuedOn: string;
  /** The credit note that has to be there before. */
  readonly after?: string;
};

/** Money that came in through Stripe. */
export type StripePayment = {
  /** Made of Stripe's own id: the same payment is the same record, however often and by whichever way it is told. */
  readonly payment: string;
  readonly object: string;
  readonly amountCents: number;
  /** ISO 4217. */
  readonly currency: string;
  readonly receivedOn: string;
  /** The invoice of ours that was paid; null: none of ours. */
  readonly invoice: string | null;
  readonly payer: string;
  readonly reference: string;
};
