/**
 * Sums of money in a message, in whole cents. A sum that could be read in two ways is kept and marked uncertain.
 * Before: sentences.ts, numbers.ts. After: read-message.ts.
 */
import type { LanguageReading } from "./language.ts";
import { NUMBER, readNumber } from "./numbers.ts";

export interface Amount {
  /** As written. */
  text: string;
  cents: number;
  /** ISO 4217, or null when none is named. */
  currency: string | null;
  certain: boolean;
}

const SYMBOL =
  "US ?\\$|CA ?\\$|C\\$|AU ?\\$|A\\$|NZ ?\\$|[€$£¥₹₽]|\\b(?:EUR|USD|GBP|CHF|CAD|AUD|SEK|NOK|DKK|PLN|CZK|JPY|Fr\\.)";
const WORD =
  "euros?|eur|dollars?|usd|pounds?(?! of)|quid|gbp|francs?|franken|chf|sfr|cad|aud|sek|nok|dkk|pln|czk|jpy|[€$£¥₹₽]|bucks";
const SHORT = "(?:k|tsd\\.?|thousand|tausend|mio\\.?|million(?:en)?|m)";
const MONEY_WORD =
  "(?:budgets?|total|amount|price|fee|sum|costs?|pay|paid|deposit|betrag|summe|preis|honorar|kosten|rechnung über|budget von|anzahlung|zahlen|zahle)";

const MARKED = new RegExp(
  `(?<![\\p{L}\\p{N}.,])(?:(?<before>${SYMBOL})\\s?(?<a>${NUMBER})(?:,-|,--|\\.-)?(?:\\s?(?<ka>${SHORT})(?![\\p{L}\\p{N}]))?|(?<b>${NUMBER})(?:,-|,--|\\.-)?(?:\\s?(?<kb>${SHORT}))?\\s?(?<after>${WORD})(?![\\p{L}\\p{N}]))`,
  "giu",
);
const BARE = new RegExp(
  `(?<![\\p{L}\\p{N}])${MONEY_WORD}(?:\\s(?:is|of|von|um|ist|ca\\.?|around|about|beträgt|approx\\.?|roughly|circa|etwa|maximal|max\\.?|up to|bis zu|over|über|the|at|bei|liegt)){0,3}:?\\s(?<n>${NUMBER})(?:\\s?(?<k>k)(?![\\p{L}\\p{N}]))?(?![\\p{L}\\p{N}%.,/:-]|\\s?(?:%|hours?|days?|weeks?|months?|people|persons?|pages?|stunden?|tagen?|wochen|monate?n?|personen|leute|seiten?|uhr|prozent|percent|am\\b|pm\\b|st|nd|rd|th|januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|january|february|march|may|june|july|october|december))`,
  "giu",
);

const CURRENCIES: readonly (readonly [RegExp, string])[] = [
  [/^(?:€|eur|euros?)$/iu, "EUR"],
  [/^(?:us ?\$|\$|usd|dollars?|bucks)$/iu, "USD"],
  [/^(?:£|gbp|pounds?|quid)$/iu, "GBP"],
  [/^(?:chf|fr\.|francs?|franken|sfr)$/iu, "CHF"],
  [/^(?:ca ?\$|c\$|cad)$/iu, "CAD"],
  [/^(?:au ?\$|a\$|aud)$/iu, "AUD"],
  [/^nz ?\$$/iu, "NZD"],
  [/^(?:¥|jpy)$/iu, "JPY"],
  [/^₹$/u, "INR"],
  [/^₽$/u, "RUB"],
  [/^(?:sek|nok|dkk|pln|czk)$/iu, ""],
];
const MOST = 20;

/** Every sum in `text`, in order, at most 20. */
export function amountsIn(text: string, language: LanguageReading["language"]): Amount[] {
  const found: (Amount & { at: number })[] = [];
  for (const match of text.matchAll(MARKED)) {
    const groups = match.groups ?? {};
    const amount = amountOf(match[0], groups.a ?? groups.b ?? "", groups.ka ?? groups.kb, language);
    const mark = (groups.before ?? groups.after ?? "").toLowerCase();
    if (amount) found.push({ ...amount, currency: currencyOf(mark), at: match.index });
    if (found.length === MOST) break;
  }
  for (const match of text.matchAll(BARE)) {
    const number = match.groups?.n ?? "";
    const at = match.index + match[0].lastIndexOf(number);
    if (found.length >= MOST || found.some((one) => at >= one.at - 1 && at < one.at + one.text.length)) continue;
    const amount = amountOf(number + (match.groups?.k ?? ""), number, match.groups?.k, language);
    if (amount) found.push({ ...amount, at });
  }
  return found.sort((one, other) => one.at - other.at).map(({ at: _, ...amount }) => amount);
}

function amountOf(
  text: string,
  digits: string,
  short: string | undefined,
  language: LanguageReading["language"],
): Amount | null {
  const number = readNumber(digits.trim(), language);
  if (number === null) {
    return /^\d/u.test(digits) ? { text: text.trim(), cents: 0, currency: null, certain: false } : null;
  }
  const factor = short === undefined ? 1 : /^(?:m|mio)/iu.test(short) ? 1_000_000 : 1000;
  // "1.234k" is nothing people write; "1.5k" is: there the separator is a decimal point.
  const cents = number.hundredths * factor;
  if (!Number.isSafeInteger(cents)) return { text: text.trim(), cents: 0, currency: null, certain: false };
  return { text: text.trim(), cents, currency: null, certain: number.certain };
}

function currencyOf(mark: string): string | null {
  for (const [pattern, code] of CURRENCIES) if (pattern.test(mark)) return code === "" ? mark.toUpperCase() : code;
  return null;
}
