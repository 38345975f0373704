/**
 * What is asked of a calendar server (RFC 4791, RFC 6578), one function each, answered in our own shapes. tsdav writes the
 * requests and reads the XML; what an answer means is decided here, because one event that has gone must not fail the rest.
 * Before: find-calendar.ts, mirror.ts, writing.ts. After: wire.ts.
 */
import type { DAVResponse } from "tsdav";
import { CallError, type Wire } from "./wire.ts";

/** An object in a calendar; `path` is what tells it from others, however its address was written. */
export interface Stored {
  readonly path: string;
  readonly url: string;
  readonly etag: string;
}

export interface StoredText extends Stored {
  readonly text: string;
}

export interface Changes {
  readonly changed: readonly Stored[];
  /** Paths. */
  readonly gone: readonly string[];
  readonly token: string;
  /** The server told only a part: ask again with the new token. */
  readonly isPart: boolean;
}

/** `again`: somebody else has changed it meanwhile. */
export type Written = { readonly kind: "done" } | { readonly kind: "again" } | { readonly kind: "no"; status: number };

type Props = Readonly<Record<string, unknown>>;

const NAMESPACES = { "xmlns:d": "DAV:", "xmlns:c": "urn:ietf:params:xml:ns:caldav" };
/** How a server says that it doesn't know a token any more (RFC 6578, 3.2; some say it in ways of their own). */
const NO_SUCH_TOKEN: readonly number[] = [400, 403, 404, 405, 409, 410, 412, 415, 422, 501, 507];

export class Dav {
  readonly #wire: Wire;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  /** The properties of an address, and with depth 1 of what lies in it. Throws where it is nothing of WebDAV. */
  async properties(url: string, depth: "0" | "1", names: readonly string[]): Promise<{ url: string; props: Props }[]> {
    const props = Object.fromEntries(names.map((name) => [name, {}]));
    const { propfind } = await tsdav();
    const found = await propfind({ url, depth, props, fetch: this.#wire.fetch });
    return this.#several(found, url).flatMap(({ href, props: values }) =>
      href ? [{ url: new URL(href, url).href, props: (values ?? {}) as Props }] : [],
    );
  }

  /** What the server can do at this address: its DAV header. */
  async abilities(url: string): Promise<ReadonlySet<string>> {
    const answer = await this.#wire.fetch(url, { method: "OPTIONS" });
    return new Set((answer.headers.get("dav") ?? "").split(",").map((one) => one.trim().toLowerCase()));
  }

  /** Which events lie in this stretch of time, without their texts. */
  within(calendar: string, from: number, to: number): Promise<Stored[]> {
    const range = { "c:time-range": { _attributes: { start: utcText(from), end: utcText(to) } } };
    return this.#query(calendar, range);
  }

  /** Which event has this uid, wherever it lies in time. */
  withUid(calendar: string, uid: string): Promise<Stored[]> {
    const match = { _attributes: { collation: "i;octet" }, _text: uid };
    return this.#query(calendar, { "c:prop-filter": { _attributes: { name: "UID" }, "c:text-match": match } });
  }

  async #query(calendar: string, filter: Props): Promise<Stored[]> {
    const event = { "c:comp-filter": { _attributes: { name: "VEVENT" }, ...filter } };
    const body = {
      "c:calendar-query": {
        _attributes: NAMESPACES,
        "d:prop": { "d:getetag": {} },
        "c:filter": { "c:comp-filter": { _attributes: { name: "VCALENDAR" }, ...event } },
      },
    };
    return this.#several(await this.#report(calendar, body), calendar).flatMap((one) => storedOf(one, calendar));
  }

