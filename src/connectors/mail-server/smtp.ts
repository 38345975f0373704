/**
 * A mail is handed to the server that sends it, and it is known exactly how far that went: before the first byte of content
 * nothing has left; between it and the server's last word nobody can tell; after it, that word holds.
 * Before: connector.ts. After: the server, through nodemailer; a receipt.
 */
import { Readable } from "node:stream";
import type SMTPConnection from "nodemailer/lib/smtp-connection";
import type { Receipt } from "../../kernel/outbox.ts";
import { messageOf } from "../../lib/errors.ts";
import type { SmtpConfig } from "../../lib/service-address.ts";
import type { Access } from "../oauth/access.ts";
import { ServiceError } from "../service-error.ts";
import {
  asLibraryError,
  certificateWords,
  isCertificate,
  isLoopback,
  type LibraryError,
  networkWords,
  serverWords,
  signInRefused,
} from "./trouble.ts";

export interface Dispatch {
  readonly from: string;
  readonly to: readonly string[];
  readonly bytes: Buffer;
}

export interface SmtpParts {
  readonly smtp: SmtpConfig;
  /** What is signed in with where the address has no password. */
  readonly access?: Access | null;
  /** How long the server may stay silent. */
  readonly patienceMs: number;
}

interface SmtpError extends LibraryError {
  readonly responseCode?: number;
  readonly command?: string;
  readonly recipient?: string;
}

/** The envelope as nodemailer keeps it while it sends: it notes there whom the server took. */
interface Envelope {
  readonly from: string;
  readonly to: string[];
  readonly size: number;
  readonly accepted?: readonly string[];
  readonly rejectedErrors?: readonly SmtpError[];
}

/** A name of our own: the library's own XOAUTH2 sends a token that was refused once more. */
const BEARER = "BEARER";

/** Sends to all, or to nobody. */
export async function dispatch(mail: Dispatch, parts: SmtpParts): Promise<Receipt> {
  const { smtp } = parts;
  const open = await connect(parts);
  if ("receipt" in open) return open.receipt;
  const { connection, broken } = open;
  const envelope: Envelope = { from: mail.from, to: [...mail.to], size: mail.bytes.length };
  // The library asks for the content as soon as one recipient was taken: it is kept back unless all were.
  const content = new Content(mail.bytes, () => envelope.accepted?.length === mail.to.length);
  const outcome = new Promise<Receipt>((resolve) => {
    broken((error) => resolve(content.begun ? lostWithin(error, smtp) : failedBefore(error, parts)));
    connection.send(envelope, content, (error: Error | null) => {
      if (!error) return resolve({ kind: "done" });
      const known = asLibraryError(error) as SmtpError;
      if (!content.begun) return resolve(failedBefore(known, parts, envelope.rejectedErrors));
      resolve(known.code === "EMESSAGE" ? lastWord(known, smtp) : lostWithin(known, smtp));
    });
  });
  const receipt = await outcome;
  // What was begun and not ended is dropped by the server with the connection (RFC 5321, 4.1.1.10).
  if (receipt.kind === "done") connection.quit();
  else connection.close();
  return receipt;
}

/** Whether the server lets us in: null, or why not. */
export async function tryLogin(parts: SmtpParts): Promise<string | null> {
  const open = await connect(parts);
  if ("receipt" in open) return open.receipt.kind === "done" ? null : open.receipt.why;
  open.connection.quit();
  return null;
}

interface OpenConnection {
  readonly connection: SMTPConnection;
  /** Who is told when the connection breaks from here on. */
  broken(listener: (error: SmtpError) => void): void;
}

async function connect(parts: SmtpParts): Promise<OpenConnection | { receipt: Receipt }> {
  const { smtp, access } = parts;
  const { login } = smtp;
  if (!login) return await enter(parts, null);
  if (login.password !== null) return await enter(parts, { credentials: { user: login.user, pass: login.password } });
  if (!access) throw new Error("an address without a password needs a sign-in");
  try {
    const token = await access.token();
    const open = await enter(parts, { token });
    // It may have been revoked before its time.
    const isRefused = "receipt" in open && open.isLoginRefused;
    return isRefused ? await enter(parts, { token: await access.insteadOf(token) }) : open;
  } catch (error) {
    return { receipt: notSignedIn(error) };
  }
}

type Login = { readonly credentials: { readonly user: string; readonly pass: string } } | { readonly token: string };

