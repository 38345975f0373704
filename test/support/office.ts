/**
 * A company for tests: a real workspace on a temporary home, a virtual clock, a seed, and the owner's hands.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../../src/config.ts";
import type { Connector } from "../../src/connectors/connector.ts";
import { approve, edit, reject } from "../../src/kernel/command.ts";
import type { Outcome } from "../../src/kernel/decision.ts";
import type { LedgerEvent } from "../../src/kernel/event.ts";
import { VirtualClock } from "../../src/lib/clock.ts";
import { seededEntropy } from "../../src/lib/entropy.ts";
import type { Models } from "../../src/model/model.ts";
import type { Probe } from "../../src/store/database.ts";
import type { Chat, Posting } from "../../src/surfaces/surface.ts";
import { Workspace } from "../../src/workspace.ts";
import { blankDatabaseIn } from "./blank-database.ts";
import { debian } from "./debian/outside.ts";
import { eyes } from "./eyes.ts";
import { Journey } from "./journey.ts";
import { folders, type OfficeOutside, servers } from "./outside.ts";
import { OUTSIDE, RESTARTS } from "./outside-kind.ts";
import { sharedGuests } from "./threads.ts";

export const PACKAGE_ROOT = join(import.meta.dirname, "..", "..");
export const OWNER = "owner:console:local";
const OUTSIDES = { folders, servers, debian } as const;
/** Tuesday, 24 November 2026, 09:00 UTC. */
export const START = Date.UTC(2026, 10, 24, 9);

export interface OfficeOptions {
  readonly home?: string;
  readonly seed?: string;
  readonly clock?: VirtualClock;
  readonly probe?: Probe;
  readonly environment?: Readonly<Record<string, string>>;
  readonly packageRoot?: string;
  readonly around?: (connector: Connector) => Connector;
  /** A scripted model; without it none is set. */
  readonly models?: Models;
  /** What lay outside before the company was opened first. */
  readonly past?: (outside: OfficeOutside) => void;
  /** `false`: as the running process does it, answers are recorded when they come. */
  readonly ordered?: boolean;
  /** Chats beside the console. */
  readonly chats?: () => readonly Chat[];
}

export class Office {
  readonly home: string;
  readonly clock: VirtualClock;
  readonly shown: Posting[] = [];
  readonly errors: unknown[] = [];
  workspace!: Workspace;
  outside!: OfficeOutside;
  #journey: Journey | null = null;
  #opened = 0;
  #environment: Readonly<Record<string, string>>;
  readonly #options: OfficeOptions;

  private constructor(options: OfficeOptions) {
    this.#options = options;
    this.#environment = options.environment ?? {};
    this.home = options.home ?? mkdtempSync(join(tmpdir(), "atelier-"));
    this.clock = options.clock ?? new VirtualClock(START);
  }

  /** Opens a company that leads. */
  static async open(options: OfficeOptions = {}): Promise<Office> {
    const office = new Office(options);
    const isTold = ["MAIL_IMAP_URL", "CALDAV_URL"].some((name) => options.environment?.[name] !== undefined);
    office.outside = isTold ? folders(office.home) : await OUTSIDES[OUTSIDE](office.home);
    if (office.outside.isServers) office.#journey = Journey.here();
    options.past?.(office.outside);
    await office.#open();
    return office;
  }

