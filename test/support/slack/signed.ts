/** HTTP mode: the same payloads as signed requests to the app's own address, as Slack sends them there. */
import { createHmac } from "node:crypto";
import type { Again, Carrier, Kind } from "./delivery.ts";
import { isObject } from "./rules.ts";
import type { Json } from "./world.ts";

/** What a forger may change of a request. */
export interface Forgery {
  readonly secret?: string;
  /** Seconds; now, unless told otherwise. */
  readonly timestamp?: number;
  /** The whole header; `null` leaves it out. */
  readonly signature?: string | null;
  /** Other bytes than those that were signed. */
  readonly body?: string;
}

interface Parts {
  readonly url: string;
  readonly secret: string;
  readonly ackMs: number;
  readonly now: () => number;
}

export class Signed implements Carrier {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async carry(kind: Kind, payload: Json, again: Again): Promise<{ ms: number; answer: Json | null } | { why: string }> {
    const since = performance.now();
    const retry =
      again.retry > 0 ? { "x-slack-retry-num": String(again.retry), "x-slack-retry-reason": again.reason ?? "" } : {};
    try {
      const response = await this.post(kind, payload, {}, retry);
      const text = await response.text();
      if (!response.ok) return { why: "http_error" };
      return { ms: performance.now() - since, answer: read(text) };
    } catch (error) {
      return { why: error instanceof Error && error.name === "TimeoutError" ? "http_timeout" : "connection_failed" };
    }
  }

  ready(): Promise<void> {
    return Promise.resolve();
  }

  /** Slack's question when the address is entered; `true` when the app answered it. */
  async verify(): Promise<boolean> {
    const challenge = crypto.randomUUID();
    const response = await this.post("events_api", { token: "token", challenge, type: "url_verification" });
    return response.ok && (await response.text()).includes(challenge);
  }

  /** Posts a payload in the form that belongs to its kind, signed, or forged. */
  post(kind: Kind, payload: Json, forgery: Forgery = {}, more: Record<string, string> = {}): Promise<Response> {
    const body = written(kind, payload);
    const at = String(forgery.timestamp ?? Math.floor(this.#parts.now() / 1_000));
    const mac = createHmac("sha256", forgery.secret ?? this.#parts.secret)
      .update(`v0:${at}:${body}`)
      .digest("hex");
    const signature = forgery.signature === undefined ? `v0=${mac}` : forgery.signature;
    return fetch(this.#parts.url, {
      method: "POST",
      redirect: "manual",
      headers: {
        "content-type": kind === "events_api" ? "application/json" : "application/x-www-form-urlencoded",
        "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "x-slack-request-timestamp": at,
        ...(signature === null ? {} : { "x-slack-signature": signature }),
        ...more,
      },
      body: forgery.body ?? body,
      signal: AbortSignal.timeout(this.#parts.ackMs),
    });
  }
}

function written(kind: Kind, payload: Json): string {
  if (kind === "events_api") return JSON.stringify(payload);
  if (kind === "interactive") return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(payload)) form.set(name, String(value));
  return form.toString();
}

function read(text: string): Json | null {
  if (text.trim() === "") return null;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : { text };
  } catch {
    return { text };
  }
}
