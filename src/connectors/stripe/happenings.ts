/**
 * An event of Stripe's says only that something happened, and to which object: the object itself is asked for, so that it
 * comes in the shape of the library's own version, however old the account's is, and as it stands now.
 * Before: reading.ts and hook.ts have events. After: happening.ts.
 */
import type { Stripe } from "stripe";
import type { StripePayment } from "../../lib/stripe-orders.ts";
import { localDate } from "../../lib/zone.ts";
import { fromStripe } from "./amount.ts";
import { idOf, type StripeApi, sure } from "./api.ts";
import { type Happening, type News, paymentIdFor } from "./happening.ts";
import { MARK } from "./ours.ts";
import { isVoid } from "./standing.ts";

/** What matters here, and nothing else is asked for. Payouts to the owner's bank show in the bank's data. */
export const TYPES = [
  "invoice_payment.paid",
  "invoice.paid",
  "invoice.voided",
  "charge.succeeded",
  "payment_intent.payment_failed",
  "refund.created",
  "refund.failed",
  "charge.dispute.created",
  "charge.dispute.closed",
] as const;
type Type = (typeof TYPES)[number];

/** What is read of an event. */
export interface Hint {
  readonly event: string;
  readonly type: Type;
  /** The object that it is about. */
  readonly id: string;
  readonly at: number;
}

/** Turns hints into happenings. Made anew for each look, so that an invoice is asked for once in it. */
export class Happenings {
  readonly #api: StripeApi;
  readonly #zone: string;
  readonly #invoices = new Map<string, Promise<Stripe.Invoice>>();

  constructor(parts: { api: StripeApi; zone: string }) {
    this.#api = parts.api;
    this.#zone = parts.zone;
  }

