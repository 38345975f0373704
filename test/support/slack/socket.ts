/**
 * Socket Mode: one-time addresses, the greeting, envelopes and their acknowledgements, pings, and partings. Up to ten
 * connections; each envelope goes to one of them.
 */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Again, Carrier, Kind } from "./delivery.ts";
import { isObject } from "./rules.ts";
import type { Json } from "./world.ts";

interface Pending {
  readonly socket: WebSocket;
  readonly since: number;
  readonly settle: (outcome: { ms: number; answer: Json | null } | { why: string }) => void;
}

interface Parts {
  readonly app: string;
  readonly origin: () => string;
  readonly ackMs: number;
}

const PING_MS = 5_000;
const PARTING_MS = 200;
const MOST = 10;

export class Sockets implements Carrier {
  /** Everything the app said: acknowledgements that came too late or twice are here too. */
  readonly heard: Json[] = [];
  deaf = false;
  readonly #parts: Parts;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #tickets = new Set<string>();
  readonly #open: WebSocket[] = [];
  readonly #pending = new Map<string, Pending>();
  readonly #waiting: Array<() => void> = [];
  readonly #pings: NodeJS.Timeout;
  #turn = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#pings = setInterval(() => this.#ping(), PING_MS);
    this.#pings.unref();
  }

  get connections(): number {
    return this.#open.length;
  }

  /** An address that serves for one connection. */
  address(): string {
    const ticket = crypto.randomUUID();
    this.#tickets.add(ticket);
    return `${this.#parts.origin().replace("http", "ws")}/link/?ticket=${ticket}&app_id=${this.#parts.app}`;
  }

  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? "/", this.#parts.origin());
    const ticket = url.searchParams.get("ticket") ?? "";
    if (url.pathname !== "/link/" || !this.#tickets.delete(ticket)) {
      stream.end("HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
      return;
    }
    this.#server.handleUpgrade(request, stream, head, (socket) => this.#greet(socket));
  }

  async carry(kind: Kind, payload: Json, again: Again): Promise<{ ms: number; answer: Json | null } | { why: string }> {
    const socket = this.#open[this.#turn % Math.max(this.#open.length, 1)];
    this.#turn += 1;
    if (!socket) return { why: "no_connection" };
    const id = crypto.randomUUID();
    return new Promise((resolve) => {
      const timer = setTimeout(() => pending.settle({ why: "timeout" }), this.#parts.ackMs);
      timer.unref();
      const pending: Pending = {
        socket,
        since: performance.now(),
        settle: (outcome) => {
          clearTimeout(timer);
          this.#pending.delete(id);
          resolve(outcome);
        },
      };
      this.#pending.set(id, pending);
      if (!this.deaf) socket.send(JSON.stringify(envelope(id, kind, payload, again)));
    });
  }

  ready(): Promise<void> {
    return this.#open.length > 0 ? Promise.resolve() : new Promise((done) => this.#waiting.push(done));
  }

  /** Says good-bye as Slack does; the app is expected to come back on a new address. */
  part(reason: "warning" | "refresh_requested" | "link_disabled"): void {
    for (const socket of [...this.#open])
      socket.send(JSON.stringify({ type: "disconnect", reason, debug_info: { host: "applink-local" } }));
  }

  /** Cuts all connections without a word. */
  drop(): void {
    for (const socket of [...this.#open]) socket.terminate();
  }

  /** Sends anything at all, such as text that is not JSON. */
  blurt(text: string): void {
    for (const socket of this.#open) socket.send(text);
  }

  /** Says good-bye properly; who doesn't answer soon is cut off. */
  async close(): Promise<void> {
    clearInterval(this.#pings);
    for (const { settle } of [...this.#pending.values()]) settle({ why: "connection_closed" });
    for (const done of this.#waiting.splice(0)) done();
    const gone = this.#open.map((socket) => new Promise((done) => socket.once("close", done)));
    for (const socket of this.#open) socket.close(1001);
    let late: NodeJS.Timeout | undefined;
    await Promise.race([Promise.all(gone), new Promise((done) => (late = setTimeout(done, PARTING_MS)))]);
    clearTimeout(late);
    this.drop();
    this.#server.close();
  }

  #greet(socket: WebSocket): void {
    if (this.#open.length >= MOST) {
      socket.send(JSON.stringify({ type: "disconnect", reason: "too_many_websockets" }));
      socket.close();
      return;
    }
    this.#open.push(socket);
    socket.on("message", (data) => this.#hear(socket, String(data)));
    socket.on("error", () => socket.terminate());
    socket.on("close", () => this.#gone(socket));
    const { app } = this.#parts;
    if (!this.deaf)
      socket.send(
        JSON.stringify({
          type: "hello",
          num_connections: this.#open.length,
          debug_info: { host: "applink-local", build_number: 1, approximate_connection_time: 18_060 },
          connection_info: { app_id: app },
        }),
      );
    for (const done of this.#waiting.splice(0)) done();
  }

  #hear(socket: WebSocket, text: string): void {
    if (this.deaf) return;
    let said: unknown;
    try {
      said = JSON.parse(text);
    } catch {
      said = { unreadable: text };
    }
    if (!isObject(said)) return;
    this.heard.push(said);
    const pending = this.#pending.get(String(said.envelope_id));
    if (!pending || pending.socket !== socket) return;
    const answer = isObject(said.payload) && Object.keys(said.payload).length > 0 ? said.payload : null;
    pending.settle({ ms: performance.now() - pending.since, answer });
  }

  #gone(socket: WebSocket): void {
    const place = this.#open.indexOf(socket);
    if (place >= 0) this.#open.splice(place, 1);
    for (const one of [...this.#pending.values()]) if (one.socket === socket) one.settle({ why: "connection_closed" });
  }

  #ping(): void {
    if (!this.deaf) for (const socket of this.#open) socket.ping("Ping from applink-local");
  }
}

function envelope(id: string, kind: Kind, payload: Json, { retry, reason }: Again): Json {
  return {
    envelope_id: id,
    payload,
    type: kind,
    accepts_response_payload: kind === "slash_commands" || payload.type === "view_submission",
    ...(kind === "events_api" ? { retry_attempt: retry, retry_reason: reason ?? "" } : {}),
  };
}
