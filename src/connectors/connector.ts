/**
 * The contract of a connector: the only code that touches an outside system. What it performs is idempotent and can be
 * looked up; what it reports is recorded first and put away afterwards, so that nothing is lost and nothing taken twice.
 */
import type { Performer } from "../kernel/outbox.ts";
import type { Transaction } from "../kernel/writer.ts";

/** Something seen outside. `record` runs in the writer's transaction; `settle` puts it away once that is durable. */
export interface Report {
  readonly record: (transaction: Transaction) => void;
  readonly settle?: () => Promise<void>;
}

export interface Health {
  readonly ok: boolean;
  /** One line for `doctor`: what works, or what to do. */
  readonly says: string;
}

export interface Connector extends Performer {
  readonly name: string;
  /** Version of what it expects the outside to look like. */
  readonly version: number;
  /** Begins: makes what it needs, and notes what lay there before as the past. */
  open(): Promise<readonly Report[]>;
  check(): Promise<Health>;
  /** What has happened outside since the last time. */
  poll(): Promise<readonly Report[]>;
  /** Whether something lies there that is still being written, and will be reported in a moment. */
  unsettled?(): Promise<boolean>;
  /** Calls `onChange` when something may have happened; returns what stops it. */
  watch(onChange: () => void): { close(): void };
}
