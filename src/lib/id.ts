/**
 * Ids. Event ids are UUIDv7 (RFC 9562) and ascend with the ledger's seq, so an event is found by its id without an index.
 */
import { v7 } from "uuid";
import type { Entropy } from "./entropy.ts";

const CODE_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"; // nothing that is misread: no I, L, O, U, 0, 1

/**
 * The event id that follows `previous` at `at` (ms UTC, never before it): within one millisecond the 32-bit counter of
 * RFC 9562, 6.2, method 1, goes up by one.
 */
export function nextEventId(
  at: number,
  previous: { readonly at: number; readonly id: string } | null,
  entropy: Entropy,
): string {
  const counter = previous && previous.at === at ? counterOf(previous.id) + 1 : 0;
  return v7({ msecs: at, seq: counter, random: entropy.bytes(16) });
}

/** An id with no order: `c_` and 128 random bits, say. Opaque: never made from a name. */
export function opaqueId(prefix: string, entropy: Entropy): string {
  return `${prefix}_${entropy.bytes(16).toString("hex")}`;
}

/** A short code to say or type; that it is not in use is for the caller to check. */
export function shortCode(entropy: Entropy, length = 4): string {
  let code = "";
  // 30 letters: bytes of 240 and above are passed over, so that every letter is as likely as the others.
  while (code.length < length) {
    const byte = entropy.bytes(1)[0] ?? 0;
    if (byte < 240) code += CODE_LETTERS[byte % CODE_LETTERS.length];
  }
  return code;
}

/** The counter inside a UUIDv7 made here: 12 bits in rand_a, then 20 after the variant's two. */
function counterOf(id: string): number {
  const upper = Number.parseInt(id.slice(15, 18), 16);
  const lower = (Number.parseInt(id.slice(19, 23) + id.slice(24, 26), 16) >> 2) & 0xfffff;
  return upper * 2 ** 20 + lower;
}
