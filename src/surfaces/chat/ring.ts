/**
 * When a message may make a sound: only approvals and failures, on the surface that was used last, once for all that comes
 * together, and in quiet hours only for what the settings name. What stayed silent for that reason is called for later, together.
 * A complaint or a notice does not wait for a quarter of an hour to pass.
 * Before: lane-jobs.ts. After: the adapter, which rings or doesn't.
 */
import type { Card } from "../../kernel/card.ts";
import type { Transaction } from "../../kernel/writer.ts";
import type { Database } from "../../store/database.ts";
import { keepNote, note } from "./rooms.ts";

export type RingKind = "approvals" | "failures" | "complaints";

const RING_EVERY_MS = 15 * 60_000;
const RANG = "rang";
/** Something stayed silent that would have made a sound. */
const MUTED = "muted";

/** What a card would ring for; `null`: it never does. */
export function ringKind(card: Pick<Card, "kind" | "quiet" | "urgent">): RingKind | null {
  if (card.quiet) return null;
  if (card.urgent) return "complaints";
  if (card.kind === "proposal" || card.kind === "question") return "approvals";
  return card.kind === "notice" ? "failures" : null;
}

/** Decides, and notes what was decided. `allowed`: whether this kind may sound at this hour. */
export function takeRing(
  transaction: Transaction,
  surface: string,
  kind: RingKind | null,
  allowed: (kind: RingKind, now: number) => boolean,
): boolean {
  if (kind === null || !usedLast(transaction, surface)) return false;
  const rested = kind === "complaints" || transaction.now - rangAt(transaction, surface) >= RING_EVERY_MS;
  // Where approvals wake the owner, a complaint does all the more.
  const may = allowed(kind, transaction.now) || (kind === "complaints" && allowed("approvals", transaction.now));
  if (may && rested) {
    keepNote(transaction, surface, RANG, String(transaction.now));
    keepNote(transaction, surface, MUTED, "");
    return true;
  }
  keepNote(transaction, surface, MUTED, "1");
  return false;
}

/** Whether what stayed silent may be called for now. */
export function callDue(
  reading: Pick<Database, "get">,
  surface: string,
  now: number,
  allowed: (kind: RingKind, now: number) => boolean,
): boolean {
  if (note(reading, surface, MUTED) !== "1" || !allowed("approvals", now)) return false;
  return now - rangAt(reading, surface) >= RING_EVERY_MS && usedLast(reading, surface);
}

export function stopCalling(transaction: Transaction, surface: string): void {
  keepNote(transaction, surface, MUTED, "");
}

/** A surface that nobody has used yet is as good as any. */
function usedLast(reading: Pick<Database, "get">, surface: string): boolean {
  const last = reading.get<{ surface: string }>(
    "SELECT surface FROM surface_notes WHERE name = 'used' ORDER BY CAST(value AS INTEGER) DESC LIMIT 1",
  );
  return !last || last.surface === surface;
}

function rangAt(reading: Pick<Database, "get">, surface: string): number {
  return Number(note(reading, surface, RANG) ?? 0);
}
