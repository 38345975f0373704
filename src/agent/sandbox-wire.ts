/**
 * The wall's customs: JSON text written by a guest becomes a plain value the host can hold, or is turned back.
 * The text is hostile: it may nest until a recursion breaks, name `__proto__`, or carry numbers and letters that have no
 * canonical form. Before: sandbox.ts, which has the text from the worker. After: the host's call handlers.
 */
import type { Json } from "../lib/canonical.ts";

/** Levels of nesting that the house's own recursive code is sure to bear. */
const MAX_DEPTH = 64;

export type Passed =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly why: "size" | "memory" | "error"; readonly detail: string };

/**
 * Parses and cleans. `__proto__` members are dropped and lone surrogates become U+FFFD (a text cut in the middle of an
 * emoji is everyday mail, not an attack); a number beyond JSON's and nesting beyond MAX_DEPTH are refused.
 */
export function passWall(text: string): Passed {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The engine hands out "<null>" for a text it has no memory left to write.
    if (text === "<null>") return { ok: false, why: "memory", detail: "there was no memory left to write it" };
    return { ok: false, why: "error", detail: "it is not JSON" };
  }
  try {
    return { ok: true, value: clean(value, 0) };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, why: error.why, detail: error.message };
    throw error;
  }
}

class Refusal extends Error {
  readonly why: "size" | "error";

  constructor(why: "size" | "error", detail: string) {
    super(detail);
    this.why = why;
  }
}

function clean(value: unknown, depth: number): Json {
  if (typeof value === "string") return value.isWellFormed() ? value : value.toWellFormed();
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new Refusal("error", "a number in it is too large");
    return value;
  }
  if (typeof value !== "object" || value === null) return value as null | boolean;
  if (depth === MAX_DEPTH) throw new Refusal("size", `it is nested more than ${MAX_DEPTH} levels deep`);
  if (Array.isArray(value)) return value.map((item) => clean(item, depth + 1));
  const cleaned: Record<string, Json> = {};
  for (const [key, member] of Object.entries(value)) {
    if (key !== "__proto__") cleaned[key.toWellFormed()] = clean(member, depth + 1);
  }
  return cleaned;
}
