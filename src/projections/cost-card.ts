/**
 * The costs in words: a card for “cost”, one for a single client, and the sentences of the digest and the home page.
 * Before: costs.ts. After: every surface.
 */
import type { Card, CardChart, CardRow } from "../kernel/card.ts";
import type { Records } from "../kernel/fold.ts";
import { money as moneyOf, smallMoney } from "../lib/money.ts";
import { readable } from "../lib/zone.ts";
import {
  type ClientCost,
  type Costs,
  type CostsParts,
  centsOfMicros,
  type ModelMoney,
  type Sum,
  spentByDay,
  spentSince,
  totals,
} from "./costs.ts";

const MOST_ROWS = 12;
export const NO_MODEL = "No model is set up, so nothing was spent.";
const NO_CALL = "No model was asked yet, so nothing was spent.";

/** What a model is asked for, as the owner reads it. */
export const PURPOSES: Readonly<Record<string, string>> = {
  extract: "reading",
  judge: "deciding what something is",
  draft: "drafting",
  turn: "agents that think for themselves",
  embed: "searching",
};

/** The whole of it, for the owner's own room. */
export function costCard(all: Costs, zone: string): Card {
  const { money, saved, holds } = all;
  if (all.calls === 0 && holds.count === 0) {
    const rows = money.hasModel ? quotaRows(all, zone) : [];
    return answer(money.hasModel ? NO_CALL : NO_MODEL, rows);
  }
  const sum = (micros: number) => spent(micros, money);
  const list = (shares: ReadonlyArray<Sum & { name: string }>, nameOf = (name: string) => name) =>
    clipped(shares.map((one) => `${nameOf(one.name)}: ${sum(one.micros)}, ${calls(one.calls)}`));
  const savings = [
    ...(saved.cacheMicros > 0 ? [`${sum(saved.cacheMicros)} by the provider's cache`] : []),
    ...(saved.batchMicros > 0 ? [`${sum(saved.batchMicros)} by batches`] : []),
  ];
  const chart = costChart(all);
  const card = answer(`${capital(sum(all.today.micros))} on models today, ${sum(all.month.micros)} this month.`, [
    { label: "In all", after: `${sum(all.spentMicros)}, ${calls(all.calls)}` },
    ...named("By agent", list(all.byAgent)),
    ...named("By client", clipped(all.byClient.map((one) => `${one.title}: ${clientWords(one, money)}`))),
    ...named(
      "By purpose",
      list(all.byPurpose, (name) => PURPOSES[name] ?? name),
    ),
    ...named("By model", list(all.byModel)),
    ...named("Saved this month", savings),
    ...named("Set aside", holds.count > 0 ? [`${sum(holds.micros)} for ${calls(holds.count)} under way`] : []),
    ...quotaRows(all, zone),
  ]);
  return chart ? { ...card, chart } : card;
}

/** One client's, and nothing of anybody else's: it may be told in their thread. */
export function clientCostCard(one: ClientCost, money: ModelMoney): Card {
  const { title, monthMicros, everMicros, paidEverCents, paidMonthCents } = one;
  const sum = (micros: number) => spent(micros, money);
  const paid = (cents: number) => moneyOf(cents, money.currency);
  if (everMicros === 0 && !money.hasModel && paidEverCents === 0) return { ...answer(NO_MODEL, []), client: title };
  const rows: CardRow[] = [
    { label: "In all", after: sum(everMicros) },
    ...(paidEverCents > 0
      ? [
          { label: "Paid this month", after: paidMonthCents > 0 ? paid(paidMonthCents) : "nothing" },
          { label: "Paid in all", after: paid(paidEverCents) },
          { label: "Margin in all", after: marginWords(one.marginEverCents, paidEverCents, money) },
        ]
      : [{ label: "Paid", after: "nothing yet" }]),
  ];
  return { ...answer(`${capital(sum(monthMicros))} on models for ${title} this month.`, rows), client: title };
}

