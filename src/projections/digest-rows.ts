/**
 * How the digest and the care report write their rows.
 */
import type { CardRow } from "../kernel/card.ts";

/** Rows of one section: its name stands once. */
export function named(label: string, words: readonly string[]): CardRow[] {
  return words.map((after, at) => ({ label: at === 0 ? label : "", after }));
}

/** `1 mail …`, `3 mails …`; nothing for none. */
export function some(count: number, one: string, many: string): string[] {
  if (count <= 0) return [];
  return [`${count} ${count === 1 ? one : many}`];
}
