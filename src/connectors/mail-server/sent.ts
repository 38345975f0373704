/**
 * The folder of sent mail: proof of what left, and where its copies are filed. What is found there has been sent; what isn't
 * found there proves nothing.
 * Before: connector.ts. After: the mailbox that is first in the configuration.
 */
import type { ImapFlow } from "imapflow";
import { fieldOf, messageIds, splitLetter } from "../mail/header.ts";
import { ServiceError } from "../service-error.ts";
import type { Turn } from "./mailbox.ts";

/** The name of the folder of sent mail, or what the owner can do where there is none. */
export function sentFolder({ sent, client }: Turn): string {
  if (sent !== null) return sent;
  throw new ServiceError(
    "refused",
    `No folder of ${client.host} is marked as the one for sent mail. Name it in MAIL_IMAP_URL: “…?sent=Sent”.`,
  );
}

/** Whether a mail with this Message-ID lies there. Servers look for parts of words, so what they find is compared. */
export async function isInSent(turn: Turn, messageId: string): Promise<boolean> {
  const { client } = turn;
  await client.mailboxOpen(sentFolder(turn), { readOnly: true });
  const found = await client.search({ header: { "message-id": `<${messageId}>` } }, { uid: true });
  if (!Array.isArray(found)) throw Object.assign(new Error("SEARCH was refused"), { code: "InvalidResponse" });
  if (found.length === 0) return false;
  const ids = await messageIdsOf(client, found.slice(-20));
  return ids.has(messageId);
}

/** Files a copy, unless one lies there already. */
export async function fileCopy(turn: Turn, messageId: string, bytes: Buffer): Promise<void> {
  if (await isInSent(turn, messageId)) return;
  await turn.client.append(sentFolder(turn), bytes, ["\\Seen"]);
}

/** Whether the server files what it sends by itself, a moment after it was sent: then a copy of ours would be a second one. */
export function filesItself({ client }: Turn): boolean {
  return client.capabilities.has("X-GM-EXT-1");
}

/** The Message-IDs of what was filed since then. */
export async function filedSince(turn: Turn, since: number): Promise<Set<string>> {
  const { client } = turn;
  await client.mailboxOpen(sentFolder(turn), { readOnly: true });
  const found = await client.search({ since: new Date(since) }, { uid: true });
  if (!Array.isArray(found)) throw Object.assign(new Error("SEARCH was refused"), { code: "InvalidResponse" });
  const ids = new Set<string>();
  for (let at = 0; at < found.length; at += 200)
    for (const id of await messageIdsOf(client, found.slice(at, at + 200))) ids.add(id);
  return ids;
}

async function messageIdsOf(client: ImapFlow, uids: readonly number[]): Promise<Set<string>> {
  const listed = await client.fetchAll(uids.join(","), { uid: true, headers: ["message-id"] }, { uid: true });
  return new Set(
    listed.flatMap(({ headers }) => {
      const letter = headers ? splitLetter(headers) : null;
      return letter ? messageIds(fieldOf(letter.fields, "message-id")) : [];
    }),
  );
}
