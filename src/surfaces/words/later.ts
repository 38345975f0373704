/**
 * “Later”, as people mean it: tonight, tomorrow, Monday, or when they write again.
 */
import { DateTime } from "luxon";
import { nextHour } from "../../lib/zone.ts";

export type Later = "tonight" | "tomorrow" | "monday" | "mail";

const EVENING = 20;
const MORNING = 9;

/** Reads the words behind “later CODE”; `null` where they are none of these. */
export function readLater(text: string): Later | null {
  const said = text
    .trim()
    .toLowerCase()
    .replace(/^until\s+/, "");
  if (/^(tonight|this evening|heute abend)$/.test(said)) return "tonight";
  if (/^(tomorrow|morgen)$/.test(said)) return "tomorrow";
  if (/^(on )?(monday|montag|next week)$/.test(said)) return "monday";
  if (/^(when|until|once) they (write|answer|reply)( again)?$|^mail$/.test(said)) return "mail";
  return null;
}

/** When it comes back, ms UTC: tonight at 20:00, in the morning at 9:00, or with their next message. */
export function laterAt(later: Later, now: number, zone: string): number | "mail" {
  if (later === "mail") return "mail";
  if (later === "tonight") return nextHour(now, EVENING, zone);
  const day = DateTime.fromMillis(now, { zone }).startOf("day");
  const ahead = later === "tomorrow" ? 1 : 8 - day.weekday; // ISO: Monday is 1, and today's Monday means the next
  return day.plus({ days: ahead }).set({ hour: MORNING }).toMillis();
}
