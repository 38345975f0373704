/**
 * Where something is shown on a chat: the main room, or the thread of a client, renewed each month. And the small notes that a
 * surface keeps over a restart.
 */
import type { OwnerIds } from "../../kernel/pairing.ts";
import type { Transaction } from "../../kernel/writer.ts";
import { localDate } from "../../lib/zone.ts";
import type { Database } from "../../store/database.ts";
import type { Place } from "../surface.ts";

export interface ThreadRow {
  readonly surface: string;
  readonly scope: string;
  /** `YYYY-MM`, the owner's month. */
  readonly month: string;
  readonly room: string;
  readonly thread: string | null;
  readonly head: string;
  /** `claimed`: being opened. */
  readonly state: "claimed" | "open";
}

const SELECT = "SELECT surface, scope, month, room, thread, head, state FROM threads";

type Reading = Pick<Database, "get">;

export function monthOf(now: number, zone: string): string {
  return localDate(now, zone).slice(0, 7);
}

/** The thread of a client in that month, if it stands in this room. */
export function threadOf(
  reading: Reading | Pick<Transaction, "get">,
  at: { surface: string; scope: string; month: string; room: string },
): ThreadRow | undefined {
  return reading.get<ThreadRow>(`${SELECT} WHERE surface = ? AND scope = ? AND month = ? AND room = ?`, [
    at.surface,
    at.scope,
    at.month,
    at.room,
  ]);
}

/** Whose thread this is; any month's. */
export function scopeAt(reading: Reading, surface: string, place: Place): string | null {
  if (place.thread === null) return null;
  const row = reading.get<{ scope: string }>(
    "SELECT scope FROM threads WHERE surface = ? AND room = ? AND thread = ? LIMIT 1",
    [surface, place.room, place.thread],
  );
  return row?.scope ?? null;
}

/** The main room of a surface: the configured one, else the owner's direct conversation once it is known. */
export function mainRoom(
  reading: Reading,
  surface: string,
  configured: string | null,
  owner: OwnerIds | null,
): Place | null {
  if (configured !== null) return { room: configured, thread: null };
  const known = owner && note(reading, surface, directNote(owner));
  return known ? { room: known, thread: null } : null;
}

export function directNote(owner: OwnerIds): string {
  return `direct:${owner.team ?? ""}:${owner.user}`;
}

/** A note that survives a restart. */
export function note(reading: Reading, surface: string, name: string): string | null {
  return (
    reading.get<{ value: string }>("SELECT value FROM surface_notes WHERE surface = ? AND name = ?", [surface, name])
      ?.value ?? null
  );
}

export function keepNote(transaction: Pick<Transaction, "run">, surface: string, name: string, value: string): void {
  transaction.run(
    "INSERT INTO surface_notes (surface, name, value) VALUES (?, ?, ?) ON CONFLICT(surface, name) DO UPDATE SET value = excluded.value",
    [surface, name, value],
  );
}
