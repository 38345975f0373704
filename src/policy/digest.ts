/**
 * One digest for a list of canonical texts: what an approval binds to as its policy version.
 */
import { createHash } from "node:crypto";
import { canonical } from "../lib/canonical.ts";

/** sha256 in hex over the canonical JSON of the list. */
export function digestOf(texts: readonly string[]): string {
  return createHash("sha256").update(canonical(texts)).digest("hex");
}
