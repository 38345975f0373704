/**
 * What was sent, what they wrote, when they were last heard: answered from the mails on record and what left through the
 * outbox.
 * Before: questions.ts. After: lookups.ts.
 */
import type { Card, CardFile, CardRow } from "../../kernel/card.ts";
import type { LedgerEvent } from "../../kernel/event.ts";
import { readable } from "../../lib/zone.ts";
import { letterIn } from "../../projections/letters-left.ts";
import type { MailWords } from "../../records/mail.ts";
import { mails } from "../../records/mail.ts";
import {
  countWords,
  eventsIn,
  type Letter,
  type Lookups,
  lastMail,
  letterOf,
  places,
  scopesFor,
  source,
  titleOf,
} from "./lookups.ts";
import type { Spanned } from "./question-words.ts";

const MOST_ROWS = 10;
const MOST_LETTERS = 200;
const FIRST_WORDS = 140;
const DAY_MS = 86_400_000;

/** What left for them: through the outbox, and by the owner's own hand. */
export function whatWasSent(question: Spanned, lookups: Lookups): Card {
  const { scope, period } = question;
  const scopes = scopesFor(scope, lookups);
  const name = scope === null ? undefined : titleOf(scope, lookups);
  const sent = eventsIn({ types: ["effect.performed", "mail.sent"], period, scopes, mailsOnly: true }, lookups);
  const when = period ? ` ${period.words}` : "";
  if (sent.length === 0)
    return answer(`Nothing was sent${name === undefined ? "" : ` to ${name}`}${when || " yet"}.`, name, [
      source("the mails on record", []),
    ]);
  const own = sent.filter((event) => event.type === "mail.sent").length;
  const ours = sent.length - own;
  const parts = [
    ...(ours > 0 ? [`I sent ${countWords(ours, "mail")}`] : []),
    ...(own > 0 ? [`you sent ${own} yourself`] : []),
  ].join(", and ");
  const title = `${parts.charAt(0).toUpperCase()}${parts.slice(1)}${name === undefined ? "" : ` to ${name}`}${when}.`;
  const rows = sent.slice(-MOST_ROWS).map((event) => sentRow(event, lookups));
  const hidden = sent.length - rows.length;
  return answer(title, name, [
    ...(hidden > 0 ? [{ label: "", after: `${hidden} earlier` }] : []),
    ...rows,
    source(
      "the mails on record",
      sent.map((event) => event.seq),
    ),
  ]);
}

function sentRow(event: LedgerEvent, lookups: Lookups): CardRow {
  const label = readable(event.at, lookups.zone);
  const letter = event.type === "mail.sent" ? ownLetter(event, lookups) : letterIn(event, lookups);
  if (!letter) return { label, after: "a mail whose words were forgotten" };
  return { label, after: `“${letter.subject || "no subject"}” to ${letter.to.join(", ")}: ${firstWords(letter.text)}` };
}

interface Gone {
  readonly subject: string;
  readonly to: readonly string[];
  readonly text: string;
}

function ownLetter(event: LedgerEvent, { ledger }: Lookups): Gone | null {
  const words = ledger.open(event) as unknown as MailWords | null;
  return words?.to ? { subject: words.subject, to: words.to, text: words.written } : null;
}

/** Their newest words, quoted; with days named, what they wrote in those. */
export function whatTheyWrote(question: Spanned, lookups: Lookups): Card {
  const { records, zone } = lookups;
  const { period, scope } = question;
  const scopes = scopesFor(scope, lookups) ?? [];
  const name = titleOf(scope ?? "", lookups);
  const within = period ? "AND at >= ? AND at < ?" : "";
  const span = period ? [period.from, period.to] : [];
  const found = records.find(
    mails,
    `direction = 'in' AND scope IN (${places(scopes)}) ${within} ORDER BY seq DESC LIMIT ${MOST_LETTERS}`,
    [...scopes, ...span],
  );
  const letters = found.map((mail) => letterOf(mail, lookups));
  const [last, ...earlier] = letters;
  const when = period ? ` ${period.words}` : "";
  if (!last) return answer(`${name} wrote nothing${when || " yet"}.`, name, [source("the mails on record", [])]);
  const sender = last.words?.from[0];
  const title =
    period && letters.length > 1
      ? `${name} wrote ${countWords(letters.length, "time")}${when}, last on ${readable(last.at, zone)}: “${last.subject}”.`
      : `${name} wrote on ${readable(last.at, zone)}: “${last.subject}”.`;
  const rows = (period ? earlier.slice(0, MOST_ROWS) : []).map((letter) => ({
    label: readable(letter.at, zone),
    after: `“${letter.subject}”: ${firstWords(letter.words?.written ?? "forgotten")}`,
  }));
  const read = period ? letters : [last];
  return {
    ...answer(title, name, [
      ...rows,
      source(
        period ? `${countWords(read.length, "mail")} on record` : "their newest mail",
        read.map((letter) => letter.seq),
      ),
    ]),
    quote: {
      from: sender?.name || sender?.address || name,
      text: last.words ? last.words.written.trim() || "(no text)" : "The words were forgotten.",
    },
    ...filesOf(last),
  };
}

function filesOf(letter: Letter): { files?: readonly CardFile[] } {
  const files = (letter.words?.attachments ?? []).map(({ name, type, size, blob }) => ({
    name: name || "a file without a name",
    type,
    size,
    blob,
  }));
  return files.length > 0 ? { files } : {};
}

/** When they wrote last. */
export function lastHeard(scope: string, lookups: Lookups): Card {
  const { zone, now } = lookups;
  const name = titleOf(scope, lookups);
  const last = lastMail(scopesFor(scope, lookups) ?? [], "in", lookups);
  if (!last) return answer(`${name} has not written yet.`, name, [source("the mails on record", [])]);
  const days = Math.floor((now - last.at) / DAY_MS);
  const ago = days <= 0 ? "" : days === 1 ? ", a day ago" : `, ${days} days ago`;
  return answer(`You last heard from ${name} on ${readable(last.at, zone)}${ago}.`, name, [
    { label: "Subject", after: last.subject },
    source("their newest mail", [last.seq]),
  ]);
}

function answer(title: string, name: string | undefined, rows: readonly CardRow[]): Card {
  return { kind: "answer", title, ...(name === undefined ? {} : { client: name }), rows, why: [], buttons: [] };
}

function firstWords(text: string): string {
  const line = text.trim().replace(/\s+/g, " ");
  return line.length > FIRST_WORDS ? `${line.slice(0, FIRST_WORDS - 1).toWellFormed()}…` : line || "(no text)";
}
