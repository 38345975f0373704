/**
 * A strict token server for tests, on this machine: what a client does against RFC 6749, 7636 or 8628 is refused, and noted in
 * `faults`, which tests expect to be empty. It rotates on demand, can be down, slow, or talk nonsense.
 * Before: harness.ts and tests. After: books.ts keeps what was given.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Answer, Books, OAuthFault } from "./books.ts";

/** What goes wrong with every request of this kind, until it is taken back. */
export type TokenTrouble = Answer | { readonly stallMs: number } | "drop";

export class TokenServer {
  readonly books = new Books();
  /** What was asked against the rules. */
  readonly faults: string[] = [];
  /** What was asked for, in order: grant types, `device`, `authorize`. */
  readonly asked: string[] = [];
  trouble: TokenTrouble | null = null;
  /** Happens between the next request and its answer. */
  meanwhile: (() => Promise<unknown>) | null = null;
  #server: Server | null = null;
  #port = 0;

  static async open(): Promise<TokenServer> {
    const server = new TokenServer();
    await server.start();
    return server;
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => {
      this.#serve(request, response).catch(() => request.socket.destroy());
    });
    await new Promise<void>((resolve) => server.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    server?.closeAllConnections();
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get tokenUrl(): string {
    return `${this.origin}/token`;
  }

  /** How often a refresh token was used. */
  get renewals(): number {
    return this.asked.filter((one) => one === "refresh_token").length;
  }

  /** The variables for this purpose: `MAIL` or `CALDAV`. */
  environment(prefix: "MAIL" | "CALDAV", refreshToken = this.books.newRefreshToken()): Record<string, string> {
    const { id, secret } = this.books.client;
    return {
      [`${prefix}_OAUTH_PROVIDER`]: this.tokenUrl,
      [`${prefix}_OAUTH_CLIENT_ID`]: id,
      ...(secret === null ? {} : { [`${prefix}_OAUTH_CLIENT_SECRET`]: secret }),
      [`${prefix}_OAUTH_REFRESH_TOKEN`]: refreshToken,
    };
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.origin);
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const form =
      url.pathname === "/authorize" ? url.searchParams : new URLSearchParams(Buffer.concat(parts).toString());
    this.asked.push(form.get("grant_type") ?? url.pathname.slice(1));
    const { trouble, meanwhile } = this;
    this.meanwhile = null;
    await meanwhile?.();
    if (trouble === "drop") return void request.socket.destroy();
    if (trouble && "stallMs" in trouble) await new Promise((done) => setTimeout(done, trouble.stallMs).unref());
    const answer = trouble && "status" in trouble ? trouble : this.#answer(request, url, form);
    response.writeHead(answer.status, {
      "content-type": "application/json; charset=utf-8",
      "cache-control": "no-store",
      ...answer.headers,
    });
    response.end(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body ?? {}));
  }

  #answer(request: IncomingMessage, url: URL, form: URLSearchParams): Answer {
    try {
      for (const name of new Set(form.keys()))
        if (form.getAll(name).length > 1) throw new OAuthFault("invalid_request", `${name} twice`);
      if (url.pathname === "/authorize") return this.books.authorize(form);
      if (request.method !== "POST") throw new OAuthFault("invalid_request", "not a POST");
      if (!/^application\/x-www-form-urlencoded\b/.test(request.headers["content-type"] ?? ""))
        throw new OAuthFault("invalid_request", "not a form");
      if (url.search !== "") throw new OAuthFault("invalid_request", "parameters in the address");
      if (url.pathname === "/devicecode") return this.books.newDevice(form, this.origin);
      if (url.pathname !== "/token") return { status: 404 };
      return this.books.grant(form);
    } catch (error) {
      if (!(error instanceof OAuthFault)) throw error;
      if (error.isFault) this.faults.push(`${error.error}: ${error.message}`);
      const { status, error: name, message } = error;
      return { status, body: { error: name, error_description: message } };
    }
  }
}
