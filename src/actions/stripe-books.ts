/**
 * What stands on record of Stripe, for comparing at night: the invoices that were put there with all that followed them, and
 * the money that came through it.
 * Before: outside.ts. After: connectors/stripe/compare.ts.
 */
import type { Leaving } from "../kernel/action.ts";
import { type EffectRow, effects } from "../kernel/effect.ts";
import type { Plain } from "../kernel/event.ts";
import type { Records } from "../kernel/fold.ts";
import { clients, clientTitle, mergedScope } from "../records/client.ts";
import { isForgotten } from "../records/forgetting.ts";
import { type Invoice, invoices, openCents } from "../records/invoice.ts";
import { type Payment, payments } from "../records/payment.ts";
import { STRIPE, settleLeaving, throughStripe } from "./stripe-leaving.ts";

/** What an effect carried; null: it was forgotten. */
export type PayloadOf = (effect: EffectRow) => Plain | null;

export interface InStripe {
  readonly invoice: Invoice;
  readonly scope: string;
  readonly client: string;
  readonly openCents: number;
  readonly refundedCents: number;
  readonly again: Leaving | null;
  readonly settle: Leaving;
  readonly corrections: readonly Leaving[];
}

/** Invoices that were put to Stripe, with nothing of them on its way there any more; the oldest first. */
export function invoicesInStripe(records: Records, payloadOf: PayloadOf): InStripe[] {
  const put = records.find(effects, "connector = 'stripe' AND state = 'performed' ORDER BY seq");
  const underWay = new Set(
    records.find(effects, "connector = 'stripe' AND state = 'queued'").map(({ reference }) => reference),
  );
  return put
    .filter(({ operation, reference }) => operation === "invoice" && !underWay.has(reference))
    .flatMap((effect) => {
      const invoice = records.get(invoices, effect.reference ?? "");
      if (!invoice || isForgotten(records, invoice.client)) return [];
      const scope = mergedScope(records, invoice.client);
      const after = put.filter(
        ({ operation, reference }) => reference === invoice.id && (operation === "credit" || operation === "refund"),
      );
      return [
        {
          invoice,
          scope,
          client: clientTitle(records.get(clients, scope)),
          openCents: openCents(invoice),
          refundedCents: throughStripe(records, invoice).backCents,
          again: leavingOf(effect, payloadOf),
          settle: settleLeaving(invoice),
          corrections: after.flatMap((one) => leavingOf(one, payloadOf) ?? []),
        },
      ];
    });
}

/** Money on record that came through Stripe, with whose it is. */
export function paymentsThroughStripe(records: Records): Array<{ payment: Payment; scope: string; client: string }> {
  return records.find(payments, "source = 'stripe' AND state <> 'struck' ORDER BY seq").map((payment) => {
    const scope = payment.client === "" ? "workspace" : mergedScope(records, payment.client);
    return { payment, scope, client: scope === "workspace" ? "somebody" : clientTitle(records.get(clients, scope)) };
  });
}

function leavingOf(effect: EffectRow, payloadOf: PayloadOf): Leaving | null {
  const payload = payloadOf(effect);
  return payload && { connector: STRIPE, operation: effect.operation, reference: effect.reference, payload };
}
