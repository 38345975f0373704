/**
 * obligation.close: a promise was kept, or nobody waits for it any more. Those of a plan close with their task.
 * Before: agents/deliverable/promises.ts, which saw it kept, or the owner.
 */
import { z } from "zod";
import type { ActionContract, View } from "../kernel/action.ts";
import { dayWords } from "../lib/workdays.ts";
import { localDate } from "../lib/zone.ts";
import { clients, clientTitle, mergedScope } from "../records/client.ts";
import { obligations } from "../records/obligation.ts";
import { defineAction, refused } from "./define.ts";
import type { House } from "./house.ts";
import { openPromises, type Promised, whatOf } from "./obligation-words.ts";

const OUTCOMES = ["kept", "released"] as const;

const params = z.strictObject({
  /** Its id, or some of its words; left out, the client's only one. */
  obligation: z.string().trim().default(""),
  outcome: z.enum(OUTCOMES, `expected one of: ${OUTCOMES.join(", ")}`).default("kept"),
});

export function obligationClose(house: House): ActionContract {
  return defineAction({
    name: "obligation.close",
    group: "internal",
    resource: "Client",
    sentence: "take a promise off the list",
    context: { outcome: "String" },
    produces: ["obligation.kept@1", "obligation.released@1"],
    endorses: true,
    editable: ["outcome"],
    form: [
      { name: "obligation", label: "Which promise, where there are several", kind: "line", optional: true },
      { name: "outcome", label: "What became of it", kind: "choice", choices: OUTCOMES, optional: true },
    ],
    params,
    key: ({ obligation, outcome }, scope) => `obligation.close:${scope}:${obligation}:${outcome}`,
    prepare({ obligation, outcome }, scope, view) {
      const found = meant(view, scope, obligation);
      if (typeof found === "string") return refused(found);
      const { row, what } = found;
      const client = view.records.get(clients, row.client);
      const whose = row.who === "owner" ? "your promise to" : "the promise of";
      return {
        kind: "prepared",
        resource: { type: "Client", id: row.client },
        attributes: { stage: client?.stage ?? "none", language: client?.language ?? "unclear" },
        context: { outcome },
        title: `Take ${whose} ${clientTitle(client)} off the list`,
        client: clientTitle(client),
        rows: [
          { label: "Promised", after: what || "(the words were forgotten)" },
          { label: "Until", after: dayWords(row.until_on, localDate(view.now, house.zone)) },
          { label: "What became of it", after: outcome === "kept" ? "It was kept." : "Nobody waits for it any more." },
        ],
        undo: "It can be noted again.",
        reversible: true,
        leaves: [],
        addressesKnown: true,
        versions: { "obligation.state": `${row.id} ${row.state}` },
      };
    },
    decide({ obligation, outcome }, scope, view) {
      const found = meant(view, scope, obligation);
      if (typeof found === "string") return [];
      const { row } = found;
      const data = { obligation: row.id, on: localDate(view.now, house.zone) };
      return [{ type: `obligation.${outcome}`, scope: row.client, subject: `obligation:${row.id}`, data }];
    },
  });
}

/** The one open promise that is meant, or why that isn't clear. */
function meant(view: View, scope: string, words: string): Promised | string {
  const own = mergedScope(view.records, scope);
  const title = clientTitle(view.records.get(clients, own));
  const byId = words ? view.records.get(obligations, words) : undefined;
  if (byId) {
    if (byId.client !== own) return "There is no such promise with this client.";
    if (byId.task !== null) return "That promise stands in the plan, and closes with its task.";
    if (byId.state !== "open") return "That promise is not open any more.";
    return { row: byId, what: whatOf(view.records, (seq) => view.privateAt(seq), byId) };
  }
  const open = openPromises(view.records, (seq) => view.privateAt(seq), own).filter(({ row }) => row.task === null);
  const found = open.filter(({ what }) => what.toLowerCase().includes(words.toLowerCase()));
  const [only, ...others] = found;
  if (!only)
    return words ? `No open promise with ${title} says “${words}”.` : `There is no open promise with ${title}.`;
  if (others.length === 0) return only;
  return `There are several promises with ${title}: say which, in its words. ${found.map(({ what }) => `“${what}”`).join(", ")}.`;
}
