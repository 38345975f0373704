/**
 * A strict Stripe of our own on 127.0.0.1: it takes what the unmodified library sends and refuses everything else; it pages,
 * keeps answers for their idempotency keys, signs and delivers webhooks, and can be made to fail in all the ways that count.
 */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Stripe } from "stripe";
import type { HookRequest } from "../../../src/connectors/connector.ts";
import { CALLS } from "./calls.ts";
import { type Fault, Faults } from "./faults.ts";
import { type Tree, treeOf } from "./form.ts";
import { People } from "./people.ts";
import { Refusal } from "./refusal.ts";
import { check, RULES } from "./rules.ts";
import type { Event } from "./things.ts";
import { World } from "./world.ts";

export const VERSION = "2026-10-28.endive";
export const SECRET = "whsec_of_the_tests";
export const KEY = "sk_test_of_the_tests";
const KEPT_KEY_MS = 86_400_000;

/** One request, as it was understood. */
export interface Heard {
  readonly call: string;
  readonly given: Tree;
  readonly key: string | null;
  readonly status: number;
}

interface Kept {
  readonly print: string;
  readonly at: number;
  readonly status: number;
  readonly body: string;
}

export class StripePlatform {
  readonly world: World;
  readonly people: People;
  readonly faults = new Faults();
  readonly heard: Heard[] = [];
  /** Keys that are let in, with the calls that they may make; null: all. */
  readonly keys = new Map<string, RegExp | null>([[KEY, null]]);
  readonly #now: () => number;
  readonly #kept = new Map<string, Kept>();
  #server: Server | null = null;
  #port = 0;

  private constructor(now: () => number) {
    this.#now = now;
    this.world = new World({ now, apiVersion: VERSION });
    this.people = new People(this.world);
  }

