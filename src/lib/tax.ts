/**
 * VAT: the kinds there are, and what a net sum comes to. Whole cents; half a cent is rounded up, once for each invoice and rate.
 */
import { add, dinero, halfUp, multiply, toSnapshot, transformScale } from "dinero.js";

/**
 * `domestic`: at a rate. `small-business`: exempt by size. `reverse-charge`: the buyer in another EU country owes it.
 * `third-country`: the buyer is outside the EU. `exempt`: by what it is.
 */
export const TAX_KINDS = ["domestic", "small-business", "reverse-charge", "third-country", "exempt"] as const;
export type TaxKind = (typeof TAX_KINDS)[number];

export interface Sums {
  readonly netCents: number;
  readonly taxCents: number;
  readonly grossCents: number;
}

/** Net, tax and gross of a net sum. `rateBp`: basis points (1900 is 19 %), of weight for `domestic` only. */
export function sumsOf(netCents: number, kind: TaxKind, rateBp: number): Sums {
  const cent = { code: "XXX", base: 10, exponent: 2 };
  const net = dinero({ amount: netCents, currency: cent });
  const rate = { amount: kind === "domestic" ? rateBp : 0, scale: 4 };
  const tax = transformScale(multiply(net, rate), 2, halfUp);
  return { netCents, taxCents: toSnapshot(tax).amount, grossCents: toSnapshot(add(net, tax)).amount };
}

const EU: ReadonlySet<string> = new Set(
  "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(" "),
);

/** Whether a country (ISO 3166-1 alpha-2) is in the EU. */
export function inEu(country: string | null): boolean {
  return country !== null && EU.has(country);
}
