/**
 * What Stripe's connector asks of the records and tells the owner.
 * Before: outside.ts. After: connectors/stripe.
 */

import { invoicesInStripe, type PayloadOf, paymentsThroughStripe } from "./actions/stripe-books.ts";
import { PUT_THERE } from "./actions/stripe-leaving.ts";
import { stripeSeen } from "./actions/stripe-seen.ts";
import type { Books } from "./connectors/stripe/books.ts";
import type { StripeDirectory } from "./connectors/stripe/connector.ts";
import { effects } from "./kernel/effect.ts";
import type { Records } from "./kernel/fold.ts";
import { outsideLabel } from "./kernel/label.ts";
import { postCard } from "./kernel/notice.ts";
import type { StripeCorrectionOrder, StripeInvoiceAnswer } from "./lib/stripe-orders.ts";
import { clients, clientTitle, mergedScope } from "./records/client.ts";
import { isForgotten } from "./records/forgetting.ts";
import { invoices, openCents } from "./records/invoice.ts";

/** Its door to the records, inside the transaction that records what has happened. */
export function stripeDirectory(surfaces: readonly string[]): StripeDirectory {
  return {
    whose({ records }, id) {
      const invoice = records.get(invoices, id);
      if (!invoice || isForgotten(records, invoice.client)) return null;
      const scope = mergedScope(records, invoice.client);
      const open = openCents(invoice) > 0;
      return { scope, number: invoice.number, client: clientTitle(records.get(clients, scope)), open };
    },
    seen(transaction, payment) {
      for (const event of stripeSeen(transaction.records, payment)) {
        const scope = event.scope ?? "workspace";
        transaction.append({ ...event, scope, actor: "connector:stripe", label: outsideLabel(scope) });
      }
    },
    closed(transaction, invoice) {
      for (const effect of transaction.records.find(effects, PUT_THERE, [invoice])) {
        const verdict = transaction.eventAt(effect.seq);
        const answer: StripeInvoiceAnswer = { payableAt: null, until: null };
        transaction.append({
          type: "effect.answered",
          actor: "connector:stripe",
          scope: effect.scope,
          subject: `effect:${effect.id}`,
          causation: verdict?.id,
          workflow: verdict?.workflow,
          label: outsideLabel(effect.scope),
          data: { effect: effect.id },
          private: { answer },
        });
      }
    },
    tell: (transaction, type, card, scope) =>
      void postCard(transaction, surfaces, card, { type, scope, subject: "stripe:money" }),
  };
}

/** What stands on record of Stripe now. */
export function stripeBooks(records: Records, payloadOf: PayloadOf): Books {
  return {
    invoices: invoicesInStripe(records, payloadOf).map(({ invoice, corrections, ...rest }) => ({
      ...rest,
      invoice: invoice.id,
      number: invoice.number,
      issuedOn: invoice.issued_on,
      grossCents: invoice.gross_cents,
      currency: invoice.currency,
      corrections: corrections.map((leaving) => ({
        leaving,
        order: leaving.payload as unknown as StripeCorrectionOrder,
      })),
    })),
    payments: paymentsThroughStripe(records).map(({ payment, ...rest }) => ({
      ...rest,
      payment: payment.id,
      amountCents: payment.amount_cents,
      currency: payment.currency,
      receivedOn: payment.received_on,
    })),
  };
}
