/**
 * Which of the offered times a message takes. Only one that it names and that nothing in it speaks against; two, a maybe or a
 * no beside it are a doubt. A wrong guess would put somebody in front of a closed door, so what isn't certain is unsure.
 * Before: agent/read-meetings.ts, with what was newly written. After: slot-mentions.ts, slot-words.ts.
 */
import { DateTime } from "luxon";
import { momentOn } from "../../lib/zone.ts";
import { datesIn } from "./dates.ts";
import { languageOf } from "./language.ts";
import { plainOf, sentencesOf } from "./sentences.ts";
import { fits, joined, type Mention, mentionIn, type Written } from "./slot-mentions.ts";
import { isTimeName } from "./slot-names.ts";
import * as say from "./slot-words.ts";

export type SlotReading =
  /** They take this one. */
  | { readonly kind: "one"; readonly startsAt: number; readonly sentence: string }
  /** They want another time; which, as far as they say so. */
  | { readonly kind: "other"; readonly startsAt: number | null; readonly on: string | null; readonly sentence: string }
  /** It is not about a time. */
  | { readonly kind: "none" }
  | { readonly kind: "unsure"; readonly sentence: string };

/** A reading, and the sentences that are about nothing but the time. */
export type TimeReading = SlotReading & { readonly about: readonly string[] };

/** A clause: what it names, and what it says of it. */
interface Clause {
  readonly sentence: string;
  readonly mention: Mention | null;
  readonly says: "yes" | "no" | null;
  /** It has words that are neither yes nor no: "Friday is our works outing". */
  readonly more: boolean;
  /** Something keeps it from being certain. */
  readonly doubt: boolean;
  /** What it says of the time it names is neither yes nor no: that is a doubt only where anything else is named, too. */
  readonly foreign: boolean;
  readonly rather: boolean;
  readonly any: boolean;
  readonly another: boolean;
  /** How it goes on with what the clause before says: "Tuesday and Wednesday"; a comma may also part them. */
  readonly listed: "and" | "," | null;
}

const MOST_SENTENCES = 25;
/** In words. */
const SHORT = 30;
/** That the times offered don't suit them, said of those times alone. */
const THEN =
  /^(?:da|dann|an (?:all )?(?:diesen|den) tagen|zu (?:all )?diesen zeiten|then|(?:on )?(?:all )?those (?:days|times|dates))(?: \w+){1,7}$/u;
/** What is said after a time, and says nothing more. */
const CLOSES =
  /^(?:(?:das|es|dies) (?:waere|ist|passt)(?: \w+)? (?:ideal|super|perfekt|toll|prima|gut|bestens|am besten)|(?:ich|wir) freue?n? (?:mich|uns)(?: (?:schon|darauf|auf \w+(?: \w+)?))*|bis (?:dann|dahin|bald)|(?:that|this|it) (?:would be|is|works) (?:great|ideal|perfect|best|fine|lovely|good)|(?:i am )?looking forward(?: to \w+(?: \w+)?)?|(?:see|speak to|talk to) you(?: \w+)?|my colleague (?:will|is going to) join(?: \w+){0,3}|meine? kolleg\w+ kommt mit(?: \w+){0,2})$/u;
const OTHERS = /\b(?:others?|the rest|anderen|uebrigen|restlichen)\b/u;
const ELSEWHERE =
  /\b(?:est|edt|pst|pdt|cdt|gmt|utc|bst)\b|\b(?:my|our|london|new york|ny|uk|us|eastern|pacific|central) time\b|\b(?:meiner|unserer) zeit\b/u;

/** Reads what was newly written in answer to `slots` (ms UTC, in the order they were offered). Pure; never throws. */
export function readSlot(text: string, slots: readonly number[], written: Written): TimeReading {
  const clauses = inherited(mergedClauses(clausesOf(text, written)));
  const isTime = (one: Clause) => one.mention !== null || ((one.says !== null || one.another || one.any) && !one.more);
  const beyond = new Set(clauses.filter((one) => !isTime(one) && !isAside(one)).map((one) => one.sentence));
  const about = [...new Set(clauses.map((one) => one.sentence))].filter((sentence) => !beyond.has(sentence));
  return { ...readingOf(text, clauses, slots, written), about };
}

