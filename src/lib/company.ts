/**
 * Who the company is, as the owner wrote it down (policies/company.yaml). What isn't known is null: whatever needs it says so
 * by name, and is not done. Before: policy/company.ts, which reads it. After: invoices, letters, plans.
 */
export interface Company {
  readonly legalName: string | null;
  /** Lines of the postal address, the country not among them. */
  readonly address: readonly string[];
  /** ISO 3166-1 alpha-2, and a part of it where its holidays differ (`DE`, `DE-BY`). */
  readonly country: string | null;
  readonly region: string | null;
  readonly taxNumber: string | null;
  readonly vatId: string | null;
  /** `small-business`: exempt by size, so that no VAT is shown. */
  readonly vatStatus: "registered" | "small-business" | null;
  /** Basis points: 1900 is 19 %. */
  readonly vatRateBp: number | null;
  readonly iban: string | null;
  readonly bic: string | null;
  /** Days until an invoice is due, unless the contract says otherwise. */
  readonly termsDays: number | null;
  /** How a number is written: `{year}-{number:4}` gives 2026-0042. */
  readonly invoiceNumber: string | null;
  readonly signature: string | null;
}

/** A field of the company's that something needs. */
export type CompanyField = keyof Company;
