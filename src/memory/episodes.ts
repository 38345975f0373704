/**
 * Which events are episodes, and what their words are: what was written and sent, asked and decided, paid, put here, said.
 * Pure: the same ledger gives the same episodes, whenever it is read. What was forgotten is no episode.
 * Before: follow.ts, which indexes them, and recall.ts, which shows them. After: kernel/ledger.ts.
 */
import { hash } from "node:crypto";
import { type EffectRow, effects, releasedBy } from "../kernel/effect.ts";
import type { LedgerEvent, Plain } from "../kernel/event.ts";
import type { Records } from "../kernel/fold.ts";
import { intents } from "../kernel/intent.ts";
import { joinLabels, type Label } from "../kernel/label.ts";
import { proposals, type Shown } from "../kernel/proposal.ts";
import { money } from "../lib/money.ts";
import { deliverables } from "../records/deliverable.ts";
import { invoices } from "../records/invoice.ts";
import { type Mail, type MailWords, mails } from "../records/mail.ts";
import { meetings } from "../records/meeting.ts";
import { milestones } from "../records/milestone.ts";
import { payments } from "../records/payment.ts";
import { engagements } from "../records/plan.ts";
import type { Episode } from "./memory.ts";

/** An episode with the label of all its words: a decision quotes what it was about. */
export interface Remembered {
  readonly episode: Episode;
  readonly label: Label;
}

/** What is read of the house to tell an episode. */
export interface Reading {
  readonly records: Records;
  eventAt(seq: number): LedgerEvent | undefined;
  open(event: Pick<LedgerEvent, "id" | "scope" | "data">): Plain | null;
}

/** Characters of one episode; the ledger holds the rest. */
const LONGEST = 4000;
/** Letters back to the first of a thread. */
const MOST_HOPS = 8;

type Told = Pick<Episode, "kind" | "who" | "text" | "beside" | "thread"> & {
  readonly label?: Label;
  /** When it was, where that isn't when it was recorded. */
  readonly at?: number;
};
type Teller = (event: LedgerEvent, words: Plain, reading: Reading) => Told | null;

