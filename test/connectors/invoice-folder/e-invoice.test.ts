/**
 * The invoice as programs read it: for every kind of VAT the XML inside the PDF holds to the official schema and to the business
 * rules of EN 16931 that concern it; the expected document of each case stands in the table.
 */
import { extractXml, Profile, validateXsd } from "@stackforge-eu/factur-x";
import { XmlDocument } from "libxml2-wasm";
import { describe, expect, test } from "vitest";
import { creditNoteDocument } from "../../../src/actions/invoice-document.ts";
import { drawInvoice } from "../../../src/connectors/invoice-folder/pdf.ts";
import type { InvoiceDocument } from "../../../src/lib/invoice-document.ts";
import { acme, CASES, halfCredited, invoice } from "../../support/e-invoices.ts";

/** The XML that a reader finds in the PDF, held to the schema. */
async function inside(document: InvoiceDocument): Promise<(path: string) => string[]> {
  const { xml } = await extractXml(await drawInvoice(document));
  const held = await validateXsd(xml, Profile.EN16931);
  expect(held.errors ?? []).toEqual([]);
  expect(held.valid).toBe(true);
  const parsed = XmlDocument.fromString(xml);
  const names = {
    rsm: "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    ram: "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
  };
  return (path) => parsed.find(path, names).map((node) => node.content.trim());
}

const TAX = "//ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax";
const SUMS = "//ram:SpecifiedTradeSettlementHeaderMonetarySummation";
const LINE = "//ram:IncludedSupplyChainTradeLineItem";
const two = (text: string | undefined) => Number(text).toFixed(2);

/** The business rules of EN 16931 that hold for every document. */
function holdsToTheRules(at: (path: string) => string[]): void {
  const one = (path: string) => at(path)[0];
  const sum = (path: string) => at(path).reduce((total, text) => total + Math.round(Number(text) * 100), 0);
  const cents = (path: string) => Math.round(Number(one(path)) * 100);
  // BR-CO-10, BR-CO-13, BR-CO-14, BR-CO-15, BR-CO-16: the sums are those of their parts.
  expect(sum(`${LINE}//ram:LineTotalAmount`)).toBe(cents(`${SUMS}/ram:LineTotalAmount`));
  expect(cents(`${SUMS}/ram:TaxBasisTotalAmount`)).toBe(cents(`${SUMS}/ram:LineTotalAmount`));
  expect(sum(`${TAX}/ram:CalculatedAmount`)).toBe(cents(`${SUMS}/ram:TaxTotalAmount`));
  expect(cents(`${SUMS}/ram:GrandTotalAmount`)).toBe(
    cents(`${SUMS}/ram:TaxBasisTotalAmount`) + cents(`${SUMS}/ram:TaxTotalAmount`),
  );
  expect(cents(`${SUMS}/ram:DuePayableAmount`)).toBe(cents(`${SUMS}/ram:GrandTotalAmount`));
  // BR-CO-17: the tax is the basis at the rate, rounded.
  const rate = Number(one(`${TAX}/ram:RateApplicablePercent`) ?? 0);
  expect(Math.abs(cents(`${TAX}/ram:BasisAmount`) * (rate / 100) - cents(`${TAX}/ram:CalculatedAmount`))).toBeLessThan(
    1,
  );
  // BR-S-10, BR-E-10, BR-AE-10, BR-O-10: whoever charges VAT gives no reason why not, and whoever doesn't gives one.
  const category = one(`${TAX}/ram:CategoryCode`);
  expect(at(`${TAX}/ram:ExemptionReason`).length).toBe(category === "S" ? 0 : 1);
  // BR-S-02, BR-E-02, BR-AE-02, BR-CO-26: the seller is named for the tax.
  const seller = at("//ram:SellerTradeParty/ram:SpecifiedTaxRegistration/ram:ID");
  expect(seller.length).toBeGreaterThan(0);
  const vat = at("//ram:SellerTradeParty/ram:SpecifiedTaxRegistration/ram:ID[@schemeID='VA']");
  expect(vat.length + at("//ram:SellerTradeParty/ram:ID").length).toBeGreaterThan(0);
  // BR-O-02: what is outside the scope of VAT names no VAT number of either side.
  if (category === "O") expect([...vat, ...at("//ram:BuyerTradeParty//ram:ID[@schemeID='VA']")]).toEqual([]);
  // BR-AE-02: a reverse charge names both.
  if (category === "AE")
    expect([vat.length, at("//ram:BuyerTradeParty//ram:ID[@schemeID='VA']").length]).toEqual([1, 1]);
}

