/**
 * A strict server of the OpenAI API for tests: chat completions (streamed or not), embeddings, files and batches over
 * node:http. It refuses what the real one refuses, counts tokens and money itself, and misbehaves as it is told.
 *
 *   const server = await startModelServer({ prices: { small: { in: 150_000, out: 600_000 } } });
 *   server.script((asked) => ({ text: asked.text.includes("invoice") ? "yes" : "no" }));
 *   createOpenAi({ apiKey: server.key, baseUrl: server.url, … });
 *   server.spent();   // [{ model, batch, calls, tokensIn, tokensCached, tokensOut }]: what was really used
 *   server.micros();  // the same in micro-dollars, exactly (prices: micro-dollars a million tokens)
 *   server.asked;     // every request that was checked and answered, in order
 *   await server.stop();
 *
 * A script may throw out of turn: `{ status: 429, headers: { "retry-after": "2" } }`, `{ hangAfter: 0 }`, `{ cutAfter: 2 }`,
 * `{ usage: { tokensIn: 9, tokensOut: 9_999 } }`, `{ garbage: { body: "<html>" } }`, `{ refusal: "No." }`, `{ text: "" }`.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { base64, completion, type Made, reported, vectorOf } from "./answers.ts";
import { Batches, type BatchPlan } from "./batches.ts";
import { type ChatBody, checkChat, checkEmbedding, type EmbeddingBody, type Lack, Wrong } from "./check.ts";
import { contentText, cutAt, pieces, promptTokens, tokensOf } from "./count.ts";
import type { Asked, Script, Scripted, Spent } from "./script.ts";
import { bodyOf, drained, errorBody, parsed, pause, sendJson } from "./wire.ts";

export interface Price {
  /** Micro-dollars a million tokens. */
  readonly in: number;
  readonly out: number;
}

export interface ServerSettings {
  readonly key?: string;
  /** The only models there are; any name unless told. */
  readonly models?: readonly string[];
  readonly lacks?: readonly Lack[];
  readonly prices?: Readonly<Record<string, Price>>;
  /** The share of the price that a batch costs; 0.5 unless told. */
  readonly batchShare?: number;
  readonly dimensions?: number;
}

const DEFAULT_MOST_TOKENS = 16_384;
const DEFAULT_DIMENSIONS = 8;

export async function startModelServer(settings: ServerSettings = {}): Promise<ModelServer> {
  const server = new ModelServer(settings);
  await server.start();
  return server;
}

export class ModelServer {
  readonly key: string;
  readonly asked: Asked[] = [];
  readonly batches: Batches;
  /** How many requests were refused as wrong. */
  refused = 0;
  readonly #settings: ServerSettings;
  readonly #lacks: ReadonlySet<Lack>;
  readonly #http: Server;
  readonly #spent = new Map<string, Spent>();
  #script: Script = () => ({ text: "Understood." });
  #count = 0;

