/**
 * Numbers as people write them: 1,234.56 and 1.234,56, 1'234.50, 5k. What could be read in two ways is said to be uncertain.
 * Before: money.ts. After: nothing.
 */
import type { LanguageReading } from "./language.ts";

export interface NumberReading {
  /** In hundredths, so that cents stay whole. */
  hundredths: number;
  certain: boolean;
}

/** The text of one number: digits with separators, never ending in one. */
export const NUMBER = "\\d{1,9}(?:[.,'’\u00A0\u202F ]\\d{3}){0,3}(?:[.,]\\d{1,4})?";

/**
 * Reads one number, or null when it has no form I know. `language` tells which of point and comma groups thousands
 * where a single separator before three digits ("1.234") could be either.
 */
export function readNumber(text: string, language: LanguageReading["language"]): NumberReading | null {
  const tidy = text.replace(/[\u00A0\u202F ’]/gu, "'");
  const plain = /^\d+$/u.exec(tidy);
  if (plain) return exact(tidy, "");
  const grouped = /^(\d{1,3}(?:([.,'])\d{3})+)(?:([.,])(\d{1,2}))?$/u.exec(tidy);
  if (grouped) {
    const [, whole = "", group = "", point, fraction = ""] = grouped;
    const groups = whole.split(group);
    if (point === group || !groups.slice(1).every((part) => /^\d{3}$/u.test(part))) return null;
    const reading = exact(groups.join(""), fraction);
    if (reading === null) return null;
    const oneSeparator = point === undefined && groups.length === 2 && group !== "'";
    const ambiguous = oneSeparator && !((language === "en" && group === ",") || (language === "de" && group === "."));
    return { ...reading, certain: !ambiguous && !/^0/u.test(whole) };
  }
  const decimal = /^(\d+)[.,](\d{1,2})$/u.exec(tidy);
  return decimal ? exact(decimal[1] ?? "", decimal[2] ?? "") : null;
}

function exact(whole: string, fraction: string): NumberReading | null {
  const hundredths = Number(whole) * 100 + Number(fraction.padEnd(2, "0").slice(0, 2));
  return Number.isSafeInteger(hundredths) ? { hundredths, certain: true } : null;
}
