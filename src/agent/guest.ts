/**
 * What an agent's author sees: the event that woke it, and the few things it may ask of the house.
 * Import the types only (`import type … from "…/guest.ts"`): nothing of this file exists inside the sandbox.
 * There is no clock, no randomness, no file and no network there: the time is `event.at`.
 * After: sandbox-bridge.ts, which is the other side of `GuestContext`.
 */
import type { Json } from "../lib/canonical.ts";

/** The event a handler is woken by, opened as far as the agent may read it. */
export interface GuestEvent {
  readonly id: string;
  /** `mail.received` */
  readonly type: string;
  readonly version: number;
  /** Milliseconds since the epoch, UTC. */
  readonly at: number;
  /** Client id, or `workspace`. */
  readonly scope: string;
  readonly data: Record<string, Json>;
  readonly private?: Record<string, Json>;
}

/** One action of an intent, with its parameters. */
export interface Step {
  readonly action: string;
  readonly params: Record<string, Json>;
}

/**
 * Everything a handler may ask for. Every call is a numbered, journaled step: the same event and the same answers lead
 * to the same calls. A call that is refused rejects with an Error that says why.
 */
export interface GuestContext {
  /** Records of this run's scope; `what` must stand in the spec's `reads`. */
  read(what: string, query?: Record<string, Json>): Promise<Json>;
  /** What the memory of this scope holds for a question; `fidelity`: whether single episodes are wanted. */
  recall(question: string, how?: { readonly fidelity?: "summaries-first" | "episodes" }): Promise<Json>;
  /** Writes a working note for this agent's next waking in this scope; the same name is written anew. Never truth. */
  note(name: string, text: string, how?: { readonly days?: number }): Promise<void>;
  /** This agent's working notes in this scope: a list of `{ name, text, at }`. */
  notes(): Promise<Json>;
  /**
   * A question to the local reader (`message`) or to a model about one message: `judge { question, options, about }`,
   * `draft { instruction, about, language? }`, `extract { instruction, fields, about }`. A model's answer is
   * `{ ok: true, value, … }`, or `{ ok: false, why, says }`: go on without.
   */
  ask(what: string, input: Json): Promise<Json>;
  /** A text of the house in one language, filled in. */
  template(name: string, language: string, values: Record<string, string>): Promise<Json>;
  /** Wanting something done, with reason and evidence; policy answers later, and not to this run. */
  intend(intent: {
    readonly steps: readonly Step[];
    readonly reason: string;
    readonly evidence: readonly string[];
  }): Promise<void>;
  /** Being woken again at `at` (ms since the epoch, UTC). */
  timer(timer: { readonly name: string; readonly at: number; readonly data?: Json }): Promise<void>;
}

/** What agent.ts exports by default: a handler for each wake, by `type@version` (`"mail.received@1"`). */
export type Handlers = { readonly [wake: string]: (event: GuestEvent, context: GuestContext) => Promise<void> };

/** The names under which calls reach the host, each with the one object it carries as `args`. */
export const guestCalls = ["read", "recall", "note", "notes", "ask", "template", "intend", "timer"] as const;
export type GuestCallName = (typeof guestCalls)[number];
