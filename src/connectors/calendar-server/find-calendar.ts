/**
 * Which calendar is meant: the address in CALDAV_URL may be the server's, the owner's principal's, the home of their calendars,
 * or the very calendar's (RFC 4791, 6.2; RFC 6764).
 * Before: connector.ts, at the first call and whenever the calendar is not where it was. After: mirror.ts and writing.ts.
 */

import type { CaldavConfig } from "../../lib/service-address.ts";
import { type Dav, pathOf, textIn } from "./dav.ts";
import { CallError } from "./wire.ts";

export interface FoundCalendar {
  readonly url: string;
  readonly name: string;
  /** It tells what has changed since a token. */
  readonly syncs: boolean;
  /** It writes to whoever is invited in it, by itself (RFC 6638). */
  readonly schedules: boolean;
  readonly writable: boolean;
  /** What else there is, by name. */
  readonly others: readonly string[];
}

type Props = Readonly<Record<string, unknown>>;
type Place = { readonly url: string; readonly props: Props };

const PLACE = ["d:resourcetype", "d:displayname", "d:current-user-principal", "c:calendar-home-set"];
const CALENDAR = [
  "d:resourcetype",
  "d:displayname",
  "c:supported-calendar-component-set",
  "d:sync-token",
  "d:supported-report-set",
  "d:current-user-privilege-set",
];

/**
 * Finds it; where several would do, `before` (a path) is stayed with. Throws a ServiceError that says what there is instead.
 */
export async function findCalendar(dav: Dav, access: CaldavConfig, before: string | null): Promise<FoundCalendar> {
  const { calendars, named } = await calendarsFrom(dav, access.url);
  const takers = calendars.filter(({ props }) => takesEvents(props));
  const chosen = named
    ? takers.find(({ url }) => isSame(url, access.url))
    : (takers.find(({ url }) => before !== null && isSame(url, new URL(before, url).href)) ??
      (takers.length > 1 ? await defaultAmong(dav, takers, access) : undefined) ??
      takers.find(({ props }) => isWritable(props)) ??
      takers[0]);
  if (!chosen) {
    const there = calendars.map(nameOf).join(", ");
    throw new CallError(
      "changed",
      `There is no calendar for appointments at the address in CALDAV_URL${there ? `, only ${there}` : ""}. Make one at your provider, or put the address of yours there.`,
      { arrived: false },
    );
  }
  const abilities = await dav.abilities(chosen.url);
  return {
    url: chosen.url.endsWith("/") ? chosen.url : `${chosen.url}/`,
    name: nameOf(chosen),
    syncs: textIn(chosen.props.syncToken) !== "" || reportsOf(chosen.props).includes("syncCollection"),
    schedules: abilities.has("calendar-auto-schedule"),
    writable: isWritable(chosen.props),
    others: takers.filter((one) => one !== chosen).map(nameOf),
  };
}

/** All calendars that can be reached from an address; `named`: the address is one of them. */
async function calendarsFrom(
  dav: Dav,
  address: string,
): Promise<{ readonly calendars: readonly Place[]; readonly named: boolean }> {
  const place = await placeAt(dav, address);
  if (!place) throw notDav(address);
  if (isCalendar(place.props)) {
    const [itself] = await dav.properties(place.url, "0", CALENDAR);
    const neighbours = await neighboursOf(dav, place).catch(() => []);
    const rest = neighbours.filter(({ url }) => !isSame(url, address));
    return { calendars: [{ url: place.url, props: itself?.props ?? place.props }, ...rest], named: true };
  }
  if (hrefsIn(place.props.calendarHomeSet).length === 0 && isCollection(place.props)) {
    const inside = (await dav.properties(place.url, "1", CALENDAR)).filter(({ props }) => isCalendar(props));
    if (inside.length > 0) return { calendars: inside, named: false };
  }
  return { calendars: await neighboursOf(dav, place), named: false };
}

/** What stands at the address, or where the server says that its calendars begin. */
async function placeAt(dav: Dav, address: string): Promise<Place | null> {
  const tried = [
    address,
    ...(address.endsWith("/") ? [] : [`${address}/`]),
    new URL("/.well-known/caldav", address).href,
    new URL("/", address).href,
  ];
  let first: unknown = null;
  for (const url of [...new Set(tried)]) {
    try {
      const [place] = await dav.properties(url, "0", PLACE);
      const { props = {} } = place ?? {};
      const leads = isCalendar(props) || isCollection(props) || hrefsIn(props.currentUserPrincipal).length > 0;
      if (place && leads) return place;
    } catch (error) {
      if (!(error instanceof CallError) || error.trouble !== "changed") throw error;
      first ??= error;
    }
  }
  if (first) throw first;
  return null;
}

