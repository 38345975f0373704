/**
 * fact.end: what is remembered is not gone by any more. Undo brings it back.
 */
import { z } from "zod";
import { facts, HOUSE } from "../records/fact.ts";
import { defineAction, refused } from "./define.ts";
import { ended, keeperOf, restored, standing } from "./fact-words.ts";

const FACT_END = "fact.end";

const params = z.strictObject({ fact: z.string().min(1) });

export const factEnd = defineAction({
  name: FACT_END,
  group: "internal",
  resource: "Client",
  sentence: "forget what is remembered",
  context: { instruction: "Boolean", house: "Boolean" },
  produces: ["fact.ended@1"],
  editable: [],
  params,
  key: ({ fact }) => `${FACT_END}:${fact}`,
  prepare({ fact: id }, scope, view) {
    const found = standing(view, id, scope);
    if ("kind" in found) return found;
    const house = found.fact.scope === HOUSE;
    const keeper = keeperOf(view, scope, house);
    if ("kind" in keeper) return keeper;
    return {
      kind: "prepared",
      resource: keeper.resource,
      attributes: keeper.attributes,
      context: { instruction: found.fact.kind === "instruction", house },
      title: `Forget for ${keeper.name}: “${found.text}”`,
      ...(keeper.client ? { client: keeper.name } : {}),
      rows: [],
      undo: "It can be brought back at any time.",
      reversible: true,
      leaves: [],
      addressesKnown: true,
      versions: { "fact.state": found.fact.state },
    };
  },
  decide({ fact: id }, _scope, view) {
    const fact = view.records.get(facts, id);
    return fact ? [ended(fact)] : [];
  },
  undo({ fact: id }, _scope, view) {
    const fact = view.records.get(facts, id);
    return fact?.state === "ended" && fact.replaced_by === null
      ? [restored(fact)]
      : refused("That is gone by already, or other words took its place.");
  },
});
