/**
 * The folder that an accountant wants of a month: every invoice and credit note as it was issued, what came in, what is open, and
 * the sums by kind of VAT. Made anew from the ledger whenever it is asked for: the same month gives the same files.
 * Before: verbs/books.ts. After: records, the ledger, connectors/invoice-folder/pdf.ts.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { documentName } from "./actions/invoice-document.ts";
import { daysOf } from "./actions/period-close.ts";
import { drawInvoice } from "./connectors/invoice-folder/pdf.ts";
import type { Records } from "./kernel/fold.ts";
import type { Ledger } from "./kernel/ledger.ts";
import type { InvoiceDocument } from "./lib/invoice-document.ts";
import { money } from "./lib/money.ts";
import { clients, clientTitle, mergedScope } from "./records/client.ts";
import { type Invoice, invoices, openCents } from "./records/invoice.ts";
import { payments, type SeenWords } from "./records/payment.ts";

export interface Books {
  readonly folder: string;
  readonly invoices: number;
  readonly creditNotes: number;
  readonly payments: number;
  readonly openItems: number;
  /** Documents that were forgotten, by number: they stand in the list without a PDF. */
  readonly missing: readonly string[];
  readonly totals: readonly string[];
}

export interface BooksParts {
  readonly home: string;
  readonly records: Records;
  readonly ledger: Pick<Ledger, "at" | "open">;
}

type Cells = readonly (string | number)[];

/** Writes `HOME/books/MONTH/`; `month`: `YYYY-MM`. */
export async function writeBooks({ home, records, ledger }: BooksParts, month: string): Promise<Books> {
  const [first, last] = daysOf(month);
  const folder = join(home, "books", month);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const name = (scope: string) => (scope === "" ? "" : clientTitle(records.get(clients, mergedScope(records, scope))));
  const wordsAt = (seq: number) => {
    const event = ledger.at(seq);
    return event ? ledger.open(event) : null;
  };
  const issued = records.find(invoices, "ordinal IS NOT NULL AND issued_on BETWEEN ? AND ? ORDER BY ordinal", [
    first,
    last,
  ]);
  const missing: string[] = [];
  for (const row of issued) {
    const document = wordsAt(row.seq)?.document as InvoiceDocument | undefined;
    if (document) writeFileSync(join(folder, documentName(document)), await drawInvoice(document), { mode: 0o600 });
    else missing.push(row.number);
  }
  const numbers = (id: string | null) => (id === null ? "" : (records.get(invoices, id)?.number ?? ""));
  const paid = records.find(
    payments,
    "state IN ('standing','seen') AND received_on BETWEEN ? AND ? ORDER BY received_on, seq",
    [first, last],
  );
  const open = records.find(invoices, "state = 'open' AND issued_on <= ? ORDER BY due_on, seq", [last]);
  const write = (file: string, head: Cells, rows: readonly Cells[]) =>
    writeFileSync(join(folder, file), csv([head, ...rows]), { mode: 0o600 });
  write(
    "invoices.csv",
    [
      "number",
      "kind",
      "corrects",
      "issued",
      "due",
      "client",
      "net",
      "tax",
      "gross",
      "currency",
      "vat",
      "rate",
      "state",
    ],
    issued.map((row) => [
      row.number,
      row.kind,
      numbers(row.corrects),
      row.issued_on,
      row.due_on,
      name(row.client),
      ...[row.net_cents, row.tax_cents, row.gross_cents].map((cents) => decimal(signed(row, cents))),
      row.currency,
      row.tax_kind,
      row.tax_rate_bp / 100,
      row.state,
    ]),
  );
  write(
    "payments.csv",
    ["received", "amount", "currency", "method", "source", "client", "invoice", "payer", "reference"],
    paid.map((row) => {
      const { payer = "", reference = "" } =
        ((row.source === "owner" ? null : wordsAt(row.seq)) as Partial<SeenWords> | null) ?? {};
      const sum = decimal(row.amount_cents);
      return [
        row.received_on,
        sum,
        row.currency,
        row.method,
        row.source,
        name(row.client),
        numbers(row.invoice),
        payer,
        reference,
      ];
    }),
  );
  write(
    "open-items.csv",
    ["number", "issued", "due", "client", "gross", "open", "currency", "reminders"],
    open.map((row) => [
      row.number,
      row.issued_on,
      row.due_on,
      name(row.client),
      decimal(row.gross_cents),
      decimal(openCents(row)),
      row.currency,
      row.reminded,
    ]),
  );
  const totals = totalsOf(issued);
  const unmatched = paid.filter((row) => row.invoice === null).length;
  writeFileSync(join(folder, "README.txt"), readme(month, { issued, totals, missing, unmatched }), { mode: 0o600 });
  return {
    folder,
    invoices: issued.filter((row) => row.kind === "invoice").length,
    creditNotes: issued.filter((row) => row.kind === "credit-note").length,
    payments: paid.length,
    openItems: open.length,
    missing,
    totals,
  };
}

/** One line for each kind of VAT, rate and currency. */
function totalsOf(issued: readonly Invoice[]): string[] {
  const sums = new Map<string, { net: number; tax: number; gross: number; currency: string }>();
  for (const row of issued) {
    const rate = row.tax_kind === "domestic" ? ` ${row.tax_rate_bp / 100} %` : "";
    const key = `${row.tax_kind}${rate}, ${row.currency}`;
    const sum = sums.get(key) ?? { net: 0, tax: 0, gross: 0, currency: row.currency };
    sum.net += signed(row, row.net_cents);
    sum.tax += signed(row, row.tax_cents);
    sum.gross += signed(row, row.gross_cents);
    sums.set(key, sum);
  }
  return [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([key, { net, tax, gross, currency }]) =>
        `${key}: net ${money(net, currency)}, VAT ${money(tax, currency)}, gross ${money(gross, currency)}`,
    );
}

function readme(
  month: string,
  about: { issued: readonly Invoice[]; totals: readonly string[]; missing: readonly string[]; unmatched: number },
): string {
  const { issued, totals, missing, unmatched } = about;
  const span = issued.length > 0 ? ` (${issued[0]?.number} to ${issued.at(-1)?.number}, without gaps)` : "";
  return [
    `Books of ${month}`,
    "",
    `${issued.length} invoices and credit notes issued in the month${span}.`,
    "invoices.csv    all of them; credit notes are negative",
    "payments.csv    what came in in the month, and for which invoice",
    "open-items.csv  what was issued by the end of the month and is open now",
    "",
    "By kind of VAT and rate:",
    ...(totals.length > 0 ? totals.map((line) => `  ${line}`) : ["  nothing was invoiced"]),
    ...(unmatched > 0 ? ["", `${unmatched} of the payments are matched with no invoice.`] : []),
    ...(missing.length > 0 ? ["", `No PDF, because their client was forgotten: ${missing.join(", ")}`] : []),
    "",
  ].join("\n");
}

function signed(row: Invoice, cents: number): number {
  return row.kind === "credit-note" ? -cents : cents;
}

function decimal(cents: number): string {
  return (cents / 100).toFixed(2);
}

/** A field that a spreadsheet might take for a formula is kept a text. */
function csv(rows: readonly Cells[]): string {
  const field = (value: string | number) => {
    const text = String(value).replace(/\s+/g, " ");
    const safe = typeof value === "string" && /^[=@+]|^-(?!\d+(\.\d+)?$)/.test(text) ? `'${text}` : text;
    return /[",;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return `\uFEFF${rows.map((row) => row.map(field).join(",")).join("\r\n")}\r\n`;
}
