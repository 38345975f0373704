/**
 * What a provider of models is, to the house: one call, one answer or one honest failure, with what it reported to have used.
 * Before: ask.ts and batch.ts. After: openai.ts, which speaks it over the wire; tests speak it from a script.
 */
import type { Json } from "../lib/canonical.ts";
import type { ToolCall, ToolForm } from "./model.ts";

export type ChatMessage =
  | { readonly role: "system" | "user"; readonly text: string }
  | { readonly role: "assistant"; readonly text: string; readonly calls: readonly ToolCall[] }
  | { readonly role: "tool"; readonly call: string; readonly text: string };

export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly maxTokens: number;
  /** A JSON schema the answer has to keep, by name. */
  readonly schema?: { readonly name: string; readonly schema: Json };
  readonly tools?: readonly ToolForm[];
}

/** As the provider reports it. */
export interface Usage {
  readonly tokensIn: number;
  /** Of `tokensIn`, those the provider had cached. */
  readonly tokensCached: number;
  readonly tokensOut: number;
}

export interface ChatReply {
  readonly kind: "reply";
  readonly text: string;
  readonly calls: readonly ToolCall[];
  /** `length`: it was cut off at `maxTokens`. */
  readonly finish: "stop" | "length" | "tools" | "filtered";
  /** Null: the provider did not say, so the whole reservation is taken as spent. */
  readonly usage: Usage | null;
}

/** `spent`: whether anything may have been spent; a connection that was refused has spent nothing. */
export interface CallFailed {
  readonly kind: "failed";
  readonly why:
    | "rate"
    | "server"
    | "timeout"
    | "cut"
    | "refused"
    | "rejected"
    | "key"
    | "unreachable"
    | "too-large"
    | "unsupported" // the provider has no such call at all
    | "cancelled";
  readonly detail: string;
  readonly spent: boolean;
  readonly usage: Usage | null;
  readonly retryAfterMs?: number;
}

export interface BatchRequest {
  readonly id: string;
  readonly request: ChatRequest;
}

export type BatchState =
  | { readonly kind: "running" }
  | { readonly kind: "ended"; readonly answers: ReadonlyMap<string, ChatReply | CallFailed> }
  /** `spent`: whether it may have cost something before it went. */
  | { readonly kind: "gone"; readonly detail: string; readonly spent: boolean };

export interface Provider {
  chat(request: ChatRequest, signal: AbortSignal): Promise<ChatReply | CallFailed>;
  embed(
    request: { readonly model: string; readonly texts: readonly string[] },
    signal: AbortSignal,
  ): Promise<
    { readonly kind: "reply"; readonly vectors: readonly Float32Array[]; readonly usage: Usage | null } | CallFailed
  >;
  /** Hands a batch over; answers its id at the provider. `key` stands in its metadata, so that it can be found after a crash. */
  submitBatch(
    key: string,
    requests: readonly BatchRequest[],
    signal: AbortSignal,
  ): Promise<{ readonly kind: "sent"; readonly id: string } | CallFailed>;
  /** The batch that was handed over under this key; `absent` only where that is certain. */
  findBatch(
    key: string,
    signal: AbortSignal,
  ): Promise<{ readonly kind: "found"; readonly id: string } | { readonly kind: "absent" } | CallFailed>;
  batch(id: string, signal: AbortSignal): Promise<BatchState | CallFailed>;
}
