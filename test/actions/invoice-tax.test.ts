/**
 * Which VAT an invoice shows, and when that is for the owner to look at: the table of cases.
 */
import { describe, expect, test } from "vitest";
import { wanting } from "../../src/actions/house.ts";
import {
  invoiceDocument,
  invoiceFields,
  numberOf,
  servicePeriod,
  taxAnswer,
} from "../../src/actions/invoice-document.ts";
import type { Company } from "../../src/lib/company.ts";
import type { TaxKind } from "../../src/lib/tax.ts";
import { NO_COMPANY } from "../../src/policy/company.ts";

const GERMAN: Company = {
  ...NO_COMPANY,
  legalName: "Robin Vale Consulting",
  address: ["Seestrasse 4", "20095 Hamburg"],
  country: "DE",
  taxNumber: "12/345/67890",
  vatId: "DE123456789",
  vatStatus: "registered",
  vatRateBp: 1900,
  iban: "DE89370400440532013000",
  invoiceNumber: "{year}-{number:4}",
};
const SMALL: Company = { ...GERMAN, vatStatus: "small-business", vatId: null };
const BRITISH: Company = { ...GERMAN, country: "GB", vatId: "GB123456789" };

function buyer(country: string, vatId: string | null = null) {
  return { name: "Acme", address: ["Road 1"], country, vatId };
}

describe("what tax comes to", () => {
  test.each<[string, TaxKind, number, number, number, number]>([
    ["19 %", "domestic", 240_000, 1900, 45_600, 285_600],
    ["7 %", "domestic", 9_999, 700, 700, 10_699],
    ["20 %, half a cent goes up", "domestic", 1_233, 2000, 247, 1_480],
    ["8.1 %", "domestic", 12_345, 810, 1_000, 13_345],
    ["a small business", "small-business", 240_000, 1900, 0, 240_000],
    ["reverse charge", "reverse-charge", 240_000, 1900, 0, 240_000],
    ["a third country", "third-country", 240_000, 1900, 0, 240_000],
    ["exempt", "exempt", 240_000, 1900, 0, 240_000],
  ])("%s", (_, taxKind, netCents, taxRateBp, taxCents, grossCents) => {
    const document = invoiceDocument(GERMAN, "robin@vale.example", {
      number: "2026-0001",
      language: "en",
      issuedOn: "2026-11-24",
      dueOn: "2026-12-08",
      served: { from: "2026-11-02", to: "2026-11-24" },
      buyer: buyer("DE"),
      text: "Work",
      netCents,
      taxKind,
      taxRateBp,
      currency: "EUR",
    });
    expect(document).toMatchObject({ netCents, taxCents, grossCents });
    expect(document.taxRateBp).toBe(taxKind === "domestic" ? taxRateBp : 0);
  });
});