/** Opens a connection on which the server has let us in. */
async function enter(
  parts: SmtpParts,
  login: Login | null,
): Promise<OpenConnection | { receipt: Receipt; isLoginRefused: boolean }> {
  const { smtp, patienceMs } = parts;
  const { default: Connection } = await import("nodemailer/lib/smtp-connection");
  const { host, port, secure } = smtp;
  const user = smtp.login?.user ?? "";
  const connection = new Connection({
    host,
    port,
    secure,
    ...(secure ? {} : isLoopback(host) ? { ignoreTLS: true } : { requireTLS: true }),
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
    dnsTimeout: patienceMs,
    socketCloseTimeout: 1000,
    ...(login && "token" in login
      ? { customAuth: { [BEARER]: ({ sendCommand }) => sayToken(user, login.token, sendCommand) } }
      : {}),
  });
  let tell: (error: SmtpError) => void = () => undefined;
  connection.on("error", (error: Error) => tell(asLibraryError(error)));
  return await new Promise((resolve) => {
    const fail = (error: SmtpError) => {
      connection.close();
      resolve({ receipt: failedBefore(error, parts), isLoginRefused: isLoginRefused(error) });
    };
    tell = fail;
    const ready = () =>
      resolve({
        connection,
        broken: (listener) => {
          tell = listener;
        },
      });
    connection.connect((error) => {
      if (error) return fail(asLibraryError(error));
      if (!login) return ready();
      const credentials = "token" in login ? { user, pass: "", method: BEARER } : login;
      connection.login(credentials, (refused) => (refused ? fail(asLibraryError(refused)) : ready()));
    });
  });
}

/** XOAUTH2: a server that doesn't want the token says why in a challenge, and refuses once that is answered with nothing. */
async function sayToken(
  user: string,
  token: string,
  sendCommand: (line: string) => Promise<{ readonly status: number }>,
): Promise<boolean> {
  const line = Buffer.from(`user=${user}\x01auth=Bearer ${token}\x01\x01`).toString("base64");
  const first = await sendCommand(`AUTH XOAUTH2 ${line}`);
  const { status } = first.status === 334 ? await sendCommand("") : first;
  if (status !== 235) throw new Error("the token was refused");
  return true;
}

/** The mail, given out only once it may be; from then on nobody knows what the server makes of it until it says so. */
class Content extends Readable {
  begun = false;
  readonly #bytes: Buffer;
  readonly #mayBegin: () => boolean;

  constructor(bytes: Buffer, mayBegin: () => boolean) {
    super();
    this.#bytes = bytes;
    this.#mayBegin = mayBegin;
  }

  override _read(): void {
    if (!this.#mayBegin()) {
      this.destroy(new Error("not all recipients were accepted"));
      return;
    }
    this.begun = true;
    this.push(this.#bytes);
    this.push(null);
  }
}

function isLoginRefused({ code, responseCode = 535 }: SmtpError): boolean {
  return code === "EAUTH" && responseCode >= 500;
}

/** Nobody was asked to send anything, because there is nothing to be let in with. */
function notSignedIn(error: unknown): Receipt {
  const why = messageOf(error);
  if (!(error instanceof ServiceError)) return { kind: "soft", failure: "unreachable", why };
  if (error.trouble === "limited") return { kind: "soft", failure: "rate-limited", why };
  return error.trouble === "unreachable" ? { kind: "soft", failure: "unreachable", why } : { kind: "hard", why };
}

/** Nothing has left. */
function failedBefore(error: SmtpError, { smtp, access }: SmtpParts, refused: readonly SmtpError[] = []): Receipt {
  const said = words(error, smtp);
  if (refused.length > 0) return recipientsRefused(refused, smtp);
  if (isLoginRefused(error)) {
    const user = smtp.login?.user ?? "us";
    if (access && smtp.login?.password === null)
      return {
        kind: "hard",
        why: signInRefused(smtp.host, user, "MAIL_SMTP_URL", quoted(said), access.config),
      };
    const advice = "The password may be wrong, or access was revoked. Change MAIL_SMTP_URL and start again.";
    return { kind: "hard", why: `${smtp.host} doesn't let ${user} in${quoted(said)}. ${advice}` };
  }
  if (error.responseCode && error.responseCode >= 500)
    return { kind: "hard", why: `${smtp.host} refused it${quoted(said)}. Nothing was sent.` };
  if (error.responseCode && error.responseCode >= 400)
    return { kind: "soft", failure: patience(error), why: `${smtp.host} can't take it now${quoted(said)}.` };
  if (isCertificate(error))
    return {
      kind: "hard",
      why: `The connection to ${smtp.host} can't be trusted: ${certificateWords(error)}. Nothing was sent.`,
    };
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
function lastWord(error: SmtpError, smtp: SmtpConfig): Receipt {
  const code = error.responseCode ?? 0;
  const said = quoted(words(error, smtp));
  if (code >= 500) return { kind: "hard", why: `${smtp.host} refused it${said}. Nothing was sent.` };
  if (code >= 400) return { kind: "soft", failure: patience(error), why: `${smtp.host} couldn't take it${said}.` };
  return lostWithin(error, smtp);
}

function lostWithin(_error: SmtpError, smtp: SmtpConfig): Receipt {
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
