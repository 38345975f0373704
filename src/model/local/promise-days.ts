/**
 * Until when something is promised: "by Friday", "within two working days", "Ende nächster Woche". A span means its last
 * business day, because that is when the other side begins to wait in vain.
 * Before: promises.ts. After: dates.ts.
 */
import { addDays, addWorkdays, type Workdays } from "../../lib/workdays.ts";
import { localDate, weekday } from "../../lib/zone.ts";
import { datesIn } from "./dates.ts";
import { languageOf } from "./language.ts";
import { plainOf } from "./sentences.ts";

export interface DaysFrom {
  /** ms UTC. */
  readonly sentAt: number;
  readonly zone: string;
  readonly workdays: Workdays;
}

const COUNTS: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  ten: 10,
  couple: 2,
  fourteen: 14,
  ein: 1,
  eine: 1,
  einem: 1,
  einer: 1,
  eines: 1,
  zwei: 2,
  drei: 3,
  vier: 4,
  fuenf: 5,
  sechs: 6,
  sieben: 7,
  acht: 8,
  zehn: 10,
  vierzehn: 14,
};
const COUNT = `(\\d{1,2}|${Object.keys(COUNTS).join("|")})`;
const WITHIN = new RegExp(
  `(?:within|in|in the next|over the next|in the course of the next|innerhalb(?: von)?|in den naechsten|binnen|in) (?:the next |the coming |den naechsten )?${COUNT}(?: of)? (working |business )?(days?|hours?|weeks?|tagen?|werktagen?|werktags?|arbeitstagen?|stunden?|wochen?)(?! ago)`,
  "u",
);
const FRIDAY = 5;

/** The day; `untilOn` null where none is said, or it is too loose to hold anybody to. `past`: it lies behind. */
export function untilIn(sentence: string, from: DaysFrom): { untilOn: string | null; past: boolean } {
  const plain = plainOf(sentence);
  const today = localDate(from.sentAt, from.zone);
  const span = withinDays(plain, today, from) ?? inWeek(plain, today, from);
  const day = span ?? datedIn(sentence, from) ?? dayPart(plain, today);
  return day !== null && day < today ? { untilOn: null, past: true } : { untilOn: day, past: false };
}

function withinDays(plain: string, today: string, { workdays }: DaysFrom): string | null {
  const match = WITHIN.exec(plain);
  if (!match) return null;
  const count = COUNTS[match[1] ?? ""] ?? Number(match[1]);
  const unit = match[3] ?? "";
  if (/^(?:hour|stunde)/u.test(unit)) return addDays(today, Math.ceil(count / 24));
  if (/^(?:week|woche)/u.test(unit)) return addDays(today, count * 7);
  return match[2] || /^(?:werk|arbeits)/u.test(unit) ? addWorkdays(today, count, workdays) : addDays(today, count);
}

/** "This week", "early next week", "Ende des Monats". */
function inWeek(plain: string, today: string, from: DaysFrom): string | null {
  const monday = addDays(today, 1 - weekday(from.sentAt, from.zone));
  const endOf = (start: string) => lastWorkday(addDays(start, FRIDAY - 1), from.workdays);
  // A day that is named besides says it better.
  const named = /(?:mon|tues|wednes|thurs|fri)day|(?:mon|diens|donners|frei)tag|mittwoch/u.test(plain);
  if (
    /(?:end of|by end of|by the end of|ende) (?:the |this |des |dieses )?(?:month|monats?)(?: |$)|monatsende/u.test(
      plain,
    )
  )
    return lastWorkday(monthEnd(today), from.workdays);
  if (named) return null;
  const next = /(?:^| )(?:next|the coming|coming|following|naechste\w*|kommende\w*|folgende\w*) (?:week|woche)/u.test(
    plain,
  );
  if (next) {
    const start = addDays(monday, 7);
    if (/(?:early|beginning of|start of|anfang|gleich) (?:the )?\w*/u.test(plain)) return addDays(start, 1);
    if (/(?:mid|middle of|mitte)(?: |$)/u.test(plain)) return addDays(start, 2);
    return endOf(start);
  }
  if (
    /(?:^| )(?:this week|later this week|end of (?:the |this )?week|by the end of the week|(?:diese|dieser) woche|ende der woche|wochenende|im laufe der woche)(?: |$)/u.test(
      plain,
    )
  )
    return endOf(monday) < today ? endOf(addDays(monday, 7)) : endOf(monday);
  return null;
}

function dayPart(plain: string, today: string): string | null {
  if (
    /(?:^| )(?:today|tonight|this (?:morning|afternoon|evening)|eod|cob|close of (?:play|business)|end of (?:the )?day|end of business|within the hour|later on today|in a (?:moment|minute|few minutes)|right away|straight away|heute|gleich|sofort|umgehend|im laufe des tages)(?: |$)/u.test(
      plain,
    )
  )
    return today;
  return null;
}

const UNTIL =
  /(?:\b(?:by|until|till|before|on|no later than|not later than|bis|bis zum|am|spätestens|zum|vor)\s+(?:the\s+|den\s+|dem\s+|am\s+|on\s+)?)$/iu;

/** A day by name or figures. Of several the one that "by" or "bis" stands before; else the last. */
function datedIn(sentence: string, { sentAt, zone }: DaysFrom): string | null {
  const { language } = languageOf(sentence);
  const { dates } = datesIn([sentence], { sentAt, timezone: zone, language });
  const real = dates.filter(({ text }) => !/^(?:last|letzte)/iu.test(text));
  const marked = real.filter(({ text }) => UNTIL.test(sentence.slice(0, Math.max(0, sentence.indexOf(text)))));
  return (marked.at(-1) ?? real.at(-1))?.date ?? null;
}

function lastWorkday(day: string, workdays: Workdays): string {
  // The day itself, or the last business day before it.
  return addWorkdays(addDays(day, 1), -1, workdays);
}

function monthEnd(day: string): string {
  const [year = 0, month = 1] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}
