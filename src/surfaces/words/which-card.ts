/**
 * Which card the owner means: by its code, by the name of the client where only one waits, or, in a client's thread, without
 * saying anything. Where it isn't certain, nothing is done and the choices are named.
 */
import type { Records } from "../../kernel/fold.ts";
import { type ProposalRow, proposals } from "../../kernel/proposal.ts";
import { clientTitle, findClients, mergedScope } from "../../records/client.ts";
import type { CardVerb } from "./words.ts";

export type Which =
  | { readonly kind: "card"; readonly code: string; readonly more: string }
  | { readonly kind: "unclear"; readonly why: string };

/** `more` is what stands behind: with a client's name of several words, part of the name. */
export function whichCard(
  records: Records,
  said: { readonly verb: CardVerb | "reject" | "edit"; readonly code: string; readonly more: string },
  scope: string | null,
): Which {
  const { verb, code, more } = said;
  if (code === "") return scope === null ? which(verb) : inThread(records, verb, scope);
  const known = records.find(proposals, "code = ?", [code.toUpperCase()])[0];
  if (known || verb === "trace") return { kind: "card", code, more };
  for (const [name, rest] of [
    [`${code} ${more}`.trim(), ""],
    [code, more],
  ] as const) {
    const found = name.length < 2 ? [] : findClients(records, name);
    if (found.length > 1)
      return { kind: "unclear", why: `“${name}” could be ${found.map(clientTitle).join(" or ")}. Say which.` };
    const [client] = found;
    if (client) return only(records, verb, client.id, clientTitle(client), rest);
  }
  // A code that nobody knows is told so by whoever decides, with the codes that are near.
  return { kind: "card", code, more };
}

function inThread(records: Records, verb: CardVerb | "reject" | "edit", scope: string): Which {
  return only(records, verb, scope, "this client", "");
}

function only(records: Records, verb: CardVerb | "reject" | "edit", scope: string, name: string, more: string): Which {
  const cards = cardsOf(records, scope);
  // To ask about, or to take back, the last one is meant; to decide, the only one that waits.
  if (verb === "why" || verb === "trace" || verb === "undo" || verb === "again") {
    const wanted = { undo: "approved", again: "expired" }[verb as string];
    const last = cards.filter((row) => wanted === undefined || row.state === wanted).at(-1);
    return last
      ? { kind: "card", code: last.code, more }
      : { kind: "unclear", why: `There is no such card of ${name}.` };
  }
  const open = cards.filter((row) => row.state === "open");
  const [one, ...others] = open;
  if (!one) return { kind: "unclear", why: `Nothing of ${name} waits for you.` };
  if (others.length > 0)
    return {
      kind: "unclear",
      why: `${open.length} cards of ${name} wait: ${open.map((row) => row.code).join(", ")}. Say which.`,
    };
  return { kind: "card", code: one.code, more };
}

function cardsOf(records: Records, scope: string): ProposalRow[] {
  const own = mergedScope(records, scope);
  return records
    .find(proposals, "scope <> 'workspace' ORDER BY seq")
    .filter((row) => mergedScope(records, row.scope) === own);
}

function which(verb: string): Which {
  return { kind: "unclear", why: `Which one? Say “${verb} CODE”; “queue” shows the codes.` };
}
