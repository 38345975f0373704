/**
 * client.move: where a client stands: active, paused, gone. Leads are opened instead (client-open.ts).
 */
import { z } from "zod";
import { clientOf } from "./agreed.ts";
import { defineAction, refused } from "./define.ts";

const STAGES = ["onboarding", "active", "paused", "left"] as const;

const params = z.strictObject({ stage: z.enum(STAGES, `expected one of: ${STAGES.join(", ")}`) });

export const clientMove = defineAction({
  name: "client.move",
  group: "internal",
  resource: "Client",
  sentence: "say where a client stands",
  context: { stage: "String" },
  produces: ["client.moved@1"],
  editable: ["stage"],
  form: [{ name: "stage", label: "Where they stand", kind: "choice", choices: STAGES }],
  params,
  key: ({ stage }, scope) => `client.move:${scope}:${stage}`,
  prepare({ stage }, scope, view) {
    const about = clientOf(view, scope);
    if (typeof about === "string") return refused(about);
    const { client, title } = about;
    if (client.stage === "lead") return refused(`${title} is no client yet: open them as one first.`);
    if (client.stage === stage) return refused(`${title} is ${SAID[stage]} already.`);
    return {
      kind: "prepared",
      ...about.resource,
      context: { stage },
      title: `Note that ${title} is ${SAID[stage]}`,
      client: title,
      rows: [{ label: "Stage", before: client.stage, after: stage }],
      undo: "They can be moved back at any time.",
      reversible: true,
      leaves: [],
      addressesKnown: true,
      versions: { "client.stage": client.stage },
    };
  },
  decide({ stage }, scope, view) {
    const about = clientOf(view, scope);
    if (typeof about === "string") return [];
    return [
      { type: "client.moved", scope: about.id, subject: `client:${about.id}`, data: { client: about.id, stage } },
    ];
  },
});

const SAID = { onboarding: "being onboarded", active: "active", paused: "paused", left: "gone" } as const;
