/**
 * The bank as a folder: exports of the account are dropped in as CSV. Each line is taken once, however often it is exported; what
 * went out is passed over. A file that was read is put aside, one that can't be read stays, and the owner is told why.
 * Before: the owner drops a file. After: `payment.seen`, which wakes the billing agent, and `bank.covered`.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import type { Card } from "../../kernel/card.ts";
import type { Found, Receipt } from "../../kernel/delivery.ts";
import { outsideLabel } from "../../kernel/label.ts";
import type { Transaction } from "../../kernel/writer.ts";
import type { Clock } from "../../lib/clock.ts";
import { messageOf } from "../../lib/errors.ts";
import { opaqueId } from "../../lib/id.ts";
import { localDate } from "../../lib/zone.ts";
import type { Connector, Health, Report } from "../connector.ts";
import { isPast, notePast } from "../mail/arrival.ts";
import { moveAside } from "../mail-folder/files.ts";
import { REST_MS } from "../mail-folder/maildir.ts";
import { watchFolders } from "../mail-folder/watch.ts";
import type { Layout } from "./columns.ts";
import { readStatement, type Statement, type StatementRow } from "./statement.ts";

/** What the connector asks of the records; handed in by workspace.ts. */
export interface BankDirectory {
  /** The client whose one invoice this reference names, and that invoice; null where it names none, or several. */
  whose(transaction: Transaction, reference: string): { readonly scope: string; readonly invoice: string } | null;
  /** The days of an account that are known. */
  covered(transaction: Transaction, account: string): { readonly from: string; readonly to: string } | null;
  /** What the owner has said of files whose columns nobody knew. */
  layouts(): readonly Layout[];
  /** Asks the owner how such a file is read, once for the same columns. */
  askLayout(
    transaction: Transaction,
    file: { file: string; columns: readonly string[]; sample: readonly (readonly string[])[] },
  ): void;
  /** Shows the owner a notice; the event that carries it is of this type. */
  tell(transaction: Transaction, type: string, card: Card): void;
}

const MOST_BYTES = 20 * 1024 * 1024;
/** Read files are put here. */
const ASIDE = "read";

export class BankFolderConnector implements Connector {
  readonly name = "bank";
  readonly version = 1;
  readonly operations: readonly string[] = [];
  readonly #root: string;
  readonly #clock: Clock;
  readonly #zone: string;
  readonly #currency: string;
  readonly #directory: BankDirectory;
  /** What can't be read stays where it is: looked at once, by name, size and time. */
  readonly #left = new Map<string, string>();
  /** Of the last poll: what has rested since is left to the next one. */
  #isSettling = false;

  constructor(parts: { root: string; clock: Clock; zone: string; currency: string; directory: BankDirectory }) {
    this.#root = parts.root;
    this.#clock = parts.clock;
    this.#zone = parts.zone;
    this.#currency = parts.currency;
    this.#directory = parts.directory;
  }

