/**
 * Every night, and when the owner asks, each service is compared with the records: what stands differently becomes one card a
 * difference, and a card whose difference has gone is taken back. A comparison that could not be made is made up for when the
 * service is back. When a service was compared last, and what was found, stands in its marks.
 * Before: workspace.ts, with every tick. After: actions/difference-settle.ts.
 */
import { DIFFERENCE_SETTLE, type DifferenceParams, differenceKey } from "./actions/difference-settle.ts";
import type { Connector, Difference } from "./connectors/connector.ts";
import { type MarkReader, markOf, setMark } from "./connectors/marks.ts";
import type { Inflight } from "./kernel/inflight.ts";
import { intents, submitIntent, wishOf } from "./kernel/intent.ts";
import { houseLabel } from "./kernel/label.ts";
import { endProposal, proposals } from "./kernel/proposal.ts";
import type { Transaction, Writer } from "./kernel/writer.ts";
import type { Clock } from "./lib/clock.ts";
import { nextHour } from "./lib/zone.ts";
import type { Database } from "./store/database.ts";

/** By the owner's clock: before the digest, and when nobody works. */
const NIGHT_HOUR = 3;
/** Until a comparison that failed is tried again. */
const AGAIN_MS = 15 * 60_000;
const COMPARED = "compared";
const WANTED = "compare";
const ASKED = "differs";
const SINCE = "compare-since";

/** The last comparison that came to its end. */
export interface Compared {
  /** ms UTC */
  readonly at: number;
  readonly differences: number;
}

export class Reconciling {
  readonly #database: Database;
  readonly #writer: Writer;
  readonly #inflight: Inflight;
  readonly #clock: Clock;
  readonly #zone: string;
  readonly #connectors: ReadonlyMap<string, Connector>;
  readonly #isDown: (connector: string) => boolean;
  /** Not before this, ms UTC: what is due then, or is tried again. */
  readonly #nextAt = new Map<string, number>();
  #isNoted = false;

  constructor(parts: {
    readonly database: Database;
    readonly writer: Writer;
    readonly inflight: Inflight;
    readonly clock: Clock;
    readonly zone: string;
    readonly connectors: ReadonlyMap<string, Connector>;
    /** Whether it is known that it can't be asked now. */
    readonly isDown: (connector: string) => boolean;
  }) {
    this.#database = parts.database;
    this.#writer = parts.writer;
    this.#inflight = parts.inflight;
    this.#clock = parts.clock;
    this.#zone = parts.zone;
    this.#connectors = parts.connectors;
    this.#isDown = parts.isDown;
  }

  /** Begins the comparisons that are due; answers how many. */
  async step(): Promise<number> {
    await this.#noteNew();
    let begun = 0;
    for (const connector of this.#connectors.values()) if (this.#begin(connector)) begun++;
    return begun;
  }

  #begin(connector: Connector): boolean {
    const { name } = connector;
    const task = `reconcile:${name}`;
    if (!connector.reconcile || this.#inflight.has(task) || this.#isDown(name)) return false;
    const now = this.#clock.now();
    const wanted = markOf(this.#database, name, WANTED) !== null;
    if (!wanted && now < this.#dueAt(name, now)) return false;
    if (now < (this.#nextAt.get(task) ?? 0)) return false;
    this.#inflight.start(
      task,
      async () => (await connector.reconcile?.()) ?? [],
      async (answer) => {
        if (!answer.ok) {
          this.#nextAt.set(task, this.#clock.now() + AGAIN_MS);
          return;
        }
        await this.#writer.submit((transaction) => record(transaction, name, answer.value));
        this.#nextAt.delete(name);
      },
    );
    return true;
  }

  /** Since when there is something to compare: on a machine that is off at night, too, the first night is made up for. */
  async #noteNew(): Promise<void> {
    if (this.#isNoted) return;
    const fresh = [...this.#connectors.values()].filter(
      ({ name, reconcile }) => reconcile && markOf(this.#database, name, SINCE) === null,
    );
    if (fresh.length > 0)
      await this.#writer.submit((transaction) => {
        for (const { name } of fresh) setMark(transaction, name, SINCE, String(transaction.now));
      });
    this.#isNoted = true;
  }

  /** The first night after the last comparison; of one that was never made, after the connector was first seen. */
  #dueAt(name: string, now: number): number {
    const known = this.#nextAt.get(name);
    if (known !== undefined) return known;
    const since = Number(markOf(this.#database, name, SINCE) ?? now);
    const dueAt = nextHour(lastCompared(this.#database, name)?.at ?? since, NIGHT_HOUR, this.#zone);
    this.#nextAt.set(name, dueAt);
    return dueAt;
  }
}

/** Asks for a comparison of everything with the next tick of whoever leads. */
export function wantComparison(transaction: Transaction, connectors: readonly string[]): void {
  for (const name of connectors) setMark(transaction, name, WANTED, String(transaction.now));
}

export function lastCompared(reader: MarkReader, connector: string): Compared | null {
  const noted = markOf(reader, connector, COMPARED);
  return noted === null ? null : (JSON.parse(noted) as Compared);
}

/** One question for each difference that is new; what was asked and is gone is taken back. */
function record(transaction: Transaction, connector: string, found: readonly Difference[]): void {
  const before = new Set(JSON.parse(markOf(transaction, connector, ASKED) ?? "[]") as readonly string[]);
  const standing = new Set<string>();
  for (const { scope, ...one } of found) {
    const params = { connector, ...one };
    const key = differenceKey(params);
    const mark = transaction.blind(scope, key);
    // Asked once, whatever was answered, for as long as it stands like that; one that had gone is asked about anew.
    if (!standing.has(mark) && !before.has(mark))
      submitIntent(transaction, {
        steps: [{ action: DIFFERENCE_SETTLE, params: JSON.parse(JSON.stringify(params)) }],
        reason: "I compared both, and they don't agree.",
        evidence: [],
        key: `${key}:${transaction.now}`,
        about: null,
        scope,
        principal: "agent:house",
        actor: "kernel",
        label: houseLabel(scope),
        run: null,
        causation: undefined,
        workflow: undefined,
      });
    standing.add(mark);
  }
  withdrawGone(transaction, connector, standing);
  const compared: Compared = { at: transaction.now, differences: standing.size };
  setMark(transaction, connector, COMPARED, JSON.stringify(compared));
  setMark(transaction, connector, ASKED, standing.size > 0 ? JSON.stringify([...standing]) : null);
  setMark(transaction, connector, WANTED, null);
}

function withdrawGone(transaction: Transaction, connector: string, standing: ReadonlySet<string>): void {
  for (const intent of transaction.records.find(intents, "action = ? AND state = 'asked'", [DIFFERENCE_SETTLE])) {
    const submitted = transaction.eventAt(intent.seq);
    const asked = submitted && (wishOf(transaction, submitted)?.steps[0]?.params as DifferenceParams | undefined);
    if (asked?.connector !== connector) continue;
    if (standing.has(transaction.blind(intent.scope, differenceKey(asked)))) continue;
    const [open] = transaction.records.find(proposals, "intent = ? AND state = 'open'", [intent.id]);
    if (open) endProposal(transaction, open, { type: "proposal.withdrawn", why: "agrees-again" });
  }
}
