/**
 * What people do at this Stripe without any call of ours: clients pay on its pages, or dispute; the owner does something in
 * its dashboard by hand.
 */
import { makeCreditNote } from "./credit-calls.ts";
import { addPayment, payOutside } from "./invoice-calls.ts";
import type { Charge, Dispute, Refund } from "./things.ts";
import type { World } from "./world.ts";

export class People {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Somebody pays an invoice on its page: all that is open, or so much. Answers the id of the payment. */
  pays(number: string, cents?: number, name = "Anna Berg"): string {
    const world = this.#world;
    const invoice = world.invoiceNumbered(number);
    const amount = cents ?? invoice.amount_remaining;
    if (invoice.status !== "open") throw new Error(`invoice ${number} is ${invoice.status}: its page takes no money`);
    const waiting = [...world.payments.values()].find((one) => one.invoice === invoice.id && one.status === "open");
    const payment =
      waiting && amount === invoice.amount_remaining ? waiting : addPayment(world, invoice, amount, false);
    const intent = world.intents.get(payment.payment.payment_intent ?? "");
    if (!intent) throw new Error("the payment has no intent");
    Object.assign(intent, { amount, amount_received: amount, status: "succeeded", last_payment_error: null });
    const charge = this.#charge(amount, invoice.currency, { name, intent: intent.id, description: null });
    intent.latest_charge = charge.id;
    Object.assign(payment, { status: "paid", amount_paid: amount, amount_requested: amount });
    payment.status_transitions.paid_at = world.now;
    invoice.amount_paid += amount;
    invoice.amount_overpaid = Math.max(0, amount - invoice.amount_remaining);
    invoice.amount_remaining = Math.max(0, invoice.amount_remaining - amount);
    world.emit("charge.succeeded", charge);
    world.emit("payment_intent.succeeded", intent);
    world.emit("invoice_payment.paid", payment);
    if (invoice.amount_remaining > 0) return payment.id;
    invoice.status = "paid";
    world.emit("invoice.paid", invoice);
    world.emit("invoice.payment_succeeded", invoice);
    return payment.id;
  }

  /** Somebody pays without any invoice, over a payment link say. */
  paysWithout(cents: number, { currency = "eur", name = "Someone", description = "Workshop" } = {}): string {
    const charge = this.#charge(cents, currency, { name, intent: null, description });
    this.#world.emit("charge.succeeded", charge);
    return charge.id;
  }

  /** Their card is refused. */
  failsToPay(number: string): void {
    const world = this.#world;
    const invoice = world.invoiceNumbered(number);
    const waiting = [...world.payments.values()].find((one) => one.invoice === invoice.id && one.status === "open");
    const intent = world.intents.get(waiting?.payment.payment_intent ?? "");
    if (!intent) throw new Error("nothing waits to be paid");
    intent.last_payment_error = { type: "card_error", code: "card_declined", message: "Your card was declined." };
    world.emit("payment_intent.payment_failed", intent);
  }

  /** The owner gives money back in the dashboard, without a credit note. */
  refundsByHand(number: string, cents: number): Refund {
    const world = this.#world;
    const [charge] = world.chargesOf(world.invoiceNumbered(number).id);
    if (!charge) throw new Error(`nothing was paid on ${number}`);
    const refund = world.refund(charge, cents);
    world.emit("refund.created", refund);
    world.emit("charge.refunded", charge);
    return refund;
  }

  /** A refund comes back: the card is closed. */
  refundFails(refund: string): void {
    const found = this.#world.refunds.get(refund);
    if (!found) throw new Error("there is no such refund");
    Object.assign(found, { status: "failed", failure_reason: "expired_or_canceled_card" });
    this.#world.emit("refund.failed", found);
  }

  /** The owner writes a credit note in the dashboard. */
  creditsByHand(number: string, cents: number): void {
    const invoice = this.#world.invoiceNumbered(number);
    makeCreditNote(this.#world, { invoice: invoice.id, amount: String(cents) }, null);
  }

  /** The owner voids an invoice in the dashboard. */
  voids(number: string): void {
    const invoice = this.#world.invoiceNumbered(number);
    invoice.status = "void";
    this.#world.emit("invoice.voided", invoice);
  }

  /** The owner marks an invoice as paid in the dashboard: the money came another way. */
  marksPaid(number: string): void {
    payOutside(this.#world, this.#world.invoiceNumbered(number), null);
  }

  disputes(number: string): Dispute {
    const world = this.#world;
    const [charge] = world.chargesOf(world.invoiceNumbered(number).id);
    if (!charge) throw new Error(`nothing was paid on ${number}`);
    charge.disputed = true;
    const dispute: Dispute = {
      id: world.id("du"),
      object: "dispute",
      created: world.now,
      amount: charge.amount,
      charge: charge.id,
      currency: charge.currency,
      payment_intent: charge.payment_intent,
      reason: "product_not_received",
      status: "needs_response",
      evidence_details: { due_by: world.now + 7 * 86_400, has_evidence: false, past_due: false, submission_count: 0 },
      metadata: {},
    };
    world.disputes.set(dispute.id, dispute);
    world.emit("charge.dispute.created", dispute);
    return dispute;
  }

  decides(dispute: string, status: "won" | "lost"): void {
    const found = this.#world.disputes.get(dispute);
    if (!found) throw new Error("there is no such dispute");
    found.status = status;
    this.#world.emit("charge.dispute.closed", found);
  }

  #charge(
    amount: number,
    currency: string,
    { name, intent, description }: { name: string; intent: string | null; description: string | null },
  ): Charge {
    const world = this.#world;
    const charge: Charge = {
      id: world.id("ch"),
      object: "charge",
      created: world.now,
      amount,
      amount_captured: amount,
      amount_refunded: 0,
      billing_details: { name, email: null },
      captured: true,
      currency,
      description,
      paid: true,
      payment_intent: intent,
      refunded: false,
      disputed: false,
      status: "succeeded",
      metadata: {},
    };
    world.charges.set(charge.id, charge);
    return charge;
  }
}