describe("an invoice of", () => {
  test.each(CASES)("$what", async (one) => {
    const at = await inside(invoice(one));
    holdsToTheRules(at);
    const [category, rate, tax, total] = one.expected;
    expect(at("//rsm:ExchangedDocument/ram:TypeCode")).toEqual(["380"]);
    expect(at("//rsm:ExchangedDocument/ram:ID")).toEqual(["2026-0042"]);
    expect(at(`${TAX}/ram:CategoryCode`)).toEqual([category]);
    expect(at(`${LINE}//ram:CategoryCode`)).toEqual([category]);
    expect(at(`${LINE}//ram:RateApplicablePercent`).map(two)).toEqual(rate === "" ? [] : [rate]);
    expect(two(at(`${SUMS}/ram:TaxTotalAmount`)[0])).toBe(tax);
    expect(two(at(`${SUMS}/ram:GrandTotalAmount`)[0])).toBe(total);
    expect(at(`${TAX}/ram:ExemptionReasonCode`)).toEqual(one.code ? [one.code] : []);
    const { sellerVat = "DE123456789", buyerVat = one.buyer.vatId } = one;
    expect(at("//ram:SellerTradeParty//ram:ID[@schemeID='VA']")).toEqual(sellerVat ? [sellerVat] : []);
    expect(at("//ram:BuyerTradeParty//ram:ID[@schemeID='VA']")).toEqual(buyerVat ? [buyerVat] : []);
    expect(at("//ram:BuyerTradeParty//ram:CountryID")).toEqual([one.buyer.country]);
    expect(at("//ram:IBANID")).toEqual(["DE89370400440532013000"]);
  });

  test("a credit note is one of its own that names the invoice", async () => {
    const [first] = CASES;
    if (!first) throw new Error("no case");
    const document = halfCredited(first);
    const at = await inside(document);
    holdsToTheRules(at);
    expect(at("//rsm:ExchangedDocument/ram:TypeCode")).toEqual(["381"]);
    expect(at("//ram:InvoiceReferencedDocument/ram:IssuerAssignedID")).toEqual(["2026-0042"]);
  });

  test("a credit note without VAT gives the law's sentence as the reason, not the correction's", async () => {
    const reverse = CASES.find(({ kind }) => kind === "reverse-charge");
    if (!reverse) throw new Error("no case");
    const sums = { netCents: 1000, taxCents: 0, grossCents: 1000 };
    const document = creditNoteDocument(invoice(reverse), { number: "2", issuedOn: "2026-11-25", reason: "x", sums });
    const at = await inside(document);
    expect(at(`${TAX}/ram:ExemptionReason`)[0]).toMatch(/^Reverse charge/);
  });
});

describe("of an address", () => {
  test.each([
    [["Am Markt 1", "50667 Köln"], "50667", "Köln"],
    [["1 High Street", "London EC1A 1BB"], "EC1A 1BB", "London"],
    [["Keizersgracht 1", "1015 CJ Amsterdam"], "1015 CJ", "Amsterdam"],
    [["350 5th Avenue", "New York, NY 10118"], "NY 10118", "New York"],
    [["Ring 1", "Wien"], "", "Wien"],
    [["c/o Berg", "Weg 2", "A-1010 Wien"], "A-1010", "Wien"],
  ])("%j code and town are told apart", async (address, code, town) => {
    const [first] = CASES;
    if (!first) throw new Error("no case");
    const at = await inside(invoice({ ...first, buyer: acme("DE", null, address) }));
    expect(at("//ram:BuyerTradeParty//ram:PostcodeCode").filter((text) => text !== "")).toEqual(code ? [code] : []);
    expect(at("//ram:BuyerTradeParty//ram:CityName")).toEqual([town]);
  });
});

test("the same document is the same bytes; one that was issued before carries no XML", async () => {
  const [first] = CASES;
  if (!first) throw new Error("no case");
  const document = invoice(first);
  expect((await drawInvoice(document)).equals(await drawInvoice(document))).toBe(true);
  const { served: _, ...old } = document;
  await expect(extractXml(await drawInvoice(old))).rejects.toThrow();
});
