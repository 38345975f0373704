/**
 * A client: who the company serves, and the scope that walls memory, runs and threads from each other.
 * Whoever writes is a lead with a scope from the first mail; only the owner makes a client of one.
 */
import type { Plain } from "../kernel/event.ts";
import type { RecordKind, RecordRow, Records } from "../kernel/fold.ts";

/** `forgotten`: the owner has had them forgotten; nothing is known any more, and what was is not brought back. */
export type Stage = "lead" | "onboarding" | "active" | "paused" | "left" | "forgotten";

export interface Client extends RecordRow {
  readonly id: string;
  readonly stage: Stage;
  readonly name: string;
  readonly company: string | null;
  readonly need: string | null;
  readonly language: string;
  readonly merged_into: string | null;
  readonly since: number;
  /** The event since which mail that leaves by itself is held back; 0: none. */
  readonly held: number;
}

/** What stands in a record where its words were forgotten. */
export const FORGOTTEN = "forgotten";

export const clients: RecordKind<Client> = {
  table: "clients",
  id: "id",
  columns: ["id", "version", "stage", "name", "company", "need", "language", "merged_into", "since", "held"],
  on: {
    "mail.received": {
      rows: (event) => (event.data.opensLead === true ? [event.scope] : []),
      evolve: (row, event) => {
        if (row) return undefined;
        const from = firstSender(event.open());
        return {
          id: event.scope,
          stage: "lead",
          name: from.name || from.address,
          company: null,
          need: null,
          language: "unclear",
          merged_into: null,
          since: event.at,
          held: 0,
        };
      },
    },
    // A client from before the workspace. `data`: client, language, stage. Private: name, company, need, addresses.
    "client.imported": {
      rows: (event) => [event.scope],
      evolve: (row, event, id) => {
        const words = event.open();
        return (
          row ?? {
            id,
            stage: event.data.stage as Stage,
            name: text(words?.name) ?? FORGOTTEN,
            company: words ? text(words.company) : FORGOTTEN,
            need: words ? text(words.need) : FORGOTTEN,
            language: String(event.data.language),
            merged_into: null,
            since: event.at,
            held: 0,
          }
        );
      },
    },
    // `data`: client, stage: `onboarding`, `active`, `paused`, `left`.
    "client.moved": {
      rows: (event) => [event.scope],
      evolve: (row, event) => row && { ...row, stage: event.data.stage as Stage },
    },
    // Mail that would leave by itself waits for the owner, until it is released. `data`: why, mail.
    "mail.held": { rows: (event) => [event.scope], evolve: (row, event) => row && { ...row, held: event.seq } },
    "mail.released": { rows: (event) => [event.scope], evolve: (row) => row && { ...row, held: 0 } },
    "client.opened": {
      rows: (event) => [String(event.data.client)],
      evolve: (row, event) => {
        const words = event.open();
        return (
          row && {
            ...row,
            stage: "onboarding",
            name: text(words?.name) ?? FORGOTTEN,
            company: words ? text(words.company) : FORGOTTEN,
            need: words ? text(words.need) : FORGOTTEN,
            language: String(event.data.language),
          }
        );
      },
    },
    "client.unopened": {
      rows: (event) => [String(event.data.client)],
      evolve: (row) => row && { ...row, stage: "lead" },
    },
    "client.corrected": {
      rows: (event) => [String(event.data.client)],
      evolve: (row, event) => {
        const words = event.open();
        const value = words ? text(words.value) : FORGOTTEN; // taken back to what was empty, it is empty again
        return row && { ...row, [String(event.data.field)]: value };
      },
    },
    "scope.merged": {
      rows: (event) => [String(event.data.from)],
      evolve: (row, event) => row && { ...row, merged_into: String(event.data.into) },
    },
    "client.forgotten": {
      rows: (event) => event.data.scopes as readonly string[],
      evolve: (row) =>
        row && { ...row, stage: "forgotten", name: FORGOTTEN, company: null, need: null, language: "unclear" },
    },
  },
};

/** The scope that `scope` belongs to after merges. */
export function mergedScope(records: Records, scope: string): string {
  let at = scope;
  for (let hops = 0; hops < 16; hops++) {
    const into = records.get(clients, at)?.merged_into;
    if (!into) return at;
    at = into;
  }
  return at;
}

/** Whether the owner has made a client of them: about whoever has only written no model is asked. */
export function isServed(records: Records, scope: string): boolean {
  const stage = records.get(clients, mergedScope(records, scope))?.stage;
  return stage !== undefined && stage !== "lead" && stage !== "forgotten";
}

/** How the owner calls them: the company, else the person. */
export function clientTitle(client: Pick<Client, "name" | "company"> | undefined): string {
  return client?.company ?? client?.name ?? "someone unknown";
}

/** Clients whose name, company or id is what the owner typed; several when it isn't clear who is meant. */
export function findClients(records: Records, words: string): Client[] {
  const wanted = words.trim().toLowerCase();
  const standing = "merged_into IS NULL AND stage <> 'forgotten'";
  // Written as they are on record, as nearly always: a thousand others need not be looked at.
  const written = records.find(clients, `${standing} AND ?1 IN (id, name, company) ORDER BY since, id`, [words.trim()]);
  if (written.length > 0) return written;
  const known = records.find(clients, `${standing} ORDER BY since, id`);
  const exact = known.filter((one) => [one.id, one.name, one.company].some((name) => name?.toLowerCase() === wanted));
  if (exact.length > 0) return exact;
  return known.filter((one) => [one.name, one.company].some((name) => name?.toLowerCase().includes(wanted)));
}

function firstSender(words: Plain | null): { name: string; address: string } {
  const [first] = (words?.from ?? []) as ReadonlyArray<{ name: string; address: string }>;
  return first ?? { name: words ? "" : FORGOTTEN, address: words ? "unknown sender" : FORGOTTEN };
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
