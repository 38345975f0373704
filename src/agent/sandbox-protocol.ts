/**
 * What passes between the main thread and a sandbox worker. One command at a time, and one slice back for each: a slice
 * is what the guest does until it waits for answers, ends, or is stopped. Guest data passes as JSON text only.
 * Before: sandbox-thread.ts. After: sandbox-worker.ts.
 */

/** What a run may use up. Everything but `wallMs` is counted, so that a run that breaks a limit always breaks it alike. */
export interface Limits {
  /** All the guest may have allocated at one time. */
  readonly memoryBytes: number;
  /** Of the engine, each about 10,000 loop turns or function calls; what loading agent.ts takes is included. */
  readonly interrupts: number;
  /** The kill switch, for native operations that count no interrupts: time computing, not time waiting for answers. */
  readonly wallMs: number;
  /** Host calls of a run. */
  readonly calls: number;
  /** UTF-8 bytes of one call's arguments, of one answer, of the event. */
  readonly bytes: number;
  /** Native stack of the engine; recursion beyond it is the guest's RangeError. */
  readonly stackBytes: number;
}

export const defaultLimits: Limits = {
  memoryBytes: 32 * 1024 * 1024,
  interrupts: 5_000,
  wallMs: 5_000,
  calls: 200,
  bytes: 256 * 1024,
  stackBytes: 128 * 1024,
};

export type FailureKind = "time" | "memory" | "calls" | "size" | "error" | "unsettled";

/** How a run ended. `calls` counts what was asked; `detail` is plain English for the one who reads the trace. */
export type GuestOutcome =
  | { readonly kind: "done"; readonly calls: number }
  | { readonly kind: "failed"; readonly why: FailureKind; readonly detail: string };

export interface WorkerSetup {
  readonly wasm: WebAssembly.Module;
  readonly limits: Limits;
}

export type Command =
  | {
      readonly kind: "start";
      readonly run: number;
      readonly code: string;
      readonly digest: string;
      readonly wake: string;
      readonly event: string;
    }
  | {
      readonly kind: "answer";
      readonly run: number;
      readonly step: number;
      readonly ok: boolean;
      readonly text: string;
    }
  | { readonly kind: "wakes"; readonly run: number; readonly code: string; readonly digest: string }
  | { readonly kind: "drop"; readonly run: number };

/** A call as it left the guest: `args` is JSON text that nobody has looked into yet. */
export interface RawCall {
  readonly step: number;
  readonly name: string;
  readonly args: string;
}

/** Answers a command. With `end` the guest is gone; a failed slice's calls are left out. */
export interface Slice {
  readonly kind: "slice";
  readonly run: number;
  readonly calls: readonly RawCall[];
  readonly end?: GuestOutcome | { readonly kind: "wakes"; readonly json: string };
}

export type WorkerMessage = { readonly kind: "ready" } | Slice;
