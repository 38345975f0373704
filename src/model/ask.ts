/**
 * The seam: every question to a model goes through here. Cache, then for each model in turn: money set aside, the call, money
 * settled, the answer checked and once repaired, retries, the fallback; and in the end an answer or an honest reason.
 * Before: everyone who asks. After: try-model.ts (one model), embedding.ts; money.ts and provider.ts, handed in.
 */
import { z } from "zod";
import type { Json } from "../lib/canonical.ts";
import type { Clock } from "../lib/clock.ts";
import type { AnswerCache } from "./answer-cache.ts";
import { createEmbed } from "./embedding.ts";
import type { Answered, Judgement, Models, Question, Reply, ToolForm, Turn, Unanswered } from "./model.ts";
import type { Holding, Purse } from "./money.ts";
import { compose } from "./prompt.ts";
import type { ChatReply, ChatRequest, Provider } from "./provider.ts";
import { formOf, type Read } from "./structured.ts";
import type { CountTokens } from "./tokens.ts";
import { askModel, unansweredFrom } from "./try-model.ts";

export interface Limits {
  /** Tokens of a prompt, as bounded for all tokenizers. */
  readonly maxPromptTokens: number;
  /** Tokens of an answer where the question says nothing. */
  readonly maxTokens: Readonly<Record<"extract" | "judge" | "draft" | "turn", number>>;
  /** Tries of one model beside the first, for one question. */
  readonly retries: number;
  /** A server that asks for a longer pause is not waited for. */
  readonly mostWaitMs: number;
  /** Before the first retry; doubled each time. */
  readonly backoffMs: number;
}

export interface ModelsParts {
  readonly provider: Provider;
  readonly purse: Purse;
  /** Names of models: the first, then those asked where it fails. */
  readonly names: Readonly<Record<"draft" | "judge" | "embed", readonly string[]>>;
  readonly clock: Clock;
  /** Waits; comes back early when the signal is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly cache: AnswerCache | null;
  /** Loads the counter when it is first needed. */
  readonly countTokens: () => Promise<CountTokens>;
  readonly limits?: Partial<Limits>;
}

const LIMITS: Limits = {
  maxPromptTokens: 200_000,
  maxTokens: { extract: 1_000, judge: 400, draft: 1_500, turn: 2_000 },
  retries: 2,
  mostWaitMs: 20_000,
  backoffMs: 500,
};

/** What makes one kind of question out of the others. */
interface Kind<T> {
  readonly purpose: Exclude<Holding["purpose"], "embed">;
  readonly use: "draft" | "judge";
  readonly rules: readonly string[];
  readonly schema?: { readonly name: string; readonly schema: Json };
  readonly tools?: readonly ToolForm[];
  /** What a repaired answer is to be. */
  readonly wanted: string;
  readonly cached: boolean;
  read(reply: ChatReply): Read<T>;
}

const JSON_WANTED = "Answer again with JSON alone that keeps the schema, whole and no longer than it has to be.";

/** The seam over these parts. */
export function createModels(parts: ModelsParts): Models {
  const limits: Limits = { ...LIMITS, ...parts.limits };
  const ask = <T>(question: Question & { said?: Parameters<Models["turn"]>[0]["said"] }, kind: Kind<T>) =>
    asked(parts, limits, question, kind);
  return {
    has: (use) => parts.names[use].length > 0,

    extract({ schema, name, ...question }) {
      const form = formOf(schema);
      return ask(question, {
        purpose: "extract",
        use: "judge",
        rules: [
          "Answer with JSON alone that keeps the given schema. Take values from what is given; never make one up.",
        ],
        schema: { name, schema: form.schema },
        wanted: JSON_WANTED,
        cached: true,
        read: ({ text, finish }) => (finish === "length" ? cutOff() : form.read(text)),
      });
    },

    judge({ options, ...question }) {
      const form = formOf(judgementOf(options));
      return ask(question, {
        purpose: "judge",
        use: "judge",
        rules: [
          `Answer with JSON alone that keeps the given schema. Choose one of: ${options.map((one) => JSON.stringify(one)).join(", ")}. Say why in one short sentence; say “sure” only where nothing speaks against it.`,
        ],
        schema: { name: "judgement", schema: form.schema },
        wanted: JSON_WANTED,
        cached: true,
        read: ({ text, finish }) => (finish === "length" ? cutOff() : form.read(text)),
      });
    },

    draft: (question) =>
      ask<string>(question, {
        purpose: "draft",
        use: "draft",
        rules: [],
        wanted: "Answer again, with the text alone, whole and shorter.",
        cached: true,
        read: ({ text, finish }) => {
          if (finish === "length") return cutOff();
          return text.trim() === "" ? empty() : { ok: true, value: text.trim() };
        },
      }),

    turn: ({ tools, ...question }) =>
      ask<Turn>(question, {
        purpose: "turn",
        use: "draft",
        rules: [],
        tools,
        wanted: "Go on: call a tool, or answer with a text that is not empty and shorter.",
        cached: false,
        read: ({ text, calls, finish }) => {
          if (finish === "length") return cutOff();
          return text.trim() === "" && calls.length === 0 ? empty() : { ok: true, value: { text: text.trim(), calls } };
        },
      }),

    embed: createEmbed(parts, limits),
  };
}

