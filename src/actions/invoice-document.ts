/**
 * The document of an invoice or credit note, made of what is on record: the company, the buyer of the contract, what was done.
 * Pure: the same records give the same document. Which sentences the law wants, and whether the kind of VAT fits the buyer,
 * is decided here. Before: invoice-issue.ts, credit-note.ts. After: the ledger, and connectors/invoice-folder, which draws it.
 */
import { DateTime } from "luxon";
import type { Company, CompanyField } from "../lib/company.ts";
import type { InvoiceDocument } from "../lib/invoice-document.ts";
import { inEu, type Sums, sumsOf, type TaxKind } from "../lib/tax.ts";
import { dayInLetter } from "../lib/workdays.ts";
import type { ContractWords } from "../records/contract.ts";

export type Language = InvoiceDocument["language"];
type Buyer = ContractWords["buyer"];

/** What an invoice says beside who sells. */
export interface Invoicing {
  readonly number: string;
  readonly language: Language;
  readonly issuedOn: string;
  readonly dueOn: string;
  /** The first and the last day of what was done. */
  readonly served: { readonly from: string; readonly to: string };
  readonly buyer: Buyer;
  readonly text: string;
  readonly netCents: number;
  readonly taxKind: TaxKind;
  readonly taxRateBp: number;
  readonly currency: string;
}

/** Whether a kind of VAT can be right: `unclear` is for the owner to look at, `refused` can't be written down at all. */
export type TaxAnswer = { readonly kind: "clear" } | { readonly kind: "unclear" | "refused"; readonly why: string };

/** What no invoice can do without. */
export function invoiceFields(company: Company, taxKind: TaxKind): CompanyField[] {
  const numbered = company.taxNumber !== null || company.vatId !== null;
  return [
    "legalName",
    "address",
    "country",
    "vatStatus",
    ...(taxKind === "reverse-charge" ? (["vatId"] as const) : numbered ? [] : (["taxNumber"] as const)),
    "iban",
    "invoiceNumber",
  ];
}

/** `{year}-{number:4}` and 42 give 2026-0042. */
export function numberOf(pattern: string, ordinal: number, day: string): string {
  return pattern
    .replaceAll("{year}", day.slice(0, 4))
    .replace(/\{number(?::(\d))?\}/, (_, digits?: string) => String(ordinal).padStart(Number(digits ?? 1), "0"));
}

/** Whether what the contract says of VAT can be right between this company and this buyer. */
export function taxAnswer(company: Company, buyer: Buyer, kind: TaxKind, rateBp: number): TaxAnswer {
  const home = company.country;
  const small = company.vatStatus === "small-business";
  const unclear = (why: string): TaxAnswer => ({ kind: "unclear", why });
  if (small && (kind === "domestic" || kind === "reverse-charge"))
    return unclear("Your company is a small business, and the contract says that VAT is due.");
  switch (kind) {
    case "domestic":
      if (rateBp === 0) return unclear("The contract says that VAT is due, at no rate.");
      // Who lives in another country of the EU and has no VAT number is no business: the VAT of home is due.
      return buyer.country === home || (inEu(home) && inEu(buyer.country) && buyer.vatId === null)
        ? { kind: "clear" }
        : unclear(`VAT of ${home} for a client in ${buyer.country}.`);
    case "small-business":
      return small ? { kind: "clear" } : unclear("The contract says small business, and your company charges VAT.");
    case "reverse-charge": {
      if (buyer.vatId === null)
        return { kind: "refused", why: "Reverse charge needs the client's VAT number, and the contract has none." };
      if (buyer.country === home || !inEu(buyer.country) || !inEu(home))
        return unclear(`Reverse charge from ${home} to ${buyer.country} is not the usual case.`);
      const prefix = buyer.country === "GR" ? "EL" : buyer.country;
      return buyer.vatId.startsWith(prefix)
        ? { kind: "clear" }
        : unclear(`The client's VAT number is not one of ${buyer.country}.`);
    }
    case "third-country":
      return inEu(buyer.country) || buyer.country === home
        ? unclear(`${buyer.country} is no third country.`)
        : { kind: "clear" };
    case "exempt":
      return { kind: "clear" };
  }
}

/** The sentences that the law wants for this kind of VAT. */
export function lawSentences(kind: TaxKind, country: string | null, language: Language): string[] {
  if (kind === "small-business") {
    const national = SMALL_BUSINESS[country ?? ""]?.[language];
    return [
      national ??
        (language === "de"
          ? "Steuerfrei nach der Sonderregelung für Kleinunternehmen; es wird keine Umsatzsteuer berechnet."
          : "No VAT is charged: special scheme for small enterprises."),
    ];
  }
  const sentence = LAW[kind]?.[language];
  return sentence === undefined ? [] : [sentence];
}

