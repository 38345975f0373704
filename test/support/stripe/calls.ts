/**
 * What each call does, once its parameters are known to be right: Stripe's own rules of what may follow what.
 */

import { makeCreditNote, refundable } from "./credit-calls.ts";
import type { Tree } from "./form.ts";
import { addPayment, makeInvoice, payOutside } from "./invoice-calls.ts";
import { gone, list, metadata, newest, text } from "./lists.ts";
import { Refusal } from "./refusal.ts";
import type { Customer, Invoice, InvoicePayment } from "./things.ts";
import type { World } from "./world.ts";

export interface Call {
  readonly id: string;
  readonly given: Tree;
  /** The request's own idempotency key, as its events name it. */
  readonly key: string | null;
}

type Handler = (world: World, call: Call) => unknown;

export const CALLS: Readonly<Record<string, Handler>> = {
  "GET /account": () => ({
    id: "acct_000001",
    object: "account",
    charges_enabled: true,
    settings: { dashboard: { display_name: "Robin Vale Consulting" } },
  }),
  "GET /events": (world, { given }) => {
    const types = Object.values((given.types as Tree | undefined) ?? {});
    const all = world.events.filter(({ type }) => types.length === 0 || types.includes(type));
    return list("/v1/events", all, given, "event", world.events);
  },
  "GET /customers": (world, { given }) =>
    list(
      "/v1/customers",
      newest(world.customers, (one) => !given.email || one.email === given.email),
      given,
      "customer",
    ),
  "POST /customers": (world, { given, key }) => {
    const customer: Customer = {
      id: world.id("cus"),
      object: "customer",
      created: world.now,
      name: text(given.name),
      email: text(given.email),
      preferred_locales: Object.values((given.preferred_locales as Tree | undefined) ?? {}).map(String),
      metadata: metadata(given),
    };
    world.customers.set(customer.id, customer);
    world.emit("customer.created", customer, key);
    return customer;
  },
  "GET /invoices": (world, { given }) => {
    const fits = (one: Invoice) =>
      (!given.customer || one.customer === given.customer) && (!given.status || one.status === given.status);
    return list("/v1/invoices", newest(world.invoices, fits), given, "invoice");
  },
  "GET /invoices/:id": (world, { id }) => world.invoices.get(id) ?? gone("invoice", id),
  "POST /invoices": makeInvoice,
  "POST /invoiceitems": (world, { given, key }) => {
    const invoice = world.invoices.get(String(given.invoice)) ?? gone("invoice", String(given.invoice), "invoice");
    if (invoice.status !== "draft") throw new Refusal(400, "You can only add invoice items to draft invoices.");
    if (invoice.customer !== given.customer) throw new Refusal(400, "The invoice belongs to another customer.");
    if (invoice.currency !== given.currency) throw new Refusal(400, "The invoice has another currency.");
    const item = {
      id: world.id("ii"),
      object: "invoiceitem" as const,
      created: world.now,
      amount: Number(given.amount),
      currency: String(given.currency),
      customer: invoice.customer,
      invoice: invoice.id,
      description: text(given.description),
      metadata: metadata(given),
    };
    world.items.set(item.id, item);
    invoice.total += item.amount;
    Object.assign(invoice, { subtotal: invoice.total, amount_due: invoice.total, amount_remaining: invoice.total });
    world.emit("invoiceitem.created", item, key);
    return item;
  },
  "POST /invoices/:id/finalize": (world, { id, key }) => {
    const invoice = world.invoices.get(id) ?? gone("invoice", id);
    if (invoice.status !== "draft")
      throw new Refusal(400, "This invoice is already finalized, you can't re-finalize a non-draft invoice.", {
        code: "invoice_not_editable",
      });
    if (invoice.total <= 0) throw new Refusal(400, "This invoice has nothing on it.");
    invoice.status = "open";
    invoice.number ??= `STRIPE-${invoice.id.slice(-4)}`;
    invoice.hosted_invoice_url = `https://invoice.stripe.example/${invoice.id}`;
    addPayment(world, invoice, invoice.amount_remaining, true);
    world.emit("invoice.finalized", invoice, key);
    return invoice;
  },
  "POST /invoices/:id/pay": (world, { id, given, key }) => {
    const invoice = world.invoices.get(id) ?? gone("invoice", id);
    if (invoice.status !== "open") throw new Refusal(400, `Invoice is ${invoice.status}, and can't be paid.`);
    if (given.paid_out_of_band !== "true")
      throw new Refusal(402, "The customer has no payment method.", { type: "card_error" });
    payOutside(world, invoice, key);
    return invoice;
  },
  "GET /invoice_payments": (world, { given }) => {
    const wanted = (given.payment as Tree | undefined)?.payment_intent;
    const fits = (one: InvoicePayment) =>
      (!given.invoice || one.invoice === given.invoice) &&
      (!given.status || one.status === given.status) &&
      (!wanted || one.payment.payment_intent === wanted);
    return list("/v1/invoice_payments", newest(world.payments, fits), given, "invoice_payment");
  },
  "GET /invoice_payments/:id": (world, { id }) => world.payments.get(id) ?? gone("invoice_payment", id),
  "GET /payment_intents/:id": (world, { id }) => world.intents.get(id) ?? gone("payment_intent", id),
  "GET /charges": (world, { given }) =>
    list(
      "/v1/charges",
      newest(world.charges, () => true),
      given,
      "charge",
    ),
  "GET /charges/:id": (world, { id }) => world.charges.get(id) ?? gone("charge", id),
  "GET /refunds": (world, { given }) => {
    const wanted = given.payment_intent;
    return list(
      "/v1/refunds",
      newest(world.refunds, (one) => !wanted || one.payment_intent === wanted),
      given,
      "refund",
    );
  },
  "GET /refunds/:id": (world, { id }) => world.refunds.get(id) ?? gone("refund", id),
  "POST /refunds": (world, { given, key }) => {
    const intent =
      world.intents.get(String(given.payment_intent)) ??
      gone("payment_intent", String(given.payment_intent), "payment_intent");
    const charge = world.charges.get(intent.latest_charge ?? "") ?? gone("charge", "", "charge");
    const amount = refundable(charge, Number(given.amount ?? charge.amount - charge.amount_refunded));
    const refund = world.refund(charge, amount, metadata(given));
    world.emit("refund.created", refund, key);
    world.emit("charge.refunded", charge, key);
    return refund;
  },
  "GET /disputes": (world, { given }) =>
    list(
      "/v1/disputes",
      newest(world.disputes, () => true),
      given,
      "dispute",
    ),
  "GET /disputes/:id": (world, { id }) => world.disputes.get(id) ?? gone("dispute", id),
  "GET /credit_notes": (world, { given }) =>
    list(
      "/v1/credit_notes",
      newest(world.creditNotes, (one) => !given.invoice || one.invoice === given.invoice),
      given,
      "credit_note",
    ),
  "POST /credit_notes": (world, { given, key }) => makeCreditNote(world, given, key),
};
