/**
 * “Read my older mail since June 2025”: the one order about the time before the workspace. Only mail can be read so; whoever asks
 * for older payments or meetings is told so.
 * Before: order-words.ts, verbs/older.ts. After: actions/mail-remember.ts.
 */
import { DateTime } from "luxon";
import { MAIL_REMEMBER } from "../../actions/mail-remember.ts";
import type { Known } from "./known.ts";
import type { Order } from "./order-words.ts";
import { monthNamed, pastDaysIn } from "./past-days.ts";

const MAIL = /^(?:e-?\s?)?mails?$|^(?:e-?)?(?:messages|post|letters|nachrichten|briefe)$/iu;
const ENGLISH =
  /^(?:read|remember|learn|go\s+through|look\s+through)\s+(?:through\s+)?(?:all\s+)?(?:of\s+)?(?:my\s+|our\s+|the\s+)?(?:older|old|earlier|past)\s+(.+?)(?:\s+(?:since|from|back\s+to|as\s+of)\s+(.+?)(?:\s+on(?:wards?)?)?)?$/iu;
const GERMAN =
  /^(?:lies|lese|merk\s+dir|schau\s+dir)\s+(?:alle\s+)?(?:meine\s+|unsere\s+|die\s+)?(?:älteren?|alten?|früheren?)\s+(.+?)(?:\s+(?:seit|ab|von)\s+(?:dem\s+)?(.+?))?(?:\s+(?:durch|an))?$/iu;
const AGAIN = /[\s,]+(?:once\s+more|again|noch\s*(?:ein)?mal)$/iu;

/** Reads such an order; `null` where it is none. */
export function readOlder(text: string, known: Pick<Known, "now" | "zone">): Order | null {
  const again = AGAIN.test(text);
  const [match, what = "", since = ""] =
    ENGLISH.exec(text.replace(AGAIN, "")) ?? GERMAN.exec(text.replace(AGAIN, "")) ?? [];
  if (match === undefined) return null;
  if (!MAIL.test(what)) return { kind: "unable", why: onlyMail(what) };
  const day = since === "" ? "" : sinceDay(since, known);
  return {
    kind: "order",
    action: MAIL_REMEMBER,
    params: { ...(day === "" ? {} : { since: day }), ...(again ? { again: "yes" } : {}) },
    missing: day === "" ? ["since"] : [],
  };
}

/** Why nothing else than mail can be read so. */
export function onlyMail(what: string): string {
  return `Only older mail can be read, not “${what}”: payments, meetings and files begin at the moment they are connected. Say “older mail --since 2025-06-01”, or “read my older mail since June 2025”.`;
}

/** The first day that is meant by `June 2025`, `2025`, `1 June 2025`, `2025-06-01`; what isn't understood is left as it was written. */
export function sinceDay(words: string, { now, zone }: Pick<Known, "now" | "zone">): string {
  const text = words.trim();
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return text;
  if (/^\d{4}$/.test(text)) return `${text}-01-01`;
  const [, name = "", year] = /^(\p{L}+)\.?(?:\s+(\d{4}))?$/u.exec(text) ?? [];
  const month = monthNamed(name);
  if (month !== null) {
    const today = DateTime.fromMillis(now, { zone });
    // Without a year the last one that has begun is meant.
    const of = year === undefined ? (month <= today.month ? today.year : today.year - 1) : Number(year);
    return `${of}-${String(month).padStart(2, "0")}-01`;
  }
  for (const language of ["en", "de"]) {
    const [day, ...others] = pastDaysIn(text, { now, zone }, language);
    if (day && day.doubt === "" && others.length === 0 && day.text.trim() === text) return day.date;
  }
  return text;
}
