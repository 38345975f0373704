/**
 * The care report, once a week: what needs maintenance. Nothing here is urgent, and all of it is forgotten when nobody says
 * it: what fails, what lies around, what is never used. It comes when all is well, too, so that its absence is noticed.
 * Before: routine.ts, with the day's timer. After: the card, on every surface.
 */
import type { Card, CardRow } from "../kernel/card.ts";
import type { Records } from "../kernel/fold.ts";
import type { Ledger } from "../kernel/ledger.ts";
import { activePauses } from "../kernel/pause.ts";
import { proposals } from "../kernel/proposal.ts";
import { readableDay } from "../lib/zone.ts";
import type { Database } from "../store/database.ts";
import { attention } from "./attention.ts";
import { firstSince } from "./days.ts";
import { newSenders } from "./digest.ts";
import { named, some } from "./digest-rows.ts";
import { IS_LETTER } from "./letters-left.ts";

/** What is known of an outside part without asking it. */
export interface KnownHealth {
  readonly connectors: ReadonlyArray<{
    readonly name: string;
    /** What its last look outside complained of; `null`: it worked. */
    readonly trouble: string | null;
    /** When it was last compared with the records (ms UTC), and how much stood differently; null: never. */
    readonly compared: { readonly at: number; readonly differences: number } | null;
  }>;
  /** The configured surfaces that connect to something. */
  readonly surfaces: ReadonlyArray<{
    readonly name: string;
    readonly connected: boolean;
    /** Somebody is the owner there. */
    readonly paired: boolean;
    /** When the owner last did something there, ms UTC; `null`: never. */
    readonly lastUsedAt: number | null;
  }>;
}

export interface CareParts {
  readonly ledger: Ledger;
  readonly records: Records;
  readonly database: Pick<Database, "all" | "get">;
  readonly health: KnownHealth;
  readonly policies: {
    readonly warnings: ReadonlyArray<{ readonly file: string; readonly line: number; readonly message: string }>;
    /** Ids of the rules whose decisions are recorded. */
    readonly rules: readonly string[];
  };
  /** `intake@3`. */
  readonly agents: readonly string[];
  /** How many summaries no longer tell all that happened; left out, nothing is remembered. */
  readonly staleSummaries?: number;
  /** What an action does, as it follows "to". */
  readonly sentenceOf?: (action: string) => string | undefined;
  /** A pause as the owner calls it. */
  readonly pauseWords: (scope: string) => string;
  readonly zone: string;
  /** Milliseconds UTC. */
  readonly now: number;
}

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
const IDLE_DAYS = 90;
const MOST_NAMED = 8;

/** The report of the week that ends with `now`. */
export function care(parts: CareParts): Card {
  const needs = [
    ...named("Connectors", connectorWords(parts)),
    ...named("Surfaces", surfaceWords(parts)),
    ...named("Policies", policyWords(parts)),
    ...named("Failures", failureWords(parts)),
    ...named("Unanswered", unansweredWords(parts)),
    ...named("Senders", some(newSenders(parts.database), "new sender is not sorted", "new senders are not sorted")),
    ...named("Paused", pausedWords(parts)),
    ...named(
      "Memory",
      some(
        parts.staleSummaries ?? 0,
        "summary of a month is stale, and waits to be made anew",
        "summaries of months are stale, and wait to be made anew",
      ),
    ),
  ];
  const day = readableDay(parts.now, parts.zone);
  const found = needs.length === 0 ? "nothing needs" : needs.length === 1 ? "one thing needs" : "some things need";
  return {
    kind: "digest",
    title: `Care report, ${day}: ${found} your care.`,
    rows: [...needs, ...facts(parts)],
    why: [],
    buttons: [],
  };
}

function connectorWords({ ledger, database, health, now }: CareParts): string[] {
  const failing = database.all<{ connector: string; failed: number }>(
    `SELECT effects.connector, COUNT(*) AS failed FROM events JOIN effects ON effects.id = json_extract(events.data, '$.effect')
     WHERE events.seq >= ? AND events.type IN ('effect.failed', 'effect.uncertain', 'effect.bounced')
     GROUP BY effects.connector ORDER BY effects.connector`,
    [firstSince(ledger, now - WEEK_MS)],
  );
  return [
    ...health.connectors
      .filter((one) => one.trouble !== null)
      .map((one) => `${one.name} did not work when it was last looked at: ${one.trouble}`),
    ...health.connectors.flatMap(({ name, compared }) => driftWords(name, compared, now)),
    ...failing.map(
      ({ connector, failed }) =>
        `${connector}: ${failed} ${failed === 1 ? "delivery" : "deliveries"} went wrong this week`,
    ),
  ];
}

/** What the comparisons of a service say; nothing where both agree. */
function driftWords(name: string, compared: KnownHealth["connectors"][number]["compared"], now: number): string[] {
  if (compared === null) return [];
  const days = Math.floor((now - compared.at) / DAY_MS);
  return [
    ...(days > 2 ? [`${name} was last compared with the records ${days} days ago`] : []),
    ...some(compared.differences, `thing stands differently in ${name}`, `things stand differently in ${name}`),
  ];
}

