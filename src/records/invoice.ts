/**
 * Invoices and credit notes. A number is taken in the transaction that issues, from one series without gaps; what was issued
 * is never changed: a correction is a credit note that names it. What became of one (paid, reminded, credited) stands beside.
 * The document itself stands in the ledger, sealed with the books.
 */
import type { Folded, RecordKind, RecordRow, Records } from "../kernel/fold.ts";
import type { TaxKind } from "../lib/tax.ts";

export interface Invoice extends RecordRow {
  readonly id: string;
  readonly seq: number;
  readonly client: string;
  readonly engagement: string | null;
  readonly milestone: string | null;
  readonly kind: "invoice" | "credit-note";
  readonly number: string;
  /** The number as a reference is searched for it: capitals and digits alone. */
  readonly number_key: string;
  readonly ordinal: number | null;
  readonly corrects: string | null;
  readonly net_cents: number;
  readonly tax_cents: number;
  /** What is to be paid; of a credit note, what is given back. Never negative. */
  readonly gross_cents: number;
  readonly currency: string;
  readonly tax_kind: TaxKind;
  readonly tax_rate_bp: number;
  readonly issued_on: string;
  readonly due_on: string;
  readonly state: "open" | "paid" | "credited";
  readonly paid_cents: number;
  readonly credited_cents: number;
  readonly reminded: number;
  readonly reminded_on: string | null;
  readonly fell_due: number;
}

export interface Series extends RecordRow {
  readonly id: string;
  readonly next: number;
}

export interface Period extends RecordRow {
  readonly id: string;
  readonly seq: number;
  readonly closed_at: number;
}

export interface Coverage extends RecordRow {
  readonly id: string;
  readonly from_on: string;
  readonly to_on: string;
}

/** The one series of numbers, for invoices and credit notes alike. */
export const SERIES = "invoices";

const invoiceOf = { rows: (event: Folded) => [String(event.data.invoice)] };

function issued(kind: Invoice["kind"]): (typeof invoices.on)[string] {
  return {
    rows: (event) => [String(kind === "invoice" ? event.data.invoice : event.data.creditNote)],
    evolve: (_, { data, seq, scope }, id) => ({
      id,
      seq,
      client: scope,
      engagement: textOrNull(data.engagement),
      milestone: textOrNull(data.milestone),
      kind,
      number: String(data.number),
      number_key: numberKey(String(data.number)),
      ordinal: typeof data.ordinal === "number" ? data.ordinal : null,
      corrects: kind === "credit-note" ? String(data.invoice) : null,
      net_cents: Number(data.netCents),
      tax_cents: Number(data.taxCents),
      gross_cents: Number(data.grossCents),
      currency: String(data.currency),
      tax_kind: data.taxKind as TaxKind,
      tax_rate_bp: Number(data.taxRateBp),
      issued_on: String(data.issuedOn),
      due_on: String(data.dueOn),
      state: kind === "credit-note" ? "credited" : "open",
      // Of an invoice from before the workspace: what was paid by then.
      paid_cents: Number(data.paidCents ?? 0),
      credited_cents: 0,
      reminded: 0,
      reminded_on: null,
      fell_due: 0,
    }),
  };
}

