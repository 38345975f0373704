/**
 * Who the company is: policies/company.yaml becomes Company. Every field may be empty; what is written there is checked.
 * Before: the owner's editor, or verbs/setup.ts, which asks for it. After: invoices, letters, plans, which are handed these values.
 */
import { z } from "zod";
import type { Company } from "../lib/company.ts";
import { readYaml, type YamlAnswer, type YamlFile } from "./yaml.ts";

export const COMPANY_FILE = "company.yaml";

/** As the file may have it, and as `setup` writes it. */
type Value = string | number | readonly string[] | null;

const blankIsNull = (value: unknown) => (typeof value === "string" && value.trim() === "" ? null : (value ?? null));

/** A field that may be empty; a number in place of a text is taken for one. */
function field<T extends z.ZodType>(schema: T) {
  return z.preprocess(blankIsNull, schema.nullable()).default(null);
}

function text(expected: string, fits: (text: string) => boolean, tidy = (text: string) => text.trim()) {
  return field(
    z
      .union([z.string(), z.number()], expected)
      .transform((value) => tidy(String(value)))
      .refine(fits, expected),
  );
}

function line(expected: string) {
  return text(expected, (value) => !/[\r\n]/.test(value));
}

/** Letters and digits alone, in capitals: as numbers are compared and printed. */
const bare = (value: string) => value.toUpperCase().replace(/[\s.-]/g, "");

function number(schema: z.ZodNumber) {
  const read = (value: unknown) => {
    const words = blankIsNull(value);
    const digits =
      typeof words === "string" ? /^(\d+(?:[.,]\d+)?)\s*(?:%|percent|days?)?$/i.exec(words.trim())?.[1] : null;
    return digits ? Number(digits.replace(",", ".")) : words;
  };
  return z.preprocess(read, schema.nullable()).default(null);
}

const RATE = "a percentage such as 19";
const TERMS = "a whole number of days from 0 to 365, such as 14";
const ADDRESS = "the lines of your address: [Seestrasse 4, 20095 Hamburg]";

const companySchema = z
  .strictObject(
    {
      legalName: line("a name on one line"),
      address: z
        .preprocess(
          (value) => (typeof value === "string" ? value.split(/[,;\n]/) : (value ?? [])),
          z
            .array(z.union([z.string(), z.number()], ADDRESS), ADDRESS)
            .max(6, "at most six lines")
            .transform((lines) => lines.map((one) => String(one).trim()).filter((one) => one !== "")),
        )
        .default([]),
      country: text("a country in two letters, such as DE", isCountry, bare),
      region: text(
        "a part of your country, such as DE-BY",
        (value) => /^[A-Z]{2}-[A-Z0-9]{1,3}$/.test(value),
        (value) => value.trim().toUpperCase(),
      ),
      taxNumber: line("a tax number on one line"),
      vatId: text(
        "a VAT number such as DE123456789, with its two letters in front",
        (value) => /^[A-Z]{2}[A-Z0-9]{2,14}$/.test(value),
        bare,
      ),
      vatStatus: field(z.enum(["registered", "small-business"], "registered or small-business")),
      vatRate: number(
        z
          .number(RATE)
          .min(0, RATE)
          .max(100, RATE)
          .refine((percent) => Math.abs(percent * 100 - Math.round(percent * 100)) < 1e-6, RATE),
      ),
      iban: text("an IBAN whose check digits are right, such as DE89 3704 0044 0532 0130 00", isIban, bare),
      bic: text("a BIC of 8 or 11 letters and digits, such as COBADEFFXXX", isBic, bare),
      termsDays: number(z.number(TERMS).int(TERMS).min(0, TERMS).max(365, TERMS)),
      invoiceNumber: text('a pattern with the number in it, such as "{year}-{number:4}"', isNumberPattern),
      signature: text("a text", () => true),
    },
    "the fields of your company, one a line: country: DE",
  )
  .superRefine(({ country, region }, context) => {
    if (region === null || country === null || region.startsWith(`${country}-`)) return;
    context.addIssue({ code: "custom", path: ["region"], message: `a part of ${country}, such as ${country}-XX` });
  });

/** What the file says, empty fields among it. */
export type CompanyFile = z.output<typeof companySchema>;
export type CompanyKey = keyof CompanyFile;

export const COMPANY_KEYS = Object.keys(companySchema.shape) as readonly CompanyKey[];

/** Reads policies/company.yaml; each complaint names file, line, key and what was expected. */
export function readCompany(place: Omit<YamlFile, "name">): YamlAnswer<Company> {
  const read = readCompanyFile(place);
  return read.ok ? { ...read, value: companyOf(read.value) } : read;
}

/** The same as it stands there. */
export function readCompanyFile(place: Omit<YamlFile, "name">): YamlAnswer<CompanyFile> {
  return readYaml({ ...place, name: COMPANY_FILE }, companySchema, () => COMPANY_KEYS);
}

/** Whether `words`, as somebody typed them, can stand in this field beside the others; then as the file has it. */
export function checkCompanyField(
  known: CompanyFile,
  key: CompanyKey,
  words: string,
): { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly expected: string } {
  const parsed = companySchema.safeParse({ ...known, [key]: words });
  if (parsed.success) return { ok: true, value: parsed.data[key] };
  // Another field may be wrong because of this one: a region of another country.
  return { ok: false, expected: parsed.error.issues[0]?.message ?? "something else" };
}

function companyOf({ vatRate, ...file }: CompanyFile): Company {
  return { ...file, vatRateBp: vatRate === null ? null : Math.round(vatRate * 100) };
}

/** A company of which nothing is known. */
export const NO_COMPANY: Company = companyOf(companySchema.parse({}));

function isCountry(code: string): boolean {
  if (!/^[A-Z]{2}$/.test(code)) return false;
  const name = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" }).of(code);
  return name !== undefined && name !== "Unknown Region";
}

/** ISO 13616: the first four characters go to the end, letters count from 10, and the rest of a division by 97 is 1. */
function isIban(iban: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban)) return false;
  const digits = `${iban.slice(4)}${iban.slice(0, 4)}`.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  let rest = 0;
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97;
  return rest === 1;
}

function isBic(bic: string): boolean {
  return /^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/.test(bic);
}

/** `{number}` once, perhaps with so many digits; `{year}` where wanted; no other braces. */
function isNumberPattern(pattern: string): boolean {
  const numbers = pattern.match(/\{number(:[1-9])?\}/g) ?? [];
  const rest = pattern.replace(/\{number(:[1-9])?\}|\{year\}/g, "");
  return numbers.length === 1 && !/[{}\r\n]/.test(rest) && pattern.length <= 40;
}
