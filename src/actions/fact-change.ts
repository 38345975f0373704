/**
 * fact.change: what is remembered gets other words. The old ones end and name what took their place; undo brings them back.
 */
import { z } from "zod";
import { facts, HOUSE } from "../records/fact.ts";
import { defineAction, refused } from "./define.ts";
import { alreadyKnown, bare, ended, factId, factText, keeperOf, learned, restored, standing } from "./fact-words.ts";

const FACT_CHANGE = "fact.change";

const params = z.strictObject({ fact: z.string().min(1), text: factText });

export const factChange = defineAction({
  name: FACT_CHANGE,
  group: "internal",
  resource: "Client",
  sentence: "change what is remembered",
  context: { instruction: "Boolean", house: "Boolean" },
  produces: ["fact.learned@1", "fact.ended@1"],
  editable: ["text"],
  params,
  key: ({ fact, text }) => `${FACT_CHANGE}:${fact}:${bare(text)}`,
  prepare({ fact: id, text }, scope, view) {
    const before = standing(view, id, scope);
    if ("kind" in before) return before;
    const house = before.fact.scope === HOUSE;
    const keeper = keeperOf(view, scope, house);
    if ("kind" in keeper) return keeper;
    const already = alreadyKnown(view, keeper.scope, text);
    if (already) return already;
    return {
      kind: "prepared",
      resource: keeper.resource,
      attributes: keeper.attributes,
      context: { instruction: before.fact.kind === "instruction", house },
      title: `Change what I remember for ${keeper.name}: “${text}”`,
      ...(keeper.client ? { client: keeper.name } : {}),
      rows: [{ label: "Words", before: before.text, after: text }],
      undo: "The old words can be brought back at any time.",
      reversible: true,
      leaves: [],
      addressesKnown: true,
      versions: { "fact.state": before.fact.state },
    };
  },
  decide({ fact: id, text }, scope, view, key) {
    const before = view.records.get(facts, id);
    const keeper = keeperOf(view, scope, before?.scope === HOUSE);
    if (!before || "kind" in keeper) return [];
    const { kind, valid_until: validUntil } = before;
    return [
      learned({ key, scope: keeper.scope, kind, text, sources: [before.seq], validUntil }),
      ended(before, factId(key)),
    ];
  },
  undo({ fact: id }, _scope, view, key) {
    const [before, after] = [view.records.get(facts, id), view.records.get(facts, factId(key))];
    if (!before || after?.state !== "standing") return refused("That was changed, or forgotten, since.");
    return [ended(after, before.id), restored(before)];
  },
});