  constructor(settings: ServerSettings) {
    this.#settings = settings;
    this.#lacks = new Set(settings.lacks);
    this.key = settings.key ?? "sk-test";
    this.batches = new Batches({ answer: (url, body, id) => this.#answerInBatch(url, body, id) });
    this.#http = createServer((request, response) => void this.#serve(request, response));
    this.#http.keepAliveTimeout = 30_000;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#http.listen(0, "127.0.0.1", () => resolve()));
  }

  async stop(): Promise<void> {
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}/v1`;
  }

  /** From now on requests are answered so. */
  script(script: Script): void {
    this.#script = script;
  }

  /** From now on batches go so. */
  planBatches(plan: BatchPlan): void {
    this.batches.plan = plan;
  }

  spent(): Spent[] {
    return [...this.#spent.values()].map((one) => ({ ...one }));
  }

  /** All that was spent, in micro-dollars, unrounded; models without a price are free. */
  micros(): number {
    let sum = 0;
    for (const one of this.#spent.values()) {
      const price = this.#settings.prices?.[one.model] ?? { in: 0, out: 0 };
      const share = one.batch ? (this.#settings.batchShare ?? 0.5) : 1;
      sum += (share * (one.tokensIn * price.in + one.tokensOut * price.out)) / 1_000_000;
    }
    return sum;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const url = new URL(request.url ?? "/", "http://local");
      if (request.headers.authorization !== `Bearer ${this.key}`)
        throw new Wrong("Incorrect API key provided.", { status: 401, code: "invalid_api_key" });
      const bytes = await bodyOf(request);
      if (request.method === "POST" && url.pathname === "/v1/chat/completions") {
        const body = checkChat(parsed(bytes), this.#lacks);
        this.#known(body.model);
        await this.#chat(body, response);
      } else if (request.method === "POST" && url.pathname === "/v1/embeddings") {
        const body = checkEmbedding(parsed(bytes), this.#lacks);
        this.#known(body.model);
        await this.#embed(body, response);
      } else {
        if (this.#lacks.has("batches")) throw new Wrong("Not found", { status: 404 });
        const answer = await this.batches.serve(request, url, bytes);
        if (typeof answer === "string")
          response.writeHead(200, { "content-type": "application/octet-stream" }).end(answer);
        else sendJson(response, 200, answer);
      }
    } catch (error) {
      if (error instanceof Wrong) this.refused += 1;
      if (response.headersSent) response.destroy();
      else if (error instanceof Wrong) sendJson(response, error.status, errorBody(error));
      else
        sendJson(response, 500, { error: { message: String(error), type: "server_error", param: null, code: null } });
    }
  }

  #known(model: string): void {
    const { models } = this.#settings;
    if (models && !models.includes(model))
      throw new Wrong(`The model '${model}' does not exist or you do not have access to it.`, {
        status: 404,
        code: "model_not_found",
      });
  }

  async #ask(path: Asked["path"], body: ChatBody | EmbeddingBody, batch: string | null): Promise<Scripted> {
    const text =
      "messages" in body
        ? body.messages.map((one) => contentText(one.content)).join("\n")
        : [body.input].flat().join("\n");
    const asked: Asked = { n: ++this.#count, path, model: body.model, body, text, batch };
    this.asked.push(asked);
    return this.#script(asked);
  }

  async #chat(body: ChatBody, response: ServerResponse): Promise<void> {
    const scripted = await this.#ask("/v1/chat/completions", body, null);
    if (!(await this.#begins(scripted, response))) return;
    const made = this.#make(body, scripted, false);
    if (body.stream) await this.#stream(body, scripted, made, response);
    else sendJson(response, 200, completion(body.model, scripted, made), scripted.headers);
  }

  /** Whatever comes before an answer, or instead of one. */
  async #begins(scripted: Scripted, response: ServerResponse): Promise<boolean> {
    if (scripted.delayMs) await pause(scripted.delayMs);
    if (scripted.hangAfter === 0) return false; // the socket is closed when the server stops, or by the other side
    if (scripted.status) {
      const { message = "The server had an error.", code = null, status, headers } = scripted;
      sendJson(response, status, { error: { message, type: "error", param: null, code } }, headers);
      return false;
    }
    if (scripted.garbage) {
      response.writeHead(200, { "content-type": scripted.garbage.type ?? "application/json" });
      response.end(scripted.garbage.body);
      return false;
    }
    return true;
  }

  /** Counts what it really takes, and says what is to be reported. */
  #make(body: ChatBody, scripted: Scripted, batch: boolean): Made {
    const most = body.max_completion_tokens ?? body.max_tokens ?? DEFAULT_MOST_TOKENS;
    const whole = scripted.refusal ?? scripted.text ?? "";
    const { text, cut } = scripted.ignoresMax ? { text: whole, cut: false } : cutAt(whole, most);
    const tokensIn = promptTokens(body);
    const sent = scripted.cutAfter ?? scripted.hangAfter;
    const made = sent === undefined ? text : pieces(text).slice(0, sent).join("");
    const calls = scripted.calls ?? [];
    const tokensOut = tokensOf(made) + calls.reduce((sum, call) => sum + tokensOf(call.name + call.arguments), 0);
    this.#tally(body.model, batch, { tokensIn, tokensCached: scripted.cached ?? 0, tokensOut });
    const finish = scripted.finish ?? (calls.length > 0 ? "tool_calls" : cut ? "length" : "stop");
    return {
      text,
      finish: finish === "none" ? null : finish,
      usage: reported(scripted, { tokensIn, tokensOut }),
    };
  }

  #tally(model: string, batch: boolean, used: { tokensIn: number; tokensCached: number; tokensOut: number }): void {
    const id = `${model} ${batch}`;
    const sum = this.#spent.get(id) ?? { model, batch, calls: 0, tokensIn: 0, tokensCached: 0, tokensOut: 0 };
    sum.calls += 1;
    sum.tokensIn += used.tokensIn;
    sum.tokensCached += used.tokensCached;
    sum.tokensOut += used.tokensOut;
    this.#spent.set(id, sum);
  }

  async #stream(body: ChatBody, scripted: Scripted, made: Made, response: ServerResponse): Promise<void> {
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", ...scripted.headers });
    const withUsage = body.stream_options?.include_usage === true;
    const base = {
      id: `chatcmpl-${this.#count}`,
      object: "chat.completion.chunk",
      created: 1_700_000_000,
      model: body.model,
    };
    const send = (choices: unknown[], usage: unknown = null): void => {
      response.write(`data: ${JSON.stringify({ ...base, choices, ...(withUsage ? { usage } : {}) })}\n\n`);
    };
    const delta = (piece: Record<string, unknown>, finish: string | null = null): void =>
      send([{ index: 0, delta: piece, logprobs: null, finish_reason: finish }]);
    delta({ role: "assistant", content: "", refusal: null });
    const name = scripted.refusal === undefined ? "content" : "refusal";
    for (const [index, piece] of pieces(made.text).entries()) {
      if (index === scripted.cutAfter) return void response.destroy();
      if (index === scripted.hangAfter) return;
      if (scripted.chunkDelayMs) await pause(scripted.chunkDelayMs);
      if (response.destroyed) return;
      delta({ [name]: piece });
      // Backpressure: a reader that stopped reading must be able to stop the writer.
      if (response.writableNeedDrain) await drained(response);
    }
    if (scripted.cutAfter !== undefined) return void response.destroy();
    if (scripted.hangAfter !== undefined) return;
    for (const [index, call] of (scripted.calls ?? []).entries()) {
      const half = call.arguments.length >> 1;
      const id = call.id ?? `call_${this.#count}_${index}`;
      delta({ tool_calls: [{ index, id, type: "function", function: { name: call.name, arguments: "" } }] });
      for (const part of [call.arguments.slice(0, half), call.arguments.slice(half)])
        delta({ tool_calls: [{ index, function: { arguments: part } }] });
    }
    if (made.finish !== null) delta({}, made.finish);
    if (scripted.hangAfterEnd) return;
    if (withUsage && made.usage) send([], made.usage);
    response.end("data: [DONE]\n\n");
  }

  async #embed(body: EmbeddingBody, response: ServerResponse): Promise<void> {
    const scripted = await this.#ask("/v1/embeddings", body, null);
    if (!(await this.#begins(scripted, response))) return;
    sendJson(response, 200, this.#vectors(body, scripted, false), scripted.headers);
  }

  #vectors(body: EmbeddingBody, scripted: Scripted, batch: boolean): Record<string, unknown> {
    const texts = [body.input].flat();
    const tokensIn = texts.reduce((sum, text) => sum + tokensOf(text), 0);
    this.#tally(body.model, batch, { tokensIn, tokensCached: 0, tokensOut: 0 });
    const size = body.dimensions ?? this.#settings.dimensions ?? DEFAULT_DIMENSIONS;
    const vectors = scripted.vectors ?? texts.map((text) => vectorOf(text, size));
    const told = scripted.usage ?? "honest";
    const total = told === "honest" ? tokensIn : told === "none" ? null : told.tokensIn;
    return {
      object: "list",
      data: vectors.map((vector, index) => ({
        object: "embedding",
        index,
        embedding: body.encoding_format === "base64" ? base64(vector) : vector,
      })),
      model: body.model,
      ...(total === null ? {} : { usage: { prompt_tokens: total, total_tokens: total } }),
    };
  }

  /** One line of a batch: the status and body it would have had. */
  async #answerInBatch(url: string, value: unknown, id: string): Promise<{ status: number; body: unknown }> {
    try {
      if (url === "/v1/embeddings") {
        const body = checkEmbedding(value, this.#lacks);
        return { status: 200, body: this.#vectors(body, await this.#ask("/v1/embeddings", body, id), true) };
      }
      const body = checkChat(value, this.#lacks);
      this.#known(body.model);
      if (body.stream) throw new Wrong("stream is not supported in the Batch API.", { param: "stream" });
      const scripted = await this.#ask("/v1/chat/completions", body, id);
      if (scripted.status) {
        const { status, message = "The server had an error.", code = null } = scripted;
        return { status, body: { error: { message, type: "error", param: null, code } } };
      }
      return { status: 200, body: completion(body.model, scripted, this.#make(body, scripted, true)) };
    } catch (error) {
      if (error instanceof Wrong) return { status: error.status, body: errorBody(error) };
      throw error;
    }
  }
}
