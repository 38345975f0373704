/**
 * Invoices as files: every invoice and credit note is a PDF in a folder of the home, named by its number. Nothing there is ever
 * written over. Before: the outbox. After: pdf.ts draws it, the disk keeps it.
 */
import { accessSync, constants, existsSync } from "node:fs";
import { mkdir, open, readFile, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { Leaving } from "../../kernel/action.ts";
import type { Delivery, Found, Receipt } from "../../kernel/delivery.ts";
import { messageOf } from "../../lib/errors.ts";
import type { InvoiceDocument } from "../../lib/invoice-document.ts";
import type { Connector, Difference, Health, Report } from "../connector.ts";
import { exists, moveAside, syncFolder } from "../mail-folder/files.ts";

/** An invoice or credit note that was put into the folder, and what puts it there again. */
export interface FiledInvoice {
  readonly scope: string;
  readonly restore: Leaving;
}

export class InvoiceFolderConnector implements Connector {
  readonly name = "invoices";
  readonly version = 1;
  readonly operations: readonly string[] = ["file"];
  readonly #root: string;
  readonly #draw: (document: InvoiceDocument) => Promise<Buffer>;
  readonly #expected: () => readonly FiledInvoice[];
  #drafts = 0;

  constructor(parts: {
    root: string;
    draw: (document: InvoiceDocument) => Promise<Buffer>;
    /** What was put here, as far as it can still be made. */
    expected: () => readonly FiledInvoice[];
  }) {
    this.#expected = parts.expected;
    this.#root = parts.root;
    this.#draw = parts.draw;
  }

  /** The folder is made with the first invoice. */
  async open(): Promise<readonly Report[]> {
    return [];
  }

  async check(): Promise<Health> {
    if (!existsSync(this.#root))
      return { ok: true, says: `Invoices will be PDFs in ${this.#root}: it is made with the first.` };
    try {
      accessSync(this.#root, constants.R_OK | constants.W_OK);
      return { ok: true, says: `Invoices are PDFs in ${this.#root}.` };
    } catch (error) {
      return { ok: false, says: `The folder ${this.#root} can't be used: ${messageOf(error)}. Make it writable.` };
    }
  }

  async poll(): Promise<readonly Report[]> {
    return [];
  }

  /** A file that is gone can be made again; what stands in one is for whoever opens it. */
  async reconcile(): Promise<readonly Difference[]> {
    const differences: Difference[] = [];
    for (const { scope, restore } of this.#expected()) {
      const name = String(restore.payload.name);
      if (await exists(join(this.#root, name))) continue;
      differences.push({
        kind: "file",
        key: `file:${name}`,
        scope,
        about: `The file ${name}`,
        ours: "issued, and put there",
        theirs: "gone",
        restore,
        found: null,
      });
    }
    return differences;
  }

  watch(): { close(): void } {
    return { close: () => undefined };
  }

  async perform(delivery: Delivery): Promise<Receipt> {
    const { name, document } = delivery.payload as { name: string; document: InvoiceDocument };
    let bytes: Buffer;
    try {
      bytes = await this.#draw(document);
    } catch (error) {
      return { kind: "hard", why: `${name} could not be drawn: ${messageOf(error)}` };
    }
    try {
      return await this.#file(name, bytes);
    } catch (error) {
      const why = `${name} could not be put into ${this.#root}: ${messageOf(error)}`;
      return { kind: "soft", failure: "unreachable", why };
    }
  }

  async lookup(delivery: Delivery): Promise<Found> {
    const { name, document } = delivery.payload as { name: string; document: InvoiceDocument };
    const path = join(this.#root, name);
    if (!(await exists(path))) return { kind: "absent" };
    try {
      return (await readFile(path)).equals(await this.#draw(document))
        ? { kind: "found" }
        : { kind: "unknown", why: `Another file is called ${path}.` };
    } catch (error) {
      return { kind: "unknown", why: messageOf(error) };
    }
  }

  async #file(name: string, bytes: Buffer): Promise<Receipt> {
    const path = join(this.#root, name);
    await mkdir(this.#root, { recursive: true, mode: 0o700 });
    const draft = join(this.#root, `.${name}.${process.pid}.${this.#drafts++}`);
    await unlink(draft).catch(() => undefined);
    const file = await open(draft, "wx", 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    const moved = await moveAside(draft, path);
    if (moved !== "moved") await unlink(draft).catch(() => undefined);
    if (typeof moved === "object" || moved === "missing")
      return { kind: "soft", failure: "unreachable", why: `${path} could not be written` };
    if (moved === "taken" && !(await readFile(path)).equals(bytes))
      return { kind: "hard", why: `${path} is there already and is another file. Move it away, and try again.` };
    await syncFolder(this.#root);
    return { kind: "done" };
  }
}
