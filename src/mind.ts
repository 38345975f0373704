/**
 * What the staff remembers, and what it may ask of models: memory and models, wired. Without a model, memory works by words
 * alone and every question to one is answered by saying so.
 * Before: workspace.ts, which makes it and steps it with every tick. After: memory/, model/.
 */
import type { AgentMemory } from "./agent/memory-answers.ts";
import type { Charter } from "./charter.ts";
import type { Config, ModelConfig } from "./config.ts";
import type { Records } from "./kernel/fold.ts";
import type { Inflight } from "./kernel/inflight.ts";
import type { Keys } from "./kernel/keys.ts";
import type { Ledger } from "./kernel/ledger.ts";
import type { Transaction, Writer } from "./kernel/writer.ts";
import type { Clock } from "./lib/clock.ts";
import { Embedding } from "./memory/embed.ts";
import { EpisodeIndex } from "./memory/episode-index.ts";
import { Follower } from "./memory/follow.ts";
import { Notes } from "./memory/notes.ts";
import { offlineEmbedder } from "./memory/offline-embedder.ts";
import { Recall } from "./memory/recall.ts";
import { Summaries } from "./memory/summary.ts";
import { AnswerCache } from "./model/answer-cache.ts";
import { createModels } from "./model/ask.ts";
import { Batches } from "./model/batch.ts";
import { Meter } from "./model/meter.ts";
import type { Asker, Models } from "./model/model.ts";
import { createOpenAi } from "./model/openai.ts";
import type { Provider } from "./model/provider.ts";
import { type CountTokens, loadCounter } from "./model/tokens.ts";
import { cheapFrom } from "./policy/budgets.ts";
import { isServed } from "./records/client.ts";
import { clientBehind } from "./records/spend.ts";
import type { Database } from "./store/database.ts";

/** What vectors of the embedder of this machine are kept under. */
const OFFLINE = "offline";
export const OPENAI_URL = "https://api.openai.com/v1";
/** A server of one's own that wants no key is sent this one; the client insists on having some. */
export const NO_KEY = "none";
/** How long a provider may be silent, before and within an answer. */
const TIMEOUT_MS = 60_000;
const IDLE_MS = 30_000;
/** No answer that is of use is longer. */
const MOST_ANSWER_BYTES = 1_000_000;
const DAY_MS = 86_400_000;
/** What recall gave is of use while a run can still be looked into. */
const RECALLS_KEPT_MS = 30 * DAY_MS;
/** Questions to a model over the batch that memory asks; there is no other so far. */
const SUMMARY = "summary";

export interface MindParts {
  readonly config: Config;
  readonly charter: Charter;
  readonly database: Database;
  readonly writer: Writer;
  readonly ledger: Ledger;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly inflight: Inflight;
  /** Fresh at every call. */
  readonly records: () => Records;
  /** Instead of the configured server: a scripted one, in tests. */
  readonly provider?: Provider;
  /** Instead of everything above a provider: scripted answers, in tests. */
  readonly models?: Models;
}

/** Models over a provider, with the money for them. */
interface Thinking {
  readonly models: Models;
  readonly batches: Batches;
  readonly cache: AnswerCache;
}

export class Mind {
  readonly memory: AgentMemory;
  readonly recall: Recall;
  readonly meter: Meter;
  /** Undefined: none is set up. */
  readonly models: Models | undefined;
  readonly #parts: MindParts;
  readonly #index: EpisodeIndex;
  readonly #follower: Follower;
  readonly #summaries: Summaries;
  readonly #notes: Notes;
  readonly #embedding: Embedding | null;
  readonly #thinking: Thinking | null;
  #counter: Promise<CountTokens> | null = null;
  #prunedAt = 0;

