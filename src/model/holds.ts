/**
 * Money set aside for calls under way: operational rows, with their sums under each key a call counts for.
 * Before: meter.ts, inside the writer's transaction. After: the tables `holds` and `held_sums`.
 */
import type { Transaction } from "../kernel/writer.ts";
import type { Price } from "../policy/prices.ts";
import type { Quota } from "../policy/quotas.ts";
import type { Value } from "../store/database.ts";
import type { Counted } from "./meter-cards.ts";
import type { Holding } from "./money.ts";

export interface HoldRow {
  readonly id: string;
  readonly at: number;
  readonly model: string;
  readonly purpose: Holding["purpose"];
  readonly scope: string;
  readonly agent: string | null;
  readonly run: string | null;
  readonly workflow: string | null;
  readonly causation: string | null;
  readonly batch: number;
  /** JSON: a list of keys. */
  readonly keys: string;
  /** JSON: Terms. */
  readonly terms: string;
  /** Micro-dollars. */
  readonly micros: number;
}

/** The price as it was then, and the most the call can use. */
export interface Terms {
  readonly price: Price;
  readonly tokensIn: number;
  readonly tokensOut: number;
}

const COLUMNS = "id,at,model,purpose,scope,agent,run,workflow,causation,batch,keys,terms,micros".split(",");

/** What is settled and held under each quota's key, this batch of the writer included. */
export function countedOf(transaction: Transaction, quotas: readonly Quota[]): Counted[] {
  transaction.records.flush();
  const keys = quotas.map((quota) => quota.key);
  const places = keys.map(() => "?").join(",");
  const spent = transaction.all<{ id: string; micros: number; told: number }>(
    `SELECT id, micros, told FROM spends WHERE id IN (${places})`,
    keys,
  );
  const held = transaction.all<{ key: string; micros: number }>(
    `SELECT key, micros FROM held_sums WHERE key IN (${places})`,
    keys,
  );
  return quotas.map((quota) => {
    const row = spent.find((one) => one.id === quota.key);
    return {
      quota,
      settled: row?.micros ?? 0,
      told: row?.told ?? 0,
      held: held.find((one) => one.key === quota.key)?.micros ?? 0,
    };
  });
}

/** Sets it aside. */
export function keepHold(transaction: Transaction, row: HoldRow): void {
  const values: Readonly<Record<string, Value>> = { ...row };
  transaction.run(
    `INSERT INTO holds (${COLUMNS.join(",")}) VALUES (${COLUMNS.map(() => "?").join(",")})`,
    COLUMNS.map((column) => values[column] ?? null),
  );
  if (row.micros === 0) return;
  const keys = keysOf(row);
  transaction.run(
    `INSERT INTO held_sums (key, micros) VALUES ${keys.map(() => "(?,?)").join(",")}
     ON CONFLICT(key) DO UPDATE SET micros = micros + excluded.micros`,
    keys.flatMap((key) => [key, row.micros]),
  );
}

export function holdOf(transaction: Transaction, id: string): HoldRow | undefined {
  return transaction.get<HoldRow>(`SELECT ${COLUMNS.join(",")} FROM holds WHERE id = ?`, [id]);
}

/** Ends it: it is settled or released. */
export function dropHold(transaction: Transaction, row: HoldRow): void {
  transaction.run("DELETE FROM holds WHERE id = ?", [row.id]);
  if (row.micros === 0) return;
  const list = keysOf(row);
  const places = list.map(() => "?").join(",");
  transaction.run(`UPDATE held_sums SET micros = micros - ? WHERE key IN (${places})`, [row.micros, ...list]);
  transaction.run(`DELETE FROM held_sums WHERE micros <= 0 AND key IN (${places})`, list);
}

/** What became of a call whose process is gone. */
export function fateOf(transaction: Transaction, hold: HoldRow): "goes on" | "never sent" | "spent" {
  if (hold.batch === 0) return "spent";
  const item = transaction.get<{ state: string }>("SELECT state FROM batch_items WHERE hold = ?", [hold.id]);
  if (!item) return "never sent";
  return item.state === "waiting" || item.state === "sent" ? "goes on" : "spent";
}

function keysOf({ keys }: HoldRow): string[] {
  return JSON.parse(keys) as string[];
}