  async #open(): Promise<void> {
    const environment = this.#environment;
    const { seed = "seed", probe, packageRoot = PACKAGE_ROOT, around, models, chats, ordered = true } = this.#options;
    // Where every step of the disk is counted, the tables are made as they would be.
    if (!probe && !environment.DATABASE_URL && packageRoot === PACKAGE_ROOT) blankDatabaseIn(this.home);
    const surface = eyes((posting) => void this.shown.push(posting));
    this.workspace = await Workspace.open({
      config: readConfig({
        ATELIER_HOME: this.home,
        ATELIER_TIMEZONE: "Europe/Berlin",
        OWNER_NAME: "Robin Vale",
        OWNER_EMAIL: "robin@vale.example",
        ...this.outside.environment,
        ...environment,
      }),
      clock: this.clock,
      // Another process draws other ids, as chance would: the same ones again would be refused.
      entropy: seededEntropy(this.#opened === 0 ? seed : `${seed} ${this.#opened}`),
      packageRoot,
      guests: sharedGuests(),
      ordered,
      surfaces: [surface, ...(chats?.() ?? [])],
      ...(probe ? { probe } : {}),
      ...(around ? { around } : {}),
      ...(models ? { models } : {}),
      onError: (what, error) => this.errors.push(error instanceof Error ? error : new Error(`${what}: ${error}`)),
    });
    this.#opened += 1;
    const lead = await this.workspace.lead("test");
    if (lead.kind === "taken") throw new Error(`somebody else leads: ${lead.holder}`);
    // A service is begun with when it is first reached; whatever the test lets happen then is news.
    if (this.#opened === 1 && this.outside.isServers) await this.workspace.untilIdle();
  }

  /** Puts a message into the inbox as a file. */
  drop(name: string, raw: string | Buffer): void {
    this.outside.arrive(name, raw);
    this.clock.advance(5000);
  }

  /** Ticks until nothing is left to do, and lets no surprise pass. */
  async rest(): Promise<void> {
    // Files that were only just written are read once they have rested, by the machine's clock.
    this.clock.moveTo(Math.max(this.clock.now(), START + 10_000));
    if (RESTARTS) await this.#aProcessForEachStep();
    await this.workspace.untilIdle();
    const [error] = this.errors;
    if (error) throw error;
  }

  /** Restarts before every tick, until ticks change nothing any more: what is only held is judged again by each new process. */
  async #aProcessForEachStep(): Promise<void> {
    for (let still = 0; still < 2; ) {
      await this.restart();
      const head = this.workspace.ledger.head()?.seq;
      if ((await this.workspace.tick()) === 0) return;
      still = this.workspace.ledger.head()?.seq === head ? still + 1 : 0;
    }
  }

  events(type?: string): LedgerEvent[] {
    const all = this.workspace.ledger.after(0, 100_000);
    return type ? all.filter((event) => event.type === type) : all;
  }

  words(event: LedgerEvent | undefined): Readonly<Record<string, unknown>> {
    const opened = event && this.workspace.ledger.open(event);
    if (!opened) throw new Error("the event has no private part that can be opened");
    return opened;
  }

  /** The code of the newest card shown whose title matches. */
  code(title: RegExp): string {
    const found = this.shown.filter((posting) => posting.code && title.test(posting.card.title)).at(-1);
    if (!found?.code)
      throw new Error(`no card like ${title} among: ${this.shown.map((one) => one.card.title).join(" | ")}`);
    return found.code;
  }

  approve(code: string, revision?: number): Promise<Outcome> {
    const { writer, charter } = this.workspace;
    const decision = { code, surface: "console", actor: OWNER, ...(revision === undefined ? {} : { revision }) };
    return writer.submit((transaction) => approve(transaction, charter.authority, decision));
  }

  reject(code: string, reason: string): Promise<Outcome> {
    const { writer, charter } = this.workspace;
    return writer.submit((transaction) =>
      reject(transaction, charter.authority, { code, surface: "console", actor: OWNER, reason }),
    );
  }

  edit(code: string, changes: Record<string, string>): Promise<Outcome> {
    const { writer, charter } = this.workspace;
    return writer.submit((transaction) =>
      edit(transaction, charter.authority, { code, surface: "console", actor: OWNER, changes }),
    );
  }

  /** What was sent, by us or by hand. */
  sent(): string[] {
    return this.outside.sent();
  }

  /** Closes and opens the same home again, as after a restart. */
  async restart(): Promise<void> {
    await this.workspace.close();
    await this.#open();
    this.#journey?.restarted();
  }

  /** As after a restart for which the owner has changed the environment. */
  async restartWith(environment: Readonly<Record<string, string>>): Promise<void> {
    this.#environment = { ...this.#environment, ...environment };
    await this.restart();
  }

  async close(): Promise<void> {
    this.#journey?.worked(this.events("run.started").map(({ data }) => String(data.agent)));
    await this.workspace.close();
    await this.outside.close();
    if (!this.#options.home) rmSync(this.home, { recursive: true, force: true });
  }
}
