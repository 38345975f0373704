/**
 * The lookout: asks every connector what has happened outside, records it, and puts it away once that is durable; takes what
 * services call in with; knows which of them can't be asked, and compares them with the records at night. Where there is no news,
 * older mail is read on that the owner has asked for.
 * Before: workspace.ts, with every tick. After: connectors/, outages.ts, reconciling.ts, older-mail.ts.
 */
import type { Connector, HookRequest, PastRead, PastWanted, Report } from "./connectors/connector.ts";
import type { Inflight } from "./kernel/inflight.ts";
import type { Writer } from "./kernel/writer.ts";
import type { Clock } from "./lib/clock.ts";
import { messageOf } from "./lib/errors.ts";
import { OlderMail } from "./older-mail.ts";
import { Outages } from "./outages.ts";
import type { KnownHealth } from "./projections/care.ts";
import { lastCompared, Reconciling } from "./reconciling.ts";
import type { Database } from "./store/database.ts";

export interface LookoutParts {
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly database: Database;
  readonly writer: Writer;
  readonly inflight: Inflight;
  readonly clock: Clock;
  readonly zone: string;
  /** On which the owner is told of an outage. */
  readonly surfaces: readonly string[];
}

/** What one look outside has brought. */
interface Looked {
  readonly reports: readonly Report[];
  /** Of what lay there before, where that is wanted and there was no news. */
  readonly past: { readonly wanted: PastWanted; readonly read: PastRead } | null;
}

export class Lookout {
  readonly older: OlderMail;
  readonly #parts: LookoutParts;
  readonly #outages: Outages;
  readonly #reconciling: Reconciling;
  readonly #wanted = new Set<string>();

  constructor(parts: LookoutParts) {
    this.#parts = parts;
    this.older = new OlderMail(parts);
    this.#outages = new Outages(parts);
    this.#reconciling = new Reconciling({ ...parts, isDown: (name) => this.isDown(name) });
  }

  /** Asks for a connector to be polled with the next tick; without a name, for all. */
  soon(name?: string): void {
    for (const one of name === undefined ? this.#parts.connectors.keys() : [name]) this.#wanted.add(one);
  }

  /** Whether it is known that a connector's service can't be asked now. */
  isDown(connector: string): boolean {
    return this.#outages.isDown(connector);
  }

  /** Starts the polls that are wanted. `count`: how many reports were recorded so far. */
  poll(): { count: number } {
    const polled = { count: 0 };
    const { connectors, inflight } = this.#parts;
    for (const connector of connectors.values()) {
      const { name } = connector;
      if (inflight.has(`poll:${name}`)) continue;
      const isAskedForPast = !this.isDown(name) && this.older.wanted(connector) !== null;
      if (!this.#wanted.delete(name) && !isAskedForPast) continue;
      inflight.start(
        `poll:${name}`,
        () => this.#look(connector),
        async (answer) => {
          if (!answer.ok) {
            await this.#outages.failed(name, answer.error);
            throw new Error(`${name} can't be read now: ${messageOf(answer.error)}`);
          }
          if (await this.#outages.worked(name)) polled.count += 1;
          const { reports, past } = answer.value;
          await this.#record(reports);
          // Only what was recorded counts: a report that can't be is tried again with the next poll, not at once.
          polled.count += reports.length;
          if (reports.length > 0) this.#wanted.add(name); // there may be more
          if (past) polled.count += await this.#recordPast(past);
        },
      );
    }
    return polled;
  }

  /** Begins the comparisons that are due; answers how many. */
  compare(): Promise<number> {
    return this.#reconciling.step();
  }

  /** Takes what a service called in with, durably; `false`: it is not from whom it says. */
  async take(connector: Connector, request: HookRequest): Promise<boolean> {
    const answer = await connector.hook?.take(request);
    if (answer?.kind !== "taken") return false;
    await this.#record(answer.reports);
    return true;
  }

  /** Whether the last polls left something because it was still being written. */
  unsettled(): boolean {
    return [...this.#parts.connectors.values()].some((one) => one.unsettled?.() === true);
  }

  /** What “status” says besides: what can't be asked now, and older mail that is being read. */
  underWay(): string[] {
    return [...this.#outages.standing(this.#parts.connectors.keys()), ...this.older.underWay()];
  }

  /** What is known of the connectors without asking them. */
  health(): KnownHealth["connectors"] {
    return [...this.#parts.connectors.keys()].map((name) => ({
      name,
      trouble: this.#outages.trouble(name),
      compared: lastCompared(this.#parts.database, name),
    }));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#parts.connectors.values()].map((one) => one.close?.()));
  }

  /** Asks for news first, and for what lay there before only where there is none. */
  async #look(connector: Connector): Promise<Looked> {
    const reports = await connector.poll();
    const wanted = reports.length === 0 && !this.isDown(connector.name) ? this.older.wanted(connector) : null;
    const read = wanted && (await this.older.read(connector, wanted));
    return { reports, past: wanted && read ? { wanted, read } : null };
  }

  /** Answers how much was done. */
  async #recordPast({ wanted, read }: NonNullable<Looked["past"]>): Promise<number> {
    await this.#record(read.reports);
    if (!read.done) return read.reports.length;
    await this.older.finish(wanted);
    return 1;
  }

  async #record(reports: readonly Report[]): Promise<void> {
    await Promise.all(reports.map((report) => this.#parts.writer.submit(report.record).then(() => report.settle?.())));
  }
}
