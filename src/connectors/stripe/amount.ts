/**
 * Sums as Stripe counts them: in the smallest unit of the currency, which is not always the hundredth.
 * Before and after: everything here that names a sum.
 */

/** Currencies that have no smaller unit, and those whose unit has a thousand parts; all others have a hundred. */
const WHOLE = new Set("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split(" "));
const THOUSANDTHS = new Set("BHD JOD KWD OMR TND".split(" "));

/** The sum for Stripe; null where the currency has no such fraction. */
export function toStripe(cents: number, currency: string): number | null {
  const code = currency.toUpperCase();
  if (THOUSANDTHS.has(code)) return cents * 10;
  if (!WHOLE.has(code)) return cents;
  return cents % 100 === 0 ? cents / 100 : null;
}

/** Stripe's sum in hundredths, as it stands on record; a thousandth that is left over is rounded. */
export function fromStripe(amount: number, currency: string): number {
  const code = currency.toUpperCase();
  if (THOUSANDTHS.has(code)) return Math.round(amount / 10);
  return WHOLE.has(code) ? amount * 100 : amount;
}
