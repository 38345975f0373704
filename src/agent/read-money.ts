/**
 * What agents read of the money with a client: offers, contract, invoices, payments; across clients only what a payment may be for.
 * Before: answering.ts. After: records/contract.ts, invoice.ts, payment.ts, receivable.ts.
 */
import { seenWords } from "../actions/payment-match.ts";
import { houseLabel, joinLabels } from "../kernel/label.ts";
import { mergedScope } from "../records/client.ts";
import { offers, standingContracts } from "../records/contract.ts";
import { isClosed, openCents } from "../records/invoice.ts";
import { mails } from "../records/mail.ts";
import { milestones } from "../records/milestone.ts";
import { payments } from "../records/payment.ts";
import { candidatesFor, invoicesNamed, openInvoices, toldBefore } from "../records/receivable.ts";
import { offerAnswer } from "./offer-answer.ts";
import type { Read, ReadableKind, ReadingDesk } from "./readable.ts";

const MOST_CANDIDATES = 5;

export const MONEY = {
  offers: {
    resource: "Client",
    sentence: "read the offers to a client that are open",
    read(desk, query) {
      const open = desk.records
        .find(offers, "client = ? AND state = 'sent' ORDER BY seq", [desk.scope])
        .map(({ id, valid_until }) => ({ offer: id, validUntil: valid_until }));
      const mail = typeof query.mail === "string" ? desk.records.get(mails, query.mail) : undefined;
      const found = mail && mergedScope(desk.records, mail.scope) === desk.scope ? desk.wordsAt(mail.seq) : null;
      if (!found) return { value: { open, answer: "unclear" } };
      return { value: { open, answer: offerAnswer(String(found.words.written ?? "")) }, label: found.label };
    },
  },
  contract: {
    resource: "Client",
    sentence: "read what was agreed with a client",
    read(desk, query) {
      const milestone = typeof query.milestone === "string" ? desk.records.get(milestones, query.milestone) : undefined;
      const isTheirs = milestone && mergedScope(desk.records, milestone.client) === desk.scope;
      const [contract] = standingContracts(desk.records, desk.scope);
      return {
        value: {
          contract: contract
            ? {
                priceCents: contract.price_cents,
                currency: contract.currency,
                per: contract.per,
                until: contract.ends_on,
              }
            : null,
          milestone: isTheirs ? { state: milestone.state, agreedCents: milestone.agreed_cents } : null,
        },
      };
    },
  },
  invoices: {
    resource: "Client",
    sentence: "read the invoices of a client that are open",
    read: (desk) => ({
      value: openInvoices(desk.records, desk.scope).map((invoice) => ({
        invoice: invoice.id,
        number: invoice.number,
        openCents: openCents(invoice),
        currency: invoice.currency,
        dueOn: invoice.due_on,
        reminded: invoice.reminded,
      })),
    }),
  },
  payments: {
    resource: "Client",
    sentence: "read a payment of a client, and what it may be for",
    read: (desk, query) => paymentRead(desk, String(query.payment), desk.scope),
  },
  receivables: {
    resource: "Workspace",
    sentence: "look among all open invoices for what a payment may be for",
    read: (desk, query) => paymentRead(desk, String(query.payment), null),
  },
} as const satisfies Record<string, ReadableKind>;

/**
 * The payment, with the open invoices it may be for, by id alone: whose they are is said on the card. `exact`: the reference
 * names the first of them and the sum is what is open. `told`: the owner has told of it. `late`: the month is closed.
 */
function paymentRead(desk: ReadingDesk, id: string, client: string | null): Read {
  const { records } = desk;
  const payment = records.get(payments, id);
  if (!payment || (client !== null && mergedScope(records, payment.client) !== client)) return { value: null };
  const found = desk.wordsAt(payment.seq);
  const words = seenWords({ privateAt: () => found?.words ?? null }, payment);
  const paying = { amountCents: payment.amount_cents, currency: payment.currency, ...words };
  const candidates = candidatesFor(records, paying, client);
  const named = invoicesNamed(records, words.reference);
  const exact = candidates.find(
    ({ invoice, sameAmount }) => sameAmount && named.length === 1 && named[0]?.id === invoice.id,
  );
  const label = houseLabel(desk.scope);
  return {
    value: {
      state: payment.state,
      exact: exact?.invoice.id ?? null,
      candidates: candidates.slice(0, MOST_CANDIDATES).map(({ invoice }) => invoice.id),
      told: toldBefore(records, payment, words.reference) !== undefined,
      late: isClosed(records, payment.received_on),
    },
    label: found ? joinLabels(label, found.label) : label,
  };
}
