/**
 * The contract of a connector: the only code that touches an outside system. What it performs is idempotent and can be
 * looked up; what it reports is recorded first and put away afterwards, so that nothing is lost and nothing taken twice;
 * and what stands differently outside than on record is found by comparing. test/contracts/connector.suite.ts holds every
 * connector to it.
 */
import type { Leaving } from "../kernel/action.ts";
import type { Performer } from "../kernel/delivery.ts";
import type { Plain } from "../kernel/event.ts";
import type { Transaction } from "../kernel/writer.ts";

/** Something seen outside. `record` runs in the writer's transaction; `settle` puts it away once that is durable. */
export interface Report {
  readonly record: (transaction: Transaction) => void;
  readonly settle?: () => Promise<void>;
}

/** What the owner has asked for of what lay outside before it was connected. Times are ms UTC. */
export interface PastWanted {
  /** Tells one request from another: what is noted of an earlier one counts for nothing in this. */
  readonly request: string;
  readonly since: number;
  /** What is from then on was read for an earlier request; null: nothing was. */
  readonly before: number | null;
}

/** A part of what lay there. */
export interface PastRead {
  readonly reports: readonly Report[];
  /** All of it was looked through, durably, and there are no reports any more. */
  readonly done: boolean;
}

export interface Health {
  readonly ok: boolean;
  /** One line for `doctor`: what works, or what to do. */
  readonly says: string;
}

/** What differs, and so what "theirs is right" means: each kind is carried out by actions/difference-kinds.ts. */
export type DifferenceKind = "meeting" | "payment" | "refund" | "service-invoice" | "file" | "sent-copy";

/** Something that stands differently outside than on record. */
export interface Difference {
  readonly kind: DifferenceKind;
  /** What was compared, opaque and the same every night: `meeting:…`. */
  readonly key: string;
  /** Whose it is: a client's id, or `workspace`. */
  readonly scope: string;
  /** What it is about, for the card's title: `Your meeting with Nora Whitfield on 3 December`. */
  readonly about: string;
  /** How it stands on record, and how outside, in a few words each. */
  readonly ours: string;
  readonly theirs: string;
  /** What leaves where ours is right, so that the outside agrees again; null: nothing can be put right from here. */
  readonly restore: Leaving | null;
  /** How it stands outside, as its kind takes it over where theirs is right; null: it can't be taken over from here. */
  readonly found: Plain | null;
}

/** A request that came in over HTTP, raw: a signature covers the very bytes. */
export interface HookRequest {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

/** What a hook made of a request: what it reports is recorded before the answer is given. */
export type HookAnswer =
  | { readonly kind: "taken"; readonly reports: readonly Report[] }
  /** Not from whom it says, or too old: answered with 400, and nothing more is told. */
  | { readonly kind: "refused"; readonly why: string };

/** Where a service calls us, on the process's own port. */
export interface Hook {
  /** Such as `/stripe`. */
  readonly path: string;
  take(request: HookRequest): Promise<HookAnswer>;
}

export interface Connector extends Performer {
  readonly name: string;
  /** Version of what it expects the outside to look like. */
  readonly version: number;
  /** What it performs, by name. */
  readonly operations: readonly string[];
  /**
   * Begins: makes what it needs here, and notes what lay there before as the past. It never waits for a service: one that is
   * down must not keep the house from starting. A service is begun with by the first `poll` that reaches it.
   */
  open(): Promise<readonly Report[]>;
  /** Asks the outside, for `doctor`. */
  check(): Promise<Health>;
  /** What has happened outside since the last time. Throws a ServiceError where a service can't be asked. */
  poll(): Promise<readonly Report[]>;
  /** Whether the last poll left something because it was still being written: the next one in a moment will report it. */
  unsettled?(): boolean;
  /** Calls `onChange` when something may have happened; returns what stops it. Where a service can't call, a timer does. */
  watch(onChange: () => void): { close(): void };
  /**
   * Reads on in what lay there before, a bounded part a call, after what `poll` has; left out, there is nothing of the kind. It is
   * memory: its reports record what wakes nobody, once however often it is asked, nothing of people who are not known, and how far
   * they have come in the same transaction. Throws like `poll`.
   */
  readPast?(wanted: PastWanted): Promise<PastRead>;
  /** Everything that stands differently outside than on record now; left out, there is nothing to compare. Throws like `poll`. */
  reconcile?(): Promise<readonly Difference[]>;
  /** Where the service calls us. */
  readonly hook?: Hook;
  /** Ends what it keeps open. */
  close?(): Promise<void>;
}
