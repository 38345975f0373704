/**
 * The one HTTP server of the process: whoever keeps it alive asks here whether it lives and is ready, and chats that call
 * instead of being listened to are handed to their surface. Nothing else is told to strangers.
 * Before: main.ts. After: the surfaces' routes.
 */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { messageOf } from "./lib/errors.ts";

/** What is missing until everything works, in plain words without secrets or people's names; empty: ready. */
export interface Readiness {
  readonly missing: readonly string[];
}

export interface HttpParts {
  /** 0 takes any free one. */
  readonly port: number;
  /** Whether the process does its work: it leads its home, and the ledger is open. That it answers shows the rest. */
  readonly alive: () => boolean;
  readonly ready: () => Readiness;
  /** By exact path; whatever they throw is a 500 and nothing more. */
  readonly routes: ReadonlyMap<string, RequestListener>;
  /** How long a client may take over its headers; 10 s unless told. */
  readonly headersMs?: number;
  /** Hears what a route threw, by its path. */
  readonly onError?: (path: string, error: unknown) => void;
}

export interface HttpDoor {
  readonly kind: "listening";
  readonly port: number;
  /** Stops listening, lets what is under way finish for `graceMs`, then ends every connection. */
  close(graceMs?: number): Promise<void>;
}

/** A port that can't be had is an answer, not a surprise. */
export type Served = HttpDoor | { readonly kind: "taken"; readonly why: string };

const HEADERS_MS = 10_000;
const REQUEST_MS = 20_000;
const KEEP_ALIVE_MS = 5_000;
/** Of a connection on which nothing moves at all, a reader of our answers included. */
const SILENT_MS = 60_000;
const LOOK_FOR_SLOW_MS = 1_000;
const MOST_HEADER_BYTES = 16 * 1024;
const MOST_CONNECTIONS = 256;
const GRACE_MS = 2_000;

/** Listens on `port`, on every address of the machine. */
export function serveHttp(parts: HttpParts): Promise<Served> {
  const server = createServer(
    {
      headersTimeout: parts.headersMs ?? HEADERS_MS,
      requestTimeout: REQUEST_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: LOOK_FOR_SLOW_MS,
      maxHeaderSize: MOST_HEADER_BYTES,
    },
    (request, response) => answer(parts, request, response),
  );
  server.maxConnections = MOST_CONNECTIONS;
  server.setTimeout(SILENT_MS);
  return new Promise((resolve) => {
    server.once("error", (error) => resolve({ kind: "taken", why: messageOf(error) }));
    server.listen(parts.port, () => {
      // From here on an error is of one connection: the others are served all the same.
      server.on("error", (error) => parts.onError?.("", error));
      const { port } = server.address() as AddressInfo;
      resolve({ kind: "listening", port, close: (graceMs = GRACE_MS) => closed(server, graceMs) });
    });
  });
}

/** From what the process knows of itself. `surfaces`: the configured ones that connect to something. */
export function readinessOf(state: {
  readonly leads: boolean;
  readonly ledgerOpen: boolean;
  readonly surfaces: ReadonlyArray<{ readonly name: string; readonly connected: boolean }>;
}): Readiness {
  return {
    missing: [
      ...(state.leads ? [] : ["this process does not lead its home"]),
      ...(state.ledgerOpen ? [] : ["the ledger is not open"]),
      ...state.surfaces.filter((one) => !one.connected).map((one) => `${one.name} is not connected`),
    ],
  };
}

function answer(parts: HttpParts, request: IncomingMessage, response: ServerResponse): void {
  const [path = ""] = (request.url ?? "").split("?", 1);
  const asks = request.method === "GET" || request.method === "HEAD";
  const said = asks ? health(parts, path) : null;
  const route = parts.routes.get(path);
  if (said) {
    response.writeHead(said.status, { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" });
    response.end(`${said.text}\n`);
  } else if (route) hand(parts, route, path, request, response);
  // Whatever a stranger is still sending, nobody reads it.
  else response.writeHead(404, { connection: "close" }).end();
}

function health(parts: HttpParts, path: string): { readonly status: number; readonly text: string } | null {
  if (path === "/readyz") return readyWords(parts);
  if (path !== "/healthz" && path !== "/health") return null;
  if (lives(parts)) return { status: 200, text: "ok" };
  return { status: 503, text: path === "/health" ? "not ready" : "not alive" };
}

function lives({ alive }: HttpParts): boolean {
  try {
    return alive();
  } catch {
    return false; // the database is closed already: the process is stopping
  }
}

function readyWords({ ready }: HttpParts) {
  try {
    const { missing } = ready();
    if (missing.length === 0) return { status: 200, text: "ready" };
    return { status: 503, text: `not ready: ${missing.join("; ").replace(/\s+/g, " ")}` };
  } catch {
    return { status: 503, text: "not ready: the ledger is not open" };
  }
}

/** A listener may answer later, and may fail then: neither ends the process. */
function hand(
  parts: HttpParts,
  route: RequestListener,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const failed = (error: unknown) => {
    parts.onError?.(path, error);
    if (response.headersSent) response.destroy();
    else response.writeHead(500, { connection: "close" }).end();
  };
  try {
    Promise.resolve(route(request, response) as unknown).catch(failed);
  } catch (error) {
    failed(error);
  }
}

async function closed(server: Server, graceMs: number): Promise<void> {
  const ended = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const hurry = setTimeout(() => server.closeAllConnections(), graceMs);
  await ended;
  clearTimeout(hurry);
}
