/**
 * health.alert: a client has fallen to a worse band, and the owner is told why. It changes nothing and needs no answer.
 * Before: the health agent, woken by `health.changed`. After: a notice in the client's thread.
 */
import { z } from "zod";
import { clients, clientTitle, mergedScope } from "../records/client.ts";
import { healths } from "../records/standing.ts";
import { defineAction, refused } from "./define.ts";

const params = z.strictObject({
  score: z.coerce.number().int().min(0).max(100),
  band: z.enum(["well", "watch", "at-risk"]),
  /** Plain sentences, the heaviest first. */
  reasons: z.array(z.string().trim().min(1)).default([]),
  /** The event that told of it: it is said once. */
  event: z.string().min(1),
});

export const healthAlert = defineAction({
  name: "health.alert",
  group: "internal",
  resource: "Client",
  sentence: "tell you that a client fares worse",
  context: { score: "Long" },
  produces: [],
  editable: [],
  params,
  key: ({ event }, scope) => `health.alert:${scope}:${event}`,
  prepare({ score, band, reasons }, scope, { records }) {
    const id = mergedScope(records, scope);
    const client = records.get(clients, id);
    const health = records.get(healths, id);
    if (!client || health?.band !== band) return refused("They fare otherwise by now.");
    return {
      kind: "prepared",
      resource: { type: "Client", id },
      attributes: { stage: client.stage, language: client.language },
      context: { score },
      title: titleOf(clientTitle(client), band, score),
      client: clientTitle(client),
      rows: rowsOf(reasons),
      undo: "It only tells you something.",
      reversible: true,
      leaves: [],
      addressesKnown: true,
      versions: { "health.seq": health.seq },
    };
  },
  decide: () => [],
  tells({ score, band, reasons }, scope, { records }) {
    const client = clientTitle(records.get(clients, mergedScope(records, scope)));
    const title = `${titleOf(client, band, score)}.`;
    // It can wait for the owner to look: no sound.
    return { kind: "notice", title, client, rows: rowsOf(reasons), why: [], buttons: [], quiet: true };
  },
});

function titleOf(client: string, band: string, score: number): string {
  return `${client} has fallen to “${band === "at-risk" ? "at risk" : band}” (${score} of 100)`;
}

function rowsOf(reasons: readonly string[]) {
  return reasons.map((reason, index) => ({ label: index === 0 ? "Why" : "", after: reason }));
}
