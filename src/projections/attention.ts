/**
 * What the company asks of its owner: how often the owner decided, about what, and how many clients that was for. A decision is
 * each proposal or question that the owner closed; one card with n things of a kind counts n.
 * Before: the ledger. After: care.ts, and the answer to “how much did you ask me?”.
 */
import type { Step } from "../kernel/action.ts";
import type { LedgerEvent } from "../kernel/event.ts";
import type { Records } from "../kernel/fold.ts";
import { intents } from "../kernel/intent.ts";
import type { Ledger } from "../kernel/ledger.ts";
import { proposals } from "../kernel/proposal.ts";
import type { Database } from "../store/database.ts";
import { firstSince } from "./days.ts";

export interface Attention {
  readonly decisions: number;
  /** Cards that were closed. */
  readonly cards: number;
  /** Decisions by the first action of the card, the most first. */
  readonly byAction: ReadonlyArray<{ readonly action: string; readonly decisions: number }>;
  /** Clients that are served now. */
  readonly clients: number;
  readonly perClientWeek: number | null;
}

const WEEK_MS = 7 * 86_400_000;
/** What closes a card by the owner's hand. An edit or a postponement closes nothing. */
const CLOSING = ["proposal.approved", "proposal.rejected", "proposal.withdrawn"];

/** The owner's decisions from `from` up to `to`, ms UTC. */
export function attention(parts: {
  readonly ledger: Ledger;
  readonly records: Records;
  readonly database: Pick<Database, "all" | "get">;
  readonly from: number;
  readonly to: number;
}): Attention {
  const { ledger, records, database, from, to } = parts;
  const closed = database.all<{ seq: number }>(
    `SELECT seq FROM events WHERE seq >= ? AND at < ? AND type IN (${CLOSING.map(() => "?").join(", ")}) AND actor LIKE 'owner:%' ORDER BY seq`,
    [firstSince(ledger, from), to, ...CLOSING],
  );
  const counts = new Map<string, number>();
  for (const { seq } of closed) {
    const event = ledger.at(seq);
    if (!event) continue;
    const row = records.get(proposals, String(event.data.proposal));
    const action = (row && records.get(intents, row.intent)?.action) ?? "unknown";
    counts.set(action, (counts.get(action) ?? 0) + weightOf(row && ledger.at(row.seq), ledger));
  }
  const served = database.get<{ count: number }>(
    "SELECT COUNT(*) AS count FROM clients WHERE stage IN ('onboarding', 'active', 'paused') AND merged_into IS NULL",
  );
  const clients = served?.count ?? 0;
  const decisions = [...counts.values()].reduce((sum, one) => sum + one, 0);
  return {
    decisions,
    cards: closed.length,
    byAction: [...counts]
      .map(([action, count]) => ({ action, decisions: count }))
      .sort((a, b) => b.decisions - a.decisions || (a.action < b.action ? -1 : 1)),
    clients,
    perClientWeek: clients === 0 ? null : (decisions / clients) * (WEEK_MS / (to - from)),
  };
}

/** How many decisions a card is: several steps of one kind are as many; different ones that belong together are one. */
function weightOf(shown: LedgerEvent | undefined, ledger: Ledger): number {
  const steps = (shown && (ledger.open(shown)?.steps as readonly Step[] | undefined)) ?? [];
  const alike = steps.length > 1 && steps.every((step) => step.action === steps[0]?.action);
  return alike ? steps.length : 1;
}
