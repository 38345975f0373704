/**
 * Which column of a bank's export is what: by the names that banks give them, or as the owner has said of files that nobody knew.
 * Before: statement.ts.
 */
/** Which column is what in files with just these columns, by their names; an empty name: there is none. */
export interface Layout {
  readonly columns: readonly string[];
  readonly date: string;
  readonly amount: string;
  readonly payer: string;
  readonly reference: string;
  /** What comes first in a date that can be read in two ways. */
  readonly order: "day" | "month";
}

export type Column =
  | "date"
  | "amount"
  | "credit"
  | "debit"
  | "sign"
  | "currency"
  | "payer"
  | "reference"
  | "account"
  | "status";
export type Columns = ReadonlyMap<Column, number>;

/** Names of columns without blanks and signs, the likeliest first. */
const NAMES: Readonly<Record<Column, readonly string[]>> = {
  date: words(
    "bookingdate buchungstag buchungsdatum dateposted postingdate transactiondate completeddate buchung date datum valuedate valuta valutadatum wertstellung wertstellungsdatum",
  ),
  amount: words("amount betrag umsatz transactionamount betraginkontowährung amountinaccountcurrency sum value wert"),
  credit: words("credit paidin moneyin haben eingang gutschrift"),
  debit: words("debit paidout moneyout soll ausgang belastung"),
  sign: words("sh sollhaben sollhabenkennzeichen debitcredit creditdebit dc cd"),
  currency: words("currency währung waehrung ccy kontowährung"),
  payer: words(
    "payer payername name auftraggeber zahlungspflichtiger zahlungspflichtiger zahlungsbeteiligter namezahlungsbeteiligter beguenstigterzahlungspflichtiger begünstigterzahlungspflichtiger auftraggeberempfänger auftraggeberempfaenger auftraggeberbegünstigter empfängerauftraggeber sender counterparty counterpartyname partnername from debtor debtorname",
  ),
  reference: words(
    "reference purpose verwendungszweck paymentreference remittanceinformation description beschreibung details memo narrative text buchungstext",
  ),
  account: words(
    "account auftragskonto ibanauftragskonto kontoiban ownaccount owniban accountiban accountnumber kontonummer",
  ),
  status: words("status state"),
};
/** Where the columns are, if this line names them: a date, an amount (or what came in), and who or what for. */
export function columnsOf(line: readonly string[]): Columns | null {
  const names = line.map((name) => plain(name.replace(/\([^)]*\)|\[[^\]]*\]/g, "")));
  const found = new Map<Column, number>();
  for (const [column, known] of Object.entries(NAMES) as [Column, readonly string[]][]) {
    const name = known.find((one) => names.includes(one));
    if (name !== undefined) found.set(column, names.indexOf(name));
  }
  // `Betrag EUR`, `Amount in USD`.
  const priced = names.findIndex((name) => /^(amount|betrag|umsatz)(in)?(eur|usd|gbp|chf)$/.test(name));
  if (!found.has("amount") && priced >= 0) found.set("amount", priced);
  const summed = found.has("amount") || found.has("credit");
  return found.has("date") && summed && (found.has("payer") || found.has("reference")) ? found : null;
}

export function sameColumns(columns: readonly string[], line: readonly string[]): boolean {
  const names = named(line);
  return columns.length > 0 && names.length === columns.length && names.every((name, index) => name === columns[index]);
}

/** Where the columns are that the owner has named. */
export function columnsTold(layout: Layout): Columns {
  const at = (["date", "amount", "payer", "reference"] as const).flatMap((column) => {
    const index = layout.columns.indexOf(layout[column]);
    return layout[column] === "" || index < 0 ? [] : [[column, index] as const];
  });
  return new Map(at);
}

/** The names of the columns; one without a name keeps its place. */
export function named(line: readonly string[]): string[] {
  const names = line.map((name) => name.replace(/\s+/g, " ").trim());
  while (names.at(-1) === "") names.pop();
  return names;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}]/gu, "");
}

function words(names: string): readonly string[] {
  return names.split(" ");
}
