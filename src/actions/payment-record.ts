/**
 * payment.record: money came in, says the owner. It is entered in the books; undo strikes the entry, and both stay in
 * the ledger.
 */
import { z } from "zod";
import { centsOf, money } from "../lib/money.ts";
import { clients, clientTitle, mergedScope } from "../records/client.ts";
import { PAYMENT_METHODS, payments } from "../records/payment.ts";
import { defineAction, refused } from "./define.ts";

const HOW: Readonly<Record<(typeof PAYMENT_METHODS)[number], string>> = {
  cash: "in cash",
  transfer: "by transfer",
  card: "by card",
  other: "another way",
};
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
  /** What the sum or the day was read from, where it could be read in two ways. */
  written: z.string().trim().default(""),
});

export const paymentRecord = defineAction({
  name: "payment.record",
  group: "internal",
  resource: "Client",
  sentence: "enter a payment that came in",
  context: { amountCents: "Long", method: "String" },
  produces: ["payment.received@1", "payment.struck@1"],
  editable: ["amount", "currency", "method", "receivedOn", "note"],
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
  prepare({ client: named, amount, currency, method, receivedOn, note, written }, scope, view) {
    const id = mergedScope(view.records, named || scope);
    const client = view.records.get(clients, id);
    if (!client) return refused("Say who paid: there is no such client on record.");
    if (Date.parse(receivedOn) > view.now + FURTHEST_ZONE_MS)
      return refused(`${dayWords(receivedOn)} is still to come.`);
    const cents = centsOf(amount) ?? 0;
    const alike = view.records.find(
      payments,
      "client = ? AND amount_cents = ? AND currency = ? AND received_on = ? AND state = 'standing'",
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
        ...(note ? [{ label: "Note", after: note }] : []),
        ...(written ? [{ label: "You wrote", after: written }] : []),
        ...(alike.length > 0
          ? [{ label: "Look twice", after: "The same sum from them is on record for that day already." }]
          : []),
      ],
      undo: "The entry can be struck; both stay in the ledger.",
      reversible: true,
      leaves: [],
      addressesKnown: true,
      amount: { cents, currency },
      versions: { "client.id": id, "payments.alike": alike.length },
    };
  },
  decide({ client: named, amount, currency, method, receivedOn, note }, scope, view, key) {
    const client = mergedScope(view.records, named || scope);
    const payment = paymentId(key);
    return [
      {
        type: "payment.received",
        scope: client,
        subject: `payment:${payment}`,
        data: { payment, client, amountCents: centsOf(amount) ?? 0, currency, method, receivedOn },
        ...(note ? { private: { note }, key: "books" as const } : {}),
      },
    ];
  },
  undo(_params, _scope, view, key) {
    const row = view.records.get(payments, paymentId(key));
    if (row?.state !== "standing") return refused("That payment is not on record any more.");
    const data = { payment: row.id };
    return [{ type: "payment.struck", scope: row.client, subject: `payment:${row.id}`, data }];
  },
});

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
