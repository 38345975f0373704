/**
 * What leaves for Stripe with an invoice, a credit note, a refund or a payment that came another way, where the house collects
 * there; and how much of what was paid can go back the same way.
 * Before: invoice-issue.ts, invoice-credit.ts, invoice-refund.ts, payment-match.ts, payment-record.ts. After: the outbox,
 * connectors/stripe.
 */
import type { Leaving, View } from "../kernel/action.ts";
import type { CardRow } from "../kernel/card.ts";
import { type EffectRow, effects } from "../kernel/effect.ts";
import type { Records } from "../kernel/fold.ts";
import type { InvoiceDocument } from "../lib/invoice-document.ts";
import { money } from "../lib/money.ts";
import type {
  StripeCorrectionOrder,
  StripeInvoiceAnswer,
  StripeInvoiceOrder,
  StripeSettleOrder,
} from "../lib/stripe-orders.ts";
import { type Invoice, invoices, openCents } from "../records/invoice.ts";
import { type Payment, payments } from "../records/payment.ts";
import type { House } from "./house.ts";

export const STRIPE = "stripe";
const CLOSED_FROM_HERE =
  "connector = 'stripe' AND operation = 'settle' AND reference = ? AND state IN ('queued','performed','uncertain') LIMIT 1";
/** So long an address in a letter has to work at least. */
const LETTER_LASTS_MS = 7 * 86_400_000;
const PUT = "connector = 'stripe' AND operation = 'invoice' AND reference = ?";
/** The effects that have put an invoice there; the newest last. */
export const PUT_THERE = `${PUT} AND state = 'performed' ORDER BY seq`;

/** The invoice as it is put there. */
export function invoiceLeaving(order: StripeInvoiceOrder): Leaving {
  return { connector: STRIPE, operation: "invoice", reference: order.invoice, payload: order };
}

/** A credit note on it, or money that goes back with one. */
export function correctionLeaving(operation: "credit" | "refund", order: StripeCorrectionOrder): Leaving {
  return { connector: STRIPE, operation, reference: order.invoice, payload: order };
}

/** Ends that it can be paid there: it was paid another way. `after`: a credit note on its way there, by its id. */
export function settleLeaving(invoice: Pick<Invoice, "id" | "number" | "issued_on">, after?: string): Leaving {
  const order: StripeSettleOrder = {
    invoice: invoice.id,
    invoiceNumber: invoice.number,
    issuedOn: invoice.issued_on,
    ...(after === undefined ? {} : { after }),
  };
  return { connector: STRIPE, operation: "settle", reference: invoice.id, payload: order };
}

/** What settles an invoice, or a part of it: money that came in, or a credit note. */
export type Settling =
  | { readonly by: "payment"; readonly cents: number; readonly source: Payment["source"] }
  | { readonly by: "credit"; readonly cents: number; readonly creditNote: string };

/**
 * Closes it there where this settles it here, and its page would still ask for money: nobody pays twice. Of an invoice that is
 * settled in part nothing is told.
 */
export function closingLeaving(
  house: Pick<House, "collects">,
  records: Records,
  invoice: Invoice,
  settling: Settling,
): readonly Leaving[] {
  const isKnownThere = settling.by === "credit" || settling.source === STRIPE;
  const asked = askedThere(records, invoice) - (isKnownThere ? settling.cents : 0);
  if (openCents(invoice) > settling.cents || asked <= 0) return [];
  if (!house.collects() || !isThere(records, invoice.id)) return [];
  return [settleLeaving(invoice, settling.by === "credit" ? settling.creditNote : undefined)];
}

/** How a card says that it is closed there, too. */
export const CLOSED_THERE: CardRow = { label: "In Stripe", after: "closed there, too, so that nobody pays it twice" };

/**
 * Where an open invoice can be paid online, as Stripe answered when it was put there; empty: nowhere. Not where its page would ask
 * for another sum than what is open here, nor where the address ends before they may have read the letter.
 */
