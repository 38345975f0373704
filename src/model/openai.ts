/**
 * The one provider there is: package `openai` over the wire of OPENAI_BASE_URL, so every compatible server is one.
 * Whatever the outside does becomes a value here; its own retries are off, because each try is money.
 * Before: ask.ts and batch.ts. Beside it: openai-wire.ts (shapes), openai-stream.ts (answers), openai-failure.ts, openai-batch.ts.
 */
import type OpenAI from "openai";
import { batchCalls } from "./openai-batch.ts";
import { failureOf, StoppedEarly } from "./openai-failure.ts";
import { limitedFetch } from "./openai-limit.ts";
import { readStream } from "./openai-stream.ts";
import { chatBody, Habits, toolNames, usageOf } from "./openai-wire.ts";
import type { CallFailed, ChatReply, ChatRequest, Provider } from "./provider.ts";

export interface OpenAiSettings {
  readonly apiKey: string;
  readonly baseUrl: string;
  /** Until the first byte of an answer. */
  readonly timeoutMs: number;
  /** Between two pieces of one. */
  readonly idleMs: number;
  /** UTF-8 bytes of an answer's text and calls; reading stops above. */
  readonly maxAnswerBytes: number;
  /** For a whole answer, however steadily it drips; ten times `timeoutMs` unless told. */
  readonly wholeMs?: number;
}

/** What every call here needs: the client, loaded once, and a watch over the time it takes. */
export interface Calls {
  readonly settings: OpenAiSettings;
  readonly habits: Habits;
  client(): Promise<OpenAI>;
  /** Runs a call under a deadline; what it throws comes back as a failure. */
  guarded<T>(
    signal: AbortSignal,
    limitMs: number,
    work: (client: OpenAI, options: CallOptions, watch: Watch) => Promise<T>,
  ): Promise<T | CallFailed>;
}

export interface CallOptions {
  readonly signal: AbortSignal;
  readonly timeout: number;
  readonly maxRetries: 0;
}

/** How long the outside may still be silent. */
export interface Watch {
  /** From now on so long; says what it would be when it ends. */
  within(ms: number, why: string): void;
  readonly ended: string | null;
  /** A request was begun: from now on something may have been spent. */
  begin(): void;
}

const WHOLE_FACTOR = 10;

/** A provider at `baseUrl`. Nothing is loaded and nothing is asked before the first call. */
export function createOpenAi(settings: OpenAiSettings): Provider {
  const calls = new OpenAiCalls(settings);
  return {
    chat: (request, signal) => chat(calls, request, signal),
    embed: (request, signal) => embed(calls, request, signal),
    ...batchCalls(calls),
  };
}

class OpenAiCalls implements Calls {
  readonly settings: OpenAiSettings;
  readonly habits: Habits;
  #client: Promise<OpenAI> | undefined;

  constructor(settings: OpenAiSettings) {
    this.settings = settings;
    this.habits = new Habits(settings.baseUrl);
  }

  client(): Promise<OpenAI> {
    this.#client ??= load(this.settings);
    return this.#client;
  }

  async guarded<T>(
    signal: AbortSignal,
    limitMs: number,
    work: (client: OpenAI, options: CallOptions, watch: Watch) => Promise<T>,
  ): Promise<T | CallFailed> {
    const wholeMs = this.settings.wholeMs ?? this.settings.timeoutMs * WHOLE_FACTOR;
    const client = await this.client(); // it is loaded at the first call: that is no time of the server's
    const timer = new Timer(wholeMs);
    timer.within(limitMs, `there was no answer in ${seconds(limitMs)}`);
    try {
      if (signal.aborted) throw new StoppedEarly("cancelled", "It was cancelled.");
      const options = { signal: AbortSignal.any([signal, timer.signal]), timeout: wholeMs, maxRetries: 0 } as const;
      return await work(client, options, timer);
    } catch (error) {
      return failureOf(error, { cancelled: signal.aborted, timedOut: timer.ended, begun: timer.begun, usage: null });
    } finally {
      timer.stop();
    }
  }
}

/** Two clocks over one call: for the next byte, and for the whole. */
class Timer implements Watch {
  readonly #controller = new AbortController();
  readonly #whole: NodeJS.Timeout;
  #next: NodeJS.Timeout | undefined;
  ended: string | null = null;
  begun = false;