/** An invoice's number without what stands between its letters and digits, as payers write it. */
export function numberKey(number: string): string {
  return number.toUpperCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** What is still to be paid; negative where too much was. */
export function openCents(invoice: Invoice): number {
  return invoice.kind === "credit-note" ? 0 : invoice.gross_cents - invoice.paid_cents - invoice.credited_cents;
}

function settled(row: Invoice): Invoice {
  const left = row.gross_cents - row.paid_cents - row.credited_cents;
  const state = left > 0 ? "open" : row.credited_cents >= row.gross_cents ? "credited" : "paid";
  return { ...row, state };
}

export const invoices: RecordKind<Invoice> = {
  table: "invoices",
  id: "id",
  columns: [
    "id",
    "version",
    "seq",
    "client",
    "engagement",
    "milestone",
    "kind",
    "number",
    "number_key",
    "ordinal",
    "corrects",
    "net_cents",
    "tax_cents",
    "gross_cents",
    "currency",
    "tax_kind",
    "tax_rate_bp",
    "issued_on",
    "due_on",
    "state",
    "paid_cents",
    "credited_cents",
    "reminded",
    "reminded_on",
    "fell_due",
  ],
  on: {
    // `data`: invoice, engagement, milestone, number, ordinal, netCents, taxCents, grossCents, currency, taxKind, taxRateBp,
    // issuedOn, dueOn. `invoice.imported`: the same without an ordinal, and paidCents.
    "invoice.issued": issued("invoice"),
    "invoice.imported": issued("invoice"),
    // `data`: creditNote, invoice (which it corrects), and the sums and dates as above.
    "credit-note.issued": {
      rows: (event) => [String(event.data.creditNote), String(event.data.invoice)],
      evolve: (row, event, id) => {
        if (id === event.data.creditNote) return issued("credit-note").evolve(row, event, id);
        return row && settled({ ...row, credited_cents: row.credited_cents + Number(event.data.grossCents) });
      },
    },
    // `data`: payment, invoice, amountCents.
    "payment.matched": {
      ...invoiceOf,
      evolve: (row, event) => row && settled({ ...row, paid_cents: row.paid_cents + Number(event.data.amountCents) }),
    },
    // `data`: payment, invoice, amountCents: taken back.
    "payment.unmatched": {
      ...invoiceOf,
      evolve: (row, event) => row && settled({ ...row, paid_cents: row.paid_cents - Number(event.data.amountCents) }),
    },
    // `data`: invoice, creditNote, amountCents: money that was paid goes back.
    "payment.refunded": {
      ...invoiceOf,
      evolve: (row, event) => row && settled({ ...row, paid_cents: row.paid_cents - Number(event.data.amountCents) }),
    },
    // `data`: invoice, level, on, for. A reminder falls due: the agent is woken.
    "invoice.fell-due": { ...invoiceOf, evolve: (row, event) => row && { ...row, fell_due: Number(event.data.level) } },
    // `data`: invoice, level, on.
    "invoice.reminded": {
      ...invoiceOf,
      evolve: (row, event) => row && { ...row, reminded: Number(event.data.level), reminded_on: String(event.data.on) },
    },
  },
};

export const series: RecordKind<Series> = {
  table: "series",
  id: "id",
  columns: ["id", "version", "next"],
  on: {
    // `data`: next.
    "numbers.begun": { rows: () => [SERIES], evolve: (_, event, id) => ({ id, next: Number(event.data.next) }) },
    "invoice.issued": takes(),
    "credit-note.issued": takes(),
  },
};

function takes(): (typeof series.on)[string] {
  return { rows: () => [SERIES], evolve: (_, event, id) => ({ id, next: Number(event.data.ordinal) + 1 }) };
}

/** The number that would be taken now. */
export function nextOrdinal(records: Records): number {
  return records.get(series, SERIES)?.next ?? 1;
}

export const periods: RecordKind<Period> = {
  table: "periods",
  id: "id",
  columns: ["id", "version", "seq", "closed_at"],
  on: {
    // `data`: month.
    "period.closed": {
      rows: (event) => [String(event.data.month)],
      evolve: (_, event, id) => ({ id, seq: event.seq, closed_at: event.at }),
    },
  },
};

export const coverage: RecordKind<Coverage> = {
  table: "coverage",
  id: "id",
  columns: ["id", "version", "from_on", "to_on"],
  on: {
    // `data`: account, fromOn, toOn. Days that are known stay known.
    "bank.covered": {
      rows: (event) => [String(event.data.account)],
      evolve: (row, event, id) => {
        const [from, to] = [String(event.data.fromOn), String(event.data.toOn)];
        return {
          id,
          from_on: row && row.from_on < from ? row.from_on : from,
          to_on: row && row.to_on > to ? row.to_on : to,
        };
      },
    },
  },
};

/** The last day that all bank data covers; null: none was ever read. */
export function coveredUntil(records: Records): string | null {
  const rows = records.find(coverage, "1 ORDER BY to_on LIMIT 1");
  return rows[0]?.to_on ?? null;
}

/** Whether the books of the month that a day lies in are closed. */
export function isClosed(records: Records, day: string): boolean {
  return records.get(periods, day.slice(0, 7)) !== undefined;
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
