/**
 * What went wrong with a mail server, in words for the owner: whether it may come back by itself, or somebody must change
 * something, and what. A password is never among the words.
 * Before: imapflow and nodemailer throw. After: the connector passes it on as a ServiceError, a receipt, or doctor's line.
 */
import type { ImapConfig, OAuthConfig } from "../../lib/service-address.ts";
import { distrustWords, isDistrusted, type Named } from "../certificate.ts";
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
const NAMED: Named = { setting: "MAIL_IMAP_URL", scheme: "imaps://" };
const UNREADABLE = /^(?:Parser|Invalid|Unexpected|Missing|LineToo|LiteralToo|ResponseToo|TooMany|MAX_IMAP)/;

/** No word of a server's is as long; what we have sent in may be, token and all, and some repeat it. */
const TOKENLIKE = /[\w+/.~=-]{60,}/g;
/** How imapflow says that the server offers no way to log in with what we have. */
const NO_WAY_IN = /^Unsupported authentication mechanism/;
/** How Exchange lets somebody in for whom there is no mailbox, or none that may be read over IMAP. */
const NO_MAILBOX = /authenticated but not connected/i;

/** An error of imapflow's, as what it means for the owner. `oauth`: what was signed in with, where no password is. */
export function imapTrouble(error: unknown, imap: ImapConfig, oauth: OAuthConfig | null = null): ServiceError {
  if (error instanceof ServiceError) return error;
  const { host, user, password } = imap;
  const known = asLibraryError(error);
  const said = serverWords(known, password === null ? [] : [password]);
  const quoted = said ? `: “${said}”` : "";
  if (known.code === "ETHROTTLE" || PATIENCE.test(known.serverResponseCode ?? "")) {
    const full = /^OVERQUOTA$/i.test(known.serverResponseCode ?? "");
    const what = full
      ? `The mailbox of ${user} is full${quoted}. Make room in it.`
      : `${host} asks for patience${quoted}. I wait and go on.`;
    return new ServiceError("limited", what, known.throttleReset ?? null);
  }
  if (isLoginRefused(known)) {
    if (oauth) return new ServiceError("refused", signInRefused(host, user, "MAIL_IMAP_URL", quoted, oauth));
    const advice =
      "The password may be wrong, or access was revoked; many providers want an app password. Change MAIL_IMAP_URL and start again.";
    return new ServiceError("refused", `${host} doesn't let ${user} in${quoted}. ${advice}`);
  }
  if (oauth && (NO_WAY_IN.test(known.message) || NO_MAILBOX.test(said)))
    return new ServiceError(
      "refused",
      `${host} gives ${user} no mailbox over IMAP with this sign-in. Look whether IMAP is switched on for it, and whether ${user} in MAIL_IMAP_URL is who signed in.`,
    );
  if (isCertificate(known))
    return new ServiceError("refused", `The connection to ${host} can't be trusted: ${certificateWords(known, NAMED)}`);
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

/** Whether the server doesn't let us in, and it isn't something that passes. */
export function isLoginRefused(error: unknown): boolean {
  const { authenticationFailed, serverResponseCode = "" } = asLibraryError(error);
  return authenticationFailed === true && !PASSING.test(serverResponseCode);
}

/** A fresh access token was refused: the sign-in is somebody else's, or the mailbox isn't open for it. */
export function signInRefused(
  host: string,
  user: string,
  variable: string,
  quoted: string,
  { purpose, provider }: OAuthConfig,
): string {
  return `${host} doesn't let ${user} in with the sign-in at ${provider.called}${quoted}. Look whether ${user} in ${variable} is who signed in, and whether this mailbox is open for it (docs/mail.md); or sign in anew with \`npx --no-install atelier oauth ${purpose}\`.`;
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
  return error.tlsFailed === true || isDistrusted(codesOf(error)) || error.code === "ETLS";
}

/** Why it can't be trusted, and what to do. */
export function certificateWords(error: LibraryError, named: Named): string {
  return distrustWords(codesOf(error), named);
}

function codesOf({ code = "", originalCode = "" }: LibraryError): string {
  return `${code} ${originalCode}`;
}

/** What the server itself said, in one line without secrets; empty where it said nothing. */
export function serverWords(error: LibraryError, secrets: readonly string[]): string {
  const text = [error.responseText, error.response, error.reason].find((one) => typeof one === "string" && one !== "");
  const line = cleanLine(typeof text === "string" ? text : "", 3000);
  const told = withoutSecrets(line, secrets).replace(TOKENLIKE, "…");
  return told.length > 300 ? `${told.slice(0, 299)}…` : told;
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
