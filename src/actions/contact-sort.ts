/**
 * contact.sort: the owner says what an address is. Most mail is neither inquiry nor client: new senders stand in one
 * daily list, never in a card each, and where a sender is beyond doubt (a machine, a plain offer, a trap) a rule may say it.
 */
import { z } from "zod";
import type { View } from "../kernel/action.ts";
import { clients, clientTitle } from "../records/client.ts";
import { type Contact, contacts, scopesOf } from "../records/contact.ts";
import { type MailWords, mails } from "../records/mail.ts";
import { defineAction, refused } from "./define.ts";
import type { House } from "./house.ts";

const KINDS = ["client", "supplier", "accountant", "authority", "private", "ignore"] as const;

/** Who has written so often without anybody looking is for the owner to look at. */
const MOST_MAILS = 5;

const params = z.strictObject({
  address: z.string().min(3),
  kind: z.enum(KINDS, `expected one of: ${KINDS.join(", ")}`),
  /** Only while nobody has said so: who was sorted meanwhile stays as they are. */
  fresh: z.boolean().default(false),
  /** Said to be beyond doubt; looked at again here. */
  sure: z.boolean().default(false),
});

type Wish = z.infer<typeof params>;

export function contactSort({ sureSender }: Pick<House, "sureSender">) {
  return defineAction({
    name: "contact.sort",
    group: "internal",
    resource: "Workspace",
    sentence: "say what kind of contact an address is",
    context: { kind: "String", sure: "Boolean" },
    produces: ["client.opened@1"],
    editable: ["kind"],
    form: [
      { name: "address", label: "Mail address", kind: "line" },
      { name: "kind", label: "What they are", kind: "choice", choices: KINDS },
    ],
    params,
    key: ({ address }) => `contact.sort:${address}`,
    prepare(wish, _scope, view) {
      const { address, kind, fresh } = wish;
      const contact = view.records.get(contacts, address.toLowerCase());
      if (!contact) return refused(`${address} is not on record.`);
      const sorted = contact.state === "confirmed";
      if (!fresh && contact.kind === "client" && kind !== "client")
        return refused(
          `${address} belongs to ${clientOf(view, contact)}, a client of yours. Put the client right first.`,
        );
      const name = contact.name || address;
      const who = name === address ? address : `${name} <${address}>`;
      const subject = firstSubject(view, contact);
      const was = sorted ? `${who} (${contact.kind})` : `${who}${subject ? `, “${subject}”` : ""}`;
      return {
        kind: "prepared",
        resource: { type: "Workspace", id: "workspace" },
        attributes: {},
        context: { kind, sure: wish.sure && isSure(wish, contact, view, sureSender) },
        title: kind === "ignore" ? `Ignore what ${name} writes` : `Sort ${name} as ${kind}`,
        many: (count) => `Sort ${count} new senders`,
        rows: [{ label: "Sender", before: was, after: sorted && fresh ? "stays as it is" : kind }],
        undo: "They can be sorted otherwise at any time.",
        reversible: true,
        leaves: [],
        addressesKnown: true,
        versions: { [`contact.${address}`]: contact.kind },
      };
    },
    decide({ address, kind, fresh, sure }, _scope, view) {
      const contact = view.records.get(contacts, address.toLowerCase());
      if (fresh && contact?.state === "confirmed") return [];
      const scope = scopeOf(contact);
      const sorted = {
        type: "contact.sorted",
        scope,
        subject: `contact:${scope}`,
        data: { kind, by: sure ? "rule" : "owner" },
        private: { addresses: [address] },
        theirs: [], // of the whole list only this address
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
          theirs: [],
        },
      ];
    },
    declined({ address }, _scope, view) {
      const contact = view.records.get(contacts, address.toLowerCase());
      if (!contact || contact.state === "confirmed") return [];
      const scope = scopeOf(contact);
      return [
        {
          type: "contact.passed",
          scope,
          subject: `contact:${scope}`,
          data: {},
          private: { addresses: [address] },
          theirs: [],
        },
      ];
    },
    undo({ address, kind }, _scope, view) {
      const contact = view.records.get(contacts, address.toLowerCase());
      // What was sorted otherwise since, or never by this, stays.
      if (contact?.kind !== kind) return [];
      const scope = scopeOf(contact);
      const words = { addresses: [address] };
      if (kind === "client") {
        if (view.records.get(clients, scope)?.stage !== "onboarding")
          return refused(`${clientOf(view, contact)} has moved on since and can't be made a lead again.`);
        const data = { client: scope };
        return [{ type: "client.unopened", scope, subject: `client:${scope}`, data, private: words }];
      }
      return [
        { type: "contact.sorted", scope, subject: `contact:${scope}`, data: { kind: "unknown" }, private: words },
      ];
    },
  });
}

/** Whether all that a stranger has written shows the same kind, and nobody of the same firm is a client. */
function isSure({ kind }: Wish, contact: Contact, view: View, sureSender: House["sureSender"]): boolean {
  if (contact.state === "confirmed" || contact.kind !== "unknown" || scopeOf(contact) === "workspace") return false;
  const came = view.records.find(mails, "scope = ? AND direction = 'in' ORDER BY seq LIMIT ?", [
    scopeOf(contact),
    MOST_MAILS,
  ]);
  if (came.length === 0 || came.length === MOST_MAILS) return false;
  const colleagues = view.records.find(contacts, "domain = ? AND kind IN ('client', 'lead') LIMIT 1", [contact.domain]);
  return came.every((mail) => {
    const words = view.privateAt(mail.seq) as MailWords | null;
    const found = words?.from ? sureSender(words) : null;
    return found?.kind === kind && !(found.business && colleagues.length > 0);
  });
}

function scopeOf(contact: Contact | undefined): string {
  return contact?.scopes.split(" ")[0] || "workspace";
}

function clientOf(view: View, contact: Contact): string {
  return clientTitle(view.records.get(clients, scopesOf(view.records, contact)[0] ?? ""));
}

/** What their first message was about: a name alone says little about a stranger. */
function firstSubject(view: View, contact: Contact): string {
  const [mail] = view.records.find(mails, "scope = ? AND direction = 'in' ORDER BY seq LIMIT 1", [scopeOf(contact)]);
  const words = mail && scopeOf(contact) !== "workspace" ? (view.privateAt(mail.seq) as MailWords | null) : null;
  const subject = words?.subject ?? "";
  return subject.length > 60 ? `${subject.slice(0, 59).toWellFormed()}…` : subject;
}
