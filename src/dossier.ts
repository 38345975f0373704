/**
 * Everything held on one person, readable, in one document: what they may ask for by law. Nothing of others is in it: words in
 * the owner's own room that name several clients are counted and left out.
 * Before: verbs/keep.ts.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Blobs } from "./kernel/blobs.ts";
import type { LedgerEvent, Plain } from "./kernel/event.ts";
import type { Records } from "./kernel/fold.ts";
import { type Ledger, wordsOf } from "./kernel/ledger.ts";
import { isHouses } from "./kernel/lock.ts";
import type { Json } from "./lib/canonical.ts";
import { type Client, clients, mergedScope } from "./records/client.ts";
import { addressesOf } from "./records/contact.ts";
import { facts, scopesOfClient } from "./records/fact.ts";
import { files } from "./records/file.ts";
import { type MailWords, mails } from "./records/mail.ts";
import { payments } from "./records/payment.ts";

export interface DossierParts {
  readonly ledger: Ledger;
  /** Fresh at every call. */
  readonly records: () => Records;
}

/** Plain data, to be written as JSON. */
export interface Dossier {
  readonly client: Json;
  readonly messages: readonly Json[];
  readonly facts: readonly Json[];
  readonly summaries: readonly Json[];
  readonly payments: readonly Json[];
  readonly files: readonly Json[];
  /** Cards about them, and what was decided. */
  readonly decisions: readonly Json[];
  /** What the owner said about them, and what was answered or told. */
  readonly said: readonly Json[];
  /** What models were asked about them: when, what for, how much. The words were theirs, as they stand above. */
  readonly models: readonly Json[];
  /** Every other event about them, as it is kept. */
  readonly other: readonly Json[];
  /** Events in which others are named, too. */
  readonly withheld: number;
}

type Part = Exclude<keyof Dossier, "client" | "withheld">;

const CHUNK = 1000;
const SAID = /^(owner\.(said|answered)|notice\.posted|digest\.posted|care\.posted)$/;

/** Gathers all that is held on a client; what was put together with them is theirs. */
export function dossierOf(parts: DossierParts, client: Client): Dossier {
  const records = parts.records();
  const id = mergedScope(records, client.id);
  const scopes = new Set(scopesOfClient(records, id));
  const dossier: Record<Part, Json[]> = {
    messages: [],
    facts: [],
    summaries: [],
    payments: [],
    files: [],
    decisions: [],
    said: [],
    models: [],
    other: [],
  };
  let withheld = 0;
  for (let seq = 0; ; ) {
    const events = parts.ledger.after(seq, CHUNK);
    for (const event of events) {
      seq = event.seq;
      const about = [...new Set([event.scope, ...event.label.scopes, ...wordsOf(event)])].filter(
        (one) => !isHouses(one),
      );
      if (!about.some((one) => scopes.has(one))) continue;
      if (about.every((one) => scopes.has(one))) file(dossier, event, parts.ledger.open(event), records);
      else withheld++;
    }
    if (events.length < CHUNK) break;
  }
  return { client: about(records, id), ...dossier, withheld };
}

/** Writes the document into a folder, with the mails and files as they came. Answers how many of these there are. */
export function writeDossier(
  { blobs, records }: { blobs: Blobs; records: () => Records },
  { dossier, client, folder }: { dossier: Dossier; client: Client; folder: string },
): number {
  const scopes = scopesOfClient(records(), client.id);
  const mine = `scope IN (${scopes.map(() => "?").join(",")}) ORDER BY seq`;
  let count = 0;
  const keep = (within: string, name: string, address: string | null) => {
    const bytes = address === null ? null : blobs.open(address);
    if (!bytes) return;
    mkdirSync(join(folder, within), { recursive: true });
    writeFileSync(join(folder, within, name), bytes);
    count++;
  };
  mkdirSync(folder, { recursive: true });
  for (const mail of records().find(mails, mine, scopes)) keep("mails", `${mail.seq}-${mail.direction}.eml`, mail.raw);
  for (const row of records().find(files, mine, scopes))
    keep("files", `${row.seq}-${nameIn(dossier, row.seq)}`, row.blob);
  writeFileSync(join(folder, "about.json"), `${JSON.stringify(dossier, null, 2)}\n`);
  return count;
}

function about(records: Records, id: string): Json {
  const client = records.get(clients, id);
  if (!client) return null;
  const { name, company, need, stage, language, since } = client;
  return {
    name,
    company,
    need,
    stage,
    language,
    since: iso(since),
    addresses: addressesOf(records, id).map((contact) => ({
      address: contact.address,
      name: contact.name,
      kind: contact.kind,
      state: contact.state,
      since: iso(contact.first_seen_at),
    })),
  };
}

/** Puts an event where a person would look for it. */
function file(dossier: Record<Part, Json[]>, event: LedgerEvent, words: Plain | null, records: Records): void {
  const { private: _, ...data } = event.data;
  const at = iso(event.at);
  const plain = { ...data, ...(words ?? { words: "forgotten" }) };
  switch (event.type) {
    case "mail.received":
    case "mail.sent":
    case "mail.remembered":
      dossier.messages.push({ seq: event.seq, at, ...message(event, words) });
      return;
    case "fact.learned": {
      const row = records.get(facts, String(data.fact));
      dossier.facts.push({ at, ...plain, ...(row ? { state: row.state } : {}) });
      return;
    }
    case "summary.made":
      dossier.summaries.push({ at, ...plain });
      return;
    case "payment.received": {
      const row = records.get(payments, String(data.payment));
      dossier.payments.push({ at, ...plain, ...(row ? { state: row.state } : {}) });
      return;
    }
    case "file.received": {
      const row = records.get(files, String(data.file));
      dossier.files.push({ seq: event.seq, at, ...plain, ...(row ? { kind: row.kind } : {}) });
      return;
    }
    case "model.called":
      dossier.models.push({ at, ...plain });
      return;
  }
  const entry = { at, type: event.type, by: event.actor, ...plain };
  if (event.type.startsWith("proposal.")) dossier.decisions.push(entry);
  else if (SAID.test(event.type)) dossier.said.push(entry);
  else dossier.other.push(entry);
}

function message(event: LedgerEvent, words: Plain | null): Record<string, Json> {
  const isIn = event.type === "mail.received" || event.data.direction === "in";
  const direction = isIn ? "in" : "out";
  if (!words) return { direction, words: "forgotten" };
  const { from, to, cc, subject, written, signature, sentAt, attachments } = words as unknown as MailWords;
  return {
    direction,
    from: from.map(({ name, address }) => ({ name, address })),
    to,
    cc,
    subject,
    words: written,
    signature,
    sent: sentAt === null ? null : iso(sentAt),
    attachments: attachments.map(({ name, type, size }) => ({ name, type, size })),
  };
}

/** What a file was called, as a name that can stand in any folder. */
function nameIn(dossier: Dossier, seq: number): string {
  const found = dossier.files.find((one) => (one as { seq?: number }).seq === seq) as { name?: string } | undefined;
  return basename((found?.name ?? "file").replace(/[^\p{L}\p{N}._ -]/gu, "_")).slice(0, 100) || "file";
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
