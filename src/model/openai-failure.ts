/**
 * What the package throws becomes one honest failure: why, whether money may be gone, and when to ask again.
 * Before: openai.ts. The package's classes are told apart by their fields, so that it need not be loaded here.
 */
import { messageOf } from "../lib/errors.ts";
import type { CallFailed, Usage } from "./provider.ts";

/** Thrown inside openai.ts only, to leave a call early. */
export class StoppedEarly extends Error {
  readonly why: CallFailed["why"];

  constructor(why: CallFailed["why"], message: string) {
    super(message);
    this.why = why;
  }
}

interface Circumstances {
  readonly cancelled: boolean;
  /** Why our own patience ended, if it did. */
  readonly timedOut: string | null;
  /** Whether a request was begun. */
  readonly begun: boolean;
  readonly usage: Usage | null;
}

const DETAIL_CHARACTERS = 300;

/** Codes of a connection that was never there: nobody can have been asked. */
const NEVER_CONNECTED = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "CERT_HAS_EXPIRED",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

export function failureOf(error: unknown, { cancelled, timedOut, begun, usage }: Circumstances): CallFailed {
  const stopped = causes(error).find((one) => one instanceof StoppedEarly);
  if (cancelled) return failed("cancelled", "It was cancelled.", begun, usage);
  if (stopped instanceof StoppedEarly) return failed(stopped.why, stopped.message, begun, usage);
  if (timedOut !== null) return failed("timeout", `The model's server took too long: ${timedOut}.`, begun, usage);
  const status = fieldOf(error, "status");
  if (typeof status === "number") return ofStatus(status, messageOf(error), headersOf(error));
  const code = causes(error)
    .map((one) => fieldOf(one, "code"))
    .find((one) => typeof one === "string");
  const first = causes(error).at(-1);
  if ((typeof code === "string" && NEVER_CONNECTED.has(code)) || messageOf(first) === "bad port")
    return failed("unreachable", `The model's server can't be reached (${code ?? messageOf(first)}).`, false, null);
  if (fieldOf(error, "error") !== undefined)
    return failed("server", `The model's server broke off: ${shortened(messageOf(error))}`, begun, usage);
  if (error instanceof SyntaxError) return failed("server", "The model's server sent what is no JSON.", begun, usage);
  return failed("cut", `The connection to the model's server broke: ${shortened(messageOf(first))}`, begun, usage);
}

/** A status from the server, at a call or on a line of a batch. */
export function ofStatus(status: number, message: string, headers: Headers | null): CallFailed {
  const said = shortened(message);
  if (status === 401 || status === 403)
    return failed("key", `The model's server does not take the key (${status}). Check OPENAI_API_KEY.`, false, null);
  if (status === 429) {
    // A used-up account answers 429 as well, and no waiting helps.
    const retryAfterMs = /insufficient_quota|billing/i.test(message) ? undefined : retryAfter(headers);
    const failure = failed("rate", `The model's server asks us to slow down: ${said}`, false, null);
    return retryAfterMs === undefined ? failure : { ...failure, retryAfterMs };
  }
  if (status === 405 || status === 501)
    return failed("unsupported", `The model's server has no such call: ${said}`, false, null);
  // A gateway that gave up may have had the work done behind it; nobody bills for an answer of 500 or 503.
  if (status === 408 || status === 502 || status === 504 || status > 504)
    return failed(status === 408 ? "timeout" : "server", `The model's server failed: ${said}`, true, null);
  if (status >= 500) {
    const retryAfterMs = retryAfter(headers);
    const failure = failed("server", `The model's server failed: ${said}`, false, null);
    return retryAfterMs === undefined ? failure : { ...failure, retryAfterMs };
  }
  if (/context_length_exceeded|maximum context length|context window/i.test(message) || status === 413)
    return failed("too-large", `It is too much for the model: ${said}`, false, null);
  if (/content_policy|content_filter|content management policy/i.test(message))
    return failed("refused", `The model's server declined: ${said}`, false, null);
  return failed("rejected", `The model's server rejected it: ${said}`, false, null);
}

/** Milliseconds a server asks to wait: `retry-after-ms`, or `retry-after` in seconds or as a date. */
export function retryAfter(headers: Headers | null, now = Date.now()): number | undefined {
  const precise = Number.parseFloat(headers?.get("retry-after-ms") ?? "");
  if (precise >= 0) return Math.ceil(precise);
  const told = headers?.get("retry-after");
  if (!told) return undefined;
  const seconds = Number(told);
  if (Number.isFinite(seconds)) return Math.max(0, Math.ceil(seconds * 1000));
  const at = Date.parse(told);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

function failed(why: CallFailed["why"], detail: string, spent: boolean, usage: Usage | null): CallFailed {
  return { kind: "failed", why, detail, spent, usage };
}

function causes(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let one = error; one !== undefined && one !== null && chain.length < 5; one = fieldOf(one, "cause"))
    chain.push(one);
  return chain;
}

function headersOf(error: unknown): Headers | null {
  const headers = fieldOf(error, "headers");
  return headers instanceof Headers ? headers : null;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** On one line, and not long: it is read by people, and a server may put anything there. */
function shortened(text: string): string {
  const line = text
    .toWellFormed()
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim();
  return line.length > DETAIL_CHARACTERS ? `${line.slice(0, DETAIL_CHARACTERS).toWellFormed()}…` : line;
}
