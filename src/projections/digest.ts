/**
 * The daily digest: what was done since the last one, what waits, what is at risk, the money, and the head of the ledger, so
 * that the chat is its outside witness. The same ledger gives the same digest; a day on which nothing happened gives none.
 * Before: routine.ts, with the day's timer. After: the card, on every surface.
 */
import type { Card, CardChart, CardRow, CardTap } from "../kernel/card.ts";
import type { Records } from "../kernel/fold.ts";
import type { Ledger } from "../kernel/ledger.ts";
import { money } from "../lib/money.ts";
import { readable, readableDay } from "../lib/zone.ts";
import { clients, clientTitle, mergedScope } from "../records/client.ts";
import { type Payment, payments } from "../records/payment.ts";
import type { Database } from "../store/database.ts";
import { spendSentence, spendSeries } from "./cost-card.ts";
import type { ModelMoney } from "./costs.ts";
import { lastDays } from "./days.ts";
import { named, some } from "./digest-rows.ts";
import { draftWords, dueRows, workRisks } from "./digest-work.ts";
import { NO_OTHER_EFFECT } from "./letters-left.ts";
import type { Waiting } from "./queue.ts";
import type { Status } from "./status.ts";

export interface DigestParts {
  readonly ledger: Ledger;
  readonly records: Records;
  readonly database: Pick<Database, "all" | "get">;
  /** The seq up to which the digest before this one has told. */
  readonly since: number;
  readonly waiting: readonly Waiting[];
  readonly status: Status;
  /** A pause as the owner calls it. */
  readonly pauseWords: (scope: string) => string;
  /** Policy names a sum for this action: it is looked at alone, never with others in one tap. */
  readonly weighed: (action: string) => boolean;
  readonly models: ModelMoney;
  readonly zone: string;
  /** Milliseconds UTC. */
  readonly now: number;
}

const MOST_LISTED = 10;
const DAY_MS = 86_400_000;
const SOON_MS = 2 * DAY_MS;
/** A change that takes more letters than this is not shown whole in a list, so it can't be agreed to from there. */
const MOST_CHANGE = 240;

/** Effects are counted by what they were: a letter, and not the copies that are filed with it. */
const MAILED = "mail";
/** What is counted, and how it is called: one, many. */
const COUNTED: ReadonlyArray<readonly [type: string, one: string, many: string]> = [
  ["mail.received", "message came in", "messages came in"],
  [
    "mail.unreadable",
    "message could not be read; its bytes are kept",
    "messages could not be read; their bytes are kept",
  ],
  ["mail.sent", "mail you sent yourself", "mails you sent yourself"],
  ["client.opened", "new client", "new clients"],
  [MAILED, "mail was sent", "mails were sent"],
  ["deliverable.sent", "deliverable went out", "deliverables went out"],
  ["meeting.booked", "meeting was booked", "meetings were booked"],
  ["milestone.closed", "milestone was closed", "milestones were closed"],
  ["invoice.issued", "invoice was issued", "invoices were issued"],
  ["invoice.reminded", "reminder was sent", "reminders were sent"],
  ["payment.matched", "payment was matched", "payments were matched"],
  ["contact.sorted", "sender was sorted", "senders were sorted"],
  ["effect.failed", "mail could not be sent", "mails could not be sent"],
  ["effect.bounced", "mail came back", "mails came back"],
  ["proposal.approved", "request you approved", "requests you approved"],
  ["proposal.rejected", "request you rejected", "requests you rejected"],
  ["proposal.expired", "request expired without an answer", "requests expired without an answer"],
  ["payment.received", "payment was entered", "payments were entered"],
  ["pause.set", "pause", "pauses"],
];

