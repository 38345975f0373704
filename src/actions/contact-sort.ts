/**
 * contact.sort: the owner says what an address is. Most mail is neither inquiry nor client: new senders stand in one
 * daily list, never in a card each.
 */
import { z } from "zod";
import { clients } from "../records/client.ts";
import { contacts } from "../records/contact.ts";
import { defineAction, refused } from "./define.ts";

const KINDS = ["client", "supplier", "accountant", "authority", "private", "ignore"] as const;

const params = z.strictObject({
  address: z.string().min(3),
  kind: z.enum(KINDS, `expected one of: ${KINDS.join(", ")}`),
});

export const contactSort = defineAction({
  name: "contact.sort",
  group: "internal",
  resource: "Workspace",
  sentence: "say what kind of contact an address is",
  context: { kind: "String" },
  produces: ["client.opened@1"],
  editable: ["kind"],
  params,
  key: ({ address }) => `contact.sort:${address}`,
  prepare({ address, kind }, _scope, view) {
    const contact = view.records.get(contacts, address);
    if (!contact) return refused(`${address} is not on record.`);
    if (contact.state === "confirmed") return refused(`${address} was sorted already: ${contact.kind}.`);
    const name = contact.name || address;
    return {
      kind: "prepared",
      resource: { type: "Workspace", id: "workspace" },
      attributes: {},
      context: { kind },
      title: `Sort ${name} as ${kind}`,
      rows: [{ label: name === address ? address : `${name} <${address}>`, after: kind }],
      undo: "They can be sorted otherwise at any time.",
      reversible: true,
      leaves: [],
      addressesKnown: true,
      versions: { [`contact.${address}`]: contact.kind },
    };
  },
  decide({ address, kind }, _scope, view) {
    const contact = view.records.get(contacts, address);
    const scope = contact?.scopes.split(" ")[0] || "workspace";
    const sorted = {
      type: "contact.sorted",
      scope,
      subject: `contact:${scope}`,
      data: { kind },
      private: { addresses: [address] },
    };
    const lead = view.records.get(clients, scope);
    if (kind !== "client" || lead?.stage !== "lead") return [sorted];
    const words = { name: contact?.name || address, company: null, need: null, addresses: [address] };
    return [
      sorted,
      {
        type: "client.opened",
        scope,
        subject: `client:${scope}`,
        data: { client: scope, language: lead.language },
        private: words,
      },
    ];
  },
  undo({ address }, _scope, view) {
    const scope = view.records.get(contacts, address)?.scopes.split(" ")[0] || "workspace";
    return [
      {
        type: "contact.sorted",
        scope,
        subject: `contact:${scope}`,
        data: { kind: "unknown" },
        private: { addresses: [address] },
      },
    ];
  },
});
