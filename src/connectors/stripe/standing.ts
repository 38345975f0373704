/**
 * How an invoice stands in Stripe, in a few words.
 * Shared by connector.ts, ours.ts and compare.ts.
 */
import type { Stripe } from "stripe";
import { money } from "../../lib/money.ts";
import { fromStripe } from "./amount.ts";

export function isVoid({ status }: Stripe.Invoice): boolean {
  return status === "void";
}

/** What is still to be paid there, in cents. */
export function openThere(invoice: Stripe.Invoice): number {
  return invoice.status === "open" ? fromStripe(invoice.amount_remaining, invoice.currency) : 0;
}

/** Where somebody can pay it, as Stripe itself says; null: nowhere. Only a plain https address is ever put into a letter. */
export function pageOf({ status, hosted_invoice_url: page }: Stripe.Invoice): string | null {
  if (status !== "open" || !page || !URL.canParse(page)) return null;
  const { protocol, username, href } = new URL(page);
  return protocol === "https:" && username === "" ? href : null;
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
