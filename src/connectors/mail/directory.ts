/**
 * What the mail connectors need to know of the records to put a message where it belongs; handed in by workspace.ts,
 * because connectors don't know records.
 */
import type { Transaction } from "../../kernel/writer.ts";
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
  contacts(transaction: Transaction, addresses: readonly string[]): ReadonlyMap<string, KnownContact>;
  /** Clients and leads with a contact at this domain. */
  sameDomain(transaction: Transaction, domain: string): readonly string[];
  /** Ends what waits for the owner as an answer to one of these mails: the owner has answered. */
  answeredByHand(
    transaction: Transaction,
    answered: readonly string[],
    cause: { readonly id: string; readonly workflow: string; readonly seq: number },
  ): void;
  /** A mail of ours came back: the effect that sent it has failed. */
  bounced(
    transaction: Transaction,
    effect: string,
    report: { readonly why: string; readonly to: string },
    cause: { readonly id: string; readonly workflow: string },
  ): void;
}
