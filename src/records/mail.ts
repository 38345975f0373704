/**
 * A mail on record: where it belongs, what it answers, what it was found to be. Its words stay in the ledger, sealed.
 */

import type { Plain } from "../kernel/event.ts";
import type { RecordKind, RecordRow } from "../kernel/fold.ts";

export interface Mail extends RecordRow {
  readonly id: string;
  /** The event that holds its words. */
  readonly seq: number;
  /** Where it was put at the door; merges are followed by reading (records/client.ts). */
  readonly scope: string;
  readonly direction: "in" | "out";
  readonly message_id: string | null;
  /** sha256 of the raw bytes. */
  readonly content: string;
  /** Address of the raw bytes among the kept ones. */
  readonly raw: string | null;
  readonly at: number;
  /** Space-separated classes; `automatic` for machine mail; empty until it was read. */
  readonly classes: string;
  readonly thread: string | null;
  readonly effect: string | null;
}

/** What `mail.received` and `mail.sent` keep sealed. */
export type MailWords = {
  readonly messageId: string | null;
  readonly content: string;
  readonly from: ReadonlyArray<{ readonly name: string; readonly address: string }>;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly subject: string;
  /** The newly written words, at most 4,000 characters. */
  readonly written: string;
  readonly signature: string;
  readonly sentAt: number | null;
  readonly references: readonly string[];
  readonly attachments: ReadonlyArray<{
    readonly name: string;
    readonly type: string;
    readonly size: number;
    readonly sha256: string;
    readonly blob: string;
  }>;
  /** What the sender's calendar program answers to an invitation of ours; left out where it isn't about one. */
  readonly invitation?: {
    readonly meeting: string;
    readonly answer: "accepted" | "declined" | "tentative" | "counter";
    readonly startsAt: number | null;
    readonly minutes: number | null;
  };
};

export const mails: RecordKind<Mail> = {
  table: "mails",
  id: "id",
  columns: [
    "id",
    "version",
    "seq",
    "scope",
    "direction",
    "message_id",
    "content",
    "raw",
    "at",
    "classes",
    "thread",
    "effect",
  ],
  on: {
    "mail.received": arrives("in"),
    "mail.unreadable": arrives("in"),
    "mail.sent": arrives("out"),
    "message.classified": {
      rows: (event) => [String(event.data.mail)],
      evolve: (row, event) => row && { ...row, classes: (event.data.classes as readonly string[]).join(" ") },
    },
  },
};

function arrives(direction: Mail["direction"]): (typeof mails.on)[string] {
  return {
    rows: (event) => [String(event.data.mail)],
    evolve: (_, event) => {
      const words = event.open() as (Plain & Partial<MailWords>) | null;
      return {
        id: String(event.data.mail),
        seq: event.seq,
        scope: event.scope,
        direction,
        message_id: words ? (words.messageId ?? null) : null,
        content: words?.content ?? "forgotten",
        raw: typeof event.data.raw === "string" ? event.data.raw : null,
        at: event.at,
        classes: event.data.automatic ? "automatic" : "",
        thread: typeof event.data.thread === "string" ? event.data.thread : null,
        effect: typeof event.data.effect === "string" ? event.data.effect : null,
      };
    },
  };
}
