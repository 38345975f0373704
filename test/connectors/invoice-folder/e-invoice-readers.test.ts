/**
 * Second opinions on the invoice as programs read it. Another reader, which shares no code with the one that wrote it, finds the
 * very sums and parties that were booked. And the official rules of EN 16931 hold, wherever somebody has them: they are in no
 * package, so `ATELIER_SCHEMATRON` names the file, `EN16931-CII-validation-preprocessed.sch` of ConnectingEurope's repository.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { extractXml } from "@stackforge-eu/factur-x";
import { type ComfortProfile, FacturX } from "factur-x-kit";
import { beforeAll, describe, expect, test } from "vitest";
import { drawInvoice } from "../../../src/connectors/invoice-folder/pdf.ts";
import type { InvoiceDocument } from "../../../src/lib/invoice-document.ts";
import { CASES, type Case, halfCredited, invoice } from "../../support/e-invoices.ts";

const DOCUMENTS: ReadonlyArray<{ readonly what: string; readonly one: Case; readonly document: InvoiceDocument }> = [
  ...CASES.map((one) => ({ what: `an invoice of ${one.what}`, one, document: invoice(one) })),
  ...CASES.map((one) => ({ what: `a credit note of ${one.what}`, one, document: halfCredited(one) })),
];
const euros = (cents: number) => cents / 100;
const day = (date: string) => {
  const [year, month, of] = date.split("-").map(Number);
  return { year, month, day: of };
};

describe("another reader finds what was booked, and nothing to object to, in", () => {
  test.each(DOCUMENTS)("$what", async ({ one, document }) => {
    const read = await FacturX.fromPDF(await drawInvoice(document));
    expect(read.validate()).toEqual({ valid: true });
    const { netCents, taxCents, grossCents, seller, buyer, lines } = document;
    const isOutside = document.taxKind === "third-country";
    const found = read.object as ComfortProfile;
    expect(found).toMatchObject({
      document: {
        ...{ id: document.number, type: document.kind === "invoice" ? "380" : "381", currency: "EUR" },
        dateOfIssue: day(document.issuedOn),
      },
      seller: { name: seller.name, postalAddress: { addressLineOne: "Seestrasse 4", city: "Hamburg", country: "DE" } },
      buyer: { name: buyer.name, postalAddress: { addressLineOne: buyer.address[0], country: buyer.country } },
      invoiceLines: lines.map((line) => ({
        productDescription: { name: line.text },
        settlement: { lineTotals: { netTotal: euros(line.netCents) }, tax: { categoryCode: one.expected[0] } },
      })),
      totals: {
        sumWithoutAllowancesAndCharges: euros(netCents),
        netTotal: euros(netCents),
        taxTotal: [{ amount: euros(taxCents), currency: "EUR" }],
        grossTotal: euros(grossCents),
        openAmount: euros(grossCents),
        taxBreakdown: [
          { basisAmount: euros(netCents), calculatedAmount: euros(taxCents), categoryCode: one.expected[0] },
        ],
      },
      delivery: { billingPeriod: { startDate: day("2026-11-02"), endDate: day("2026-11-24") } },
    });
    const vat = ({ taxIdentification: of }: ComfortProfile["seller" | "buyer"]) =>
      (of && "vatId" in of ? of.vatId : undefined) ?? null;
    expect(vat(found.seller)).toBe(isOutside ? null : seller.vatId);
    expect(vat(found.buyer)).toBe(isOutside ? null : buyer.vatId);
    expect(JSON.stringify(found.referencedDocuments ?? "")).toContain(document.corrects ?? "");
    expect(found.paymentInformation?.paymentMeans?.[0]?.payeeBankAccount?.iban).toBe("DE89370400440532013000");
  });

  test("no document whose sums don't fit: it objects", async () => {
    expect((await FacturX.fromXML(await wrongSum())).validate().valid).toBe(false);
  });
});

const SCHEMATRON = process.env.ATELIER_SCHEMATRON ?? "";
const PATIENCE_MS = 60_000;

test.skipIf(SCHEMATRON !== "")(
  "The official rules of EN 16931 are asked only with ATELIER_SCHEMATRON",
  () => undefined,
);

describe.skipIf(SCHEMATRON === "")("the official rules of EN 16931 hold for", () => {
  let objections: (xml: string) => string[] = () => [];
  beforeAll(() => {
    objections = rules(SCHEMATRON);
  });

  test.each(DOCUMENTS)(
    "$what",
    async ({ document }) => {
      const { xml } = await extractXml(await drawInvoice(document));
      expect(objections(xml)).toEqual([]);
    },
    PATIENCE_MS,
  );

  test(
    "no document whose sums don't fit: they object",
    async () => expect(objections(await wrongSum())).toContainEqual(expect.stringContaining("[BR-CO-15]")),
    PATIENCE_MS,
  );
});

/** The XML of an invoice whose total is not the sum of its parts. */
async function wrongSum(): Promise<string> {
  const [first] = DOCUMENTS;
  if (!first) throw new Error("no document");
  const { xml } = await extractXml(await drawInvoice(first.document));
  return xml.replace(/<ram:GrandTotalAmount>[^<]*/, "<ram:GrandTotalAmount>2857.00");
}

/** As much of node-schematron as is used: its own types bring the browser's, which are others than Node's, into every file. */
interface Schematron {
  readonly Schema: {
    fromString(text: string): {
      readonly patterns: ReadonlyArray<{ readonly rules: readonly unknown[] }>;
      validateString(xml: string): ReadonlyArray<{ readonly message?: string }>;
    };
  };
}

/** What the rules in a file object to, in their own words. */
function rules(path: string): (xml: string) => string[] {
  const require = createRequire(import.meta.url);
  const { Schema } = require("node-schematron") as Schematron;
  const schema = Schema.fromString(readFileSync(path, "utf8"));
  // With its parts in other files it would be taken for a schema without any rule.
  if (schema.patterns.every((pattern) => pattern.rules.length === 0))
    throw new Error(
      `${path} holds no rules by itself. Name the one in which all parts are put together: “…-preprocessed.sch”.`,
    );
  return (xml) => schema.validateString(xml).map(({ message = "" }) => message.trim());
}
