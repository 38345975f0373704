/**
 * One life of a company between two crashes: a workspace on a home, on a virtual clock, and the owner beside it, whose
 * memory outlives the process. The owner decides about every card that is shown, and again when no answer came.
 */
import { mkdirSync, mkdtempSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readConfig } from "../../src/config.ts";
import type { Connector } from "../../src/connectors/connector.ts";
import { sampleMails } from "../../src/connectors/mail-folder/samples.ts";
import { approve, reject } from "../../src/kernel/command.ts";
import type { Outcome } from "../../src/kernel/decision.ts";
import { proposals } from "../../src/kernel/proposal.ts";
import { VirtualClock } from "../../src/lib/clock.ts";
import { seededEntropy } from "../../src/lib/entropy.ts";
import type { Posting } from "../../src/surfaces/surface.ts";
import { Workspace } from "../../src/workspace.ts";
import { eyes } from "../support/eyes.ts";
import { sharedGuests } from "../support/threads.ts";
import { traceFiles } from "./files.ts";
import type { Point, Points } from "./points.ts";
import { type ProviderHabits, provider } from "./provider.ts";

export const PACKAGE_ROOT = join(import.meta.dirname, "..", "..");
/** Tuesday, 24 November 2026, 09:00 UTC. */
export const START = Date.UTC(2026, 10, 24, 9);
const AN_HOUR_AGO = new Date(START - 3_600_000);
const OWNER = "owner:console:local";
const MOST_ROUNDS = 12;

/** How the path from mail to sent answer goes: through the folder, or through a provider and an owner's word on its trouble. */
export interface Journey {
  readonly name: string;
  readonly provider?: ProviderHabits;
  /** What the owner says when asked whether to send again. */
  readonly sendAgain: "approve" | "reject";
}

/** A card the owner has seen; `answered`: the decision about it was confirmed. */
export interface Seen {
  readonly code: string;
  readonly revision: number;
  readonly isRetry: boolean;
  readonly answered: boolean;
}

export interface LifeParts {
  readonly journey: Journey;
  readonly home: string;
  readonly seed: string;
  /** When it begins, ms UTC. */
  readonly clock: number;
  /** What the owner remembers of earlier lives. */
  readonly seen: readonly Seen[];
  readonly points?: Points;
}

export class Life {
  readonly home: string;
  readonly journey: Journey;
  readonly clock: VirtualClock;
  readonly seen: Seen[];
  readonly errors: string[] = [];
  readonly #parts: LifeParts;
  #workspace: Workspace | null = null;
  #untrace: (() => void) | null = null;

  constructor(parts: LifeParts) {
    this.#parts = parts;
    this.home = parts.home;
    this.journey = parts.journey;
    this.clock = new VirtualClock(parts.clock);
    this.seen = [...parts.seen];
  }

  get workspace(): Workspace {
    if (!this.#workspace) throw new Error("this life has not begun");
    return this.#workspace;
  }

  get isOpen(): boolean {
    return this.#workspace !== null;
  }

  /** The crash points passed so far. */
  get points(): readonly Point[] {
    return this.#parts.points?.all ?? [];
  }

  /** Starts the process and takes the lead. */
  async begin(): Promise<void> {
    const { home, points, seed } = this.#parts;
    const looking = eyes((posting) => this.#see(posting));
    const around = (inner: Connector) => {
      const outer = this.journey.provider ? provider(inner, home, this.journey.provider) : inner;
      return points ? points.connector(outer) : outer;
    };
    if (points) this.#untrace = traceFiles(home, (name) => points.pass("file", name));
    this.#workspace = await Workspace.open({
      config: readConfig({
        ATELIER_HOME: home,
        ATELIER_TIMEZONE: "Europe/Berlin",
        OWNER_NAME: "Robin Vale",
        OWNER_EMAIL: "robin@vale.example",
      }),
      clock: this.clock,
      entropy: seededEntropy(seed),
      packageRoot: PACKAGE_ROOT,
      guests: sharedGuests(),
      ordered: true,
      surfaces: [points ? points.surface(looking) : looking],
      ...(points ? { probe: points.probe } : {}),
      around,
      onError: (what, error) => this.errors.push(`${what}: ${error}`),
    });
    const lead = await this.workspace.lead("a crash test");
    if (lead.kind === "taken") throw new Error(`the lead is still held by ${lead.holder}`);
  }

  /** Until nothing is left to do: rest, decide about what was shown, rest again. */
  async leadToTheEnd(): Promise<void> {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      await this.#rest();
      const waiting = this.seen.filter((card) => !card.answered);
      if (waiting.length === 0) return;
      for (const card of waiting) await this.tap(card);
    }
    throw new Error(`the company did not come to rest in ${MOST_ROUNDS} rounds`);
  }

  /** The owner's tap on a card, as it was seen. That it is over is an answer, too. */
  async tap(card: Seen): Promise<Outcome> {
    const { writer, charter } = this.workspace;
    const decision = { code: card.code, revision: card.revision, surface: "console", actor: OWNER };
    const no = card.isRetry && this.journey.sendAgain === "reject";
    const outcome = await writer.submit((transaction) =>
      no
        ? reject(transaction, charter.authority, { ...decision, reason: "They have it." })
        : approve(transaction, charter.authority, decision),
    );
    if (outcome.kind !== "approved" && outcome.kind !== "rejected" && outcome.kind !== "over")
      throw new Error(`a tap on ${card.code} was answered with ${JSON.stringify(outcome)}`);
    this.seen[this.seen.indexOf(card)] = { ...card, answered: true };
    return outcome;
  }

  /** The state of the proposal behind a card. */
  stateOf(card: Seen): string {
    return this.workspace.records.find(proposals, "code = ?", [card.code])[0]?.state ?? "unknown";
  }

  /** The hashes of the events after `seq`. */
  hashesAfter(seq: number): string[] {
    return this.workspace.ledger.after(seq, 100_000).map((event) => event.hash);
  }

  /** How many events of this type the ledger holds. */
  count(type: string): number {
    return this.workspace.ledger.after(0, 100_000).filter((event) => event.type === type).length;
  }

  async end(): Promise<void> {
    this.#untrace?.();
    await this.#workspace?.close();
    this.#workspace = null;
  }

  /** Ticks, and lets the time pass that a second try waits for. */
  async #rest(): Promise<void> {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      await this.workspace.untilIdle();
      const next = this.workspace.outbox.nextAt();
      if (next === null) return;
      this.clock.moveTo(next);
    }
    throw new Error("something is tried again and again");
  }

  #see({ card, code, revision }: Posting): void {
    if (code === null || revision === null) return;
    if (this.seen.some((one) => one.code === code && one.revision === revision)) return;
    this.seen.push({ code, revision, isRetry: /again/.test(card.title), answered: false });
  }
}

/** An empty home below `folder` with one inquiry in the inbox. */
export function freshHome(folder: string): string {
  const home = mkdtempSync(join(folder, "home-"));
  mkdirSync(join(home, "mail", "new"), { recursive: true });
  const [inquiry] = sampleMails(START);
  const file = join(home, "mail", "new", "1.eml");
  writeFileSync(file, inquiry?.raw ?? "");
  utimesSync(file, AN_HOUR_AGO, AN_HOUR_AGO); // by this clock, not by the machine's
  return home;
}
