/**
 * The door over HTTP: `/bot<TOKEN>/<method>` and `/file/bot<TOKEN>/<path>`, with every call and its answer on record.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Args, readArgs } from "./args.ts";
import type { Calls, Desk } from "./call.ts";
import { type Broken, broken, type Faults } from "./faults.ts";
import { Refusal } from "./refusal.ts";

/** One call of the bot. `answer` is what it got: a document, `"cut"` or `"page"`; `undefined` while it waits. */
export interface Made {
  readonly method: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Unix milliseconds. */
  readonly at: number;
  answer: unknown;
}

interface Parts {
  readonly token: string;
  readonly calls: Calls;
  readonly desk: Desk;
  readonly faults: Faults;
  readonly record: Made[];
  readonly changed: () => void;
}

/** Methods are found whatever the case of their letters, as on the real server. */
export async function openServer(parts: Parts): Promise<{ readonly port: number; close(): Promise<void> }> {
  const byName = new Map(Object.keys(parts.calls).map((name) => [name.toLowerCase(), name]));
  const server = createServer((request, response) => {
    handle(request, response, parts, byName).catch((error: unknown) => {
      parts.desk.odd(`the platform itself failed: ${error instanceof Error ? error.stack : String(error)}`);
      response.destroy();
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  parts: Parts,
  byName: ReadonlyMap<string, string>,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://platform");
  const file = /^\/file\/bot([^/]+)\/(.+)$/.exec(url.pathname);
  if (file) return sendFile(response, parts, decodeURIComponent(file[1] ?? ""), file[2] ?? "");
  const call = /^\/bot([^/]+)\/(?:test\/)?([^/]*)$/.exec(url.pathname);
  if (!call) return reply(response, 404, refusalBody(new Refusal(404, "Not Found")));
  const [, token = "", name = ""] = call;
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  let args: Args;
  try {
    args = await readArgs(request, url);
  } catch (error) {
    if (!(error instanceof Refusal)) return;
    return reply(response, error.code, refusalBody(error));
  }
  const method = byName.get(name.toLowerCase());
  const made: Made = { method: method ?? name, args: args.raw, at: Date.now(), answer: undefined };
  parts.record.push(made);
  parts.changed();
  if (decodeURIComponent(token) !== parts.token) {
    return answer(response, made, parts, 401, refusalBody(new Refusal(401, "Unauthorized")));
  }
  if (method === undefined) {
    return answer(response, made, parts, 404, refusalBody(new Refusal(404, "Not Found: method not found")));
  }
  await parts.faults.slow(method);
  const fault = parts.faults.take(method, args.raw);
  if (fault && fault.after !== "performed") return fail(response, made, parts, broken(fault));
  const outcome = await perform(parts, method, args, gone.signal);
  if (fault) return fail(response, made, parts, broken(fault));
  answer(response, made, parts, outcome.code, outcome.body);
}

/** Runs a call as if it had come over HTTP. */
export async function perform(
  { calls, desk }: Pick<Parts, "calls" | "desk">,
  method: string,
  args: Args,
  gone: AbortSignal,
): Promise<{ readonly code: number; readonly body: Readonly<Record<string, unknown>> }> {
  const call = calls[method];
  if (call === undefined) return { code: 404, body: refusalBody(new Refusal(404, "Not Found: method not found")) };
  for (const name of Object.keys(args.raw)) {
    const attached = Object.values(args.raw).includes(`attach://${name}`);
    if (!attached && !call.params.includes(name)) desk.odd(`${method} has no parameter ${name}: passed over`);
  }
  try {
    return { code: 200, body: { ok: true, result: await call.run(args, gone) } };
  } catch (error) {
    if (error instanceof Refusal) return { code: error.code, body: refusalBody(error) };
    throw error;
  }
}

function refusalBody({ code, message, parameters }: Refusal): Record<string, unknown> {
  return { ok: false, error_code: code, description: message, ...(parameters === null ? {} : { parameters }) };
}

function fail(response: ServerResponse, made: Made, parts: Parts, fault: Broken): void {
  if (fault.kind === "refusal") {
    const { code, description, retryAfter } = fault;
    const body = refusalBody(new Refusal(code, description, retryAfter === null ? null : { retry_after: retryAfter }));
    answer(response, made, parts, code, body, retryAfter);
    return;
  }
  made.answer = fault.kind;
  parts.changed();
  if (fault.kind === "cut") {
    response.destroy();
    return;
  }
  response.writeHead(fault.code, { "content-type": "text/html" });
  response.end(`<html><head><title>${fault.code} Bad Gateway</title></head><body>nginx</body></html>\n`);
}

function answer(
  response: ServerResponse,
  made: Made,
  parts: Parts,
  code: number,
  body: Readonly<Record<string, unknown>>,
  retryAfter: number | null = null,
): void {
  made.answer = body;
  reply(response, code, body, retryAfter);
  parts.changed();
}

function reply(response: ServerResponse, code: number, body: unknown, retryAfter: number | null = null): void {
  if (response.destroyed) return;
  response.writeHead(code, {
    "content-type": "application/json",
    ...(retryAfter === null ? {} : { "retry-after": String(retryAfter) }),
  });
  response.end(JSON.stringify(body));
}

function sendFile(response: ServerResponse, { token, desk }: Parts, given: string, path: string): void {
  const kept = [...desk.world.files.values()].find((one) => one.path === decodeURIComponent(path));
  if (given !== token) {
    reply(response, 401, refusalBody(new Refusal(401, "Unauthorized")));
  } else if (kept === undefined) {
    reply(response, 404, refusalBody(new Refusal(404, "Not Found")));
  } else {
    response.writeHead(200, { "content-type": "application/octet-stream", "content-length": kept.bytes.length });
    response.end(kept.bytes);
  }
}
