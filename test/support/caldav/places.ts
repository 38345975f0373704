/**
 * What stands where on the strict server, and which properties it has: the service, the principal, the home of the calendars, the
 * calendars and their objects.
 */
import type { Calendar } from "./calendar.ts";
import { CAL, CS, DAV, escaped } from "./xml.ts";

export const USER = "robin";
export const HOME = `/dav/calendars/${USER}/`;
const PRINCIPAL = `/dav/principals/${USER}/`;
const INBOX = `${HOME}inbox/`;

/** A property as XML inside its element. */
type Props = Readonly<Record<string, string>>;

export interface Place {
  readonly href: string;
  readonly props: Props;
}

export interface House {
  readonly calendars: readonly Calendar[];
  readonly syncs: boolean;
  readonly schedules: boolean;
  readonly defaultCalendar: string | undefined;
}

/** The place at a path, and with depth 1 what lies in it; null: there is none. */
export function placesAt(house: House, path: string, depth: "0" | "1"): readonly Place[] | null {
  const { calendars, schedules, defaultCalendar } = house;
  const place = (href: string, own: Props): Place => ({
    href,
    props: { [`${DAV} current-user-principal`]: hrefTag(PRINCIPAL), ...own },
  });
  const collection = { [`${DAV} resourcetype`]: "<D:collection/>" };
  if (path === "/dav/") return [place(path, collection)];
  if (path === PRINCIPAL)
    return [
      place(path, {
        [`${DAV} resourcetype`]: "<D:principal/>",
        [`${CAL} calendar-home-set`]: hrefTag(HOME),
        ...(schedules ? { [`${CAL} schedule-inbox-URL`]: hrefTag(INBOX) } : {}),
      }),
    ];
  if (path === INBOX && defaultCalendar)
    return [place(path, { [`${CAL} schedule-default-calendar-URL`]: hrefTag(`${HOME}${defaultCalendar}/`) })];
  const at = (calendar: Calendar) => place(`${HOME}${calendar.name}/`, calendarProps(calendar, house));
  if (path === HOME) return [place(path, collection), ...(depth === "1" ? calendars.map(at) : [])];
  const [, name, file = ""] = new RegExp(`^${HOME}([^/]+)/(.*)$`).exec(path) ?? [];
  const calendar = calendars.find((one) => one.name === name);
  if (!calendar) return null;
  if (file === "") return [at(calendar)];
  const stored = calendar.objects.get(file);
  return stored ? [place(path, { [`${DAV} getetag`]: escaped(stored.etag), [`${DAV} resourcetype`]: "" })] : null;
}

function calendarProps(calendar: Calendar, { syncs }: House): Props {
  const reports = ["C:calendar-query", "C:calendar-multiget", ...(syncs ? ["D:sync-collection"] : [])];
  const token = escaped(calendar.token);
  return {
    [`${DAV} resourcetype`]: "<D:collection/><C:calendar/>",
    [`${DAV} displayname`]: escaped(calendar.displayName),
    [`${CAL} supported-calendar-component-set`]: calendar.components.map((name) => `<C:comp name="${name}"/>`).join(""),
    [`${CS} getctag`]: token,
    ...(syncs ? { [`${DAV} sync-token`]: token } : {}),
    [`${DAV} supported-report-set`]: reports
      .map((name) => `<D:supported-report><D:report><${name}/></D:report></D:supported-report>`)
      .join(""),
    [`${DAV} current-user-privilege-set`]: ["read", ...(calendar.writable ? ["write"] : [])]
      .map((name) => `<D:privilege><D:${name}/></D:privilege>`)
      .join(""),
  };
}

function hrefTag(path: string): string {
  return `<D:href>${escaped(path)}</D:href>`;
}
