/**
 * How much came in: answered from the payments on record. What was invoiced can't be said, because no invoices are kept yet;
 * then what was paid is said instead.
 * Before: questions.ts. After: lookups.ts.
 */
import { DateTime } from "luxon";
import type { Card, CardRow } from "../../kernel/card.ts";
import { money } from "../../lib/money.ts";
import { mergedScope } from "../../records/client.ts";
import { type Payment, payments } from "../../records/payment.ts";
import { countWords, type Lookups, places, scopesFor, source, titleOf } from "./lookups.ts";
import type { Spanned } from "./question-words.ts";

const MOST_ROWS = 12;

/** What came in. */
export function whatWasPaid(about: Spanned, lookups: Lookups): Card {
  const { came, name, rows } = paidIn(about, lookups);
  return card(came, name, rows);
}

/** It can't be said; what was paid can. */
export function whatWasInvoiced(about: Spanned, lookups: Lookups): Card {
  const { came, name, rows } = paidIn(about, lookups);
  const which = `${name === undefined ? "" : ` to ${name}`}${about.period ? ` ${about.period.words}` : ""}`;
  return card(`I can't say what was invoiced${which}: no invoices are kept here yet.`, name, [
    { label: "What I can say", after: came },
    ...rows,
  ]);
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
function sumWords(paid: readonly Payment[]): string {
  const sums = new Map<string, number>();
  for (const { currency, amount_cents } of paid) sums.set(currency, (sums.get(currency) ?? 0) + amount_cents);
  return [...sums].map(([currency, cents]) => money(cents, currency)).join(" and ");
}

/** `3 Nov 2026`. */
function dayWords(date: string): string {
  return DateTime.fromISO(date, { zone: "utc" }).setLocale("en-GB").toFormat("d LLL yyyy");
}
