/**
 * payment.match: money that came in is said to settle an invoice. By itself only where its reference names the invoice and the
 * sum is the one that is open; anything else is one card with the candidates, a tap each. Undo takes it apart again.
 * Before: agents/billing, or the owner. After: records/invoice.ts and payment.ts.
 */
import { z } from "zod";
import type { ActionContract, View } from "../kernel/action.ts";
import type { CardChoice, CardRow } from "../kernel/card.ts";
import { money } from "../lib/money.ts";
import { dayWords } from "../lib/workdays.ts";
import { localDate } from "../lib/zone.ts";
import { clients, clientTitle, mergedScope } from "../records/client.ts";
import { type Invoice, isClosed, openCents } from "../records/invoice.ts";
import { type Payment, payments, type SeenWords } from "../records/payment.ts";
import { candidatesFor, findInvoice, invoicesNamed, settledBefore } from "../records/receivable.ts";
import { defineAction, refused } from "./define.ts";
import type { House } from "./house.ts";
import { servicePeriod } from "./invoice-document.ts";
import { CLOSED_THERE, closingLeaving, STAYS_CLOSED } from "./stripe-leaving.ts";

/** In place of an invoice: the money is no client's. */
export const NO_INVOICE = "none";
/**
 * In place of an invoice: the likeliest of those that are open when it is judged. Payments come many at a time, and what was
 * the likeliest when somebody looked may have been settled since by the one before it.
 */
const LIKELIEST = "likeliest";
const MOST_CHOICES = 4;

const params = z.strictObject({
  payment: z.string().trim().min(1),
  /** Its number or its id; `none`: it is no client's; `likeliest`: see there. */
  invoice: z.string().trim().min(1),
});
type Wish = z.infer<typeof params>;

/** Why a payment is left aside that no invoice waits for. */
export const FITS_NOTHING = "no open invoice fits it";
const GIVES_BACK: Readonly<Record<Payment["source"], string>> = {
  stripe: "in Stripe, under “Payments”",
  bank: "by a transfer",
  owner: "the way it came",
};

export function paymentMatch(house: House): ActionContract {
  return defineAction({
    name: "payment.match",
    group: "internal",
    resource: "Client",
    sentence: "match a payment with an invoice",
    context: { exact: "Boolean", amountCents: "Long" },
    produces: ["payment.matched@1", "payment.ignored@1", "payment.unmatched@1"],
    endorses: true,
    editable: ["invoice"],
    params,
    key: ({ payment }) => `payment.match:${payment}`,
    prepare(wish, scope, view) {
      const found = meant(wish, scope, view);
      if (typeof found === "string") return refused(found);
      const { payment, invoice, words } = found;
      const today = localDate(view.now, house.zone);
      const sum = money(payment.amount_cents, payment.currency);
      const own = invoice ? mergedScope(view.records, invoice.client) : mergedScope(view.records, scope);
      const client = view.records.get(clients, own);
      const named = invoicesNamed(view.records, words.reference);
      const exact =
        invoice !== null &&
        named.length === 1 &&
        named[0]?.id === invoice.id &&
        openCents(invoice) === payment.amount_cents;
      const settling = { by: "payment", cents: payment.amount_cents, source: payment.source } as const;
      const twice = invoice ? null : secondPayment(view, payment, words);
      const closing = invoice ? closingLeaving(house, view.records, invoice, settling) : [];
      const from = words.payer ? ` from ${words.payer}` : "";
      return {
        kind: "prepared",
        resource: { type: "Client", id: own },
        attributes: { stage: client?.stage ?? "none", language: client?.language ?? "unclear" },
        context: { exact, amountCents: payment.amount_cents },
        title: invoice
          ? `Match ${sum}${from} with invoice ${invoice.number} of ${clientTitle(client)}`
          : `Leave ${sum}${from} aside: ${wish.invoice === LIKELIEST ? (twice?.why ?? FITS_NOTHING) : "it is no client's"}`,
        ...(invoice && client ? { client: clientTitle(client) } : {}),
        rows: [
          ...seenRows(payment, words, today),
          ...(invoice ? invoiceRows(invoice, payment, today) : []),
          ...(twice ? [twice.row] : []),
          ...(closing.length > 0 ? [CLOSED_THERE] : []),
        ],
        ...(exact ? {} : { choices: choicesFor(view, payment, words, scope) }),
        undo: `It can be taken apart again.${closing.length > 0 ? ` ${STAYS_CLOSED}` : ""}`,
        reversible: closing.length === 0,
        leaves: closing,
        addressesKnown: true,
        versions: {
          [`payment.${payment.id}`]: payment.state,
          ...(invoice ? { [`invoice.${invoice.id}`]: openCents(invoice) } : {}),
        },
      };
    },
    decide(wish, scope, view) {
      const found = meant(wish, scope, view);
      if (typeof found === "string") return [];
      const { payment, invoice } = found;
      const subject = `payment:${payment.id}`;
      if (!invoice)
        return [
          { type: "payment.ignored", scope: payment.client || "workspace", subject, data: { payment: payment.id } },
        ];
      const data = { payment: payment.id, invoice: invoice.id, amountCents: payment.amount_cents };
      return [{ type: "payment.matched", scope: mergedScope(view.records, invoice.client), subject, data }];
    },
    undo({ payment: id }, _scope, view) {
      const payment = view.records.get(payments, id);
      const undone = payment && takenApart(payment);
      return undone ?? refused("That payment isn't matched any more.");
    },
  });
}