async function asked<T>(
  parts: ModelsParts,
  limits: Limits,
  question: Question & { readonly said?: Parameters<Models["turn"]>[0]["said"] },
  kind: Kind<T>,
): Promise<Reply<T>> {
  const models = parts.names[kind.use];
  if (models.length === 0) return { kind: "unanswered", why: "no-model", detail: "No model is set for this." };
  const { messages, label } = compose(question, kind.rules);
  const signal = question.signal ?? new AbortController().signal;
  const caching = kind.cached && question.cache !== false ? parts.cache : null;
  let micros = 0;
  let last: Unanswered | null = null;
  for (const model of models) {
    const request: ChatRequest = {
      model,
      messages,
      maxTokens: question.maxTokens ?? limits.maxTokens[kind.purpose],
      ...(kind.schema ? { schema: kind.schema } : {}),
      ...(kind.tools && kind.tools.length > 0 ? { tools: kind.tools } : {}),
    };
    const key = keyOf(request, kind.purpose);
    if (signal.aborted) return unansweredFrom("cancelled");
    const known = caching ? await cachedAnswer(caching, question.asker.scope, key, kind) : undefined;
    if (known) return { kind: "answered", value: known.value, model, micros, cached: true, label };
    const outcome = await askModel(parts, limits, {
      request,
      asker: question.asker,
      purpose: kind.purpose,
      wanted: kind.wanted,
      signal,
      read: kind.read,
    });
    micros += outcome.micros;
    if (outcome.kind === "answered") {
      const answer: Answered<T> = { kind: "answered", value: outcome.value, model, micros, cached: false, label };
      if (caching) await caching.put(question.asker.scope, label.scopes, [[key, outcome.text]]);
      return answer;
    }
    last = worse(last, outcome.unanswered);
    if (!outcome.another) break;
  }
  return last ?? unansweredFrom("failed");
}

/** What makes two questions the same: all that the model reads. The purpose is among it, because the reading differs by it. */
function keyOf({ model, messages, schema }: ChatRequest, purpose: string): Json {
  return { model, messages: messages as unknown as Json, purpose, ...(schema ? { schema: { ...schema } } : {}) };
}

/** A kept answer is read like a fresh one: what no longer keeps the schema is asked anew. */
async function cachedAnswer<T>(
  cache: AnswerCache,
  scope: string,
  key: Json,
  kind: Kind<T>,
): Promise<{ readonly value: T } | undefined> {
  const [text] = await cache.get(scope, [key]);
  if (text === undefined) return undefined;
  const read = kind.read({ kind: "reply", text, calls: [], finish: "stop", usage: null });
  return read.ok ? { value: read.value } : undefined;
}

/** Of two reasons, the one with more to go on: money that comes back at a time, then the later one. */
function worse(before: Unanswered | null, now: Unanswered): Unanswered {
  const retryAt = Math.min(before?.retryAt ?? Number.POSITIVE_INFINITY, now.retryAt ?? Number.POSITIVE_INFINITY);
  return Number.isFinite(retryAt) ? { ...now, retryAt } : now;
}

/** Why comes first: a choice that was reasoned for before it is made is better. */
function judgementOf(options: readonly string[]): z.ZodType<Judgement> {
  return z.strictObject({
    why: z.string(),
    choice: z.enum(options as readonly [string, ...string[]]),
    sure: z.boolean(),
  });
}

function cutOff(): Read<never> {
  return { ok: false, wrong: "It was cut off at the most tokens allowed. It has to be shorter." };
}

function empty(): Read<never> {
  return { ok: false, wrong: "It is empty." };
}
