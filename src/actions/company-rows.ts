/**
 * A client from before the workspace, as a file has them: one flat entry, the same from CSV and YAML. Every complaint names the
 * field and what was expected. Read by company-import.ts; written by hand.
 */
import { z } from "zod";
import { centsOf } from "../lib/money.ts";
import { TAX_KINDS } from "../lib/tax.ts";

const words = (most = 200) =>
  z
    .preprocess((value) => (typeof value === "number" ? String(value) : (value ?? "")), z.string("expected a text"))
    .transform((text) => text.trim())
    .refine((text) => text.length <= most, `expected at most ${most} letters`);
const optional = (most?: number) => words(most).default("");

const SUM = "expected a sum such as 2400 or 2,400.00";
const isSum = (text: string) => centsOf(text) !== null;
const plain = (text: string) => (text === "" ? "" : ((centsOf(text) ?? 0) / 100).toFixed(2));
const amount = words().refine(isSum, SUM).transform(plain);
const amountOrNone = optional()
  .transform((text) => text || "0")
  .refine(isSum, SUM)
  .transform(plain);
const price = optional()
  .refine((text) => text === "" || (centsOf(text) ?? 0) > 0, SUM)
  .transform(plain);
const DAY = "expected a day such as 2026-11-24";
const isDay = (text: string) => z.iso.date().safeParse(text).success;
const aDay = words().refine(isDay, DAY);
const optionalDay = optional().refine((text) => text === "" || isDay(text), DAY);
const TWO_LETTERS = "expected a country in two letters, such as DE";

function oneOf<T extends string>(choices: readonly T[], fallback: T) {
  return optional()
    .transform((text) => text.toLowerCase() || fallback)
    .pipe(z.enum(choices, `expected one of: ${choices.join(", ")}`));
}

function days(most: number) {
  const expected = `expected a number of days from 0 to ${most}`;
  return optional().refine((text) => text === "" || (/^\d{1,4}$/.test(text) && Number(text) <= most), expected);
}

/** Several in one text, with commas, semicolons or line breaks between them. */
function many<T extends z.ZodType>(item: T) {
  return z.preprocess(
    (value) =>
      typeof value === "string"
        ? value
            .split(/[,;\n]/)
            .map((part) => part.trim())
            .filter((part) => part !== "")
        : (value ?? []),
    z.array(item, "expected a list"),
  );
}

const invoice = z
  .strictObject({
    number: words(40).refine((text) => text !== "", "expected the invoice's number"),
    net: amount,
    tax: amountOrNone,
    gross: amount,
    issued: aDay,
    due: aDay,
    paid: amountOrNone,
  })
  .superRefine(({ net, tax, gross, issued, due, paid }, context) => {
    const wrong = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    const all = centsOf(gross) ?? 0;
    if (all !== (centsOf(net) ?? 0) + (centsOf(tax) ?? 0)) wrong("gross", "expected net and tax together");
    if (all > 0 && (centsOf(paid) ?? 0) >= all)
      wrong("paid", "expected less than gross: only open invoices are brought in");
    if (due < issued) wrong("due", "expected a day after “issued”");
  });

export const clientRow = z
  .strictObject({
    /** How you call them: the company, or the person. */
    client: words(120).refine((text) => text !== "", "expected how you call this client"),
    company: optional(120),
    /** The person. */
    contact: optional(120),
    emails: many(z.email("expected an e-mail address such as anna@example.com").toLowerCase()).refine(
      (list) => list.length > 0,
      "expected at least one e-mail address",
    ),
    language: oneOf(["en", "de"], "en"),
    stage: oneOf(["lead", "onboarding", "active", "paused", "left"], "active"),
    /** What the contract is about; price is net. */
    title: optional(120),
    price,
    per: oneOf(["month", "once"], "month"),
    currency: optional()
      .transform((text) => text.toUpperCase())
      .refine((text) => /^([A-Z]{3})?$/.test(text), "expected three letters such as EUR"),
    /** Left out: what follows from where both sides are. */
    vat: optional()
      .transform((text) => text.toLowerCase())
      .refine(
        (text) => text === "" || (TAX_KINDS as readonly string[]).includes(text),
        `expected one of: ${TAX_KINDS.join(", ")}`,
      ),
    vatRate: optional()
      .transform((text) => text.replace("%", "").replace(",", ".").trim())
      .refine((text) => text === "" || /^\d{1,2}(\.\d{1,2})?$/.test(text), "expected a percentage such as 19"),
    termsDays: days(365),
    noticeDays: days(730),
    renews: optional()
      .transform((text) => text.toLowerCase())
      .pipe(z.enum(["", "monthly", "no"], "expected one of: monthly, no")),
    starts: optionalDay,
    ends: optionalDay,
    buyer: optional(),
    address: many(words()),
    country: optional()
      .transform((text) => text.toUpperCase())
      .refine((text) => /^([A-Z]{2})?$/.test(text), TWO_LETTERS),
    vatId: optional().transform((text) => text.toUpperCase().replace(/[\s.-]/g, "")),
    playbook: optional(),
    /** The first day of the work; a monthly one goes on with its present month. */
    anchor: optionalDay,
    /** The last task that is done; left out: whatever was due before today. */
    doneUpTo: optional(),
    /** Milestones that are invoiced already, whatever their day. */
    invoiced: many(words()),
    invoices: z.array(invoice, "expected a list of invoices").default([]),
  })
  .superRefine(({ stage, playbook, anchor, price, invoices, starts, ends }, context) => {
    const wrong = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    if (playbook && !anchor) wrong("anchor", `expected the first day of the work, such as 2026-11-02`);
    if (anchor && !playbook) wrong("playbook", "expected the playbook that the work goes by");
    if (playbook && (stage === "lead" || stage === "left"))
      wrong(
        "playbook",
        `expected none: with a client who is ${stage === "lead" ? "only a lead" : "gone"} no work goes on`,
      );
    if (starts && !price) wrong("price", "expected the price of the contract");
    if (starts && ends && ends < starts) wrong("ends", "expected a day after “starts”");
    const numbers = invoices.map(({ number }) => number);
    if (new Set(numbers).size < numbers.length) wrong("invoices", "expected each number once");
  });

export type ClientRow = z.output<typeof clientRow>;
export type InvoiceRow = z.output<typeof invoice>;
/** The columns, in the order of the template; invoices have their own. */
export const CLIENT_FIELDS = Object.keys(clientRow.shape).filter((name) => name !== "invoices");
export const INVOICE_FIELDS = Object.keys(invoice.shape);