  async open(): Promise<readonly Report[]> {
    await mkdir(this.#root, { recursive: true, mode: 0o700 });
    return [];
  }

  async check(): Promise<Health> {
    if (!existsSync(this.#root))
      return { ok: true, says: `Bank data will be dropped into ${this.#root}: it is made at the first start.` };
    const [left] = this.#left.keys();
    if (left !== undefined)
      return { ok: false, says: `${join(this.#root, left)} could not be read, and was left alone.` };
    return { ok: true, says: `Drop your bank's exports (CSV) into ${this.#root}.` };
  }

  async poll(): Promise<readonly Report[]> {
    const reports: Report[] = [];
    const { ready, settling } = await this.#list();
    this.#isSettling = settling;
    const layouts = this.#directory.layouts();
    for (const name of this.#left.keys()) if (!ready.some((one) => one.name === name)) this.#left.delete(name);
    for (const { name, stamp: state, size } of ready) {
      // With every layout that is told it is looked at again.
      const stamp = `${state} ${layouts.length}`;
      if (this.#left.get(name) === stamp) continue;
      const bytes = size > MOST_BYTES ? null : await readFile(join(this.#root, name)).catch(() => null);
      if (!bytes) continue;
      const statement = readStatement(bytes, localDate(this.#clock.now(), this.#zone), layouts);
      if (statement.kind === "statement")
        reports.push({
          record: (transaction) => this.#record(transaction, statement),
          settle: () => this.#putAside(name),
        });
      else {
        const content = createHash("sha256").update(bytes).digest("hex");
        reports.push({
          record: (transaction) => this.#unreadable(transaction, name, content, statement),
          settle: async () => void this.#left.set(name, stamp),
        });
      }
    }
    return reports;
  }

  unsettled(): boolean {
    return this.#isSettling;
  }

  watch(onChange: () => void): { close(): void } {
    return watchFolders([this.#root], onChange, { pollMs: 5000, againMs: REST_MS + 50 });
  }

  async perform(): Promise<Receipt> {
    return { kind: "hard", why: "Nothing is sent to the bank from here." };
  }

  async lookup(): Promise<Found> {
    return { kind: "absent" };
  }

  #record(transaction: Transaction, statement: Extract<Statement, { kind: "statement" }>): void {
    const { rows, days } = statement;
    const account = statement.account ? transaction.blind("workspace", statement.account).slice(0, 16) : "main";
    const counts = new Map<string, number>();
    for (const row of rows) {
      if (row.amountCents <= 0) continue;
      const text = JSON.stringify([account, row.on, row.amountCents, row.currency, row.payer, row.reference]);
      const nth = (counts.get(text) ?? 0) + 1;
      counts.set(text, nth);
      const mark = `${transaction.blind("workspace", text)}.${nth}`;
      if (isPast(transaction, this.name, mark)) continue;
      notePast(transaction, this.name, mark);
      this.#see(transaction, row);
    }
    if (!days) return;
    const known = this.#directory.covered(transaction, account);
    if (known && known.from <= days.from && days.to <= known.to) return;
    transaction.append({
      type: "bank.covered",
      actor: `connector:${this.name}`,
      scope: "workspace",
      subject: `account:${account}`,
      label: outsideLabel("workspace"),
      data: { account, fromOn: days.from, toOn: days.to },
    });
  }

  #see(transaction: Transaction, { on, amountCents, currency, payer, reference }: StatementRow): void {
    const whose = this.#directory.whose(transaction, reference);
    const scope = whose?.scope ?? "workspace";
    const payment = opaqueId("y", transaction.entropy);
    transaction.append({
      type: "payment.seen",
      actor: `connector:${this.name}`,
      scope,
      subject: `payment:${payment}`,
      label: outsideLabel(scope),
      data: {
        payment,
        amountCents,
        currency: currency ?? this.#currency,
        receivedOn: on,
        names: whose?.invoice ?? null,
      },
      private: { payer, reference },
      key: "books",
    });
  }

  /** Told once for the same content, whatever the file is called. */
  #unreadable(
    transaction: Transaction,
    name: string,
    content: string,
    { columns, why, sample }: Extract<Statement, { kind: "unknown" }>,
  ): void {
    if (isPast(transaction, `${this.name}-unreadable`, content)) return;
    notePast(transaction, `${this.name}-unreadable`, content);
    if (sample.length > 0 && columns.length > 1) {
      this.#directory.askLayout(transaction, { file: name, columns, sample });
      return;
    }
    this.#directory.tell(transaction, "bank.unreadable", {
      kind: "notice",
      title: `I can't read the bank file “${name}”.`,
      rows: [
        { label: "Columns", after: columns.join(", ").slice(0, 400) || "none" },
        { label: "What is missing", after: why },
        { label: "The file", after: `stays in ${this.#root}, and nothing of it was entered` },
      ],
      why: [],
      buttons: [],
    });
  }

  async #list(): Promise<{ ready: { name: string; stamp: string; size: number }[]; settling: boolean }> {
    const names = await readdir(this.#root).catch(() => [] as string[]);
    const ready: { name: string; stamp: string; size: number }[] = [];
    let settling = false;
    for (const name of names.sort()) {
      if (name.startsWith(".") || !/^\.(csv|txt)$/i.test(extname(name))) continue;
      const stats = await stat(join(this.#root, name)).catch(() => null);
      if (!stats?.isFile() || stats.size === 0) continue;
      const age = this.#clock.now() - stats.mtimeMs;
      if (age >= 0 && age < REST_MS) settling = true;
      else ready.push({ name, stamp: `${stats.size} ${stats.mtimeMs}`, size: stats.size });
    }
    return { ready, settling };
  }

  async #putAside(name: string): Promise<void> {
    await mkdir(join(this.#root, ASIDE), { recursive: true, mode: 0o700 });
    const extension = extname(name);
    const base = name.slice(0, name.length - extension.length);
    for (let copy = 1; copy < 1000; copy++) {
      const target = join(this.#root, ASIDE, `${base}${copy === 1 ? "" : ` ${copy}`}${extension}`);
      const moved = await moveAside(join(this.#root, name), target).catch((error: unknown) => ({
        why: messageOf(error),
      }));
      if (moved !== "taken") return;
    }
  }
}
