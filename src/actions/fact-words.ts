/**
 * What the actions on facts share: the words a fact may have, whether they are known already, and how they are shown.
 * After: fact-learn.ts, fact-change.ts, fact-end.ts, lesson-learn.ts.
 */
import { hash } from "node:crypto";
import { z } from "zod";
import type { Decided, Refused, View } from "../kernel/action.ts";
import { type Client, clients, clientTitle, mergedScope } from "../records/client.ts";
import { FACT_KINDS, type Fact, type FactKind, type FactWords, facts, HOUSE, scopesOfClient } from "../records/fact.ts";
import { refused } from "./define.ts";

/** Characters. What is longer is no fact but a document. */
export const LONGEST_FACT = 500;

export const factText = z
  .string()
  .trim()
  .min(1, "say what is to be remembered")
  .max(LONGEST_FACT, `at most ${LONGEST_FACT} characters; say it shorter`);

export const factKind = z.enum(FACT_KINDS, `expected one of: ${FACT_KINDS.join(", ")}`);

/** Whom it is kept for. */
export interface Keeper {
  /** The scope that seals the words. */
  readonly scope: string;
  readonly client: Client | undefined;
  /** As the owner reads it: `Acme`, or `everybody`. */
  readonly name: string;
  readonly resource: { readonly type: "Client"; readonly id: string };
  readonly attributes: { readonly stage: string; readonly language: string };
}

/** The client of this scope, or the house; a refusal where there is no client. */
export function keeperOf(view: View, scope: string, house: boolean): Keeper | Refused {
  const own = mergedScope(view.records, scope);
  const client = house ? undefined : view.records.get(clients, own);
  if (!house && !client) return refused("Say whom it is about: a client's name, or everybody.");
  return {
    scope: house ? HOUSE : own,
    client,
    name: house ? "everybody" : clientTitle(client),
    resource: { type: "Client", id: house ? HOUSE : own },
    attributes: { stage: client?.stage ?? "none", language: client?.language ?? "unclear" },
  };
}

/** A fact that stands, if it belongs to this scope or to the house; with its words. */
export function standing(
  view: View,
  id: string,
  scope: string,
): { readonly fact: Fact; readonly text: string } | Refused {
  const fact = view.records.get(facts, id);
  const isHere = fact && (fact.scope === HOUSE || scopesOfClient(view.records, scope).includes(fact.scope));
  if (!isHere) return refused("There is no such thing on record here.");
  if (fact.state !== "standing") return refused("That was forgotten, or changed, already.");
  const text = textOf(view, fact);
  return text === null ? refused("Its words were forgotten.") : { fact, text };
}

/** The words of a fact; `null` where they were forgotten. */
function textOf(view: Pick<View, "privateAt">, fact: Pick<Fact, "seq">): string | null {
  return (view.privateAt(fact.seq) as FactWords | null)?.text ?? null;
}

/** The fact that says these very words already: case, blanks and a last stop make no other words. */
export function knownAs(view: View, scope: string, text: string): Fact | undefined {
  const scopes = scope === HOUSE ? [HOUSE] : scopesOfClient(view.records, scope);
  const places = scopes.map(() => "?").join(",");
  const rows = view.records.find(
    facts,
    `state = 'standing' AND scope IN (${places}) AND (valid_until IS NULL OR valid_until > ?)`,
    [...scopes, view.now],
  );
  const wanted = bare(text);
  return rows.find((fact) => bare(textOf(view, fact) ?? "") === wanted);
}

/** Why these words needn't be kept; `null`: they may. What only outside text has said is worth the owner's saying it, too. */
export function alreadyKnown(view: View, scope: string, text: string): Refused | null {
  return knownAs(view, scope, text)?.trust === "owner" ? refused(`I know that already: “${text}”`) : null;
}

/** Words as they are compared. */
export function bare(text: string): string {
  return text
    .normalize("NFC")
    .toLowerCase()
    .replace(/\s+/gu, " ")
    .replace(/^[\s"“”„]+|[\s"“”.!]+$/gu, "");
}

/** The event that makes a fact. `key`: of the wish, so that the same wish makes the same fact. */
export function learned(about: {
  readonly key: string;
  readonly scope: string;
  readonly kind: FactKind;
  readonly text: string;
  readonly sources: readonly number[];
  /** Ms UTC. */
  readonly validFrom?: number | null;
  readonly validUntil?: number | null;
}): Decided {
  const fact = factId(about.key);
  return {
    type: "fact.learned",
    scope: about.scope,
    subject: `fact:${fact}`,
    data: {
      fact,
      kind: about.kind,
      sources: about.sources,
      ...(typeof about.validFrom === "number" ? { validFrom: about.validFrom } : {}),
      ...(typeof about.validUntil === "number" ? { validUntil: about.validUntil } : {}),
    },
    private: { text: about.text },
  };
}

export function ended(fact: Pick<Fact, "id" | "scope">, replacedBy?: string): Decided {
  return {
    type: "fact.ended",
    scope: fact.scope,
    subject: `fact:${fact.id}`,
    data: { fact: fact.id, ...(replacedBy === undefined ? {} : { replacedBy }) },
  };
}

export function restored(fact: Pick<Fact, "id" | "scope">): Decided {
  return { type: "fact.restored", scope: fact.scope, subject: `fact:${fact.id}`, data: { fact: fact.id } };
}

/** One wish, one fact. Opaque, and its letters are as good as drawn: what it is called by is taken from them. */
export function factId(key: string): string {
  return `f_${hash("sha256", key, "hex").slice(0, 32)}`;
}

/** What kind of thing it is, as the owner reads it. */
export const CALLED: Readonly<Record<FactKind, string>> = {
  fact: "a fact",
  preference: "a preference",
  instruction: "a standing instruction",
};
