/**
 * Stripe as it is used here: few calls through its own library, each answer checked to be what was asked for, because the
 * library takes a 404 without an `error` in it for an answer. It is loaded when first asked, not when a verb runs.
 * Before: everything in this folder. After: the network.
 */
import type { Stripe } from "stripe";
import type { StripeConfig } from "../../lib/service-address.ts";
import { ServiceError } from "../service-error.ts";

/** What an id of its kind begins with. */
const IDS = {
  account: /^acct_/,
  customer: /^cus_/,
  invoice: /^in_/,
  invoiceitem: /^ii_/,
  invoice_payment: /^inpay_/,
  payment_intent: /^pi_/,
  charge: /^(ch|py)_/,
  credit_note: /^cn_/,
  refund: /^(re|pyr)_/,
  dispute: /^(dp|du|dispute)_/,
  event: /^evt_/,
} as const;
type Kind = keyof typeof IDS;
interface Thing {
  readonly id?: unknown;
  readonly object?: unknown;
}

const TIMEOUT_MS = 20_000;
const PAGE = 100;
/** Beyond so many pages something else is wrong than a large company. */
const MOST_PAGES = 200;

export class StripeApi {
  readonly #config: StripeConfig;
  readonly #timeoutMs: number;
  #client: Promise<Stripe> | null = null;
  /** How far our clock is ahead of Stripe's, as its last answer told. */
  #aheadMs: number | null = null;
  readonly #now: () => number;

  constructor(parts: { config: StripeConfig; now: () => number; timeoutMs?: number }) {
    this.#config = parts.config;
    this.#now = parts.now;
    this.#timeoutMs = parts.timeoutMs ?? TIMEOUT_MS;
  }

  get aheadMs(): number | null {
    return this.#aheadMs;
  }

  /** The library, for what is done once with its answer checked by `sure`. */
  client(): Promise<Stripe> {
    this.#client ??= this.#load();
    return this.#client;
  }

  /** The newest events of these types; with `after`, the ones that follow it, as they happened. */
  async events(types: readonly string[], after: string | null, limit = PAGE): Promise<Stripe.Event[]> {
    const client = await this.client();
    const page = await client.events.list({
      types: [...types],
      limit,
      ...(after === null ? {} : { ending_before: after }),
    });
    return listed(page).data.map((event) => sure(event, "event"));
  }

  /** All events of these types that are kept, the newest first. */
  async *allEvents(types: readonly string[]): AsyncGenerator<Stripe.Event> {
    const client = await this.client();
    yield* every("event", (more) => client.events.list({ types: [...types], ...more }));
  }

  async invoice(id: string): Promise<Stripe.Invoice> {
    return sure(await (await this.client()).invoices.retrieve(id), "invoice");
  }

  /** Invoices made since then (ms UTC), the newest first. */
  async *invoicesSince(since: number): AsyncGenerator<Stripe.Invoice> {
    const client = await this.client();
    const created = { gte: Math.floor(since / 1000) };
    yield* every("invoice", (more) => client.invoices.list({ created, ...more }));
  }

  /** Payments of one invoice, or all that were made, the newest first. */
  async *payments(of: { readonly invoice?: string; readonly intent?: string }): AsyncGenerator<Stripe.InvoicePayment> {
    const client = await this.client();
    const which = {
      ...(of.invoice ? { invoice: of.invoice } : {}),
      ...(of.intent ? { payment: { type: "payment_intent", payment_intent: of.intent } } : { status: "paid" }),
    };
    yield* every("invoice_payment", (more) => client.invoicePayments.list({ ...which, ...more }));
  }

  async *charges(since: number): AsyncGenerator<Stripe.Charge> {
    const client = await this.client();
    const created = { gte: Math.floor(since / 1000) };
    yield* every("charge", (more) => client.charges.list({ created, ...more }));
  }

  async *refunds(of: { readonly since: number } | { readonly intent: string }): AsyncGenerator<Stripe.Refund> {
    const client = await this.client();
    const which = "intent" in of ? { payment_intent: of.intent } : { created: { gte: Math.floor(of.since / 1000) } };
    yield* every("refund", (more) => client.refunds.list({ ...which, ...more }));
  }

