/**
 * The one place that knows every room: wires them, starts, ticks and stops them.
 * Outside events are only recorded; everything else happens in `tick()`; nothing leaves except through the outbox.
 * Before: main.ts and verbs/. After: everything.
 */
import { join } from "node:path";
import { askToRetry } from "./actions/aftermath.ts";
import { Advancing } from "./advancing.ts";
import { answering } from "./agent/answering.ts";
import { otherNames } from "./agent/draft-check.ts";
import { possibleNow } from "./agent/possible.ts";
import { Runner } from "./agent/run.ts";
import { type Guests, Sandbox } from "./agent/sandbox.ts";
import { admitAgents, type Charter } from "./charter.ts";
import type { Config } from "./config.ts";
import type { Connector, Report } from "./connectors/connector.ts";
import { Conversation } from "./conversation.ts";
import { Forgetting } from "./forgetting.ts";
import { Judging } from "./judging.ts";
import { Blobs } from "./kernel/blobs.ts";
import { Records } from "./kernel/fold.ts";
import { Inflight } from "./kernel/inflight.ts";
import type { Keys } from "./kernel/keys.ts";
import { takeLease } from "./kernel/lease.ts";
import { Ledger } from "./kernel/ledger.ts";
import { Outbox } from "./kernel/outbox.ts";
import { Writer } from "./kernel/writer.ts";
import { Lessons } from "./lessons.ts";
import type { Clock } from "./lib/clock.ts";
import type { Entropy } from "./lib/entropy.ts";
import { Lookout } from "./lookout.ts";
import { Mind } from "./mind.ts";
import type { Models } from "./model/model.ts";
import type { Provider } from "./model/provider.ts";
import { type Home, openHome } from "./opening.ts";
import { outside } from "./outside.ts";
import type { OwnersDoor } from "./owners-door.ts";
import type { KnownHealth } from "./projections/care.ts";
import { recordKinds } from "./records/kinds.ts";
import { Mentions } from "./records/mentions.ts";
import { Routine } from "./routine.ts";
import type { Database, Probe } from "./store/database.ts";
import type { ChatFront } from "./surfaces/chat/front.ts";
import type { Chat, Surface } from "./surfaces/surface.ts";

const SETTLE_STEP_MS = 50;

export interface WorkspaceOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly entropy: Entropy;
  /** Where agents/, policies/ and migrations/ lie that the home doesn't have. */
  readonly packageRoot: string;
  /** A tick is a barrier and records answers in the order of starting: for virtual clocks, and for `tick`. */
  readonly ordered: boolean;
  readonly surfaces?: readonly Surface[];
  readonly dev?: boolean;
  readonly probe?: Probe;
  /** Where scripts run; left out, in threads of its own. */
  readonly guests?: Guests;
  /** Put around every connector: where tests count, cut and fail outside calls. */
  readonly around?: (connector: Connector) => Connector;
  /** Instead of what the configuration names: a scripted model, in tests. */
  readonly models?: Models;
  /** Instead of the configured server of models: a scripted one, in tests. */
  readonly provider?: Provider;
  /** Surprises while recording an answer; they are never swallowed. */
  readonly onError?: (what: string, error: unknown) => void;
  readonly onCommit?: () => void;
}

export class Workspace {
  readonly config: Config;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly database: Database;
  readonly keys: Keys;
  readonly ledger: Ledger;
  readonly writer: Writer;
  readonly charter: Charter;
  readonly blobs: Blobs;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly inflight: Inflight;
  readonly lookout: Lookout;
  readonly outbox: Outbox;
  readonly forgetting: Forgetting;
  readonly mind: Mind;
  readonly door: OwnersDoor;
  readonly #records: Records;
  readonly #runner: Runner;
  readonly #sandbox: Guests;
  readonly #routine: Routine;
  readonly #judging: Judging;
  readonly #advancing: Advancing;
  readonly #lessons: Lessons;
  readonly #conversation: Conversation;
  readonly #ordered: boolean;
  readonly #dev: boolean;
  #lease: { release(): void } | null = null;