/** The card for the time since the event `since`, or `null` when there is nothing to tell. */
export function digest(parts: DigestParts): Card | null {
  const done = doneRows(parts);
  const failed = failedRuns(parts);
  const head = parts.ledger.head();
  if ((done.length === 0 && failed === 0) || !head) return null;
  const waiting = parts.waiting.filter((one) => one.laterUntil === null);
  const light = waiting
    .filter((one) => one.card.light && !parts.weighed(one.action) && changeOf(one) !== null)
    .slice(0, MOST_LISTED);
  const chart = chartOf(parts);
  const day = readableDay(parts.now, parts.zone);
  return {
    kind: "digest",
    title:
      waiting.length > 0
        ? `Your day, ${day}: ${waiting.length} waiting for you.`
        : `Your day, ${day}: nothing waits for you.`,
    rows: [
      ...done,
      ...dueRows(parts),
      ...lightRows(light),
      ...waitingRows(
        waiting.filter((one) => !light.includes(one)),
        parts.now,
      ),
      ...named("At risk", riskWords(parts, failed)),
      ...named("Drafts", draftWords(parts)),
      ...named(
        "Paused",
        parts.status.paused.map(({ what, reason }) => `${parts.pauseWords(what)}, because ${reason}`),
      ),
      ...named("Money", moneyWords(parts)),
      { label: "Spend", after: spendSentence({ ...parts, money: parts.models }) },
      { label: "Ledger", after: `${head.seq} events, ${head.hash.slice(0, 16)}` },
    ],
    why: [],
    buttons: [],
    ...(light.length > 0 ? { taps: [batchOf(light)] } : {}),
    ...(chart ? { chart } : {}),
  };
}

/** The last days in numbers, what models took among them. */
function chartOf(parts: DigestParts): CardChart | null {
  const chart = lastDays(parts);
  const spent = spendSeries(parts.records, { ...parts, money: parts.models });
  return chart && spent ? { ...chart, series: [...chart.series, spent] } : chart;
}

function doneRows({ database, since }: DigestParts): CardRow[] {
  const rows = database.all<{ type: string; count: number }>(
    "SELECT type, COUNT(*) AS count FROM events WHERE seq > ? GROUP BY type",
    [since],
  );
  const counts = new Map(rows.map(({ type, count }) => [type, count]));
  counts.set(MAILED, lettersSince(database, since));
  const done = COUNTED.flatMap(([type, one, many]) => {
    const count = counts.get(type) ?? 0;
    return count > 0 ? [`${count} ${count === 1 ? one : many}`] : [];
  });
  return done.length > 0 ? [{ label: "Done", after: `${done.join(" · ")}.` }] : [];
}

/** How many mails have left since that event. */
function lettersSince(database: DigestParts["database"], since: number): number {
  const row = database.get<{ count: number }>(
    `SELECT COUNT(*) AS count FROM events WHERE seq > ? AND type = 'effect.performed' AND ${NO_OTHER_EFFECT}`,
    [since],
  );
  return row?.count ?? 0;
}

/** What can be taken back at any time is listed with its whole change, so that one tap may agree to all of it. */
function lightRows(light: readonly Waiting[]): CardRow[] {
  if (light.length === 0) return [];
  const intro =
    light.length === 1
      ? "This changes nothing outside, and can be taken back."
      : `These ${light.length} change nothing outside, and can be taken back.`;
  return [
    { label: "Light", after: intro },
    ...light.map((one) => {
      const change = changeOf(one);
      return { label: one.code, after: change ? `${said(one)} ${change}` : said(one) };
    }),
  ];
}

/** Exactly those that are listed, in the revision that is listed. */
function batchOf(light: readonly Waiting[]): CardTap {
  return {
    label: light.length === 1 ? "Approve this one" : `Approve these ${light.length}`,
    words: `approve these ${light.map((one) => `${one.code}:${one.revision}`).join(" ")}`,
  };
}

