/**
 * The subject of an answer.
 */
const REPLY_PREFIX =
  /^\s*(?:re|aw|antw|antwort|sv|vs|ref|rif|r|odp|ynt|回复|回覆|答复)\s*(?:\[\d{1,3}\]|\(\d{1,3}\))?\s*[:：]\s*/i;

/** "Re: …", once, whatever prefixes it had. */
export function replySubject(subject: string): string {
  let rest = subject.replace(/\s+/g, " ").trim();
  while (REPLY_PREFIX.test(rest)) rest = rest.replace(REPLY_PREFIX, "");
  return `Re: ${rest}`.trim();
}
