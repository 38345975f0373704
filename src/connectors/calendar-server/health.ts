/**
 * What `doctor` says of the calendar: which it is, which others there are, and what keeps it from being of use.
 * Before: connector.ts, once it has been read.
 */
import type { Health } from "../connector.ts";
import type { Mirror } from "./mirror.ts";

/** How the calendar does, in words. */
export function healthOf({ calendar, broken }: Mirror, host: string): Health {
  const { name, writable, others } = calendar;
  const also =
    others.length > 0
      ? ` There are also ${others.join(", ")}: to take one of them, put its address into CALDAV_URL.`
      : "";
  if (!writable)
    return {
      ok: false,
      says: `The calendar ${name} on ${host} may only be read, so no meeting can be put there. Give the app password in CALDAV_URL the right to write.${also}`,
    };
  const [first] = broken;
  if (first) return { ok: false, says: brokenWords(name, broken.size, first) };
  return {
    ok: true,
    says: `The calendar is ${name} on ${host}: meetings are put there, and what stands there keeps you busy.${also}`,
  };
}

function brokenWords(name: string, count: number, [path, why]: readonly [string, string]): string {
  const file = path.split("/").at(-1);
  return count === 1
    ? `An event in the calendar ${name} can't be read and is left out of your busy times (${file}: ${why}). Save it again in your calendar, or take it away.`
    : `${count} events in the calendar ${name} can't be read and are left out of your busy times (${file}: ${why}). Save them again in your calendar, or take them away.`;
}
