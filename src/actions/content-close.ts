/**
 * content.close: the owner has made something of a draft, or wants nothing of it. `do content.close --set draft=D12`.
 */
import { z } from "zod";
import { clients, clientTitle, mergedScope } from "../records/client.ts";
import { draftCode, findDraft } from "../records/standing.ts";
import { defineAction, refused } from "./define.ts";

const OUTCOMES = ["used", "dropped"] as const;

const params = z.strictObject({
  /** As `drafts` calls it. */
  draft: z.string().trim().min(1, "say which: “drafts” lists them"),
  outcome: z.enum(OUTCOMES, `expected one of: ${OUTCOMES.join(", ")}`).default("used"),
});

export const contentClose = defineAction({
  name: "content.close",
  group: "internal",
  resource: "Client",
  sentence: "close a draft",
  context: {},
  produces: ["content.used@1", "content.dropped@1"],
  editable: ["outcome"],
  form: [
    { name: "draft", label: "Which draft (such as D12)", kind: "line" },
    { name: "outcome", label: "What became of it", kind: "choice", choices: OUTCOMES },
  ],
  params,
  key: ({ draft, outcome }) => `content.close:${draft}:${outcome}`,
  prepare({ draft: named, outcome }, scope, { records, privateAt }) {
    const draft = findDraft(records, named);
    if (!draft) return refused(`There is no draft “${named}”. “drafts” lists them.`);
    const id = mergedScope(records, draft.client);
    // Ordered without a client it is about whoever the draft is about.
    if (scope !== "workspace" && mergedScope(records, scope) !== id)
      return refused("That draft is about another client.");
    if (draft.state !== "open") return refused("That draft is closed already.");
    const client = records.get(clients, id);
    const title = privateAt(draft.seq)?.title;
    return {
      kind: "prepared",
      resource: { type: "Client", id },
      attributes: { stage: client?.stage ?? "none", language: client?.language ?? "unclear" },
      context: {},
      title: `Close the draft ${draftCode(draft)} as ${outcome}`,
      client: clientTitle(client),
      rows: [{ label: "Title", after: typeof title === "string" ? title : "forgotten" }],
      undo: "The draft stays in the ledger; it is only not listed any more.",
      reversible: true,
      leaves: [],
      addressesKnown: true,
      versions: { "draft.state": draft.state },
    };
  },
  decide({ draft: named, outcome }, _scope, { records }) {
    const draft = findDraft(records, named);
    if (!draft) return [];
    const data = { draft: draft.id };
    return [{ type: `content.${outcome}`, scope: draft.client, subject: `draft:${draft.id}`, data }];
  },
});