  constructor(parts: MindParts) {
    const { config, charter, database, writer, ledger, keys, clock, inflight, records } = parts;
    this.#parts = parts;
    const base = {
      database,
      writer,
      ledger,
      records,
      clock,
      zone: config.timezone,
      rules: () => charter.rulebook().memory,
    };
    this.meter = new Meter({
      database,
      writer,
      clock,
      budgets: () => charter.rulebook().budgets,
      prices: () => charter.rulebook().prices,
      agentBudget: charter.agentBudget,
      clientOf: clientBehind,
      surfaces: charter.authority.surfaces,
      zone: config.timezone,
      currency: config.currency,
    });
    this.#thinking = config.models ? this.#think(config.models) : null;
    this.models = parts.models ?? this.#thinking?.models;
    const embedder = config.offlineEmbedder ? OFFLINE : config.models?.embed[0];
    this.#index = new EpisodeIndex({ database, keys, ...(embedder ? { embedder } : {}) });
    this.#follower = new Follower({ database, writer, ledger, index: this.#index });
    const embed = config.offlineEmbedder ? offline() : embedder ? this.#embedder(this.models) : null;
    this.#embedding =
      embedder && embed ? new Embedding({ ...base, inflight, index: this.#index, model: embedder, embed }) : null;
    const meaning = async (question: string, scope: string) => (await embed?.([question], scope))?.[0] ?? null;
    this.recall = new Recall({
      ...base,
      index: this.#index,
      countTokens: () => this.#count(),
      ...(embed ? { embed: meaning } : {}),
    });
    const batches = this.#thinking?.batches;
    this.#summaries = new Summaries({
      ...base,
      ...(batches
        ? {
            later(transaction, question) {
              if (!isServed(transaction.records, question.asker.scope)) return false;
              batches.enqueue(transaction, question);
              return true;
            },
          }
        : {}),
    });
    this.#notes = new Notes({ database, keys });
    this.memory = {
      recall: this.recall,
      notes: this.#notes,
      writer,
      clock,
      notesDays: () => charter.rulebook().memory.notesDays,
    };
  }

  /** Follows what has happened, and goes on with what is asked of models behind it. Answers how much was done. */
  async step(): Promise<number> {
    const followed = await this.#follower.step();
    const summarised = await this.#summaries.step();
    const batched = (await this.#thinking?.batches.step()) ?? 0;
    await this.#pruneAnswers();
    return followed + summarised + batched + (this.#embedding?.step() ?? 0);
  }

  /** After a start: what a dead process had set aside for models is taken as spent. */
  async recover(): Promise<void> {
    await this.meter.recover();
  }

  /** Once a day: what has had its time goes. */
  prune(transaction: Transaction): void {
    this.#notes.prune(transaction);
    transaction.run("DELETE FROM recalls WHERE at < ?", [transaction.now - RECALLS_KEPT_MS]);
  }

  /** Summaries that no longer tell all. */
  staleSummaries(): number {
    return this.#summaries.staleCount();
  }

  /** Takes a scope out of the index, and out of what is held open of it. */
  drop(scope: string): void {
    this.#index.drop(scope);
  }

  async #pruneAnswers(): Promise<void> {
    const now = this.#parts.clock.now();
    if (!this.#thinking || now - this.#prunedAt < DAY_MS) return;
    this.#prunedAt = now;
    await this.#thinking.cache.prune();
  }

  #count(): Promise<CountTokens> {
    this.#counter ??= loadCounter();
    return this.#counter;
  }

  #think(names: ModelConfig): Thinking {
    const { config, charter, database, writer, keys, clock, inflight } = this.#parts;
    const provider =
      this.#parts.provider ??
      createOpenAi({
        apiKey: names.apiKey ?? NO_KEY,
        baseUrl: names.baseUrl ?? OPENAI_URL,
        timeoutMs: TIMEOUT_MS,
        idleMs: IDLE_MS,
        maxAnswerBytes: MOST_ANSWER_BYTES,
      });
    const cache = new AnswerCache({ writer, keys });
    const countTokens = () => this.#count();
    const models = createModels({ provider, purse: this.meter, names, clock, sleep, cache, countTokens });
    const batches = new Batches({
      database,
      writer,
      keys,
      inflight,
      clock,
      provider,
      purse: this.meter,
      model: names.draft[0] ?? "",
      countTokens,
      ask: models.draft,
      isCheap: (now) => cheapFrom(charter.rulebook().budgets, now, config.timezone) <= now,
      onAnswer: (transaction, item, reply) => {
        if (item.purpose === SUMMARY) this.#summaries.answered(transaction, item, reply);
      },
    });
    return { models, batches, cache };
  }

  /** Unit vectors of texts; `null` where there are none now: then words alone are searched. */
  #embedder(models: Models | undefined) {
    if (!models?.has("embed")) return null;
    return async (texts: readonly string[], scope: string): Promise<readonly Float32Array[] | null> => {
      const reply = await models.embed(texts, forMemory(scope));
      return reply.kind === "answered" ? reply.value : null;
    };
  }
}

/** The embedder of this machine, loaded when it is first asked; while it can't be had, words alone are searched. */
function offline(): (texts: readonly string[]) => Promise<readonly Float32Array[] | null> {
  let loading: ReturnType<typeof offlineEmbedder> | null = null;
  return async (texts) => {
    loading ??= offlineEmbedder();
    const embed = await loading.catch(() => null);
    return (await embed?.(texts)) ?? null;
  };
}

function forMemory(scope: string): Asker {
  return { scope, agent: null, run: null, workflow: null, causation: null };
}

/** Comes back early when it is cancelled. */
function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
    if (signal.aborted) done();
  });
}
