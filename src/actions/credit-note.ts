/**
 * A credit note: the only way in which an issued invoice is put right. It takes a number of the same series, names the invoice,
 * and leaves as a PDF by mail. Shared by invoice-credit.ts and invoice-refund.ts.
 * After: invoice-document.ts, the outbox.
 */
import type { Decided, Leaving, Prepared, View } from "../kernel/action.ts";
import type { CardRow } from "../kernel/card.ts";
import type { InvoiceDocument } from "../lib/invoice-document.ts";
import { centsOf, money, moneyInLetter } from "../lib/money.ts";
import type { Sums } from "../lib/tax.ts";
import { localDate } from "../lib/zone.ts";
import { type Client, clients, clientTitle, mergedScope } from "../records/client.ts";
import { type Invoice, invoices, isClosed, nextOrdinal } from "../records/invoice.ts";
import { findInvoice } from "../records/receivable.ts";
import { idFrom } from "./agreed.ts";
import { type House, wanting } from "./house.ts";
import { creditNoteDocument, documentName, numberOf, servicePeriod } from "./invoice-document.ts";
import { newLetter } from "./letter.ts";
import { CLOSED_THERE, closingLeaving, correctionLeaving, correctionOrder } from "./stripe-leaving.ts";
import { addressee, subjectAndText } from "./work.ts";

export interface Correction {
  readonly own: string;
  readonly client: Client;
  readonly invoice: Invoice;
  readonly ordinal: number;
  readonly document: InvoiceDocument;
}

/** Who may say how much: the sum that can be given back of an invoice, and why no more than that. */
export type Limit = (invoice: Invoice) => { readonly cents: number; readonly why: string };

/** The credit note as it would be issued now; or why it can't be. `amount`: gross, as typed; empty for all that is left. */
export function correction(
  house: House,
  wish: { readonly invoice: string; readonly amount: string; readonly reason: string },
  scope: string,
  view: View,
  limit: Limit,
): Correction | string {
  const { records } = view;
  const invoice = findInvoice(records, wish.invoice);
  if (invoice?.kind !== "invoice") return "There is no such invoice on record. Name it by its number.";
  const own = mergedScope(records, invoice.client);
  const client = records.get(clients, own);
  if (!client || (scope !== "workspace" && own !== mergedScope(records, scope)))
    return "That invoice is another client's.";
  const original = view.privateAt(invoice.seq)?.document as InvoiceDocument | undefined;
  if (!original)
    return `The document of invoice ${invoice.number} is not here, so it can't be corrected from here. It was written before the workspace, or forgotten.`;
  const most = limit(invoice);
  const cents = wish.amount ? (centsOf(wish.amount) ?? 0) : most.cents;
  if (most.cents <= 0 || cents > most.cents) return most.why;
  const company = house.company();
  const unknown = wanting(company, ["invoiceNumber"]);
  if (unknown) return unknown;
  const today = localDate(view.now, house.zone);
  if (isClosed(records, today)) return `The books of ${servicePeriod(today, today, "en")} are closed.`;
  const ordinal = nextOrdinal(records);
  const number = numberOf(company.invoiceNumber ?? "", ordinal, today);
  if (records.find(invoices, "number = ?", [number]).length > 0)
    return `The next number would be ${number}, and that is taken.`;
  const sums = sumsFor(invoice, cents, records.find(invoices, "corrects = ?", [invoice.id]));
  const document = creditNoteDocument(original, { number, issuedOn: today, reason: wish.reason, sums });
  return { own, client, invoice, ordinal, document };
}

/** The parts of a gross sum; the last credit note of an invoice takes to the cent what is left of it. */
function sumsFor(invoice: Invoice, grossCents: number, before: readonly Invoice[]): Sums {
  const left = {
    netCents: invoice.net_cents - before.reduce((sum, note) => sum + note.net_cents, 0),
    taxCents: invoice.tax_cents - before.reduce((sum, note) => sum + note.tax_cents, 0),
  };
  if (grossCents === left.netCents + left.taxCents) return { ...left, grossCents };
  const taxCents = Math.round((grossCents * invoice.tax_cents) / invoice.gross_cents);
  return { netCents: grossCents - taxCents, taxCents, grossCents };
}

