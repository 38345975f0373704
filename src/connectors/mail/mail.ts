/**
 * What a person would see in a message, as data: who wrote, what is new in it, what hangs on it.
 * Before: parse.ts makes it from raw bytes. After: scope.ts says whose it is; the connector records it.
 */

/** A message that was read, or the reason why it could not be, in words the owner understands. */
export type MailReading =
  | { readonly kind: "mail"; readonly mail: ParsedMail }
  | { readonly kind: "unreadable"; readonly why: string };

export interface MailAddress {
  readonly name: string;
  /** Lower-cased; an international domain in its ASCII form, so that equal addresses are equal texts. */
  readonly address: string;
}

export interface Attachment {
  /** Safe as a file name: no path, no control characters. */
  readonly name: string;
  readonly type: string;
  /** Bytes, decoded. */
  readonly size: number;
  readonly sha256: string;
  readonly bytes: Buffer;
  /** Shown within the text, such as a logo. */
  readonly inline: boolean;
}

export type AutomaticKind = "auto-reply" | "list" | "bulk" | "delivery-report" | "disposition" | "notification";

/** What a mail system says became of one recipient of our mail (RFC 3464). */
export interface ReportedRecipient {
  readonly address: string;
  /** `failed`, `delayed`, `delivered`, `relayed` or `expanded`. */
  readonly action: string;
  /** `5.1.1`; `5.0.0` or `4.0.0` where the report gives none. */
  readonly status: string;
  /** The mail system has given up: this recipient will not get the mail. */
  readonly permanent: boolean;
  readonly diagnostic: string;
}

export interface DeliveryReport {
  /** Of the mail it is about, without angle brackets. */
  readonly originalMessageId: string | null;
  readonly recipients: readonly ReportedRecipient[];
}

export interface ParsedMail {
  /** Without angle brackets. */
  readonly messageId: string | null;
  /** Of all From headers: a message with two of them has two senders, and nobody may pick one. */
  readonly from: readonly MailAddress[];
  readonly sender?: MailAddress;
  readonly replyTo: readonly MailAddress[];
  readonly to: readonly MailAddress[];
  readonly cc: readonly MailAddress[];
  readonly subject: string;
  /** As the sender's Date header claims, ms UTC; null when absent or nonsense. */
  readonly sentAt: number | null;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  /** All readable text; from the HTML where there is no plain part. */
  readonly text: string;
  /** What was newly written: without quotes, their headers, signatures and disclaimers. */
  readonly written: string;
  readonly quoted: string;
  readonly signature: string;
  readonly attachments: readonly Attachment[];
  /** Why no person wrote this, if so. */
  readonly automatic: { readonly kind: AutomaticKind; readonly why: string } | null;
  readonly report: DeliveryReport | null;
  /** Carries an invitation or an answer to one. */
  readonly calendar: boolean;
  /** Values of the Authentication-Results headers, topmost first: input of authentication.ts, never proof by themselves. */
  readonly authenticationResults: readonly string[];
}
