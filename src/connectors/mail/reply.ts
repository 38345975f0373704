/**
 * What makes a mail an answer: its subject, its place in the thread, the words it quotes.
 * Before: an agent drafts an answer to a message. After: compose.ts.
 */
import type { ParsedMail } from "./mail.ts";

const REPLY_PREFIX =
  /^\s*(?:re|aw|antw|antwort|sv|vs|ref|rif|r|odp|ynt|回复|回覆|答复)\s*(?:\[\d{1,3}\]|\(\d{1,3}\))?\s*[:：]\s*/i;
const MAX_REFERENCES = 30;

/** "Re: …", once, whatever prefixes it had. */
export function replySubject(subject: string): string {
  let rest = subject.replace(/\s+/g, " ").trim();
  while (REPLY_PREFIX.test(rest)) rest = rest.replace(REPLY_PREFIX, "");
  return `Re: ${rest}`.trim();
}

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

/** The original as a quote: who wrote when, then its text behind "> ". `timeZone` is an IANA name. */
export function quoteFor(
  original: Pick<ParsedMail, "from" | "sentAt" | "text">,
  { language, timeZone }: { readonly language: "en" | "de"; readonly timeZone: string },
): string {
  const [author] = original.from;
  const name = author ? author.name || author.address : language === "de" ? "jemand" : "somebody";
  const lines = original.text.trim().split("\n");
  const quoted = lines.map((line) => `>${line === "" || line.startsWith(">") ? "" : " "}${line.trimEnd()}`).join("\n");
  return `${introduction(name, original.sentAt, language, timeZone)}\n${quoted}\n`;
}

function introduction(name: string, at: number | null, language: "en" | "de", timeZone: string): string {
  if (at === null) return language === "de" ? `${name} schrieb:` : `${name} wrote:`;
  const locale = language === "de" ? "de-DE" : "en-GB";
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone }).format(at);
  const time = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", timeZone }).format(at);
  return language === "de" ? `Am ${day} um ${time} schrieb ${name}:` : `On ${day} at ${time}, ${name} wrote:`;
}
