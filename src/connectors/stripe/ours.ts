/**
 * How our own things are known again in Stripe: by metadata, looked for in its lists. Its search is not used, because it
 * lags behind what was just made.
 * Before: invoicing.ts, correcting.ts, happenings.ts. After: api.ts.
 */
import type { Stripe } from "stripe";
import { type StripeApi, sure } from "./api.ts";
import { isVoid } from "./standing.ts";

/** What stands in the metadata of what we make there. */
export const MARK = {
  invoice: "atelier_invoice",
  number: "atelier_number",
  client: "atelier_client",
  creditNote: "atelier_credit_note",
} as const;

/** Our clock, or Stripe's, may be this far off: what was made "since" is looked for from so much earlier. */
const SLACK_MS = 2 * 86_400_000;

export class OurInvoices {
  readonly #api: StripeApi;
  /** Stripe's ids by ours, as they were found. */
  readonly #known = new Map<string, string>();

  constructor(api: StripeApi) {
    this.#api = api;
  }

  /** The Stripe invoice of ours that is not void, else the voided one; null: there is none. `since`: ms UTC. */
  async find(invoice: string, since: number): Promise<Stripe.Invoice | null> {
    const known = this.#known.get(invoice);
    if (known !== undefined) return this.#api.invoice(known);
    let voided: Stripe.Invoice | null = null;
    for await (const one of this.#api.invoicesSince(since - SLACK_MS)) {
      if (one.metadata?.[MARK.invoice] !== invoice) continue;
      if (!isVoid(one)) return this.remember(invoice, one);
      voided ??= one;
    }
    return voided;
  }

  remember(invoice: string, found: Stripe.Invoice): Stripe.Invoice {
    // A draft may still be deleted.
    if (found.status !== "draft") this.#known.set(invoice, found.id);
    return found;
  }
}

/** The customer of a client of ours, found or made. */
export async function customerFor(
  api: StripeApi,
  who: { readonly client: string; readonly name: string; readonly email: string; readonly language: string },
): Promise<string> {
  for await (const one of api.customers(who.email)) if (one.metadata?.[MARK.client] === who.client) return one.id;
  const client = await api.client();
  const made = await client.customers.create(
    {
      name: who.name,
      email: who.email,
      preferred_locales: [who.language],
      metadata: { [MARK.client]: who.client },
    },
    { idempotencyKey: `atelier-customer-${who.client}-${who.email}`.slice(0, 250) },
  );
  return sure(made, "customer").id;
}
