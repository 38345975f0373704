/**
 * The queue: what waits for the owner, oldest first. Read from the proposals; no state of its own.
 */
import type { Card } from "../kernel/card.ts";
import type { Records } from "../kernel/fold.ts";
import { intents } from "../kernel/intent.ts";
import { type ProposalRow, proposals } from "../kernel/proposal.ts";

export interface Waiting {
  readonly code: string;
  readonly action: string;
  /** As the owner calls them; `null` in the main room. */
  readonly client: string | null;
  readonly title: string;
  readonly revision: number;
  /** Milliseconds UTC. */
  readonly expiresAt: number;
  readonly openedAt: number;
  /** Set while it is put away until later. */
  readonly laterUntil: number | null;
  readonly card: Card;
  readonly proposal: ProposalRow;
}

/** Everything open; `cardOf` opens the sealed card of a proposal. Forgotten ones are left out. */
export function queue(records: Records, cardOf: (row: ProposalRow) => Card | null): Waiting[] {
  const waiting: Waiting[] = [];
  for (const row of records.find(proposals, "state = 'open' ORDER BY opened_at, id")) {
    const card = cardOf(row);
    if (!card) continue;
    waiting.push({
      code: row.code,
      action: records.get(intents, row.intent)?.action ?? "",
      client: card.client ?? null,
      title: card.title,
      revision: row.revision,
      expiresAt: row.expires_at,
      openedAt: row.opened_at,
      laterUntil: row.later_until,
      card,
      proposal: row,
    });
  }
  return waiting;
}
