/**
 * The times that a clause names, as far as it names them: a weekday, a date, an hour, a part of the day, "the second one". What
 * is named fits a slot, or doesn't.
 * Before: slot.ts. After: slot-hours.ts, slot-names.ts.
 */
import { DateTime } from "luxon";
import { blanked, type Hours, hoursIn } from "./slot-hours.ts";
import { MONTH_NAMES, monthOf, WEEKDAY_NAME, weekdaysIn } from "./slot-names.ts";

/** What one clause says of a time; what it leaves open is null. */
export interface Mention {
  /** ISO weekdays; several where a misspelt one could be either. */
  readonly weekdays: readonly number[] | null;
  /** Days of a month; several where the figures can be read in two ways. */
  readonly dates: ReadonlyArray<{ readonly day: number; readonly month: number | null }> | null;
  /** `YYYY-MM-DD`: tomorrow, today. */
  readonly on: string | null;
  /** Weeks from the one it was written in. */
  readonly week: number | null;
  /** "Next Tuesday", which some mean otherwise than others. */
  readonly isNext: boolean;
  /** From 0; -1 is the last. */
  readonly nth: number | null;
  /** Minutes after midnight: an hour, or the times it may lie in. */
  readonly hours: readonly Hours[] | null;
  /** A number that may be a day or a choice; where it says nothing else, also an hour. */
  readonly bare: { readonly number: number; readonly hour: boolean } | null;
}

export interface Written {
  /** ms UTC. */
  readonly sentAt: number;
  readonly zone: string;
}

const MONTH = `(?:${MONTH_NAMES})\\.?`;

/** What a clause (lower case, umlauts spelt out) names; null where it names no time. */
export function mentionIn(clause: string, written: Written): Mention | null {
  const dated = datesIn(clause);
  const nth = nthIn(dated.rest);
  const weekdays = weekdaysIn(dated.rest);
  const timed = hoursIn(nth.rest);
  const now = DateTime.fromMillis(written.sentAt, { zone: written.zone });
  const on = dayIn(timed.rest, now);
  const week = weekIn(timed.rest);
  // "The 2nd" is a day, or the second of those that were offered.
  const [day] = dated.either ? (dated.dates ?? []) : [];
  const dates = day ? null : dated.dates;
  const bare = day
    ? { number: day.day, hour: false }
    : timed.hours || dates
      ? null
      : bareIn(nth.rest, weekdays !== null);
  const isNext = /\b(?:next|naechste\w*)\s+(?:\p{L}+day|\p{L}+tag|mittwoch)/u.test(clause);
  const mention = { weekdays, dates, on, week, isNext, nth: nth.nth, hours: timed.hours, bare };
  const isEmpty =
    !weekdays && !dates && on === null && week === null && nth.nth === null && !timed.hours && bare === null;
  return isEmpty ? null : mention;
}

/** Whether the slot at `index` is one that the mention can mean. */
export function fits(mention: Mention, slots: readonly number[], index: number, written: Written): boolean {
  const slot = DateTime.fromMillis(slots[index] ?? 0, { zone: written.zone });
  const sent = DateTime.fromMillis(written.sentAt, { zone: written.zone });
  const minute = slot.hour * 60 + slot.minute;
  const { weekdays, dates, on, week, nth, hours, bare } = mention;
  if (weekdays && !weekdays.includes(slot.weekday)) return false;
  if (dates && !dates.some((date) => date.day === slot.day && (date.month === null || date.month === slot.month)))
    return false;
  if (on !== null && on !== slot.toISODate()) return false;
  if (week !== null && weeksBetween(sent, slot) !== week) return false;
  if (nth !== null && index !== (nth < 0 ? slots.length - 1 : nth)) return false;
  if (hours && !hours.some(({ from, to }) => (from === to ? minute === from : minute >= from && minute < to)))
    return false;
  if (bare === null) return true;
  const { number } = bare;
  const isHour = bare.hour && slot.minute === 0 && (slot.hour === number || (number < 8 && slot.hour === number + 12));
  return isHour || slot.day === number || (!weekdays && index === number - 1);
}

