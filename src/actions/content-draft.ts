/**
 * content.draft: a text about finished work, for the owner to make something of. It never names the client, its people, its
 * domain or its products unless they have agreed; who wrote it, and who asks, makes no difference. Nothing leaves.
 * Before: the content agent. After: content-close.ts, and the verb `drafts`.
 */
import { z } from "zod";
import { clients, clientTitle, mergedScope } from "../records/client.ts";
import { namedIn, namingOf } from "../records/naming.ts";
import { engagements } from "../records/plan.ts";
import { drafts, mayBeNamed } from "../records/standing.ts";
import { defineAction, refused } from "./define.ts";

const KINDS = ["case-study", "newsletter"] as const;
const CALLED = { "case-study": "case study", newsletter: "newsletter" } as const;

const params = z.strictObject({
  kind: z.enum(KINDS, `expected one of: ${KINDS.join(", ")}`).default("case-study"),
  title: z.string().trim().min(1, "a draft needs a title"),
  text: z.string().trim().min(1, "a draft needs a text"),
  /** What it tells of, and the month (`2026-11`): one draft of each. */
  engagement: z.string().min(1, "say which work it tells of"),
  month: z.string().regex(/^\d{4}-\d{2}$/, "expected a month such as 2026-11"),
});

export const contentDraft = defineAction({
  name: "content.draft",
  group: "internal",
  resource: "Client",
  sentence: "draft a text about finished work",
  context: { named: "Boolean" },
  produces: ["content.drafted@1"],
  editable: ["title", "text"],
  params,
  key: ({ engagement, month }) => `content.draft:${engagement}:${month}`,
  prepare({ kind, title, text, engagement, month }, scope, { records }) {
    const id = mergedScope(records, scope);
    const client = records.get(clients, id);
    const work = records.get(engagements, engagement);
    if (!client || !work || mergedScope(records, work.client) !== id)
      return refused("There is no such work on record.");
    if (records.get(drafts, draftId(engagement, month))) return refused("There is a draft of that month already.");
    const [name] = namedIn(`${title}\n${text}`, namingOf(records, id));
    if (name !== undefined && !mayBeNamed(records, id))
      return refused(`It names ${clientTitle(client)} (“${name}”), who has not agreed to that.`);
    return {
      kind: "prepared",
      resource: { type: "Client", id },
      attributes: { stage: client.stage, language: client.language },
      context: { named: name !== undefined },
      title: `Keep a draft of a ${CALLED[kind]} about the work for ${clientTitle(client)}`,
      client: clientTitle(client),
      rows: [
        { label: "Title", after: title },
        { label: "Text", after: text },
        { label: "Names them", after: name === undefined ? "no" : "yes, they have agreed" },
      ],
      undo: "A draft can be dropped at any time.",
      reversible: true,
      leaves: [],
      addressesKnown: true,
      versions: { "consent.named": mayBeNamed(records, id) ? "given" : null },
    };
  },
  decide({ kind, title, text, engagement, month }, scope, { records }) {
    const id = mergedScope(records, scope);
    const draft = draftId(engagement, month);
    const named = namedIn(`${title}\n${text}`, namingOf(records, id)).length > 0;
    return [
      {
        type: "content.drafted",
        scope: id,
        subject: `draft:${draft}`,
        data: { draft, kind, named },
        private: { title, text },
      },
    ];
  },
});

/** One of each work and month. */
function draftId(engagement: string, month: string): string {
  return `${engagement}/${month}`;
}