function surfaceWords({ health, now }: CareParts): string[] {
  return health.surfaces.flatMap(({ name, connected, paired, lastUsedAt }) => {
    const called = name.charAt(0).toUpperCase() + name.slice(1);
    if (!connected) return [`${called} is not connected; “doctor” says why`];
    if (!paired) return [`${called} doesn't know you yet: say “pair ${name}” at the console`];
    if (lastUsedAt === null) return [`${called} is connected and you never used it; without use, take its tokens out`];
    const weeks = Math.floor((now - lastUsedAt) / WEEK_MS);
    return weeks < 4 ? [] : [`you have not used ${called} for ${weeks} weeks`];
  });
}

function policyWords({ policies }: CareParts): string[] {
  const told = policies.warnings.slice(0, MOST_NAMED).map((one) => `${one.file}:${one.line}: ${one.message}`);
  return [...told, ...some(policies.warnings.length - told.length, "more warning", "more warnings")];
}

function failureWords({ database, now }: CareParts): string[] {
  const runs = count(database, "runs WHERE state = 'failed' AND ended_at >= ?", now - WEEK_MS);
  // The week's, and what is older and still not settled: it does not go away by waiting.
  const of = (state: string) => count(database, `effects WHERE state = ? AND ${IS_LETTER}`, state);
  const elsewhere = count(database, `effects WHERE state IN ('failed', 'uncertain') AND NOT (${IS_LETTER})`);
  return [
    ...some(
      runs,
      "task could not be finished by an agent this week",
      "tasks could not be finished by an agent this week",
    ),
    ...some(of("failed"), "mail could not be sent, and is not settled", "mails could not be sent, and are not settled"),
    ...some(of("uncertain"), "mail may or may not have left", "mails may or may not have left"),
    ...some(of("bounced"), "mail came back, and is not settled", "mails came back, and are not settled"),
    ...some(
      elsewhere,
      "thing could not be done outside, and is not settled",
      "things could not be done outside, and are not settled",
    ),
  ];
}

function unansweredWords({ database, records, now }: CareParts): string[] {
  const expired = count(database, "proposals WHERE state = 'expired' AND decided_at >= ?", now - WEEK_MS);
  const putAway = records.find(
    proposals,
    "state = 'open' AND later_until IS NOT NULL AND opened_at < ? ORDER BY opened_at, id",
    [now - WEEK_MS],
  );
  const codes = putAway.slice(0, MOST_NAMED).map((row) => row.code);
  const more = putAway.length > codes.length ? ` and ${putAway.length - codes.length} more` : "";
  return [
    ...some(expired, "request expired this week without your answer", "requests expired this week without your answer"),
    ...some(
      putAway.length,
      `request is put away and older than a week: ${codes.join(", ")}`,
      `requests are put away and older than a week: ${codes.join(", ")}${more}`,
    ),
  ];
}

function pausedWords({ records, pauseWords, zone }: CareParts): string[] {
  return activePauses(records).map(
    (row) => `${pauseWords(row.id)} since ${readableDay(row.since, zone)}, because ${row.reason}`,
  );
}

/** What is no fault, but good to have seen once a week. */
function facts(parts: CareParts): CardRow[] {
  const { ledger, database, agents } = parts;
  const events = (ledger.head()?.seq ?? 0).toLocaleString("en-GB");
  const bytes = database.get<{ bytes: number | null }>("SELECT SUM(LENGTH(bytes)) AS bytes FROM blobs")?.bytes ?? 0;
  return [
    ...named("Decisions", attentionWords(parts)),
    ...named("Rules", idleWords(parts)),
    ...(agents.length > 0 ? [{ label: "Agents", after: agents.join(", ") }] : []),
    { label: "Kept", after: `${events} events, and ${sizeWords(bytes)} of mails and files` },
  ];
}

/** How much was asked of the owner in the week that ends now, and what asked most. */
function attentionWords({ ledger, records, database, sentenceOf, now }: CareParts): string[] {
  const { decisions, perClientWeek, byAction } = attention({ ledger, records, database, from: now - WEEK_MS, to: now });
  if (decisions === 0) return [];
  const each = perClientWeek === null ? "" : `, ${perClientWeek.toFixed(1)} for each client`;
  const [most] = byAction;
  const what = (most && sentenceOf?.(most.action)) ?? most?.action;
  const often = most && most.decisions > 1 ? `; the most often (${most.decisions} times) to ${what}` : "";
  return [`you decided ${decisions} ${decisions === 1 ? "thing" : "things"} this week${each}${often}`];
}

/** Only once the house is as old as the time asked about: before that, every rule is new. */
function idleWords({ ledger, database, policies, now }: CareParts): string[] {
  const since = now - IDLE_DAYS * DAY_MS;
  const first = ledger.at(1);
  if (!first || first.at > since) return [];
  const decided = database.all<{ rule: string }>(
    `SELECT DISTINCT named.value AS rule FROM events, json_each(events.data, '$.rules') AS named
     WHERE events.seq >= ? AND events.type = 'verdict.given'`,
    [firstSince(ledger, since)],
  );
  const known = new Set(decided.map(({ rule }) => rule));
  return some(
    policies.rules.filter((id) => !known.has(id)).length,
    `has decided nothing in ${IDLE_DAYS} days`,
    `have decided nothing in ${IDLE_DAYS} days`,
  ).map((words) => `${words}; “rules” shows whether you still want them`);
}

function count(database: Pick<Database, "get">, from: string, ...values: (string | number)[]): number {
  return database.get<{ count: number }>(`SELECT COUNT(*) AS count FROM ${from}`, values)?.count ?? 0;
}

function sizeWords(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
