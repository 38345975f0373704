/**
 * What the records know of addresses, threads and mails: the answers a mail connector needs at the door.
 */

import { effects } from "../kernel/effect.ts";
import type { Records } from "../kernel/fold.ts";
import { clients, isServed, mergedScope } from "./client.ts";
import { type Contact, contacts, scopesOf } from "./contact.ts";
import { scopesOfClient } from "./fact.ts";
import { isForgotten } from "./forgetting.ts";
import { mails } from "./mail.ts";
import { rememberedMails } from "./older-mail.ts";

/** A mail on record with these bytes, taken or remembered, or null. */
export function mailWithContent(records: Records, content: string): string | null {
  const [taken] = records.find(mails, "content = ? LIMIT 1", [content]);
  return (taken ?? records.find(rememberedMails, "content = ? LIMIT 1", [content])[0])?.id ?? null;
}

/** Whether a mail with this Message-ID is on record with a client, taken or remembered. */
export function isOnRecord(records: Records, scope: string, messageId: string): boolean {
  const scopes = scopesOfClient(records, scope);
  const where = `message_id = ? AND scope IN (${scopes.map(() => "?").join(",")}) LIMIT 1`;
  const values = [messageId, ...scopes];
  return records.find(mails, where, values).length > 0 || records.find(rememberedMails, where, values).length > 0;
}

/** Whether somebody the owner has made a client of is known by one of these addresses. */
export function knowsClient(records: Records, addresses: readonly string[]): boolean {
  return [...contactsAmong(records, addresses).values()].some(({ scopes }) =>
    scopes.some((scope) => isServed(records, scope)),
  );
}

/** The newest of our own mails (an agent's answer, or the owner's) among these Message-IDs. */
export function threadAmong(
  records: Records,
  messageIds: readonly string[],
): { scope: string; effect: string | null } | null {
  for (const id of [...messageIds].reverse()) {
    const [effect] = records.find(effects, "reference = ? LIMIT 1", [id]);
    // Who was forgotten and writes again begins anew.
    if (effect && isForgotten(records, effect.scope)) continue;
    if (effect) return { scope: mergedScope(records, effect.scope), effect: effect.id };
    const [own] = records.find(mails, "message_id = ? AND direction = 'out' LIMIT 1", [id]);
    if (own) return { scope: mergedScope(records, own.scope), effect: null };
  }
  return null;
}

/** Whether a mail with this Message-ID is ours: sent, or once meant to be. */
export function isOurs(records: Records, messageId: string): boolean {
  return records.find(effects, "reference = ? LIMIT 1", [messageId]).length > 0;
}

export type KnownAddress = Pick<Contact, "kind" | "state"> & { readonly scopes: readonly string[] };

/** The contacts on record among these addresses. */
export function contactsAmong(records: Records, addresses: readonly string[]): Map<string, KnownAddress> {
  const found = new Map<string, KnownAddress>();
  for (const address of addresses) {
    const contact = records.get(contacts, address);
    if (!contact || onlyForgotten(records, contact)) continue;
    found.set(address, { kind: contact.kind, state: contact.state, scopes: scopesOf(records, contact) });
  }
  return found;
}

/** It stands there only until it is cleared away. */
function onlyForgotten(records: Records, contact: Contact): boolean {
  const scopes = contact.scopes.split(" ").filter(Boolean);
  return scopes.length > 0 && scopes.every((scope) => isForgotten(records, scope));
}

/** Opened clients with a contact at this domain. Leads are no reason to suggest anything. */
export function clientsAtDomain(records: Records, domain: string): string[] {
  const scopes = records
    .find(contacts, "domain = ? AND scopes <> ''", [domain])
    .flatMap((contact) => scopesOf(records, contact));
  return [...new Set(scopes)].filter((scope) => {
    const stage = records.get(clients, scope)?.stage;
    return stage !== undefined && stage !== "lead" && stage !== "forgotten";
  });
}
