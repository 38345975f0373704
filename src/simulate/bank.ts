/**
 * The owner's account: what clients paid, and what the owner has let the workspace see of it, as CSV files that banks write.
 * What is not in a file that was dropped, the workspace can't know.
 */
import { addDays } from "../lib/workdays.ts";

export interface BankRow {
  /** `YYYY-MM-DD`, the day on which it was booked. */
  readonly on: string;
  readonly client: number | null;
  readonly payer: string;
  readonly reference: string;
  readonly cents: number;
  /** The invoice that was meant. */
  readonly invoice: string | null;
  /** Its number is named, and the sum is right. */
  readonly exact: boolean;
}

const ACCOUNT = "DE89370400440532013000";

export class Bank {
  readonly rows: BankRow[] = [];
  /** When which days were shown: `until` is the last day of the file. */
  readonly shown: { readonly at: number; readonly from: string; readonly until: string }[] = [];

  book(row: BankRow): void {
    this.rows.push(row);
  }

  /** What else there is on an account: what goes out every week, and once something that comes in and is no client's. */
  usual(firstDay: string, days: number): void {
    const none = { client: null, invoice: null, exact: false };
    for (let nth = 0; nth < days; nth += 7)
      this.book({ ...none, on: addDays(firstDay, nth), payer: "Hostworks", reference: `Hosting ${nth}`, cents: -1900 });
    this.book({ ...none, on: addDays(firstDay, 9), payer: "Stadtwerke", reference: "Erstattung 2025", cents: 4320 });
  }

  /** A file with all days since the last one up to `until`, and a day before that again, as people export them. */
  statement(at: number, firstDay: string, until: string): { readonly name: string; readonly bytes: Buffer } {
    const last = this.shown.at(-1);
    const from = last ? last.until : firstDay;
    this.shown.push({ at, from, until });
    const rows = this.rows
      .filter((row) => row.on >= from && row.on <= until)
      .sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
    const lines = rows.map((row) =>
      [row.on, (row.cents / 100).toFixed(2), "EUR", row.payer, row.reference].map(quoted).join(","),
    );
    const head = [`Account,${ACCOUNT}`, `Period,${from} - ${until}`, "Date,Amount,Currency,Payer,Reference"];
    const bytes = Buffer.from([...head, ...lines, ""].join("\n"));
    return { name: `statement-${from}-${until}.csv`, bytes };
  }

  /** The last day that the workspace could know of at a moment; null: none. */
  coveredAt(at: number): string | null {
    return this.shown.filter((one) => one.at <= at).at(-1)?.until ?? null;
  }

  /** Whether the whole of an invoice had been paid with its number, as far as the workspace could know at a moment. */
  isPaid(invoice: string, at: number): boolean {
    const covered = this.coveredAt(at);
    return covered !== null && this.rows.some((row) => row.invoice === invoice && row.exact && row.on <= covered);
  }

  /** The last day that is complete: the day before. */
  static completeOn(today: string): string {
    return addDays(today, -1);
  }
}

function quoted(value: string): string {
  return /[",\n]/.test(value) ? `"${value.replace(/"/g, '""')}"` : value;
}
