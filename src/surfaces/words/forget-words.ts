/**
 * “Forget Acme”, “vergiss Acme”: an order to have a client forgotten, where what stands behind the verb is a name on record and
 * nothing else. It becomes a card; nothing is forgotten by saying it.
 * Before: order-words.ts. After: actions/client-forget.ts.
 */
import { type Known, whom } from "./known.ts";
import type { Order } from "./order-words.ts";

const FORGET = [
  /^(?:forget|erase)\s+(?:(?:all|everything)\s+(?:about|of|on)\s+)?(.+)$/iu,
  /^(?:vergiss|lösche?)\s+(?:alles\s+(?:über|von|zu)\s+)?(.+)$/iu,
];
/** “Forget it” is said of a thing, not of a person. */
const NOBODY = /^(?:it|this|that|es|das|me|mich|you|dich)$/iu;

/** Reads such an order; `null` where it is none, or names nobody on record. */
export function readForget(text: string, known: Known): Order | null {
  const name = FORGET.map((pattern) => pattern.exec(text)?.[1]).find((found) => found !== undefined);
  if (name === undefined || NOBODY.test(name.trim())) return null;
  const found = whom(name, known);
  if (found.kind === "nobody") return null;
  if (found.kind === "several") return { kind: "unable", why: found.why };
  return { kind: "order", action: "client.forget", client: found.id, params: {}, missing: [] };
}
