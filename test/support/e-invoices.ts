/**
 * Invoices of every kind of VAT, with what is expected of the XML inside them: for the tests that read it, each with another reader.
 */
import { creditNoteDocument, invoiceDocument } from "../../src/actions/invoice-document.ts";
import type { Company } from "../../src/lib/company.ts";
import type { InvoiceDocument } from "../../src/lib/invoice-document.ts";
import type { TaxKind } from "../../src/lib/tax.ts";
import { NO_COMPANY } from "../../src/policy/company.ts";

const GERMAN: Company = {
  ...NO_COMPANY,
  legalName: "Robin Vale Consulting",
  address: ["Seestrasse 4", "20095 Hamburg"],
  country: "DE",
  taxNumber: "12/345/67890",
  vatId: "DE123456789",
  vatStatus: "registered",
  vatRateBp: 1900,
  iban: "DE89 3704 0044 0532 0130 00",
  bic: "COBADEFFXXX",
  invoiceNumber: "{year}-{number:4}",
};
const SMALL: Company = { ...GERMAN, vatStatus: "small-business", vatId: null };

export interface Case {
  readonly what: string;
  readonly company?: Company;
  readonly kind: TaxKind;
  readonly rateBp?: number;
  readonly netCents?: number;
  readonly language?: "en" | "de";
  readonly buyer: InvoiceDocument["buyer"];
  /** Category, rate, tax, total; the reason's code, and the numbers that name both sides for VAT. */
  readonly expected: readonly [category: string, rate: string, tax: string, total: string];
  readonly code?: string;
  readonly sellerVat?: string | null;
  readonly buyerVat?: string | null;
}

export const acme = (country: string, vatId: string | null, address: string[]) => ({
  name: "Acme & Söhne",
  address,
  country,
  vatId,
});
const HOME = acme("DE", null, ["Am Markt 1", "50667 Köln"]);

export const CASES: readonly Case[] = [
  { what: "19 % at home", kind: "domestic", rateBp: 1900, buyer: HOME, expected: ["S", "19.00", "456.00", "2856.00"] },
  {
    what: "7 % at home, in German",
    kind: "domestic",
    rateBp: 700,
    netCents: 9_999,
    language: "de",
    buyer: HOME,
    expected: ["S", "7.00", "7.00", "106.99"],
  },
  {
    what: "8.1 %, rounded",
    kind: "domestic",
    rateBp: 810,
    netCents: 12_345,
    buyer: HOME,
    expected: ["S", "8.10", "10.00", "133.45"],
  },
  {
    what: "a person in another country of the EU",
    kind: "domestic",
    rateBp: 1900,
    buyer: acme("FR", null, ["12 rue de la Paix", "75002 Paris"]),
    expected: ["S", "19.00", "456.00", "2856.00"],
  },
  {
    what: "a small business",
    company: SMALL,
    kind: "small-business",
    language: "de",
    buyer: HOME,
    expected: ["E", "0.00", "0.00", "2400.00"],
    sellerVat: null,
  },
  {
    what: "reverse charge in the EU",
    kind: "reverse-charge",
    buyer: acme("FR", "FR12345678901", ["12 rue de la Paix", "75002 Paris"]),
    expected: ["AE", "0.00", "0.00", "2400.00"],
    code: "VATEX-EU-AE",
    buyerVat: "FR12345678901",
  },
  {
    what: "a third country",
    kind: "third-country",
    buyer: acme("GB", "GB123456789", ["1 High Street", "London EC1A 1BB"]),
    expected: ["O", "", "0.00", "2400.00"],
    code: "VATEX-EU-O",
    sellerVat: null,
    buyerVat: null,
  },
  {
    what: "exempt",
    kind: "exempt",
    buyer: acme("AT", null, ["Ring 1", "Wien"]),
    expected: ["E", "0.00", "0.00", "2400.00"],
  },
];

export function invoice({
  company = GERMAN,
  kind,
  rateBp = 0,
  netCents = 240_000,
  language = "en",
  buyer,
}: Case): InvoiceDocument {
  return invoiceDocument(company, "robin@vale.example", {
    ...{ number: "2026-0042", language, issuedOn: "2026-11-24", dueOn: "2026-12-08" },
    served: { from: "2026-11-02", to: "2026-11-24" },
    ...{ buyer, text: "Consulting <in> November", netCents, taxKind: kind, taxRateBp: rateBp, currency: "EUR" },
  });
}

/** Half of an invoice, taken back. */
export function halfCredited(one: Case): InvoiceDocument {
  const document = invoice(one);
  const half = (cents: number) => Math.round(cents / 2);
  const [netCents, taxCents] = [half(document.netCents), half(document.taxCents)];
  return creditNoteDocument(document, {
    ...{ number: "2026-0043", issuedOn: "2026-11-25", reason: "Half of it was not done" },
    sums: { netCents, taxCents, grossCents: netCents + taxCents },
  });
}