const SMALL_BUSINESS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  DE: {
    de: "Gemäß § 19 UStG wird keine Umsatzsteuer berechnet (Kleinunternehmerregelung).",
    en: "No VAT is charged: small business under section 19 of the German VAT Act (UStG).",
  },
  AT: {
    de: "Umsatzsteuerfrei aufgrund der Kleinunternehmerregelung (§ 6 Abs. 1 Z 27 UStG).",
    en: "No VAT is charged: small business under section 6(1)(27) of the Austrian VAT Act (UStG).",
  },
};

const LAW: Partial<Readonly<Record<TaxKind, Readonly<Record<Language, string>>>>> = {
  "reverse-charge": {
    de: "Steuerschuldnerschaft des Leistungsempfängers (Reverse Charge, Art. 196 MwStSystRL).",
    en: "Reverse charge: VAT is to be accounted for by the recipient (Article 196 of Directive 2006/112/EC).",
  },
  "third-country": {
    de: "Nicht im Inland steuerbare Leistung: Leistungsort ist der Sitz des Empfängers im Drittland.",
    en: "Outside the scope of VAT: the place of supply is where the customer is established, outside the EU.",
  },
  exempt: { de: "Die Leistung ist von der Umsatzsteuer befreit.", en: "This supply is exempt from VAT." },
};

/** `November 2026`, where it lies within a month; else the span of days. */
export function servicePeriod(from: string, to: string, language: Language): string {
  if (from.slice(0, 7) === to.slice(0, 7))
    return DateTime.fromISO(to, { zone: "utc" })
      .setLocale(language === "de" ? "de" : "en-GB")
      .toFormat("LLLL yyyy");
  return `${dayInLetter(from, language)} – ${dayInLetter(to, language)}`;
}

/** The invoice as it is drawn and kept. `company` has what `invoiceFields` names. */
export function invoiceDocument(company: Company, email: string, about: Invoicing): InvoiceDocument {
  const { language, taxKind, taxRateBp, netCents, dueOn, issuedOn } = about;
  const due = dayInLetter(dueOn, language);
  const terms =
    language === "de"
      ? dueOn === issuedOn
        ? "Zahlbar sofort, unter Angabe der Rechnungsnummer."
        : `Zahlbar bis zum ${due}, unter Angabe der Rechnungsnummer.`
      : dueOn === issuedOn
        ? "Payable at once, quoting the number of the invoice."
        : `Payable by ${due}, quoting the number of the invoice.`;
  return {
    kind: "invoice",
    number: about.number,
    corrects: null,
    language,
    issuedOn,
    dueOn,
    servicePeriod: servicePeriod(about.served.from, about.served.to, language),
    served: about.served,
    seller: {
      name: company.legalName ?? "",
      address: company.address,
      country: company.country ?? "",
      taxNumber: company.taxNumber,
      vatId: company.vatId,
      iban: company.iban,
      bic: company.bic,
      email,
    },
    buyer: about.buyer,
    lines: [{ text: about.text, quantity: 1, unitCents: netCents, netCents }],
    taxKind,
    taxRateBp: taxKind === "domestic" ? taxRateBp : 0,
    ...sumsOf(netCents, taxKind, taxRateBp),
    currency: about.currency,
    notes: [...lawSentences(taxKind, company.country, language), terms],
  };
}

/** A credit note for the whole or a part of an invoice, made of the invoice itself: what it says of both sides stays. */
export function creditNoteDocument(
  invoice: InvoiceDocument,
  about: { readonly number: string; readonly issuedOn: string; readonly reason: string; readonly sums: Sums },
): InvoiceDocument {
  const { language } = invoice;
  const corrects =
    language === "de"
      ? `Diese Gutschrift berichtigt die Rechnung ${invoice.number} vom ${dayInLetter(invoice.issuedOn, language)}.`
      : `This credit note corrects invoice ${invoice.number} of ${dayInLetter(invoice.issuedOn, language)}.`;
  return {
    ...invoice,
    kind: "credit-note",
    number: about.number,
    corrects: invoice.number,
    issuedOn: about.issuedOn,
    dueOn: about.issuedOn,
    lines: [{ text: about.reason, quantity: 1, unitCents: about.sums.netCents, netCents: about.sums.netCents }],
    ...about.sums,
    notes: [corrects, ...lawSentences(invoice.taxKind, invoice.seller.country, language)],
  };
}

/** A file name for the document: its number, with nothing in it that a folder could take for a path. */
export function documentName({ number }: Pick<InvoiceDocument, "number">): string {
  return `${number.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^\.+/, "")}.pdf`;
}
