/**
 * outreach.end: nobody writes to them unasked any more. They want none, in whatever words; or they have answered, and it is a
 * conversation like any other now. A stop stays.
 */
import { z } from "zod";
import { localDate } from "../lib/zone.ts";
import { clients, clientTitle, mergedScope } from "../records/client.ts";
import { outreachOf } from "../records/standing.ts";
import { defineAction, refused } from "./define.ts";

const WHYS = ["stop", "answered"] as const;
const SAID = { stop: "they want no such mail", answered: "they have answered" } as const;

const params = z.strictObject({
  why: z.enum(WHYS, `expected one of: ${WHYS.join(", ")}`).default("stop"),
  /** The message that says so; empty where the owner says it. */
  mail: z.string().default(""),
});

export function outreachEnd({ zone }: { zone: string }) {
  return defineAction({
    name: "outreach.end",
    group: "internal",
    resource: "Client",
    sentence: "stop writing to somebody unasked",
    context: { why: "String" },
    produces: ["outreach.ended@1"],
    endorses: true,
    editable: [],
    form: [{ name: "why", label: "Why", kind: "choice", choices: WHYS }],
    params,
    key: ({ why, mail }, scope) => `outreach.end:${scope}:${why}:${mail}`,
    about: ({ mail }) => mail || null,
    prepare({ why }, scope, { records }) {
      const id = mergedScope(records, scope);
      const client = records.get(clients, id);
      if (!client) return refused("Say whom not to write to any more.");
      const outreach = outreachOf(records, id);
      if (outreach?.state === "stopped") return refused(`${clientTitle(client)} is not written to any more already.`);
      if (why === "answered" && outreach?.state !== "standing")
        return refused(`Nobody writes to ${clientTitle(client)} unasked.`);
      return {
        kind: "prepared",
        resource: { type: "Client", id },
        attributes: { stage: client.stage, language: client.language },
        context: { why },
        title: `Write to ${clientTitle(client)} no more unasked`,
        client: clientTitle(client),
        rows: [{ label: "Why", after: SAID[why] }],
        undo: "It begins again once you record a new ground to write to them.",
        reversible: true,
        leaves: [],
        addressesKnown: true,
        versions: { "outreach.state": outreach?.state ?? null },
      };
    },
    decide({ why }, scope, { records, now }) {
      const id = mergedScope(records, scope);
      const data = { why, on: localDate(now, zone) };
      return [{ type: "outreach.ended", scope: id, subject: `client:${id}`, data }];
    },
  });
}
