/**
 * consent.record and consent.withdraw: whether a client may be named in what the company publishes. Only the owner says so. With
 * a consent withdrawn, open drafts that name them are dropped.
 */
import { z } from "zod";
import type { Decided, View } from "../kernel/action.ts";
import { clients, clientTitle, mergedScope } from "../records/client.ts";
import { namedIn, namingOf } from "../records/naming.ts";
import { drafts, mayBeNamed } from "../records/standing.ts";
import { defineAction, refused } from "./define.ts";

const KINDS = ["name-in-public"] as const;
const kind = z.enum(KINDS, `expected: ${KINDS.join(", ")}`).default("name-in-public");

export const consentRecord = defineAction({
  name: "consent.record",
  group: "internal",
  resource: "Client",
  sentence: "record that a client may be named in public",
  context: {},
  produces: ["consent.given@1"],
  editable: ["evidence"],
  form: [{ name: "evidence", label: "What shows it (a sentence of theirs, a form, a day)", kind: "line" }],
  params: z.strictObject({ kind, evidence: z.string().trim().min(1, "say what shows it") }),
  key: (params, scope) => `consent.record:${scope}:${params.kind}`,
  prepare({ evidence }, scope, { records }) {
    const id = mergedScope(records, scope);
    const client = records.get(clients, id);
    if (!client) return refused("Say who has agreed.");
    if (mayBeNamed(records, id)) return refused(`${clientTitle(client)} may be named already.`);
    return {
      kind: "prepared",
      resource: { type: "Client", id },
      attributes: { stage: client.stage, language: client.language },
      context: {},
      title: `Record that ${clientTitle(client)} may be named in public`,
      client: clientTitle(client),
      rows: [{ label: "What shows it", after: evidence }],
      undo: "It can be withdrawn at any time.",
      reversible: true,
      leaves: [],
      addressesKnown: true,
      versions: { "client.id": id },
    };
  },
  decide({ kind: what, evidence }, scope, { records }) {
    const id = mergedScope(records, scope);
    return [{ type: "consent.given", scope: id, subject: `client:${id}`, data: { kind: what }, private: { evidence } }];
  },
  undo: (params, scope, view) => withdrawn(params.kind, scope, view),
});

export const consentWithdraw = defineAction({
  name: "consent.withdraw",
  group: "internal",
  resource: "Client",
  sentence: "record that a client may not be named in public any more",
  context: {},
  produces: ["consent.withdrawn@1", "content.dropped@1"],
  editable: [],
  params: z.strictObject({ kind }),
  key: (params, scope) => `consent.withdraw:${scope}:${params.kind}`,
  prepare(params, scope, view) {
    const id = mergedScope(view.records, scope);
    const client = view.records.get(clients, id);
    if (!client) return refused("Say who may not be named any more.");
    if (!mayBeNamed(view.records, id)) return refused(`${clientTitle(client)} has not agreed to be named.`);
    const dropped = withdrawn(params.kind, scope, view).length - 1;
    return {
      kind: "prepared",
      resource: { type: "Client", id },
      attributes: { stage: client.stage, language: client.language },
      context: {},
      title: `Name ${clientTitle(client)} in public no more`,
      client: clientTitle(client),
      rows: dropped > 0 ? [{ label: "Drafts", after: `${dropped} that name them: dropped` }] : [],
      undo: "It begins again once they agree anew.",
      reversible: true,
      leaves: [],
      addressesKnown: true,
      versions: { "client.id": id, dropped },
    };
  },
  decide: (params, scope, view) => withdrawn(params.kind, scope, view),
});

/** They may not be named any more, nor in what is drafted already. */
function withdrawn(what: string, scope: string, { records, privateAt }: View): Decided[] {
  const id = mergedScope(records, scope);
  const naming = namingOf(records, id);
  const open = records.find(drafts, "client = ? AND state = 'open' ORDER BY seq", [id]).filter(({ seq }) => {
    const words = privateAt(seq);
    return words !== null && namedIn(`${words.title}\n${words.text}`, naming).length > 0;
  });
  return [
    { type: "consent.withdrawn", scope: id, subject: `client:${id}`, data: { kind: what } },
    ...open.map(({ id: draft }): Decided => {
      return { type: "content.dropped", scope: id, subject: `draft:${draft}`, data: { draft } };
    }),
  ];
}
