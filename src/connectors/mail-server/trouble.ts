/**
 * What went wrong with a mail server, in words for the owner: whether it may come back by itself, or somebody must change
 * something, and what. A password is never among the words.
 * Before: imapflow and nodemailer throw. After: the connector passes it on as a ServiceError, a receipt, or doctor's line.
 */

import type { ImapConfig } from "../../lib/service-address.ts";
import { cleanLine } from "../mail/clean.ts";
import { ServiceError } from "../service-error.ts";

/** What the libraries put on their errors. */
export interface LibraryError {
  readonly message: string;
  readonly code?: string;
  /** nodemailer: the system's own code, where `code` names the step. */
  readonly originalCode?: string;
  readonly responseText?: string;
  /** `NO` or `BAD`: the server answered, and wouldn't or didn't understand. */
  readonly responseStatus?: string;
  readonly response?: unknown;
  readonly serverResponseCode?: string;
  readonly authenticationFailed?: boolean;
  readonly tlsFailed?: boolean;
  readonly throttleReset?: number;
  readonly reason?: string;
}

const PATIENCE = /^(?:LIMIT|OVERQUOTA|THROTTLED)$/i;
/** Of RFC 5530: not the password is wrong, but something that passes. */
const PASSING = /^(?:UNAVAILABLE|INUSE|SERVERBUG|EXPUNGEISSUED)$/i;
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|ERR_SSL|ISSUER/;
const UNREADABLE = /^(?:Parser|Invalid|Unexpected|Missing|LineToo|LiteralToo|ResponseToo|TooMany|MAX_IMAP)/;

/** An error of imapflow's, as what it means for the owner. */
export function imapTrouble(error: unknown, imap: ImapConfig): ServiceError {
  if (error instanceof ServiceError) return error;
  const { host, user, password } = imap;
  const known = asLibraryError(error);
  const said = serverWords(known, [password]);
  const quoted = said ? `: “${said}”` : "";
  if (known.code === "ETHROTTLE" || PATIENCE.test(known.serverResponseCode ?? "")) {
    const full = /^OVERQUOTA$/i.test(known.serverResponseCode ?? "");
    const what = full
      ? `The mailbox of ${user} is full${quoted}. Make room in it.`
      : `${host} asks for patience${quoted}. I wait and go on.`;
    return new ServiceError("limited", what, known.throttleReset ?? null);
  }
  if (known.authenticationFailed && !PASSING.test(known.serverResponseCode ?? "")) {
    const advice =
      "The password may be wrong, or access was revoked; many providers want an app password. Change MAIL_IMAP_URL and start again.";
    return new ServiceError("refused", `${host} doesn't let ${user} in${quoted}. ${advice}`);
  }
  if (isCertificate(known))
    return new ServiceError(
      "refused",
      `The connection to ${host} can't be trusted: ${certificateWords(known)}. Look at the server's name in MAIL_IMAP_URL.`,
    );
  if (UNREADABLE.test(known.code ?? "") || known.responseStatus === "BAD")
    return new ServiceError(
      "changed",
      `${host} doesn't speak IMAP as expected (${said || known.code}). Nothing was taken of it.`,
    );
  if (known.responseStatus === "NO")
    return new ServiceError("unreachable", `${host} can't do what it was asked${quoted}. I keep trying.`);
  return new ServiceError(
    "unreachable",
    `${host} can't be reached for mail (${networkWords(known, said)}). I keep trying.`,
  );
}

/** Why the network failed, in a few words. */
export function networkWords(error: LibraryError, said = ""): string {
  const code = error.originalCode ?? error.code ?? "";
  const known: Readonly<Record<string, string>> = {
    ECONNREFUSED: "nobody answers there",
    ENOTFOUND: "there is no server of that name, or no network",
    EDNS: "there is no server of that name, or no network",
    EAI_AGAIN: "its name can't be looked up now",
    ECONNRESET: "the connection broke",
    EConnectionClosed: "the connection broke",
    NoConnection: "the connection broke",
    ECONNECTION: "the connection broke",
    ESOCKET: "the connection broke",
  };
  if (said) return `it says “${said}”`;
  if (/TIME|TIMED/.test(code)) return "it doesn't answer in time";
  return known[code] ?? "the connection broke";
}

export function isCertificate(error: LibraryError): boolean {
  return (
    error.tlsFailed === true ||
    CERTIFICATE.test(`${error.code ?? ""} ${error.originalCode ?? ""}`) ||
    error.code === "ETLS"
  );
}

export function certificateWords(error: LibraryError): string {
  const code = `${error.code ?? ""} ${error.originalCode ?? ""}`;
  if (code.includes("EXPIRED")) return "its certificate has expired";
  if (code.includes("ALTNAME")) return "its certificate is for another name";
  if (code.includes("SELF_SIGNED") || code.includes("VERIFY") || code.includes("ISSUER"))
    return "nobody known vouches for its certificate";
  return "it doesn't offer an encrypted connection";
}

/** What the server itself said, in one line without secrets; empty where it said nothing. */
export function serverWords(error: LibraryError, secrets: readonly string[]): string {
  const text = [error.responseText, error.response, error.reason].find((one) => typeof one === "string" && one !== "");
  return withoutSecrets(cleanLine(typeof text === "string" ? text : "", 300), secrets);
}

export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.filter((secret) => secret.length > 2).reduce((left, secret) => left.replaceAll(secret, "…"), text);
}

export function asLibraryError(error: unknown): LibraryError {
  return error instanceof Error ? (error as Error & LibraryError) : { message: String(error) };
}

/** This very machine: nothing goes over a wire that somebody could listen at. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);
}
