/**
 * What models have cost: by day and month, agent, client, purpose and model; what was saved; what is set aside; how full the
 * quotas are; and what each client has paid beside it. Read from the records that are folded from settled calls.
 * Before: records/spend.ts, records/payment.ts. After: cost-card.ts, which says it; the `cost` verb, the digest, the home page.
 */
import type { Records } from "../kernel/fold.ts";
import { localDate, startOfDay } from "../lib/zone.ts";
import { clients, clientTitle, mergedScope } from "../records/client.ts";
import { type Payment, payments } from "../records/payment.ts";
import { type Spend, spends } from "../records/spend.ts";
import type { Database } from "../store/database.ts";

/** The workspace's currency and what a dollar is worth in it: for display only. */
export interface ModelMoney {
  readonly currency: string;
  readonly dollar: number;
  /** Whether any model is set up. */
  readonly hasModel: boolean;
}

/** A quota as the rules give it now. Micro-dollars. */
export interface StandingQuota {
  readonly key: string;
  readonly kind: string;
  readonly whose: string | null;
  readonly limitMicros: number;
  readonly until: number | null;
}

export interface CostsParts {
  /** Fresh. */
  readonly records: Records;
  readonly database: Pick<Database, "all" | "get">;
  readonly money: ModelMoney;
  readonly quotas: readonly StandingQuota[];
  readonly zone: string;
  /** Milliseconds UTC. */
  readonly now: number;
}

/** Micro-dollars. */
export interface Sum {
  readonly micros: number;
  readonly calls: number;
}

export interface ClientCost {
  readonly client: string;
  readonly title: string;
  readonly monthMicros: number;
  readonly everMicros: number;
  /** In the workspace's currency; other currencies are not counted. */
  readonly paidMonthCents: number;
  readonly paidEverCents: number;
  /** What was paid less what models took of it; in cents of the workspace's currency. */
  readonly marginMonthCents: number;
  readonly marginEverCents: number;
}

export interface Costs {
  readonly spentMicros: number;
  readonly calls: number;
  readonly today: Sum;
  readonly month: Sum;
  /** This month, the dearest first. */
  readonly byAgent: ReadonlyArray<Sum & { readonly name: string }>;
  readonly byModel: ReadonlyArray<Sum & { readonly name: string }>;
  readonly byPurpose: ReadonlyArray<Sum & { readonly name: string }>;
  readonly byClient: readonly ClientCost[];
  /** This month: what the provider's cache and the batch took off. Micro-dollars. */
  readonly saved: { readonly cacheMicros: number; readonly batchMicros: number };
  /** Set aside for calls under way. */
  readonly holds: { readonly count: number; readonly micros: number };
  readonly quotas: ReadonlyArray<StandingQuota & { readonly spentMicros: number; readonly heldMicros: number }>;
  /** The last fourteen local days, in order. */
  readonly days: ReadonlyArray<{ readonly date: string; readonly micros: number }>;
  readonly money: ModelMoney;
}

const DAYS = 14;

export function costs(parts: CostsParts): Costs {
  const { records, database, money, quotas, zone, now } = parts;
  const month = localDate(now, zone).slice(0, 7);
  const row = (id: string) => records.get(spends, id);
  const ofMonth = row(`month:${month}`);
  const held = database.get<{ count: number; micros: number | null }>(
    "SELECT COUNT(*) AS count, SUM(micros) AS micros FROM holds",
  );
  const heldUnder = (key: string) =>
    database.get<{ micros: number }>("SELECT micros FROM held_sums WHERE key = ?", [key])?.micros ?? 0;
  return {
    ...totals(records, zone, now),
    byAgent: shares(records, "agent", month),
    byModel: shares(records, "model", month),
    byPurpose: shares(records, "purpose", month),
    byClient: clientCosts(parts, month),
    saved: { cacheMicros: ofMonth?.saved_cache ?? 0, batchMicros: ofMonth?.saved_batch ?? 0 },
    holds: { count: held?.count ?? 0, micros: held?.micros ?? 0 },
    quotas: quotas.map((quota) => ({
      ...quota,
      spentMicros: row(quota.key)?.micros ?? 0,
      heldMicros: heldUnder(quota.key),
    })),
    days: spentByDay(records, zone, now),
    money,
  };
}

/** The sums alone, where no more is told. */
export function totals(
  records: Records,
  zone: string,
  now: number,
): Pick<Costs, "spentMicros" | "calls" | "today" | "month"> {
  const date = localDate(now, zone);
  const all = records.get(spends, "all");
  return {
    spentMicros: all?.micros ?? 0,
    calls: all?.calls ?? 0,
    today: sumOf(records.get(spends, `day:${date}`)),
    month: sumOf(records.get(spends, `month:${date.slice(0, 7)}`)),
  };
}