const TELLERS: Readonly<Record<string, Teller>> = {
  "mail.received": (event, words, reading) => mail("mail-in", senderOf(words), event, words, reading),
  "mail.sent": (event, words, reading) => mail("mail-out", OWNER, event, words, reading),
  "mail.remembered": remembered,
  "effect.performed": sent,
  "proposal.approved": (event, words, reading) => decided("Approved", event, words, reading),
  "proposal.rejected": (event, words, reading) => decided("Rejected", event, words, reading),
  "proposal.withdrawn": (event, words, reading) =>
    event.actor.startsWith("owner") ? decided("Done by hand", event, words, reading) : null,
  "intent.undone": (event, words, reading) => decided("Taken back", event, words, reading),
  "payment.received": (event, words) => ({
    kind: "payment",
    who: OWNER,
    text: `A payment of ${sum(event.data)} came in on ${event.data.receivedOn}, ${HOW[String(event.data.method)] ?? "by other means"}.`,
    beside: String(words.note ?? ""),
    thread: null,
  }),
  "payment.struck": (event, _, { records }) => {
    const payment = records.get(payments, String(event.data.payment));
    const which = payment ? ` of ${money(payment.amount_cents, payment.currency)} of ${payment.received_on}` : "";
    return { kind: "payment", who: OWNER, text: `The payment${which} was struck.`, beside: "", thread: null };
  },
  "meeting.booked": (event, _, { records }) => {
    const title = records.get(meetings, String(event.data.meeting))?.title;
    return noted(`“${title}” was booked for ${new Date(Number(event.data.startsAt)).toISOString().slice(0, 10)}.`);
  },
  "meeting.cancelled": (event, _, { records }) =>
    noted(`“${records.get(meetings, String(event.data.meeting))?.title}” was called off.`),
  "meeting.answered": (event, _, { records }) => {
    const title = records.get(meetings, String(event.data.meeting))?.title;
    if (event.data.answer === "counter") return noted(`Their calendar suggested another time for “${title}”.`);
    const said = event.data.answer === "tentative" ? "accepted with reservations" : event.data.answer;
    return noted(`They ${said} the invitation to “${title}”.`);
  },
  "meeting.missed": (event, _, { records }) =>
    noted(`They did not come to “${records.get(meetings, String(event.data.meeting))?.title}”.`),
  "obligation.made": (event, words) =>
    noted(
      `${event.data.who === "client" ? "They promised" : "The owner promised"} until ${event.data.untilOn}: ${words.what}`,
    ),
  "feedback.recorded": (event, words, { records }) => {
    const about = records.get(deliverables, String(event.data.deliverable));
    const what = `“${about?.title}”, version ${event.data.version}`;
    const said = event.data.verdict === "accepted" ? `${what}, was accepted.` : `${what}, is to be changed.`;
    return { kind: "note", who: HOUSE_ITSELF, text: `${said} ${words.words ?? ""}`, beside: "", thread: null };
  },
  "milestone.closed": (event, _, { records }) => {
    const milestone = records.get(milestones, String(event.data.milestone));
    return { kind: "note", who: HOUSE_ITSELF, text: `“${milestone?.title}” was closed.`, beside: "", thread: null };
  },
  "plan.made": (event, words) => noted(`Work began: “${words.title}”, from ${event.data.anchorOn} on.`),
  "plan.revised": (_, words) =>
    noted(`The plan of “${words.title}” was changed: ${((words.changed ?? []) as readonly string[]).join("; ")}.`),
  "engagement.ended": (event, _, { records }) =>
    noted(`The work “${records.get(engagements, String(event.data.engagement))?.title}” ended on ${event.data.on}.`),
  "offer.accepted": () => noted("The offer was accepted."),
  "offer.declined": () => noted("The offer was declined."),
  "offer.expired": () => noted("The offer was not answered, and its time was over."),
  "contract.agreed": (event, words) => noted(`The contract “${words.title}” was agreed: ${priceOf(event.data)}.`),
  "contract.changed": (event, words) => noted(`The contract “${words.title}” was changed: ${priceOf(event.data)}.`),
  "contract.ended": (event) => noted(`The contract ended on ${event.data.on}.`),
  "payment.matched": (event, _, { records }) => {
    const number = records.get(invoices, String(event.data.invoice))?.number;
    const payment = records.get(payments, String(event.data.payment));
    // What the owner told of is remembered as told.
    if (!payment || payment.source === "owner") return null;
    const text = `A payment of ${money(payment.amount_cents, payment.currency)} that came in on ${payment.received_on} settles invoice ${number}.`;
    return { kind: "payment", who: HOUSE_ITSELF, text, beside: "", thread: null };
  },
  "invoice.issued": (event, words) => ({
    kind: "invoice",
    who: HOUSE_ITSELF,
    text: `Invoice ${event.data.number} over ${money(Number(event.data.grossCents), String(event.data.currency))} was issued on ${event.data.issuedOn}, due on ${event.data.dueOn}.`,
    beside: linesOf(words),
    thread: null,
  }),
  "credit-note.issued": (event, words) => ({
    kind: "invoice",
    who: HOUSE_ITSELF,
    text: `Credit note ${event.data.number} over ${money(Number(event.data.grossCents), String(event.data.currency))} was issued on ${event.data.issuedOn}.`,
    beside: linesOf(words),
    thread: null,
  }),
  "mail.held": (event) =>
    noted(`Mail to them was held${event.data.why === "asked" ? "" : `: ${HELD[String(event.data.why)]}`}.`),
  "mail.released": () => noted("Mail to them goes on."),
  "notice.accepted": (event) => noted(`Their notice was accepted: the work ends on ${event.data.endsOn}.`),
  "outreach.ended": (event) =>
    event.data.why === "stop" ? noted("They want no mail that they did not ask for.") : null,
  "consent.given": (_, words) => noted(`They may be named in public: ${words.evidence}`),
  "consent.withdrawn": () => noted("They may not be named in public any more."),
  "file.received": (_, words) => ({ kind: "file", who: OWNER, text: String(words.name), beside: "", thread: null }),
  "owner.said": (event, words) =>
    // What is said in the main room is about no client.
    event.scope === "workspace"
      ? null
      : { kind: "note", who: OWNER, text: String(words.text), beside: "", thread: `day-${dayOf(event.at)}` },
};

