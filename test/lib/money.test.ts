/** Sums as people read them, down to parts of a cent. */
import { expect, test } from "vitest";
import { smallMoney } from "../../src/lib/money.ts";

test.each([
  [1.2, "EUR", "1.20 EUR"],
  [1234.5, "EUR", "1,234.50 EUR"],
  [0.999, "EUR", "1.00 EUR"],
  [0.04, "EUR", "4 ct"],
  [0.0425, "USD", "4.3 ct"],
  [0.426, "EUR", "43 ct"],
  [0.003, "EUR", "0.3 ct"],
  [0.00031, "EUR", "0.03 ct"],
  [0.000001, "EUR", "less than 0.01 ct"],
  [0, "EUR", "0 ct"],
  [0.04, "GBP", "0.04 GBP"],
  [0.0031, "GBP", "0.003 GBP"],
  [0.5, "JPY", "0.5 JPY"],
  [0, "CHF", "0 CHF"],
])("%d %s is said as %s", (amount, currency, words) => {
  expect(smallMoney(amount, currency)).toBe(words);
});
