/**
 * scope.merge: "this belongs to X". Nothing is rewritten: from now on what was put into one scope is read with the other.
 */
import { z } from "zod";
import { clients, clientTitle, mergedScope } from "../records/client.ts";
import { addressesOf } from "../records/contact.ts";
import { defineAction, refused } from "./define.ts";
import { answeredMail, quoteOf } from "./letter.ts";

const params = z.strictObject({
  from: z.string().min(1),
  into: z.string().min(1),
  /** The message that made it look so, for the card. */
  mail: z.string().nullable().default(null),
});

export const scopeMerge = defineAction({
  name: "scope.merge",
  group: "internal",
  resource: "Client",
  sentence: "say that a new address belongs to a client you have",
  context: {},
  produces: ["scope.merged@1", "scope.kept@1"],
  editable: [],
  params,
  key: ({ from }) => `scope.merge:${from}`,
  prepare({ from, into, mail }, _scope, view) {
    const source = view.records.get(clients, from);
    const target = view.records.get(clients, into);
    if (!source || !target) return refused("One of the two is not on record.");
    if (source.merged_into || mergedScope(view.records, into) === from)
      return refused(`${clientTitle(source)} was put together with a client already.`);
    if (source.stage !== "lead") return refused(`${clientTitle(source)} is a client of their own.`);
    const addresses = addressesOf(view.records, from).map((contact) => contact.address);
    const answered = mail === null ? null : answeredMail(view, mail, from);
    return {
      kind: "prepared",
      resource: { type: "Client", id: from },
      attributes: { stage: source.stage, language: source.language },
      context: {},
      title: `File ${source.name} with ${clientTitle(target)}`,
      client: clientTitle(target),
      rows: [
        { label: "Address", after: addresses.join(", ") },
        { label: "Belongs to", before: "nobody yet", after: clientTitle(target) },
      ],
      ...(answered && typeof answered !== "string" ? { quote: quoteOf(answered.words) } : {}),
      undo: "What was filed together can't be told apart by itself again; you would correct it by hand.",
      reversible: false,
      leaves: [],
      addressesKnown: true,
      versions: { "from.stage": source.stage, "into.stage": target.stage },
    };
  },
  decide: ({ from, into }, _scope, view) => [
    {
      type: "scope.merged",
      scope: into,
      subject: `client:${from}`,
      data: { from, into },
      private: { addresses: addressesOf(view.records, from).map((contact) => contact.address) },
    },
  ],
  declined: ({ from }) => [{ type: "scope.kept", scope: from, subject: `client:${from}`, data: { from } }],
  undo: () => refused("Two that were put together can't be told apart by themselves; correct the records one by one."),
});