const HELD: Readonly<Record<string, string>> = { complaint: "they were unhappy", leaving: "they wanted to stop" };
const OF_MEMORY = /^(fact|lesson)\./;
const OWNER = "the owner";
const HOUSE_ITSELF = "the house";
const HOW: Readonly<Record<string, string>> = { cash: "in cash", transfer: "by transfer", card: "by card" };

/** The types of events that may be episodes. */
export const EPISODE_TYPES: readonly string[] = Object.keys(TELLERS);

/** The event as an episode; `null` where it is none, or its words were forgotten. */
export function episodeOf(event: LedgerEvent, reading: Reading): Remembered | null {
  const teller = TELLERS[event.type];
  if (!teller) return null;
  const words = reading.open(event);
  const one = words && teller(event, words, reading);
  if (!one) return null;
  const { kind, who, thread, text, beside } = one;
  const { scope, seq } = event;
  const at = one.at ?? event.at;
  return {
    episode: { scope, seq, at, thread, kind, who, text: cut(text.trim()), beside: cut(beside.trim()) },
    label: one.label ? joinLabels(event.label, one.label) : event.label,
  };
}

function mail(
  kind: "mail-in" | "mail-out",
  who: string,
  event: LedgerEvent,
  words: Plain,
  reading: Reading,
): Told | null {
  const letter = words as unknown as MailWords;
  if (!letter.from) return null;
  const record = reading.records.get(mails, String(event.data.mail));
  return {
    ...told(kind, who, letter),
    thread: record ? threadOf(record, letter.references, reading) : String(event.data.mail),
  };
}

function told(
  kind: "mail-in" | "mail-out",
  who: string,
  letter: MailWords,
): Pick<Told, "kind" | "who" | "text" | "beside"> {
  const beside = [
    letter.subject,
    ...(kind === "mail-out" ? letter.to : letter.from.map((one) => one.address)),
    ...letter.attachments.map((one) => one.name),
  ];
  return { kind, who, text: letter.written, beside: beside.join("\n") };
}

/** Older mail belongs to its own day. Its thread is what it names as the first of it, in whichever order it was read. */
function remembered(event: LedgerEvent, words: Plain): Told | null {
  const letter = words as unknown as MailWords;
  if (!letter.from) return null;
  const { direction, sentAt, mail: id } = event.data;
  const first = letter.references[0] ?? letter.messageId ?? String(id);
  return {
    ...(direction === "out" ? told("mail-out", OWNER, letter) : told("mail-in", senderOf(words), letter)),
    thread: hash("sha256", first, "hex").slice(0, 32),
    ...(typeof sentAt === "number" ? { at: sentAt } : {}),
  };
}

/** What left through the outbox; its words stand in the verdict that let it out. */
function sent(event: LedgerEvent, _: Plain, reading: Reading): Told | null {
  const effect = reading.records.get(effects, String(event.data.effect));
  const verdict = effect && reading.eventAt(effect.seq);
  const payload = verdict && payloadOf(verdict, effect, reading);
  if (!payload || typeof payload.text !== "string") return null;
  return {
    kind: "mail-out",
    who: HOUSE_ITSELF,
    text: payload.text,
    beside: [String(payload.subject ?? ""), ...texts(payload.to), ...texts(payload.cc)].join("\n"),
    thread: threadOfIntent(effect.intent, reading) ?? effect.id,
  };
}

