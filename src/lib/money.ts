/**
 * Sums as people read them. Amounts are whole cents everywhere else.
 */

/** `2,400.00 EUR`. */
export function money(cents: number, currency: string): string {
  const amount = (cents / 100).toLocaleString("en-GB", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return `${amount} ${currency}`;
}

/** `2,400.00 EUR`, `2.400,00 EUR`: as it is written in a letter. */
export function moneyInLetter(cents: number, currency: string, language: "en" | "de"): string {
  if (language === "en") return money(cents, currency);
  const amount = (cents / 100).toLocaleString("de-DE", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return `${amount} ${currency}`;
}

/** Currencies whose hundredth is called a cent. */
const WITH_CENTS = new Set(["EUR", "USD", "AUD", "CAD", "NZD", "SGD", "HKD", "ZAR"]);

/**
 * A sum that may be tiny, with as many digits as it needs: `1.20 EUR`, `4 ct`, `0.3 ct`, `less than 0.01 ct`. `amount` in
 * the currency's unit.
 */
export function smallMoney(amount: number, currency: string): string {
  if (amount === 0) return WITH_CENTS.has(currency) ? "0 ct" : `0 ${currency}`;
  if (Math.round(amount * 100) >= 100) return money(amount * 100, currency);
  if (WITH_CENTS.has(currency)) return `${fewDigits(amount * 100, 0.01)} ct`;
  return `${fewDigits(amount, 0.0001)} ${currency}`;
}

/** The digits that say something: two, or one below 1. */
function fewDigits(value: number, least: number): string {
  if (value < least) return `less than ${least}`;
  return String(Number(value >= 10 ? value.toFixed(0) : value.toPrecision(value < 1 ? 1 : 2)));
}

const GROUPED = /^(\d{1,3}(?:([.,' ])\d{3})+)(?:([.,])(\d{1,2}))?$/;
const PLAIN = /^(\d{1,12})(?:[.,](\d{1,2}))?$/;

/**
 * `2400`, `2,400.00`, `2.400,00`, `2'400`: the cents, or `null` where it is no such number. One separator before three
 * digits groups thousands, because no sum has three decimals.
 */
export function centsOf(text: string): number | null {
  const tidy = text
    .trim()
    .replace(/[\u00A0\u202F]/g, " ")
    .replace(/’/g, "'");
  const plain = PLAIN.exec(tidy);
  if (plain) return whole(plain[1], plain[2]);
  const [match, digits = "", group = "", point, decimals] = GROUPED.exec(tidy) ?? [];
  if (match === undefined || point === group || digits.startsWith("0")) return null;
  // Once thousands are grouped one way, they are grouped that way throughout.
  const [, ...groups] = digits.split(group);
  if (!groups.every((part) => /^\d{3}$/.test(part))) return null;
  return whole(digits.replaceAll(group, ""), decimals);
}

function whole(units = "", decimals = ""): number | null {
  const cents = Number(units) * 100 + Number(decimals.padEnd(2, "0"));
  return Number.isSafeInteger(cents) ? cents : null;
}