/** Two halves of one time: "Tuesday" and "at 10". Null where both name the same half, so that they are two. */
export function joined(a: Mention, b: Mention): Mention | null {
  const clash = (["weekdays", "dates", "on", "week", "nth", "hours", "bare"] as const).some(
    (part) => a[part] !== null && b[part] !== null,
  );
  const counts = (one: Mention) => one.bare !== null;
  const figures = (one: Mention) => one.hours !== null || one.dates !== null || one.nth !== null;
  if (clash || (counts(a) && figures(b)) || (counts(b) && figures(a))) return null;
  return {
    weekdays: a.weekdays ?? b.weekdays,
    dates: a.dates ?? b.dates,
    on: a.on ?? b.on,
    week: a.week ?? b.week,
    isNext: a.isNext || b.isNext,
    nth: a.nth ?? b.nth,
    hours: a.hours ?? b.hours,
    bare: a.bare ?? b.bare,
  };
}

function weeksBetween(a: DateTime, b: DateTime): number {
  return Math.round(b.startOf("week").diff(a.startOf("week"), "weeks").weeks);
}

const ISO = /(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)/u;
const POINTED =
  /(?<![\d.:])(?<!\b(?:um|at|gegen|ab|from) )(\d{1,2})\.\s?(\d{1,2})(?!\d|\s?(?:uhr|h\b|am\b|pm\b))\.?(?:\s?(?:20)?\d{2}(?!\d|[:.]))?/u;
const SLASHED = /(?<![\d/])(\d{1,2})\/(\d{1,2})(?:\/(?:20)?\d{2})?(?![\d/])/u;
const SPELT = new RegExp(
  `(?<!\\d)(\\d{1,2})(?:st|nd|rd|th)?\\.?(?: of)?\\s(${MONTH})(?!\\p{L})|(?<!\\p{L})(${MONTH})\\s(?:the )?(\\d{1,2})(?:st|nd|rd|th)?(?![\\d:]|\\s?(?:am|pm|uhr)\\b)`,
  "u",
);
const NTH_DAY =
  /(?<!\d)(\d{1,2})(?:st|nd|rd|th)(?!\p{L})|\b(?:am|den|dem|der)\s(\d{1,2})\.(?!\d)|\b(?:on the|am|den)\s(\d{1,2})(?![\d.:]|\s?(?:uhr|h\b|am\b|pm\b))/u;
const CHOICE = "one|slot|option|time|date|appointment|suggestion|proposal|choice|termin|vorschlag";

/** Dates in figures or with a month, taken out of the clause so that they are not read as hours. */
function datesIn(clause: string): { dates: Mention["dates"]; either: boolean; rest: string } {
  const take = (match: RegExpExecArray, dates: Array<{ day: number; month: number | null }>, either = false) => {
    const real = dates.filter(
      ({ day, month }) => day >= 1 && day <= 31 && (month === null || (month >= 1 && month <= 12)),
    );
    return real.length > 0 ? { dates: real, either, rest: blanked(clause, match) } : null;
  };
  const iso = ISO.exec(clause);
  const pointed = POINTED.exec(clause);
  const slashed = SLASHED.exec(clause);
  const spelt = SPELT.exec(clause);
  const nth = NTH_DAY.exec(clause);
  const isChoice = nth && new RegExp(`^\\s*(?:${CHOICE})`, "u").test(clause.slice(nth.index + nth[0].length));
  return (
    (iso && take(iso, [{ day: Number(iso[3]), month: Number(iso[2]) }])) ??
    (spelt && take(spelt, [{ day: Number(spelt[1] ?? spelt[4]), month: monthOf(spelt[2] ?? spelt[3] ?? "") }])) ??
    (pointed && take(pointed, [{ day: Number(pointed[1]), month: Number(pointed[2]) }])) ??
    (slashed &&
      take(slashed, [
        { day: Number(slashed[1]), month: Number(slashed[2]) },
        { day: Number(slashed[2]), month: Number(slashed[1]) },
      ])) ??
    (nth && !isChoice
      ? take(nth, [{ day: Number(nth[1] ?? nth[2] ?? nth[3]), month: null }], isEither(clause, nth))
      : null) ?? { dates: null, either: false, rest: clause }
  );
}

/** "The 2nd", but not "on the 2nd". */
function isEither(clause: string, nth: RegExpExecArray): boolean {
  return Number(nth[1]) <= 3 && !/\b(?:on|on the|from|until|till|by)\s$/u.test(clause.slice(0, nth.index));
}

