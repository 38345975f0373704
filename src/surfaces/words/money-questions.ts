/**
 * How much came in, how much was invoiced, and who owes what: answered from the payments and invoices on record.
 * Before: questions.ts. After: lookups.ts.
 */
import { DateTime } from "luxon";
import { payPage } from "../../actions/stripe-leaving.ts";
import type { Card, CardRow } from "../../kernel/card.ts";
import { answerTo } from "../../kernel/delivery.ts";
import { money } from "../../lib/money.ts";
import { localDate } from "../../lib/zone.ts";
import { mergedScope } from "../../records/client.ts";
import { type Invoice, invoices, openCents } from "../../records/invoice.ts";
import { type Payment, payments } from "../../records/payment.ts";
import { countWords, type Lookups, places, scopesFor, source, titleOf } from "./lookups.ts";
import type { Spanned } from "./question-words.ts";

const MOST_ROWS = 12;

/** What came in. */
export function whatWasPaid(about: Spanned, lookups: Lookups): Card {
  const { came, name, rows } = paidIn(about, lookups);
  return card(came, name, rows);
}

/** What was invoiced: gross, what was credited taken off. */
export function whatWasInvoiced(about: Spanned, lookups: Lookups): Card {
  const { scope, period } = about;
  const found = invoicesIn(about, lookups);
  const issued = found.filter((row) => row.kind === "invoice");
  const name = scope === null ? undefined : titleOf(scope, lookups);
  const when = period?.words ?? "so far";
  const whom = name === undefined ? "" : ` to ${name}`;
  if (found.length === 0)
    return card(`No invoice${whom} is on record ${period?.words ?? "yet"}.`, name, [source("the invoices", [])]);
  const sums = sumWords(found.map((row) => ({ ...row, amount_cents: signed(row) })));
  const notes = found.length - issued.length;
  const parts = issued.length > 1 ? `, in ${issued.length} invoices` : "";
  return card(`You invoiced ${sums}${whom} ${when}${parts}.`, name, [
    ...(scope === null ? byClientInvoiced(found, lookups) : listedInvoices(found)),
    source(
      `${countWords(issued.length, "invoice")}${notes > 0 ? ` and ${countWords(notes, "credit note")}` : ""} on record`,
      found.map((row) => row.seq),
    ),
  ]);
}

/** Who owes what, the longest overdue first; `onlyOverdue`: what is not due yet is left out. */
export function whoOwes(
  { scope, onlyOverdue }: { scope: string | null; onlyOverdue: boolean },
  lookups: Lookups,
): Card {
  const scopes = scopesFor(scope, lookups);
  const whose = scopes ? ` AND client IN (${places(scopes)})` : "";
  const today = localDate(lookups.now, lookups.zone);
  const open = lookups.records
    .find(invoices, `state = 'open' AND kind = 'invoice'${whose} ORDER BY due_on, seq`, scopes ?? [])
    .filter((row) => !onlyOverdue || row.due_on < today);
  const name = scope === null ? undefined : titleOf(scope, lookups);
  const overdue = open.filter((row) => row.due_on < today);
  if (open.length === 0) {
    const who = name ?? "Nobody";
    const nothing = name === undefined ? "owes" : "doesn't owe";
    return card(`${who} ${nothing} you anything${onlyOverdue ? " that is overdue" : ""}.`, name, [
      source("the open invoices", []),
    ]);
  }
  const late = overdue.length > 0 && !onlyOverdue ? `, ${sumWords(overdue.map(owed))} of it overdue` : "";
  const said = onlyOverdue
    ? `${sumWords(open.map(owed))} is overdue${name === undefined ? "" : ` from ${name}`}`
    : `${name === undefined ? "You are owed" : `${name} owes you`} ${sumWords(open.map(owed))}${late}`;
  const rows = open.slice(0, MOST_ROWS).map((row) => ({
    label: row.number,
    after: `${name === undefined ? `${titleOf(row.client, lookups)}, ` : ""}${money(openCents(row), row.currency)}, due ${dayWords(row.due_on)}${remindedWords(row)}${name === undefined ? "" : payableWords(row, lookups)}`,
  }));
  const more = open.length - rows.length;
  return card(`${said}, in ${countWords(open.length, "invoice")}.`, name, [
    ...rows,
    ...(more > 0 ? [{ label: "", after: `and ${more} more` }] : []),
    source(
      "the open invoices on record",
      open.map((row) => row.seq),
    ),
  ]);
}

/** Where a client who asks can pay it. */
function payableWords(row: Invoice, { now, records, ledger, database }: Lookups): string {
  const reader = {
    eventAt: (seq: number) => ledger.at(seq),
    open: ledger.open.bind(ledger),
    get: database.get.bind(database),
  };
  const page = payPage({ collects: () => true }, { now, records, answerTo: (effect) => answerTo(reader, effect) }, row);
  return page === "" ? "" : `, payable at ${page}`;
}

function owed(row: Invoice): { currency: string; amount_cents: number } {
  return { currency: row.currency, amount_cents: openCents(row) };
}

function remindedWords({ reminded }: Invoice): string {
  if (reminded === 0) return "";
  return reminded === 1 ? ", reminded once" : `, reminded ${reminded} times`;
}

function signed(row: Invoice): number {
  return row.kind === "invoice" ? row.gross_cents : -row.gross_cents;
}

