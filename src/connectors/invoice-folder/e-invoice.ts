/**
 * The same invoice as programs read it: EN 16931, in the syntax of UN/CEFACT (CII), as Factur-X and ZUGFeRD carry it inside the
 * PDF. Which VAT category a kind of VAT is, and which identifiers may stand beside it, follows the rules of EN 16931 (BR-S, BR-E,
 * BR-AE, BR-O); the XML itself is written by the library, and the tests hold it to the official schema.
 * Before: pdf.ts, which puts it inside. After: whoever books what they were sent.
 */
import type { FacturXInvoiceInput } from "@stackforge-eu/factur-x";
import type { InvoiceDocument } from "../../lib/invoice-document.ts";
import type { TaxKind } from "../../lib/tax.ts";

/** The file's name inside the PDF, by which programs find it (Factur-X 1.0, 6.2.2). */
export const E_INVOICE = "factur-x.xml";

type Party = FacturXInvoiceInput["seller"];

/** How a kind of VAT is called there: the category, and the code of the reason why none is charged, where there is one. */
const CATEGORIES: Readonly<Record<TaxKind, { readonly code: string; readonly reason: string | null }>> = {
  domestic: { code: "S", reason: null },
  "small-business": { code: "E", reason: null },
  "reverse-charge": { code: "AE", reason: "VATEX-EU-AE" },
  "third-country": { code: "O", reason: "VATEX-EU-O" },
  exempt: { code: "E", reason: null },
};
const INVOICE = "380";
const CREDIT_NOTE = "381";
const SEPA_TRANSFER = "58";
const CREDIT_TRANSFER = "30";

/** The XML of a document; the same for the same document. Null: it was issued before its days of service were kept. */
export async function eInvoice(document: InvoiceDocument): Promise<string | null> {
  if (!document.served) return null;
  const { buildXml, Profile } = await import("@stackforge-eu/factur-x");
  return buildXml(inputOf(document, document.served), Profile.EN16931);
}

function inputOf(document: InvoiceDocument, served: NonNullable<InvoiceDocument["served"]>): FacturXInvoiceInput {
  const { taxKind, seller, notes, currency } = document;
  const { code, reason } = CATEGORIES[taxKind];
  const rate = taxKind === "domestic" ? document.taxRateBp / 100 : 0;
  const [net, tax, gross] = [document.netCents, document.taxCents, document.grossCents].map(amount) as [
    number,
    number,
    number,
  ];
  return {
    document: {
      id: document.number,
      issueDate: document.issuedOn,
      typeCode: (document.kind === "invoice" ? INVOICE : CREDIT_NOTE) as NonNullable<
        FacturXInvoiceInput["document"]["typeCode"]
      >,
      notes: notes.map((content) => ({ content })),
    },
    seller: sellerOf(document),
    buyer: buyerOf(document),
    lines: document.lines.map((line, index) => ({
      id: String(index + 1),
      name: line.text,
      quantity: line.quantity,
      unitPrice: amount(line.unitCents),
      lineTotal: amount(line.netCents),
      vatCategoryCode: code,
      // What is outside the scope of VAT has no rate at all (BR-O-05).
      ...(code === "O" ? {} : { vatRatePercent: rate }),
    })),
    totals: {
      lineTotal: net,
      taxBasisTotal: net,
      taxTotal: tax,
      grandTotal: gross,
      duePayableAmount: gross,
      currency,
    },
    vatBreakdown: [
      {
        categoryCode: code,
        ratePercent: rate,
        taxableAmount: net,
        taxAmount: tax,
        // Whoever charges none says why (BR-E-10, BR-AE-10, BR-O-10): the law's own sentence, which stands first after a correction.
        ...(code === "S" ? {} : { exemptionReason: document.kind === "invoice" ? (notes[0] ?? "") : (notes[1] ?? "") }),
        ...(reason === null ? {} : { exemptionReasonCode: reason }),
      },
    ],
    payment: {
      meansCode: currency === "EUR" && seller.iban ? SEPA_TRANSFER : CREDIT_TRANSFER,
      dueDate: document.dueOn,
      paymentReference: document.number,
      ...(seller.iban ? { iban: seller.iban.replaceAll(" ", ""), accountName: seller.name } : {}),
      ...(seller.bic ? { bic: seller.bic } : {}),
    },
    billingPeriod: { startDate: served.from, endDate: served.to },
    ...(document.corrects === null ? {} : { references: [{ id: document.corrects, type: "preceding" as const }] }),
  };
}

/** Who sells. What is outside the scope of VAT names no VAT number (BR-O-02), and then something else names the seller (BR-CO-26). */
function sellerOf({ seller, taxKind }: InvoiceDocument): Party {
  const { name, address, country, taxNumber, vatId, email } = seller;
  const isOutside = CATEGORIES[taxKind].code === "O";
  const known = isOutside || !vatId ? (taxNumber ?? vatId) : null;
  return {
    name,
    ...(known === null ? {} : { id: known }),
    address: addressOf(address, country),
    contact: { name, email },
    taxRegistrations: [
      ...(vatId && !isOutside ? [{ id: vatId, schemeId: "VA" as const }] : []),
      ...(taxNumber ? [{ id: taxNumber, schemeId: "FC" as const }] : []),
    ],
  };
}

function buyerOf({ buyer, taxKind }: InvoiceDocument): Party {
  const { name, address, country, vatId } = buyer;
  return {
    name,
    address: addressOf(address, country),
    ...(vatId && CATEGORIES[taxKind].code !== "O"
      ? { taxRegistrations: [{ id: vatId, schemeId: "VA" as const }] }
      : {}),
  };
}

/** Lines of an address, the last of which names the town: `50667 Köln`, `London EC1A 1BB`, or the town alone. */
function addressOf(lines: readonly string[], country: string): NonNullable<Party["address"]> {
  const before = lines.slice(0, -1);
  const last = lines.at(-1) ?? "";
  const [, codeFirst, townAfter] = /^((?:[A-Z]{1,2}-)?\d[\d -]{1,8}\d(?: [A-Z]{2})?)\s+(\D.*)$/u.exec(last) ?? [];
  const [, townFirst, codeAfter] =
    /^(.*?\D),?\s+([A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|(?:[A-Z]{2} )?\d{4,6}(?:-\d{4})?)$/.exec(last) ?? [];
  const [line1 = "", ...more] = before;
  return {
    line1,
    ...(more.length > 0 ? { line2: more.join(", ") } : {}),
    city: townAfter ?? townFirst?.replace(/,$/, "") ?? last,
    postalCode: codeFirst ?? codeAfter ?? "",
    country,
  };
}

function amount(cents: number): number {
  return cents / 100;
}
