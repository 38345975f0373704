/**
 * A contact: an address of a person or a machine, what kind it is, and the scopes it may write for.
 * `seen`: it has written. `confirmed`: the owner, or an approved deed of the owner's, has said who it is.
 */
import type { RecordKind, RecordRow, Records } from "../kernel/fold.ts";
import { clients, mergedScope } from "./client.ts";

export type ContactKind =
  | "unknown"
  | "client"
  | "lead"
  | "supplier"
  | "accountant"
  | "authority"
  | "private"
  | "machine"
  | "ignore";

export interface Contact extends RecordRow {
  /** Lower case. */
  readonly address: string;
  readonly name: string;
  readonly domain: string;
  readonly kind: ContactKind;
  readonly state: "seen" | "confirmed";
  /** Space-separated scope ids. */
  readonly scopes: string;
  readonly first_seen_at: number;
  /** 1 once it stood in a list of new senders. */
  readonly listed: number;
}

interface Sender {
  readonly name: string;
  readonly address: string;
}

export const contacts: RecordKind<Contact> = {
  table: "contacts",
  id: "address",
  columns: ["address", "version", "name", "domain", "kind", "state", "scopes", "first_seen_at", "listed"],
  on: {
    "mail.received": {
      // Only who is known by now, or opens a lead, becomes a contact: a forged sender or a machine of one mail does not.
      rows: (event) => (event.data.contact === true ? senders(event.open()).map((sender) => sender.address) : []),
      evolve: (row, event, address) => {
        if (row) return undefined;
        const sender = senders(event.open()).find((one) => one.address === address);
        return {
          ...unseen(address, event),
          name: sender?.name ?? "",
          kind: event.data.automatic ? "machine" : "unknown",
          scopes: event.scope === "workspace" ? "" : event.scope,
          listed: 0,
        };
      },
    },
    "client.opened": {
      rows: (event) => addressesIn(event.open()),
      evolve: (row, event, address) => ({
        ...(row ?? unseen(address, event)),
        kind: "client",
        state: "confirmed",
      }),
    },
    "client.imported": {
      rows: (event) => addressesIn(event.open()),
      evolve: (row, event, address) => ({ ...(row ?? unseen(address, event)), kind: "client", state: "confirmed" }),
    },
    "client.unopened": {
      rows: (event) => addressesIn(event.open()),
      evolve: (row) => row && { ...row, kind: "unknown", state: "seen" },
    },
    "contact.sorted": {
      rows: (event) => addressesIn(event.open()),
      evolve: (row, event) => {
        const kind = event.data.kind as ContactKind;
        return row && { ...row, kind, state: kind === "unknown" ? "seen" : "confirmed", listed: 1 };
      },
    },
    // The owner said no to a list: who stood in it is not brought up again.
    "contact.passed": {
      rows: (event) => addressesIn(event.open()),
      evolve: (row) => row && { ...row, listed: 1 },
    },
    "scope.merged": {
      rows: (event) => addressesIn(event.open()),
      evolve: (row, event) => row && { ...row, kind: "client", state: "confirmed", scopes: String(event.data.into) },
    },
  },
};

/** The scopes an address may write for, merges followed. */
export function scopesOf(records: Records, contact: Contact): string[] {
  return [
    ...new Set(
      contact.scopes
        .split(" ")
        .filter(Boolean)
        .map((scope) => mergedScope(records, scope)),
    ),
  ];
}

/** The addresses on record for one scope, and for those that were found to be its own. */
export function addressesOf(records: Records, scope: string): Contact[] {
  const scopes = scopesInto(records, scope);
  const own = records.find(contacts, `scopes IN (${scopes.map(() => "?").join(",")})`, scopes);
  // Who may write for several stands in no scope's own list; there are few.
  const shared = records
    .find(contacts, "scopes LIKE '% %'")
    .filter((contact) => scopesOf(records, contact).includes(scope));
  return [...own, ...shared].sort((a, b) => a.first_seen_at - b.first_seen_at || (a.address < b.address ? -1 : 1));
}

/** A scope, and all that were merged into it. */
function scopesInto(records: Records, scope: string): string[] {
  const found = [scope];
  for (const one of found)
    for (const { id } of records.find(clients, "merged_into = ? ORDER BY id", [one]))
      if (!found.includes(id)) found.push(id);
  return found;
}

/** An address that has not written yet: the owner has named it. */
function unseen(address: string, event: { readonly at: number; readonly scope: string }): Omit<Contact, "version"> {
  const domain = address.slice(address.lastIndexOf("@") + 1);
  const scopes = event.scope;
  return { address, name: "", domain, kind: "unknown", state: "seen", scopes, first_seen_at: event.at, listed: 1 };
}

function senders(words: Readonly<Record<string, unknown>> | null): Sender[] {
  return ((words?.from ?? []) as Sender[]).map((one) => ({ name: one.name, address: one.address.toLowerCase() }));
}

function addressesIn(words: Readonly<Record<string, unknown>> | null): string[] {
  return ((words?.addresses ?? []) as string[]).map((address) => address.toLowerCase());
}
