/**
 * A payment: money that came in, as the owner told it. What was entered wrongly is struck, never changed.
 * The owner's note stays in the ledger, sealed.
 */
import type { RecordKind, RecordRow } from "../kernel/fold.ts";

export const PAYMENT_METHODS = ["cash", "transfer", "card", "other"] as const;

export interface Payment extends RecordRow {
  readonly id: string;
  /** The event that told of it. */
  readonly seq: number;
  /** The scope as it was then; merges are followed by reading (records/client.ts). */
  readonly client: string;
  readonly amount_cents: number;
  /** ISO 4217. */
  readonly currency: string;
  readonly method: (typeof PAYMENT_METHODS)[number];
  /** The owner's day, `YYYY-MM-DD`. */
  readonly received_on: string;
  readonly state: "standing" | "struck";
}

const paymentOf = { rows: (event: { data: { readonly payment?: unknown } }) => [String(event.data.payment)] };

export const payments: RecordKind<Payment> = {
  table: "payments",
  id: "id",
  columns: ["id", "version", "seq", "client", "amount_cents", "currency", "method", "received_on", "state"],
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
      }),
    },
    "payment.struck": { ...paymentOf, evolve: (row) => row && { ...row, state: "struck" } },
  },
};
