/**
 * The Web API: reads a call as the SDK sends it, checks its token and scopes, lets a fault come between, and keeps a log
 * of every call with its answer.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { chat, respond } from "./chat.ts";
import type { Fault, Faults } from "./faults.ts";
import { files, upload } from "./files.ts";
import { type Call, type Method, Refused } from "./method.ts";
import { rooms } from "./rooms.ts";
import { isObject } from "./rules.ts";
import { views } from "./views.ts";
import type { Json, World } from "./world.ts";

export interface Tokens {
  bot: string;
  app: string;
  /** What the bot token may do. */
  scopes: string[];
  appScopes: string[];
  /** Set when the tokens were taken away: the error that every call gets then. */
  revoked: string | null;
}

/** One call, as it came and as it was answered. */
export interface Logged {
  readonly method: string;
  readonly args: Json;
  readonly at: number;
  /** HTTP status; 0 when the connection was cut. */
  status: number;
  answer: Json | null;
  /** What went wrong on purpose; then `answer` is what the call did all the same, or `null`. */
  fault: Fault | null;
}

export interface ApiParts {
  readonly world: World;
  readonly tokens: Tokens;
  readonly faults: Faults;
  readonly calls: Logged[];
  readonly origin: () => string;
  readonly happened: Call["happened"];
  /** A fresh address for one Socket Mode connection. */
  readonly connect: () => string;
}

const METHODS: Readonly<Record<string, Method>> = { ...chat, ...rooms, ...views, ...files };

export class Api {
  readonly #parts: ApiParts;

  constructor(parts: ApiParts) {
    this.#parts = parts;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.#parts.origin());
    const bytes = await body(request);
    const [, first, second = "", third = ""] = url.pathname.split("/");
    if (first === "api") return this.#method(second, request, url, bytes, response);
    if (first === "upload") return this.#upload(third, request, bytes, response);
    if (first === "files-pri") return this.#download(second, request, response);
    if (first === "actions") return this.#respond(second, request, url, bytes, response);
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    response.end("<!DOCTYPE html><html><title>Slack</title><body>Sign in to your workspace</body></html>");
  }

