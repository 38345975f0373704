/**
 * An invoice or credit note as a PDF of one page (more, where there are many lines): the same bytes for the same document, so
 * that what is filed, mailed and handed to the accountant is one thing. Helvetica needs no file; what it has no letters for is
 * set in DejaVu. Before: connector.ts, the mail, books.ts. After: pdfkit.
 */
import { createRequire } from "node:module";
import { join } from "node:path";
import type PDFDocument from "pdfkit";
import type { InvoiceDocument } from "../../lib/invoice-document.ts";
import { dayInLetter } from "../../lib/workdays.ts";
import { E_INVOICE, eInvoice } from "./e-invoice.ts";

type Page = InstanceType<typeof PDFDocument>;

const LEFT = 62;
const RIGHT = 533;
const WIDTH = RIGHT - LEFT;
const BOTTOM = 730;
const INK = "#1d2330";
const SOFT = "#667085";
const LINE = "#d0d5dd";
/** What Windows-1252, the letters of Helvetica in a PDF, has beyond Latin-1. */
const WINDOWS = new Set("€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ");

const WORDS = {
  en: {
    invoice: "Invoice",
    "credit-note": "Credit note",
    number: "Number",
    corrects: "For invoice",
    issued: "Date",
    due: "Payable by",
    period: "Service",
    line: "Description",
    quantity: "Quantity",
    unit: "Unit price",
    net: "Net",
    tax: "VAT",
    total: "Total",
    credit: "Credit",
    taxNumber: "Tax number",
    vatId: "VAT number",
  },
  de: {
    invoice: "Rechnung",
    "credit-note": "Gutschrift",
    number: "Nummer",
    corrects: "Zur Rechnung",
    issued: "Datum",
    due: "Zahlbar bis",
    period: "Leistung",
    line: "Beschreibung",
    quantity: "Menge",
    unit: "Einzelpreis",
    net: "Netto",
    tax: "USt.",
    total: "Gesamtbetrag",
    credit: "Gutschriftsbetrag",
    taxNumber: "Steuernummer",
    vatId: "USt-IdNr.",
  },
} as const;

const REMEMBERED = 8;

/** Draws, and remembers the last few: the folder, the mail and a second try want the same bytes. */
export function drawsOnce(): (document: InvoiceDocument) => Promise<Buffer> {
  const drawn = new Map<string, Promise<Buffer>>();
  return (document) => {
    const key = JSON.stringify(document);
    const before = drawn.get(key);
    if (before) return before;
    const bytes = drawInvoice(document);
    drawn.set(key, bytes);
    bytes.catch(() => drawn.delete(key));
    for (const oldest of [...drawn.keys()].slice(0, -REMEMBERED)) drawn.delete(oldest);
    return bytes;
  };
}

/** The document as PDF bytes. */
export async function drawInvoice(document: InvoiceDocument): Promise<Buffer> {
  const { default: Pdf } = await import("pdfkit");
  const fonts = fontsFor(JSON.stringify(document));
  const issued = new Date(`${document.issuedOn}T12:00:00Z`);
  const page = new Pdf({
    size: "A4",
    margins: { top: 62, bottom: 40, left: LEFT, right: 595.28 - RIGHT },
    font: fonts.plain,
    lang: document.language,
    info: {
      Title: `${WORDS[document.language][document.kind]} ${document.number}`,
      Author: document.seller.name,
      Creator: "Atelier",
      Producer: "Atelier",
      CreationDate: issued,
      ModDate: issued,
    },
  });
  const chunks: Buffer[] = [];
  const done = new Promise<void>((resolve, reject) => {
    page.on("data", (chunk: Buffer) => chunks.push(chunk));
    page.on("end", resolve);
    page.on("error", reject);
  });
  page.registerFont("plain", fonts.plain).registerFont("bold", fonts.bold);
  draw(page, document);
  const xml = await eInvoice(document);
  if (xml !== null) {
    const dates = { creationDate: issued, modifiedDate: issued };
    // An alternative way of reading the whole document (ISO 32000-2, 14.13), which the types don't know yet.
    const file = { name: E_INVOICE, type: "text/xml", relationship: "Alternative", ...dates };
    page.file(Buffer.from(xml), file);
  }
  page.end();
  await done;
  return Buffer.concat(chunks);
}

function fontsFor(text: string): { plain: string; bold: string } {
  const isCovered = [...text].every(
    (letter) => letter <= "~" || (letter >= "\u00a0" && letter <= "ÿ") || WINDOWS.has(letter),
  );
  if (isCovered) return { plain: "Helvetica", bold: "Helvetica-Bold" };
  const folder = join(createRequire(import.meta.url).resolve("dejavu-fonts-ttf/package.json"), "..", "ttf");
  return { plain: join(folder, "DejaVuSans.ttf"), bold: join(folder, "DejaVuSans-Bold.ttf") };
}

