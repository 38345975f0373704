/**
 * A payment: money that came in, as the owner told it or the bank's data showed it. What was entered wrongly is struck, never
 * changed. Notes, payers and references stay in the ledger, sealed.
 */
import type { RecordKind, RecordRow } from "../kernel/fold.ts";

export const PAYMENT_METHODS = ["cash", "transfer", "card", "other"] as const;

export interface Payment extends RecordRow {
  readonly id: string;
  /** The event that told of it. */
  readonly seq: number;
  /** The scope as it was then, empty where it is not known yet; merges are followed by reading (records/client.ts). */
  readonly client: string;
  readonly amount_cents: number;
  /** ISO 4217. */
  readonly currency: string;
  readonly method: (typeof PAYMENT_METHODS)[number];
  /** The owner's day, `YYYY-MM-DD`. */
  readonly received_on: string;
  /** `seen`: on the account, and not yet said whose. `ignored`: no client's. */
  readonly state: "seen" | "standing" | "struck" | "ignored";
  readonly invoice: string | null;
  /** Who told of it first: everything but the owner's word is `seen` before it is said to be for something. */
  readonly source: "owner" | "bank" | "stripe";
}

/** What `payment.seen` keeps sealed. */
export type SeenWords = { readonly payer: string; readonly reference: string };

const paymentOf = { rows: (event: { data: { readonly payment?: unknown } }) => [String(event.data.payment)] };

export const payments: RecordKind<Payment> = {
  table: "payments",
  id: "id",
  columns: [
    "id",
    "version",
    "seq",
    "client",
    "amount_cents",
    "currency",
    "method",
    "received_on",
    "state",
    "invoice",
    "source",
  ],
  on: {
    "payment.received": {
      ...paymentOf,
      evolve: (_, event, id) => ({
        id,
        seq: event.seq,
        client: String(event.data.client),
        amount_cents: Number(event.data.amountCents),
        currency: String(event.data.currency),
        method: event.data.method as Payment["method"],
        received_on: String(event.data.receivedOn),
        state: "standing",
        invoice: null,
        source: "owner",
      }),
    },
    // `data`: payment, amountCents, currency, receivedOn, names (the invoice that its reference names, or null), through
    // (`stripe`, where it didn't come by the bank). The scope is that invoice's client, else `workspace`.
    "payment.seen": {
      ...paymentOf,
      evolve: (_, event, id) => ({
        id,
        seq: event.seq,
        client: event.scope === "workspace" ? "" : event.scope,
        amount_cents: Number(event.data.amountCents),
        currency: String(event.data.currency),
        method: event.data.through === "stripe" ? "card" : "transfer",
        received_on: String(event.data.receivedOn),
        state: "seen",
        invoice: null,
        source: event.data.through === "stripe" ? "stripe" : "bank",
      }),
    },
    // `data`: payment, invoice, amountCents. The scope is the client's.
    "payment.matched": {
      ...paymentOf,
      evolve: (row, event) =>
        row && { ...row, client: event.scope, state: "standing", invoice: String(event.data.invoice) },
    },
    "payment.unmatched": {
      ...paymentOf,
      evolve: (row) => row && { ...row, state: row.source === "owner" ? row.state : "seen", invoice: null },
    },
    // `data`: payment: the owner says that it is no client's.
    "payment.ignored": { ...paymentOf, evolve: (row) => row && { ...row, state: "ignored" } },
    "payment.struck": { ...paymentOf, evolve: (row) => row && { ...row, state: "struck" } },
  },
};