/** It accompanies a time, and says nothing else. */
function isAside({ sentence, says }: Clause): boolean {
  const plain = plainOf(sentence);
  return CLOSES.test(plain) || (says === "no" && THEN.test(plain));
}

function readingOf(text: string, clauses: readonly Clause[], slots: readonly number[], written: Written): SlotReading {
  const where = (clause: Clause): number[] =>
    clause.mention
      ? slots.flatMap((_, index) => (fits(clause.mention as Mention, slots, index, written) ? [index] : []))
      : [];
  const named = clauses.filter((one) => one.mention !== null);
  const refused = new Set(named.filter((one) => one.says === "no").flatMap(where));
  const taken = named.filter((one) => one.says !== "no");
  const exact = taken.filter((one) => where(one).length === 1);
  const wide = taken.filter((one) => where(one).length > 1);
  const missed = taken.filter((one) => where(one).length === 0);
  const first = named[0]?.sentence ?? clauses[0]?.sentence ?? "";
  const unsure: SlotReading = { kind: "unsure", sentence: first };

  let chosen = new Set(exact.flatMap(where));
  const preferred = new Set(exact.filter((one) => one.rather).flatMap(where));
  if (chosen.size > 1 && preferred.size === 1) chosen = preferred;
  const left = (one: Clause) => where(one).filter((index) => !refused.has(index));
  if (chosen.size === 0) for (const one of wide) if (left(one).length === 1) chosen.add(left(one)[0] as number);
  // A short answer that names one of the offered times, day and hour, and no other, takes it, whatever else it says of it.
  const [only] = exact;
  const sole =
    named.length === 1 && only?.mention != null && isWhole(only.mention) && plainOf(text).split(" ").length <= SHORT;
  const doubts = clauses.some((one) => one.doubt || (one.foreign && !sole));
  const dangling = clauses.some((one) => one.mention === null && one.says === "no" && !one.any);

  if (chosen.size > 1 || (named.length > 0 && ELSEWHERE.test(plainOf(text)))) return unsure;
  const [index] = chosen;
  if (index !== undefined) {
    const agrees = wide.every((one) => where(one).includes(index));
    const isNext = exact.some((one) => one.mention?.isNext && isSameWeek(slots[index] ?? 0, written));
    if (doubts || dangling || refused.has(index) || missed.length > 0 || !agrees || isNext) return unsure;
    if (clauses.some((one) => one.another)) return unsure;
    const clause = [...exact, ...wide].find((one) => where(one).includes(index));
    return { kind: "one", startsAt: slots[index] ?? 0, sentence: clause?.sentence ?? first };
  }
  if (wide.length > 0) return unsure;
  if (missed.length > 0) return doubts && named.length > 1 ? unsure : proposed(missed, written, unsure);
  if (named.some((one) => one.says === "no" && one.doubt)) return unsure;
  const any = clauses.find((one) => one.any);
  const free = slots.findIndex((at, nth) => at > written.sentAt && !refused.has(nth));
  if (any && named.length === 0 && !doubts && !dangling && free >= 0)
    return { kind: "one", startsAt: slots[free] ?? 0, sentence: any.sentence };
  if (refused.size > 0 && refused.size < slots.length && !clauses.some((one) => one.another)) return unsure;
  const other = clauses.find((one) => one.another) ?? clauses.find((one) => one.says === "no");
  if (other) return { kind: "other", startsAt: null, on: null, sentence: other.sentence };
  const yes = clauses.find((one) => one.says === "yes");
  if (!yes) return doubts ? unsure : { kind: "none" };
  if (slots.length === 1 && !doubts) return { kind: "one", startsAt: slots[0] ?? 0, sentence: yes.sentence };
  return unsure;
}

