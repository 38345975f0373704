/**
 * What the strict server answers to PROPFIND and REPORT. What it doesn't know is a fault of whoever asks, and is noted.
 */
import type { Calendar, Stored } from "./calendar.ts";
import { CAL, DAV, type Element, escaped, named } from "./xml.ts";

/** A property as XML inside its element; undefined: there is none here. */
export type PropertyOf = (name: string) => string | undefined;

export class BadRequest extends Error {
  readonly status: number;
  /** The precondition that failed, as XML. */
  readonly condition: string;
  constructor(status: number, message: string, condition = "") {
    super(message);
    this.status = status;
    this.condition = condition;
  }
}

const PREFIXES = `xmlns:D="DAV:" xmlns:C="${CAL}" xmlns:CS="http://calendarserver.org/ns/"`;

export function multistatus(responses: readonly string[], token?: string): string {
  const tail = token === undefined ? "" : `<D:sync-token>${escaped(token)}</D:sync-token>`;
  return `<?xml version="1.0" encoding="utf-8"?>\n<D:multistatus ${PREFIXES}>${responses.join("")}${tail}</D:multistatus>`;
}

/** The properties that are asked for; asking for all of them is not what a calendar program does. */
export function wantedIn(element: Element): string[] {
  const [prop, ...others] = named(element, `${DAV} prop`);
  if (!prop || others.length > 0) throw new BadRequest(400, "exactly one DAV:prop is expected");
  return prop.children.map(({ name }) => name);
}

export function propertiesResponse(href: string, wanted: readonly string[], of: PropertyOf): string {
  const found = wanted.flatMap((name) => {
    const value = of(name);
    return value === undefined ? [] : [tag(name, value)];
  });
  const missing = wanted.filter((name) => of(name) === undefined).map((name) => tag(name, ""));
  const stat = (props: readonly string[], status: string) =>
    props.length === 0
      ? ""
      : `<D:propstat><D:prop>${props.join("")}</D:prop><D:status>HTTP/1.1 ${status}</D:status></D:propstat>`;
  return `<D:response><D:href>${escaped(href)}</D:href>${stat(found, "200 OK")}${stat(missing, "404 Not Found")}</D:response>`;
}

export function goneResponse(href: string, status = "404 Not Found"): string {
  return `<D:response><D:href>${escaped(href)}</D:href><D:status>HTTP/1.1 ${status}</D:status></D:response>`;
}

function tag(name: string, value: string): string {
  const [namespace = "", local = ""] = name.split(" ");
  return `<X:${local} xmlns:X="${namespace}">${value}</X:${local}>`;
}

/** A REPORT on a calendar (RFC 4791, 7; RFC 6578, 3). */
export function report(
  calendar: Calendar,
  body: Element,
  how: { readonly base: string; readonly depth: string | undefined; readonly syncs: boolean; readonly atOnce: number },
): string {
  const { base } = how;
  const objectOf = (file: string, stored: Stored, wanted: readonly string[]) =>
    propertiesResponse(base + encodeURIComponent(file), wanted, (name) => {
      if (name === `${DAV} getetag`) return escaped(stored.etag);
      if (name === `${CAL} calendar-data`) return escaped(stored.text);
      return undefined;
    });
  if (body.name === `${CAL} calendar-query`) {
    if (how.depth !== "1") throw new BadRequest(400, "a calendar-query has depth 1");
    const wanted = wantedIn(body);
    return multistatus(
      [...calendar.objects]
        .filter(([, stored]) => matches(calendar, stored, body))
        .map(([file, stored]) => objectOf(file, stored, wanted)),
    );
  }
  if (body.name === `${CAL} calendar-multiget`) {
    const wanted = wantedIn(body);
    const hrefs = named(body, `${DAV} href`).map(({ text }) => text.trim());
    if (hrefs.length === 0) throw new BadRequest(400, "a multiget without hrefs");
    return multistatus(
      hrefs.map((href) => {
        if (!href.startsWith(base)) throw new BadRequest(400, `${href} lies elsewhere`);
        const file = decodeURIComponent(href.slice(base.length));
        const stored = calendar.objects.get(file);
        return stored ? objectOf(file, stored, wanted) : goneResponse(href);
      }),
    );
  }
  if (body.name === `${DAV} sync-collection` && how.syncs) {
    if (how.depth !== undefined && how.depth !== "0") throw new BadRequest(400, "a sync-collection has depth 0");
    const [level] = named(body, `${DAV} sync-level`);
    if (level?.text.trim() !== "1") throw new BadRequest(400, "sync-level must be 1");
    const token = named(body, `${DAV} sync-token`)[0]?.text.trim() ?? "";
    const all = { files: [...calendar.objects.keys()], token: calendar.token, isPart: false };
    const changes = token === "" ? all : calendar.changedSince(token, how.atOnce);
    if (changes === null) throw new BadRequest(403, "the token is not known", "<D:valid-sync-token/>");
    const wanted = wantedIn(body);
    const responses = changes.files.map((file) => {
      const stored = calendar.objects.get(file);
      return stored ? objectOf(file, stored, wanted) : goneResponse(base + encodeURIComponent(file));
    });
    const rest = changes.isPart ? [goneResponse(base, "507 Insufficient Storage")] : [];
    return multistatus([...responses, ...rest], changes.token);
  }
  throw new BadRequest(403, `the report ${body.name} is not supported`, "<D:supported-report/>");
}

/** Exactly the filters that are used: a stretch of time, or a uid. */
function matches(calendar: Calendar, stored: Stored, body: Element): boolean {
  const outer = only(only(body, `${CAL} filter`), `${CAL} comp-filter`);
  const inner = only(outer, `${CAL} comp-filter`);
  if (outer.attributes.name !== "VCALENDAR" || inner.attributes.name !== "VEVENT")
    throw new BadRequest(403, "only VEVENTs in VCALENDARs are looked for", "<C:supported-filter/>");
  const [filter, ...others] = inner.children;
  if (!filter || others.length > 0) throw new BadRequest(400, "one filter is expected");
  if (filter.name === `${CAL} time-range`) {
    const [from, to] = ["start", "end"].map((name) => momentOf(filter.attributes[name]));
    return calendar.isWithin(stored, from ?? 0, to ?? 0);
  }
  if (filter.name !== `${CAL} prop-filter` || filter.attributes.name !== "UID")
    throw new BadRequest(403, `the filter ${filter.name} is not supported`, "<C:supported-filter/>");
  return stored.uid.includes(only(filter, `${CAL} text-match`).text);
}

function only(element: Element, name: string): Element {
  const [one, ...others] = named(element, name);
  if (!one || others.length > 0) throw new BadRequest(400, `exactly one ${name} is expected`);
  return one;
}

function momentOf(text: string | undefined): number {
  const [, day, time] = /^(\d{8})T(\d{6})Z$/.exec(text ?? "") ?? [];
  if (!day || !time) throw new BadRequest(400, `“${text}” is no time in UTC`);
  const iso = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4)}Z`;
  return Date.parse(iso);
}
