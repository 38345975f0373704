/**
 * payment.record: money came in, says the owner. It is entered in the books, and settles the one open invoice of that sum; undo
 * strikes the entry, and both stay in the ledger.
 */
import { z } from "zod";
import type { ActionContract, View } from "../kernel/action.ts";
import type { CardChoice, CardRow } from "../kernel/card.ts";
import { centsOf, money } from "../lib/money.ts";
import { clients, clientTitle, mergedScope } from "../records/client.ts";
import { type Invoice, isClosed, openCents } from "../records/invoice.ts";
import { PAYMENT_METHODS, payments } from "../records/payment.ts";
import { findInvoice, openInvoices, settledBy } from "../records/receivable.ts";
import { defineAction, refused } from "./define.ts";
import type { House } from "./house.ts";
import { servicePeriod } from "./invoice-document.ts";
import { NO_INVOICE, takenApart } from "./payment-match.ts";
import { CLOSED_THERE, closingLeaving, STAYS_CLOSED } from "./stripe-leaving.ts";

const HOW: Readonly<Record<(typeof PAYMENT_METHODS)[number], string>> = {
  cash: "in cash",
  transfer: "by transfer",
  card: "by card",
  other: "another way",
};
const MOST_CHOICES = 4;
/** The owner's day may be ahead of the day in Greenwich. */
const FURTHEST_ZONE_MS = 14 * 3_600_000;

const params = z.strictObject({
  /** A client's id; left out, the one it was ordered for. */
  client: z.string().default(""),
  amount: z
    .string()
    .trim()
    .refine((text) => (centsOf(text) ?? 0) > 0, "expected a sum above zero such as 2400 or 2,400.00"),
  currency: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]{3}$/, "expected three letters such as EUR"),
  method: z.enum(PAYMENT_METHODS, `expected one of: ${PAYMENT_METHODS.join(", ")}`).default("other"),
  receivedOn: z.iso.date("expected a day such as 2026-11-24"),
  note: z.string().trim().default(""),
  /** The number of the invoice it settles; left out, the only open one of that sum; `none`: none. */
  invoice: z.string().trim().default(""),
  /** What the sum or the day was read from, where it could be read in two ways. */
  written: z.string().trim().default(""),
});

