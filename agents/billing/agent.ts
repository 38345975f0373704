/**
 * The billing agent: closed milestones become invoices, money that comes in finds its invoice, what is unpaid is brought to mind.
 * Scripts only; a model is never asked. What clients write about offers and money is read in messages.ts.
 */
import type { GuestContext, GuestEvent, Handlers, Step } from "../../src/agent/guest.ts";
import { messageCame } from "./messages.ts";

/** A payment as the house tells of it: invoices by id, the likeliest first. */
interface Seen {
  readonly state: string;
  readonly exact: string | null;
  readonly candidates: readonly string[];
  readonly told: boolean;
  readonly late: boolean;
}

const handlers = {
  "milestone.closed@1": (event, context) => invoice(event, context, "It was closed today."),
  "milestone.uninvoiced@1": (event, context) => invoice(event, context, "It was closed, and is not invoiced yet."),

  async "payment.seen@1"(event, context) {
    const payment = String(event.data.payment);
    const what = event.scope === "workspace" ? "receivables" : "payments";
    const seen = (await context.read(what, { payment })) as unknown as Seen | null;
    if (seen?.state !== "seen") return;
    if (seen.told) return wish(context, "payment.ignore", { payment }, "You told of this payment before the bank did.");
    if (seen.late) return wish(context, "payment.ignore", { payment }, "The books of its month are closed.");
    if (seen.candidates.length === 0)
      return wish(context, "payment.ignore", { payment }, "No open invoice has this sum, this payer or this number.");
    const reason = seen.exact
      ? "Its reference names the invoice, and the sum is what is open."
      : "Number and sum don't both fit, so you say which invoice it pays.";
    // Which one that is may be another by the time it is judged: the payment before it may have settled it.
    await wish(context, "payment.match", { payment, invoice: "likeliest" }, reason);
  },

  async "invoice.fell-due@1"(event, context) {
    const params = { invoice: String(event.data.invoice), level: Number(event.data.level) };
    await wish(context, "invoice.remind", params, "It is overdue, and the bank's data shows no payment.");
  },

  async "offer.fell-due@1"(event, context) {
    const offer = String(event.data.offer);
    if (event.data.step === "expire")
      return wish(context, "offer.close", { offer, outcome: "expired" }, "The day until which it was valid is over.");
    await wish(context, "offer.follow-up", { offer }, "No answer has come yet.");
  },

  "message.classified@1": messageCame,
} satisfies Handlers;

export default handlers;

async function invoice(event: GuestEvent, context: GuestContext, reason: string): Promise<void> {
  const milestone = String(event.data.milestone);
  const { milestone: closed } = (await context.read("contract", { milestone })) as unknown as {
    milestone: { state: string; agreedCents: number } | null;
  };
  if (closed?.state !== "closed" || closed.agreedCents <= 0) return;
  await wish(context, "invoice.issue", { milestone }, reason);
}

/** A wish of one step. */
async function wish(context: GuestContext, action: string, params: Step["params"], reason: string): Promise<void> {
  await context.intend({ steps: [{ action, params }], reason, evidence: [] });
}
