/**
 * Pairing a chat with its owner: a one-time code, shown only at the console, sent to the bot in a direct message. It holds for
 * ten minutes, once, and a few wrong tries end it.
 * Before: `pair` at the console. After: kernel/pairing.ts.
 */
import { hash, timingSafeEqual } from "node:crypto";
import { type OwnerIds, pair } from "../../kernel/pairing.ts";
import type { Transaction } from "../../kernel/writer.ts";
import { shortCode } from "../../lib/id.ts";

const HOLDS_MS = 10 * 60_000;
const MOST_TRIES = 5;
const LETTERS = 8;

/** A new code for a surface; the one before is void. Only its hash is kept. */
export function offerCode(
  transaction: Transaction,
  surface: string,
): { readonly code: string; readonly until: number } {
  const code = shortCode(transaction.entropy, LETTERS);
  const until = transaction.now + HOLDS_MS;
  transaction.run(
    "INSERT INTO pairing_codes (surface, digest, expires_at, tries) VALUES (?, ?, ?, 0) ON CONFLICT(surface) DO UPDATE SET digest = excluded.digest, expires_at = excluded.expires_at, tries = 0",
    [surface, digestOf(surface, code), until],
  );
  return { code: `${code.slice(0, 4)}-${code.slice(4)}`, until };
}

/** Whether the words are a code at all: eight letters, with or without a dash. */
export function looksLikeCode(text: string): boolean {
  return /^\s*(pair\s+)?[A-Z0-9]{4}-?[A-Z0-9]{4}\s*$/i.test(text);
}

/** Tries a code. `none`: no code waits there now. */
export function tryCode(
  transaction: Transaction,
  surface: string,
  who: OwnerIds,
  text: string,
): "paired" | "wrong" | "none" {
  const row = transaction.get<{ digest: string; expires_at: number; tries: number }>(
    "SELECT digest, expires_at, tries FROM pairing_codes WHERE surface = ?",
    [surface],
  );
  if (!row || row.expires_at <= transaction.now || row.tries >= MOST_TRIES) return "none";
  const code = codeIn(text);
  if (!timingSafeEqual(Buffer.from(row.digest), Buffer.from(digestOf(surface, code)))) {
    transaction.run("UPDATE pairing_codes SET tries = tries + 1 WHERE surface = ?", [surface]);
    return "wrong";
  }
  transaction.run("DELETE FROM pairing_codes WHERE surface = ?", [surface]);
  pair(transaction, surface, who);
  return "paired";
}

/** The right code, said where others read, is void: whoever read it could use it. */
export function voidCode(transaction: Transaction, surface: string, text: string): void {
  transaction.run("DELETE FROM pairing_codes WHERE surface = ? AND digest = ?", [
    surface,
    digestOf(surface, codeIn(text)),
  ]);
}

function codeIn(text: string): string {
  return text
    .replace(/^\s*pair\s+/i, "")
    .replace(/[\s-]/g, "")
    .toUpperCase();
}

function digestOf(surface: string, code: string): string {
  return hash("sha256", `${surface}:${code}`, "hex");
}