  async #method(
    name: string,
    request: IncomingMessage,
    url: URL,
    bytes: Buffer,
    response: ServerResponse,
  ): Promise<void> {
    const { faults, calls, world } = this.#parts;
    const read = await parsed(request, url, bytes).catch(() => null);
    const args = read ?? {};
    const token = bearer(request) ?? (typeof args.token === "string" ? args.token : null);
    delete args.token;
    const entry: Logged = { method: name, args, at: world.now(), status: 0, answer: null, fault: null };
    calls.push(entry);
    const fault = faults.take(name, args);
    entry.fault = fault;
    if (fault && fault.after !== "performed") {
      await pause(faults.waits(name));
      return broken(entry, fault, request, response);
    }
    const unreadable = kindOf(request).includes("json") ? "invalid_json" : "invalid_form_data";
    const ran =
      read === null ? { answer: { ok: false, error: unreadable }, headers: {} } : this.#run(name, args, token);
    const { answer, headers } = ran;
    entry.answer = answer;
    await pause(faults.waits(name));
    if (fault) return broken(entry, fault, request, response);
    entry.status = 200;
    response.writeHead(200, { "content-type": "application/json; charset=utf-8", ...headers });
    response.end(JSON.stringify(answer));
  }

  #run(name: string, args: Json, token: string | null): { answer: Json; headers: Record<string, string> } {
    const { tokens, world, happened, origin } = this.#parts;
    const no = (error: string, more: Json = {}) => ({ answer: { ok: false, error, ...more }, headers: {} });
    if (token === null || token === "") return no("not_authed");
    const kind = token === tokens.bot ? "bot" : token === tokens.app ? "app" : null;
    if (kind === null) return no("invalid_auth");
    if (tokens.revoked !== null) return no(tokens.revoked);
    const method = name === "apps.connections.open" ? this.#connections() : METHODS[name];
    if (!method) return no("unknown_method", { req_method: name });
    if (method.token !== kind) return no("not_allowed_token_type");
    const has = kind === "bot" ? tokens.scopes : tokens.appScopes;
    const headers = { "x-oauth-scopes": has.join(","), "x-accepted-oauth-scopes": method.scopes.join(",") };
    if (method.scopes.length > 0 && !method.scopes.some((scope) => has.includes(scope)))
      return { ...no("missing_scope", { needed: method.scopes.join(","), provided: has.join(",") }), headers };
    try {
      return { answer: { ok: true, ...method.run({ args, world, origin: origin(), happened }) }, headers };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return { answer: { ok: false, error: error.message, ...error.more }, headers };
    }
  }

  #connections(): Method {
    return { token: "app", scopes: ["connections:write"], run: () => ({ url: this.#parts.connect() }) };
  }

  /** The SDK sends the bytes as a form's only file; others send them bare. */
  async #upload(id: string, request: IncomingMessage, bytes: Buffer, response: ServerResponse): Promise<void> {
    let content: Uint8Array = bytes;
    if (kindOf(request).startsWith("multipart/form-data"))
      for (const part of (await form(request, bytes)).values())
        if (typeof part !== "string") content = new Uint8Array(await part.arrayBuffer());
    const fault = this.#parts.faults.take("upload", { id });
    if (fault && fault.after !== "performed") return broken(null, fault, request, response);
    const { status, says } = upload(this.#parts.world, id, content);
    if (fault) return broken(null, fault, request, response);
    response.writeHead(status, { "content-type": "text/plain" });
    response.end(says);
  }

  /** Without the right token Slack shows its sign-in page, with status 200 in the end. */
  #download(place: string, request: IncomingMessage, response: ServerResponse): void {
    const { tokens, world } = this.#parts;
    const file = world.files.get(place.split("-").at(-1) ?? "");
    const may = bearer(request) === tokens.bot && tokens.revoked === null && tokens.scopes.includes("files:read");
    if (!may || !file?.bytes) {
      response.writeHead(302, { location: `/?redir=${encodeURIComponent(request.url ?? "")}` });
      response.end();
      return;
    }
    response.writeHead(200, { "content-type": file.type, "content-length": file.bytes.length });
    response.end(file.bytes);
  }

  async #respond(
    id: string,
    request: IncomingMessage,
    url: URL,
    bytes: Buffer,
    response: ServerResponse,
  ): Promise<void> {
    const { calls, world, origin, happened } = this.#parts;
    const args = await parsed(request, url, bytes);
    const entry: Logged = { method: "response_url", args, at: world.now(), status: 200, answer: null, fault: null };
    calls.push(entry);
    let error: string | null;
    try {
      error = respond({ args, world, origin: origin(), happened }, id);
    } catch (thrown) {
      if (!(thrown instanceof Refused)) throw thrown;
      error = thrown.message;
    }
    entry.status = error === null ? 200 : 404;
    response.writeHead(entry.status, { "content-type": "text/plain" });
    response.end(error ?? "ok");
  }
}

function broken(entry: Logged | null, fault: Fault, request: IncomingMessage, response: ServerResponse): void {
  if (fault.cut) {
    request.socket.destroy();
    return;
  }
  const status = fault.retryAfter === undefined ? (fault.status ?? 200) : 429;
  if (entry) entry.status = status;
  const error = fault.error ?? (status === 429 ? "ratelimited" : "internal_error");
  const wait = fault.retryAfter === undefined ? {} : { "retry-after": String(fault.retryAfter) };
  const plain = status >= 500;
  response.writeHead(status, { "content-type": plain ? "text/plain" : "application/json; charset=utf-8", ...wait });
  response.end(plain ? "upstream request failed" : JSON.stringify({ ok: false, error }));
}

async function body(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function parsed(request: IncomingMessage, url: URL, bytes: Buffer): Promise<Json> {
  const kind = kindOf(request);
  const args: Json = Object.fromEntries(url.searchParams);
  if (kind.startsWith("application/json")) {
    const value: unknown = bytes.length === 0 ? {} : JSON.parse(bytes.toString("utf8"));
    return isObject(value) ? { ...args, ...value } : args;
  }
  if (kind.startsWith("multipart/form-data")) return { ...args, ...Object.fromEntries(await form(request, bytes)) };
  return { ...args, ...Object.fromEntries(new URLSearchParams(bytes.toString("utf8"))) };
}

function form(request: IncomingMessage, bytes: Buffer): Promise<FormData> {
  return new Response(new Uint8Array(bytes), { headers: { "content-type": kindOf(request) } }).formData();
}

function kindOf(request: IncomingMessage): string {
  return request.headers["content-type"] ?? "";
}

function bearer(request: IncomingMessage): string | null {
  return /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1] ?? null;
}

function pause(ms: number): Promise<void> {
  return ms > 0 ? new Promise((done) => setTimeout(done, ms)) : Promise.resolve();
}