  /** What a hint means. Throws where Stripe can't be asked. */
  async of({ type, id, at }: Hint): Promise<Happening[]> {
    const client = await this.#api.client();
    switch (type) {
      case "invoice_payment.paid":
        return this.ofInvoicePayment(sure(await client.invoicePayments.retrieve(id), "invoice_payment"));
      case "invoice.paid":
        return this.ofPaidInvoice(await this.#api.invoice(id));
      case "invoice.voided":
        return ofVoided(await this.#api.invoice(id));
      case "charge.succeeded":
        return this.ofCharge(sure(await client.charges.retrieve(id), "charge"));
      case "payment_intent.payment_failed":
        return this.#ofFailure(sure(await client.paymentIntents.retrieve(id), "payment_intent"), at);
      case "refund.created":
      case "refund.failed":
        return this.ofRefund(sure(await client.refunds.retrieve(id), "refund"));
      default:
        return this.ofDispute(sure(await client.disputes.retrieve(id), "dispute"));
    }
  }

  /** A payment of an invoice, whole or in part. */
  async ofInvoicePayment(one: Stripe.InvoicePayment): Promise<Happening[]> {
    if (one.status !== "paid" || one.amount_paid === null) return [];
    const invoice = await this.#invoice(idOf(one.invoice) ?? "");
    const ours = invoice.metadata?.[MARK.invoice] ?? null;
    const sum = sumOf(one.amount_paid, one.currency);
    // Noted there by hand: the money itself comes another way, and shows in the bank's data.
    if (one.payment.type === "payment_record")
      return ours === null
        ? []
        : news("settled-by-hand", `${invoice.id}`, { invoice: ours, ...sum, closed: invoice.status !== "open" });
    return [
      paymentOf(one.id, {
        ...sum,
        receivedOn: this.#day(one.status_transitions.paid_at ?? one.created),
        invoice: ours,
        payer: invoice.customer_name ?? "",
        reference: invoice.metadata?.[MARK.number] ?? invoice.number ?? "",
      }),
    ];
  }

  /** All that an invoice was paid with: an older account tells of the whole only. */
  async ofPaidInvoice(invoice: Stripe.Invoice): Promise<Happening[]> {
    this.#invoices.set(invoice.id, Promise.resolve(invoice));
    const all: Happening[] = [];
    let paidThere = 0;
    for await (const one of this.#api.payments({ invoice: invoice.id })) {
      all.push(...(await this.ofInvoicePayment(one)));
      paidThere += one.amount_paid ?? 0;
    }
    const ours = invoice.metadata?.[MARK.invoice] ?? null;
    const rest = invoice.amount_due - paidThere;
    if (ours === null || invoice.status !== "paid" || paidThere > 0 || rest <= 0) return all;
    return [
      ...all,
      ...news("settled-by-hand", invoice.id, { invoice: ours, ...sumOf(rest, invoice.currency), closed: true }),
    ];
  }

  /** Money that was paid without any invoice; what an invoice was paid with is told of by itself. */
  async ofCharge(charge: Stripe.Charge): Promise<Happening[]> {
    if (charge.status !== "succeeded" || !charge.captured) return [];
    const intent = idOf(charge.payment_intent);
    if (intent !== null) for await (const _ of this.#api.payments({ intent })) return [];
    return [
      paymentOf(charge.id, {
        ...sumOf(charge.amount_captured, charge.currency),
        receivedOn: this.#day(charge.created),
        invoice: null,
        payer: charge.billing_details.name ?? "",
        reference: charge.description ?? "",
      }),
    ];
  }

  /** Money that went back, unless it was ours to send. */
  async ofRefund(refund: Stripe.Refund): Promise<Happening[]> {
    const of = await this.invoiceOfIntent(idOf(refund.payment_intent));
    const about = { invoice: of?.metadata?.[MARK.invoice] ?? null, ...sumOf(refund.amount, refund.currency) };
    if (refund.status === "failed" || refund.status === "canceled")
      return news("refund-failed", refund.id, { ...about, says: words(refund.failure_reason) });
    return (await this.isOurs(refund, of)) ? [] : news("refunded", refund.id, about);
  }

  /** Whether a refund was sent from here. */
  async isOurs(refund: Stripe.Refund, invoice: Stripe.Invoice | null): Promise<boolean> {
    if (refund.metadata?.[MARK.creditNote] !== undefined) return true;
    if (invoice === null) return false;
    for await (const note of this.#api.creditNotes(invoice.id))
      if (note.metadata?.[MARK.creditNote] !== undefined && note.refunds.some((one) => idOf(one.refund) === refund.id))
        return true;
    return false;
  }

  async ofDispute(dispute: Stripe.Dispute): Promise<Happening[]> {
    const of = await this.invoiceOfIntent(idOf(dispute.payment_intent));
    const about = { invoice: of?.metadata?.[MARK.invoice] ?? null, ...sumOf(dispute.amount, dispute.currency) };
    if (["won", "lost", "warning_closed", "prevented"].includes(dispute.status))
      return news("dispute-ended", dispute.id, { ...about, says: dispute.status });
    const due = dispute.evidence_details.due_by;
    return news("disputed", dispute.id, {
      ...about,
      says: words(dispute.reason),
      until: due === null ? null : this.#day(due),
    });
  }

  /** The invoice that a payment is for; null: none. */
  async invoiceOfIntent(intent: string | null): Promise<Stripe.Invoice | null> {
    if (intent === null) return null;
    for await (const one of this.#api.payments({ intent })) return this.#invoice(idOf(one.invoice) ?? "");
    return null;
  }

  async #ofFailure(intent: Stripe.PaymentIntent, at: number): Promise<Happening[]> {
    // Another try of theirs may have worked since.
    if (intent.status === "succeeded" || intent.status === "processing") return [];
    const of = await this.invoiceOfIntent(intent.id);
    // Several tries on one day are one piece of news.
    return news("payment-failed", `${intent.id} ${localDate(at, this.#zone)}`, {
      invoice: of?.metadata?.[MARK.invoice] ?? null,
      ...sumOf(intent.amount, intent.currency),
      says: intent.last_payment_error?.message ?? "",
    });
  }

  #invoice(id: string): Promise<Stripe.Invoice> {
    const known = this.#invoices.get(id) ?? this.#api.invoice(id);
    this.#invoices.set(id, known);
    return known;
  }

  #day(seconds: number): string {
    return localDate(seconds * 1000, this.#zone);
  }
}

/** An invoice of ours that nobody can pay there any more. */
function ofVoided(invoice: Stripe.Invoice): Happening[] {
  const ours = invoice.metadata?.[MARK.invoice];
  if (ours === undefined || !isVoid(invoice)) return [];
  return news("voided", invoice.id, { invoice: ours, ...sumOf(invoice.total, invoice.currency), closed: true });
}

function paymentOf(object: string, rest: Omit<StripePayment, "payment" | "object">): Happening {
  return { kind: "payment", payment: { payment: paymentIdFor(object), object, ...rest } };
}

function news(
  kind: News["kind"],
  id: string,
  about: Pick<News, "invoice" | "amountCents" | "currency"> & Partial<Pick<News, "says" | "until" | "closed">>,
): Happening[] {
  return [{ kind: "news", news: { kind, key: `${kind} ${id}`, says: "", until: null, closed: false, ...about } }];
}

function sumOf(amount: number, currency: string) {
  return { amountCents: fromStripe(amount, currency), currency: currency.toUpperCase() };
}

/** `product_not_received` → `product not received`. */
function words(code: string | null | undefined): string {
  return (code ?? "").replaceAll("_", " ");
}