  /** The texts of these; what has gone meanwhile is left out. */
  async texts(calendar: string, wanted: readonly Stored[]): Promise<StoredText[]> {
    const body = {
      "c:calendar-multiget": {
        _attributes: NAMESPACES,
        "d:prop": { "d:getetag": {}, "c:calendar-data": {} },
        "d:href": wanted.map(({ url }) => new URL(url).pathname),
      },
    };
    return this.#several(await this.#report(calendar, body), calendar).flatMap((one) => {
      const text = textIn(one.props?.calendarData);
      return storedOf(one, calendar).flatMap((stored) => (text === "" ? [] : [{ ...stored, text }]));
    });
  }

  /** What has changed since the token; null: the server doesn't know it (any more). */
  async changesSince(calendar: string, token: string): Promise<Changes | null> {
    const { syncCollection } = await tsdav();
    const answers = await syncCollection({
      url: calendar,
      props: { "d:getetag": {} },
      syncLevel: 1,
      syncToken: token,
      fetch: this.#wire.fetch,
    });
    const [first] = answers;
    if (first && !multistatusOf(first) && NO_SUCH_TOKEN.includes(first.status)) return null;
    const all = this.#several(answers, calendar);
    const next = textIn((first && multistatusOf(first))?.syncToken);
    if (next === "") return null;
    const own = pathOf(calendar);
    return {
      changed: all.flatMap((one) => storedOf(one, calendar)),
      gone: all.filter((one) => one.href && one.status === 404).map(({ href = "" }) => pathOf(href, calendar)),
      token: next,
      isPart: all.some((one) => one.status === 507 && one.href && pathOf(one.href, calendar) === own),
    };
  }

  /** One object as it stands now; null: there is none. */
  async get(url: string): Promise<StoredText | null> {
    const answer = await this.#wire.fetch(url, { headers: { accept: "text/calendar" } });
    if (answer.status === 404 || answer.status === 410) return null;
    const text = await answer.text();
    if (!answer.ok || !/^\uFEFF?BEGIN:VCALENDAR/i.test(text)) throw this.#strange(answer.status, url);
    const etag = answer.headers.get("etag") ?? "";
    const strong = etag !== "" && !etag.startsWith("W/") ? etag : await this.#etagOf(url);
    return { path: pathOf(url), url, etag: strong, text };
  }

  async #etagOf(url: string): Promise<string> {
    const [found] = await this.properties(url, "0", ["d:getetag"]);
    return textIn(found?.props.getetag);
  }

  /** Makes a new one; never writes over another. */
  async create(url: string, text: string): Promise<Written> {
    const headers = { "content-type": "text/calendar; charset=utf-8", "if-none-match": "*" };
    const { createObject } = await tsdav();
    return writtenOf(await createObject({ url, data: text, headers, fetch: this.#wire.fetch }));
  }

  /** Writes over the very state that was read. */
  async replace({ url, etag }: Stored, text: string): Promise<Written> {
    const headers = { "content-type": "text/calendar; charset=utf-8" };
    const { updateObject } = await tsdav();
    return writtenOf(await updateObject({ url, data: text, etag, headers, fetch: this.#wire.fetch }));
  }

  /** Deletes the very state that was read; one that has gone is deleted. */
  async delete({ url, etag }: Stored): Promise<Written> {
    const { deleteObject } = await tsdav();
    const answer = await deleteObject({ url, etag, fetch: this.#wire.fetch });
    return answer.status === 404 || answer.status === 410 ? { kind: "done" } : writtenOf(answer);
  }

  async #report(url: string, body: Props): Promise<DAVResponse[]> {
    const { davRequest } = await tsdav();
    const init = { method: "REPORT" as const, headers: { depth: "1" }, body };
    return davRequest({ url, init, fetch: this.#wire.fetch });
  }

  /** The answers of a multistatus. Throws where it is none. */
  #several(answers: readonly DAVResponse[], url: string): readonly DAVResponse[] {
    const [first] = answers;
    if (first && multistatusOf(first)) return answers;
    throw this.#strange(first?.status ?? 0, url);
  }

  #strange(status: number, url: string): CallError {
    const { host } = this.#wire;
    const where = new URL(url).pathname;
    if (status === 403)
      return new CallError(
        "refused",
        `The calendar server ${host} does not let you into ${where}. Look at CALDAV_URL, and at what its name and app password may do.`,
        { arrived: false },
      );
    if (status === 404 || status === 410)
      return new CallError(
        "changed",
        `There is nothing at ${where} on ${host} (any more). Put the address of your calendar into CALDAV_URL.`,
        { arrived: false },
      );
    return new CallError(
      "changed",
      `${host} does not answer like a calendar server at ${where}. Put the address of your calendar into CALDAV_URL.`,
      { arrived: true },
    );
  }
}

/** Loaded where a calendar server is asked: no other verb waits for it. */
function tsdav() {
  return import("tsdav");
}

/** The text of an element, whichever way it was written. */
export function textIn(value: unknown): string {
  if (typeof value === "string") return value.trim();
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (value === null || typeof value !== "object") return "";
  const { _cdata, _text } = value as { _cdata?: unknown; _text?: unknown };
  return textIn(_cdata ?? _text);
}

/** Addresses are written with and without a host, and with this or that escaped. */
export function pathOf(href: string, base = href): string {
  const { pathname } = new URL(href, base);
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}

function storedOf({ href, props, status }: DAVResponse, calendar: string): Stored[] {
  const etag = textIn(props?.getetag);
  if (!href || status >= 400 || etag === "" || href.endsWith("/")) return [];
  return [{ path: pathOf(href, calendar), url: new URL(href, calendar).href, etag }];
}

function multistatusOf({ raw }: DAVResponse): Props | undefined {
  const found = typeof raw === "object" && raw !== null ? (raw as { multistatus?: unknown }).multistatus : undefined;
  return found === undefined ? undefined : ((found ?? {}) as Props);
}

function writtenOf({ ok, status }: Response): Written {
  if (ok) return { kind: "done" };
  return status === 412 ? { kind: "again" } : { kind: "no", status };
}

function utcText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}
