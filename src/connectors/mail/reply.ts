/**
 * An answer's place in the thread.
 * Before: an action says which message is answered. After: compose.ts.
 */
import type { ParsedMail } from "./mail.ts";

const MAX_REFERENCES = 30;

/** In-Reply-To and References of an answer (RFC 5322, 3.6.4), ids without angle brackets: the thread's start and its latest. */
export function replyThread(original: Pick<ParsedMail, "messageId" | "inReplyTo" | "references">): {
  inReplyTo: string | null;
  references: string[];
} {
  const { messageId, inReplyTo } = original;
  const parents = original.references.length > 0 ? original.references : inReplyTo.length === 1 ? inReplyTo : [];
  const all = [
    ...new Set([...parents.filter((id) => id !== messageId), ...(messageId === null ? [] : [messageId])]),
  ].filter((id) => /^[^\s\p{Cc}<>]{1,998}$/u.test(id));
  const references = all.length <= MAX_REFERENCES ? all : [...all.slice(0, 1), ...all.slice(1 - MAX_REFERENCES)];
  return { inReplyTo: messageId, references };
}
