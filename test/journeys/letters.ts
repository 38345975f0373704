/**
 * Letters and small steps that the journeys share: who writes, what the owner sees, and what must hold after every one.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Card } from "../../src/kernel/card.ts";
import { dumpRecords, rebuildRecords } from "../../src/kernel/rebuild.ts";
import { verifyLedger } from "../../src/kernel/verify.ts";
import { clients } from "../../src/records/client.ts";
import { recordKinds } from "../../src/records/kinds.ts";
import { renderCard } from "../../src/surfaces/console/render-card.ts";
import type { Posting } from "../../src/surfaces/surface.ts";
import type { Office } from "../support/office.ts";

export interface Letter {
  /** `Anna Berg <anna@berg.example>` */
  readonly from: string;
  readonly to?: string;
  readonly subject?: string;
  readonly text: string;
  /** Without angle brackets. */
  readonly id?: string;
  /** Message-ID it answers, without angle brackets. */
  readonly answers?: string;
  readonly headers?: readonly string[];
  /** A date field; left out, 23 November 2026. */
  readonly date?: string;
}

/** An RFC 5322 file. */
export function letter(of: Letter): string {
  return [
    `From: ${of.from}`,
    `To: ${of.to ?? "Robin Vale <robin@vale.example>"}`,
    `Subject: ${of.subject ?? "Hello"}`,
    `Date: ${of.date ?? "Mon, 23 Nov 2026 15:00:00 +0000"}`,
    ...(of.id ? [`Message-ID: <${of.id}>`] : []),
    ...(of.answers ? [`In-Reply-To: <${of.answers}>`, `References: <${of.answers}>`] : []),
    ...(of.headers ?? []),
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: 8bit",
    "",
    ...of.text.split("\n"),
    "",
  ].join("\r\n");
}

/** A clear inquiry. */
export const INQUIRY: Letter = {
  from: "Nora Whitfield <nora@whitfield-ceramics.example>",
  subject: "A new website",
  id: "inquiry.1@whitfield-ceramics.example",
  text: `Hello,

I run Whitfield Ceramics Ltd, a small pottery studio in Bristol.
We need a new website with an online shop. Could you make us an offer?

Best regards,
Nora Whitfield`,
};

/** Drops a letter as a file and lets the company come to rest. */
export async function receive(
  office: Office,
  of: Letter | string | Buffer,
  name = `${office.events().length}.eml`,
): Promise<void> {
  office.drop(name, typeof of === "string" || Buffer.isBuffer(of) ? of : letter(of));
  await office.rest();
}

/** Makes a client of Nora Whitfield, the answer sent; answers with her scope. */
export async function withClient(office: Office, of: Letter = INQUIRY): Promise<string> {
  await receive(office, of);
  const outcome = await office.approve(office.code(/as a client/));
  expect(outcome.kind).toBe("approved");
  await office.rest();
  const [client] = office.workspace.records.find(clients, "stage = 'onboarding' ORDER BY since DESC");
  if (!client) throw new Error("no client was opened");
  return client.id;
}

/** Cards that ask something, in the order they were shown, from `since` on. */
export function cards(office: Office, since = 0): Posting[] {
  return office.shown.slice(since).filter((posting) => posting.code !== null);
}

/** The newest card that asks something. */
export function lastCard(office: Office): { card: Card; code: string } {
  const last = cards(office).at(-1);
  if (!last?.code) throw new Error("no card was shown");
  return { card: last.card, code: last.code };
}

export function asText(posting: Posting): string {
  return renderCard(posting.card, posting.code);
}

/** What must be true after any journey: the ledger verifies, records are what the ledger says, nothing failed. */
export function allIsWell(office: Office): void {
  const { database, keys } = office.workspace;
  expect(verifyLedger(database).ok).toBe(true);
  const before = dumpRecords(database, recordKinds);
  rebuildRecords({ database, keys, kinds: recordKinds });
  expect(dumpRecords(database, recordKinds)).toEqual(before);
  const failed = office.events("run.ended").filter((event) => event.data.outcome !== "done");
  expect(failed.map((event) => office.words(event))).toEqual([]);
  // What needs no answer, such as how a client fares, may be told; a failure may not.
  const loud = office.events("notice.posted").filter((event) => !(office.words(event).card as { quiet?: true }).quiet);
  expect(loud).toEqual([]);
}

/** Events per workflow that begins with a mail, by how many there are of it. */
export function eventsPerMail(office: Office): Map<string, number> {
  const counts = new Map<string, number>();
  for (const event of office.events()) counts.set(event.workflow, (counts.get(event.workflow) ?? 0) + 1);
  return new Map(
    office.events("mail.received").map((mail) => [String(mail.data.mail), counts.get(mail.workflow) ?? 0]),
  );
}

export function filesIn(office: Office, folder: "new" | "cur" | "sent"): string[] {
  return readdirSync(join(office.home, "mail", folder)).sort();
}
