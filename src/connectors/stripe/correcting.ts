/**
 * A credit note, or money that goes back, on an invoice in Stripe: once, whatever happens to the answer. Looked for first
 * by our own mark, then made with a key of the effect.
 * Before: connector.ts. After: ours.ts, api.ts.
 */
import type { Stripe } from "stripe";
import { money } from "../../lib/money.ts";
import type { StripeCorrectionOrder, StripeSettleOrder } from "../../lib/stripe-orders.ts";
import { toStripe } from "./amount.ts";
import { idOf, type StripeApi, sure } from "./api.ts";
import type { Invoicing } from "./invoicing.ts";
import { MARK } from "./ours.ts";
import { isRefusal, StripeRefusal } from "./trouble.ts";

/** Takes back a sum that was not paid. */
export async function putCredit(parts: Invoicing, order: StripeCorrectionOrder, key: string): Promise<void> {
  const invoice = await invoiceFor(parts, order);
  if (await corrected(parts.api, invoice.id, order.creditNote)) return;
  const amount = amountOf(order);
  if (invoice.status === "void") return; // nothing is to be paid there any more
  const left = invoice.amount_remaining;
  if (amount > left && (await paidThere(parts.api, invoice.id)).length > 0)
    throw new StripeRefusal(
      `Invoice ${order.invoiceNumber} was paid in Stripe meanwhile, so that only ${money(left, order.currency)} of it can be credited there. Give the money back by a refund.`,
    );
  // What was paid another way is credited outside of Stripe.
  const outside = Math.max(0, amount - left);
  await makeNote(parts.api, invoice.id, order, {
    amount,
    ...(outside > 0 ? { out_of_band_amount: outside } : {}),
    key: `${key}:credit:${outside}`,
  });
}

/** Gives back a sum that was paid there. */
export async function putRefund(parts: Invoicing, order: StripeCorrectionOrder, key: string): Promise<void> {
  const { api } = parts;
  const invoice = await invoiceFor(parts, order);
  if (await corrected(api, invoice.id, order.creditNote)) return;
  const amount = amountOf(order);
  if (invoice.amount_remaining === 0) {
    await makeNote(api, invoice.id, order, { amount, refund_amount: amount, key: `${key}:refund` });
    return;
  }
  // On an invoice that is paid in part, a credit note would only lower what is open: the money itself goes back.
  const intent = (await paidThere(api, invoice.id)).find((one) => (one.amount_paid ?? 0) >= amount)?.payment
    .payment_intent;
  const id = idOf(intent);
  if (id === null)
    throw new StripeRefusal(
      `No payment of invoice ${order.invoiceNumber} in Stripe has ${money(order.amountCents, order.currency)} to give back. Give it back there, in parts.`,
    );
  const client = await api.client();
  const made = await client.refunds.create(
    { payment_intent: id, amount, metadata: marks(order) },
    { idempotencyKey: `${key}:refund:${id}` },
  );
  sure(made, "refund");
}

/** Marks it as paid another way: nobody pays twice. */
export async function putSettled(parts: Invoicing, order: StripeSettleOrder, key: string): Promise<void> {
  const { api } = parts;
  const invoice = await invoiceFor(parts, order);
  if (invoice.status !== "open") return;
  if (order.after !== undefined && !(await corrected(api, invoice.id, order.after)))
    throw new NotYet(`The credit note for invoice ${order.invoiceNumber} isn't in Stripe yet.`);
  const client = await api.client();
  try {
    const paid = await client.invoices.pay(invoice.id, { paid_out_of_band: true }, { idempotencyKey: `${key}:settle` });
    sure(paid, "invoice");
  } catch (error) {
    // They may have paid it there at this very moment: then it is closed, and their money is told of like any other.
    if (!isRefusal(error) || (await api.invoice(invoice.id)).status === "open") throw error;
  }
}

/** Whether the correction was made there; of a voided note, too: it was made once. */
export async function isCorrected(parts: Invoicing, order: StripeCorrectionOrder): Promise<boolean> {
  const invoice = await parts.ours.find(order.invoice, Date.parse(order.issuedOn));
  return invoice !== null && corrected(parts.api, invoice.id, order.creditNote);
}

async function corrected(api: StripeApi, invoice: string, creditNote: string): Promise<boolean> {
  for await (const note of api.creditNotes(invoice)) if (note.metadata?.[MARK.creditNote] === creditNote) return true;
  for (const { payment } of await paidThere(api, invoice)) {
    const intent = idOf(payment.payment_intent);
    if (intent === null) continue;
    for await (const refund of api.refunds({ intent }))
      if (refund.metadata?.[MARK.creditNote] === creditNote) return true;
  }
  return false;
}

async function paidThere(api: StripeApi, invoice: string): Promise<Stripe.InvoicePayment[]> {
  const paid: Stripe.InvoicePayment[] = [];
  for await (const one of api.payments({ invoice }))
    if (one.status === "paid" && one.payment.type !== "payment_record") paid.push(one);
  return paid;
}

async function makeNote(
  api: StripeApi,
  invoice: string,
  order: StripeCorrectionOrder,
  { key, ...sums }: { key: string; amount: number; refund_amount?: number; out_of_band_amount?: number },
): Promise<void> {
  const client = await api.client();
  const made = await client.creditNotes.create(
    {
      invoice,
      ...sums,
      // Our own letter brings it.
      email_type: "none",
      memo: `${order.number} / ${order.invoiceNumber}`,
      metadata: marks(order),
    },
    { idempotencyKey: key },
  );
  sure(made, "credit_note");
}

function marks({ creditNote, number }: StripeCorrectionOrder): Record<string, string> {
  return { [MARK.creditNote]: creditNote, [MARK.number]: number };
}

async function invoiceFor(
  { ours }: Invoicing,
  { invoice, invoiceNumber, issuedOn }: Pick<StripeSettleOrder, "invoice" | "invoiceNumber" | "issuedOn">,
): Promise<Stripe.Invoice> {
  const found = await ours.find(invoice, Date.parse(issuedOn));
  if (found !== null && found.status !== "draft") return found;
  throw new NotYet(`Invoice ${invoiceNumber} isn't in Stripe yet.`);
}

/** What it corrects is still on its way there. */
export class NotYet extends Error {}

function amountOf({ amountCents, currency }: StripeCorrectionOrder): number {
  const amount = toStripe(amountCents, currency);
  if (amount === null)
    throw new StripeRefusal(`Stripe can't take ${money(amountCents, currency)}: ${currency} has no cents.`);
  return amount;
}
