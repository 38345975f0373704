/**
 * How the company stands with somebody beyond work: whether they may be written to unasked, what they have agreed to, how they
 * fare, and texts that were drafted about the work. And when the owner is away.
 */
import type { Folded, RecordKind, RecordRow, Records } from "../kernel/fold.ts";
import { canonical } from "../lib/canonical.ts";
import { clients } from "./client.ts";

export const BASES = ["existing-customer", "consent", "asked-us"] as const;

export interface Outreach extends RecordRow {
  readonly client: string;
  readonly seq: number;
  /** `none`: there never was one, and they want none. */
  readonly basis: (typeof BASES)[number] | "none";
  /** `answered`: they wrote back, so it is the owner's conversation now. `stopped`: they want none. */
  readonly state: "standing" | "answered" | "stopped";
  readonly sent: number;
  readonly sent_on: string | null;
  readonly told_on: string | null;
}

export interface Consent extends RecordRow {
  readonly id: string;
  readonly seq: number;
  readonly client: string;
  readonly kind: "name-in-public";
  readonly state: "given" | "withdrawn";
}

export interface Draft extends RecordRow {
  readonly id: string;
  readonly seq: number;
  readonly client: string;
  readonly kind: "case-study" | "newsletter";
  readonly state: "open" | "used" | "dropped";
  readonly at: number;
}

/** What took how much off a client's score. */
export type HealthReason = { readonly code: string; readonly points: number; readonly count: number };

export interface Health extends RecordRow {
  readonly client: string;
  readonly seq: number;
  /** 0 to 100. */
  readonly score: number;
  readonly band: "well" | "watch" | "at-risk";
  /** JSON: HealthReason[]. */
  readonly reasons: string;
  readonly at: number;
}

export interface Absence extends RecordRow {
  readonly id: string;
  readonly from_on: string;
  readonly to_on: string;
  readonly state: "planned" | "over";
}

const ofClient = { rows: (event: Folded) => [event.scope] };

export const outreachs: RecordKind<Outreach> = {
  table: "outreach",
  id: "client",
  columns: ["client", "version", "seq", "basis", "state", "sent", "sent_on", "told_on"],
  on: {
    // `data`: basis, on. Private: evidence, where there is any.
    "basis.recorded": {
      ...ofClient,
      evolve: (row, event, client) => ({
        client,
        seq: event.seq,
        basis: event.data.basis as Outreach["basis"],
        state: "standing",
        sent: row?.sent ?? 0,
        sent_on: row?.sent_on ?? null,
        told_on: row?.told_on ?? null,
      }),
    },
    // `data`: client, on, for.
    "outreach.due": { ...ofClient, evolve: (row, event) => row && { ...row, told_on: String(event.data.on) } },
    // `data`: on.
    "outreach.sent": {
      ...ofClient,
      evolve: (row, event) => row && { ...row, sent: row.sent + 1, sent_on: String(event.data.on) },
    },
    // `data`: why (`stop`, `answered`), on. A stop stays, also that of somebody who never was written to.
    "outreach.ended": {
      ...ofClient,
      evolve: (row, event, client) => {
        if (event.data.why === "stop")
          return { ...(row ?? neverWritten(client)), seq: event.seq, state: "stopped" as const };
        return row && { ...row, state: row.state === "stopped" ? ("stopped" as const) : ("answered" as const) };
      },
    },
  },
};

function neverWritten(client: string) {
  return { client, basis: "none" as const, sent: 0, sent_on: null, told_on: null };
}

/** How it stands with writing to them unasked; a stop that came under another scope of theirs holds for all. */
export function outreachOf(records: Records, client: string): Outreach | undefined {
  const scopes = [client, ...records.find(clients, "merged_into = ? ORDER BY id", [client]).map(({ id }) => id)];
  const rows = scopes.flatMap((scope) => records.get(outreachs, scope) ?? []);
  return rows.find((row) => row.state === "stopped") ?? rows[0];
}

/** Whether they have agreed to be named in what the company publishes. */
export function mayBeNamed(records: Records, client: string): boolean {
  return records.get(consents, `${client}/name-in-public`)?.state === "given";
}

const consentOf = { rows: (event: Folded) => [`${event.scope}/${String(event.data.kind)}`] };

export const consents: RecordKind<Consent> = {
  table: "consents",
  id: "id",
  columns: ["id", "version", "seq", "client", "kind", "state"],
  on: {
    // `data`: kind. Private: evidence.
    "consent.given": {
      ...consentOf,
      evolve: (_, event, id) => ({ id, seq: event.seq, client: event.scope, kind: "name-in-public", state: "given" }),
    },
    "consent.withdrawn": { ...consentOf, evolve: (row) => row && { ...row, state: "withdrawn" } },
  },
};

const draftOf = { rows: (event: Folded) => [String(event.data.draft)] };

export const drafts: RecordKind<Draft> = {
  table: "drafts",
  id: "id",
  columns: ["id", "version", "seq", "client", "kind", "state", "at"],
  on: {
    // `data`: draft, kind, named (whether it names the client). Private: title, text.
    "content.drafted": {
      ...draftOf,
      evolve: (_, event, id) => ({
        id,
        seq: event.seq,
        client: event.scope,
        kind: event.data.kind as Draft["kind"],
        state: "open",
        at: event.at,
      }),
    },
    "content.used": { ...draftOf, evolve: (row) => row && { ...row, state: "used" } },
    "content.dropped": { ...draftOf, evolve: (row) => row && { ...row, state: "dropped" } },
  },
};

/** What the owner calls a draft by: `D12`. */
export function draftCode({ seq }: Pick<Draft, "seq">): string {
  return `D${seq}`;
}

/** The draft with this code or id. */
export function findDraft(records: Records, named: string): Draft | undefined {
  const [, seq] = /^d(\d{1,15})$/i.exec(named.trim()) ?? [];
  if (seq === undefined) return records.get(drafts, named);
  return records.find(drafts, "seq = ?", [Number(seq)])[0];
}

export const healths: RecordKind<Health> = {
  table: "health",
  id: "client",
  columns: ["client", "version", "seq", "score", "band", "reasons", "at"],
  on: {
    // `data`: score, before (the score before, or null), band, bandBefore, reasons, for.
    "health.changed": {
      ...ofClient,
      evolve: (_, event, client) => ({
        client,
        seq: event.seq,
        score: Number(event.data.score),
        band: event.data.band as Health["band"],
        // The keys in one order, however the event was made: a rebuild finds the same.
        reasons: canonical(event.data.reasons ?? []),
        at: event.at,
      }),
    },
  },
};

const absenceOf = { rows: (event: Folded) => [String(event.data.absence)] };

export const absences: RecordKind<Absence> = {
  table: "absences",
  id: "id",
  columns: ["id", "version", "from_on", "to_on", "state"],
  on: {
    // `data`: absence, fromOn, toOn (the last day away).
    "absence.planned": {
      ...absenceOf,
      evolve: (_, event, id) => ({
        id,
        from_on: String(event.data.fromOn),
        to_on: String(event.data.toOn),
        state: "planned",
      }),
    },
    "absence.ended": { ...absenceOf, evolve: (row) => row && { ...row, state: "over" } },
  },
};
