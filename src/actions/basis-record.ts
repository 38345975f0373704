/**
 * basis.record: on which ground somebody may be written to unasked. Only the owner says so; after a stop it takes a new yes of
 * theirs.
 */
import { z } from "zod";
import { localDate } from "../lib/zone.ts";
import { clients, clientTitle, mergedScope } from "../records/client.ts";
import { BASES, outreachOf } from "../records/standing.ts";
import { defineAction, refused } from "./define.ts";
import { BASIS_WORDS } from "./outreach-send.ts";

const params = z.strictObject({
  basis: z.enum(BASES, `expected one of: ${BASES.join(", ")}`),
  /** What shows it: a sentence of theirs, a form, a day. */
  evidence: z.string().trim().default(""),
});

export function basisRecord({ zone }: { zone: string }) {
  return defineAction({
    name: "basis.record",
    group: "internal",
    resource: "Client",
    sentence: "record why somebody may be written to unasked",
    context: {},
    produces: ["basis.recorded@1"],
    editable: ["basis", "evidence"],
    form: [
      { name: "basis", label: "The ground", kind: "choice", choices: BASES },
      { name: "evidence", label: "What shows it", kind: "line", optional: true },
    ],
    params,
    key: ({ basis }, scope) => `basis.record:${scope}:${basis}`,
    prepare({ basis, evidence }, scope, { records }) {
      const id = mergedScope(records, scope);
      const client = records.get(clients, id);
      if (!client) return refused("Say who may be written to.");
      const outreach = outreachOf(records, id);
      if (outreach?.state === "stopped" && basis === "existing-customer")
        return refused(`${clientTitle(client)} wants no such mail. Only a new yes of theirs changes that.`);
      if (outreach?.state === "stopped" && evidence === "")
        return refused(`${clientTitle(client)} wanted no such mail. Say what shows that they want it again.`);
      if (outreach?.state === "standing" && outreach.basis === basis)
        return refused(`That is on record already: ${BASIS_WORDS[basis]}.`);
      return {
        kind: "prepared",
        resource: { type: "Client", id },
        attributes: { stage: client.stage, language: client.language },
        context: {},
        title: `Record that ${clientTitle(client)} may be written to unasked`,
        client: clientTitle(client),
        rows: [
          { label: "Because", after: BASIS_WORDS[basis] },
          ...(evidence ? [{ label: "What shows it", after: evidence }] : []),
        ],
        undo: "It can be ended at any time.",
        reversible: true,
        leaves: [],
        addressesKnown: true,
        versions: { "outreach.state": outreach?.state ?? null },
      };
    },
    decide({ basis, evidence }, scope, { records, now }) {
      const id = mergedScope(records, scope);
      return [
        {
          type: "basis.recorded",
          scope: id,
          subject: `client:${id}`,
          data: { basis, on: localDate(now, zone) },
          ...(evidence ? { private: { evidence } } : {}),
        },
      ];
    },
    undo(_params, scope, { records, now }) {
      const id = mergedScope(records, scope);
      if (outreachOf(records, id)?.state !== "standing") return refused("They are not written to any more already.");
      const data = { why: "answered", on: localDate(now, zone) };
      return [{ type: "outreach.ended", scope: id, subject: `client:${id}`, data }];
    },
  });
}
