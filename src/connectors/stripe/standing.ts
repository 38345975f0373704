/**
 * How an invoice stands in Stripe, in a few words.
 * Shared by connector.ts, ours.ts and compare.ts.
 */
import type { Stripe } from "stripe";
import { money } from "../../lib/money.ts";
import type { StripeInvoiceAnswer } from "../../lib/stripe-orders.ts";
import { fromStripe } from "./amount.ts";

/** An invoice's address ends thirty days after its due day, and a hundred and twenty after it was made. */
const LASTS_DUE_S = 30 * 86_400;
const LASTS_S = 120 * 86_400;

export function isVoid({ status }: Stripe.Invoice): boolean {
  return status === "void";
}

/** What is still to be paid there, in cents. */
export function openThere(invoice: Stripe.Invoice): number {
  return invoice.status === "open" ? fromStripe(invoice.amount_remaining, invoice.currency) : 0;
}

/** Where somebody can pay it, as Stripe itself says, and until when. Only a plain https address is ever put into a letter. */
export function pageOf({ status, hosted_invoice_url: page, ...dates }: Stripe.Invoice): StripeInvoiceAnswer {
  if (status !== "open" || !page || !URL.canParse(page)) return { payableAt: null, until: null };
  const { protocol, username, href } = new URL(page);
  if (protocol !== "https:" || username !== "") return { payableAt: null, until: null };
  const { created, due_date: due } = dates;
  const until = Math.min((due ?? created) + LASTS_DUE_S, created + LASTS_S);
  return { payableAt: href, until: new Date(until * 1000).toISOString().slice(0, 10) };
}

/** `open, 1,190.00 EUR to be paid`. */
export function standingWords(invoice: Stripe.Invoice): string {
  const left = money(openThere(invoice), invoice.currency.toUpperCase());
  switch (invoice.status) {
    case "open":
      return `open, ${left} to be paid`;
    case "paid":
      return "paid";
    case "void":
      return "voided: nobody can pay it";
    case "uncollectible":
      return "marked as uncollectible";
    default:
      return "a draft: nobody can pay it yet";
  }
}
