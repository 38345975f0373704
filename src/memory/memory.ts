/**
 * What memory is, to the house: episodes that can be searched inside one client, facts that hold, summaries of periods, and
 * `recall`, which gathers what a question needs within a budget of tokens and says what it gave.
 * Before: agent/answering.ts, surfaces. After: recall.ts.
 */
import type { Label } from "../kernel/label.ts";

/** Something that happened with a client, as it can be found again. Immutable; its words stand sealed in the ledger. */
export interface Episode {
  readonly scope: string;
  /** The event. */
  readonly seq: number;
  /** Ms UTC. */
  readonly at: number;
  /** What belongs together and follows on each other: a mail thread, a day's session. */
  readonly thread: string | null;
  readonly kind: "mail-in" | "mail-out" | "decision" | "payment" | "file" | "note";
  /** Who speaks. */
  readonly who: string;
  readonly text: string;
  /** Beside the words: a subject, attachment names, captions. */
  readonly beside: string;
}

export interface Recalled {
  /** Always loaded, never searched for, word for word: the client's own and the house's. */
  readonly instructions: ReadonlyArray<{ readonly text: string; readonly house: boolean; readonly seq: number }>;
  readonly facts: ReadonlyArray<{ readonly text: string; readonly seq: number; readonly kind: string }>;
  readonly summaries: ReadonlyArray<{ readonly period: string; readonly text: string; readonly seq: number }>;
  readonly episodes: ReadonlyArray<{
    readonly at: number;
    readonly who: string;
    readonly text: string;
    readonly seq: number;
  }>;
  /** What it takes of a prompt. */
  readonly tokens: number;
  /** How much more there was that did not fit. */
  readonly left: number;
  readonly label: Label;
}

export interface RecallRequest {
  /** A client's id; merges are followed. */
  readonly scope: string;
  readonly question: string;
  /** Tokens; the policy's default where left out. */
  readonly budget?: number;
  readonly run?: string;
}
