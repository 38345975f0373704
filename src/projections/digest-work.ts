/**
 * The work in the daily digest: what is due from the owner, who is met, what is at risk with clients, and what the house did
 * by itself. Everything is read by index and listed shortly: with a thousand clients it is as long as with ten.
 * Before: records. After: digest.ts, which puts it among its rows.
 */
import type { CardRow } from "../kernel/card.ts";
import type { Records } from "../kernel/fold.ts";
import { money } from "../lib/money.ts";
import { addDays, dayWords } from "../lib/workdays.ts";
import { localDate, readableTime, startOfDay } from "../lib/zone.ts";
import { clients, clientTitle, mergedScope } from "../records/client.ts";
import { coveredUntil } from "../records/invoice.ts";
import { meetings } from "../records/meeting.ts";
import { obligations } from "../records/obligation.ts";
import { tasks } from "../records/plan.ts";
import { healths } from "../records/standing.ts";
import type { Database } from "../store/database.ts";
import { named, some } from "./digest-rows.ts";

export interface WorkParts {
  readonly records: Records;
  readonly database: Pick<Database, "all" | "get">;
  /** The seq up to which the digest before this one has told. */
  readonly since: number;
  readonly zone: string;
  /** Milliseconds UTC. */
  readonly now: number;
}

const MOST_LISTED = 8;
const MOST_AT_RISK = 5;

/** What the owner has to do today, and whom the owner meets. */
export function dueRows(parts: WorkParts): CardRow[] {
  return [...named("Due", dueWords(parts)), ...named("Meetings", meetingWords(parts))];
}

/** Own tasks and promises that are due by today, the oldest first, those that were promised before the others. */
function dueWords({ records, zone, now }: WorkParts): string[] {
  const today = localDate(now, zone);
  const until = addDays(today, 1);
  const own = records.find(
    tasks,
    `state = 'open' AND due_on <= ? AND (agent = 'owner' OR kind = 'deliver') ORDER BY promised DESC, due_on, id LIMIT ${MOST_LISTED + 1}`,
    [until],
  );
  const promised = records.find(
    obligations,
    `state = 'open' AND task IS NULL AND who = 'owner' AND until_on <= ? ORDER BY until_on, id LIMIT ${MOST_LISTED + 1}`,
    [until],
  );
  const words = [
    ...own.map(
      (task) =>
        `${task.title} for ${titleOf(records, task.client)}${task.promised ? " (promised)" : ""}, ${whenWords(task.due_on, today)}`,
    ),
    ...promised.map((one) => `what you promised ${titleOf(records, one.client)}, ${whenWords(one.until_on, today)}`),
  ];
  return words.length > MOST_LISTED ? [...words.slice(0, MOST_LISTED), "and more: “tasks” lists all of it"] : words;
}

function meetingWords({ records, zone, now }: WorkParts): string[] {
  const rows = records.find(
    meetings,
    `state = 'booked' AND starts_at >= ? AND starts_at < ? ORDER BY starts_at, id LIMIT ${MOST_LISTED + 1}`,
    [now, startOfDay(now, zone, -1)],
  );
  const words = rows
    .slice(0, MOST_LISTED)
    .map((row) => `${readableTime(row.starts_at ?? now, zone)} ${row.title} with ${titleOf(records, row.client)}`);
  return rows.length > MOST_LISTED ? [...words, "and more: your calendar has all of them"] : words;
}

/** Clients who need a look, promises that were missed, mail that is held, money that can't be asked for. */
export function workRisks(parts: WorkParts): string[] {
  const { records, database } = parts;
  const missed = count(database, "SELECT COUNT(*) AS count FROM events WHERE seq > ? AND type = 'obligation.missed'", [
    parts.since,
  ]);
  const held = records.find(clients, `held > 0 AND merged_into IS NULL ORDER BY held LIMIT ${MOST_AT_RISK}`);
  const heldInAll = count(database, "SELECT COUNT(*) AS count FROM clients WHERE held > 0 AND merged_into IS NULL");
  const ill = records.find(healths, `band = 'at-risk' ORDER BY score, client LIMIT ${MOST_AT_RISK}`);
  const illInAll = count(database, "SELECT COUNT(*) AS count FROM health WHERE band = 'at-risk'");
  return [
    ...some(missed, "promise was not kept in time", "promises were not kept in time"),
    ...held.map((client) => `mail to ${clientTitle(client)} is held; “release ${clientTitle(client)}” lets it go on`),
    ...some(heldInAll - held.length, "more client whose mail is held", "more clients whose mail is held"),
    ...ill.map((row) => `${titleOf(records, row.client)} is at ${row.score} of 100`),
    ...some(illInAll - ill.length, "more client at risk", "more clients at risk"),
    ...overdueWords(parts),
  ];
}

/** What is overdue, and that reminders wait where the bank's data ends too early. */
function overdueWords({ records, database, zone, now }: WorkParts): string[] {
  const today = localDate(now, zone);
  const overdue = database.all<{ currency: string; cents: number; count: number }>(
    `SELECT currency, SUM(gross_cents - paid_cents - credited_cents) AS cents, COUNT(*) AS count FROM invoices
     WHERE state = 'open' AND kind = 'invoice' AND due_on < ? GROUP BY currency ORDER BY currency`,
    [today],
  );
  const covered = coveredUntil(records);
  const blind = overdue.length > 0 && (covered === null || covered < addDays(today, -3));
  return [
    ...overdue.map(
      (one) =>
        `${money(one.cents, one.currency)} ${one.count === 1 ? "is overdue on one invoice" : `is overdue on ${one.count} invoices`}`,
    ),
    ...(blind
      ? [
          covered === null
            ? "no reminder goes out before I have seen bank data: drop a CSV into the payments folder"
            : `the bank data ends ${dayWords(covered, today)}, so newer reminders wait: drop a newer CSV into the payments folder`,
        ]
      : []),
  ];
}

/** Texts that were drafted and nobody has looked at. */
export function draftWords({ database }: WorkParts): string[] {
  const open = count(database, "SELECT COUNT(*) AS count FROM drafts WHERE state = 'open'");
  return some(open, "draft waits for you: “drafts” shows it", "drafts wait for you: “drafts” shows them");
}

function titleOf(records: Records, client: string): string {
  return clientTitle(records.get(clients, mergedScope(records, client)));
}

function whenWords(day: string, today: string): string {
  if (day === today) return "today";
  if (day > today) return "tomorrow";
  return `since ${dayWords(day, today)}`;
}

function count(database: Pick<Database, "get">, sql: string, values: readonly (string | number)[] = []): number {
  return database.get<{ count: number }>(sql, values)?.count ?? 0;
}
