/**
 * What a bank's export says, whatever its bank: encoding, delimiter, decimal sign, the order of a date and the names of the columns
 * are found out from the file itself. What can't be told for certain is not guessed.
 * Before: connector.ts has bytes. After: it records what came in.
 */
import { parse } from "csv-parse/sync";
import { centsIn, dayOf, dayReader, hasDecimalComma } from "./cells.ts";
import { type Column, type Columns, columnsOf, columnsTold, type Layout, named, sameColumns } from "./columns.ts";

export interface StatementRow {
  /** `YYYY-MM-DD`. */
  readonly on: string;
  /** Negative where money went out. */
  readonly amountCents: number;
  /** ISO 4217; null: the file doesn't say. */
  readonly currency: string | null;
  readonly payer: string;
  readonly reference: string;
}

export type Statement =
  | {
      readonly kind: "statement";
      /** Whose account, as the file names it; null: it doesn't. */
      readonly account: string | null;
      readonly rows: readonly StatementRow[];
      /** The days that it tells of; null: it has no rows, and names none. */
      readonly days: { readonly from: string; readonly to: string } | null;
    }
  | {
      readonly kind: "unknown";
      readonly columns: readonly string[];
      readonly why: string;
      /** Some lines below the names of the columns, where saying which column is what would help; else empty. */
      readonly sample: readonly (readonly string[])[];
    };

const NEEDED = "a date, an amount, who paid and the reference";
/** So many lines may stand above the names of the columns. */
const PREAMBLE = 30;
const DELIMITERS = [";", ",", "\t", "|"] as const;
const IBAN = /\b[A-Z]{2}\d{2}[A-Z0-9]{11,30}\b/;
const PENDING = /vorgemerkt|pending|reverted|declined/i;

/**
 * Reads the file; `today`: no later day is taken for a day of the account where a date can be read in two ways. `layouts`: what
 * the owner said of files that could not be read by themselves.
 */
export function readStatement(bytes: Uint8Array, today: string, layouts: readonly Layout[] = []): Statement {
  const text = decoded(bytes);
  let seen: readonly string[] = [];
  let sample: readonly (readonly string[])[] = [];
  for (const delimiter of DELIMITERS) {
    const lines = linesOf(text, delimiter);
    if (!lines) continue;
    for (const [at, line] of lines.slice(0, PREAMBLE).entries()) {
      const told = layouts.find(({ columns }) => sameColumns(columns, line));
      const columns = told ? columnsTold(told) : columnsOf(line);
      if (columns) return statement(lines.slice(0, at), line, lines.slice(at + 1), columns, today, told?.order);
    }
    const widest = lines.slice(0, PREAMBLE).reduce<readonly string[]>((a, b) => (b.length > a.length ? b : a), []);
    if (widest.length > seen.length) {
      seen = widest;
      sample = lines.slice(lines.indexOf(widest as string[]) + 1).filter((line) => line.length === widest.length);
    }
  }
  const columns = named(seen);
  return { kind: "unknown", columns, why: `I look for ${NEEDED} among the names of its columns.`, sample: few(sample) };
}

function statement(
  above: readonly (readonly string[])[],
  names: readonly string[],
  below: readonly (readonly string[])[],
  columns: Columns,
  today: string,
  order?: Layout["order"],
): Statement {
  const cell = (line: readonly string[], column: Column) => {
    const at = columns.get(column);
    return at === undefined ? "" : (line[at] ?? "").replace(/\s+/g, " ").trim();
  };
  const unreadable = (why: string, sample: typeof below = []): Statement => {
    return { kind: "unknown", columns: named(names), why, sample: few(sample) };
  };
  const lines = below.filter((line) => !PENDING.test(cell(line, "status")));
  const amounts = lines.flatMap((line) => [cell(line, "amount"), cell(line, "credit"), cell(line, "debit")]);
  const comma = hasDecimalComma(amounts);
  const days = dayReader(
    lines.map((line) => cell(line, "date")),
    today,
    order,
  );
  if (!days) return unreadable("Its dates can be read in two ways: 03/04 may be in March or in April.", below);
  const inHead = /\b([A-Z]{3})\b|(€)/.exec((names[columns.get("amount") ?? -1] ?? "").toUpperCase());
  const rows: StatementRow[] = [];
  let account: string | null =
    IBAN.exec(
      above
        .flat()
        .join(" ")
        .toUpperCase()
        .replace(/(?<=\S) (?=\d{4}\b)/g, ""),
    )?.[0] ?? null;
  for (const line of lines) {
    const on = days(cell(line, "date"));
    const amountCents = amountOf(cell, line, comma);
    // A sum without a day, or a day without a sum, is no footer: something is not understood.
    if (on === null && amountCents === null) continue;
    if (on === null || amountCents === null)
      return unreadable(`I can't read this line: ${line.join(" | ").slice(0, 160)}`);
    account ??= cell(line, "account") || null;
    const said =
      cell(line, "currency").toUpperCase() || /[A-Z]{3}|€/.exec(cell(line, "amount").toUpperCase())?.[0] || "";
    const currency = said.replace("€", "EUR") || (inHead?.[2] ? "EUR" : (inHead?.[1] ?? null));
    rows.push({ on, amountCents, currency, payer: cell(line, "payer"), reference: cell(line, "reference") });
  }
  return { kind: "statement", account, rows, days: daysTold(above, rows, today) };
}

/** A line above the columns may name the days (`Zeitraum: 01.11.2026 - 30.11.2026`), which says more than the rows. */
function daysTold(above: readonly (readonly string[])[], rows: readonly StatementRow[], today: string) {
  const days = rows.map((row) => row.on);
  for (const line of above) {
    const text = line.join(" ");
    if (!/zeitraum|period|from|von/i.test(text)) continue;
    const named = (text.match(/\d{4}-\d{2}-\d{2}|\d{1,2}\.\d{1,2}\.\d{4}/g) ?? []).flatMap(
      (day) => dayOf(day, false) ?? [],
    );
    if (named.length === 2) days.push(...named);
  }
  const [from, ...rest] = days.filter((day) => day <= today).sort();
  return from === undefined ? null : { from, to: rest.at(-1) ?? from };
}

function decoded(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

function linesOf(text: string, delimiter: string): string[][] | null {
  try {
    return parse(text, {
      delimiter,
      bom: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    }) as string[][];
  } catch {
    return null;
  }
}

function amountOf(
  cell: (line: readonly string[], column: Column) => string,
  line: readonly string[],
  comma: boolean,
): number | null {
  const whole = cell(line, "amount");
  if (whole !== "") {
    const cents = centsIn(whole, comma);
    const isDebit = /^(s|d|soll|debit)/i.test(cell(line, "sign"));
    return cents !== null && isDebit ? -Math.abs(cents) : cents;
  }
  const credit = cell(line, "credit");
  const debit = cell(line, "debit");
  if (credit !== "" && (centsIn(credit, comma) ?? 1) !== 0) return centsIn(credit, comma);
  const out = debit === "" ? null : centsIn(debit, comma);
  return out === null ? null : -Math.abs(out);
}

function few(lines: readonly (readonly string[])[]): (readonly string[])[] {
  return lines.slice(0, 3).map((line) => line.map((cell) => cell.slice(0, 80)));
}
