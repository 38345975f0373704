/**
 * What is known of a client, or by the house, as the owner reads it: the words, what taught them, and a short name by which they
 * can be forgotten or changed. Read from the facts and the ledger; no state of its own.
 * After: surfaces/words/fact-answers.ts, verbs/question.ts.
 */
import type { LedgerEvent, Plain } from "../kernel/event.ts";
import type { Records } from "../kernel/fold.ts";
import type { Ledger } from "../kernel/ledger.ts";
import { readableDay } from "../lib/zone.ts";
import { type Fact, type FactKind, type FactWords, facts, HOUSE, scopesOfClient } from "../records/fact.ts";

export interface KnownFact {
  /** A few letters to say or type. */
  readonly reference: string;
  readonly fact: Fact;
  readonly text: string;
  readonly kind: FactKind;
  /** “you said so on Tue 3 Nov” */
  readonly source: string;
}

export interface KnowingParts {
  readonly records: Records;
  readonly ledger: Ledger;
  readonly now: number;
  /** The owner's zone, IANA. */
  readonly zone: string;
}

const LETTERS = "BCDFGHJKMNPQRTVW";
const SHORTEST = 5;
const QUOTED = 80;
const HOLDS = "state = 'standing' AND valid_from <= ? AND (valid_until IS NULL OR valid_until > ?)";

/** What holds now for a client, for the house, or (`null`) for anybody; the newest first. What was forgotten is left out. */
export function knownFacts(scope: string | null, parts: KnowingParts): KnownFact[] {
  const { records, now } = parts;
  const scopes = scope === null ? null : scope === HOUSE ? [HOUSE] : scopesOfClient(records, scope);
  const where = scopes === null ? "" : ` AND scope IN (${scopes.map(() => "?").join(",")})`;
  const rows = records.find(facts, `${HOLDS}${where} ORDER BY seq DESC`, [now, now, ...(scopes ?? [])]);
  return rows.flatMap((fact) => knownFact(fact, parts) ?? []);
}

/** Those that a reference could name, standing or not. */
export function factsCalled(reference: string, { records }: Pick<KnowingParts, "records">): Fact[] {
  const digits = [...reference.toUpperCase()].map((letter) => LETTERS.indexOf(letter));
  if (digits.length < SHORTEST || digits.length > 32 || digits.includes(-1)) return [];
  const prefix = `f_${digits.map((digit) => digit.toString(16)).join("")}`;
  return records.find(facts, "id >= ? AND id < ? ORDER BY id LIMIT 20", [prefix, `${prefix}g`]);
}

/** One fact as it is read; `null` where its words were forgotten. */
export function knownFact(fact: Fact, parts: KnowingParts): KnownFact | null {
  const event = parts.ledger.at(fact.seq);
  const words = event && (parts.ledger.open(event) as FactWords | null);
  if (!event || !words) return null;
  const { kind } = fact;
  return { reference: referenceOf(fact, parts), fact, text: words.text, kind, source: sourceOf(fact, event, parts) };
}

/** As short as it can be said without meaning another. */
function referenceOf(fact: Fact, parts: KnowingParts): string {
  const letters = [...fact.id.slice(2)].map((digit) => LETTERS[Number.parseInt(digit, 16)] ?? "").join("");
  let length = SHORTEST;
  while (length < letters.length && factsCalled(letters.slice(0, length), parts).length > 1) length++;
  return letters.slice(0, length);
}

/** What taught it, in words. What another client wrote is never quoted beside it. */
function sourceOf(fact: Fact, learnt: LedgerEvent, parts: KnowingParts): string {
  const { ledger, records, zone } = parts;
  const own = fact.scope === HOUSE ? [HOUSE] : scopesOfClient(records, fact.scope);
  const told = fact.sources
    .split(" ")
    .filter(Boolean)
    .flatMap((seq) => {
      const event = ledger.at(Number(seq));
      if (!event) return [];
      // Its own words before the change say less than when it was changed.
      if (event.type === "fact.learned") return `changed on ${readableDay(learnt.at, zone)}`;
      return taughtBy(event, own.includes(event.scope) ? ledger.open(event) : null, readableDay(event.at, zone)) ?? [];
    });
  const [first, ...others] = [...new Set(told)];
  if (first === undefined) {
    const on = readableDay(learnt.at, zone);
    return learnt.actor.startsWith("owner:") ? `you said so on ${on}` : `noted by ${nameOf(learnt.actor)} on ${on}`;
  }
  return others.length === 0 ? first : `${first}, and ${others.length === 1 ? others[0] : `${others.length} more`}`;
}

function taughtBy(event: LedgerEvent, words: Plain | null, on: string): string | undefined {
  switch (event.type) {
    case "owner.said":
      return `you said so on ${on}`;
    case "mail.received":
    case "mail.remembered":
      return fromMail(words, on);
    case "mail.sent":
      return `from your own mail of ${on}`;
    case "proposal.approved":
    case "proposal.revised":
      return `learnt from your edit of ${on}`;
    case "proposal.rejected":
      return `learnt from your no of ${on}`;
    case "file.received":
      return words?.name ? `from the file “${words.name}” of ${on}` : `from a file of ${on}`;
    case "payment.received":
      return `from the payment of ${on}`;
    default:
      return undefined;
  }
}

function fromMail(words: Plain | null, on: string): string {
  if (!words) return `from a message of ${on}`;
  const [sender] = (words.from ?? []) as ReadonlyArray<{ name: string; address: string }>;
  const whose = sender ? `${sender.name || sender.address}'s message` : "a message";
  const text = String(words.written ?? words.subject ?? "")
    .replace(/\s+/gu, " ")
    .trim();
  const quote = text.length > QUOTED ? `${text.slice(0, QUOTED - 1).toWellFormed()}…` : text;
  return `from ${whose} of ${on}${quote ? `: “${quote}”` : ""}`;
}

function nameOf(actor: string): string {
  return actor.replace(/^agent:/, "").replace(/@.*$/, "");
}
