/**
 * Days and spans that lie behind: “yesterday”, “on 3 November”, “this week”, “im Oktober”, on the owner's calendar.
 * Days are read by model/local/dates.ts, which looks ahead; money has come in and mail was sent in the past.
 * After: order-words.ts, question-words.ts.
 */
import { DateTime } from "luxon";
import { datesIn } from "../../model/local/dates.ts";

export interface PastDay {
  /** `YYYY-MM-DD`, the owner's day. */
  readonly date: string;
  /** As written, what leads up to it included. */
  readonly text: string;
  /** What could be read otherwise, for the card; empty where it is plain. */
  readonly doubt: string;
}

export interface Period {
  /** Milliseconds UTC; `to` is outside. */
  readonly from: number;
  readonly to: number;
  /** The same as the owner's days, both inside. */
  readonly fromDay: string;
  readonly toDay: string;
  /** `this week`, `in October 2026`: what follows a verb. */
  readonly words: string;
}

interface Place {
  readonly now: number;
  readonly zone: string;
}

const LEADS_UP = /(?:\b(?:on|dated|at|from|since|am|vom|den|seit)\s+(?:the\s+)?)?$/i;

/** The days named in the text. Without a year the most recent is meant: nobody has paid yet in the future. */
export function pastDaysIn(text: string, { now, zone }: Place, language: string): PastDay[] {
  const today = DateTime.fromMillis(now, { zone });
  const read = datesIn([text], { sentAt: now, timezone: zone, language });
  return read.dates.map((found, index) => {
    const at = text.indexOf(found.text);
    const before = LEADS_UP.exec(text.slice(0, Math.max(0, at)))?.[0] ?? "";
    const date = behind(found, today);
    // That a day without a year lies far ahead is no doubt once the year before is meant.
    const settled = found.certain || (date !== found.date && /\d/.test(found.text));
    const doubt = read.problems[index] ?? (settled ? "" : `“${found.text}”`);
    return { date, text: `${before}${found.text}`, doubt };
  });
}

function behind(found: { readonly date: string; readonly text: string }, today: DateTime): string {
  const day = DateTime.fromISO(found.date, { zone: "utc" });
  const isPast = (each: DateTime) => (each.toISODate() ?? "") <= (today.toISODate() ?? "");
  if (isPast(day) || /\b\d{4}\b|\b(?:tomorrow|morgen|next|in)\b/i.test(found.text)) return found.date;
  const back = /\d/.test(found.text) ? day.minus({ years: 1 }) : day.minus({ weeks: 1 });
  return back.toISODate() ?? found.date;
}