function payloadOf(verdict: LedgerEvent, effect: EffectRow, reading: Reading): Plain | undefined {
  const at = releasedBy(verdict).findIndex((released) => released.effect === effect.id);
  return ((reading.open(verdict)?.payloads ?? []) as readonly Plain[])[at];
}

/** What was asked, and what the owner said to it. */
function decided(how: string, event: LedgerEvent, words: Plain, reading: Reading): Told | null {
  const row = reading.records.get(proposals, String(event.data.proposal));
  // What memory itself was told stands in its facts; that it was told so is nothing to remember.
  if (row && OF_MEMORY.test(reading.records.get(intents, row.intent)?.action ?? "")) return null;
  const shown = row && reading.eventAt(row.seq);
  const card = shown && (reading.open(shown) as Partial<Shown> | null)?.card;
  if (!row || !shown || !card) return null;
  const reason = typeof words.reason === "string" && words.reason !== "" ? ` The owner said: ${words.reason}` : "";
  return {
    kind: "decision",
    who: OWNER,
    text: `${how}: ${card.title}${reason}`,
    beside: [...card.rows.map((each) => `${each.label}: ${each.after}`), card.letter?.subject ?? ""].join("\n"),
    thread: threadOfIntent(row.intent, reading),
    label: shown.label,
  };
}

/** The thread of the mail that an intent is about. */
function threadOfIntent(id: string, reading: Reading): string | null {
  const about = reading.records.get(intents, id)?.about;
  const record = about ? reading.records.get(mails, about) : undefined;
  return record ? threadOf(record, referencesOf(record, reading), reading) : null;
}

/** The id of the first mail of the thread that is on record; only mails of the same scope, and only earlier ones, are looked at. */
function threadOf(record: Mail, references: readonly string[], reading: Reading): string {
  let first = record;
  let named = references;
  for (let hop = 0; hop < MOST_HOPS; hop++) {
    const before = named.map((id) => earlier(id, first, reading)).find((one) => one !== undefined);
    if (!before) break;
    first = before;
    named = referencesOf(before, reading);
  }
  return first.id;
}

/** The mail with this Message-ID; for one of our answers, the mail that it answered. */
function earlier(messageId: string, than: Mail, { records }: Reading): Mail | undefined {
  const [own] = records.find(mails, "message_id = ? AND scope = ? AND seq < ? ORDER BY seq LIMIT 1", [
    messageId,
    than.scope,
    than.seq,
  ]);
  if (own) return own;
  const [effect] = records.find(effects, "reference = ? AND seq < ? ORDER BY seq LIMIT 1", [messageId, than.seq]);
  const about = effect && records.get(intents, effect.intent)?.about;
  const answered = about ? records.get(mails, about) : undefined;
  return answered?.scope === than.scope && answered.seq < than.seq ? answered : undefined;
}

function referencesOf(record: Mail, reading: Reading): readonly string[] {
  const event = reading.eventAt(record.seq);
  return ((event && reading.open(event)?.references) ?? []) as readonly string[];
}

function senderOf(words: Plain): string {
  const [sender] = (words.from ?? []) as MailWords["from"];
  return sender?.name || sender?.address || "somebody";
}

function noted(text: string): Told {
  return { kind: "note", who: HOUSE_ITSELF, text, beside: "", thread: null };
}

function priceOf({ priceCents, currency, per }: Plain): string {
  return `${money(Number(priceCents), String(currency))} net${per === "month" ? " a month" : ""}`;
}

function sum(data: Plain): string {
  return money(Number(data.amountCents), String(data.currency));
}

/** What a document says was done. */
function linesOf(words: Plain): string {
  const { lines = [] } = (words.document ?? {}) as { lines?: readonly { text: string }[] };
  return lines.map((line) => line.text).join("\n");
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function cut(text: string): string {
  return text.length > LONGEST ? text.slice(0, LONGEST).toWellFormed() : text;
}
