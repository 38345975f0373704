/**
 * An issued invoice becomes payable in Stripe: over the very sum of our document, with our number, once. Stripe never mails
 * or charges by itself. Each step looks first whether it was done, so that a try after a lost answer goes on where the
 * one before it ended, however long ago that was.
 * Before: connector.ts. After: ours.ts, api.ts.
 */
import type { Stripe } from "stripe";
import { money } from "../../lib/money.ts";
import type { StripeInvoiceOrder } from "../../lib/stripe-orders.ts";
import { fromStripe, toStripe } from "./amount.ts";
import { type StripeApi, sure } from "./api.ts";
import { customerFor, MARK, type OurInvoices } from "./ours.ts";
import { StripeRefusal } from "./trouble.ts";

/** The numbers that Stripe takes for its own field; any number stands in the metadata and on the page all the same. */
const PLAIN_NUMBER = /^[A-Za-z0-9-]{1,26}$/;
/** A due day must lie ahead for Stripe, by its own clock: one that is over becomes today, or tomorrow late in the evening. */
const AHEAD_MS = 3 * 3_600_000;

export interface Invoicing {
  readonly api: StripeApi;
  readonly ours: OurInvoices;
}

/** Brings it there, and answers how it stands there. `key`: the effect's own; `at`: when it was decided; `now`: ms UTC. */
export async function putInvoice(
  { api, ours }: Invoicing,
  order: StripeInvoiceOrder,
  { key, at, now }: { readonly key: string; readonly at: number; readonly now: number },
): Promise<Stripe.Invoice> {
  const amount = toStripe(order.grossCents, order.currency);
  if (amount === null)
    throw new StripeRefusal(
      `Stripe can't take ${money(order.grossCents, order.currency)}: ${order.currency} has no cents.`,
    );
  const found = await ours.find(order.invoice, at);
  const draft = found ?? (await makeDraft(api, order, key, now));
  if (draft.status !== "draft") return checked(draft, order);
  const filled = draft.total === amount ? draft : await fill(api, draft, order, amount, key);
  checked(filled, order);
  const client = await api.client();
  const open = await client.invoices.finalizeInvoice(
    filled.id,
    { auto_advance: false },
    { idempotencyKey: `${key}:finalize` },
  );
  return ours.remember(order.invoice, sure(open, "invoice"));
}

async function makeDraft(api: StripeApi, order: StripeInvoiceOrder, key: string, now: number): Promise<Stripe.Invoice> {
  const customer = await customerFor(api, order);
  const client = await api.client();
  const { number, currency } = order;
  const ahead = new Date(now + AHEAD_MS).toISOString().slice(0, 10);
  const due = Math.max(endOf(order.dueOn), endOf(ahead));
  const made = await client.invoices.create(
    {
      customer,
      currency: currency.toLowerCase(),
      collection_method: "send_invoice",
      auto_advance: false,
      automatic_tax: { enabled: false },
      pending_invoice_items_behavior: "exclude",
      due_date: due,
      ...(PLAIN_NUMBER.test(number) ? { number } : {}),
      custom_fields: [{ name: order.language === "de" ? "Rechnung" : "Invoice", value: number.slice(0, 140) }],
      metadata: { [MARK.invoice]: order.invoice, [MARK.number]: number },
    },
    // Another due day is another request: with the same key Stripe would refuse it.
    { idempotencyKey: `${key}:draft:${due}` },
  );
  return sure(made, "invoice");
}

/** The last second of a day, as Stripe counts. */
function endOf(day: string): number {
  return Math.floor(Date.parse(`${day}T23:59:59Z`) / 1000);
}

async function fill(
  api: StripeApi,
  draft: Stripe.Invoice,
  order: StripeInvoiceOrder,
  amount: number,
  key: string,
): Promise<Stripe.Invoice> {
  const client = await api.client();
  const customer = typeof draft.customer === "string" ? draft.customer : (draft.customer?.id ?? "");
  const line = await client.invoiceItems.create(
    {
      customer,
      invoice: draft.id,
      amount,
      currency: order.currency.toLowerCase(),
      description: order.text.slice(0, 500),
    },
    { idempotencyKey: `${key}:line` },
  );
  sure(line, "invoiceitem");
  return api.invoice(draft.id);
}

/** Nothing is put to a client over another sum than the invoice that they have. */
function checked(invoice: Stripe.Invoice, order: StripeInvoiceOrder): Stripe.Invoice {
  const cents = fromStripe(invoice.total, invoice.currency);
  if (cents === order.grossCents && invoice.currency.toUpperCase() === order.currency) return invoice;
  throw new StripeRefusal(
    `Invoice ${order.number} is over ${money(order.grossCents, order.currency)}, and stands in Stripe with ${money(cents, invoice.currency.toUpperCase())}. Look at it there: something else was added to it.`,
  );
}
