/**
 * Our requests in the words of the API, and its usage in ours. Servers differ in what they know: what one has refused is
 * left out from then on.
 * Before: openai.ts and openai-batch.ts.
 */
import type OpenAI from "openai";
import type { Json } from "../lib/canonical.ts";
import type { ToolForm } from "./model.ts";
import type { ChatMessage, ChatRequest, Usage } from "./provider.ts";

/** Our names of tools and theirs: `invoice.issue` has a dot, which the API doesn't take. */
export interface Names {
  toWire(name: string): string;
  fromWire(name: string): string;
}

export type ChatBody = Pick<
  OpenAI.Chat.ChatCompletionCreateParams,
  "model" | "messages" | "max_tokens" | "max_completion_tokens" | "tools" | "response_format"
>;

const MAX_NAME_CHARACTERS = 64;

export function toolNames(tools: readonly ToolForm[]): Names {
  const wire = new Map<string, string>();
  const ours = new Map<string, string>();
  for (const { name } of tools) {
    let candidate = plainName(name);
    for (let n = 2; ours.has(candidate); n++) candidate = plainName(`${n}_${name}`);
    wire.set(name, candidate);
    ours.set(candidate, name);
  }
  return {
    toWire: (name) => wire.get(name) ?? plainName(name),
    fromWire: (name) => ours.get(name) ?? name,
  };
}

function plainName(name: string): string {
  return name.replace(/[^a-zA-Z0-9_-]/g, "_").slice(0, MAX_NAME_CHARACTERS) || "_";
}

/** What a server was found not to know, for as long as the process runs. */
export class Habits {
  readonly #refused = new Set<string>();
  #newMaximum: boolean;
  #maximumTurned = false;

  /** OpenAI's newer models refuse `max_tokens`; many other servers know nothing else and pass over what they don't know. */
  constructor(baseUrl: string) {
    this.#newMaximum = /\.openai\.com$|\.azure\.com$/.test(new URL(baseUrl).hostname);
  }

  maximum(tokens: number): { max_completion_tokens: number } | { max_tokens: number } {
    return this.#newMaximum ? { max_completion_tokens: tokens } : { max_tokens: tokens };
  }

  streamOptions(model: string): { stream_options?: { include_usage: true } } {
    return this.#refused.has(`stream_options ${model}`) ? {} : { stream_options: { include_usage: true } };
  }

  knowsSchema(request: ChatRequest): boolean {
    return !this.#refused.has(`schema ${request.model} ${request.schema?.name}`);
  }

  vectorFormat(): "base64" | "float" {
    return this.#refused.has("base64") ? "float" : "base64";
  }

  /** Reads a refusal; whether the same request is worth asking again, without what was refused. */
  learn(request: ChatRequest, detail: string): boolean {
    if (/stream_options|include_usage/i.test(detail)) return this.#refuse(`stream_options ${request.model}`);
    if (request.schema && /response_format|json_schema|invalid schema/i.test(detail))
      return this.#refuse(`schema ${request.model} ${request.schema.name}`);
    if (/max_(completion_)?tokens/i.test(detail) && !this.#maximumTurned) {
      this.#maximumTurned = true;
      this.#newMaximum = !this.#newMaximum;
      return true;
    }
    return false;
  }

  learnFormat(detail: string): boolean {
    return /encoding_format|base64/i.test(detail) && this.#refuse("base64");
  }

  #refuse(what: string): boolean {
    if (this.#refused.has(what)) return false;
    this.#refused.add(what);
    return true;
  }
}

/** The request without what only a stream has. */
export function chatBody(request: ChatRequest, names: Names, habits: Habits): ChatBody {
  const { model, schema, tools, maxTokens } = request;
  const withSchema = schema && habits.knowsSchema(request);
  const messages = request.messages.map((message) => wireMessage(message, names));
  if (schema && !withSchema)
    messages.push({
      role: "user",
      content: `Answer with JSON alone, which keeps this JSON schema: ${JSON.stringify(schema.schema)}`,
    });
  return {
    model,
    messages,
    ...habits.maximum(maxTokens),
    ...(tools?.length
      ? {
          tools: tools.map((tool) => ({
            type: "function" as const,
            function: {
              name: names.toWire(tool.name),
              description: tool.description,
              parameters: tool.parameters as Record<string, unknown>,
            },
          })),
        }
      : {}),
    ...(withSchema
      ? {
          response_format: {
            type: "json_schema" as const,
            json_schema: {
              name: plainName(schema.name),
              schema: schema.schema as Record<string, unknown>,
              strict: keepsStrict(schema.schema),
            },
          },
        }
      : {}),
  };
}

function wireMessage(message: ChatMessage, names: Names): OpenAI.Chat.ChatCompletionMessageParam {
  if (message.role === "tool") return { role: "tool", tool_call_id: message.call, content: message.text };
  if (message.role !== "assistant") return { role: message.role, content: message.text };
  if (message.calls.length === 0) return { role: "assistant", content: message.text };
  return {
    role: "assistant",
    content: message.text || null,
    tool_calls: message.calls.map((call) => ({
      id: call.id,
      type: "function",
      function: { name: names.toWire(call.name), arguments: JSON.stringify(call.args ?? {}) },
    })),
  };
}

const STRICT_KEYWORDS = new Set(
  "type properties required additionalProperties items enum const anyOf description title $defs $ref minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minItems maxItems".split(
    " ",
  ),
);

/** Whether a schema is of the subset that `strict` takes: closed objects that require all they have, and few keywords. */
export function keepsStrict(schema: Json | undefined): boolean {
  if (schema === null || typeof schema !== "object" || Array.isArray(schema)) return true;
  const node = schema as { readonly [key: string]: Json | undefined };
  if (Object.keys(node).some((keyword) => !STRICT_KEYWORDS.has(keyword))) return false;
  const properties = Object.entries((node.properties ?? {}) as Record<string, Json>);
  if (node.type === "object") {
    const required = new Set((node.required ?? []) as readonly string[]);
    if (node.additionalProperties !== false || properties.some(([name]) => !required.has(name))) return false;
  }
  const inner = [
    ...properties.map(([, one]) => one),
    ...Object.values((node.$defs ?? {}) as Record<string, Json>),
    ...((node.anyOf ?? []) as readonly Json[]),
    ...(node.items === undefined ? [] : [node.items]),
  ];
  return inner.every(keepsStrict);
}

/** Null where it isn't whole numbers: then nothing was said. */
export function usageOf(value: unknown): Usage | null {
  if (typeof value !== "object" || value === null) return null;
  const usage = value as Record<string, unknown>;
  const tokensIn = usage.prompt_tokens;
  const tokensOut = usage.completion_tokens ?? 0; // embeddings have none
  const details = usage.prompt_tokens_details as Record<string, unknown> | null | undefined;
  const cached = details?.cached_tokens;
  if (!isCount(tokensIn) || !isCount(tokensOut)) return null;
  return { tokensIn, tokensOut, tokensCached: isCount(cached) ? Math.min(cached, tokensIn) : 0 };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
