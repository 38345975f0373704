/**
 * message.classify: what a message is, handed on as an event to the one agent that takes it. Filing: it changes nothing outside.
 * After: records/taker.ts, which says who that is.
 */
import { z } from "zod";
import { clients, clientTitle, mergedScope } from "../records/client.ts";
import { mails } from "../records/mail.ts";
import { standingOf, takerOf } from "../records/taker.ts";
import { defineAction, refused } from "./define.ts";

export const MESSAGE_CLASSES = [
  "approval",
  "change",
  "question",
  "scheduling",
  "payment",
  "complaint",
  "leaving",
  "stop",
  "out-of-office",
  "thanks",
  "standing-wish",
  "request",
  "unsure",
] as const;

const params = z.strictObject({
  mail: z.string().min(1),
  /** `grave` stands beside `unsure`: it may be a complaint or a notice. */
  classes: z.array(z.enum([...MESSAGE_CLASSES, "grave", "inquiry", "automatic"])).min(1),
  language: z.enum(["en", "de", "other", "unclear"]).default("unclear"),
  evidence: z.array(z.strictObject({ class: z.string(), sentence: z.string() })).default([]),
});

export const messageClassify = defineAction({
  name: "message.classify",
  group: "filing",
  resource: "Client",
  sentence: "sort a message and file it with its client",
  context: { classes: "Long", unsure: "Boolean" },
  produces: ["message.classified@1"],
  editable: [],
  params,
  key: ({ mail }) => `message.classify:${mail}`,
  about: ({ mail }) => mail,
  prepare({ mail: id, classes }, scope, view) {
    const mail = view.records.get(mails, id);
    if (!mail) return refused("There is no such mail on record.");
    const own = mergedScope(view.records, mail.scope);
    if (own !== mergedScope(view.records, scope)) return refused("That mail belongs to another client.");
    const client = view.records.get(clients, own);
    return {
      kind: "prepared",
      resource: { type: "Client", id: own },
      attributes: { stage: client?.stage ?? "none", language: client?.language ?? "unclear" },
      context: { classes: classes.length, unsure: classes.includes("unsure") },
      title: `File a message of ${clientTitle(client)} as ${classes.join(", ")}`,
      client: clientTitle(client),
      rows: [],
      undo: "It can be filed otherwise at any time.",
      reversible: true,
      leaves: [],
      addressesKnown: true,
      versions: {},
    };
  },
  decide: ({ mail, classes, language, evidence }, scope, view) => [
    {
      type: "message.classified",
      scope,
      subject: `mail:${mail}`,
      data: { mail, classes, language, for: takerOf(classes, standingOf(view.records, scope)) },
      ...(evidence.length > 0 ? { private: { evidence } } : {}),
    },
  ],
});
