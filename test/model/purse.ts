/**
 * A meter on a bench top, for tests about money: prices where a token costs whole micro-dollars, budgets by hand, and a
 * quota that is a sum of dollars.
 */
import { Meter, type MeterParts } from "../../src/model/meter.ts";
import type { Holding } from "../../src/model/money.ts";
import type { Budgets } from "../../src/policy/budgets.ts";
import type { Price, Prices } from "../../src/policy/prices.ts";
import type { BenchTop } from "../kernel/bench-top.ts";

/** One micro-dollar a token in, four a token out; half of that in a batch. */
export const PRICE: Price = {
  input: 1_000_000,
  cachedInput: 500_000,
  output: 4_000_000,
  tiers: [],
  batchPermille: 500,
};
export const PRICES: Prices = { version: "2026-11-24", models: new Map([["small", PRICE]]), free: ["own*"], dollar: 1 };
/** So much that no test comes near it. */
const PLENTY = 1000;

export function budgets(more: Partial<Budgets> = {}): Budgets {
  return {
    day: PLENTY,
    month: PLENTY,
    clientMonth: PLENTY,
    workflow: PLENTY,
    agent: {},
    alertAt: 0.8,
    cheapHours: { fromMinute: 22 * 60, toMinute: 6 * 60 },
    ...more,
  };
}

export function meterOn(top: BenchTop, allowed: Budgets, more: Partial<MeterParts> = {}): Meter {
  return new Meter({
    database: top.database,
    writer: top.writer,
    clock: top.clock,
    budgets: () => allowed,
    prices: () => PRICES,
    agentBudget: () => null,
    clientOf: (_, scope) => (scope.startsWith("c_") ? { id: scope, title: "Acme" } : null),
    surfaces: ["console"],
    zone: "Europe/Berlin",
    currency: "EUR",
    ...more,
  });
}

/** A call of 100 tokens in and up to 25 out: 200 micro-dollars at most. */
export function call(more: Partial<Omit<Holding, "asker">> & { asker?: Partial<Holding["asker"]> } = {}): Holding {
  return {
    model: "small",
    purpose: "extract",
    tokensIn: 100,
    tokensOut: 25,
    batch: false,
    ...more,
    asker: { scope: "c_acme", agent: "intake", run: "r_1", workflow: null, causation: null, ...more.asker },
  };
}

export const spentUnder = (top: BenchTop, key: string): number =>
  top.database.get<{ micros: number }>("SELECT micros FROM spends WHERE id = ?", [key])?.micros ?? 0;

export const heldIn = (top: BenchTop): { holds: number; micros: number; sums: number } => ({
  holds: top.database.get<{ n: number }>("SELECT COUNT(*) AS n FROM holds")?.n ?? 0,
  micros: top.database.get<{ n: number | null }>("SELECT SUM(micros) AS n FROM holds")?.n ?? 0,
  sums: top.database.get<{ n: number }>("SELECT COUNT(*) AS n FROM held_sums")?.n ?? 0,
});

export const cardsIn = (top: BenchTop, type?: string) =>
  top.ledger
    .after(0, 100_000)
    .filter((event) => (type ? event.type === type : /^(quota|notice)\./.test(event.type)))
    .map((event) => top.ledger.open(event)?.card as { title: string; rows: { label: string; after: string }[] });