export function payPage(
  house: Pick<House, "collects">,
  view: Pick<View, "now" | "records" | "answerTo">,
  invoice: Invoice,
): string {
  const open = openCents(invoice);
  if (!house.collects() || open <= 0 || askedThere(view.records, invoice) !== open) return "";
  // A payment that has closed it there may have been taken back since: Stripe opens nothing again.
  if (view.records.find(effects, CLOSED_FROM_HERE, [invoice.id]).length > 0) return "";
  const put = view.records.find(effects, PUT_THERE, [invoice.id]).at(-1);
  const answer = put && (view.answerTo(put) as StripeInvoiceAnswer | null);
  if (!answer?.payableAt || answer.until === null) return "";
  const soon = new Date(view.now + LETTER_LASTS_MS).toISOString().slice(0, 10);
  return soon <= answer.until ? answer.payableAt : "";
}

export const STAYS_CLOSED = "What was closed in Stripe stays closed there.";

/** What its page there asks for, as far as the records know: money that came another way doesn't count there. */
function askedThere(records: Records, invoice: Invoice): number {
  return invoice.gross_cents - invoice.credited_cents - throughStripe(records, invoice).cameCents;
}

/** A part of an invoice that is taken back, as its credit note names it. `creditNote`: its id. */
export function correctionOrder(
  invoice: Invoice,
  creditNote: string,
  { number, grossCents, currency }: Pick<InvoiceDocument, "number" | "grossCents" | "currency">,
): StripeCorrectionOrder {
  return {
    creditNote,
    number,
    invoice: invoice.id,
    invoiceNumber: invoice.number,
    issuedOn: invoice.issued_on,
    amountCents: grossCents,
    currency,
  };
}

/** Whether the invoice was put to Stripe, or is to be put there. */
export function isInStripe(records: Records, invoice: string): boolean {
  return records.find(effects, `${PUT} AND state NOT IN ('cancelled','settled') LIMIT 1`, [invoice]).length > 0;
}

/** Whether somebody may come upon it there: what could not be put there is nowhere to be closed. */
function isThere(records: Records, invoice: string): boolean {
  return records.find(effects, `${PUT} AND state IN ('queued','performed','uncertain') LIMIT 1`, [invoice]).length > 0;
}

/** Whether an invoice that could not be put there has been settled since: nobody has to pay it there any more. */
export function isNeedless(records: Records, { connector, operation, reference }: EffectRow): boolean {
  if (connector !== STRIPE || operation !== "invoice") return false;
  const state = records.get(invoices, reference ?? "")?.state;
  return state !== undefined && state !== "open";
}

/** What came in through Stripe for an invoice, and what of it went back: it goes back there first, and else by hand. */
export function throughStripe(
  records: Records,
  invoice: Invoice,
): { readonly cameCents: number; readonly backCents: number } {
  const matched = records.find(payments, "invoice = ? AND state = 'standing'", [invoice.id]);
  const cameCents = sum(matched.filter(({ source }) => source === "stripe"));
  // What an invoice had is what was matched with it, less what went back.
  const backCents = Math.max(0, sum(matched) - invoice.paid_cents);
  return { cameCents, backCents: Math.min(backCents, cameCents) };
}

/** How a refund gets back to them: what Stripe gives, and what is left to transfer. */
export function refundWays(
  house: Pick<House, "collects">,
  records: Records,
  invoice: Invoice,
  grossCents: number,
): { readonly stripeCents: number; readonly rows: readonly CardRow[] } {
  const { cameCents, backCents } = throughStripe(records, invoice);
  const inStripe = house.collects() && isInStripe(records, invoice.id);
  const stripeCents = inStripe ? Math.min(grossCents, cameCents - backCents) : 0;
  const byHand = grossCents - stripeCents;
  const { currency } = invoice;
  return {
    stripeCents,
    rows: [
      ...(stripeCents > 0
        ? [{ label: "Stripe does", after: `give ${money(stripeCents, currency)} back, the way it was paid` }]
        : []),
      ...(byHand > 0 ? [{ label: "You do", after: `transfer ${money(byHand, currency)} back to them` }] : []),
    ],
  };
}

function sum(rows: readonly { readonly amount_cents: number }[]): number {
  return rows.reduce((total, row) => total + row.amount_cents, 0);
}
