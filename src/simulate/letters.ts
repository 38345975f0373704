/**
 * What reaches a client: a mail that left the workspace, read as a person reads it. What it is shows from what is in it; no
 * record of the workspace's is looked at.
 * Before: what lies in `mail/sent`. After: behaviour.ts and judge.ts.
 */
import { createHash } from "node:crypto";
import { parseMail } from "../connectors/mail/parse.ts";
import { centsOf } from "../lib/money.ts";
import { addDays } from "../lib/workdays.ts";
import { localDate } from "../lib/zone.ts";
import { timesIn, ZONE } from "./time.ts";
import type { Made } from "./world.ts";

export interface Letter {
  /** Without angle brackets. */
  readonly id: string;
  readonly at: number;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly references: readonly string[];
  readonly files: ReadonlyArray<{ readonly name: string; readonly type: string; readonly sha256: string }>;
  /** The owner wrote it by hand; the workspace had no part in it. */
  readonly byHand: boolean;
}

/** What a letter is to who gets it. */
export type Sense =
  | { readonly kind: "deliverable"; readonly made: Made }
  | { readonly kind: "times"; readonly slots: readonly number[] }
  | { readonly kind: "appointment"; readonly slot: number | null }
  | { readonly kind: "invoice"; readonly number: string }
  | { readonly kind: "credit"; readonly number: string }
  | { readonly kind: "reminder"; readonly number: string }
  | { readonly kind: "other" };

/** What an invoice asks for, as its client reads it. */
export interface Bill {
  readonly number: string;
  readonly grossCents: number;
  /** `YYYY-MM-DD`. */
  readonly dueOn: string;
}

/** How the simulated company writes its invoice numbers: nothing else looks like it. */
export const NUMBER_FORMAT = "RV-{year}-{number:4}";
const NUMBER = /\bRV-\d{4}-\d{4,}\b/;

/** What the letter that brings an invoice asks for; null: it doesn't say. `termsDays`: as agreed, where it names no day. */
export function billIn(letter: Letter, number: string, termsDays: number): Bill | null {
  const [, sum = ""] = /([\d.,]*\d) (?:EUR|€)/.exec(letter.text) ?? [];
  const cents = centsOf(sum);
  const days = Number(/\b(\d{1,3}) (?:days|Tagen)\b/.exec(letter.text)?.[1] ?? termsDays);
  return cents === null ? null : { number, grossCents: cents, dueOn: addDays(localDate(letter.at, ZONE), days) };
}

/** The number of an invoice that a letter names. */
export function numberIn(letter: Letter): string | undefined {
  return (NUMBER.exec(letter.subject) ?? NUMBER.exec(letter.text))?.[0];
}

export async function readLetter(bytes: Buffer, name: string): Promise<Letter> {
  const reading = await parseMail(bytes);
  if (reading.kind === "unreadable") throw new Error(`${name} in mail/sent can't be read: ${reading.why}`);
  const { mail } = reading;
  return {
    id: mail.messageId ?? name,
    at: mail.sentAt ?? 0,
    to: [...mail.to, ...mail.cc].map((person) => person.address),
    subject: mail.subject,
    text: mail.text,
    references: mail.references,
    files: mail.attachments.map((file) => ({
      name: file.name,
      type: file.type,
      sha256: createHash("sha256").update(file.bytes).digest("hex"),
    })),
    byHand: !/^atelier-/.test(name),
  };
}

/** `known`: invoice numbers that the reader has got before; `made`: what the owner made, by hash. */
export function senseOf(letter: Letter, known: ReadonlySet<string>, made: ReadonlyMap<string, Made>): Sense {
  const { files, subject, text } = letter;
  for (const file of files) {
    const found = made.get(file.sha256);
    if (found) return { kind: "deliverable", made: found };
  }
  const times = timesIn(text, letter.at);
  if (files.some((file) => /calendar/.test(file.type) || /\.ics$/i.test(file.name)))
    return { kind: "appointment", slot: times[0] ?? null };
  const number = numberIn(letter);
  const papers = files.some((file) => /pdf$/i.test(file.type) || /\.pdf$/i.test(file.name));
  if (number && papers) {
    if (/credit note|gutschrift|korrektur/i.test(subject)) return { kind: "credit", number };
    return known.has(number) ? { kind: "reminder", number } : { kind: "invoice", number };
  }
  if (number) return { kind: "reminder", number };
  if (times.length > 1) return { kind: "times", slots: times };
  return { kind: "other" };
}
