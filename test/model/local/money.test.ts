import { describe, expect, test } from "vitest";
import { amountsIn } from "../../../src/model/local/money.ts";

function read(text: string, language: "en" | "de" | "unclear" = "en"): string[] {
  return amountsIn(text, language).map(({ cents, currency, certain }) => `${cents} ${currency}${certain ? "" : " ?"}`);
}

describe("sums of money", () => {
  test.each<[string, "en" | "de" | "unclear", string[]]>([
    ["1,234.56 EUR", "en", ["123456 EUR"]],
    ["€1.234,56", "en", ["123456 EUR"]],
    ["1.234,56 €", "de", ["123456 EUR"]],
    ["CHF 1'234.50", "de", ["123450 CHF"]],
    ["$5,000", "en", ["500000 USD"]],
    ["2.500 €", "de", ["250000 EUR"]],
    ["£1,200", "en", ["120000 GBP"]],
    ["500 Euro", "de", ["50000 EUR"]],
    ["1.5k €", "en", ["150000 EUR"]],
    ["1.200,- €", "de", ["120000 EUR"]],
    ["12 Mio. €", "de", ["1200000000 EUR"]],
    ["our budget is 5000", "en", ["500000 null"]],
    ["Budget von 3.000", "de", ["300000 null"]],
    ["1.234 €", "en", ["123400 EUR ?"]],
    ["1,234 €", "de", ["123400 EUR ?"]],
    ["1.234 €", "unclear", ["123400 EUR ?"]],
    ["EUR 1,234.567", "en", ["0 EUR ?"]],
    ["between 500 and 800 USD", "en", ["80000 USD"]],
    ["invoice 1043", "en", []],
    ["invoice 2026-118 for 3 people", "en", []],
    ["costs 3 hours", "en", []],
    ["call 030 1234", "en", []],
  ])("“%s” (%s) is %j", (text, language, wanted) => {
    expect(read(text, language)).toEqual(wanted);
  });
});
