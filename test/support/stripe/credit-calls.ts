/**
 * Money that is taken back or given back: credit notes and refunds.
 */
import type { Tree } from "./form.ts";
import { gone, metadata, text } from "./lists.ts";
import { Refusal } from "./refusal.ts";
import type { Charge } from "./things.ts";
import type { World } from "./world.ts";

/** A credit note first lowers what is open; what goes beyond must be given back in one of three ways, to the cent. */
export function makeCreditNote(world: World, given: Tree, key: string | null) {
  const invoice = world.invoices.get(String(given.invoice)) ?? gone("invoice", String(given.invoice), "invoice");
  if (invoice.status !== "open" && invoice.status !== "paid")
    throw new Refusal(400, `Credit notes can't be created for ${invoice.status} invoices.`);
  const amount = Number(given.amount);
  const credited = invoice.pre_payment_credit_notes_amount + invoice.post_payment_credit_notes_amount;
  if (amount > invoice.total - credited)
    throw new Refusal(400, "The amount exceeds what can be credited of the invoice.");
  const before = Math.min(amount, invoice.amount_remaining);
  const after = amount - before;
  const [back, outside, balance] = ["refund_amount", "out_of_band_amount", "credit_amount"].map((name) =>
    Number(given[name] ?? 0),
  ) as [number, number, number];
  if (back + outside + balance !== after)
    throw new Refusal(
      400,
      `The sum of refunds, credit and out of band amounts must equal the post payment amount (${after}).`,
    );
  const refunds = [];
  if (back > 0) {
    const charges = world.chargesOf(invoice.id);
    const [charge, ...more] = charges;
    if (!charge || more.length > 0)
      throw new Refusal(400, "refund_amount needs an invoice that was paid by one charge.");
    refunds.push(world.refund(charge, refundable(charge, back)));
  }
  const note = {
    id: world.id("cn"),
    object: "credit_note" as const,
    created: world.now,
    amount,
    currency: invoice.currency,
    customer: invoice.customer,
    invoice: invoice.id,
    memo: text(given.memo),
    number: `${invoice.number}-CN-${world.creditNotes.size + 1}`,
    out_of_band_amount: outside || null,
    post_payment_amount: after,
    pre_payment_amount: before,
    refunds: refunds.map((one) => ({
      amount_refunded: one.amount,
      refund: one.id,
      type: "refund",
      payment_record_refund: null,
    })),
    status: "issued" as const,
    total: amount,
    metadata: metadata(given),
  };
  world.creditNotes.set(note.id, note);
  invoice.pre_payment_credit_notes_amount += before;
  invoice.post_payment_credit_notes_amount += after;
  invoice.amount_remaining -= before;
  invoice.amount_due -= before;
  world.emit("credit_note.created", note, key);
  for (const refund of refunds) world.emit("refund.created", refund, key);
  if (invoice.status === "open" && invoice.amount_remaining === 0) {
    invoice.status = "paid";
    world.emit("invoice.paid", invoice, key);
  }
  return note;
}

export function refundable(charge: Charge, amount: number): number {
  if (amount > charge.amount - charge.amount_refunded)
    throw new Refusal(400, `Refund amount (${amount}) is greater than unrefunded amount on charge.`, {
      code: "charge_already_refunded",
    });
  return amount;
}
