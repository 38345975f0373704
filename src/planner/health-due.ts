/**
 * Once a day every client's health is computed anew: a few queries over all clients of whom there is something to say, never
 * one for each. What has changed enough is told, and what has changed back.
 * Before: advancing.ts. After: health.ts, which says what it means; `health.changed` wakes the health agent.
 */
import { addDays, daysBetween } from "../lib/workdays.ts";
import { localDate } from "../lib/zone.ts";
import { coveredUntil } from "../records/invoice.ts";
import type { Due, DueSource, DueView } from "./due.ts";
import { type ClientRows, type Fares, hasChanged, healthOf, LOOKS_BACK_DAYS, WELL } from "./health.ts";

/** So many mails make a rhythm. */
const RHYTHM_FROM = 3;
const RHYTHM_DAYS = 90;
const DAY_MS = 86_400_000;

type Rows = { -readonly [K in keyof ClientRows]: ClientRows[K] };

export const healthSource: DueSource = {
  name: "health",
  due(view, { from, most, clients }) {
    const rows = rowsOf(view);
    const before = new Map(
      view
        .all<{ client: string; score: number; band: Fares["band"] }>("SELECT client, score, band FROM health")
        .map((row) => [row.client, row]),
    );
    const served = view.all<{ id: string }>(
      "SELECT id FROM clients WHERE stage IN ('onboarding','active') AND merged_into IS NULL ORDER BY id",
    );
    const events: Due[] = [];
    for (const { id } of served) {
      if ((from !== null && id <= from) || (clients && !clients.includes(id))) continue;
      const was = before.get(id) ?? WELL;
      const fares = healthOf(rows.get(id) ?? {});
      if (!hasChanged(was, fares)) continue;
      if (events.length === most) return { events, next: events.at(-1)?.scope ?? null };
      events.push(changed(id, fares, before.get(id) ?? null));
    }
    return { events, next: null };
  },
};

function changed(client: string, fares: Fares, before: Pick<Fares, "score" | "band"> | null): Due {
  return {
    type: "health.changed",
    scope: client,
    subject: `client:${client}`,
    data: {
      score: fares.score,
      before: before?.score ?? null,
      band: fares.band,
      bandBefore: before?.band ?? WELL.band,
      reasons: fares.reasons.map((reason) => ({ ...reason })),
      for: "health",
    },
  };
}

/** What is on record of everybody of whom there is something to say. */
function rowsOf(view: DueView): Map<string, Rows> {
  const { today } = view;
  const since = addDays(today, -LOOKS_BACK_DAYS);
  const rows = new Map<string, Rows>();
  const of = (client: string): Rows => {
    const known = rows.get(client) ?? {};
    rows.set(client, known);
    return known;
  };
  for (const { client, n } of view.all<Counted>(
    "SELECT client, COUNT(*) AS n FROM tasks WHERE state = 'open' AND due_on < ? AND promised = 1 GROUP BY client",
    [today],
  ))
    of(client).lateTasks = n;
  for (const { client, n } of view.all<Counted>(
    `SELECT o.client, COUNT(*) AS n FROM obligations o LEFT JOIN tasks t ON t.id = o.task
     WHERE o.state = 'missed' AND o.until_on >= ? AND o.who = 'owner' AND (t.id IS NULL OR t.state <> 'open') GROUP BY o.client`,
    [since],
  ))
    of(client).missedPromises = n;
  // An invoice is overdue where the bank's data would show that it was paid; with no such data, where nobody said so.
  const known = coveredUntil(view.records);
  for (const { client, n, first } of view.all<Counted>(
    "SELECT client, COUNT(*) AS n, MIN(due_on) AS first FROM invoices WHERE state = 'open' AND due_on < ? GROUP BY client",
    [known !== null && known < today ? known : today],
  ))
    of(client).overdue = { count: n, days: daysBetween(first ?? today, today) };
  for (const { client, state, n } of view.all<Counted & { state: string }>(
    "SELECT client, state, COUNT(*) AS n FROM meetings WHERE state IN ('lapsed','missed') AND offered_on >= ? GROUP BY client, state",
    [since],
  ))
    of(client)[state === "lapsed" ? "lapsedCheckIns" : "missedCheckIns"] = n;
  addWritten(view, of, addWaiting(view, since));
  return rows;
}

interface Counted {
  readonly client: string;
  readonly n: number;
  readonly first?: string | null;
}

/** Days on which something went to them that has had no answer by itself, by client. */
function addWaiting(view: DueView, since: string): Map<string, string[]> {
  const waiting = new Map<string, string[]>();
  for (const { client, day } of view.all<{ client: string; day: string }>(
    `SELECT client, sent_on AS day FROM deliverables WHERE state = 'sent' AND sent_on >= ?1
     UNION ALL SELECT client, offered_on FROM meetings WHERE state = 'offered' AND offered_on >= ?1`,
    [since],
  ))
    waiting.set(client, [...(waiting.get(client) ?? []), day]);
  return waiting;
}

interface Written {
  readonly scope: string;
  readonly n: number;
  readonly first: number;
  readonly last: number;
  readonly complaints: number;
  readonly leaving: number;
  readonly unsure: number;
}

/** What they wrote: when, how often, and in what tone. Whatever they wrote is an answer to what went to them before. */
function addWritten(
  view: DueView,
  of: (client: string) => Rows,
  waiting: ReadonlyMap<string, readonly string[]>,
): void {
  const { now, today, house } = view;
  const recent = now - LOOKS_BACK_DAYS * DAY_MS;
  const merged = new Map(
    view
      .all<{ id: string; into: string }>("SELECT id, merged_into AS [into] FROM clients WHERE merged_into IS NOT NULL")
      .map(({ id, into }) => [id, into]),
  );
  const own = (scope: string): string => {
    let at = scope;
    for (let hops = 0; hops < 16 && merged.has(at); hops++) at = merged.get(at) ?? at;
    return at;
  };
  const lastBy = new Map<string, number>();
  for (const row of view.all<Written>(
    `SELECT scope, COUNT(*) AS n, MIN(at) AS first, MAX(at) AS last,
       SUM(at >= ?2 AND instr(classes, 'complaint') > 0) AS complaints,
       SUM(at >= ?2 AND instr(classes, 'leaving') > 0) AS leaving,
       SUM(at >= ?2 AND instr(classes, 'unsure') > 0) AS unsure
     FROM mails WHERE direction = 'in' AND at >= ?1 AND classes <> 'automatic' GROUP BY scope`,
    [now - RHYTHM_DAYS * DAY_MS, recent],
  )) {
    const client = own(row.scope);
    const known = of(client);
    lastBy.set(client, Math.max(row.last, lastBy.get(client) ?? 0));
    known.complaints = (known.complaints ?? 0) + row.complaints;
    known.leaving = (known.leaving ?? 0) + row.leaving;
    known.unsure = (known.unsure ?? 0) + row.unsure;
    if (row.n < RHYTHM_FROM) continue;
    const days = Math.floor((now - row.last) / DAY_MS);
    // Under several addresses they may have written since: the youngest counts.
    if (known.silent && known.silent.days <= days) continue;
    known.silent = { days, usualDays: (row.last - row.first) / (row.n - 1) / DAY_MS };
  }
  for (const [client, days] of waiting) {
    const last = localDate(lastBy.get(client) ?? 0, house.zone);
    const still = days.filter((day) => day > last).sort();
    const [first] = still;
    if (first) of(client).unanswered = { days: daysBetween(first, today), count: still.length };
  }
}
