/**
 * Older mail: since which day the owner wants it remembered, how far that has come, and which mails were. They are no messages
 * of now: nothing but memory reads them, so they stand apart from records/mail.ts.
 * Before: actions/mail-remember.ts, connectors/mail/remember.ts. After: older-mail.ts.
 */
import type { Plain } from "../kernel/event.ts";
import type { RecordKind, RecordRow, Records } from "../kernel/fold.ts";
import type { MailWords } from "./mail.ts";

export interface RememberedMail extends RecordRow {
  readonly id: string;
  /** The event that holds its words. */
  readonly seq: number;
  readonly scope: string;
  readonly message_id: string | null;
  /** sha256 of the raw bytes. */
  readonly content: string;
}

export const rememberedMails: RecordKind<RememberedMail> = {
  table: "remembered_mails",
  id: "id",
  columns: ["id", "version", "seq", "scope", "message_id", "content"],
  on: {
    // `data`: mail, direction, sentAt. Private: the same words as a mail of now.
    "mail.remembered": {
      rows: (event) => [String(event.data.mail)],
      evolve: (_, event, id) => {
        const words = event.open() as (Plain & Partial<MailWords>) | null;
        return {
          id,
          seq: event.seq,
          scope: event.scope,
          message_id: words?.messageId ?? null,
          content: words?.content ?? "forgotten",
        };
      },
    },
  },
};

/** The one row of what was asked for. Days are the owner's, `YYYY-MM-DD`. */
export interface OlderMail extends RecordRow {
  readonly id: string;
  /** The event that asked for it last. */
  readonly seq: number;
  /** What was asked for in all; null: it was stopped before any of it was read whole. */
  readonly since: string | null;
  /** What is read of it now: from this day to the day before that; null: to the moment of connecting. */
  readonly reads_from: string;
  readonly reads_to: string | null;
  /** Mails remembered after this event are what was found this time. */
  readonly counts_from: number;
  readonly state: "wanted" | "read";
}

const THE_ROW = "mail";
const it = { rows: () => [THE_ROW] };

export const olderMails: RecordKind<OlderMail> = {
  table: "older_mail",
  id: "id",
  columns: ["id", "version", "seq", "since", "reads_from", "reads_to", "counts_from", "state"],
  on: {
    // `data`: from, to.
    "older-mail.wanted": {
      ...it,
      evolve: (row, event, id) => {
        const from = String(event.data.from);
        return {
          id,
          seq: event.seq,
          since: row?.since && row.since < from ? row.since : from,
          reads_from: from,
          reads_to: typeof event.data.to === "string" ? event.data.to : null,
          // One that was not read to its end goes on in this one.
          counts_from: row?.state === "wanted" ? row.counts_from : event.seq,
          state: "wanted",
        };
      },
    },
    "older-mail.read": { ...it, evolve: (row) => row && { ...row, state: "read" } },
    "older-mail.stopped": { ...it, evolve: (row) => row && { ...row, since: row.reads_to, state: "read" } },
  },
};

/** What was asked for, if anything was. */
export function olderMailIn(records: Records): OlderMail | undefined {
  return records.get(olderMails, THE_ROW);
}
