/**
 * Every request to the calendar server goes through here: with the password or an access token, never to another host, never without an end, and
 * with every trouble told in one of the four ways that differ in what is to be done.
 * Before: dav.ts. After: the network.
 */
import type { CaldavConfig } from "../../lib/service-address.ts";
import { distrustWords, isDistrusted, type Named } from "../certificate.ts";
import type { Access } from "../oauth/access.ts";
import { ServiceError, type ServiceTrouble } from "../service-error.ts";

export interface WireParts {
  readonly access: CaldavConfig;
  /** What is signed in with where the address has no password. */
  readonly signIn?: Access | null;
  /** How long one request may take, answer included. */
  readonly timeoutMs: number;
}

/** A call that failed. `arrived` is false only where the server certainly never saw it. */
export class CallError extends ServiceError {
  readonly arrived: boolean;

  constructor(trouble: ServiceTrouble, message: string, how: { arrived: boolean; retryAfterMs?: number | null }) {
    super(trouble, message, how.retryAfterMs ?? null);
    this.arrived = how.arrived;
  }
}

const NAMED: Named = { setting: "CALDAV_URL", scheme: "https://" };
const MOST_REDIRECTS = 5;
const LASTS = "It is asked again by itself; if that lasts, look at the address in CALDAV_URL.";
/** Fifty events with their notes are far less. */
const MOST_BYTES = 64 * 1024 * 1024;
/** What changes nothing may be asked once more, where a connection that was kept open turns out to be closed. */
const HARMLESS: readonly string[] = ["GET", "PROPFIND", "REPORT", "OPTIONS"];
const NEVER_SENT = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CONNECT_TIMEOUT|TLS|SSL/;

export class Wire {
  readonly #parts: WireParts;
  /** What is under way. */
  readonly #open = new Set<AbortController>();
  #isClosed = false;
  /** What tsdav is handed in place of the global one. */
  readonly fetch: typeof globalThis.fetch = (input, init = {}) => this.#call(String(input), init);

  constructor(parts: WireParts) {
    this.#parts = parts;
  }

  get host(): string {
    return new URL(this.#parts.access.url).host;
  }

  /** Ends what is under way; nothing more is asked. */
  close(): void {
    this.#isClosed = true;
    for (const ending of this.#open) ending.abort();
  }

  async #call(address: string, init: RequestInit): Promise<Response> {
    const method = init.method ?? "GET";
    let url = new URL(address);
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      this.#guard(url);
      const answer = await this.#ask(url, init, method).catch((error: unknown) => {
        const isAgain = HARMLESS.includes(method) && error instanceof CallError && error.arrived && isCut(error);
        if (!isAgain) throw error;
        return this.#ask(url, init, method);
      });
      const next = answer.headers.get("location");
      if (![301, 302, 307, 308].includes(answer.status) || next === null) return await this.#judged(answer);
      url = new URL(next, url);
    }
    throw this.#error("changed", "sends us round in circles. Put the address of the calendar itself into CALDAV_URL.");
  }

  #guard(url: URL): void {
    const own = new URL(this.#parts.access.url);
    if (!mayTakePassword(own, url))
      throw this.#error(
        "changed",
        `sends us on to ${url.origin}, and what lets us in is not taken there unseen. If that is right, put that address into CALDAV_URL.`,
      );
    if (url.protocol !== "https:" && !isNearby(url.hostname))
      throw this.#error("refused", "would get what lets us in unencrypted. Write https:// in CALDAV_URL.");
  }

  /** Asks with what lets us in, once more where an access token was revoked before its time: nothing was done then. */
  async #ask(url: URL, init: RequestInit, method: string): Promise<Response> {
    const { access, signIn } = this.#parts;
    if (access.password !== null) {
      const login = Buffer.from(`${access.user}:${access.password}`).toString("base64");
      return await this.#send(url, init, method, `Basic ${login}`);
    }
    if (!signIn) throw new Error("an address without a password needs a sign-in");
    const token = await lent(signIn.token());
    const answer = await this.#send(url, init, method, `Bearer ${token}`);
    if (answer.status !== 401) return answer;
    return await this.#send(url, init, method, `Bearer ${await lent(signIn.insteadOf(token))}`);
  }

  async #send(url: URL, init: RequestInit, method: string, authorization: string): Promise<Response> {
    const { timeoutMs } = this.#parts;
    const ending = new AbortController();
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      ending.abort();
    }, timeoutMs);
    this.#open.add(ending);
    if (this.#isClosed) ending.abort();
    const headers = new Headers(init.headers);
    headers.set("authorization", authorization);
    headers.set("accept-encoding", "identity"); // some servers change an etag with the encoding
    try {
      const response = await fetch(url, { ...init, method, headers, redirect: "manual", signal: ending.signal });
      const body = await textOf(response);
      if (response.status === 207 && !/(<\/([\w.-]+:)?multistatus\s*>|<([\w.-]+:)?multistatus[^>]*\/>)\s*$/.test(body))
        throw this.#error("changed", "breaks off in the middle of its answer.");
      const isEmpty = [204, 205, 304].includes(response.status);
      return new Response(isEmpty ? null : body, { status: response.status, headers: response.headers });
    } catch (error) {
      if (error instanceof CallError) throw error;
      if (error instanceof TooLarge) throw this.#error("changed", "answers with more than a calendar can hold.");
      if (isLate)
        throw this.#error("unreachable", `has not answered within ${Math.round(timeoutMs / 1000)} seconds. ${LASTS}`);
      const code = codeIn(error);
      if (isDistrusted(code))
        throw this.#error("refused", `can't be trusted: ${distrustWords(code, NAMED)}`, { arrived: false });
      const arrived = !NEVER_SENT.test(code);
      const why = arrived ? `broke off (${code}). ${LASTS}` : `can't be reached (${code}). ${LASTS}`;
      const cut = new CallError("unreachable", `The calendar server ${this.host} ${why}`, { arrived });
      cut.cause = error;
      throw cut;
    } finally {
      clearTimeout(timer);
      this.#open.delete(ending);
    }
  }

  /** What is the same for every request; the rest is for whoever asked. */
  async #judged(answer: Response): Promise<Response> {
    const { status } = answer;
    const { signIn } = this.#parts;
    if (status === 401 && signIn) {
      const { purpose, provider } = signIn.config;
      throw this.#error(
        "refused",
        `does not let you in with the sign-in at ${provider.called}. Look whether the calendar in CALDAV_URL is that of who signed in, or sign in anew with \`npx --no-install atelier oauth ${purpose}\`.`,
        { arrived: false },
      );
    }
    if (status === 403 && signIn) {
      const said = await answer.clone().text();
      if (/accessNotConfigured|SERVICE_DISABLED|has not been used in project/i.test(said))
        throw this.#error(
          "refused",
          `is switched off for your app at ${signIn.config.provider.called}. Switch its CalDAV API on there (docs/calendar.md).`,
          { arrived: false },
        );
      if (/(rateLimit|quota)Exceeded/i.test(said))
        throw this.#error("limited", "asks for patience.", { arrived: false });
    }
    if (status === 401) {
      const offered = answer.headers.get("www-authenticate") ?? "";
      if (offered !== "" && !/\bbasic\b/i.test(offered))
        throw this.#error(
          "refused",
          `takes no passwords (it wants ${offered.split(/[\s,]/)[0]}). Sign in with OAuth (docs/calendar.md), choose an address in CALDAV_URL that takes passwords, or switch Basic authentication on.`,
          { arrived: false },
        );
      throw this.#error(
        "refused",
        "does not take the name and password in CALDAV_URL. Many providers want an app password there: make a new one, and put it in.",
        { arrived: false },
      );
    }
    if (status === 429 || (status === 503 && answer.headers.has("retry-after")))
      throw this.#error("limited", "asks for patience.", { arrived: false, retryAfterMs: retryAfter(answer) });
    // What a server can't do, or has no room for, is for whoever asked.
    if (status >= 500 && status !== 501 && status !== 507)
      throw this.#error("unreachable", `has a trouble of its own (${status}). It usually passes.`);
    return answer;
  }

  #error(trouble: ServiceTrouble, words: string, how?: { arrived: boolean; retryAfterMs?: number | null }): CallError {
    return new CallError(trouble, `The calendar server ${this.host} ${words}`, how ?? { arrived: true });
  }
}

