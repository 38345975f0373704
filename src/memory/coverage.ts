/**
 * Which summaries there should be, and which no longer hold: what happened in each month with each client, as the index of
 * episodes counts it, beside what the summaries on record cover.
 * Before: summary.ts and recall.ts. After: periods.ts, records/summary.ts, records/fact.ts.
 */
import type { Records } from "../kernel/fold.ts";
import { clients } from "../records/client.ts";
import { type Fact, facts, scopesOfClient } from "../records/fact.ts";
import { type Summary, summaries } from "../records/summary.ts";
import type { Database } from "../store/database.ts";
import type { Period } from "./periods.ts";

/** What happened with a client in a month. */
export interface Happened {
  /** The client, and all scopes that are theirs. */
  readonly scope: string;
  readonly scopes: readonly string[];
  readonly period: Period;
  /** How many episodes, and the last of them. */
  readonly count: number;
  readonly last: number;
}

/** Older mail that was read on request happened in no month of the ledger: it is found as it is, and not summarised. */
const OF_NOW = "NOT EXISTS (SELECT 1 FROM remembered_mails AS older WHERE older.seq = memory_rows.seq)";
/** Fewer need no summary: they are as short as one. */
export const LEAST_EPISODES = 3;

type Reader = Pick<Database, "all" | "tuples">;

/** Every client's months that lack a summary, or whose summary is stale; the newest month first, the busiest client first. */
export function lacking(about: { database: Reader; records: Records; periods: readonly Period[]; now: number }): {
  readonly missing: readonly Happened[];
  readonly stale: readonly Happened[];
} {
  const { records, now } = about;
  const missing: Happened[] = [];
  const stale: Happened[] = [];
  for (const one of happenedIn(about)) {
    const summary = records.get(summaries, `${one.scope}:${one.period.name}`);
    if (!summary) {
      if (one.count >= LEAST_EPISODES) missing.push(one);
    } else if (standingOf(summary, one, records, now) !== "fresh") stale.push(one);
  }
  return { missing, stale };
}

/** `outdated`: a fact taught by what it covers no longer holds. `partial`: it holds, and more has happened. */
export type Standing = "fresh" | "partial" | "outdated";

/** How a summary stands beside what happened. `now`: ms UTC. */
export function standingOf(
  summary: Summary,
  happened: Pick<Happened, "count" | "last">,
  records: Records,
  now: number,
): Standing {
  const ids = summary.facts === "" ? [] : summary.facts.split(" ");
  if (!ids.every((id) => holds(records.get(facts, id), now))) return "outdated";
  return summary.covers === happened.count && summary.covers_to === happened.last ? "fresh" : "partial";
}

/** What happened with one client in one month. */
export function happenedWith(
  scope: string,
  period: Period,
  { database, records }: { database: Pick<Database, "get">; records: Records },
): Happened {
  const scopes = scopesOfClient(records, scope);
  const counted = database.get<{ count: number; last: number | null }>(
    `SELECT COUNT(*) AS count, MAX(seq) AS last FROM memory_rows JOIN memory_scopes USING (place) WHERE scope IN (${scopes.map(() => "?").join(",")}) AND seq >= ? AND seq < ? AND ${OF_NOW}`,
    [...scopes, period.from, period.to],
  );
  return { scope: scopes[0] ?? scope, scopes, period, count: counted?.count ?? 0, last: counted?.last ?? 0 };
}

/** Seqs of what happened with one client in one month, up to `last`, oldest first. */
export function episodesOf({ scopes, period, last }: Happened, database: Pick<Database, "all">): number[] {
  return database
    .all<{ seq: number }>(
      `SELECT seq FROM memory_rows
       WHERE place IN (SELECT place FROM memory_scopes WHERE scope IN (${scopes.map(() => "?").join(",")}))
       AND seq >= ? AND seq < ? AND seq <= ? AND ${OF_NOW} ORDER BY seq`,
      [...scopes, period.from, period.to, last],
    )
    .map((row) => row.seq);
}

/** Facts, standing instructions apart, that were taught by any of these events and hold now. */
export function taughtBy(records: Records, scopes: readonly string[], seqs: ReadonlySet<number>, now: number): Fact[] {
  const places = scopes.map(() => "?").join(",");
  return records
    .find(facts, `scope IN (${places}) AND state = 'standing' AND kind <> 'instruction' ORDER BY seq`, scopes)
    .filter((fact) => holds(fact, now) && fact.sources.split(" ").some((seq) => seqs.has(Number(seq))));
}

function holds(fact: Fact | undefined, now: number): boolean {
  return fact?.state === "standing" && (fact.valid_until === null || fact.valid_until > now);
}

/** All clients' months with anything in them; one walk over the key of the index, whatever the number of months. */
function happenedIn(about: { database: Reader; records: Records; periods: readonly Period[] }): Happened[] {
  const { database, records, periods } = about;
  if (periods.length === 0) return [];
  const cases = periods.map((_, index) => `WHEN seq >= ? AND seq < ? THEN ${index}`).join(" ");
  const rows = database.tuples(
    `SELECT scope, CASE ${cases} ELSE -1 END AS period, COUNT(*), MAX(seq) FROM memory_rows JOIN memory_scopes USING (place) WHERE ${OF_NOW} GROUP BY scope, period`,
    periods.flatMap(({ from, to }) => [from, to]),
  );
  const families = familiesOf(records);
  const found = new Map<string, { -readonly [key in keyof Happened]: Happened[key] }>();
  for (const [scope, index, count, last] of rows) {
    const scopes = families.get(String(scope));
    const period = periods[Number(index)];
    const [top] = scopes ?? [];
    if (!scopes || top === undefined || !period) continue;
    const id = `${top}:${period.name}`;
    const known = found.get(id);
    if (!known) found.set(id, { scope: top, scopes, period, count: Number(count), last: Number(last) });
    else {
      known.count += Number(count);
      known.last = Math.max(known.last, Number(last));
    }
  }
  const order = new Map(periods.map((period, index) => [period.name, index]));
  const rank = (one: Happened) => order.get(one.period.name) ?? 0;
  return [...found.values()].sort((a, b) => rank(a) - rank(b) || b.count - a.count || (a.scope < b.scope ? -1 : 1));
}

/** For each client's scope all that are the same client's, the one they were put together in first. */
function familiesOf(records: Records): Map<string, readonly string[]> {
  const into = new Map(records.find(clients, "1 ORDER BY id").map((client) => [client.id, client.merged_into]));
  const topOf = (id: string): string => {
    let at = id;
    for (let hops = 0; hops < 16; hops++) {
      const next = into.get(at);
      if (!next) break;
      at = next;
    }
    return at;
  };
  const families = new Map<string, string[]>();
  for (const id of into.keys()) {
    const top = topOf(id);
    const family = families.get(top) ?? [top];
    if (id !== top) family.push(id);
    families.set(top, family);
    families.set(id, family);
  }
  return families;
}