  constructor(wholeMs: number) {
    this.#whole = setTimeout(() => this.#end(`the answer was not whole after ${seconds(wholeMs)}`), wholeMs);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  within(ms: number, why: string): void {
    clearTimeout(this.#next);
    this.#next = setTimeout(() => this.#end(why), ms);
  }

  begin(): void {
    this.begun = true;
  }

  stop(): void {
    clearTimeout(this.#next);
    clearTimeout(this.#whole);
  }

  #end(why: string): void {
    this.ended ??= why;
    this.#controller.abort();
  }
}

async function chat(calls: Calls, request: ChatRequest, signal: AbortSignal): Promise<ChatReply | CallFailed> {
  const names = toolNames(request.tools ?? []);
  return adapting(calls, request, () =>
    calls.guarded(signal, calls.settings.timeoutMs, async (client, options, watch) => {
      const body = chatBody(request, names, calls.habits);
      watch.begin();
      const stream = await client.chat.completions.create(
        { ...body, stream: true, ...calls.habits.streamOptions(request.model) },
        options,
      );
      return readStream(stream, { settings: calls.settings, signal, watch, names });
    }),
  );
}

/** A server that doesn't know a field of ours is asked again without it, once for each: it has spent nothing by refusing. */
async function adapting<T>(
  calls: Calls,
  request: ChatRequest,
  ask: () => Promise<T | CallFailed>,
): Promise<T | CallFailed> {
  let answer = await ask();
  while (isFailure(answer) && answer.why === "rejected" && calls.habits.learn(request, answer.detail))
    answer = await ask();
  return answer;
}

async function embed(
  calls: Calls,
  request: { readonly model: string; readonly texts: readonly string[] },
  signal: AbortSignal,
): ReturnType<Provider["embed"]> {
  const ask = () =>
    calls.guarded(signal, calls.settings.timeoutMs, async (client, options, watch) => {
      watch.begin();
      const answer = await client.embeddings.create(
        { model: request.model, input: [...request.texts], encoding_format: calls.habits.vectorFormat() },
        options,
      );
      return { kind: "reply" as const, vectors: vectorsOf(answer, request.texts.length), usage: usageOf(answer.usage) };
    });
  const answer = await ask();
  return isFailure(answer) && answer.why === "rejected" && calls.habits.learnFormat(answer.detail) ? ask() : answer;
}

/** In the order of the texts. Servers that don't know base64 send numbers, whatever they are asked for. */
function vectorsOf(answer: unknown, wanted: number): Float32Array[] {
  const data = (answer as { data?: unknown } | null)?.data;
  if (!Array.isArray(data) || data.length !== wanted)
    throw new StoppedEarly(
      "server",
      `It answered ${Array.isArray(data) ? data.length : "no"} vectors to ${wanted} texts.`,
    );
  const vectors: Float32Array[] = [];
  for (const [place, one] of (data as Array<{ index?: unknown; embedding?: unknown }>).entries()) {
    const index = typeof one?.index === "number" ? one.index : place;
    vectors[index] = vectorOf(one?.embedding);
  }
  for (let index = 0; index < wanted; index++)
    if (!vectors[index]) throw new StoppedEarly("server", "It left out a vector.");
  return vectors.slice(0, wanted);
}

function vectorOf(embedding: unknown): Float32Array {
  if (Array.isArray(embedding)) return Float32Array.from(embedding as number[], Number);
  if (typeof embedding !== "string")
    throw new StoppedEarly("server", "A vector it sent is neither numbers nor base64.");
  const bytes = Uint8Array.from(Buffer.from(embedding, "base64"));
  return new Float32Array(bytes.buffer, 0, bytes.length >> 2);
}

export function isFailure(answer: unknown): answer is CallFailed {
  return (answer as CallFailed | null)?.kind === "failed";
}

async function load({ apiKey, baseUrl, maxAnswerBytes }: OpenAiSettings): Promise<OpenAI> {
  const { default: Client } = await import("openai");
  return new Client({
    apiKey: apiKey || "none", // servers at home need none, and the package refuses an empty one
    baseURL: baseUrl,
    // Nothing is read from the environment but through config.ts.
    organization: null,
    project: null,
    logLevel: "off", // it would write answers to the terminal
    maxRetries: 0,
    fetch: limitedFetch(maxAnswerBytes),
  });
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
