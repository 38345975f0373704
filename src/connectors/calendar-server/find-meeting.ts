/**
 * Where a meeting of ours stands: at the address we gave it, or wherever a calendar program has put it since.
 * Before: connector.ts. After: dav.ts.
 */
import { messageOf } from "../../lib/errors.ts";
import { readCalendar } from "../calendar/read.ts";
import { ownName } from "../calendar/standing.ts";
import type { Dav, StoredText } from "./dav.ts";
import type { FoundCalendar } from "./find-calendar.ts";
import type { Mirror } from "./mirror.ts";
import { CallError } from "./wire.ts";
import type { There } from "./writing.ts";

/** The same each time, so that a second try meets the first. */
export function ownUrl({ url }: FoundCalendar, uid: string): string {
  return new URL(ownName(uid), url).href;
}

/** Its text as it stands now; null: it isn't there. `isThere`: on record it is, so that its absence is worth another question. */
export async function meetingText(dav: Dav, mirror: Mirror, uid: string, isThere: boolean): Promise<StoredText | null> {
  const own = await dav.get(ownUrl(mirror.calendar, uid));
  if (own) return own;
  const moved = mirror.where(uid);
  const known = moved && (await dav.get(moved.url));
  if (known || !isThere) return known;
  // A server that can't look for a uid has said all it can.
  const [found] = await dav.withUid(mirror.calendar.url, uid).catch((error: unknown) => {
    if (error instanceof CallError && (error.trouble === "changed" || error.trouble === "refused")) return [];
    throw error;
  });
  return found ? dav.get(found.url) : null;
}

/** The meeting in it. Throws, in words, where it can't be read. */
export function meetingIn(
  text: StoredText,
  uid: string,
  { zone, ownAddress }: { readonly zone: string; readonly ownAddress: string },
): There {
  try {
    const event = readCalendar(text.text, { from: 0, to: 0, zone, ownAddress }).events.get(uid);
    if (!event) throw new Error("the meeting is not in it");
    return { ...text, event };
  } catch (error) {
    const name = text.path.split("/").at(-1);
    throw new Error(`The meeting's event in your calendar (${name}) can't be read: ${messageOf(error)}.`);
  }
}
