/**
 * Who was forgotten, and how far that has come: decided by the owner, done once keys, indexes and caches are gone. The books,
 * where there are any, are kept until a day of their own.
 */
import type { RecordKind, RecordRow, Records } from "../kernel/fold.ts";

export interface ForgettingRow extends RecordRow {
  /** A client's own, or one that was put together with it. */
  readonly scope: string;
  readonly seq: number;
  readonly at: number;
  readonly state: "decided" | "done";
  /** Ms UTC; `null`: there are none, or they are gone. */
  readonly books_until: number | null;
}

const forgottenScopes = {
  rows: (event: { data: { readonly scopes?: unknown } }) => event.data.scopes as readonly string[],
};

export const forgettings: RecordKind<ForgettingRow> = {
  table: "forgettings",
  id: "scope",
  columns: ["scope", "version", "seq", "at", "state", "books_until"],
  on: {
    "client.forgotten": {
      ...forgottenScopes,
      evolve: (_, event, scope) => ({
        scope,
        seq: event.seq,
        at: event.at,
        state: "decided",
        books_until: typeof event.data.booksUntil === "number" ? event.data.booksUntil : null,
      }),
    },
    "forgetting.completed": { ...forgottenScopes, evolve: (row) => row && { ...row, state: "done" } },
    "books.expired": { ...forgottenScopes, evolve: (row) => row && { ...row, books_until: null } },
  },
};

/** Whether this scope's client was forgotten, though perhaps not all of it is gone yet: nothing is put there any more. */
export function isForgotten(records: Records, scope: string): boolean {
  return records.get(forgettings, scope) !== undefined;
}
