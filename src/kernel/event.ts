/**
 * The event: something that happened, `noun.past`, versioned, never changed. These bytes are the ledger's for good.
 * Before: everything. After: ledger.ts, which seals, chains and stores it.
 */
import type { Json } from "../lib/canonical.ts";
import type { Label } from "./label.ts";

/** Which of a scope's keys seals the private part: `personal` dies with `forget`, `books` with its retention. */
export type KeyKind = "personal" | "books";

export type Plain = { readonly [key: string]: Json | undefined };

/** What a decision hands to the ledger. */
export interface NewEvent {
  readonly type: string;
  /** Of the event type's schema; 1 unless told. */
  readonly version?: number;
  /** `owner:console:local`, `agent:intake@3`, `connector:mail`, `kernel`. */
  readonly actor: string;
  /** Client id, or `workspace`. */
  readonly scope: string;
  /** The record this is about: `client:…`, `intent:…`, opaque. */
  readonly subject: string;
  /** The event that led to this one; none for what came from outside. */
  readonly causation?: string | undefined;
  /** The root of the chain; its own id where there is no cause. */
  readonly workflow?: string | undefined;
  readonly label: Label;
  /** Ids, enums, amounts, dates: nothing personal. */
  readonly data: Plain;
  /** Sealed with the scope's key before it is stored. */
  readonly private?: Plain;
  /** Which key seals `private`; `personal` unless told. */
  readonly key?: KeyKind;
  /**
   * Whose words `private` holds beside this scope's own: it can't be opened any more once one of them was forgotten. Unless told,
   * everybody's whom the label names.
   */
  readonly theirs?: readonly string[];
}

/** An event as the ledger keeps it; `data.private`, where present, is the sealed text. */
export interface LedgerEvent {
  readonly seq: number;
  readonly id: string;
  /** Milliseconds UTC, never before the event ahead of it. */
  readonly at: number;
  readonly type: string;
  readonly version: number;
  readonly actor: string;
  readonly scope: string;
  readonly subject: string;
  readonly subjectVersion: number;
  readonly causation: string | null;
  readonly workflow: string;
  readonly label: Label;
  readonly data: Plain;
  readonly previousHash: string;
  readonly hash: string;
}
