/**
 * effect.retry: what failed, came back, or may or may not have left, becomes one question to the owner: send it again?
 * No is an answer too: then it is settled as it is.
 */
import { z } from "zod";
import { effects } from "../kernel/effect.ts";
import { clients, clientTitle } from "../records/client.ts";
import { defineAction, refused } from "./define.ts";

const params = z.strictObject({
  effect: z.string().min(1),
  trouble: z.enum(["failed", "uncertain", "bounced"]),
  why: z.string(),
  to: z.string().default(""),
});

const TITLES = {
  failed: "Send the mail again that could not be sent",
  uncertain: "Send the mail again that may have left already",
  bounced: "Send the mail again that came back",
} as const;

export const effectRetry = defineAction({
  name: "effect.retry",
  group: "outward",
  resource: "Client",
  sentence: "send again what failed or may not have left",
  context: { trouble: "String" },
  produces: [],
  editable: [],
  params,
  key: ({ effect, trouble }) => `effect.retry:${effect}:${trouble}`,
  prepare({ effect: id, trouble, why, to }, _scope, view) {
    const effect = view.records.get(effects, id);
    if (!effect) return refused("That mail is not on record.");
    if (effect.state !== trouble)
      return refused(effect.state === "performed" ? "It has left meanwhile." : "That was settled already.");
    const client = view.records.get(clients, effect.scope);
    return {
      kind: "prepared",
      resource: { type: "Client", id: effect.scope },
      attributes: { stage: client?.stage ?? "none", language: client?.language ?? "unclear" },
      context: { trouble },
      title: to ? `${TITLES[trouble]}, to ${to}` : TITLES[trouble],
      client: clientTitle(client),
      rows: [{ label: "What happened", after: why }],
      undo:
        trouble === "uncertain" ? "If it had left, they get it twice." : "A mail that has left can't be taken back.",
      reversible: false,
      leaves: [],
      addressesKnown: true,
      versions: { "effect.state": effect.state },
    };
  },
  decide: ({ effect }, scope) => [{ type: "effect.retried", scope, subject: `effect:${effect}`, data: { effect } }],
  declined: ({ effect }, scope) => [{ type: "effect.settled", scope, subject: `effect:${effect}`, data: { effect } }],
});