/** The time they name instead: a day, or a day and an hour, where it can only be read in one way. */
function proposed(missed: readonly Clause[], written: Written, unsure: SlotReading): SlotReading {
  const [only, ...others] = missed;
  if (!only?.mention) return unsure;
  const other = { kind: "other", startsAt: null, on: null, sentence: only.sentence } as const;
  const when = { sentAt: written.sentAt, timezone: written.zone, language: languageOf(only.sentence).language };
  const { dates, problems } = datesIn([only.sentence], when);
  if (problems.length > 0) return unsure;
  if (others.length > 0) return other;
  const { dates: figures, hours } = only.mention;
  const meant = dates.filter(({ date }) => !figures || figures.some(({ day }) => day === Number(date.slice(8))));
  const found = meant.find(({ certain }) => certain);
  if (!found || meant.some(({ date }) => date !== found.date)) return other;
  // "At two" at night is nobody's meeting.
  const exact = (hours ?? []).filter(({ from, to }) => from === to && from >= 7 * 60 && from < 20 * 60);
  const [hour, ...unclear] = exact;
  const at = hour && unclear.length === 0 ? momentOn(found.date, hour.from, written.zone) : null;
  return { ...other, startsAt: at, on: found.date };
}

/** A day and an hour. */
function isWhole({ dates, weekdays, hours }: Mention): boolean {
  return (
    ((dates?.length ?? 0) > 0 || (weekdays?.length ?? 0) > 0) && hours?.some(({ from, to }) => from === to) === true
  );
}

function isSameWeek(slot: number, { sentAt, zone }: Written): boolean {
  return DateTime.fromMillis(slot, { zone }).hasSame(DateTime.fromMillis(sentAt, { zone }), "week");
}

const BREAKS =
  /([;!?]|,|\s[-–—]\s|:\s|\b(?:but|aber|sondern|however|instead|jedoch|dafuer|allerdings|otherwise|sonst|because|weil|denn|daher|deshalb|darum|though|although|obwohl|while|and|und|or|oder|nor|so)\b)/u;
const LIST = /^(?:and|und|or|oder|nor)$/u;

function clausesOf(text: string, written: Written): Clause[] {
  const german = languageOf(text).language !== "en";
  const clauses: Clause[] = [];
  for (const sentence of sentencesOf(text).slice(0, MOST_SENTENCES)) {
    const low = spelt(sentence.text, german);
    const parts = low.split(BREAKS);
    for (let at = 0; at < parts.length; at += 2) {
      const part = (parts[at] ?? "").trim();
      const before = (parts[at - 1] ?? "").trim();
      if (part !== "")
        clauses.push(
          clauseOf(before === "nor" ? `not ${part}` : part, sentence, {
            written,
            listed: before === "," ? "," : LIST.test(before) ? "and" : null,
          }),
        );
    }
  }
  return clauses;
}

function clauseOf(
  part: string,
  sentence: { readonly text: string; readonly asks: boolean },
  how: { readonly written: Written; readonly listed: Clause["listed"] },
): Clause {
  const whole = plainOf(part);
  const plain = whole.replace(say.HARMLESS, " ").replace(/ +/gu, " ").trim();
  const mention = say.OFF_TOPIC.test(plain) ? null : mentionIn(part, how.written);
  const another = say.ANOTHER.test(plain);
  const no = say.NO.test(plain);
  const any = /preference|not mind which/u.test(whole) ? say.ANY.test(whole) : say.ANY.test(plain) && !no && !another;
  const asking = plainOf(sentence.text);
  const suggests = sentence.asks && say.SUGGESTS.test(asking);
  const asked = sentence.asks && mention !== null && asking.split(" ").length > 4 && !suggests;
  const either = !no && (mention?.weekdays?.length ?? 0) > 1;
  return {
    sentence: sentence.text,
    mention,
    // That the others don't suit them says nothing against the one they take.
    says: any
      ? "yes"
      : no
        ? mention === null && OTHERS.test(whole)
          ? null
          : "no"
        : say.YES.test(plain)
          ? "yes"
          : null,
    more: !suggests && say.saysMore(plain, isTimeName),
    doubt: say.MAYBE.test(plain) || say.SHIFTS.test(plain) || asked || either,
    foreign: false,
    rather: say.RATHER.test(plain),
    any,
    another,
    listed: how.listed,
  };
}