  async *disputes(since: number): AsyncGenerator<Stripe.Dispute> {
    const client = await this.client();
    const created = { gte: Math.floor(since / 1000) };
    yield* every("dispute", (more) => client.disputes.list({ created, ...more }));
  }

  async *creditNotes(invoice: string): AsyncGenerator<Stripe.CreditNote> {
    const client = await this.client();
    yield* every("credit_note", (more) => client.creditNotes.list({ invoice, ...more }));
  }

  async *customers(email: string): AsyncGenerator<Stripe.Customer> {
    const client = await this.client();
    yield* every("customer", (more) => client.customers.list({ email, ...more }));
  }

  async #load(): Promise<Stripe> {
    const { Stripe } = await import("stripe");
    const { secretKey, apiUrl } = this.#config;
    const base = apiUrl === null ? null : new URL(apiUrl);
    return new Stripe(secretKey, {
      // The outbox keeps the order of tries, and the wait between them.
      maxNetworkRetries: 0,
      timeout: this.#timeoutMs,
      telemetry: false,
      ...(base === null
        ? {}
        : {
            host: base.hostname,
            port: base.port || (base.protocol === "http:" ? "80" : "443"),
            protocol: base.protocol === "http:" ? "http" : "https",
          }),
      // Node's own client would try once more by itself where a connection was closed.
      httpClient: Stripe.createFetchHttpClient(this.#fetch(base)),
    });
  }

  #fetch(base: URL | null): typeof fetch {
    return async (input, init) => {
      const url = new URL(String(input));
      if (base !== null) url.pathname = `${base.pathname.replace(/\/$/, "")}${url.pathname}`;
      // The library names the length of what it sends, which `fetch` does by itself, and may refuse to be told.
      const headers = new Headers(init?.headers);
      headers.delete("content-length");
      const response = await fetch(url, { ...init, headers, redirect: "error" });
      const told = Date.parse(response.headers.get("date") ?? "");
      if (!Number.isNaN(told)) this.#aheadMs = this.#now() - told;
      // A gateway's page of its own says nothing about what was asked.
      const isJson = response.headers.get("content-type")?.includes("json") ?? false;
      if (response.status >= 500 && !isJson) throw new Error(`Stripe's door answered ${response.status}.`);
      return response;
    };
  }
}

/** The answer, where it is what was asked for. */
export function sure<T extends Thing>(answer: T, kind: Kind): T {
  if (answer.object === kind && typeof answer.id === "string" && IDS[kind].test(answer.id)) return answer;
  throw new ServiceError("changed", `Stripe answered without ${WHAT[kind]} where one was asked for.`);
}

/** The id of something that stands as its id or whole; null: it isn't there. */
export function idOf(thing: string | { readonly id: string } | null | undefined): string | null {
  if (thing === null || thing === undefined) return null;
  return typeof thing === "string" ? thing : thing.id;
}

const WHAT: Readonly<Record<Kind, string>> = {
  account: "an account",
  customer: "a customer",
  invoice: "an invoice",
  invoiceitem: "an invoice's line",
  invoice_payment: "a payment of an invoice",
  payment_intent: "a payment",
  charge: "a charge",
  credit_note: "a credit note",
  refund: "a refund",
  dispute: "a dispute",
  event: "an event",
};

function listed<T>(page: Stripe.ApiList<T>): Stripe.ApiList<T> {
  if (page.object === "list" && Array.isArray(page.data)) return page;
  throw new ServiceError("changed", "Stripe answered without a list where one was asked for.");
}

async function* every<T extends { readonly id: string; readonly object: string }>(
  kind: Kind,
  ask: (more: { limit: number; starting_after?: string }) => Promise<Stripe.ApiList<T>>,
): AsyncGenerator<T> {
  let last: string | undefined;
  for (let count = 0; count < MOST_PAGES; count++) {
    const page = listed(await ask({ limit: PAGE, ...(last === undefined ? {} : { starting_after: last }) }));
    for (const one of page.data) yield sure(one, kind);
    const next = page.data.at(-1)?.id;
    if (!page.has_more || next === undefined) return;
    last = next;
  }
  throw new ServiceError("changed", "Stripe's list has no end.");
}
