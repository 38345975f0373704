/**
 * invoice.issue: a closed milestone (or what the owner names) is invoiced. The number is the next of the series, taken in the
 * transaction that issues; the document goes into the ledger with the books, as a PDF into the folder, and by mail to the client.
 * What was issued is never changed. Before: agents/billing, or the owner. After: invoice-draft.ts, the outbox.
 */
import { z } from "zod";
import type { ActionContract, Leaving, View } from "../kernel/action.ts";
import type { CardRow } from "../kernel/card.ts";
import { centsOf, money, moneyInLetter } from "../lib/money.ts";
import { clientTitle } from "../records/client.ts";
import { idFrom, taxWords } from "./agreed.ts";
import { defineAction, refused } from "./define.ts";
import type { House } from "./house.ts";
import { documentName } from "./invoice-document.ts";
import { draftInvoice, type InvoiceDraft } from "./invoice-draft.ts";
import { newLetter } from "./letter.ts";
import { invoiceLeaving } from "./stripe-leaving.ts";
import { addressee, subjectAndText } from "./work.ts";

const params = z.strictObject({
  /** The id of a closed milestone; left out, `text` and `net` say what is invoiced. */
  milestone: z.string().trim().default(""),
  text: z.string().trim().max(300, "expected at most 300 characters").default(""),
  net: z
    .string()
    .trim()
    .refine((text) => text === "" || (centsOf(text) ?? 0) > 0, "expected a net sum above zero such as 2400 or 2,400.00")
    .default(""),
});

/** How the card calls what isn't known before it is issued. */
const NEXT = { en: "(the next number)", de: "(nächste Nummer)" } as const;

export function invoiceIssue(house: House): ActionContract {
  return defineAction({
    name: "invoice.issue",
    group: "outward",
    resource: "Client",
    sentence: "issue an invoice and mail it to the client",
    context: { amountCents: "Long", agreedCents: "Long", taxKind: "String", complete: "Boolean" },
    produces: ["invoice.issued@1"],
    connector: "mail",
    alone: true,
    editable: ["net", "text"],
    form: [
      { name: "text", label: "What for", kind: "line" },
      { name: "net", label: "Net sum", kind: "line" },
    ],
    params,
    key: ({ milestone, text, net }, scope) =>
      milestone ? `invoice.issue:${milestone}` : `invoice.issue:${scope}:${text}:${centsOf(net)}`,
    prepare(wish, scope, view, key) {
      const draft = draftInvoice(house, wish, scope, view);
      if (typeof draft === "string") return refused(draft);
      const { client, own, document, contract, milestone, doubts } = draft;
      const leaves = letters(house, draft, view, key);
      if (typeof leaves === "string") return refused(leaves);
      const { netCents, grossCents, currency, taxKind } = document;
      return {
        kind: "prepared",
        resource: { type: "Client", id: own },
        attributes: { stage: client.stage, language: client.language },
        context: {
          amountCents: netCents,
          agreedCents: milestone?.agreed_cents ?? 0,
          taxKind,
          complete: doubts.length === 0,
        },
        title: `Invoice ${clientTitle(client)} ${money(grossCents, currency)}`,
        client: clientTitle(client),
        rows: rowsOf(draft, house.collects()),
        letter: leaves.shown,
        amount: { cents: grossCents, currency },
        undo: "An issued invoice stays; a credit note takes it back.",
        reversible: false,
        leaves: leaves.all,
        addressesKnown: leaves.addressesKnown,
        versions: {
          [`contract.${contract.id}`]: contract.seq,
          ...(milestone ? { [`milestone.${milestone.id}`]: `${milestone.state} ${milestone.agreed_cents}` } : {}),
        },
      };
    },
    decide(wish, scope, view, key) {
      const draft = draftInvoice(house, wish, scope, view);
      if (typeof draft === "string") return [];
      const { own, document, ordinal, milestone, engagement } = draft;
      const invoice = idFrom("v", key);
      const { number, netCents, taxCents, grossCents, currency, taxKind, taxRateBp, issuedOn, dueOn } = document;
      const sums = { netCents, taxCents, grossCents, currency, taxKind, taxRateBp };
      return [
        {
          type: "invoice.issued",
          scope: own,
          subject: `invoice:${invoice}`,
          data: {
            ...{ invoice, engagement, milestone: milestone?.id ?? null, number, ordinal },
            ...sums,
            ...{ issuedOn, dueOn },
          },
          private: { document },
          key: "books",
        },
      ];
    },
    undo: () => refused("An issued invoice stays on record. A credit note (invoice.credit) takes it back."),
  });
}