/** The digest's line: what was spent since the event `since`, and this month. */
export function spendSentence(parts: Omit<CostsParts, "quotas"> & { readonly since: number }): string {
  const { records, database, money, zone, now, since } = parts;
  const { month, calls: ever } = totals(records, zone, now);
  if (ever === 0) return money.hasModel ? NO_CALL : NO_MODEL;
  const lately = spentSince(database, since);
  const day = lately.calls === 0 ? "No model was asked" : `${capital(spent(lately.micros, money))} on models`;
  return `${day} since the last digest, ${spent(month.micros, money)} this month.`;
}

/** The home page's line. */
export function spendGlance(parts: Omit<CostsParts, "quotas" | "database">): string {
  const { records, money, zone, now } = parts;
  const { today, month, calls: ever } = totals(records, zone, now);
  if (ever === 0) return money.hasModel ? NO_CALL : NO_MODEL;
  return `${capital(spent(today.micros, money))} on models today, ${spent(month.micros, money)} this month.`;
}

/** What models took each day, for a chart beside other numbers; `null` where it is less than a cent on every day. */
export function spendSeries(
  records: Records,
  about: { readonly money: ModelMoney; readonly zone: string; readonly now: number },
): CardChart["series"][number] | null {
  const counts = spentByDay(records, about.zone, about.now).map(({ micros }) =>
    Math.round(centsOfMicros(micros, about.money)),
  );
  if (counts.every((cents) => cents === 0)) return null;
  return { name: "Models, cents", counts, own: true };
}

function costChart({ days, money }: Costs): CardChart | null {
  const counts = days.map(({ micros }) => Math.round(centsOfMicros(micros, money)));
  if (counts.filter((cents) => cents > 0).length < 2) return null;
  return {
    title: "Models in the last 14 days, in cents",
    days: days.map(({ date }) => date),
    series: [{ name: "Spent", counts }],
  };
}

function quotaRows({ quotas, money }: Costs, zone: string): CardRow[] {
  const words = quotas.map(({ kind, whose, limitMicros, spentMicros, heldMicros, until }) => {
    const used = spentMicros + heldMicros;
    const share = limitMicros > 0 ? Math.floor((used / limitMicros) * 100) : 100;
    const full = share >= 100 && until !== null ? `; filled again ${readable(until, zone)}` : "";
    const name = kind === "agent" ? `${whose} today` : kind === "day" ? "Today" : "This month";
    return `${name}: ${spent(used, money)} of ${spent(limitMicros, money)} (${Math.min(share, 100)} percent${full})`;
  });
  return named("Budgets", clipped(words));
}

function clientWords(one: ClientCost, money: ModelMoney): string {
  const { monthMicros, everMicros, paidEverCents } = one;
  const cost = `${spent(monthMicros, money)} this month, ${spent(everMicros, money)} in all`;
  if (paidEverCents === 0) return `${cost}; nothing paid yet`;
  const paid = `paid ${moneyOf(paidEverCents, money.currency)} in all`;
  return `${cost}; ${paid}, margin ${marginWords(one.marginEverCents, paidEverCents, money)}`;
}

/** Never rounded up to all of it: something was spent. */
function marginWords(marginCents: number, paidCents: number, { currency }: ModelMoney): string {
  const share = Math.floor((marginCents / paidCents) * 1000) / 10;
  return `${moneyOf(Math.floor(marginCents), currency)} (${share} percent)`;
}

/** `nothing`, `0.3 ct`, `4 ct`, `1.20 EUR`. */
export function spent(micros: number, { dollar, currency }: Pick<ModelMoney, "dollar" | "currency">): string {
  return micros === 0 ? "nothing" : smallMoney((micros / 1_000_000) * dollar, currency);
}

function calls(count: number): string {
  return count === 1 ? "1 call" : `${count.toLocaleString("en-GB")} calls`;
}

function clipped(lines: readonly string[]): string[] {
  if (lines.length <= MOST_ROWS) return [...lines];
  return [...lines.slice(0, MOST_ROWS), `and ${lines.length - MOST_ROWS} more`];
}

/** Rows of one section: its name stands once. */
function named(label: string, lines: readonly string[]): CardRow[] {
  return lines.map((after, at) => ({ label: at === 0 ? label : "", after }));
}

function answer(title: string, rows: readonly CardRow[]): Card {
  return { kind: "answer", title, rows, why: [], buttons: [] };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
