/**
 * The card of an import: the first clients line by line, then sums, so that a wrong file shows at a glance.
 * Before: company-import.ts.
 */
import type { CardRow } from "../kernel/card.ts";
import { centsOf, money } from "../lib/money.ts";
import { dayWords } from "../lib/workdays.ts";
import { taxWords } from "./agreed.ts";
import type { Incoming } from "./company-import.ts";
import { priceWords } from "./contract-words.ts";

const MOST_SHOWN = 20;

export function importRows(
  incoming: readonly Incoming[],
  { nextNumber, leftOut }: { readonly nextNumber: number | null; readonly leftOut: readonly string[] },
  today: string,
): CardRow[] {
  const shown = incoming.slice(0, MOST_SHOWN).map((one) => ({ label: one.row.client, after: lineOf(one, today) }));
  const rest = incoming.length - shown.length;
  return [
    ...shown,
    ...(rest > 0 ? [{ label: "And", after: `${rest.toLocaleString("en-GB")} more` }] : []),
    ...sumsOf(incoming),
    ...(nextNumber === null ? [] : [{ label: "Next invoice", after: `no. ${nextNumber}` }]),
    ...leftOut.slice(0, MOST_SHOWN).map((words) => ({ label: "Left out", after: words })),
    ...(leftOut.length > MOST_SHOWN ? [{ label: "Left out", after: `${leftOut.length - MOST_SHOWN} more` }] : []),
  ];
}

/** `active, 2,400.00 EUR net a month, Monthly package: 4 of 7 steps done, 1 open invoice over 2,856.00 EUR`. */
function lineOf({ row, terms, work, currency }: Incoming, today: string): string {
  const owed = owedCents([{ row }]);
  const [next] = work?.milestones ?? [];
  return [
    row.stage,
    row.emails.join(" and "),
    ...(terms ? [`${priceWords(terms)}, ${taxWords(terms.tax)}`] : []),
    ...(work
      ? [
          `${work.title} since ${dayWords(work.anchorOn, today)}, ${work.done.length} of ${work.tasks.length} steps done`,
        ]
      : []),
    ...(next && next.agreedCents > 0
      ? [`next ${money(next.agreedCents, next.currency)} to invoice, ${dayWords(next.dueOn, today)}`]
      : []),
    ...(owed > 0 ? [`${count(row.invoices.length, "open invoice")}: ${money(owed, currency)} to come`] : []),
  ].join("; ");
}

/** What the file comes to: one line a currency, so that nothing is added that can't be. */
function sumsOf(incoming: readonly Incoming[]): CardRow[] {
  const stages = grouped(incoming, ({ row }) => row.stage);
  const contracts = grouped(
    incoming.filter(({ terms }) => terms),
    ({ terms }) => `${terms?.currency} net${terms?.per === "month" ? " a month" : ""}`,
  );
  const taxes = grouped(
    incoming.filter(({ terms }) => terms),
    ({ terms }) => (terms ? taxWords(terms.tax) : ""),
  );
  const owing = grouped(
    incoming.filter(({ row }) => row.invoices.length > 0),
    ({ currency }) => currency,
  );
  const planned = grouped(
    incoming.flatMap(({ work }) => work?.milestones ?? []).filter(({ agreedCents }) => agreedCents > 0),
    ({ currency }) => currency,
  );
  const price = (list: readonly Incoming[]) => list.reduce((sum, { terms }) => sum + (terms?.priceCents ?? 0), 0);
  const plain = (cents: number) => money(cents, "").trim();
  return [
    { label: "In all", after: [...stages].map(([stage, list]) => `${list.length} ${stage}`).join(", ") },
    ...[...contracts].map(([unit, list]) => ({
      label: "Contracts",
      after: `${list.length}, together ${plain(price(list))} ${unit}`,
    })),
    ...(taxes.size > 0
      ? [{ label: "VAT", after: [...taxes].map(([words, list]) => `${list.length}: ${words}`).join("; ") }]
      : []),
    ...[...planned].map(([currency, list]) => ({
      label: "Still to invoice",
      after: `${count(list.length, "milestone")}, together ${money(
        list.reduce((sum, one) => sum + one.agreedCents, 0),
        currency,
      )} net, as ${list.length === 1 ? "its plan says" : "their plans say"}`,
    })),
    ...[...owing].map(([currency, list]) => ({
      label: "Open invoices",
      after: `${list.reduce((sum, { row }) => sum + row.invoices.length, 0)}, together ${money(owedCents(list), currency)} to come`,
    })),
  ];
}

function owedCents(list: ReadonlyArray<Pick<Incoming, "row">>): number {
  const all = list.flatMap(({ row }) => row.invoices);
  return all.reduce((sum, { gross, paid }) => sum + (centsOf(gross) ?? 0) - (centsOf(paid) ?? 0), 0);
}

function grouped<T>(list: readonly T[], by: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const group = groups.get(by(one)) ?? [];
    group.push(one);
    groups.set(by(one), group);
  }
  return groups;
}

function count(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? "" : "s"}`;
}
