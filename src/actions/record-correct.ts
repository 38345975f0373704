/**
 * record.correct: the owner puts a record right. A correcting event with a reason is appended; nothing is rewritten.
 */
import { z } from "zod";
import { clients, clientTitle } from "../records/client.ts";
import { defineAction, refused } from "./define.ts";

const FIELDS = ["name", "company", "need", "language"] as const;

const params = z.strictObject({
  client: z.string().min(1),
  field: z.enum(FIELDS, `expected one of: ${FIELDS.join(", ")}`),
  value: z.string().trim().min(1, "a correction needs the right value"),
  reason: z.string().trim().min(1, "a correction needs a reason"),
  /** What it was, noted when the correction was made, so that it can be undone. */
  before: z.string().nullable().default(null),
});

export const recordCorrect = defineAction({
  name: "record.correct",
  group: "internal",
  resource: "Client",
  sentence: "put a record right",
  context: {},
  produces: [],
  editable: ["value", "reason"],
  form: [
    { name: "field", label: "What is wrong", kind: "choice", choices: FIELDS },
    { name: "value", label: "What is right", kind: "line" },
    { name: "reason", label: "Why", kind: "line" },
  ],
  params,
  key: ({ client, field, value, reason }) => `record.correct:${client}:${field}:${value}:${reason}`,
  prepare({ client: id, field, value, reason }, _scope, view) {
    const client = view.records.get(clients, id);
    if (!client) return refused("There is no such client on record.");
    const before = client[field] ?? "–";
    return {
      kind: "prepared",
      resource: { type: "Client", id },
      attributes: { stage: client.stage, language: client.language },
      context: {},
      title: `Correct the ${field} of ${clientTitle(client)}`,
      client: clientTitle(client),
      rows: [
        { label: field.charAt(0).toUpperCase() + field.slice(1), before, after: value },
        { label: "Reason", after: reason },
      ],
      undo: "It can be corrected again at any time.",
      reversible: true,
      leaves: [],
      addressesKnown: true,
      versions: { [`client.${field}`]: client[field] },
    };
  },
  decide: ({ client, field, value, reason }) => [
    {
      type: "client.corrected",
      scope: client,
      subject: `client:${client}`,
      data: { client, field },
      private: { value, reason },
    },
  ],
  undo: ({ client, field, before }) =>
    before === null
      ? refused("What it was before is not on record; correct it again.")
      : [
          {
            type: "client.corrected",
            scope: client,
            subject: `client:${client}`,
            data: { client, field },
            private: { value: before, reason: "undone" },
          },
        ],
});