  private constructor(options: WorkspaceOptions, home: Home) {
    const { config, clock, entropy } = options;
    const { database, keys, charter } = home;
    this.config = config;
    this.clock = clock;
    this.entropy = entropy;
    this.database = database;
    this.keys = keys;
    this.charter = charter;
    this.#ordered = options.ordered;
    this.#dev = options.dev ?? false;
    const records = new Records({ database, kinds: recordKinds });
    const mentions = new Mentions({ database, records });
    const ledger = new Ledger({ database, keys, records, entropy, names: (event) => mentions.inEvent(event) });
    this.#records = new Records({ database, kinds: recordKinds });
    this.ledger = ledger;
    this.writer = new Writer({ database, ledger, records, clock, entropy, onCommit: () => options.onCommit?.() });
    this.blobs = new Blobs({ database, keys });
    this.inflight = new Inflight({
      ordered: options.ordered,
      onAnswer: () => options.onCommit?.(),
      onError: (what, error) => options.onError?.(what, error),
    });
    this.#sandbox = options.guests ?? new Sandbox();
    this.connectors = outside({
      config,
      clock,
      blobs: this.blobs,
      keys,
      busy: charter.busy,
      records: () => this.records,
      marks: database,
      ledger,
      writer: this.writer,
      around: options.around ?? ((connector) => connector),
    });
    this.lookout = new Lookout({
      connectors: this.connectors,
      database,
      writer: this.writer,
      inflight: this.inflight,
      clock,
      zone: config.timezone,
      surfaces: charter.authority.surfaces,
    });
    this.outbox = new Outbox({
      database,
      writer: this.writer,
      inflight: this.inflight,
      connectors: this.connectors,
      nextRetry: charter.nextRetry,
      isDown: (connector) => this.lookout.isDown(connector),
      trouble: (transaction, effect, trouble, why) => askToRetry(transaction, effect, trouble, why),
    });
    const mind = new Mind({
      config,
      charter,
      database,
      writer: this.writer,
      ledger,
      keys,
      clock,
      inflight: this.inflight,
      records: () => this.records,
      ...(options.provider ? { provider: options.provider } : {}),
      ...(options.models ? { models: options.models } : {}),
    });
    this.mind = mind;
    this.#lessons = new Lessons({ database, writer: this.writer, clock });
    this.forgetting = new Forgetting({
      database,
      writer: this.writer,
      ledger,
      keys,
      kinds: recordKinds,
      booksKeptYears: () => charter.rulebook().settings.booksKeptYears,
      dropMemory: (scope) => mind.drop(scope),
      remade: () => records.abandon(),
    });
    this.#routine = new Routine({
      forgetting: this.forgetting,
      database,
      writer: this.writer,
      ledger,
      charter,
      config,
      clock,
      health: () => this.#health(),
      mind,
    });
    this.#judging = new Judging({
      database,
      ledger,
      writer: this.writer,
      charter,
      clock,
      ranAway: (transaction, agent, why) => this.#routine.ranAway(transaction, agent, why),
    });
    this.#advancing = new Advancing({ database, writer: this.writer, ledger, charter, config, clock });
    this.#runner = new Runner({
      database,
      ledger,
      writer: this.writer,
      keys,
      inflight: this.inflight,
      sandbox: this.#sandbox,
      staff: charter.staff,
      actions: charter.actions,
      answer: answering({
        records: () => this.records,
        ledger,
        timezone: config.timezone,
        house: charter.house,
        fill: charter.fill,
        reads: (name) => charter.agents.find((agent) => agent.spec.name === name)?.spec.reads ?? [],
        access: charter.authority.access,
        memory: mind.memory,
        ...(mind.models ? { models: mind.models } : {}),
      }),
      ...(mind.models ? { models: mind.models } : {}),
      others: (scope) => otherNames(this.records, scope),
      possible: possibleNow({ actions: charter.actions, records: () => this.records, ledger, clock }),
      onFailure: (transaction, run, event, why) => this.#routine.runFailed(transaction, run, event, why),
    });
    this.#conversation = new Conversation({
      config,
      charter,
      database,
      writer: this.writer,
      ledger,
      blobs: this.blobs,
      inflight: this.inflight,
      clock,
      records: () => this.records,
      connectors: this.connectors,
      surfaces: options.surfaces ?? [],
      underWay: () => this.lookout.underWay(),
      digest: () => this.#routine.digestNow(this.records),
      memory: mind.recall,
    });
    this.door = this.#conversation.door;
  }

  /** Opens the home: checks it, brings the database to the present, loads and checks policies and agents. */
  static async open(options: WorkspaceOptions): Promise<Workspace> {
    return new Workspace(options, await openHome(options));
  }

  /** Records for reading outside a transaction: fresh at every call. */
  get records(): Records {
    this.#records.drop();
    return this.#records;
  }

  get leads(): boolean {
    return this.#lease !== null;
  }

  /** Takes the lead, or names who has it. Who leads opens the connectors and may tick. */
  async lead(holder: string): Promise<{ kind: "leading" } | { kind: "taken"; holder: string }> {
    if (this.#lease) return { kind: "leading" };
    const lease = takeLease(join(this.config.home, "leader.lock"), holder);
    if (lease.kind === "taken") return lease;
    this.#lease = lease;
    const { charter, database } = this;
    const admit = await admitAgents({ charter, database, sandbox: this.#sandbox, dev: this.#dev });
    const opened: Report[] = [];
    for (const connector of this.connectors.values()) opened.push(...(await connector.open()));
    await this.writer.submit((transaction) => {
      if (this.ledger.head() === null) this.#routine.begin(transaction);
      admit(transaction);
      for (const report of opened) report.record(transaction);
      this.#routine.ensureDay(transaction);
    });
    await this.mind.recover();
    await this.#conversation.reconcile();
    this.lookout.soon();
    return { kind: "leading" };
  }

  /** Connects the chats and listens there. Only the leader listens. */
  listen(): Promise<void> {
    return this.#conversation.listen();
  }

  /** The door inwards of one chat. */
  frontOf(chat: Pick<Chat, "name" | "forms">): ChatFront {
    return this.#conversation.frontOf(chat);
  }

  /**
   * One turn: timers, outbox, polls, dispatch, runs, verdicts, notices. Never waits for the outside; with a virtual clock
   * it is a barrier. Answers how much was done: 0 when there was nothing to do.
   */
  async tick(): Promise<number> {
    if (!this.#lease) throw new Error("Only the leader ticks.");
    // First of all, so that nothing more is made of whoever is to be forgotten.
    let done = await this.forgetting.step();
    done += await this.#routine.due();
    done += await this.#advancing.step();
    // First what the owner is waiting for. In development nothing leaves.
    if (!this.#dev) done += await this.outbox.release();
    if (this.#ordered) this.lookout.soon();
    const polled = this.lookout.poll();
    done += await this.#judging.dispatch();
    done += await this.#runner.start();
    // What a run reads must not hang on who is quicker, the run or the verdicts of this very tick.
    if (this.#ordered) await this.inflight.barrier();
    done += await this.#conversation.answer();
    done += await this.#judging.judge();
    done += await this.#lessons.step();
    done += await this.mind.step();
    done += await this.lookout.compare();
    done += await this.#conversation.show();
    if (this.#ordered) await this.inflight.barrier();
    return done + polled.count;
  }

  /**
   * Ticks until there is nothing left to do now. `settleMs`: how long, at most, to wait for what is just being written
   * outside, such as a file that was dropped a moment ago; by the machine's own clock.
   */
  async untilIdle({ settleMs = 0 }: { settleMs?: number } = {}): Promise<void> {
    let waited = 0;
    for (let turn = 0; turn < 10_000; turn++) {
      if ((await this.tick()) > 0) continue;
      if (waited >= settleMs || !this.lookout.unsettled()) return;
      await new Promise((resolve) => setTimeout(resolve, SETTLE_STEP_MS));
      waited += SETTLE_STEP_MS;
    }
    throw new Error("The workspace did not come to rest within 10,000 ticks. `status` says what keeps it busy.");
  }

  /** Carries out the consequences of one intent only: for a verb with no leader beside it. */
  async drain(intent: string): Promise<void> {
    await this.outbox.release(intent);
    if (this.#ordered) await this.inflight.barrier();
    else await this.inflight.idle();
  }

  /** Stops in order: the chats and what is under way are awaited for `graceMs`, what is queued is written, then everything closes. */
  async close(graceMs = 3000): Promise<void> {
    const over = async (): Promise<void> => {
      await this.#conversation.stop();
      await (this.#ordered ? this.inflight.barrier() : this.inflight.idle());
    };
    const stopping = over();
    stopping.catch(() => undefined); // what comes too late finds everything closed
    await Promise.race([stopping, new Promise((resolve) => setTimeout(resolve, graceMs).unref())]);
    await this.lookout.close();
    await this.#sandbox.close();
    await this.writer.close();
    this.#lease?.release();
    this.#lease = null;
    this.database.close();
  }

  /** What is known of the outside without asking it. */
  #health(): KnownHealth {
    return {
      connectors: this.lookout.health(),
      surfaces: this.#conversation.health(),
    };
  }
}
