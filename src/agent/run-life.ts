/**
 * What a run is while it lives, and how it ended: the event that woke it, its journal, what it wishes so far, and the
 * label of all that it has read. Before: run.ts, which opens and ends it. After: script-run.ts or model-loop.ts.
 */
import type { LedgerEvent, Plain } from "../kernel/event.ts";
import type { Wish } from "../kernel/intent.ts";
import type { Label } from "../kernel/label.ts";
import type { RunRow } from "../kernel/run-record.ts";
import type { Json } from "../lib/canonical.ts";
import type { Unanswered } from "../model/model.ts";
import type { Answer, Journal } from "./journal.ts";
import type { GuestCall, GuestOutcome } from "./sandbox.ts";

/** An agent, ready to run. */
export interface Staff {
  readonly name: string;
  readonly stamp: string;
  readonly digest: string;
  /** The bundled script; without it a model works through its tools. */
  readonly code?: string;
  readonly may: readonly string[];
  readonly wakes: readonly string[];
  readonly reads: readonly string[];
  /** What a model is told of its work: the spec's sentences, and the text below them. */
  readonly brief: { readonly objective: string; readonly accepts: string; readonly instructions: string };
}

/**
 * Answers a question inside a run. `durable`: it cost something and must not be asked twice. `read`: the label of what the run
 * has read so far, which a note it writes carries.
 */
export type Answering = (
  call: GuestCall,
  run: RunRow,
  agent: Staff,
  read?: Label,
) => Promise<Answer & { readonly durable?: boolean }>;

export interface Timer {
  readonly name: string;
  readonly at: number;
  readonly data: Json;
}

export interface RunLife {
  readonly run: RunRow;
  readonly agent: Staff;
  readonly event: LedgerEvent;
  /** What the event keeps sealed; `null` where it was forgotten or never was. */
  readonly words: Plain | null;
  readonly journal: Journal;
  readonly wishes: Wish[];
  readonly timers: Timer[];
  /** Of all that was read so far. */
  label: Label;
}

/** `steps`, `words`: a model went on too long, or said something and did nothing. The rest is why it was not answered. */
export type LoopFailure = Unanswered["why"] | "steps" | "words";

export type RunOutcome = GuestOutcome | { readonly kind: "failed"; readonly why: LoopFailure; readonly detail: string };
