/**
 * fact.learn: something is remembered of a client, or by the house for all work. Undo forgets it again.
 */
import { z } from "zod";
import { FACT_KINDS, facts } from "../records/fact.ts";
import { defineAction, refused } from "./define.ts";
import {
  alreadyKnown,
  bare,
  CALLED,
  ended,
  factId,
  factKind,
  factText,
  keeperOf,
  knownAs,
  learned,
} from "./fact-words.ts";

const FACT_LEARN = "fact.learn";
const SCOPES = ["client", "house"] as const;
const DAY_MS = 86_400_000;
const day = z.iso.date("expected a day such as 2026-11-24").nullable().default(null);

/** Places in the ledger; on a command line, numbers with commas between. */
const sources = z
  .preprocess(
    (value) => (typeof value === "string" ? value.split(",").filter(Boolean).map(Number) : value),
    z.array(z.number().int().positive()),
  )
  .default([]);

const params = z.strictObject({
  text: factText,
  kind: factKind.default("fact"),
  scope: z.enum(SCOPES, `expected one of: ${SCOPES.join(", ")}`).default("client"),
  /** The first and the last day on which it holds, by Greenwich: a fact's day is not an hour's matter. */
  validFrom: day,
  validUntil: day,
  /** The events that taught it. */
  sources,
});

export const factLearn = defineAction({
  name: FACT_LEARN,
  group: "internal",
  resource: "Client",
  sentence: "remember something",
  context: { instruction: "Boolean", house: "Boolean" },
  produces: ["fact.learned@1"],
  editable: ["text"],
  form: [
    { name: "text", label: "What to remember", kind: "text" },
    { name: "kind", label: "What it is", kind: "choice", choices: FACT_KINDS },
    { name: "scope", label: "For whom", kind: "choice", choices: SCOPES },
  ],
  params,
  key: ({ text, scope: keeper }, scope) => `${FACT_LEARN}:${keeper === "house" ? keeper : scope}:${bare(text)}`,
  prepare({ text, kind, scope: wanted, validFrom, validUntil }, scope, view) {
    const keeper = keeperOf(view, scope, wanted === "house");
    if ("kind" in keeper) return keeper;
    const already = alreadyKnown(view, keeper.scope, text);
    if (already) return already;
    if (validFrom !== null && validUntil !== null && validUntil < validFrom)
      return refused("It would end before it begins.");
    return {
      kind: "prepared",
      resource: keeper.resource,
      attributes: keeper.attributes,
      context: { instruction: kind === "instruction", house: wanted === "house" },
      title: `Remember for ${keeper.name}: “${text}”`,
      ...(keeper.client ? { client: keeper.name } : {}),
      rows: [
        { label: "Kept as", after: `${CALLED[kind]}${keeper.client ? "" : ", for all work"}` },
        ...(validFrom === null ? [] : [{ label: "From", after: validFrom }]),
        ...(validUntil === null ? [] : [{ label: "Until", after: validUntil }]),
      ],
      undo: "It can be forgotten again at any time.",
      reversible: true,
      leaves: [],
      addressesKnown: true,
      versions: { "client.id": keeper.scope },
    };
  },
  decide({ text, kind, scope: wanted, validFrom, validUntil, sources }, scope, view, key) {
    const keeper = keeperOf(view, scope, wanted === "house");
    if ("kind" in keeper) return [];
    const first = validFrom === null ? null : Date.parse(validFrom);
    const last = validUntil === null ? null : Date.parse(validUntil) + DAY_MS;
    const made = learned({ key, scope: keeper.scope, kind, text, sources, validFrom: first, validUntil: last });
    const weaker = knownAs(view, keeper.scope, text);
    return weaker ? [made, ended(weaker, factId(key))] : [made];
  },
  undo(_params, _scope, view, key) {
    const fact = view.records.get(facts, factId(key));
    return fact?.state === "standing" ? [ended(fact)] : refused("That is not gone by any more.");
  },
});
