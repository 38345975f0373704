/**
 * A strict calendar server (CalDAV) of our own, for tests: what it doesn't know it refuses, and whatever a client does against the
 * rules is noted in `faults`, which tests expect to be empty. It can be stopped and started again on the same port, and it
 * stumbles on request.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Calendar, objectFault } from "./calendar.ts";
import { HOME, placesAt, USER } from "./places.ts";
import { BadRequest, multistatus, propertiesResponse, report, wantedIn } from "./reports.ts";
import { CAL, DAV, parseXml } from "./xml.ts";

export interface CaldavOptions {
  readonly calendars?: readonly Calendar[];
  /** Answers sync-collection, and has tokens. */
  readonly syncs?: boolean;
  /** Writes to whoever is invited, by itself (RFC 6638). */
  readonly schedules?: boolean;
  /** The calendar that it takes for invitations. */
  readonly defaultCalendar?: string;
  /** How many changes it tells in one answer. */
  readonly changesAtOnce?: number;
  /** How far its clock is ahead of the machine's. */
  readonly skewMs?: number;
}

/** What goes wrong with the next request of this method. */
export type Stumble =
  | {
      readonly kind: "status";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** The request is carried out, and the connection breaks off before the answer. */
  | { readonly kind: "cut" }
  /** The connection breaks off before anything is done. */
  | { readonly kind: "drop" }
  | { readonly kind: "slow"; readonly ms: number }
  | { readonly kind: "html" }
  /** Somebody else is quicker. */
  | { readonly kind: "meanwhile"; readonly run: () => void };

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const LOGIN = "<!doctype html><html><body><form action=/login>Please log in</form></body></html>";

export class CaldavServer {
  readonly calendars: Calendar[];
  /** What was asked against the rules. */
  readonly faults: string[] = [];
  /** `METHOD path`, in order. */
  readonly requests: string[] = [];
  /** Whom the server itself would have written to. */
  readonly mailed: string[] = [];
  password = "app:p@ss";
  /** What goes wrong with every request, until it is taken back. */
  always: Stumble | null = null;
  /** Whether an access token is taken; then no password is. */
  holds: ((token: string) => boolean) | null = null;
  syncs: boolean;
  readonly #options: CaldavOptions;
  readonly #stumbles: Array<{ method: string; stumble: Stumble }> = [];
  #server: Server | null = null;
  #port = 0;

  constructor(options: CaldavOptions = {}) {
    this.#options = options;
    this.syncs = options.syncs ?? true;
    this.calendars = [...(options.calendars ?? [new Calendar({ name: "work", displayName: "Work" })])];
  }

  /** Listens: at the first start anywhere, afterwards where it was. */
  async start(): Promise<this> {
    const server = createServer((request, response) => {
      // Whoever has hung up gets no answer.
      this.#serve(request, response).catch(() => request.socket.destroy());
    });
    await new Promise<void>((resolve) => server.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
    return this;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (!server) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** CALDAV_URL for this path, the calendar's own unless told. */
  url(path = `${HOME}${this.calendars[0]?.name}/`): string {
    const url = new URL(path, this.origin);
    url.username = USER;
    if (!this.holds) url.password = encodeURIComponent(this.password);
    return url.href;
  }

  get calendar(): Calendar {
    const [first] = this.calendars;
    if (!first) throw new Error("there is no calendar");
    return first;
  }

  /** The next request of this method goes wrong; several are taken in turn. */
  stumble(method: string, stumble: Stumble): void {
    this.#stumbles.push({ method, stumble });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "/" } = request;
    this.requests.push(`${method} ${url}`);
    const index = this.#stumbles.findIndex((one) => one.method === method);
    const [stumbling] = index < 0 ? [] : this.#stumbles.splice(index, 1);
    const stumble = stumbling?.stumble ?? this.always;
    if (stumble?.kind === "drop") return void request.socket.destroy();
    if (stumble?.kind === "slow") await new Promise((resolve) => setTimeout(resolve, stumble.ms).unref());
    if (stumble?.kind === "meanwhile") stumble.run();
    const body = await bodyOf(request);
    const answer = this.#answer(request, method, url, body, stumble);
    if (stumble?.kind === "cut") return void request.socket.destroy();
    const date = new Date(Date.now() + (this.#options.skewMs ?? 0)).toUTCString();
    response.writeHead(answer.status, { date, ...answer.headers });
    response.end(answer.body ?? "");
  }

  #answer(request: IncomingMessage, method: string, url: string, body: string, stumble: Stumble | null): Answer {
    if (stumble?.kind === "status") return stumble;
    if (stumble?.kind === "html") return { status: 200, headers: { "content-type": "text/html" }, body: LOGIN };
    if (url === "/.well-known/caldav") return { status: 301, headers: { location: "/dav/" } };
    const { authorization = "" } = request.headers;
    if (this.holds && !this.holds(/^Bearer (\S+)$/.exec(authorization)?.[1] ?? ""))
      return {
        status: 401,
        headers: { "www-authenticate": 'Bearer realm="dav", error="invalid_token"' },
        body: `Invalid ${authorization}`,
      };
    const expected = `Basic ${Buffer.from(`${USER}:${this.password}`).toString("base64")}`;
    if (!this.holds && authorization !== expected)
      return { status: 401, headers: { "www-authenticate": 'Basic realm="dav"' }, body: "Unauthorized" };
    try {
      return this.#dav(request, method, url, body);
    } catch (error) {
      const status = error instanceof BadRequest ? error.status : 400;
      const condition = error instanceof BadRequest ? error.condition : "";
      if (condition !== "<D:valid-sync-token/>") this.faults.push(`${method} ${url}: ${String(error)}`);
      return {
        status,
        headers: { "content-type": "application/xml; charset=utf-8" },
        body: `<D:error xmlns:D="DAV:" xmlns:C="${CAL}">${condition}</D:error>`,
      };
    }
  }

  #dav(request: IncomingMessage, method: string, url: string, body: string): Answer {
    const path = decodeURIComponent(url);
    const [, name = "", file = ""] = new RegExp(`^${HOME}([^/]+)/(.*)$`).exec(path) ?? [];
    const calendar = this.calendars.find((one) => one.name === name);
    const { depth } = request.headers as Record<string, string | undefined>;
    if (method === "OPTIONS") {
      const abilities = [
        "1",
        "3",
        "access-control",
        "calendar-access",
        ...(this.#options.schedules ? ["calendar-auto-schedule"] : []),
      ];
      return {
        status: 200,
        headers: { dav: abilities.join(", "), allow: "OPTIONS, PROPFIND, REPORT, GET, PUT, DELETE" },
      };
    }
    if (method === "PROPFIND") return this.#propfind(path, depth, body);
    if (!calendar) return { status: file || name ? 404 : 405 };
    if (method === "REPORT") {
      if (file !== "") throw new BadRequest(403, "reports are made on a calendar");
      const how = {
        base: `${HOME}${calendar.name}/`,
        depth,
        syncs: this.syncs,
        atOnce: this.#options.changesAtOnce ?? 1000,
      };
      return xml(207, report(calendar, parseXml(body), how));
    }
    return this.#object(request, method, calendar, file, body);
  }

  #propfind(path: string, depth: string | undefined, body: string): Answer {
    if (depth !== "0" && depth !== "1") throw new BadRequest(400, "a PROPFIND needs depth 0 or 1");
    const asked = parseXml(body);
    if (asked.name !== `${DAV} propfind`) throw new BadRequest(400, "not a propfind");
    const wanted = wantedIn(asked);
    const { schedules = false, defaultCalendar } = this.#options;
    const { calendars, syncs } = this;
    const places = placesAt({ calendars, syncs, schedules, defaultCalendar }, path, depth);
    if (!places) return { status: 404 };
    return xml(
      207,
      multistatus(places.map(({ href, props }) => propertiesResponse(href, wanted, (name) => props[name]))),
    );
  }

  #object(request: IncomingMessage, method: string, calendar: Calendar, file: string, body: string): Answer {
    const stored = calendar.objects.get(file);
    const { "if-match": ifMatch, "if-none-match": ifNoneMatch, "content-type": type = "" } = request.headers;
    if (method === "GET") {
      if (!stored) return { status: 404 };
      return {
        status: 200,
        headers: { "content-type": "text/calendar; charset=utf-8", etag: stored.etag },
        body: stored.text,
      };
    }
    if (method !== "PUT" && method !== "DELETE") throw new BadRequest(405, `the method ${method} is not known`);
    if (!calendar.writable) return { status: 403 };
    if (ifMatch === undefined && ifNoneMatch !== "*")
      throw new BadRequest(428, `a ${method} without a condition writes over the owner's changes`);
    if (ifNoneMatch === "*" && stored) return { status: 412 };
    if (ifMatch !== undefined && ifMatch !== stored?.etag) return { status: 412 };
    if (method === "DELETE") {
      calendar.delete(file);
      return { status: 204 };
    }
    if (!type.startsWith("text/calendar")) throw new BadRequest(415, `${type} is no calendar`);
    const fault = objectFault(body);
    if (fault) throw new BadRequest(403, fault, "<C:valid-calendar-object-resource/>");
    const uid = /^UID:(.*)$/m.exec(body)?.[1]?.trim() ?? "";
    const other = calendar.fileWithUid(uid);
    if (other !== undefined && other !== file)
      return { ...xml(403, `<D:error xmlns:D="DAV:" xmlns:C="${CAL}"><C:no-uid-conflict/></D:error>`) };
    if (this.#options.schedules)
      for (const line of body.replace(/\r\n[ \t]/g, "").split("\r\n"))
        if (/^ATTENDEE/.test(line) && !/SCHEDULE-AGENT=CLIENT/.test(line)) this.mailed.push(line);
    calendar.put(file, body);
    return { status: stored ? 204 : 201 };
  }
}

function xml(status: number, body: string): Answer {
  return { status, headers: { "content-type": "application/xml; charset=utf-8" }, body };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}
