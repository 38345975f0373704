/**
 * The folder of invoices: the same document is the same file, and no file is ever written over.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { InvoiceFolderConnector } from "../../../src/connectors/invoice-folder/connector.ts";
import { drawInvoice, drawsOnce } from "../../../src/connectors/invoice-folder/pdf.ts";
import type { Delivery } from "../../../src/kernel/delivery.ts";
import type { InvoiceDocument } from "../../../src/lib/invoice-document.ts";
import { SELLER } from "../../support/seller.ts";

const DOCUMENT: InvoiceDocument = {
  kind: "invoice",
  number: "2026-0042",
  corrects: null,
  language: "de",
  issuedOn: "2026-11-24",
  dueOn: "2026-12-08",
  servicePeriod: "November 2026",
  seller: SELLER,
  buyer: { name: "Müller & Söhne GmbH", address: ["Am Markt 1", "50667 Köln"], country: "DE", vatId: null },
  lines: [{ text: "Beratung im November", quantity: 1, unitCents: 240_000, netCents: 240_000 }],
  taxKind: "domestic",
  taxRateBp: 1900,
  netCents: 240_000,
  taxCents: 45_600,
  grossCents: 285_600,
  currency: "EUR",
  notes: ["Zahlbar bis zum 8. Dezember 2026."],
};

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "atelier-invoices-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function delivery(document = DOCUMENT): Delivery {
  const payload = { name: "2026-0042.pdf", document } as unknown as Delivery["payload"];
  return { key: "i.0.0", operation: "file", payload, reference: "2026-0042.pdf", at: 0 };
}

function connector(): InvoiceFolderConnector {
  return new InvoiceFolderConnector({ root: join(root, "invoices"), draw: drawsOnce(), expected: () => [] });
}

test("the same document gives the same bytes, whenever it is drawn", async () => {
  const [one, two] = [await drawInvoice(DOCUMENT), await drawInvoice({ ...DOCUMENT })];
  expect(one.subarray(0, 5).toString()).toBe("%PDF-");
  expect(one.equals(two)).toBe(true);
  expect(one.equals(await drawInvoice({ ...DOCUMENT, number: "2026-0043" }))).toBe(false);
});

test("letters beyond Western Europe are drawn, too, and the same each time", async () => {
  const document = { ...DOCUMENT, buyer: { ...DOCUMENT.buyer, name: "Żółta Łódź Sp. z o.o." } };
  const [one, two] = [await drawInvoice(document), await drawInvoice(document)];
  expect(one.equals(two)).toBe(true);
  expect(one.includes("DejaVu")).toBe(true);
});

test("it is filed by its number, and filing it again changes nothing", async () => {
  const folder = connector();
  expect(await folder.lookup(delivery())).toEqual({ kind: "absent" });
  expect(await folder.perform(delivery())).toEqual({ kind: "done" });
  const first = readFileSync(join(root, "invoices", "2026-0042.pdf"));
  expect(await connector().perform(delivery())).toEqual({ kind: "done" });
  expect(readFileSync(join(root, "invoices", "2026-0042.pdf")).equals(first)).toBe(true);
  expect(readdirSync(join(root, "invoices"))).toEqual(["2026-0042.pdf"]);
  expect(await connector().lookup(delivery())).toEqual({ kind: "found" });
});

test("another file of that name is never written over", async () => {
  const folder = connector();
  await folder.perform(delivery());
  writeFileSync(join(root, "invoices", "2026-0042.pdf"), "mine");
  expect(await folder.perform(delivery())).toMatchObject({ kind: "hard", why: expect.stringMatching(/another file/) });
  expect(await folder.lookup(delivery())).toMatchObject({ kind: "unknown" });
  expect(readFileSync(join(root, "invoices", "2026-0042.pdf"), "utf8")).toBe("mine");
  expect(readdirSync(join(root, "invoices"))).toEqual(["2026-0042.pdf"]);
});
