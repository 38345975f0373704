/**
 * What the test server is told to answer, and what it was asked. Everything a provider can do wrong is one field here.
 */
import type { ChatBody, EmbeddingBody } from "./check.ts";

/** One request, checked, as a script reads it. `n` counts all requests of the server, from 1. */
export interface Asked {
  readonly n: number;
  readonly path: "/v1/chat/completions" | "/v1/embeddings";
  readonly model: string;
  readonly body: ChatBody | EmbeddingBody;
  /** All its messages' texts, joined by line breaks; of embeddings the inputs. */
  readonly text: string;
  /** It came in a batch, under this `custom_id`. */
  readonly batch: string | null;
}

export interface Scripted {
  /** The answer; cut at the request's maximum of tokens unless `ignoresMax`. */
  readonly text?: string;
  readonly calls?: readonly { readonly id?: string; readonly name: string; readonly arguments: string }[];
  readonly refusal?: string;
  readonly finish?: "stop" | "length" | "tool_calls" | "content_filter" | "none";
  readonly ignoresMax?: boolean;
  /** What is reported; `spent()` counts what was really made. `honest` unless told. */
  readonly usage?: "honest" | "none" | { readonly tokensIn: number; readonly tokensOut: number };
  /** Of the tokens in, those said to be from the provider's cache. */
  readonly cached?: number;
  /** Before the first byte. */
  readonly delayMs?: number;
  /** Between the chunks of a stream. */
  readonly chunkDelayMs?: number;
  /** A stream's socket is destroyed after so many chunks of text. */
  readonly cutAfter?: number;
  /** A stream stays open and silent after so many chunks of text; 0: before the first byte. */
  readonly hangAfter?: number;
  /** A stream says that it is finished, and then neither usage nor anything else. */
  readonly hangAfterEnd?: boolean;
  /** An error instead of an answer, in the body's OpenAI form. */
  readonly status?: number;
  readonly code?: string;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** These bytes instead of an answer, with status 200; `event` sends them as the data of a stream's event. */
  readonly garbage?: { readonly body: string; readonly type?: string };
  /** Vectors of embeddings; made from the texts unless told. */
  readonly vectors?: readonly (readonly number[])[];
}

export type Script = (asked: Asked) => Scripted | Promise<Scripted>;

/** What really was used, by model, apart for batches. */
export interface Spent {
  readonly model: string;
  readonly batch: boolean;
  calls: number;
  tokensIn: number;
  tokensCached: number;
  tokensOut: number;
}
