/**
 * A mail is handed to the server that sends it, and it is known exactly how far that went: before the first byte of content
 * nothing has left; between it and the server's last word nobody can tell; after it, that word holds.
 * Before: connector.ts. After: the server, through nodemailer; a receipt.
 */
import { Readable } from "node:stream";
import type SMTPConnection from "nodemailer/lib/smtp-connection";
import type { Receipt } from "../../kernel/delivery.ts";
import type { SmtpConfig } from "../../lib/service-address.ts";
import type { Access } from "../oauth/access.ts";
import { failedBefore, isLoginRefused, lastWord, lostWithin, notSignedIn, type SmtpError } from "./smtp-receipts.ts";
import { asLibraryError, isLoopback } from "./trouble.ts";

export interface Dispatch {
  readonly from: string;
  readonly to: readonly string[];
  readonly bytes: Buffer;
}

export interface SmtpParts {
  readonly smtp: SmtpConfig;
  /** What is signed in with where the address has no password. */
  readonly signIn?: Access | null;
  /** How long the server may stay silent. */
  readonly patienceMs: number;
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
    broken((error) => resolve(content.begun ? lostWithin(error, smtp) : before(error, parts)));
    connection.send(envelope, content, (error: Error | null) => {
      if (!error) return resolve({ kind: "done" });
      const known = asLibraryError(error) as SmtpError;
      if (!content.begun) return resolve(before(known, parts, envelope.rejectedErrors));
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
  const { smtp, signIn } = parts;
  const { login } = smtp;
  if (!login) return await enter(parts, null);
  if (login.password !== null) return await enter(parts, { credentials: { user: login.user, pass: login.password } });
  if (!signIn) throw new Error("an address without a password needs a sign-in");
  try {
    const token = await signIn.token();
    const open = await enter(parts, { token });
    // It may have been revoked before its time.
    const isRefused = "receipt" in open && open.isLoginRefused;
    return isRefused ? await enter(parts, { token: await signIn.insteadOf(token) }) : open;
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
      resolve({ receipt: before(error, parts), isLoginRefused: isLoginRefused(error) });
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

function before(error: SmtpError, { smtp, signIn }: SmtpParts, refused?: readonly SmtpError[]): Receipt {
  return failedBefore(error, smtp, smtp.login?.password === null ? (signIn?.config ?? null) : null, refused);
}