function draw(page: Page, document: InvoiceDocument): void {
  const words = WORDS[document.language];
  const { seller, buyer } = document;
  page.font("bold").fontSize(13).fillColor(INK).text(seller.name, LEFT, 62, { width: WIDTH });
  page.font("plain").fontSize(8.5).fillColor(SOFT);
  page.text([...seller.address, countryName(seller.country, document)].filter(Boolean).join("  ·  "), { width: WIDTH });
  page.moveTo(LEFT, 100).lineTo(RIGHT, 100).lineWidth(0.7).strokeColor(LINE).stroke();

  page.font("plain").fontSize(10.5).fillColor(INK).text(buyer.name, LEFT, 132, { width: 250 });
  for (const line of [...buyer.address, countryName(buyer.country, document)]) page.text(line, { width: 250 });
  if (buyer.vatId) page.fontSize(9).fillColor(SOFT).text(`${words.vatId} ${buyer.vatId}`, { width: 250 });
  const below = page.y;

  const facts: [string, string][] = [
    [words.number, document.number],
    ...(document.corrects === null ? [] : ([[words.corrects, document.corrects]] as [string, string][])),
    [words.issued, dayInLetter(document.issuedOn, document.language)],
    ...(document.kind === "invoice"
      ? ([[words.due, dayInLetter(document.dueOn, document.language)]] as [string, string][])
      : []),
    [words.period, document.servicePeriod],
  ];
  let y = 132;
  for (const [label, value] of facts) {
    page.font("plain").fontSize(9).fillColor(SOFT).text(label, 340, y, { width: 72 });
    page.fillColor(INK).text(value, 414, y, { width: RIGHT - 414, align: "right" });
    y = page.y + 4;
  }

  page.font("bold").fontSize(18).fillColor(INK);
  page.text(`${words[document.kind]} ${document.number}`, LEFT, Math.max(below, y, 210) + 22, { width: WIDTH });
  lines(page, document, page.y + 14);
  sums(page, document);
  page.font("plain").fontSize(9.5).fillColor(INK);
  let at = page.y + 26;
  for (const note of document.notes) {
    page.text(note, LEFT, at, { width: WIDTH });
    at = page.y + 5;
  }
  foot(page, document);
}

/** The table; it goes on over the page where there is no room. */
function lines(page: Page, document: InvoiceDocument, top: number): void {
  const words = WORDS[document.language];
  const several = document.lines.some((line) => line.quantity !== 1);
  const wide = several ? 250 : 360;
  const row = (cells: readonly [string, string, string, string], y: number) => {
    page.text(cells[0], LEFT, y, { width: wide });
    const height = page.y;
    if (several) {
      page.text(cells[1], LEFT + 255, y, { width: 55, align: "right" });
      page.text(cells[2], LEFT + 315, y, { width: 75, align: "right" });
    }
    page.text(cells[3], RIGHT - 100, y, { width: 100, align: "right" });
    return Math.max(height, page.y);
  };
  const head = (y: number) => {
    page.font("plain").fontSize(8.5).fillColor(SOFT);
    const below = row([words.line, words.quantity, words.unit, words.net], y) + 3;
    rule(page, below);
    page.fontSize(10.5).fillColor(INK);
    return below + 7;
  };
  let y = head(top);
  for (const line of document.lines) {
    if (y + page.heightOfString(line.text, { width: wide }) > BOTTOM - 90) {
      page.addPage();
      y = head(62);
    }
    const { text, quantity, unitCents, netCents } = line;
    y = row([text, String(quantity), sum(unitCents, document), sum(netCents, document)], y) + 6;
  }
  rule(page, y);
  page.y = y + 8;
}

function sums(page: Page, document: InvoiceDocument): void {
  const words = WORDS[document.language];
  const percent = String(document.taxRateBp / 100).replace(".", document.language === "de" ? "," : ".");
  const row = (label: string, value: string) => {
    const { y } = page;
    page.text(label, RIGHT - 260, y, { width: 130 });
    page.text(value, RIGHT - 130, y, { width: 130, align: "right" });
    page.y = Math.max(page.y, y) + 4;
  };
  page.font("plain").fontSize(10).fillColor(INK);
  row(words.net, sum(document.netCents, document));
  if (document.taxKind === "domestic") row(`${words.tax} ${percent} %`, sum(document.taxCents, document));
  page
    .moveTo(RIGHT - 260, page.y)
    .lineTo(RIGHT, page.y)
    .lineWidth(0.7)
    .strokeColor(LINE)
    .stroke();
  page.y += 6;
  page.font("bold").fontSize(12);
  row(document.kind === "invoice" ? words.total : words.credit, sum(document.grossCents, document));
}

function foot(page: Page, document: InvoiceDocument): void {
  const { seller } = document;
  const words = WORDS[document.language];
  rule(page, BOTTOM);
  page.font("plain").fontSize(7.5).fillColor(SOFT);
  const columns = [
    [seller.name, ...seller.address, countryName(seller.country, document)],
    [
      ...(seller.taxNumber ? [`${words.taxNumber} ${seller.taxNumber}`] : []),
      ...(seller.vatId ? [`${words.vatId} ${seller.vatId}`] : []),
      seller.email,
    ],
    [...(seller.iban ? [`IBAN ${grouped(seller.iban)}`] : []), ...(seller.bic ? [`BIC ${seller.bic}`] : [])],
  ];
  for (const [index, column] of columns.entries())
    page.text(column.filter(Boolean).slice(0, 7).join("\n"), LEFT + (index * WIDTH) / 3, BOTTOM + 8, {
      width: WIDTH / 3 - 8,
      height: 66,
      ellipsis: true,
    });
}

function rule(page: Page, y: number): void {
  page.moveTo(LEFT, y).lineTo(RIGHT, y).lineWidth(0.7).strokeColor(LINE).stroke();
}

function sum(cents: number, { currency, language }: InvoiceDocument): string {
  const amount = (cents / 100).toLocaleString(language === "de" ? "de-DE" : "en-GB", {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  return `${amount} ${currency}`;
}

function countryName(code: string, { language }: InvoiceDocument): string {
  return code === "" ? "" : (new Intl.DisplayNames([language], { type: "region" }).of(code) ?? code);
}

/** An IBAN as it is read out: in groups of four. */
function grouped(iban: string): string {
  return iban.replace(/\s/g, "").replace(/(.{4})(?=.)/g, "$1 ");
}
