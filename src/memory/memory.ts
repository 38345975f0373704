/**
 * What memory is, to the house: episodes that can be searched inside one client, facts that hold, summaries of periods, and
 * `recall`, which gathers what a question needs within a budget of tokens and says what it gave.
 * Before: agent/answering.ts, surfaces. After: recall.ts.
 */
import type { Label, Trust } from "../kernel/label.ts";

/** Something that happened with a client, as it can be found again. Immutable; its words stand sealed in the ledger. */
export interface Episode {
  readonly scope: string;
  /** The event. */
  readonly seq: number;
  /** Ms UTC. */
  readonly at: number;
  /** What belongs together and follows on each other: a mail thread, a day's session. */
  readonly thread: string | null;
  readonly kind: "mail-in" | "mail-out" | "decision" | "invoice" | "payment" | "file" | "note";
  /** Who speaks. */
  readonly who: string;
  readonly text: string;
  /** Beside the words: a subject, attachment names, captions. */
  readonly beside: string;
}

/**
 * `summaries-first`: a month in few words, and single episodes only where none of these covers them.
 * `episodes`: what fits the question, and summaries with what room is left.
 */
export type Fidelity = "summaries-first" | "episodes";

/** What the owner tunes (policies/memory.yaml). */
export interface MemoryRules {
  readonly fidelity: Fidelity;
  readonly budgetTokens: number;
  /** At most so many in one recall. */
  readonly episodes: number;
  readonly notesDays: number;
  readonly summaryWords: number;
  /** Months, the present one first, that are not summarised. */
  readonly wholeMonths: number;
  /** When the day's summaries are made, owner's time. */
  readonly summariesHour: number;
  readonly summariesPerDay: number;
}

export interface Recalled {
  /** Always loaded, never searched for, word for word: the client's own and the house's. */
  readonly instructions: ReadonlyArray<{ readonly text: string; readonly house: boolean; readonly seq: number }>;
  readonly facts: ReadonlyArray<{
    readonly text: string;
    readonly seq: number;
    readonly kind: string;
    /** What outsiders said is no instruction, however it is put. */
    readonly trust: Trust;
  }>;
  readonly summaries: ReadonlyArray<{
    readonly period: string;
    readonly text: string;
    readonly seq: number;
    /** Made before the last of its period had happened: it holds, and doesn't tell all. */
    readonly partial: boolean;
  }>;
  readonly episodes: ReadonlyArray<{
    readonly at: number;
    readonly who: string;
    readonly text: string;
    readonly seq: number;
    readonly trust: Trust;
  }>;
  /** What it takes of a prompt. */
  readonly tokens: number;
  /** How much more there was that did not fit. */
  readonly left: number;
  /** A sentence, where something has to be said of it: that the standing instructions alone are more than the budget. */
  readonly notice?: string;
  readonly label: Label;
}

export interface RecallRequest {
  /** A client's id; merges are followed. */
  readonly scope: string;
  readonly question: string;
  /** Tokens; the policy's default where left out. */
  readonly budget?: number;
  /** Whether single episodes are asked for; as the policy says where left out. */
  readonly fidelity?: Fidelity;
  readonly run?: string;
  /** Events that whoever asks has before them anyway. */
  readonly atHand?: readonly number[];
}