/** The password goes to the host that the owner named, and to no other. */
export function mayTakePassword(own: URL, url: URL): boolean {
  if (url.host === own.host && url.protocol === own.protocol) return true;
  const upgraded = own.protocol === "http:" && own.port === "" && url.protocol === "https:" && url.port === "";
  if (upgraded && url.hostname === own.hostname) return true;
  // iCloud keeps each account on a server of its own beside the one that everybody knows.
  const isICloud = own.host === "caldav.icloud.com" && own.protocol === "https:";
  return isICloud && url.protocol === "https:" && /^[\w-]+\.icloud\.com$/.test(url.host);
}

/** A sign-in that can't be renewed is a call that never left. */
async function lent(token: Promise<string>): Promise<string> {
  try {
    return await token;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { trouble, message, retryAfterMs } = error;
    throw new CallError(trouble, message, { arrived: false, retryAfterMs });
  }
}

class TooLarge extends Error {}

async function textOf(response: Response): Promise<string> {
  if (!response.body) return "";
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body) {
    bytes += part.length;
    if (bytes > MOST_BYTES) throw new TooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

/** Seconds, or a date, which is read by the server's own clock: ours may be another. */
function retryAfter(answer: Response): number | null {
  const given = answer.headers.get("retry-after");
  if (given === null) return null;
  if (/^\d+$/.test(given.trim())) return Number(given) * 1000;
  const [until, sentAt] = [Date.parse(given), Date.parse(answer.headers.get("date") ?? "")];
  return Number.isNaN(until) || Number.isNaN(sentAt) ? null : Math.max(0, until - sentAt);
}

/** This machine, and what no stranger's network can be: there a server without TLS is let pass. */
function isNearby(hostname: string): boolean {
  return (
    /^(localhost|127\.[\d.]+|\[::1\]|10\.[\d.]+|192\.168\.[\d.]+|172\.(1[6-9]|2\d|3[01])\.[\d.]+)$/.test(hostname) ||
    /\.(local|internal|lan|home\.arpa)$/.test(hostname) ||
    !/[.:]/.test(hostname)
  );
}

function isCut(error: CallError): boolean {
  return error.cause !== undefined;
}

function codeIn(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (cause instanceof AggregateError && cause.errors.length > 0) return codeIn(cause.errors[0]);
  const code = (cause as { code?: unknown } | null)?.code;
  if (typeof code === "string") return code;
  return cause instanceof Error ? cause.message : String(cause);
}