/** The event that takes a payment from what it was said to be for; null: it was not. */
export function takenApart(payment: Payment) {
  if (payment.invoice === null && payment.state !== "ignored") return null;
  const data = {
    payment: payment.id,
    invoice: payment.invoice,
    amountCents: payment.invoice === null ? 0 : payment.amount_cents,
  };
  return [
    {
      type: "payment.unmatched",
      scope: payment.client || "workspace",
      subject: `payment:${payment.id}`,
      data,
    },
  ];
}

interface Meant {
  readonly payment: Payment;
  /** Null: no client's. */
  readonly invoice: Invoice | null;
  readonly words: SeenWords;
}

function meant(wish: Wish, scope: string, view: View): Meant | string {
  const { records } = view;
  const payment = records.get(payments, wish.payment);
  if (!payment) return "There is no such payment on record.";
  const waits = payment.state === "seen" || (payment.state === "standing" && payment.invoice === null);
  if (!waits) return "It is said already what that payment is for.";
  const here = mergedScope(records, scope);
  const theirs = payment.client === "" ? null : mergedScope(records, payment.client);
  if (here !== "workspace" && theirs !== null && theirs !== here) return "That payment belongs to another client.";
  if (isClosed(records, payment.received_on)) {
    const month = servicePeriod(payment.received_on, payment.received_on, "en");
    return `The books of ${month} are closed. Enter what came in late on a day of an open month.`;
  }
  const words = seenWords(view, payment);
  if (wish.invoice === NO_INVOICE) return { payment, invoice: null, words };
  const wanted = wish.invoice === LIKELIEST ? likeliest(view, payment, words, here) : wish.invoice;
  if (wanted === null) return { payment, invoice: null, words };
  const invoice = findInvoice(records, wanted);
  if (invoice?.kind !== "invoice") return `There is no invoice “${wish.invoice}” on record.`;
  if (here !== "workspace" && mergedScope(records, invoice.client) !== here) return "That invoice is another client's.";
  if (invoice.state !== "open") return `Invoice ${invoice.number} is ${invoice.state} already.`;
  if (invoice.currency !== payment.currency)
    return `Invoice ${invoice.number} is in ${invoice.currency}, and ${payment.currency} came in.`;
  return { payment, invoice, words };
}

/** By id: the one that its reference names, where the sum is what is open; else the first that fits; null: none does. */
function likeliest({ records }: View, payment: Payment, words: SeenWords, here: string): string | null {
  const { amount_cents: amountCents, currency } = payment;
  const found = candidatesFor(records, { amountCents, currency, ...words }, here === "workspace" ? null : here);
  const named = invoicesNamed(records, words.reference);
  const exact = found.find(
    ({ invoice, sameAmount }) => sameAmount && named.length === 1 && named[0]?.id === invoice.id,
  );
  return (exact ?? found[0])?.invoice.id ?? null;
}

/** What the bank's line or Stripe says; nothing of what the owner told. */
export function seenWords(view: Pick<View, "privateAt">, payment: Payment): SeenWords {
  const words = payment.source === "owner" ? null : (view.privateAt(payment.seq) as Partial<SeenWords> | null);
  return { payer: words?.payer ?? "", reference: words?.reference ?? "" };
}

/** A payment as its card shows it. */
export function seenRows(payment: Payment, { payer, reference }: SeenWords, today: string): CardRow[] {
  return [
    { label: "Received", after: dayWords(payment.received_on, today) },
    ...(payer ? [{ label: "From", after: payer }] : []),
    ...(reference ? [{ label: "Reference", after: reference }] : []),
  ];
}

function invoiceRows(invoice: Invoice, payment: Payment, today: string): CardRow[] {
  const open = openCents(invoice);
  const left = open - payment.amount_cents;
  const sum = money(Math.abs(left), invoice.currency);
  return [
    {
      label: `Invoice ${invoice.number}`,
      before: `${money(open, invoice.currency)} open, due ${dayWords(invoice.due_on, today)}`,
      after: left === 0 ? "settled" : left > 0 ? `${sum} stays open` : `settled, and ${sum} too much`,
    },
  ];
}

function choicesFor(view: View, payment: Payment, words: SeenWords, scope: string): CardChoice[] {
  const { amount_cents: amountCents, currency } = payment;
  const here = mergedScope(view.records, scope);
  const found = candidatesFor(view.records, { amountCents, currency, ...words }, here === "workspace" ? null : here);
  return [
    ...found.slice(0, MOST_CHOICES).map(({ invoice }) => ({
      label: `${invoice.number}, ${clientTitle(view.records.get(clients, mergedScope(view.records, invoice.client)))}, ${money(openCents(invoice), currency)}`,
      set: { invoice: invoice.id },
    })),
    { label: "No client's", set: { invoice: NO_INVOICE } },
  ];
}

/** That the money may pay an invoice a second time, and how it would go back; null: nothing says so. */
export function secondPayment(
  { records }: View,
  payment: Payment,
  { reference }: SeenWords,
): { readonly why: string; readonly row: CardRow } | null {
  const settled = settledBefore(records, payment, reference);
  if (!settled) return null;
  const after = `it may be a second payment of it: give it back ${GIVES_BACK[payment.source]}`;
  return { why: `invoice ${settled.number} is settled already`, row: { label: "Look twice", after } };
}