export function paymentRecord(house: Pick<House, "collects">): ActionContract {
  return defineAction({
    name: "payment.record",
    group: "internal",
    resource: "Client",
    sentence: "enter a payment that came in",
    context: { amountCents: "Long", method: "String" },
    produces: ["payment.received@1", "payment.matched@1", "payment.unmatched@1", "payment.struck@1"],
    editable: ["amount", "currency", "method", "receivedOn", "note", "invoice"],
    form: [
      { name: "amount", label: "Amount", kind: "line" },
      { name: "currency", label: "Currency", kind: "line" },
      { name: "method", label: "How it was paid", kind: "choice", choices: PAYMENT_METHODS },
      { name: "receivedOn", label: "Received on (YYYY-MM-DD)", kind: "line" },
      { name: "note", label: "Note", kind: "line", optional: true },
    ],
    params,
    key: ({ client, amount, currency, receivedOn }, scope) =>
      `payment.record:${client || scope}:${centsOf(amount)}:${currency}:${receivedOn}`,
    prepare(wish, scope, view) {
      const { client: named, amount, currency, method, receivedOn, note, written } = wish;
      const id = mergedScope(view.records, named || scope);
      const client = view.records.get(clients, id);
      if (!client) return refused("Say who paid: there is no such client on record.");
      if (Date.parse(receivedOn) > view.now + FURTHEST_ZONE_MS)
        return refused(`${dayWords(receivedOn)} is still to come.`);
      if (isClosed(view.records, receivedOn))
        return refused(
          `The books of ${servicePeriod(receivedOn, receivedOn, "en")} are closed. Name a day after them.`,
        );
      const cents = centsOf(amount) ?? 0;
      const settles = settled(wish, id, view);
      if (typeof settles === "string") return refused(settles);
      const settling = { by: "payment", cents, source: "owner" } as const;
      const closing = settles ? closingLeaving(house, view.records, settles, settling) : [];
      const alike = view.records.find(
        payments,
        "client = ? AND amount_cents = ? AND currency = ? AND received_on = ? AND state IN ('standing','seen')",
        [id, cents, currency, receivedOn],
      );
      return {
        kind: "prepared",
        resource: { type: "Client", id },
        attributes: { stage: client.stage, language: client.language },
        context: { amountCents: cents, method },
        title: `Record a payment of ${money(cents, currency)} from ${clientTitle(client)}`,
        client: clientTitle(client),
        rows: [
          { label: "Amount", after: `${money(cents, currency)}, ${HOW[method]}` },
          { label: "Received", after: dayWords(receivedOn) },
          ...(settles ? [settledRow(settles, cents)] : []),
          ...(closing.length > 0 ? [CLOSED_THERE] : []),
          ...(note ? [{ label: "Note", after: note }] : []),
          ...(written ? [{ label: "You wrote", after: written }] : []),
          ...(alike.length > 0
            ? [{ label: "Look twice", after: "The same sum from them is on record for that day already." }]
            : []),
        ],
        ...choicesFor(wish, id, view, settles),
        undo: `The entry can be struck; both stay in the ledger.${closing.length > 0 ? ` ${STAYS_CLOSED}` : ""}`,
        reversible: closing.length === 0,
        leaves: closing,
        addressesKnown: true,
        amount: { cents, currency },
        versions: {
          "client.id": id,
          "payments.alike": alike.length,
          ...(settles ? { [`invoice.${settles.id}`]: openCents(settles) } : {}),
        },
      };
    },
    decide(wish, scope, view, key) {
      const { client: named, amount, currency, method, receivedOn, note } = wish;
      const client = mergedScope(view.records, named || scope);
      const payment = paymentId(key);
      const subject = `payment:${payment}`;
      const amountCents = centsOf(amount) ?? 0;
      const settles = settled(wish, client, view);
      return [
        {
          type: "payment.received",
          scope: client,
          subject,
          data: { payment, client, amountCents, currency, method, receivedOn },
          ...(note ? { private: { note }, key: "books" as const } : {}),
        },
        ...(settles && typeof settles !== "string"
          ? [{ type: "payment.matched", scope: client, subject, data: { payment, invoice: settles.id, amountCents } }]
          : []),
      ];
    },
    undo(_params, _scope, view, key) {
      const row = view.records.get(payments, paymentId(key));
      if (row?.state !== "standing") return refused("That payment is not on record any more.");
      const data = { payment: row.id };
      return [
        ...(takenApart(row) ?? []),
        { type: "payment.struck", scope: row.client, subject: `payment:${row.id}`, data },
      ];
    },
  });
}

type Wish = z.infer<typeof params>;

/** The invoice that the payment settles: the one named, else the only open one of that sum; null: none, or it isn't clear. */
function settled({ invoice: named, amount, currency }: Wish, client: string, view: View): Invoice | null | string {
  if (named === NO_INVOICE) return null;
  if (named === "") return settledBy(view.records, client, centsOf(amount) ?? 0, currency) ?? null;
  const invoice = findInvoice(view.records, named);
  if (invoice?.kind !== "invoice" || mergedScope(view.records, invoice.client) !== client)
    return `They have no invoice “${named}”.`;
  if (invoice.state !== "open") return `Invoice ${invoice.number} is ${invoice.state} already.`;
  return invoice.currency === currency ? invoice : `Invoice ${invoice.number} is in ${invoice.currency}.`;
}

function settledRow(invoice: Invoice, cents: number): CardRow {
  const left = openCents(invoice) - cents;
  const sum = money(Math.abs(left), invoice.currency);
  const after = left === 0 ? "settled" : left > 0 ? `${sum} stays open` : `settled, and ${sum} too much`;
  return { label: `Invoice ${invoice.number}`, before: `${money(openCents(invoice), invoice.currency)} open`, after };
}

/** Where it isn't clear which invoice is paid, each is a tap away. */
function choicesFor({ invoice: named, currency }: Wish, client: string, view: View, settles: Invoice | null) {
  if (named !== "" || settles) return {};
  const open = openInvoices(view.records, client).filter((invoice) => invoice.currency === currency);
  const choices: CardChoice[] = open.slice(0, MOST_CHOICES).map((invoice) => ({
    label: `For ${invoice.number} (${money(openCents(invoice), currency)})`,
    set: { invoice: invoice.id },
  }));
  return choices.length > 0 ? { choices } : {};
}

/** One wish, one payment: the id is made of the wish's own. */
function paymentId(key: string): string {
  return `y_${key.replace(/^i_/, "")}`;
}

/** `Tuesday, 24 November 2026`: a day read wrongly shows. */
function dayWords(date: string): string {
  return new Date(`${date}T00:00:00Z`).toLocaleDateString("en-GB", {
    timeZone: "UTC",
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
  });
}
