/**
 * What questions are answered from: the records, and the events of a span of days. Reading only, and never more than is asked:
 * with scopes given, nothing of any other scope is touched.
 * After: questions.ts, mail-questions.ts, money-questions.ts.
 */
import type { Card, CardRow } from "../../kernel/card.ts";
import { effects } from "../../kernel/effect.ts";
import type { LedgerEvent } from "../../kernel/event.ts";
import type { Records } from "../../kernel/fold.ts";
import type { Ledger } from "../../kernel/ledger.ts";
import type { ProposalRow } from "../../kernel/proposal.ts";
import type { Recall } from "../../memory/recall.ts";
import { NO_OTHER_EFFECT } from "../../projections/letters-left.ts";
import { clients, clientTitle, mergedScope } from "../../records/client.ts";
import { type Mail, type MailWords, mails } from "../../records/mail.ts";
import type { Database } from "../../store/database.ts";
import type { Period } from "./past-days.ts";

export interface Lookups {
  /** Fresh. */
  readonly records: Records;
  readonly ledger: Ledger;
  readonly database: Database;
  readonly now: number;
  /** The owner's zone, IANA. */
  readonly zone: string;
  /** Where what was said is found again; left out, nothing is. */
  readonly memory?: Pick<Recall, "find" | "summaries">;
}

/** So many events are read for one answer, the newest: more nobody reads. */
const MOST_EVENTS = 2000;
const MOST_NAMED = 6;

/** The client's own scope and those put together with it; `null` for all. */
export function scopesFor(scope: string | null, { records }: Lookups): string[] | null {
  if (scope === null) return null;
  const own = mergedScope(records, scope);
  const merged = records.find(clients, "merged_into IS NOT NULL ORDER BY id").map((client) => client.id);
  return [own, ...merged.filter((id) => mergedScope(records, id) === own)];
}

/** `?, ?`: for as many values. */
export function places(values: readonly unknown[]): string {
  return values.map(() => "?").join(", ");
}

/** How the owner calls the client. */
export function titleOf(scope: string, { records }: Lookups): string {
  return clientTitle(records.get(clients, mergedScope(records, scope)));
}

/** The card of a request as it was shown last; `null` where it was forgotten. */
export function cardOf(row: ProposalRow, { ledger }: Lookups): Card | null {
  const event = ledger.at(row.seq);
  return (event && (ledger.open(event)?.card as Card | undefined)) ?? null;
}

/**
 * Events of these types in a period, oldest first; with `mailsOnly`, of what left only the letters. Events ascend in time, so the
 * span is found by bisection.
 */
export function eventsIn(
  wanted: {
    readonly types: readonly string[];
    readonly period: Period | null;
    readonly scopes: readonly string[] | null;
    readonly mailsOnly?: boolean;
  },
  { ledger, database }: Lookups,
): LedgerEvent[] {
  const { types, period, scopes, mailsOnly } = wanted;
  const head = ledger.head()?.seq ?? 0;
  const first = period ? firstAt(period.from, head, database) : 1;
  const end = period ? firstAt(period.to, head, database) : head + 1;
  const rows = database.all<{ seq: number }>(
    `SELECT seq FROM events WHERE seq >= ? AND seq < ? AND type IN (${places(types)})
     ${scopes === null ? "" : `AND scope IN (${places(scopes)})`} ${mailsOnly ? `AND ${NO_OTHER_EFFECT}` : ""} ORDER BY seq DESC LIMIT ${MOST_EVENTS}`,
    [first, end, ...types, ...(scopes ?? [])],
  );
  return rows.reverse().flatMap(({ seq }) => ledger.at(seq) ?? []);
}

/** The place of the first event at or after `at`; one past the head where there is none. */
function firstAt(at: number, head: number, database: Database): number {
  let low = 1;
  let high = head + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const time = database.get<{ at: number }>("SELECT at FROM events WHERE seq = ?", [middle])?.at ?? at;
    if (time >= at) high = middle;
    else low = middle + 1;
  }
  return low;
}

export interface Letter {
  /** The mail's id; empty for what left through the outbox. */
  readonly id: string;
  readonly seq: number;
  readonly at: number;
  readonly classes: string;
  readonly subject: string;
  /** `null` where they were forgotten. */
  readonly words: MailWords | null;
}

/** A mail on record, with its words. */
export function letterOf(mail: Mail, { ledger }: Lookups): Letter {
  const event = ledger.at(mail.seq);
  const words = event ? (ledger.open(event) as unknown as MailWords | null) : null;
  const isWhole = words?.from !== undefined;
  const subject = words === null ? "forgotten" : (words.subject ?? "") || "no subject";
  return { id: mail.id, seq: mail.seq, at: mail.at, classes: mail.classes, subject, words: isWhole ? words : null };
}

/** The newest mail of these scopes that came in, or that went out by us or by the owner's hand (of ours only the time). */
export function lastMail(scopes: readonly string[], direction: "in" | "out", lookups: Lookups): Letter | undefined {
  const { records } = lookups;
  const [mail] = records.find(mails, `direction = ? AND scope IN (${places(scopes)}) ORDER BY seq DESC LIMIT 1`, [
    direction,
    ...scopes,
  ]);
  const letter = mail && letterOf(mail, lookups);
  if (direction === "in") return letter;
  const [effect] = records.find(
    effects,
    `state IN ('performed','bounced') AND scope IN (${places(scopes)}) ORDER BY seq DESC LIMIT 1`,
    scopes,
  );
  const isNewer = effect !== undefined && (letter === undefined || effect.seq > letter.seq);
  return isNewer ? { id: "", seq: effect.seq, at: effect.queued_at, classes: "", subject: "", words: null } : letter;
}

/** Where an answer is from: `3 payments on record: ledger no. 85, 90 and 101`. */
export function source(what: string, seqs: readonly number[]): CardRow {
  return { label: "Source", after: seqs.length === 0 ? what : `${what}: ${ledgerWords(seqs)}` };
}

function ledgerWords(seqs: readonly number[]): string {
  const sorted = [...new Set(seqs)].sort((a, b) => a - b);
  if (sorted.length > MOST_NAMED) return `ledger no. ${sorted[0]} to ${sorted.at(-1)}, ${sorted.length} entries`;
  const last = sorted.pop() ?? "";
  return `ledger no. ${sorted.length > 0 ? `${sorted.join(", ")} and ${last}` : last}`;
}

/** `1 request`, `2 requests`. */
export function countWords(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? "" : "s"}`;
}