/** The PDF for the folder, the mail that brings it, and Stripe where it can be paid there, too; the card shows the letter without what only the issuing decides. */
function letters(house: House, draft: InvoiceDraft, view: View, key: string) {
  const { own, document, contract } = draft;
  const { language, number, grossCents, currency, lines } = document;
  const { name } = addressee(view.records, own);
  const write = (shown: string) => {
    const filled = house.fill("invoice", language, {
      name,
      number: shown,
      what: lines[0]?.text ?? "",
      amount: moneyInLetter(grossCents, currency, language),
      days: contract.terms_days > 0 ? String(contract.terms_days) : "",
    });
    return filled.ok ? subjectAndText(filled.text ?? "") : (filled.why ?? "the text is missing");
  };
  const [real, shown] = [write(number), write(NEXT[language])];
  if (typeof real === "string" || typeof shown === "string") return `The letter can't be written: ${real}.`;
  const file = documentName(document);
  const attachments = [{ kind: "invoice", name: file, document }] as const;
  const leaving = newLetter(view, own, { ...real, attachments }, key, house.messageIdFor);
  const card = newLetter(view, own, { ...shown, attachmentNames: ["the invoice (PDF)"] }, key, house.messageIdFor);
  if (typeof leaving === "string") return leaving;
  if (typeof card === "string") return card;
  const filing: Leaving = {
    connector: "invoices",
    operation: "file",
    reference: file,
    payload: { name: file, document },
  };
  const stripe = house.collects() ? [payable(draft, leaving.leaving, key)] : [];
  return { shown: card.shown, all: [filing, leaving.leaving, ...stripe], addressesKnown: leaving.addressesKnown };
}

/** The invoice as it can be paid in Stripe, by whoever gets the letter. */
function payable({ own, document }: InvoiceDraft, letter: Leaving, key: string): Leaving {
  const { number, language, grossCents, currency, issuedOn, dueOn, buyer, lines } = document;
  const [email = ""] = letter.payload.to as readonly string[];
  return invoiceLeaving({
    ...{ invoice: idFrom("v", key), number, client: own, name: buyer.name, email, language },
    ...{ text: lines[0]?.text ?? "", grossCents, currency, issuedOn, dueOn },
  });
}

function rowsOf({ document, milestone, contract, doubts }: InvoiceDraft, collects: boolean): CardRow[] {
  const {
    netCents,
    taxCents,
    grossCents,
    currency,
    taxKind,
    taxRateBp,
    buyer,
    lines,
    servicePeriod: period,
  } = document;
  const agreed = milestone && milestone.agreed_cents !== netCents ? milestone.agreed_cents : null;
  return [
    { label: "For", after: lines[0]?.text ?? "" },
    { label: "Service", after: period },
    {
      label: "Net",
      ...(agreed === null ? {} : { before: money(agreed, currency) }),
      after: money(netCents, currency),
    },
    {
      label: "VAT",
      after:
        taxKind === "domestic"
          ? `${taxRateBp / 100} %, ${money(taxCents, currency)}`
          : taxWords({ kind: taxKind, rateBp: 0 }),
    },
    { label: "Total", after: money(grossCents, currency) },
    { label: "Number", after: "the next one" },
    { label: "Payable", after: contract.terms_days > 0 ? `within ${contract.terms_days} days` : "at once" },
    ...(collects ? [{ label: "By card", after: "payable, too, through Stripe" }] : []),
    {
      label: "Made out to",
      after: [buyer.name, ...buyer.address, buyer.country, ...(buyer.vatId ? [buyer.vatId] : [])].join(", "),
    },
    ...doubts.map((why) => ({ label: "Look twice", after: why })),
  ];
}
