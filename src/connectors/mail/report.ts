/**
 * What mail systems say about mail of ours that didn't arrive: RFC 3464 reports, and the older kinds that can be told
 * with confidence (Exim, qmail, daemons that list addresses with a status code).
 * Before: parse.ts took the message apart. After: scope.ts files it with the mail it is about.
 */
import { addressesIn, normaliseAddress } from "./address.ts";
import { cleanLine } from "./clean.ts";
import { fieldOf, type HeaderField, messageIds, splitLetter } from "./header.ts";
import type { Attachment, DeliveryReport, ReportedRecipient } from "./mail.ts";

/** Words without which a message isn't taken for a bounce, whatever addresses and numbers it holds. */
const BOUNCE =
  /undeliver|not be delivered|n't be delivered|deliver(y|ing) (status|has|to|your|failure|failed|error|temporarily)|returned mail|returned to sender|failure notice|unable to deliver|still undelivered|delayed|unzustellbar|nicht zugestellt|zustellung|non remis|no se ha podido entregar/i;

/** The report a message carries, or null where it is none. */
export function deliveryReport(
  fields: readonly HeaderField[],
  text: string,
  attachments: readonly Attachment[],
): DeliveryReport | null {
  const recipients = attachments
    .filter((one) => one.type === "message/delivery-status" || one.type === "message/global-delivery-status")
    .flatMap((one) => standardRecipients(one.bytes.toString("utf8")));
  if (recipients.length > 0)
    return { originalMessageId: originalId(fields, text, attachments), recipients: once(recipients) };
  if (!fromMailSystem(fields) || !BOUNCE.test(`${fieldOf(fields, "subject")}\n${text.slice(0, 5000)}`)) return null;
  const told = toldRecipients(fields, text.slice(0, 50_000));
  return told.length > 0 ? { originalMessageId: originalId(fields, text, attachments), recipients: once(told) } : null;
}

/** Sent by a mail system itself: its name, or the empty return path that only such mail has (RFC 5321, 4.5.5). */
export function fromMailSystem(fields: readonly HeaderField[]): boolean {
  return (
    /^[^@]*\b(mailer-daemon|postmaster|mail-daemon|mail delivery (sub)?system)\b/i.test(fieldOf(fields, "from")) ||
    /<(mailer-daemon|postmaster)@/i.test(fieldOf(fields, "from")) ||
    /^<\s*>$/.test(fieldOf(fields, "return-path")) ||
    fieldOf(fields, "x-failed-recipients") !== ""
  );
}

/** RFC 3464, 2.1: groups of fields divided by empty lines; those with a recipient are about one. */
function standardRecipients(report: string): ReportedRecipient[] {
  const found: ReportedRecipient[] = [];
  for (const group of report.slice(0, 500_000).split(/\r?\n[ \t]*\r?\n/)) {
    const lines = group.replace(/\r?\n[ \t]+/g, " ").split(/\r?\n/);
    const value = (name: string) =>
      lines
        .find((line) => line.toLowerCase().startsWith(`${name}:`))
        ?.slice(name.length + 1)
        .trim() ?? "";
    const typed = (name: string) => value(name).replace(/^[\w-]+\s*;\s*/, "");
    const address = normaliseAddress(typed("original-recipient")) ?? normaliseAddress(typed("final-recipient"));
    if (!address) continue;
    const action =
      value("action")
        .toLowerCase()
        .split(/[\s(;]/)[0] ?? "";
    const status = /\b([245])\.\d{1,3}\.\d{1,3}\b/.exec(value("status"))?.[0] ?? "";
    found.push(recipient(address, action, status, typed("diagnostic-code")));
  }
  return found;
}

/** Reports in words only: the addresses they name, each with the code and the reason beside it. */
function toldRecipients(fields: readonly HeaderField[], text: string): ReportedRecipient[] {
  const beforeCopy = text.split(/^-{2,}.*\b(copy of|original message|returned|below this line)\b.*$/im)[0] ?? "";
  const failed = addressesIn(fieldOf(fields, "x-failed-recipients"));
  const named = [
    ...beforeCopy.matchAll(/^[ \t]*<?([^\s<>:@]{1,64}@[^\s<>:]{1,253})>?[ \t]*(?:\([^)\n]{0,200}\))?[ \t]*(?::|$)/gm),
  ];
  const found: ReportedRecipient[] = [];
  for (const [index, match] of named.entries()) {
    const address = normaliseAddress(match[1] ?? "");
    const reason = beforeCopy.slice(
      (match.index ?? 0) + match[0].length,
      named[index + 1]?.index ?? (match.index ?? 0) + 1500,
    );
    const status = /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(reason)?.[0] ?? "";
    const code = /\b([45])[0-5]\d[ -](?=[#<\w])/.exec(reason)?.[1] ?? "";
    const permanent =
      failed.includes(address ?? "") ||
      status.startsWith("5") ||
      code === "5" ||
      /permanent(ly)? (error|fail)|gave? up|giving up/i.test(reason);
    const delayed = !permanent && (status.startsWith("4") || code === "4");
    if (address && (permanent || delayed))
      found.push(recipient(address, permanent ? "failed" : "delayed", status, reason.trim()));
  }
  const unnamed = failed.filter((address) => !found.some((one) => one.address === address));
  return [...found, ...unnamed.map((address) => recipient(address, "failed", "", ""))];
}

function recipient(address: string, action: string, status: string, diagnostic: string): ReportedRecipient {
  const known = /^(failed|delayed|delivered|relayed|expanded)$/.test(action)
    ? action
    : status.startsWith("5")
      ? "failed"
      : "delayed";
  return {
    address,
    action: known,
    status: status || (known === "failed" ? "5.0.0" : known === "delayed" ? "4.0.0" : "2.0.0"),
    permanent: known === "failed",
    diagnostic: cleanLine(diagnostic, 500),
  };
}

/** The mail the report is about: from its returned headers, a copy within the text, or the report's own reply header. */
function originalId(fields: readonly HeaderField[], text: string, attachments: readonly Attachment[]): string | null {
  for (const one of attachments) {
    if (!/^(message\/(rfc822|global|rfc822-headers|global-headers)|text\/rfc822-headers)$/.test(one.type)) continue;
    const id = messageIds(fieldOf(splitLetter(one.bytes)?.fields ?? [], "message-id"))[0];
    if (id) return id;
  }
  const inText = /^[> \t]*(?:original-)?message-id:[ \t]*(?:\n[ \t]+)?(<[^<>\n]{3,998}>)/im.exec(text)?.[1] ?? "";
  const reply =
    fieldOf(fields, "x-original-message-id") || fieldOf(fields, "in-reply-to") || fieldOf(fields, "references");
  return messageIds(inText)[0] ?? messageIds(reply).at(-1) ?? null;
}

function once(recipients: readonly ReportedRecipient[]): ReportedRecipient[] {
  return [...new Map(recipients.map((one) => [one.address, one])).values()];
}