const MONTHS: ReadonlyArray<readonly [RegExp, number]> = [
  [/^jan(uary|uar)?$/i, 1],
  [/^feb(ruary|ruar)?$/i, 2],
  [/^(mar(ch)?|märz|maerz)$/i, 3],
  [/^apr(il)?$/i, 4],
  [/^(may|mai)$/i, 5],
  [/^(june?|juni)$/i, 6],
  [/^(july?|juli)$/i, 7],
  [/^aug(ust)?$/i, 8],
  [/^sept?(ember)?$/i, 9],
  [/^(oct(ober)?|okt(ober)?)$/i, 10],
  [/^nov(ember)?$/i, 11],
  [/^(dec(ember)?|dez(ember)?)$/i, 12],
];
/** The number of a month by its name, in either language; `null` where it is none. */
export function monthNamed(name: string): number | null {
  return MONTHS.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

const MONTH_NAME =
  "jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|m[aä]rz|maerz|apr(?:il)?|may|mai|june?|juni|july?|juli|aug(?:ust)?|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?";
const MONTH = new RegExp(
  `(?<!\\p{L})(?:in|during|for|of|im|last|letzten|this|diesen)\\s+(?:monat\\s+)?(${MONTH_NAME})(?:\\s+(\\d{4}))?(?![\\p{L}\\p{N}])`,
  "iu",
);
const YEAR = /(?<!\p{L})(?:in|during|for|im\s+jahr|im)\s+(20\d\d)(?!\d)/iu;
const DAYS_BACK =
  /(?<!\p{L})(?:in\s+(?:the|den)\s+)?(?:last|past|letzten|vergangenen)\s+(\d{1,3})\s+(?:days|tagen?)(?!\p{L})/iu;
const SINCE = /(?<!\p{L})(?:since|seit)\s+/iu;

type Unit = "day" | "week" | "month" | "year";
/** What is said, how many units back it is, and how it is said again. */
const SPANS: ReadonlyArray<readonly [RegExp, Unit, back: number, words: string]> = [
  [/(?<!\p{L})(today|heute)(?!\p{L})/iu, "day", 0, "today"],
  [/(?<!\p{L})(yesterday|gestern)(?!\p{L})/iu, "day", 1, "yesterday"],
  [/(?<!\p{L})(this week|diese woche|in dieser woche)(?!\p{L})/iu, "week", 0, "this week"],
  [/(?<!\p{L})(last week|letzte woche|in der letzten woche|vergangene woche)(?!\p{L})/iu, "week", 1, "last week"],
  [/(?<!\p{L})(this month|diesen monat|in diesem monat)(?!\p{L})/iu, "month", 0, "this month"],
  [/(?<!\p{L})(last month|letzten monat|im letzten monat|vergangenen monat)(?!\p{L})/iu, "month", 1, "last month"],
  [/(?<!\p{L})(this year|dieses jahr|in diesem jahr)(?!\p{L})/iu, "year", 0, "this year"],
  [/(?<!\p{L})(last year|letztes jahr|im letzten jahr|vergangenes jahr)(?!\p{L})/iu, "year", 1, "last year"],
];

/** The span that the text names, and the text without it; `null` where it names none. Weeks begin on Monday. */
export function periodIn(text: string, place: Place, language: string): { period: Period; rest: string } | null {
  const today = DateTime.fromMillis(place.now, { zone: place.zone });
  const without = (part: string) => text.replace(part, " ").replace(/\s+/g, " ").trim();
  for (const [pattern, unit, back, words] of SPANS) {
    const match = pattern.exec(text);
    if (!match) continue;
    const start = today.minus({ [unit]: back }).startOf(unit);
    return { period: span(start, start.plus({ [unit]: 1 }), words), rest: without(match[0]) };
  }
  const days = DAYS_BACK.exec(text);
  if (days) {
    const count = Math.max(1, Number(days[1]));
    const start = today.startOf("day").minus({ days: count - 1 });
    const end = today.startOf("day").plus({ days: 1 });
    return { period: span(start, end, `in the last ${count} days`), rest: without(days[0]) };
  }
  const named = pastDaysIn(text, place, language);
  const [day] = named;
  if (day && named.length === 1) {
    const start = DateTime.fromISO(day.date, { zone: place.zone }).startOf("day");
    if (SINCE.test(day.text))
      return {
        period: span(
          start,
          today.startOf("day").plus({ days: 1 }),
          `since ${start.setLocale("en-GB").toFormat("d LLLL yyyy")}`,
        ),
        rest: without(day.text),
      };
    return {
      period: span(start, start.plus({ days: 1 }), `on ${start.setLocale("en-GB").toFormat("cccc, d LLLL yyyy")}`),
      rest: without(day.text),
    };
  }
  const month = MONTH.exec(text);
  if (month) return { period: monthOf(month[0], month[1] ?? "", month[2], today), rest: without(month[0]) };
  const year = YEAR.exec(text);
  if (!year) return null;
  const start = today.set({ year: Number(year[1]) }).startOf("year");
  return { period: span(start, start.plus({ year: 1 }), `in ${start.year}`), rest: without(year[0]) };
}

/** Without a year the most recent one; “last October” said in October is a year ago. */
function monthOf(said: string, name: string, year: string | undefined, today: DateTime): Period {
  const month = MONTHS.find(([pattern]) => pattern.test(name))?.[1] ?? 1;
  const isLast = /^(last|letzten)/i.test(said);
  const back = month > today.month || (isLast && month === today.month) ? 1 : 0;
  const start = DateTime.fromObject(
    { year: year === undefined ? today.year - back : Number(year), month, day: 1 },
    { zone: today.zone },
  );
  return span(start, start.plus({ month: 1 }), `in ${start.setLocale("en-GB").toFormat("LLLL yyyy")}`);
}

function span(from: DateTime, to: DateTime, words: string): Period {
  const iso = (day: DateTime) => day.toISODate() ?? "";
  return { from: from.toMillis(), to: to.toMillis(), fromDay: iso(from), toDay: iso(to.minus({ days: 1 })), words };
}