/** What one client has cost, and what they paid, all their scopes together. */
export function costsOfClient(parts: CostsParts, client: string): ClientCost {
  const month = localDate(parts.now, parts.zone).slice(0, 7);
  const own = mergedScope(parts.records, client);
  return (
    clientCosts(parts, month).find((one) => one.client === own) ??
    clientCost(parts, month, own, [], paidBy(parts).get(own))
  );
}

/** What was spent since the event `since`. */
export function spentSince(database: Pick<Database, "get">, since: number): Sum {
  const row = database.get<{ micros: number | null; calls: number }>(
    "SELECT SUM(json_extract(data, '$.micros')) AS micros, COUNT(*) AS calls FROM events WHERE seq > ? AND type = 'model.called'",
    [since],
  );
  return { micros: row?.micros ?? 0, calls: row?.calls ?? 0 };
}

/** The last fourteen local days, in order. */
export function spentByDay(records: Records, zone: string, now: number): Costs["days"] {
  return Array.from({ length: DAYS }, (_, at) => {
    const date = localDate(startOfDay(now, zone, DAYS - 1 - at), zone);
    return { date, micros: records.get(spends, `day:${date}`)?.micros ?? 0 };
  });
}

/** Micro-dollars in cents of the workspace's currency, not rounded. */
export function centsOfMicros(micros: number, { dollar }: Pick<ModelMoney, "dollar">): number {
  return (micros / 10_000) * dollar;
}

function sumOf(row: Spend | undefined): Sum {
  return { micros: row?.micros ?? 0, calls: row?.calls ?? 0 };
}

/** Rows `KIND:NAME:MONTH`; a name may hold colons itself. */
function shares(records: Records, kind: string, month: string): Array<Sum & { name: string }> {
  return records
    .find(spends, "id >= ? AND id < ? AND id LIKE ? ORDER BY micros DESC, calls DESC, id", [
      `${kind}:`,
      `${kind};`,
      `%:${month}`,
    ])
    .map((row) => ({ name: row.id.slice(kind.length + 1, -(month.length + 1)), ...sumOf(row) }));
}

function clientCosts(parts: CostsParts, month: string): ClientCost[] {
  const { records } = parts;
  const rows = records.find(spends, "id >= 'client:' AND id < 'client;' ORDER BY id");
  const byClient = new Map<string, Spend[]>();
  for (const row of rows) {
    const scope = row.id.split(":")[1] ?? "";
    const client = mergedScope(records, scope);
    byClient.set(client, [...(byClient.get(client) ?? []), row]);
  }
  const paid = paidBy(parts);
  return [...byClient]
    .map(([client, own]) => clientCost(parts, month, client, own, paid.get(client)))
    .sort((a, b) => b.monthMicros - a.monthMicros || b.everMicros - a.everMicros || (a.client < b.client ? -1 : 1));
}

/** Standing payments in the workspace's currency, by client. */
function paidBy({ records, money }: CostsParts): Map<string, Payment[]> {
  const byClient = new Map<string, Payment[]>();
  for (const payment of records.find(payments, "state = 'standing' AND currency = ?", [money.currency])) {
    const client = mergedScope(records, payment.client);
    byClient.set(client, [...(byClient.get(client) ?? []), payment]);
  }
  return byClient;
}

function clientCost(
  parts: CostsParts,
  month: string,
  client: string,
  rows: readonly Spend[],
  paid: readonly Payment[] = [],
): ClientCost {
  const { records, money } = parts;
  const total = (fits: (id: string) => boolean) =>
    rows.filter((row) => fits(row.id)).reduce((sum, row) => sum + row.micros, 0);
  const monthMicros = total((id) => id.endsWith(`:${month}`));
  const everMicros = total((id) => id.split(":").length === 2);
  const cents = (fits: (day: string) => boolean) =>
    paid.filter((payment) => fits(payment.received_on)).reduce((sum, payment) => sum + payment.amount_cents, 0);
  const paidMonthCents = cents((day) => day.startsWith(month));
  const paidEverCents = cents(() => true);
  return {
    client,
    title: clientTitle(records.get(clients, client)),
    monthMicros,
    everMicros,
    paidMonthCents,
    paidEverCents,
    marginMonthCents: paidMonthCents - centsOfMicros(monthMicros, money),
    marginEverCents: paidEverCents - centsOfMicros(everMicros, money),
  };
}
