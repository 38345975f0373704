/**
 * obligation.record: a promise is noted, with its day: one that the owner made in a letter, or that a client made.
 * Before: agents/deliverable/promises.ts, which read it, or the owner. After: planner/advance.ts, which minds the day.
 */
import { hash } from "node:crypto";
import { z } from "zod";
import type { ActionContract } from "../kernel/action.ts";
import { dayWords } from "../lib/workdays.ts";
import { localDate } from "../lib/zone.ts";
import { clients, clientTitle, mergedScope } from "../records/client.ts";
import { obligations } from "../records/obligation.ts";
import { defineAction, refused } from "./define.ts";
import type { House } from "./house.ts";

const WHO = ["owner", "client"] as const;
const KINDS = ["send", "answer", "deliver", "other"] as const;

const params = z.strictObject({
  what: z.string().trim().min(1, "expected what was promised"),
  untilOn: z.iso.date("expected a day such as 2026-11-27"),
  who: z.enum(WHO, `expected one of: ${WHO.join(", ")}`).default("owner"),
  kind: z.enum(KINDS, `expected one of: ${KINDS.join(", ")}`).default("other"),
  /** The letter that says so: a mail on record, or one of ours that left. */
  mail: z.string().default(""),
  effect: z.string().default(""),
});

export function obligationRecord(house: House): ActionContract {
  return defineAction({
    name: "obligation.record",
    group: "internal",
    resource: "Client",
    sentence: "note a promise and its day",
    context: { who: "String", kind: "String" },
    produces: ["obligation.made@1", "obligation.released@1"],
    editable: ["what", "untilOn", "kind"],
    form: [
      { name: "what", label: "What was promised", kind: "line" },
      { name: "untilOn", label: "Until (YYYY-MM-DD)", kind: "line" },
      { name: "who", label: "By whom", kind: "choice", choices: WHO, optional: true },
    ],
    params,
    key: ({ what, untilOn, mail, effect }, scope) =>
      `obligation.record:${scope}:${mail || effect}:${untilOn}:${hash("sha256", what, "hex").slice(0, 16)}`,
    about: ({ mail }) => mail || null,
    prepare({ what, untilOn, who, kind }, scope, view) {
      const own = mergedScope(view.records, scope);
      const client = view.records.get(clients, own);
      if (!client) return refused("Say to whom: there is no such client on record.");
      const today = localDate(view.now, house.zone);
      if (untilOn < today) return refused(`${dayWords(untilOn, today)} has passed.`);
      return {
        kind: "prepared",
        resource: { type: "Client", id: own },
        attributes: { stage: client.stage, language: client.language },
        context: { who, kind },
        title:
          who === "owner"
            ? `Remember your promise to ${clientTitle(client)}`
            : `Remember what ${clientTitle(client)} promised`,
        client: clientTitle(client),
        rows: [
          { label: "Promised", after: what },
          { label: "Until", after: dayWords(untilOn, today) },
        ],
        undo: "It can be taken off the list.",
        reversible: true,
        leaves: [],
        addressesKnown: true,
        versions: { "client.id": own },
      };
    },
    decide({ what, untilOn, who, kind, mail, effect }, scope, view, key) {
      const obligation = obligationId(key);
      return [
        {
          type: "obligation.made",
          scope: mergedScope(view.records, scope),
          subject: `obligation:${obligation}`,
          data: { obligation, who, kind, untilOn, mail: mail || null, effect: effect || null },
          private: { what },
        },
      ];
    },
    undo(_params, _scope, view, key) {
      const row = view.records.get(obligations, obligationId(key));
      if (row?.state !== "open") return refused("That promise is not open any more.");
      const data = { obligation: row.id, on: localDate(view.now, house.zone) };
      return [{ type: "obligation.released", scope: row.client, subject: `obligation:${row.id}`, data }];
    },
  });
}

/** One wish, one promise: the id is made of the wish's own. */
function obligationId(key: string): string {
  return `b_${key.replace(/^i_/, "")}`;
}