describe("whether the kind of VAT fits", () => {
  test.each<[string, Company, ReturnType<typeof buyer>, TaxKind, number, "clear" | "unclear" | "refused"]>([
    ["a client at home", GERMAN, buyer("DE"), "domestic", 1900, "clear"],
    ["a reduced rate at home", GERMAN, buyer("DE", "DE111111111"), "domestic", 700, "clear"],
    ["VAT at no rate", GERMAN, buyer("DE"), "domestic", 0, "unclear"],
    ["a person in another country of the EU", GERMAN, buyer("FR"), "domestic", 1900, "clear"],
    ["a business in the EU, charged at home", GERMAN, buyer("FR", "FR12345678901"), "domestic", 1900, "unclear"],
    ["a client in a third country, charged at home", GERMAN, buyer("US"), "domestic", 1900, "unclear"],
    ["reverse charge to a business in the EU", GERMAN, buyer("FR", "FR12345678901"), "reverse-charge", 0, "clear"],
    ["reverse charge to Greece", GERMAN, buyer("GR", "EL123456789"), "reverse-charge", 0, "clear"],
    ["reverse charge without the client's number", GERMAN, buyer("FR"), "reverse-charge", 0, "refused"],
    ["reverse charge with a number of elsewhere", GERMAN, buyer("FR", "IT12345678901"), "reverse-charge", 0, "unclear"],
    ["reverse charge at home", GERMAN, buyer("DE", "DE111111111"), "reverse-charge", 0, "unclear"],
    ["reverse charge out of the EU", GERMAN, buyer("CH", "CHE123456789"), "reverse-charge", 0, "unclear"],
    ["reverse charge from outside the EU", BRITISH, buyer("FR", "FR12345678901"), "reverse-charge", 0, "unclear"],
    ["a third country", GERMAN, buyer("CH"), "third-country", 0, "clear"],
    ["the EU taken for a third country", GERMAN, buyer("FR"), "third-country", 0, "unclear"],
    ["home taken for a third country", BRITISH, buyer("GB"), "third-country", 0, "unclear"],
    ["a small business", SMALL, buyer("DE"), "small-business", 0, "clear"],
    ["a small business that charges VAT", SMALL, buyer("DE"), "domestic", 1900, "unclear"],
    ["a contract for a small business, which it isn't", GERMAN, buyer("DE"), "small-business", 0, "unclear"],
    ["exempt", GERMAN, buyer("DE"), "exempt", 0, "clear"],
  ])("%s", (_, company, to, kind, rate, answer) => {
    expect(taxAnswer(company, to, kind, rate).kind).toBe(answer);
  });

  test("reverse charge needs the company's own VAT number, too, and says so", () => {
    const without = { ...GERMAN, vatId: null };
    expect(wanting(without, invoiceFields(without, "reverse-charge"))).toContain("your VAT number");
    expect(wanting(without, invoiceFields(without, "domestic"))).toBeNull();
  });

  test("what no invoice can do without is named", () => {
    expect(wanting(NO_COMPANY, invoiceFields(NO_COMPANY, "domestic"))).toMatch(
      /your company's legal name, .*your IBAN/,
    );
  });
});

describe("what the law wants to be said", () => {
  const said = (company: Company, taxKind: TaxKind, language: "en" | "de") =>
    invoiceDocument(company, "r@v.example", {
      ...{
        number: "1",
        language,
        issuedOn: "2026-11-24",
        dueOn: "2026-11-24",
        served: { from: "2026-11-24", to: "2026-11-24" },
      },
      ...{ buyer: buyer("DE"), text: "Work", netCents: 100, taxKind, taxRateBp: 1900, currency: "EUR" },
    }).notes.join(" ");
  test.each<[TaxKind, "en" | "de", RegExp]>([
    ["small-business", "de", /§ 19 UStG/],
    ["small-business", "en", /section 19/],
    ["reverse-charge", "de", /Steuerschuldnerschaft des Leistungsempfängers/],
    ["reverse-charge", "en", /Reverse charge/],
    ["third-country", "de", /Drittland/],
    ["third-country", "en", /outside the EU/],
    ["exempt", "de", /befreit/],
    ["exempt", "en", /exempt/],
  ])("%s in %s", (kind, language, words) => {
    expect(said(GERMAN, kind, language)).toMatch(words);
    expect(said(GERMAN, "domestic", language)).not.toMatch(words);
  });
});

test("numbers are written by the company's pattern", () => {
  expect(numberOf("{year}-{number:4}", 42, "2026-11-24")).toBe("2026-0042");
  expect(numberOf("RE{number}", 12345, "2026-11-24")).toBe("RE12345");
  expect(numberOf("{number:3}/{year}", 7, "2027-01-01")).toBe("007/2027");
});

test("a service within a month is called by it, a longer one by its days", () => {
  expect(servicePeriod("2026-11-02", "2026-11-24", "de")).toBe("November 2026");
  expect(servicePeriod("2026-11-24", "2026-12-23", "en")).toBe("24 November 2026 – 23 December 2026");
});
