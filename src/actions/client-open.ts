/**
 * client.open: a lead becomes a client. Only the owner makes one; undo makes a lead of it again.
 */
import { z } from "zod";
import { clients } from "../records/client.ts";
import { contacts, scopesOf } from "../records/contact.ts";
import { defineAction, listOf, refused } from "./define.ts";

const params = z.strictObject({
  name: z.string().trim().min(1, "a client needs a name"),
  company: z.string().trim().nullable().default(null),
  need: z.string().trim().default(""),
  language: z.enum(["en", "de"]).default("en"),
  addresses: listOf(z.email("expected an e-mail address such as anna@example.com"), "a client needs an address"),
});

export const clientOpen = defineAction({
  name: "client.open",
  group: "internal",
  resource: "Client",
  sentence: "make a client of somebody who writes",
  context: { stage: "String" },
  produces: ["client.opened@1"],
  editable: ["name", "company", "need", "language"],
  form: [
    { name: "name", label: "Name", kind: "line" },
    { name: "company", label: "Company", kind: "line", optional: true },
    { name: "need", label: "What they need", kind: "line", optional: true },
    { name: "language", label: "Language", kind: "choice", choices: ["en", "de"] },
    { name: "addresses", label: "Mail addresses, with commas", kind: "line" },
  ],
  params,
  key: (_, scope) => `client.open:${scope}`,
  prepare({ name, company, need, addresses }, scope, view) {
    const client = view.records.get(clients, scope);
    if (!client) return refused("There is nobody on record to make a client of.");
    if (client.merged_into) return refused("They were found to belong to another client.");
    if (client.stage !== "lead") return refused(`${client.company ?? client.name} is a client already.`);
    for (const address of addresses) {
      const contact = view.records.get(contacts, address.toLowerCase());
      const other = contact && contact.state === "confirmed" && !scopesOf(view.records, contact).includes(scope);
      if (other) return refused(`${address} is on record for somebody else.`);
    }
    return {
      kind: "prepared",
      resource: { type: "Client", id: scope },
      attributes: { stage: client.stage, language: client.language },
      context: { stage: client.stage },
      title: `Open ${company ?? name} as a client`,
      client: company ?? name,
      rows: [
        { label: "Name", after: name },
        ...(company ? [{ label: "Company", after: company }] : []),
        { label: "Address", after: addresses.join(", ") },
        ...(need ? [{ label: "Need", after: need }] : []),
        { label: "Stage", before: "lead", after: "onboarding" },
      ],
      undo: "The client can be made a lead again.",
      reversible: true,
      leaves: [],
      addressesKnown: true,
      versions: { "client.stage": client.stage },
    };
  },
  decide: ({ name, company, need, language, addresses }, scope) => [
    {
      type: "client.opened",
      scope,
      subject: `client:${scope}`,
      data: { client: scope, language },
      private: { name, company, need, addresses },
    },
  ],
  undo({ addresses }, scope, view) {
    const client = view.records.get(clients, scope);
    if (client?.stage !== "onboarding") return refused("The client has moved on since and can't be made a lead again.");
    return [
      { type: "client.unopened", scope, subject: `client:${scope}`, data: { client: scope }, private: { addresses } },
    ];
  },
});