/**
 * How it is shown and what leaves; `back`: the sum that goes back to them, where one does. `stripe`: what Stripe is told, and
 * over how much; null: nothing.
 */
export function preparedCorrection(
  house: House,
  { own, client, invoice, document }: Correction,
  view: View,
  key: string,
  more: {
    readonly title: string;
    readonly rows: readonly CardRow[];
    readonly back: number;
    readonly stripe: { readonly operation: "credit" | "refund"; readonly cents: number } | null;
  },
): Prepared | string {
  const { language, currency, grossCents, netCents, taxCents } = document;
  const write = (number: string) => {
    const filled = house.fill("credit-note", language, {
      name: addressee(view.records, own).name,
      number,
      corrects: invoice.number,
      amount: moneyInLetter(grossCents, currency, language),
      back: more.back > 0 ? moneyInLetter(more.back, currency, language) : "",
    });
    return filled.ok ? subjectAndText(filled.text ?? "") : (filled.why ?? "the text is missing");
  };
  const [real, shown] = [write(document.number), write(language === "de" ? "(nächste Nummer)" : "(the next number)")];
  if (typeof real === "string" || typeof shown === "string") return `The letter can't be written: ${real}.`;
  const name = documentName(document);
  const attachments = [{ kind: "invoice", name, document }] as const;
  const leaving = newLetter(view, own, { ...real, attachments }, key, house.messageIdFor);
  const card = newLetter(view, own, { ...shown, attachmentNames: ["the credit note (PDF)"] }, key, house.messageIdFor);
  if (typeof leaving === "string") return leaving;
  if (typeof card === "string") return card;
  const filing: Leaving = { connector: "invoices", operation: "file", reference: name, payload: { name, document } };
  const part = more.stripe && { ...document, grossCents: more.stripe.cents };
  const order = part && correctionOrder(invoice, idFrom("v", key), part);
  const stripe = more.stripe && order ? [correctionLeaving(more.stripe.operation, order)] : [];
  const settling = { by: "credit", cents: grossCents, creditNote: idFrom("v", key) } as const;
  // What was paid another way stays open there beside a credit of the rest.
  const closing = more.stripe?.operation === "credit" ? closingLeaving(house, view.records, invoice, settling) : [];
  return {
    kind: "prepared",
    resource: { type: "Client", id: own },
    attributes: { stage: client.stage, language: client.language },
    context: { amountCents: grossCents },
    title: `${more.title} ${clientTitle(client)}`,
    client: clientTitle(client),
    rows: [
      {
        label: `Invoice ${invoice.number}`,
        before: money(invoice.gross_cents - invoice.credited_cents, currency),
        after: money(invoice.gross_cents - invoice.credited_cents - grossCents, currency),
      },
      {
        label: "Credit",
        after: `${money(grossCents, currency)}${taxCents > 0 ? ` (${money(netCents, currency)} net, ${money(taxCents, currency)} VAT)` : ""}`,
      },
      { label: "Reason", after: document.lines[0]?.text ?? "" },
      ...more.rows,
      ...(closing.length > 0 ? [CLOSED_THERE] : []),
    ],
    letter: card.shown,
    amount: { cents: grossCents, currency },
    undo: "A credit note stays; a new invoice takes it back.",
    reversible: false,
    leaves: [filing, leaving.leaving, ...stripe, ...closing],
    addressesKnown: leaving.addressesKnown,
    versions: { [`invoice.${invoice.id}`]: `${invoice.state} ${invoice.paid_cents} ${invoice.credited_cents}` },
  };
}

/** The event of the credit note. `key`: the step's own. */
export function issuedCorrection({ own, invoice, ordinal, document }: Correction, key: string): Decided {
  const { number, netCents, taxCents, grossCents, currency, taxKind, taxRateBp, issuedOn, dueOn } = document;
  const creditNote = idFrom("v", key);
  return {
    type: "credit-note.issued",
    scope: own,
    subject: `invoice:${creditNote}`,
    data: {
      ...{ creditNote, invoice: invoice.id, engagement: invoice.engagement, number, ordinal },
      ...{ netCents, taxCents, grossCents, currency, taxKind, taxRateBp, issuedOn, dueOn },
    },
    private: { document },
    key: "books",
  };
}
