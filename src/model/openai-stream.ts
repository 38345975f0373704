/**
 * An answer, put together from the pieces of a stream or read whole from a batch's line. Whatever is missing is said:
 * an answer without an end was cut, and no usage stays no usage.
 * Before: openai.ts and openai-batch.ts.
 */
import type { Json } from "../lib/canonical.ts";
import type { OpenAiSettings, Watch } from "./openai.ts";
import { failureOf, StoppedEarly } from "./openai-failure.ts";
import { type Names, usageOf } from "./openai-wire.ts";
import type { CallFailed, ChatReply, Usage } from "./provider.ts";

interface Reading {
  readonly settings: OpenAiSettings;
  readonly signal: AbortSignal;
  readonly watch: Watch;
  readonly names: Names;
}

interface PartialCall {
  id: string;
  name: string;
  args: string;
}

const MAX_CALLS = 64;

/** Reads to the end, or to where patience, size or the caller stop it. */
export async function readStream(
  stream: AsyncIterable<unknown>,
  { settings, signal, watch, names }: Reading,
): Promise<ChatReply | CallFailed> {
  const answer = new Answer(settings.maxAnswerBytes);
  const silence = `nothing came for ${settings.idleMs / 1000} s`;
  try {
    for await (const chunk of stream) {
      watch.within(settings.idleMs, silence);
      answer.add(chunk);
    }
    // An aborted stream of the package ends without a word.
    if (signal.aborted) throw new StoppedEarly("cancelled", "It was cancelled.");
    if (answer.finish === null && watch.ended !== null) throw new StoppedEarly("timeout", watch.ended);
  } catch (error) {
    // Its end was said already: only what it cost is not known.
    if (answer.finish === null || signal.aborted)
      return failureOf(error, { cancelled: signal.aborted, timedOut: watch.ended, begun: true, usage: answer.usage });
  }
  return answer.whole(names);
}

/** One chat completion that came at once. */
export function readWhole(body: unknown, names: Names, maxAnswerBytes: number): ChatReply | CallFailed {
  const answer = new Answer(maxAnswerBytes);
  try {
    const [choice] = listOf(fieldOf(body, "choices"));
    const message = fieldOf(choice, "message");
    const calls = listOf(fieldOf(message, "tool_calls")).map((call, index) => ({ ...(call as object), index }));
    const delta = { ...(message as object), tool_calls: calls };
    answer.add({
      choices: [{ delta, finish_reason: fieldOf(choice, "finish_reason") }],
      usage: fieldOf(body, "usage"),
    });
  } catch (error) {
    return failureOf(error, { cancelled: false, timedOut: null, begun: true, usage: answer.usage });
  }
  return answer.whole(names);
}

class Answer {
  readonly #mostBytes: number;
  readonly #calls = new Map<number, PartialCall>();
  #text = "";
  #refusal = "";
  #bytes = 0;
  finish: string | null = null;
  usage: Usage | null = null;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  add(chunk: unknown): void {
    this.usage = usageOf(fieldOf(chunk, "usage")) ?? this.usage;
    const [choice] = listOf(fieldOf(chunk, "choices"));
    if (choice === undefined) return;
    const delta = fieldOf(choice, "delta");
    this.#text += this.#counted(fieldOf(delta, "content"));
    this.#refusal += this.#counted(fieldOf(delta, "refusal"));
    for (const call of listOf(fieldOf(delta, "tool_calls"))) this.#addCall(call);
    const finish = fieldOf(choice, "finish_reason");
    if (typeof finish === "string" && finish !== "") this.finish = finish;
  }

  whole(names: Names): ChatReply | CallFailed {
    const { usage } = this;
    if (this.#refusal.trim() !== "")
      return { kind: "failed", why: "refused", detail: "The model declined to answer.", spent: true, usage };
    if (this.finish === null)
      return { kind: "failed", why: "cut", detail: "The answer broke off before its end.", spent: true, usage };
    const calls = [...this.#calls.entries()]
      .sort(([a], [b]) => a - b)
      .map(([index, call]) => ({
        id: call.id || `call_${index}`,
        name: names.fromWire(call.name),
        args: parsed(call.args),
      }));
    return {
      kind: "reply",
      text: this.#text.toWellFormed(),
      calls,
      finish: finishOf(this.finish, calls.length),
      usage,
    };
  }

  #addCall(piece: unknown): void {
    const index = fieldOf(piece, "index");
    const place = typeof index === "number" ? index : 0;
    let call = this.#calls.get(place);
    if (!call) {
      if (this.#calls.size >= MAX_CALLS)
        throw new StoppedEarly("too-large", `It made more than ${MAX_CALLS} calls at once.`);
      call = { id: "", name: "", args: "" };
      this.#calls.set(place, call);
    }
    const form = fieldOf(piece, "function");
    call.id ||= this.#counted(fieldOf(piece, "id"));
    call.name += this.#counted(fieldOf(form, "name"));
    call.args += this.#counted(fieldOf(form, "arguments"));
  }

  #counted(piece: unknown): string {
    if (typeof piece !== "string") return "";
    this.#bytes += Buffer.byteLength(piece);
    if (this.#bytes > this.#mostBytes)
      throw new StoppedEarly("too-large", "The answer was too large and was not read to its end.");
    return piece;
  }
}

function finishOf(finish: string, calls: number): ChatReply["finish"] {
  if (finish === "length") return "length";
  if (finish === "content_filter") return "filtered";
  return calls > 0 ? "tools" : "stop";
}

function parsed(args: string): Json {
  if (args.trim() === "") return {};
  try {
    return JSON.parse(args.toWellFormed()) as Json;
  } catch {
    return null;
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