/** What a card would change, in one line; `null` where a line can't show it whole. */
function changeOf({ card }: Waiting): string | null {
  if (card.letter || card.choices || card.files || card.kind !== "proposal") return null;
  const words = card.rows
    .map(({ label, before, after }) => {
      const change = before === undefined ? after : `${before} → ${after}`;
      return label ? `${label}: ${change}` : change;
    })
    .join("; ");
  return words.length <= MOST_CHANGE ? words && `(${words})` : null;
}

function waitingRows(waiting: readonly Waiting[], now: number): CardRow[] {
  const listed = waiting.slice(0, MOST_LISTED).map((one) => {
    const days = Math.floor((now - one.openedAt) / DAY_MS);
    const age = days < 1 ? "" : days === 1 ? " (since yesterday)" : ` (for ${days} days)`;
    return { label: one.code, after: said(one) + age };
  });
  const left = waiting.length - listed.length;
  return left > 0 ? [...listed, { label: "", after: `and ${left} more` }] : listed;
}

/** The client stands before the sentence where the sentence doesn't name them. */
function said({ client, title }: Waiting): string {
  return client === null || title.includes(client) ? title : `${client}: ${title}`;
}

function failedRuns({ database, since }: DigestParts): number {
  const row = database.get<{ count: number }>(
    "SELECT COUNT(*) AS count FROM events WHERE seq > ? AND type = 'run.ended' AND json_extract(data, '$.outcome') = 'failed'",
    [since],
  );
  return row?.count ?? 0;
}

function riskWords(parts: DigestParts, failed: number): string[] {
  const { database, status, waiting, zone, now } = parts;
  const expiring = waiting.filter((one) => !one.card.quiet && one.expiresAt - now <= SOON_MS);
  const senders = newSenders(database);
  return [
    ...some(
      status.troubles,
      "mail did not go out as it should, and is not settled",
      "mails did not go out as they should, and are not settled",
    ),
    ...some(
      failed,
      "task could not be finished by an agent; look at it yourself",
      "tasks could not be finished by an agent; look at them yourself",
    ),
    ...expiring
      .slice(0, MOST_LISTED)
      .map((one) => `${one.code} expires ${readable(one.expiresAt, zone)}; nothing happens without your word`),
    ...some(expiring.length - MOST_LISTED, "more request expires soon", "more requests expire soon"),
    ...some(senders, "new sender is not sorted yet", "new senders are not sorted yet"),
    ...workRisks(parts),
  ];
}

/** People who have written and are neither sorted nor part of a request that waits already. */
export function newSenders(database: Pick<Database, "get">): number {
  const row = database.get<{ count: number }>(
    `SELECT COUNT(*) AS count FROM contacts WHERE kind = 'unknown' AND state = 'seen' AND listed = 0 AND NOT EXISTS (
       SELECT 1 FROM proposals WHERE state = 'open' AND instr(' ' || contacts.scopes || ' ', ' ' || proposals.scope || ' ') > 0)`,
  );
  return row?.count ?? 0;
}

/** What came in since the last digest: a sum for each currency, then each payment. */
function moneyWords({ records, since }: DigestParts): string[] {
  const received = records.find(payments, "seq > ? AND state = 'standing' ORDER BY seq", [since]);
  const currencies = [...new Set(received.map((one) => one.currency))].sort();
  const sums = currencies.map((currency) => {
    const own = received.filter((one) => one.currency === currency);
    const cents = own.reduce((sum, one) => sum + one.amount_cents, 0);
    return own.length > 1 ? `${money(cents, currency)} came in, in ${own.length} payments` : null;
  });
  const each = received.slice(0, MOST_LISTED).map((one) => paymentWords(records, one));
  const left = received.length - each.length;
  return [...sums, ...each, left > 0 ? `and ${left} more` : null].filter((words) => words !== null);
}

function paymentWords(records: Records, payment: Payment): string {
  const client = records.get(clients, mergedScope(records, payment.client));
  const how = payment.method === "other" ? "" : `, ${payment.method}`;
  return `${money(payment.amount_cents, payment.currency)} from ${clientTitle(client)}${how}`;
}
