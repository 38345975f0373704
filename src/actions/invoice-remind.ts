/**
 * invoice.remind: an unpaid invoice is brought to mind, in the house's own words. Never one whose day the bank's data doesn't
 * cover, whoever asks for it; and never while money lies there that may be meant for it.
 * Before: agents/billing, when `invoice.fell-due` says that the day has come; or the owner. After: the outbox.
 */
import { z } from "zod";
import type { ActionContract, View } from "../kernel/action.ts";
import type { InvoiceDocument } from "../lib/invoice-document.ts";
import { money, moneyInLetter } from "../lib/money.ts";
import { addDays, dayInLetter, daysBetween, dayWords } from "../lib/workdays.ts";
import { localDate } from "../lib/zone.ts";
import { type Client, clients, clientTitle, mergedScope } from "../records/client.ts";
import { coveredUntil, type Invoice, openCents } from "../records/invoice.ts";
import { findInvoice, unmatchedFor } from "../records/receivable.ts";
import { defineAction, refused } from "./define.ts";
import type { House } from "./house.ts";
import { documentName } from "./invoice-document.ts";
import { newLetter } from "./letter.ts";
import { payPage } from "./stripe-leaving.ts";
import { addressee, subjectAndText } from "./work.ts";

const params = z.strictObject({
  /** Its number, or its id. */
  invoice: z.string().trim().min(1),
  /** Left out, the next one. */
  level: z.coerce.number("expected a number such as 1").int().min(0).max(9).default(0),
  /** Instead of the house's text. */
  text: z.string().trim().default(""),
});
type Wish = z.infer<typeof params>;

export function invoiceRemind(house: House): ActionContract {
  return defineAction({
    name: "invoice.remind",
    group: "outward",
    resource: "Client",
    sentence: "remind a client of an unpaid invoice",
    context: { level: "Long", houseText: "Boolean", overdueDays: "Long" },
    produces: ["invoice.reminded@1"],
    connector: "mail",
    editable: ["text"],
    form: [{ name: "invoice", label: "Invoice number", kind: "line" }],
    params,
    key: ({ invoice, level }) => `invoice.remind:${invoice}:${level}`,
    prepare(wish, scope, view, key) {
      const ready = reminder(house, wish, scope, view);
      if (typeof ready === "string") return refused(ready);
      const { own, client, invoice, level, subject, text } = ready;
      const document = view.privateAt(invoice.seq)?.document as InvoiceDocument | undefined;
      const attachments = document ? [{ kind: "invoice", name: documentName(document), document } as const] : [];
      const letter = newLetter(view, own, { subject, text, attachments }, key, house.messageIdFor);
      if (typeof letter === "string") return refused(letter);
      return {
        kind: "prepared",
        resource: { type: "Client", id: own },
        attributes: { stage: client.stage, language: client.language },
        context: { level, houseText: wish.text === "", overdueDays: daysBetween(invoice.due_on, ready.today) },
        title: `Remind ${clientTitle(client)} of invoice ${invoice.number} (reminder ${level})`,
        client: clientTitle(client),
        rows: [
          { label: "Open", after: money(openCents(invoice), invoice.currency) },
          { label: "Due", after: dayWords(invoice.due_on, ready.today) },
          ...(invoice.reminded_on === null
            ? []
            : [{ label: "Last reminded", after: dayWords(invoice.reminded_on, ready.today) }]),
        ],
        letter: letter.shown,
        undo: "A mail that has left can't be taken back.",
        reversible: false,
        leaves: [letter.leaving],
        addressesKnown: letter.addressesKnown,
        versions: { [`invoice.${invoice.id}`]: `${openCents(invoice)} ${invoice.reminded}` },
      };
    },
    decide(wish, scope, view) {
      const ready = reminder(house, wish, scope, view);
      if (typeof ready === "string") return [];
      const { own, invoice, level, today } = ready;
      const data = { invoice: invoice.id, level, on: today };
      return [{ type: "invoice.reminded", scope: own, subject: `invoice:${invoice.id}`, data }];
    },
  });
}

interface Reminder {
  readonly own: string;
  readonly client: Client;
  readonly invoice: Invoice;
  readonly level: number;
  readonly today: string;
  readonly subject: string;
  readonly text: string;
}

function reminder(house: House, wish: Wish, scope: string, view: View): Reminder | string {
  const { records } = view;
  const invoice = findInvoice(records, wish.invoice);
  if (invoice?.kind !== "invoice") return "There is no such invoice on record.";
  const own = mergedScope(records, invoice.client);
  const client = records.get(clients, own);
  if (!client || own !== mergedScope(records, scope)) return "That invoice is another client's.";
  if (invoice.state !== "open") return `Invoice ${invoice.number} is ${invoice.state} already.`;
  const steps = house.dunning();
  const level = wish.level || invoice.reminded + 1;
  const step = steps.find((one) => one.level === level);
  if (!step) return `There are ${steps.length} reminders, and this would be number ${level}.`;
  if (invoice.reminded >= level) return `Reminder ${level} of invoice ${invoice.number} went out already.`;
  const today = localDate(view.now, house.zone);
  const day = addDays(invoice.due_on, step.afterDays);
  if (today < day) return `Reminder ${level} of invoice ${invoice.number} isn't due before ${dayWords(day, today)}.`;
  const until = coveredUntil(records);
  if (until === null || until < day)
    return `${until === null ? "There is no bank data yet" : `The bank data on record ends on ${dayWords(until, today)}`}, so invoice ${invoice.number} may be paid. Drop a newer export first.`;
  const waiting = unmatchedFor(records, invoice);
  if (waiting)
    return `${money(waiting.amount_cents, waiting.currency)} came in on ${dayWords(waiting.received_on, today)} and may be meant for invoice ${invoice.number}. Say first what it is for.`;
  const { language, name } = addressee(records, own);
  const filled = house.fill(step.text, language, {
    name,
    number: invoice.number,
    amount: moneyInLetter(openCents(invoice), invoice.currency, language),
    dueOn: dayInLetter(invoice.due_on, language),
    payAt: payPage(house, view, invoice),
  });
  if (!filled.ok) return `The reminder can't be written: ${filled.why}.`;
  const written = subjectAndText(filled.text ?? "");
  return { own, client, invoice, level, today, subject: written.subject, text: wish.text || written.text };
}
