/**
 * A company's memory for tests: a real ledger, keys and index in a folder of their own, a virtual clock, and events as the
 * doors would record them.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LedgerEvent, NewEvent } from "../../src/kernel/event.ts";
import { Records } from "../../src/kernel/fold.ts";
import { Keys } from "../../src/kernel/keys.ts";
import { outsideLabel, ownerLabel } from "../../src/kernel/label.ts";
import { Ledger } from "../../src/kernel/ledger.ts";
import { type Transaction, Writer } from "../../src/kernel/writer.ts";
import { VirtualClock } from "../../src/lib/clock.ts";
import { seededEntropy } from "../../src/lib/entropy.ts";
import { EpisodeIndex } from "../../src/memory/episode-index.ts";
import { Follower } from "../../src/memory/follow.ts";
import type { MemoryRules } from "../../src/memory/memory.ts";
import { Notes } from "../../src/memory/notes.ts";
import { Recall, type RecallParts } from "../../src/memory/recall.ts";
import { Summaries, type SummariesParts } from "../../src/memory/summary.ts";
import type { FactKind } from "../../src/records/fact.ts";
import { recordKinds } from "../../src/records/kinds.ts";
import { Database } from "../../src/store/database.ts";
import { migrate } from "../../src/store/migrate.ts";

export const ZONE = "Europe/Berlin";
/** Thursday, 1 October 2026, 08:00 UTC. */
export const START = Date.UTC(2026, 9, 1, 8);
/** The embedder of tests that have one. */
export const EMBEDDER = "toy";
export const DAY_MS = 86_400_000;

export interface MailGiven {
  readonly text: string;
  readonly subject?: string;
  readonly from?: string;
  readonly id?: string;
  readonly references?: readonly string[];
  readonly attachments?: readonly string[];
  readonly opensLead?: boolean;
}

export class Ground {
  readonly folder = mkdtempSync(join(tmpdir(), "atelier-memory-"));
  readonly clock = new VirtualClock(START);
  readonly database = new Database({ path: join(this.folder, "atelier.db") });
  readonly keys: Keys;
  readonly ledger: Ledger;
  readonly writer: Writer;
  readonly index: EpisodeIndex;
  readonly follower: Follower;
  readonly recall: Recall;
  readonly summaries: Summaries;
  readonly notes: Notes;
  rules: MemoryRules = {
    fidelity: "summaries-first",
    budgetTokens: 2000,
    episodes: 12,
    notesDays: 14,
    summaryWords: 160,
    wholeMonths: 1,
    summariesHour: 3,
    summariesPerDay: 200,
  };
  readonly #records: Records;
  #count = 0;