function invoicesIn({ scope, period }: Spanned, lookups: Lookups): Invoice[] {
  const scopes = scopesFor(scope, lookups);
  const conditions = [
    ...(scopes ? [`client IN (${places(scopes)})`] : []),
    ...(period ? ["issued_on >= ? AND issued_on <= ?"] : []),
  ];
  return lookups.records.find(invoices, `${conditions.join(" AND ") || "1"} ORDER BY issued_on, seq`, [
    ...(scopes ?? []),
    ...(period ? [period.fromDay, period.toDay] : []),
  ]);
}

function listedInvoices(found: readonly Invoice[]): CardRow[] {
  const shown = found.slice(-MOST_ROWS).map((row) => ({
    label: row.number,
    after: `${dayWords(row.issued_on)}, ${money(signed(row), row.currency)}, ${stateWords(row)}`,
  }));
  const hidden = found.length - shown.length;
  return hidden > 0 ? [{ label: "", after: `${hidden} earlier` }, ...shown] : shown;
}

function stateWords(row: Invoice): string {
  if (row.kind === "credit-note") return "credit note";
  if (row.state !== "open") return row.state;
  return row.paid_cents + row.credited_cents > 0 ? `${money(openCents(row), row.currency)} open` : "open";
}

function byClientInvoiced(found: readonly Invoice[], lookups: Lookups): CardRow[] {
  const groups = new Map<string, Invoice[]>();
  for (const row of found) {
    const client = mergedScope(lookups.records, row.client);
    groups.set(client, [...(groups.get(client) ?? []), row]);
  }
  const rows = [...groups].map(([client, rows]) => ({
    label: titleOf(client, lookups),
    after: sumWords(rows.map((row) => ({ ...row, amount_cents: signed(row) }))),
  }));
  if (rows.length <= MOST_ROWS) return rows;
  return [...rows.slice(0, MOST_ROWS), { label: "", after: `and ${rows.length - MOST_ROWS} more` }];
}

function paidIn(about: Spanned, lookups: Lookups) {
  const { scope, period } = about;
  const found = paymentsIn(about, lookups);
  const standing = found.filter((payment) => payment.state === "standing");
  const struck = found.length - standing.length;
  const name = scope === null ? undefined : titleOf(scope, lookups);
  const sum = sumWords(standing);
  const parts = standing.length > 1 ? `, in ${standing.length} payments` : "";
  const came =
    standing.length === 0
      ? `No payment${name === undefined ? "" : ` from ${name}`} is on record ${period?.words ?? "yet"}.`
      : `${name === undefined ? `${sum} came in` : `${name} paid ${sum}`} ${period?.words ?? "so far"}${parts}.`;
  const rows: CardRow[] = [
    ...(scope === null ? byClient(standing, lookups) : listed(standing)),
    ...(struck > 0
      ? [
          {
            label: "Not counted",
            after: `${countWords(struck, "payment")} that ${struck === 1 ? "was" : "were"} struck`,
          },
        ]
      : []),
    source(
      `${countWords(standing.length, "payment")} on record`,
      standing.map((payment) => payment.seq),
    ),
  ];
  return { came, name, rows };
}

function card(title: string, name: string | undefined, rows: readonly CardRow[]): Card {
  return { kind: "answer", title, ...(name === undefined ? {} : { client: name }), rows, why: [], buttons: [] };
}

function listed(standing: readonly Payment[]): CardRow[] {
  const shown = standing.slice(-MOST_ROWS).map(paymentRow);
  const hidden = standing.length - shown.length;
  return hidden > 0 ? [{ label: "", after: `${hidden} earlier` }, ...shown] : shown;
}

function paymentsIn({ scope, period }: Spanned, lookups: Lookups): Payment[] {
  const scopes = scopesFor(scope, lookups);
  const conditions = [
    ...(scopes ? [`client IN (${places(scopes)})`] : []),
    ...(period ? ["received_on >= ? AND received_on <= ?"] : []),
  ];
  return lookups.records.find(payments, `${conditions.join(" AND ") || "1"} ORDER BY received_on, seq`, [
    ...(scopes ?? []),
    ...(period ? [period.fromDay, period.toDay] : []),
  ]);
}

function paymentRow(payment: Payment): CardRow {
  const how = payment.method === "other" ? "" : payment.method === "cash" ? ", in cash" : `, by ${payment.method}`;
  return { label: dayWords(payment.received_on), after: `${money(payment.amount_cents, payment.currency)}${how}` };
}

function byClient(standing: readonly Payment[], lookups: Lookups): CardRow[] {
  const groups = new Map<string, Payment[]>();
  for (const payment of standing) {
    const client = mergedScope(lookups.records, payment.client);
    groups.set(client, [...(groups.get(client) ?? []), payment]);
  }
  const rows = [...groups].map(([client, paid]) => ({ label: titleOf(client, lookups), after: sumWords(paid) }));
  if (rows.length <= MOST_ROWS) return rows;
  return [...rows.slice(0, MOST_ROWS), { label: "", after: `and ${rows.length - MOST_ROWS} more` }];
}

/** Each currency by itself: nothing is converted. */
function sumWords(paid: readonly { readonly currency: string; readonly amount_cents: number }[]): string {
  const sums = new Map<string, number>();
  for (const { currency, amount_cents } of paid) sums.set(currency, (sums.get(currency) ?? 0) + amount_cents);
  return [...sums].map(([currency, cents]) => money(cents, currency)).join(" and ");
}

/** `3 Nov 2026`. */
function dayWords(date: string): string {
  return DateTime.fromISO(date, { zone: "utc" }).setLocale("en-GB").toFormat("d LLL yyyy");
}