const ORDINALS: ReadonlyArray<readonly [RegExp, number]> = [
  [/^(?:first|1st|earliest|erste\w*|frueheste\w*|1\.?|one|eins)$/u, 0],
  [/^(?:second|2nd|middle|zweite\w*|mittlere\w*|2\.?|two|zwei)$/u, 1],
  [/^(?:third|3rd|dritte\w*|3\.?|three|drei)$/u, 2],
  [/^(?:last|latest|letzte\w*|spaeteste\w*)$/u, -1],
];
const ORDINAL =
  "first|1st|second|2nd|third|3rd|last|earliest|latest|middle|erste\\w?|zweite\\w?|dritte\\w?|letzte\\w?|mittlere\\w?|frueheste\\w?|spaeteste\\w?";
const AFTER =
  "works?|suits?|fits?|is|would|please|pls|plz|sounds|looks|for|it|thanks|thx|if|passt|ist|waere?|ginge|geht|bitte|klappt|gerne?|danke|dann|fuer|nehm\\w*|von|of (?:them|those|these|the three)";
const CHOSEN = [
  new RegExp(
    `(?<!\\p{L})(${ORDINAL}|[123]\\.)\\s(?:\\p{L}+e[rn]? )?(?:${CHOICE}\\w*|moeglichkeit|variante|zeit\\w*|angebot\\w*)(?!\\p{L})`,
    "u",
  ),
  /(?<!\p{L})(?:option|slot|number|no\.?|nr\.?|choice|termin|vorschlag|variante|nummer|proposal|suggestion)\s#?(\d|one|two|three|eins|zwei|drei)(?![\d.:]|\s?(?:uhr|am|pm)\b)/u,
  /#\s?(\d)(?!\d)/u,
  new RegExp(`^(?:\\p{L}+ ){0,5}?(${ORDINAL})(?:\\s(?:${AFTER})\\b.*)?$`, "u"),
];

/** "The second one", "option 2", "der letzte Termin". */
function nthIn(clause: string): { nth: number | null; rest: string } {
  for (const pattern of CHOSEN) {
    const match = pattern.exec(clause.trim());
    const found = match && ORDINALS.find(([ordinal]) => ordinal.test(match[1] ?? ""));
    if (match && found) return { nth: found[1], rest: clause.replace(match[1] ?? "", " ") };
  }
  return { nth: null, rest: clause };
}

function dayIn(clause: string, now: DateTime): string | null {
  const days = /\b(?:day after tomorrow|uebermorgen)\b/u.test(clause)
    ? 2
    : /\btomorrow\b|\b(?:morgen)\b(?! frueh am)/u.test(clause.replace(/guten morgen/u, " "))
      ? 1
      : /\b(?:today|heute|tonight)\b/u.test(clause)
        ? 0
        : null;
  return days === null ? null : now.plus({ days }).toISODate();
}

function weekIn(clause: string): number | null {
  if (/\b(?:week after next|uebernaechste\w? woche|the week after)\b/u.test(clause)) return 2;
  if (/\b(?:next week|naechste\w? woche|kommende\w? woche|folgende\w? woche|the following week)\b/u.test(clause))
    return 1;
  return /\b(?:this week|diese\w? woche)\b/u.test(clause) ? 0 : null;
}

/** "Tuesday 10", "10 works": a number that stands alone. */
function bareIn(clause: string, besideDay: boolean): Mention["bare"] {
  const numbers = [
    ...clause.matchAll(
      /(?<![\d.:/#%€$-])(\d{1,2})(?![\d:/%€$-]|\.\d|\s?(?:min|minutes|minuten|days|tage|hours|stunden|people|leute|personen|x\b))/gu,
    ),
  ];
  const [only, ...others] = numbers;
  if (!only || others.length > 0) return null;
  const isNear =
    besideDay && new RegExp(`(?:${WEEKDAY_NAME})\\w*\\.?\\s(?:the |den )?${only[1]}(?!\\d)`, "u").test(clause);
  const isAlone = clause.trim().split(/\s+/u).length <= 5;
  return isNear || isAlone ? { number: Number(only[1]), hour: true } : null;
}
