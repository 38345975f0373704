/**
 * The one seam to language models, as the house sees it: extract, judge, draft, embed, and one turn of an agent's loop.
 * What can't be answered is a value that says why, so that every caller has an honest way on without a model.
 * Before: agent/, memory (as functions), intake. After: ask.ts, which answers by cache, money, provider and repair.
 */
import type { z } from "zod";
import type { Label } from "../kernel/label.ts";
import type { Json } from "../lib/canonical.ts";

/** On whose behalf a model is asked: what it costs is summed under each of these. */
export interface Asker {
  /** Client id, `house` or `workspace`. */
  readonly scope: string;
  readonly agent: string | null;
  readonly run: string | null;
  readonly workflow: string | null;
  /** The event that led to it. */
  readonly causation: string | null;
}

/**
 * One piece of a prompt, named for what it is. `untrusted` is fenced, and said to be data and no instruction; only
 * `instructions` are followed.
 */
export interface Part {
  readonly kind: "instructions" | "memory" | "untrusted" | "request";
  /** What it is, in words: `the message of Anna Berg`. */
  readonly name: string;
  readonly text: string;
  readonly label: Label;
}

/** Why there is no answer; `detail` is a sentence for people. */
export interface Unanswered {
  readonly kind: "unanswered";
  readonly why:
    | "no-model" // none is configured
    | "no-budget" // a quota is used up
    | "paused" // the model, or models altogether, are paused
    | "too-large" // it would not fit
    | "refused" // the model declined
    | "unusable" // no valid answer, after one repair
    | "failed" // timeouts, 5xx, cut streams: after retries and the fallback
    | "cancelled";
  readonly detail: string;
  /** When asking again makes sense, ms UTC. */
  readonly retryAt?: number;
}

export interface Answered<T> {
  readonly kind: "answered";
  readonly value: T;
  readonly model: string;
  /** Micro-dollars, settled; 0 from the cache. */
  readonly micros: number;
  readonly cached: boolean;
  /** All that was read to give it: never more trusted than the least of its parts. */
  readonly label: Label;
}

export type Reply<T> = Answered<T> | Unanswered;

export interface Question {
  readonly parts: readonly Part[];
  readonly asker: Asker;
  /** Tokens, at most; each purpose has its own default. */
  readonly maxTokens?: number;
  /** Cancels the call; money that may have been spent stays reserved and settles. */
  readonly signal?: AbortSignal;
  /** Whether the same question may be answered from the cache; true unless told. */
  readonly cache?: boolean;
}

export interface Judgement {
  readonly choice: string;
  /** Whether the model says it is certain; what decides anything never leans on it alone. */
  readonly sure: boolean;
  readonly why: string;
}

/** A tool an agent's loop may call: an action of its `may`, or a read. */
export interface ToolForm {
  readonly name: string;
  readonly description: string;
  /** JSON schema of its arguments. */
  readonly parameters: Json;
}

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** As the model wrote it, parsed; `null` where it was no JSON. */
  readonly args: Json;
}

/** What was said in a loop so far, after the parts. */
export type Spoken =
  | { readonly by: "model"; readonly text: string; readonly calls: readonly ToolCall[] }
  | { readonly by: "tool"; readonly call: string; readonly text: string; readonly label: Label };

export interface Turn {
  readonly text: string;
  readonly calls: readonly ToolCall[];
}

export interface Models {
  /** Whether a model is configured for this use. */
  has(use: "draft" | "judge" | "embed"): boolean;
  /** A value of the schema, read out of the parts. */
  extract<T>(question: Question & { readonly schema: z.ZodType<T>; readonly name: string }): Promise<Reply<T>>;
  /** One of the options. */
  judge(question: Question & { readonly options: readonly string[] }): Promise<Reply<Judgement>>;
  /** A text. */
  draft(question: Question): Promise<Reply<string>>;
  /** One turn of an agent's loop: a text, tool calls, or both. */
  turn(
    question: Question & { readonly said: readonly Spoken[]; readonly tools: readonly ToolForm[] },
  ): Promise<Reply<Turn>>;
  /** Unit vectors, one a text. */
  embed(texts: readonly string[], asker: Asker): Promise<Reply<readonly Float32Array[]>>;
}
