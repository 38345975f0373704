/**
 * The lock on a sealed text: which keys it takes to open it, as it stands before the text. `personal` or `books` is the
 * scope's own key; `personal+c_1+c_2` takes the personal keys of those scopes beside it, so that a text in the house's own
 * room that quotes two clients is gone once either of them is forgotten.
 * Before: ledger.ts, blobs.ts and the journal, which say whose words a text holds. After: keys.ts.
 */
import type { KeyKind } from "./event.ts";
import { HOUSE_SCOPE } from "./label.ts";

/** `personal`, `books`, or `personal+` and other scopes, sorted, with `+` between them. */
export type Lock = string;

/** Nobody asks to be forgotten in these, and their keys are never destroyed. */
const HOUSES: ReadonlySet<string> = new Set(["workspace", HOUSE_SCOPE]);
const LOCK = /^(personal|books)((?:\+[^+:@]+)*)$/;

/** Whether a scope is one of the house's own rooms, and no client's. */
export function isHouses(scope: string): boolean {
  return HOUSES.has(scope);
}

/** The lock for words of `scope` that also hold words of `others`. The books have a key of their own, whoever is named. */
export function lockFor(scope: string, others: readonly string[], kind: KeyKind = "personal"): Lock {
  if (kind === "books") return kind;
  const beside = [...new Set(others)].filter((other) => other !== scope && !HOUSES.has(other)).sort();
  return [kind, ...beside].join("+");
}

/** A lock's parts; `null` where the text is none. */
export function readLock(lock: Lock): { readonly kind: KeyKind; readonly others: readonly string[] } | null {
  const [, kind, others = ""] = LOCK.exec(lock) ?? [];
  if (kind !== "personal" && kind !== "books") return null;
  return { kind, others: others === "" ? [] : others.slice(1).split("+") };
}
