/**
 * An invoice or credit note as it is drawn, mailed and kept. Before: actions/invoice-document.ts, which makes it.
 * After: the ledger, sealed with the books, and connectors/invoice-folder.
 */
import type { TaxKind } from "./tax.ts";

/** The document as it is drawn and kept: `{ document }` in the private part of `invoice.issued` and `credit-note.issued`. */
export type InvoiceDocument = {
  readonly kind: "invoice" | "credit-note";
  readonly number: string;
  /** The number of the invoice that a credit note corrects. */
  readonly corrects: string | null;
  readonly language: "en" | "de";
  readonly issuedOn: string;
  readonly dueOn: string;
  /** When the service was given: `November 2026`, or a span of days. */
  readonly servicePeriod: string;
  /** Its first and last day, `YYYY-MM-DD`; left out in documents that were issued before these were kept. */
  readonly served?: { readonly from: string; readonly to: string };
  readonly seller: {
    readonly name: string;
    readonly address: readonly string[];
    readonly country: string;
    readonly taxNumber: string | null;
    readonly vatId: string | null;
    readonly iban: string | null;
    readonly bic: string | null;
    readonly email: string;
  };
  readonly buyer: {
    readonly name: string;
    readonly address: readonly string[];
    readonly country: string;
    readonly vatId: string | null;
  };
  readonly lines: ReadonlyArray<{
    readonly text: string;
    readonly quantity: number;
    readonly unitCents: number;
    readonly netCents: number;
  }>;
  readonly taxKind: TaxKind;
  readonly taxRateBp: number;
  readonly netCents: number;
  readonly taxCents: number;
  readonly grossCents: number;
  readonly currency: string;
  /** Sentences the law wants ("Reverse charge: …"), and the terms. */
  readonly notes: readonly string[];
};
