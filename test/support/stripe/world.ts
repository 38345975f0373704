/**
 * What is true inside this Stripe: its objects, and the events that every change leaves. Rules of what follows what stand in
 * calls.ts, for those who call the interface, and in people.ts, for those who use its pages.
 */
import type {
  Charge,
  CreditNote,
  Customer,
  Dispute,
  Event,
  Invoice,
  InvoiceItem,
  InvoicePayment,
  PaymentIntent,
  Refund,
  Thing,
} from "./things.ts";

/** Events are kept for thirty days. */
const KEPT_S = 30 * 86_400;

export class World {
  readonly customers = new Map<string, Customer>();
  readonly invoices = new Map<string, Invoice>();
  readonly items = new Map<string, InvoiceItem>();
  readonly payments = new Map<string, InvoicePayment>();
  readonly intents = new Map<string, PaymentIntent>();
  readonly charges = new Map<string, Charge>();
  readonly refunds = new Map<string, Refund>();
  readonly creditNotes = new Map<string, CreditNote>();
  readonly disputes = new Map<string, Dispute>();
  readonly #events: Event[] = [];
  /** Hears each event at once, before whoever caused it has an answer. */
  onEvent: (event: Event) => void = () => undefined;
  /** The version in which the account writes its events. */
  apiVersion: string;
  readonly #now: () => number;
  #made = 0;

  constructor(parts: { now: () => number; apiVersion: string }) {
    this.#now = parts.now;
    this.apiVersion = parts.apiVersion;
  }

  /** Seconds, as Stripe counts. */
  get now(): number {
    return Math.floor(this.#now() / 1000);
  }

  /** The newest first. */
  get events(): Event[] {
    return this.#events.filter(({ created }) => created > this.now - KEPT_S).reverse();
  }

  id(prefix: string): string {
    this.#made += 1;
    return `${prefix}_${String(this.#made).padStart(6, "0")}`;
  }

  emit(type: string, object: Thing, key: string | null = null): Event {
    const event: Event = {
      id: this.id("evt"),
      object: "event",
      api_version: this.apiVersion,
      created: this.now,
      data: { object: structuredClone(object) },
      livemode: false,
      pending_webhooks: 1,
      request: { id: null, idempotency_key: key },
      type,
    };
    this.#events.push(event);
    this.onEvent(event);
    return event;
  }

  invoiceNumbered(number: string): Invoice {
    const found = [...this.invoices.values()].find((one) => one.number === number && one.status !== "void");
    if (!found) throw new Error(`this Stripe has no invoice ${number}`);
    return found;
  }

  /** Money back from a charge, with its events. */
  refund(charge: Charge, amount: number, metadata: Record<string, string> = {}): Refund {
    const refund: Refund = {
      id: this.id("re"),
      object: "refund",
      created: this.now,
      amount,
      charge: charge.id,
      currency: charge.currency,
      payment_intent: charge.payment_intent,
      status: "succeeded",
      reason: null,
      metadata,
    };
    charge.amount_refunded += amount;
    charge.refunded = charge.amount_refunded === charge.amount;
    this.refunds.set(refund.id, refund);
    return refund;
  }

  /** The charges that paid an invoice, with what of each is left. */
  chargesOf(invoice: string): Charge[] {
    return [...this.payments.values()]
      .filter((one) => one.invoice === invoice && one.status === "paid")
      .flatMap((one) => {
        const intent = this.intents.get(one.payment.payment_intent ?? "");
        return this.charges.get(intent?.latest_charge ?? "") ?? [];
      });
  }
}
