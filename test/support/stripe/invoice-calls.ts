/**
 * How an invoice is made, and what it waits for.
 */
import type { Call } from "./calls.ts";
import type { Tree } from "./form.ts";
import { gone, metadata, text } from "./lists.ts";
import { Refusal } from "./refusal.ts";
import type { Invoice, InvoicePayment } from "./things.ts";
import type { World } from "./world.ts";

export function makeInvoice(world: World, { given, key }: Call): Invoice {
  const customer = world.customers.get(String(given.customer)) ?? gone("customer", String(given.customer), "customer");
  const sends = given.collection_method === "send_invoice";
  if (sends && !given.due_date)
    throw new Refusal(400, "You must provide a due_date or days_until_due with collection_method=send_invoice.");
  if (given.due_date && Number(given.due_date) <= world.now)
    throw new Refusal(400, "due_date must be in the future.", { param: "due_date" });
  const number = text(given.number);
  if (number && [...world.invoices.values()].some((one) => one.number === number && one.status !== "draft"))
    throw new Refusal(400, `An invoice with number ${number} exists already.`, { param: "number" });
  const fields = Object.values((given.custom_fields as Tree | undefined) ?? {}) as Tree[];
  const invoice: Invoice = {
    id: world.id("in"),
    object: "invoice",
    created: world.now,
    status: "draft",
    number,
    currency: String(given.currency ?? "eur"),
    customer: customer.id,
    customer_name: customer.name,
    customer_email: customer.email,
    collection_method: String(given.collection_method ?? "charge_automatically"),
    auto_advance: given.auto_advance !== "false",
    due_date: given.due_date ? Number(given.due_date) : null,
    custom_fields: fields.map(({ name, value }) => ({ name: String(name), value: String(value) })),
    total: 0,
    subtotal: 0,
    amount_due: 0,
    amount_paid: 0,
    amount_overpaid: 0,
    amount_remaining: 0,
    pre_payment_credit_notes_amount: 0,
    post_payment_credit_notes_amount: 0,
    hosted_invoice_url: null,
    metadata: metadata(given),
  };
  world.invoices.set(invoice.id, invoice);
  world.emit("invoice.created", invoice, key);
  return invoice;
}

/** A payment that an invoice waits for. */
export function addPayment(world: World, invoice: Invoice, amount: number, isDefault: boolean): InvoicePayment {
  const intent = {
    id: world.id("pi"),
    object: "payment_intent" as const,
    created: world.now,
    amount,
    amount_received: 0,
    currency: invoice.currency,
    customer: invoice.customer,
    status: "requires_payment_method",
    latest_charge: null,
    last_payment_error: null,
    metadata: {},
  };
  world.intents.set(intent.id, intent);
  const payment: InvoicePayment = {
    id: world.id("inpay"),
    object: "invoice_payment",
    created: world.now,
    status: "open",
    amount_paid: null,
    amount_requested: amount,
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: isDefault,
    payment: { type: "payment_intent", payment_intent: intent.id },
    status_transitions: { canceled_at: null, paid_at: null },
  };
  world.payments.set(payment.id, payment);
  return payment;
}

/** All that is open is said to have been paid elsewhere: it stands there as a payment record, without a charge. */
export function payOutside(world: World, invoice: Invoice, key: string | null): void {
  const amount = invoice.amount_remaining;
  for (const one of world.payments.values())
    if (one.invoice === invoice.id && one.status === "open") {
      one.status = "canceled";
      one.status_transitions.canceled_at = world.now;
    }
  const payment: InvoicePayment = {
    id: world.id("inpay"),
    object: "invoice_payment",
    created: world.now,
    status: "paid",
    amount_paid: amount,
    amount_requested: amount,
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: false,
    payment: { type: "payment_record", payment_record: world.id("pr") },
    status_transitions: { canceled_at: null, paid_at: world.now },
  };
  world.payments.set(payment.id, payment);
  invoice.status = "paid";
  invoice.amount_paid += amount;
  invoice.amount_remaining = 0;
  world.emit("invoice_payment.paid", payment, key);
  world.emit("invoice.paid", invoice, key);
}
