/**
 * What the mail connectors need to know of the records to put a message where it belongs; handed in by outside.ts,
 * because connectors don't know records.
 */
import type { Transaction } from "../../kernel/writer.ts";
import type { InvitationAnswer } from "./invitation-answer.ts";
import type { KnownContact } from "./scope.ts";

/** A mail of ours, or of the owner's own hand, that others may answer or report on. */
export interface Thread {
  readonly scope: string;
  /** The effect that sent it, where an agent's answer is concerned. */
  readonly effect: string | null;
}

export interface Directory {
  /** A mail on record with these bytes, or null. */
  sameMail(transaction: Transaction, content: string): string | null;
  /** The newest of our mails among these Message-IDs. */
  threadOf(transaction: Transaction, messageIds: readonly string[]): Thread | null;
  /** Whether this workspace has sent, or was about to send, a mail with this Message-ID; forgotten ones count. */
  ours(transaction: Transaction, messageId: string): boolean;
  /** A mail of ours was found among the sent ones: that proves it left, where this was not known. */
  foundSent(transaction: Transaction, messageId: string): void;
  contacts(transaction: Transaction, addresses: readonly string[]): ReadonlyMap<string, KnownContact>;
  /** Whether the owner has made a client of whose scope it is. */
  isServed(transaction: Transaction, scope: string): boolean;
  /** Whether a mail with this Message-ID is on record with that client. */
  isOnRecord(transaction: Transaction, scope: string, messageId: string): boolean;
  /** Whether one of these addresses was a forgotten client's: their older mail must not come back. */
  wasForgotten(transaction: Transaction, addresses: readonly string[]): boolean;
  /** Clients and leads with a contact at this domain. */
  sameDomain(transaction: Transaction, domain: string): readonly string[];
  /** Ends what waits for the owner as an answer to one of these mails: the owner has answered. */
  answeredByHand(
    transaction: Transaction,
    answered: readonly string[],
    cause: { readonly id: string; readonly workflow: string; readonly seq: number },
  ): void;
  /** Left out: nobody is invited from here. */
  readonly invitations?: {
    /** The meeting to which whoever writes in this scope was invited; `asks`: the owner is asked about this answer. */
    meetingOf(
      transaction: Transaction,
      answer: InvitationAnswer,
      scope: string,
    ): { readonly meeting: string; readonly asks: boolean } | null;
    /** Their calendar program has answered. */
    answered(
      transaction: Transaction,
      answer: InvitationAnswer & { readonly meeting: string; readonly mail: string },
      cause: { readonly id: string; readonly workflow: string; readonly scope: string },
    ): void;
  };
  /** A mail of ours came back: the effect that sent it has failed. */
  bounced(
    transaction: Transaction,
    effect: string,
    report: { readonly why: string; readonly to: string },
    cause: { readonly id: string; readonly workflow: string },
  ): void;
}
