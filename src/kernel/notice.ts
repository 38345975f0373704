/**
 * Notices: what the workspace says to its paired owner. They need no verdict and pass during a pause; after an unknown
 * outcome they are said again. The card itself stands sealed in an event; here is only what still has to be shown, and where.
 */
import type { Card } from "./card.ts";
import type { LedgerEvent } from "./event.ts";
import { houseLabel } from "./label.ts";
import type { Transaction } from "./writer.ts";

export interface NoticeRow {
  readonly id: number;
  readonly surface: string;
  readonly seq: number;
  readonly proposal: string | null;
  readonly revision: number | null;
  /** `partial`: shown, but not all of what would leave, so that it can't be approved yet. */
  readonly state: "queued" | "claimed" | "sent" | "partial" | "skipped";
  readonly created_at: number;
  readonly sent_at: number | null;
}

/** Queues what `event` carries in its private part (`card`) for every surface, in the same transaction. */
export function notify(
  transaction: Transaction,
  surfaces: readonly string[],
  event: LedgerEvent,
  about?: { readonly proposal: string; readonly revision: number },
): void {
  for (const surface of surfaces)
    transaction.run(
      "INSERT INTO notices (surface, seq, proposal, revision, state, created_at) VALUES (?, ?, ?, ?, 'queued', ?)",
      [surface, event.seq, about?.proposal ?? null, about?.revision ?? null, transaction.now],
    );
}

/** Records a card that is no proposal (a failure, a digest) and queues it. `about`: the opaque subject it concerns. */
export function postCard(
  transaction: Transaction,
  surfaces: readonly string[],
  card: Card,
  context: {
    readonly type: string;
    readonly scope: string;
    readonly subject: string;
    readonly cause?: LedgerEvent;
    readonly data?: LedgerEvent["data"];
  },
): LedgerEvent {
  const event = transaction.append({
    type: context.type,
    actor: "kernel",
    scope: context.scope,
    subject: context.subject,
    causation: context.cause?.id,
    workflow: context.cause?.workflow,
    label: houseLabel(context.scope),
    data: context.data ?? {},
    private: { card: JSON.parse(JSON.stringify(card)) },
  });
  notify(transaction, surfaces, event);
  return event;
}

/** The newest revision of a proposal that this surface has shown, and when. */
export function shownOn(
  transaction: Transaction,
  surface: string,
  proposal: string,
): { revision: number; at: number } | undefined {
  return transaction.get<{ revision: number; at: number }>(
    "SELECT revision, sent_at AS at FROM notices WHERE proposal = ? AND surface = ? AND state = 'sent' ORDER BY revision DESC LIMIT 1",
    [proposal, surface],
  );
}

/** Notes that a surface has shown this revision by another way than a notice: a list the owner asked for. */
export function markShown(
  transaction: Transaction,
  surface: string,
  proposal: { id: string; revision: number; seq: number },
): void {
  const known = shownOn(transaction, surface, proposal.id);
  if (known && known.revision >= proposal.revision) return;
  transaction.run(
    "INSERT INTO notices (surface, seq, proposal, revision, state, created_at, sent_at) VALUES (?, ?, ?, ?, 'sent', ?, ?)",
    [surface, proposal.seq, proposal.id, proposal.revision, transaction.now, transaction.now],
  );
}
