/**
 * The hour that a clause names: "at 2", "halb drei", "between 1 and 4", "in the afternoon".
 * Before: slot-mentions.ts. After: nothing.
 */
import { NUMBER_WORDS, numberOf } from "./slot-names.ts";

/** Minutes after midnight. `to` the same as `from`: exactly then; else it may lie between. */
export interface Hours {
  readonly from: number;
  readonly to: number;
}

const DAY = 24 * 60;
const CLOCK = `(\\d{1,2})(?:[:.h](\\d{2}))?\\s?(am|pm|a\\.m\\.?|p\\.m\\.?|uhr|h|o'?\\s?clock)?(?![\\p{L}\\d])`;
const PARTS: ReadonlyArray<readonly [RegExp, Hours]> = [
  [
    /vormittag|(?<!guten )(?<=(?:tag|woch|am|in the|this|day) )morgens?\b|(?<!good )(?<!^)morning|^morning(?= (?:works|is|would|please|slot|one))|\bfrueh\b|\bmorgens\b|tagmorgen|wochmorgen/u,
    { from: 0, to: 12 * 60 },
  ],
  [/\b(?:after lunch|nach dem mittag\p{L}*)/u, { from: 12 * 60, to: 18 * 60 }],
  [/nachmittag|afternoon|\barvo\b/u, { from: 12 * 60, to: 18 * 60 }],
  [/\b(?:noon|midday|lunch\w*)\b|(?<!vor|nach)mittags?\b/u, { from: 11 * 60 + 30, to: 14 * 60 }],
  [/abends?\b|evening|tonight/u, { from: 17 * 60, to: DAY }],
];

const BETWEEN = new RegExp(`(?:between|zwischen|from|von)?\\s*${CLOCK}\\s?(?:-|–|to|bis|until)\\s?${CLOCK}`, "u");
const AFTER_HOUR = new RegExp(`\\b(after|from|ab|nach|anytime after|not before)\\s${CLOCK}`, "u");
const BEFORE_HOUR = new RegExp(`\\b(before|vor|until|till|bis)\\s${CLOCK}`, "u");
const HALF = new RegExp(
  `\\b(halb|half past|half|viertel nach|viertel vor|quarter past|quarter to|quarter after)\\s(\\d{1,2}|${NUMBER_WORDS})(?!\\p{L})`,
  "u",
);
const MARKED =
  /(?<![\d.:/])(\d{1,2})[:.h](\d{2})(?!\d)\s?(am|pm|a\.m\.?|p\.m\.?|uhr|h)?|(?<![\d.:/])(\d{1,2})\s?(am|pm|a\.m\.?|p\.m\.?|uhr|h|o'?\s?clock)(?!\p{L})/u;
const AT = new RegExp(`(?:\\b(?:at|um|gegen|around|about)|@)\\s?(\\d{1,2}|${NUMBER_WORDS})(?![\\d\\p{L}])`, "u");
const SAID = new RegExp(`(?<!\\p{L})(${NUMBER_WORDS})\\s(?:o'?\\s?clock|uhr|am|pm)(?!\\p{L})`, "u");
const MILITARY = /\b([01]\d|2[0-3])([0-5]\d)\s?(?:hrs|hours|h|uhr)\b/u;

/** Hours, exact or as a span; what was read is taken out. */
export function hoursIn(clause: string): { hours: readonly Hours[] | null; rest: string } {
  const between = BETWEEN.exec(clause);
  if (between) {
    const half = between[3] ?? between[6];
    const from = clock(between[1], between[2], half).at(-1);
    const to = clock(between[4], between[5], between[6]).find((one) => from !== undefined && one > from);
    if (from !== undefined && to !== undefined) return { hours: [{ from, to }], rest: blanked(clause, between) };
  }
  const after = AFTER_HOUR.exec(clause);
  const [least] = after ? clock(after[2], after[3], after[4]) : [];
  if (after && least !== undefined)
    return { hours: [{ from: least < 8 * 60 ? least + 720 : least, to: DAY }], rest: blanked(clause, after) };
  const before = BEFORE_HOUR.exec(clause);
  const most = before ? clock(before[2], before[3], before[4]).at(-1) : undefined;
  if (before && most !== undefined) return { hours: [{ from: 0, to: most }], rest: blanked(clause, before) };
  const half = HALF.exec(clause);
  if (half) {
    const hour = numberOf(half[2] ?? "");
    const shift = { halb: -30, "half past": 30, half: 30, "viertel vor": -15, "quarter to": -15 }[half[1] ?? ""] ?? 15;
    return { hours: bothHalves(hour * 60 + shift), rest: blanked(clause, half) };
  }
  for (const pattern of [MILITARY, MARKED, SAID, AT]) {
    const match = pattern.exec(clause);
    if (!match) continue;
    const exact =
      pattern === MILITARY
        ? clock(match[1], match[2], "h")
        : pattern === MARKED
          ? clock(match[1] ?? match[4], match[2], match[3] ?? match[5])
          : clock(String(numberOf(match[1] ?? "")), undefined, /uhr$/u.test(match[0]) ? "uhr" : undefined);
    if (exact.length > 0) return { hours: exact.map((at) => ({ from: at, to: at })), rest: blanked(clause, match) };
  }
  const part = PARTS.find(([pattern]) => pattern.test(clause));
  return part ? { hours: [part[1]], rest: clause.replace(part[0], " ") } : { hours: null, rest: clause };
}

/** The minutes after midnight that an hour can mean: "at 2" is hardly ever at night, "2 Uhr" said at a desk isn't either. */
function clock(hours: string | undefined, minutes: string | undefined, mark: string | undefined): number[] {
  const hour = Number(hours ?? Number.NaN);
  const minute = Number(minutes ?? 0);
  if (!(hour <= 24) || minute > 59) return [];
  const half = (mark ?? "").replace(/\W/gu, "");
  if (half === "pm") return [(hour % 12) * 60 + 720 + minute];
  if (half === "am") return [(hour % 12) * 60 + minute];
  return bothHalves(hour * 60 + minute).map(({ from }) => from);
}

function bothHalves(minute: number): Hours[] {
  const exact = [minute, ...(minute >= 60 && minute < 8 * 60 ? [minute + 720] : [])];
  return exact.map((at) => ({ from: at, to: at }));
}

/** The text without what was read. */
export function blanked(text: string, match: RegExpExecArray): string {
  return `${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}`;
}