/** Halves of one time put together: "Tuesday", "at 10". */
function mergedClauses(clauses: readonly Clause[]): Clause[] {
  const merged: Clause[] = [];
  for (const clause of clauses) {
    const last = merged.at(-1);
    const both = last?.mention && clause.mention ? joined(last.mention, clause.mention) : null;
    if (last && both && (last.says === null || clause.says === null || last.says === clause.says))
      merged[merged.length - 1] = {
        ...last,
        mention: both,
        says: last.says ?? clause.says,
        more: last.more || clause.more,
        doubt: last.doubt || clause.doubt,
        foreign: last.foreign || clause.foreign,
        rather: last.rather || clause.rather,
      };
    else merged.push(clause);
  }
  return merged;
}

/** "Tuesday and Wednesday don't work": what is listed shares what is said of it. */
function inherited(clauses: readonly Clause[]): Clause[] {
  const said = [...clauses];
  for (let at = said.length - 2; at >= 0; at--) {
    const [one, next] = [said[at], said[at + 1]];
    if (one?.mention && one.says === null && next?.listed && next.mention && next.sentence === one.sentence)
      said[at] = { ...one, says: next.says };
  }
  for (let at = 1; at < said.length; at++) {
    const [before, one] = [said[at - 1], said[at]];
    if (one?.mention && one.says === null && one.listed && before?.says === "no" && before.sentence === one.sentence)
      // "I can't do Tuesday, Wednesday at 10": it may go on with the no, or not.
      said[at] = { ...one, says: "no", doubt: one.doubt || one.listed === "," };
  }
  return said.map((one) => (one.mention && one.says === null && one.more ? { ...one, foreign: true } : one));
}

const SHORT_DAYS: Readonly<Record<string, string>> = {
  mo: "montag",
  di: "dienstag",
  mi: "mittwoch",
  do: "donnerstag",
  fr: "freitag",
  sa: "samstag",
  so: "sonntag",
};

/** Lower case, umlauts spelt out, German days written in full. "Do" is a day only where it can be nothing else. */
function spelt(text: string, german: boolean): string {
  const low = (part: string) =>
    part
      .normalize("NFKC")
      .toLowerCase()
      .replace(/[’‘`´]/gu, "'")
      .replace(/ä/gu, "ae")
      .replace(/ö/gu, "oe")
      .replace(/ü/gu, "ue")
      .replace(/ß/gu, "ss")
      .replace(/\b(?:any|all|every)\p{L}*(?: day| time)? (?:but|except)\b/gu, "not")
      // No list of two, but one span.
      .replace(/\b(between|zwischen)\s(\S+(?:\s?(?:am|pm|uhr))?)\s(?:and|und)\s/gu, "$1 $2 to ");
  if (!german) return low(text);
  const full = text
    .replace(/,\s+also\s/gu, "; ")
    .replace(
      /(?<!\p{L})(Mo|Di|Mi|Do|Fr|Sa|So|mo|di|mi|do|fr|sa)\.?,?(?=\s*(?:\d|um\s\d|der\s\d|den\s\d|vormittag|nachmittag|morgen|früh|frueh|abend|mittag))|(?<!\p{L})(Mo|Di|Mi|Do|Fr)(?=\s(?:passt|geht|ginge|klappt|ist|wäre|bitte))|(?<=(?:am|den|Am)\s)(Mo|Di|Mi|Do|Fr|Sa|So)(?!\p{L})/gu,
      (short: string) => SHORT_DAYS[short.slice(0, 2).toLowerCase()] ?? short,
    );
  return low(full);
}
