/**
 * A mail connector at a test server, without a company around it: a real ledger and writer, and notes of what was recorded.
 * Before: the tests beside it. After: src/connectors/mail-server/.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Report } from "../../../src/connectors/connector.ts";
import { MailServerConnector } from "../../../src/connectors/mail-server/connector.ts";
import type { LetterOnRecord } from "../../../src/connectors/mail-server/copies.ts";
import { Blobs } from "../../../src/kernel/blobs.ts";
import type { Delivery } from "../../../src/kernel/delivery.ts";
import { Records } from "../../../src/kernel/fold.ts";
import { Keys } from "../../../src/kernel/keys.ts";
import { Ledger } from "../../../src/kernel/ledger.ts";
import { Writer } from "../../../src/kernel/writer.ts";
import { VirtualClock } from "../../../src/lib/clock.ts";
import { seededEntropy } from "../../../src/lib/entropy.ts";
import { imapConfig, severalOf, smtpConfig } from "../../../src/lib/service-address.ts";
import { recordKinds } from "../../../src/records/kinds.ts";
import { Database } from "../../../src/store/database.ts";
import { migrate } from "../../../src/store/migrate.ts";
import { PostOffice } from "../../support/imap/post-office.ts";
import { PACKAGE_ROOT, START } from "../../support/office.ts";

const OWN = "robin@vale.example";

export class Bench {
  readonly post: PostOffice;
  readonly clock = new VirtualClock(START);
  /** What is on record as having left. */
  readonly left: LetterOnRecord[] = [];
  readonly foundSent: string[] = [];
  readonly #home = mkdtempSync(join(tmpdir(), "atelier-"));
  readonly #database: Database;
  readonly #ledger: Ledger;
  readonly #writer: Writer;
  readonly #blobs: Blobs;
  readonly #imapUrl: string;
  readonly #patienceMs: number;
  connector: MailServerConnector;

  constructor(post: PostOffice, { imapUrl = post.imapUrl(), patienceMs = 3000 } = {}) {
    this.post = post;
    this.#imapUrl = imapUrl;
    this.#patienceMs = patienceMs;
    this.#database = new Database({ path: join(this.#home, "atelier.db") });
    migrate(this.#database, join(PACKAGE_ROOT, "migrations"));
    const entropy = seededEntropy("bench");
    const keys = new Keys({ path: join(this.#home, "keys.jsonl"), entropy });
    const database = this.#database;
    const records = new Records({ database, kinds: recordKinds });
    this.#ledger = new Ledger({ database, keys, records, entropy });
    this.#writer = new Writer({ database, ledger: this.#ledger, records, clock: this.clock, entropy });
    this.#blobs = new Blobs({ database, keys });
    this.connector = this.#connector();
  }

  /** As another process would begin: with what is on the disk, and nothing else. */
  async restart(): Promise<void> {
    await this.connector.close();
    this.connector = this.#connector();
  }

  /** Polls until nothing comes any more; answers how many reports there were. */
  async poll(): Promise<number> {
    let count = 0;
    for (;;) {
      const reports = await this.connector.poll();
      if (reports.length === 0) return count;
      count += reports.length;
      await this.record(reports);
    }
  }

  async record(reports: readonly Report[]): Promise<void> {
    await Promise.all(reports.map((report) => this.#writer.submit(report.record).then(() => report.settle?.())));
  }

  events(type: string) {
    return this.#ledger.after(0, 10_000).filter((event) => event.type === type);
  }

  /** The subjects of what was recorded as such, in order. */
  subjects(type = "mail.received"): string[] {
    return this.events(type).map((event) => String(this.#ledger.open(event)?.subject ?? this.#ledger.open(event)?.why));
  }

  /** A letter as the outbox hands it over. */
  delivery(messageId = "0f0f@vale.example", payload: Readonly<Record<string, unknown>> = {}): Delivery {
    const letter = {
      to: ["nora@whitfield.example"],
      cc: [],
      subject: "Re: A website",
      text: "Dear Nora,\n\nyes.\n.\n\nRobin",
      messageId,
      inReplyTo: "inquiry@whitfield.example",
      references: ["inquiry@whitfield.example"],
      ...payload,
    };
    return {
      key: messageId,
      operation: "send",
      payload: letter as Delivery["payload"],
      reference: messageId,
      at: START,
    };
  }

  /** Says that this has left, as the ledger would. */
  hasLeft({ payload, at }: Delivery, leftAt = this.clock.now()): void {
    const letter = payload as unknown as LetterOnRecord["letter"];
    this.left.push({ effect: `e_${this.left.length}`, scope: "c_nora", letter, at, leftAt });
  }

  async close(): Promise<void> {
    await this.connector.close();
    await this.#writer.close();
    this.#database.close();
    rmSync(this.#home, { recursive: true, force: true });
  }

  #connector(): MailServerConnector {
    const imap = severalOf(this.#imapUrl, imapConfig);
    const smtp = smtpConfig(this.post.smtpUrl());
    if (!imap || !smtp) throw new Error("no addresses");
    const isOurs = (id: string) => this.left.some(({ letter }) => letter.messageId === id);
    return new MailServerConnector({
      mail: { imap, smtp },
      clock: this.clock,
      letters: {
        from: { name: "Robin Vale", address: OWN },
        attach: () => Promise.reject(new Error("nothing is attached here")),
      },
      arrival: {
        blobs: this.#blobs,
        trustedServer: null,
        own: [OWN],
        directory: {
          sameMail: () => null,
          threadOf: () => null,
          ours: (_, id) => isOurs(id),
          foundSent: (_, id) => void this.foundSent.push(id),
          contacts: () => new Map(),
          sameDomain: () => [],
          isServed: () => false,
          isOnRecord: () => false,
          wasForgotten: () => false,
          answeredByHand: () => undefined,
          bounced: () => undefined,
        },
      },
      knows: () => false,
      marks: this.#database,
      onRecord: {
        performedAfter: (seq) => ({ through: this.left.length, letters: this.left.slice(seq) }),
        performedSince: () => this.left,
      },
      patienceMs: this.#patienceMs,
      lookAfterMs: [0],
    });
  }
}

export interface BenchOptions {
  /** Such as `folders=INBOX,Clients`. */
  readonly query?: string;
  /** Instead of the one mailbox, as the environment would say it. */
  readonly imapUrl?: (post: PostOffice) => string;
  readonly patienceMs?: number;
  readonly prepare?: (post: PostOffice) => void;
}

/** A connector at a server of its own. All that it says to the server must be understood. */
export async function atServer(
  work: (bench: Bench, post: PostOffice) => Promise<void>,
  { query, imapUrl, patienceMs, prepare }: BenchOptions = {},
): Promise<void> {
  const post = await PostOffice.open();
  prepare?.(post);
  const bench = new Bench(post, {
    imapUrl: imapUrl?.(post) ?? post.imapUrl(query),
    ...(patienceMs ? { patienceMs } : {}),
  });
  try {
    await work(bench, post);
    if (post.imap.faults.bad.length > 0)
      throw new Error(`the server didn't understand: ${post.imap.faults.bad.join("; ")}`);
  } finally {
    await bench.close();
    await post.stop();
  }
}