  constructor(more: { later?: SummariesParts["later"]; embed?: RecallParts["embed"] } = {}) {
    migrate(this.database, join(import.meta.dirname, "..", "..", "migrations"));
    const { database, clock } = this;
    database.script("PRAGMA synchronous = OFF"); // nothing here outlives its process
    const entropy = seededEntropy("memory");
    this.keys = new Keys({ path: join(this.folder, "keys.jsonl"), entropy });
    const records = new Records({ database, kinds: recordKinds });
    this.#records = new Records({ database, kinds: recordKinds });
    this.ledger = new Ledger({ database, keys: this.keys, records, entropy });
    this.writer = new Writer({ database, ledger: this.ledger, records, clock, entropy });
    this.index = new EpisodeIndex({ database, keys: this.keys, embedder: EMBEDDER });
    this.notes = new Notes({ database, keys: this.keys });
    this.follower = new Follower({ ...this.#parts(), index: this.index });
    this.recall = this.recallWith({ index: this.index, ...(more.embed ? { embed: more.embed } : {}) });
    this.summaries = new Summaries({ ...this.#parts(), ...(more.later ? { later: more.later } : {}) });
  }

  /** A recall over another index: how a missing wall is planted. */
  recallWith(parts: Pick<RecallParts, "index" | "embed">): Recall {
    return new Recall({ ...this.#parts(), ...parts, countTokens: async () => (text) => Math.ceil(text.length / 4) });
  }

  get records(): Records {
    this.#records.drop();
    return this.#records;
  }

  write<T>(work: (transaction: Transaction) => T): Promise<T> {
    return this.writer.submit(work);
  }

  append(event: Omit<NewEvent, "actor"> & { readonly actor?: string }): Promise<LedgerEvent> {
    this.clock.advance(60_000);
    return this.write((transaction) => transaction.append({ actor: "connector:mail", ...event }));
  }

  /** A lead who has written once. */
  async client(name: string, text = `Hello, this is ${name}.`): Promise<string> {
    const scope = `c_${String(++this.#count).padStart(32, "0")}`;
    await this.mail(scope, { text, from: name, opensLead: true });
    return scope;
  }

  mail(scope: string, given: MailGiven): Promise<LedgerEvent> {
    return this.#letter("mail.received", scope, given);
  }

  ownMail(scope: string, given: MailGiven): Promise<LedgerEvent> {
    return this.#letter("mail.sent", scope, given);
  }

  #letter(type: "mail.received" | "mail.sent", scope: string, given: MailGiven): Promise<LedgerEvent> {
    const number = ++this.#count;
    const { text, subject = "Our project", from = "Anna Berg", references = [], attachments = [] } = given;
    const address = `${from.toLowerCase().replace(/\W+/g, ".")}@example.com`;
    return this.append({
      type,
      scope,
      subject: `mail:m_${number}`,
      label: type === "mail.sent" ? ownerLabel(scope) : outsideLabel(scope),
      data: { mail: `m_${number}`, opensLead: given.opensLead ?? false },
      private: {
        messageId: given.id ?? `<${number}@example.com>`,
        content: `${number}`,
        from: [{ name: from, address }],
        to: ["robin@vale.example"],
        cc: [],
        subject,
        written: text,
        signature: "",
        sentAt: null,
        references: [...references],
        attachments: attachments.map((name) => ({ name, type: "application/pdf", size: 1, sha256: "", blob: "" })),
      },
    });
  }

  file(scope: string, name: string): Promise<LedgerEvent> {
    const file = `f_${++this.#count}`;
    return this.append({
      type: "file.received",
      scope,
      subject: `file:${file}`,
      label: outsideLabel(scope),
      data: { file, blob: "none", size: 1 },
      private: { name, type: "text/plain" },
    });
  }

  payment(scope: string, cents: number, receivedOn: string): Promise<LedgerEvent> {
    const payment = `pay_${++this.#count}`;
    return this.append({
      type: "payment.received",
      actor: "owner:console:local",
      scope,
      subject: `payment:${payment}`,
      label: ownerLabel(scope),
      data: { payment, client: scope, amountCents: cents, currency: "EUR", method: "transfer", receivedOn },
    });
  }

  said(scope: string, text: string): Promise<LedgerEvent> {
    const said = `s_${++this.#count}`;
    return this.append({
      type: "owner.said",
      actor: "owner:console:local",
      scope,
      subject: `said:${said}`,
      label: ownerLabel(scope),
      data: { said },
      private: { text },
    });
  }

  /** Answers the fact's id. */
  async fact(
    scope: string,
    text: string,
    more: { readonly kind?: FactKind; readonly sources?: readonly number[]; readonly outside?: boolean } = {},
  ): Promise<string> {
    const fact = `k_${++this.#count}`;
    const { kind = "fact", sources = [], outside = false } = more;
    await this.append({
      type: "fact.learned",
      actor: "owner:console:local",
      scope,
      subject: `fact:${fact}`,
      label: outside ? outsideLabel(scope) : ownerLabel(scope),
      data: { fact, kind, sources: [...sources] },
      private: { text },
    });
    return fact;
  }

  endFact(scope: string, fact: string): Promise<LedgerEvent> {
    return this.append({
      type: "fact.ended",
      actor: "owner:console:local",
      scope,
      subject: `fact:${fact}`,
      label: ownerLabel(scope),
      data: { fact },
    });
  }

  merge(from: string, into: string): Promise<LedgerEvent> {
    return this.append({
      type: "scope.merged",
      actor: "owner:console:local",
      scope: into,
      subject: `client:${from}`,
      label: ownerLabel(into),
      data: { from, into },
    });
  }

  /** Indexes all there is. */
  async follow(): Promise<void> {
    while ((await this.follower.step()) > 0);
  }

  /** The next morning at four, owner's time or so: the hour of summaries has come. */
  async nextDay(): Promise<number> {
    await this.follow();
    this.clock.advance(DAY_MS);
    const made = await this.summaries.step();
    await this.follow();
    return made;
  }

  events(type: string): LedgerEvent[] {
    return this.ledger.after(0, 100_000).filter((event) => event.type === type);
  }

  /** The index as it stands, whatever the order it was written in. */
  indexed(): unknown {
    return {
      scopes: this.database.all("SELECT scope, rows, words FROM memory_scopes ORDER BY scope"),
      rows: this.database.all(
        "SELECT scope, row, seq, at, thread, kind FROM memory_rows JOIN memory_scopes USING (place) ORDER BY scope, row",
      ),
      postings: this.database
        .tuples(
          "SELECT scope, term, block, data FROM memory_postings JOIN memory_scopes USING (place) ORDER BY scope, term, block",
        )
        .map(([scope, term, block, data]) => [scope, term, block, Buffer.from(data as Uint8Array).toString("hex")]),
    };
  }

  async close(): Promise<void> {
    await this.writer.close();
    this.database.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #parts() {
    const { database, writer, ledger, clock } = this;
    return { database, writer, ledger, clock, zone: ZONE, records: () => this.records, rules: () => this.rules };
  }
}

/** Opens a memory, hands it over, and closes it whatever happens. */
export async function inMemory(
  work: (ground: Ground) => Promise<void>,
  more: ConstructorParameters<typeof Ground>[0] = {},
): Promise<void> {
  const ground = new Ground(more);
  try {
    await work(ground);
  } finally {
    await ground.close();
  }
}
