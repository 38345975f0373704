/**
 * Who has written and was not sorted yet, with what they may be: across scopes, so only for the owner's own room.
 * Before: answering.ts. After: model/local/sender-kind.ts.
 */
import { intents } from "../kernel/intent.ts";
import { houseLabel, joinLabels, type Label } from "../kernel/label.ts";
import { proposals } from "../kernel/proposal.ts";
import type { Json } from "../lib/canonical.ts";
import { type Contact, contacts } from "../records/contact.ts";
import { type MailWords, mails } from "../records/mail.ts";
import type { Answer } from "./journal.ts";
import type { ReadingDesk } from "./readable.ts";

type SuggestKind = typeof import("../model/local/sender-kind.ts").suggestKind;

const MOST = 25;

/** At most 25 of them, the longest known first. Throws outside the owner's own room. */
export async function newSenders(desk: ReadingDesk): Promise<Answer> {
  if (desk.scope !== "workspace") throw new Error("New senders are read in the owner's own room only.");
  // The reader brings its dictionaries with it.
  const { suggestKind } = await import("../model/local/sender-kind.ts");
  const asked = askedAbout(desk);
  const waiting = desk.records.find(
    contacts,
    "kind = 'unknown' AND state = 'seen' AND listed = 0 ORDER BY first_seen_at, address",
  );
  const rows = waiting.filter((contact) => !asked.addresses.has(contact.address) && !asked.scopes.has(contact.scopes));
  const found = rows.slice(0, MOST).flatMap((contact) => described(desk, contact, suggestKind) ?? []);
  return {
    value: found.map((one) => one.value),
    label: found.reduce<Label>((label, one) => joinLabels(label, one.label), houseLabel("workspace")),
  };
}

function described(
  { records, house, wordsAt }: ReadingDesk,
  contact: Contact,
  suggestKind: SuggestKind,
): { value: Json; label: Label } | null {
  const [mail] = records.find(mails, "scope = ? ORDER BY seq LIMIT 1", [contact.scopes]);
  const read = mail && wordsAt(mail.seq);
  if (!read) return null;
  const words = read.words as unknown as MailWords;
  const { kind } = suggestKind({
    subject: words.subject,
    written: words.written,
    signature: words.signature,
    fromName: contact.name,
    fromAddress: contact.address,
    sentAt: words.sentAt ?? read.event.at,
    timezone: house.zone,
    known: false,
    attachments: words.attachments.map((one) => one.name),
  });
  return {
    value: { address: contact.address, name: contact.name, subject: words.subject, kind },
    label: read.label,
  };
}

/** Addresses in an open list, and leads about whom a question is open already. */
function askedAbout({ records, wordsAt }: ReadingDesk): { addresses: Set<string>; scopes: Set<string> } {
  const addresses = new Set<string>();
  const scopes = new Set<string>();
  for (const intent of records.find(
    intents,
    "state = 'asked' AND action IN ('contact.sort','client.open','scope.merge','owner.ask')",
  )) {
    if (intent.action !== "contact.sort") scopes.add(intent.scope);
    for (const row of records.find(proposals, "intent = ?", [intent.id])) {
      const steps = wordsAt(row.seq)?.words.steps as ReadonlyArray<{ params: { address?: string } }> | undefined;
      for (const step of steps ?? []) if (step.params.address) addresses.add(step.params.address);
    }
  }
  return { addresses, scopes };
}