  /** Starts it on a free port. `now`: its own clock, ms UTC. */
  static async start({ now }: { now: () => number }): Promise<StripePlatform> {
    const platform = new StripePlatform(now);
    await platform.up();
    return platform;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** For a config: everything that a process needs to know. */
  get environment(): Record<string, string> {
    return { STRIPE_SECRET_KEY: KEY, STRIPE_API_URL: this.url };
  }

  /** Comes back, at the same port as before. */
  async up(): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response));
    server.keepAliveTimeout = 1000;
    await new Promise<void>((done, failed) => {
      server.once("error", failed);
      server.listen(this.#port, "127.0.0.1", () => done());
    });
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Goes down: nobody answers any more. */
  async down(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (!server) return;
    const closed = new Promise<void>((done) => server.close(() => done()));
    server.closeAllConnections();
    await closed;
  }

  /** What calls came, of those that change something; refused and replayed ones, too. */
  posts(call?: RegExp): Heard[] {
    return this.heard.filter((one) => one.call.startsWith("POST") && (call?.test(one.call) ?? true));
  }

  /** An event as it is delivered, signed now, or as told. */
  signed(event: unknown, { secret = SECRET, at = this.#now() }: { secret?: string; at?: number } = {}): HookRequest {
    const payload = typeof event === "string" ? event : JSON.stringify(event, null, 2);
    const timestamp = Math.floor(at / 1000);
    const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
    return { headers: { "stripe-signature": signature }, body: Buffer.from(payload) };
  }

  /** The newest event of a type. */
  event(type: string): Event {
    const found = this.world.events.find((one) => one.type === type);
    if (!found) throw new Error(`nothing like ${type} has happened here`);
    return found;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return; // they hung up
    }
    const url = new URL(request.url ?? "/", this.url);
    const [, path = "", id = ""] = /^\/v1(\/[a-z_]+(?:\/([a-z]+_\w+))?(?:\/[a-z]+)?)$/.exec(url.pathname) ?? [];
    const call = `${request.method} ${id ? path.replace(id, ":id") : path}`;
    const fault = this.faults.next(call);
    if (fault?.kind === "cut-before") return void request.socket.destroy();
    if (fault?.kind === "meanwhile") fault.happens();
    const body = Buffer.concat(chunks).toString();
    const answer = faultAnswer(fault) ?? this.#perform(request, { call, id, query: url.search.slice(1), body });
    const altered = fault?.kind === "altered" ? fault.alter(answer.body) : answer.body;
    if (fault?.kind === "hangs") return; // until they give up
    if (fault?.kind === "cut-after") return void request.socket.destroy();
    response.writeHead(answer.status, {
      "content-type": answer.type ?? "application/json",
      "request-id": "req_1",
      date: new Date(this.#now()).toUTCString(),
      ...answer.headers,
    });
    response.end(altered);
  }

  #perform(
    request: IncomingMessage,
    { call, id, query, body }: { call: string; id: string; query: string; body: string },
  ): Answer {
    const key = request.headers["idempotency-key"] ? String(request.headers["idempotency-key"]) : null;
    let given: Tree = {};
    const noted = (answer: Answer): Answer => {
      this.heard.push({ call, given, key, status: answer.status });
      return answer;
    };
    try {
      this.#admit(request, call);
      given = treeOf(request.method === "GET" ? query : body);
      if (request.method !== "POST") {
        check(call, given);
        return noted(done(CALLS[call]?.(this.world, { id, given, key })));
      }
      // A key that the library makes up is another one with every try: it protects nobody.
      if (key === null || key.startsWith("stripe-node-retry"))
        throw new Refusal(400, "This call came without a key of its own.");
      const print = createHash("sha256").update(`${call} ${id} ${body}`).digest("hex");
      const kept = this.#kept.get(key);
      if (kept && this.#now() - kept.at < KEPT_KEY_MS) {
        if (kept.print !== print)
          throw new Refusal(
            400,
            "Keys for idempotent requests can only be used with the same parameters they were first used with.",
            {
              type: "idempotency_error",
            },
          );
        return noted({ status: kept.status, body: kept.body, headers: { "idempotent-replayed": "true" } });
      }
      check(call, given);
      const answer = answered(() => CALLS[call]?.(this.world, { id, given, key }));
      this.#kept.set(key, { print, at: this.#now(), status: answer.status, body: answer.body });
      return noted(answer);
    } catch (error) {
      return noted(refused(error));
    }
  }

  #admit(request: IncomingMessage, call: string): void {
    const secret = request.headers.authorization?.replace(/^Bearer /, "") ?? "";
    const rights = this.keys.get(secret);
    if (rights === undefined) throw new Refusal(401, `Invalid API Key provided: ${secret.slice(0, 8)}****`);
    if (rights !== null && !rights.test(call))
      throw new Refusal(403, `The provided key '${secret}' does not have the required permissions for this endpoint.`);
    if (request.headers["stripe-version"] !== VERSION) throw new Refusal(400, "This server speaks another version.");
    if (RULES[call] === undefined || CALLS[call] === undefined)
      throw new Refusal(404, `Unrecognized request URL (${call}).`);
    const isForm = request.headers["content-type"] === "application/x-www-form-urlencoded";
    if (request.method === "POST" && !isForm) throw new Refusal(400, "Expected a form.");
  }
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function done(body: unknown): Answer {
  return { status: 200, body: JSON.stringify(body) };
}

function answered(work: () => unknown): Answer {
  try {
    return done(work());
  } catch (error) {
    return refused(error);
  }
}

function refused(error: unknown): Answer {
  if (!(error instanceof Refusal)) throw error;
  return { status: error.status, body: JSON.stringify({ error: error.body }), headers: error.headers };
}

function faultAnswer(fault: Fault | null): Answer | null {
  const error = (type: string, message: string) => JSON.stringify({ error: { type, message } });
  switch (fault?.kind) {
    case "500":
      return { status: 500, body: error("api_error", "An unknown error occurred.") };
    case "502":
      return { status: 502, type: "text/html", body: "<html>Bad gateway</html>" };
    case "429":
      return {
        status: 429,
        body: error("invalid_request_error", "Request rate limit exceeded."),
        headers: { "retry-after": "30", "stripe-rate-limited-reason": "global-rate" },
      };
    case "404-without-error":
      return { status: 404, body: JSON.stringify({ message: "Not found" }) };
    default:
      return null;
  }
}
