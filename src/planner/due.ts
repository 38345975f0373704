/**
 * The contract of what falls due by itself: a source says which events a day brings, a chunk at a time.
 * Before: advancing.ts, which asks each source once a day and appends what it answers. After: sources.ts, the list of them.
 */
import type { House } from "../actions/house.ts";
import type { Plain } from "../kernel/event.ts";
import type { Records } from "../kernel/fold.ts";
import type { Rulebook } from "../policy/rulebook.ts";
import type { Value } from "../store/database.ts";
import type { Playbooks } from "./playbook.ts";

/** What falls due: appended by the kernel, with the house's label, in its client's scope and as the root of its own workflow. */
export interface Due {
  readonly type: string;
  readonly scope: string;
  /** `task:…`, `invoice:…`, `client:…`. */
  readonly subject: string;
  /** Ids, enums, sums, days; `for` names the agent that it wakes. */
  readonly data: Plain;
}

/** What a source may look at, inside the transaction that appends. */
export interface DueView {
  /** The owner's day that is being brought, `YYYY-MM-DD`. */
  readonly today: string;
  readonly now: number;
  readonly records: Records;
  readonly house: House;
  readonly rulebook: Rulebook;
  readonly playbooks: Playbooks;
  /** Reads by SQL, by an index only; what this transaction changed is seen. */
  all<R>(sql: string, values?: readonly Value[]): R[];
}

/** Which part of a source's day is asked for. */
export interface DueChunk {
  /** Where the chunk before ended, as the source said (`next`); null: at the beginning. */
  readonly from: string | null;
  /** How many events at most, and about how many rows should be looked at. */
  readonly most: number;
  /** Only these clients': one of the events has happened that the source `follows`. Null: everybody. */
  readonly clients: readonly string[] | null;
}

export interface DueAnswer {
  readonly events: readonly Due[];
  /** Where to go on; null: that is all for today. */
  readonly next: string | null;
}

/**
 * It must not answer the same thing twice: after a crash, and for clients where something has happened, a day is asked for
 * again from its beginning. A column of the records (`told_on`, `fell_due`, a score) that its own event changes sees to that.
 */
export interface DueSource {
  readonly name: string;
  /** Types of events after which it is asked again the same day, for the clients they are about. */
  readonly follows?: readonly string[];
  due(view: DueView, chunk: DueChunk): DueAnswer;
}
