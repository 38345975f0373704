/**
 * The company that issues the documents of tests.
 */
import type { InvoiceDocument } from "../../src/lib/invoice-document.ts";

/** Who issues, in tests of documents. */
export const SELLER: InvoiceDocument["seller"] = {
  name: "Robin Vale Consulting",
  address: ["Seestrasse 4", "20095 Hamburg"],
  country: "DE",
  taxNumber: "12/345/67890",
  vatId: "DE123456789",
  iban: "DE89370400440532013000",
  bic: "COBADEFFXXX",
  email: "robin@vale.example",
};
