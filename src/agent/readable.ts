/**
 * The contract of what a run may read beside mail: records of its own scope, as plain values. Each kind is an action `read.…`
 * to policy; a kind of resource `Workspace` goes across clients, and is for the owner's own room only.
 * Before: answering.ts, which asks policy. After: read-work.ts, read-money.ts, read-standing.ts.
 */
import type { House } from "../actions/house.ts";
import type { LedgerEvent, Plain } from "../kernel/event.ts";
import type { Records } from "../kernel/fold.ts";
import { houseLabel, type Label } from "../kernel/label.ts";
import type { Json } from "../lib/canonical.ts";

/** Where a run stands when it reads. */
export interface ReadingDesk {
  readonly records: Records;
  /** The run's scope, merges followed. */
  readonly scope: string;
  /** The owner's day on which the run was woken, `YYYY-MM-DD`. */
  readonly today: string;
  /** When the run was woken, ms UTC. */
  readonly now: number;
  readonly house: House;
  /** The private part of the event at `seq`, with its label; null where it was forgotten or never was. */
  wordsAt(seq: number): { readonly words: Plain; readonly label: Label; readonly event: LedgerEvent } | null;
}

/** What was read; `label` where it is not the house's own record. */
export interface Read {
  readonly value: Json;
  readonly label?: Label;
}

export interface ReadableKind {
  readonly resource: "Client" | "Workspace";
  /** As it follows "may": `read the client's invoices`. */
  readonly sentence: string;
  read(desk: ReadingDesk, query: Readonly<Record<string, Json>>): Read;
}

/** A question to a local reader, answered without any model. Throws where the question makes no sense. */
export type LocalReader = (desk: ReadingDesk, input: Readonly<Record<string, Json>>) => Promise<Read> | Read;

export function labelOf(read: Read, scope: string): Label {
  return read.label ?? houseLabel(scope);
}