/** The calendars in the home of whoever is logged in. */
async function neighboursOf(dav: Dav, place: Place): Promise<Place[]> {
  let homes = homesIn(place);
  if (homes.length === 0) {
    const [principal] = hrefsIn(place.props.currentUserPrincipal);
    if (!principal) return [];
    const [found] = await dav.properties(new URL(principal, place.url).href, "0", ["c:calendar-home-set"]);
    homes = found ? homesIn(found) : [];
  }
  const all = await Promise.all(homes.map((home) => dav.properties(home, "1", CALENDAR)));
  return all.flat().filter(({ props }) => isCalendar(props));
}

/** The one that the server itself takes for invitations (RFC 6638, 9.2), where it says so. */
async function defaultAmong(dav: Dav, takers: readonly Place[], { url }: CaldavConfig): Promise<Place | undefined> {
  try {
    const [home] = await dav.properties(new URL("./", takers[0]?.url ?? url).href, "0", ["d:current-user-principal"]);
    const [principal] = home ? hrefsIn(home.props.currentUserPrincipal) : [];
    if (!home || !principal) return undefined;
    const inboxIn = await dav.properties(new URL(principal, home.url).href, "0", ["c:schedule-inbox-URL"]);
    const [inbox] = hrefsIn(inboxIn[0]?.props.scheduleInboxURL);
    if (!inbox) return undefined;
    const [told] = await dav.properties(new URL(inbox, home.url).href, "0", ["c:schedule-default-calendar-URL"]);
    const [href] = hrefsIn(told?.props.scheduleDefaultCalendarURL);
    return href ? takers.find((one) => isSame(one.url, new URL(href, home.url).href)) : undefined;
  } catch (error) {
    if (error instanceof CallError && error.trouble !== "unreachable" && error.trouble !== "limited") return undefined;
    throw error;
  }
}

function homesIn({ url, props }: Place): string[] {
  return hrefsIn(props.calendarHomeSet).map((href) => new URL(href, url).href);
}

function hrefsIn(value: unknown): string[] {
  const hrefs = value !== null && typeof value === "object" ? (value as { href?: unknown }).href : undefined;
  return (Array.isArray(hrefs) ? hrefs : [hrefs]).map(textIn).filter((href) => href !== "");
}

function kindsOf(props: Props): string[] {
  const kinds = props.resourcetype;
  return kinds !== null && typeof kinds === "object" ? Object.keys(kinds) : [];
}

function isCalendar(props: Props): boolean {
  return kindsOf(props).includes("calendar");
}

function isCollection(props: Props): boolean {
  return kindsOf(props).includes("collection");
}

/** A calendar that doesn't say what it takes takes everything. */
function takesEvents(props: Props): boolean {
  const set = props.supportedCalendarComponentSet as { comp?: unknown } | undefined;
  const named = (Array.isArray(set?.comp) ? set.comp : [set?.comp]).flatMap((one) => {
    const name = (one as { _attributes?: { name?: unknown } } | undefined)?._attributes?.name;
    return typeof name === "string" ? [name.toUpperCase()] : [];
  });
  return named.length === 0 || named.includes("VEVENT");
}

/** A server that doesn't say what may be done is believed until it refuses. */
function isWritable(props: Props): boolean {
  const set = props.currentUserPrivilegeSet as { privilege?: unknown } | undefined;
  if (set?.privilege === undefined) return true;
  const all = Array.isArray(set.privilege) ? set.privilege : [set.privilege];
  const names = all.flatMap((one) => Object.keys((one ?? {}) as object));
  return ["all", "write", "writeContent"].some((name) => names.includes(name));
}

function reportsOf(props: Props): string[] {
  const set = props.supportedReportSet as { supportedReport?: unknown } | undefined;
  const all = Array.isArray(set?.supportedReport) ? set.supportedReport : [set?.supportedReport];
  return all.flatMap((one) => Object.keys((one as { report?: object } | undefined)?.report ?? {}));
}

function nameOf({ url, props }: Place): string {
  const name = textIn(props.displayname) || (pathOf(url).split("/").filter(Boolean).at(-1) ?? "");
  return `“${name}”`;
}

function isSame(one: string, other: string): boolean {
  return pathOf(one).replace(/\/$/, "") === pathOf(other).replace(/\/$/, "");
}

function notDav(address: string): CallError {
  const { host } = new URL(address);
  return new CallError(
    "changed",
    `${host} says nothing of calendars. Put the address that your provider names for CalDAV into CALDAV_URL.`,
    { arrived: false },
  );
}
