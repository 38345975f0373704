/**
 * What a failure at the server that sends means: how far the mail had got, whether it may be tried again, and what the owner reads.
 * Before: smtp.ts. After: a receipt.
 */
import type { Receipt } from "../../kernel/delivery.ts";
import { messageOf } from "../../lib/errors.ts";
import type { OAuthConfig, SmtpConfig } from "../../lib/service-address.ts";
import type { Named } from "../certificate.ts";
import { ServiceError } from "../service-error.ts";
import {
  certificateWords,
  isCertificate,
  type LibraryError,
  networkWords,
  serverWords,
  signInRefused,
} from "./trouble.ts";

const NAMED: Named = { setting: "MAIL_SMTP_URL", scheme: "smtps://" };

/** What nodemailer puts on its errors. */
export interface SmtpError extends LibraryError {
  readonly responseCode?: number;
  readonly command?: string;
  readonly recipient?: string;
}

/** Whether the server doesn't let us in, for good. */
export function isLoginRefused({ code, responseCode = 535 }: SmtpError): boolean {
  return code === "EAUTH" && responseCode >= 500;
}

/** Nobody was asked to send anything, because there is nothing to be let in with. */
export function notSignedIn(error: unknown): Receipt {
  const why = messageOf(error);
  if (!(error instanceof ServiceError)) return { kind: "soft", failure: "unreachable", why };
  if (error.trouble === "limited") return { kind: "soft", failure: "rate-limited", why };
  return error.trouble === "changed" ? { kind: "hard", why } : { kind: "soft", failure: error.trouble, why };
}

/** Nothing has left. `oauth`: what was signed in with, where no password is. */
export function failedBefore(
  error: SmtpError,
  smtp: SmtpConfig,
  oauth: OAuthConfig | null,
  refused: readonly SmtpError[] = [],
): Receipt {
  const said = words(error, smtp);
  if (refused.length > 0) return recipientsRefused(refused, smtp);
  if (isLoginRefused(error)) {
    const user = smtp.login?.user ?? "us";
    if (oauth)
      return {
        kind: "soft",
        failure: "refused",
        why: signInRefused(smtp.host, user, "MAIL_SMTP_URL", quoted(said), oauth),
      };
    const advice = "The password may be wrong, or access was revoked. Change MAIL_SMTP_URL and start again.";
    return { kind: "soft", failure: "refused", why: `${smtp.host} doesn't let ${user} in${quoted(said)}. ${advice}` };
  }
  if (error.responseCode && error.responseCode >= 400 && error.responseCode < 500)
    return { kind: "soft", failure: patience(error), why: `${smtp.host} can't take it now${quoted(said)}.` };
  // Before what it answered: to a server that can't encrypt, STARTTLS is a word it doesn't know.
  if (isCertificate(error))
    return {
      kind: "soft",
      failure: "refused",
      why: `The connection to ${smtp.host} for sending can't be trusted, and nothing was sent: ${certificateWords(error, NAMED)}`,
    };
  if (error.responseCode && error.responseCode >= 500)
    return { kind: "hard", why: `${smtp.host} refused it${quoted(said)}. Nothing was sent.` };
  if (error.code === "EMESSAGE" || error.code === "EENVELOPE")
    return { kind: "hard", why: `${smtp.host} doesn't take such a mail (${error.message}). Nothing was sent.` };
  const failure = /TIMED/.test(error.code ?? "") ? "timeout" : "unreachable";
  return { kind: "soft", failure, why: `${smtp.host} can't be reached for sending (${networkWords(error)}).` };
}

function recipientsRefused(refused: readonly SmtpError[], smtp: SmtpConfig): Receipt {
  const told = refused.map((one) => `${one.recipient ?? "a recipient"}${quoted(words(one, smtp))}`).join("; ");
  const hard = refused.some(({ responseCode = 0 }) => responseCode >= 500);
  const why = `${smtp.host} doesn't take mail to ${told}. Nothing was sent to anybody.`;
  const [first] = refused;
  return hard || !first ? { kind: "hard", why } : { kind: "soft", failure: patience(first), why };
}

/** The server's answer to the whole of it: it says that it didn't take it. */
export function lastWord(error: SmtpError, smtp: SmtpConfig): Receipt {
  const code = error.responseCode ?? 0;
  const said = quoted(words(error, smtp));
  if (code >= 500) return { kind: "hard", why: `${smtp.host} refused it${said}. Nothing was sent.` };
  if (code >= 400) return { kind: "soft", failure: patience(error), why: `${smtp.host} couldn't take it${said}.` };
  return lostWithin(error, smtp);
}

export function lostWithin(_error: SmtpError, smtp: SmtpConfig): Receipt {
  return { kind: "unknown", why: `The connection to ${smtp.host} broke after the mail was on its way.` };
}

function patience(error: SmtpError): string {
  const text = `${error.response ?? ""}`;
  if (/\b4\.7\.\d|rate|too many|limit|quota/i.test(text)) return "rate-limited";
  return error.responseCode === 421 ? "unreachable" : "busy";
}

function words(error: SmtpError, { login }: SmtpConfig): string {
  return serverWords(error, login?.password ? [login.password] : []);
}

function quoted(said: string): string {
  return said ? `: “${said}”` : "";
}
