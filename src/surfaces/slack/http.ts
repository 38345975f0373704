/**
 * HTTP mode: Slack's deliveries to the process's own server. Every request is checked here first, on its raw bytes,
 * so that what is refused is recorded; then the SDK reads it (and checks once more).
 */
import { isUtf8 } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { HTTPReceiver } from "@slack/bolt";
import type { Front, Refusal } from "../surface.ts";
import type { Bolt, Wire } from "./wire.ts";

export const EVENTS_PATH = "/slack/events";
/** The largest form with the longest text stays below it. */
const LARGEST_BODY = 3_000_000;
/** Older requests may have been recorded by somebody and sent again. */
const STALE_MS = 5 * 60_000;
const FORM = "application/x-www-form-urlencoded";
const STATUS: Readonly<Record<Refusal, number>> = {
  "forged-signature": 401,
  "missing-signature": 401,
  "stale-signature": 401,
  "wrong-webhook-token": 401,
  malformed: 400,
  oversized: 413,
  // Taken once already: there is nothing to bring again.
  replayed: 200,
};

export class HttpDoor {
  readonly #signingSecret: string;
  #open: { readonly receiver: HTTPReceiver; readonly front: Front } | null = null;

  constructor({ signingSecret }: { signingSecret: string }) {
    if (signingSecret.trim() === "") throw new Error("SLACK_SIGNING_SECRET is blank.");
    this.#signingSecret = signingSecret;
  }

  /** Lets requests in from now on. */
  open({ bolt, wire, front }: { bolt: Bolt; wire: Wire; front: Front }): HTTPReceiver {
    const receiver = new bolt.HTTPReceiver({
      signingSecret: this.#signingSecret,
      endpoints: [EVENTS_PATH],
      logger: wire.logger(bolt),
      bodyLimit: LARGEST_BODY,
      // Slack hangs up after three seconds and sends it again; what comes later must not be an answer of the SDK.
      unhandledRequestTimeoutMillis: 10_000,
      unhandledRequestHandler: ({ response }) => {
        if (!response.headersSent) response.writeHead(503).end();
      },
    });
    this.#open = { receiver, front };
    return receiver;
  }

  close(): void {
    this.#open = null;
  }

  get isOpen(): boolean {
    return this.#open !== null;
  }

  /** What the process's server hands requests for `EVENTS_PATH` on to. */
  readonly listener: RequestListener = (request, response) => {
    void this.#take(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500).end();
    });
  };

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const open = this.#open;
    if (open === null) return void response.writeHead(503).end();
    if (request.method !== "POST") return void response.writeHead(405, { allow: "POST" }).end();
    const body = await bodyOf(request);
    if (body === null) return refuse("oversized", open.front, response);
    if (isSslCheck(request, body)) return void response.writeHead(200).end();
    const refusal = this.#refusal(request, body);
    if (refusal) return refuse(refusal, open.front, response);
    // The SDK compares the type letter by letter.
    if (request.headers["content-type"]?.startsWith(FORM)) request.headers["content-type"] = FORM;
    open.receiver.requestListener(Object.assign(request, { rawBody: body }), response);
  }

  #refusal({ headers }: IncomingMessage, body: Buffer): Refusal | null {
    const signature = headers["x-slack-signature"];
    const time = headers["x-slack-request-timestamp"];
    if (typeof signature !== "string" || typeof time !== "string" || signature === "") return "missing-signature";
    if (!/^\d{1,12}$/.test(time)) return "forged-signature";
    const expected = `v0=${createHmac("sha256", this.#signingSecret).update(`v0:${time}:`).update(body).digest("hex")}`;
    if (!same(signature, expected)) return "forged-signature";
    if (Math.abs(Date.now() - Number(time) * 1_000) > STALE_MS) return "stale-signature";
    return isReadable(headers["content-type"] ?? "", body) ? null : "malformed";
  }
}

async function refuse(why: Refusal, front: Front, response: ServerResponse): Promise<void> {
  await front.refused(why);
  response.writeHead(STATUS[why], why === "oversized" ? { connection: "close" } : {}).end();
}

/** The bytes, or `null` when there are too many of them. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | null> {
  if (Number(request.headers["content-length"] ?? 0) > LARGEST_BODY) {
    request.resume();
    return null;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= LARGEST_BODY) chunks.push(chunk);
    // Somebody who goes on and on is not listened to any longer than it takes to be sure of it.
    else if (size > LARGEST_BODY * 2) break;
  }
  return size > LARGEST_BODY ? null : Buffer.concat(chunks);
}

/** Slack looks whether the address answers, without a signature; whatever else is in such a request is none of Slack's. */
function isSslCheck({ headers }: IncomingMessage, body: Buffer): boolean {
  if (!headers["content-type"]?.startsWith(FORM)) return false;
  const form = new URLSearchParams(body.toString());
  return form.get("ssl_check") === "1" && !form.has("payload") && !form.has("command");
}

function isReadable(type: string, body: Buffer): boolean {
  if (!isUtf8(body)) return false;
  const text = body.toString();
  try {
    if (!type.startsWith(FORM)) return isObject(JSON.parse(text));
    const form = new URLSearchParams(text);
    const payload = form.get("payload");
    return payload === null ? form.has("command") : isObject(JSON.parse(payload));
  } catch {
    return false;
  }
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
