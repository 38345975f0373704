/**
 * The status: how the company stands now, in a few numbers, and what is wrong.
 */
import type { Records } from "../kernel/fold.ts";
import { activePauses } from "../kernel/pause.ts";
import type { Database } from "../store/database.ts";
import { IS_LETTER } from "./letters-left.ts";

export interface Status {
  readonly paused: ReadonlyArray<{ readonly what: string; readonly reason: string; readonly since: number }>;
  readonly waiting: number;
  readonly postponed: number;
  readonly clients: number;
  readonly leads: number;
  readonly newSenders: number;
  readonly mails: number;
  readonly sent: number;
  readonly running: number;
  /** Effects that failed or may not have left, and are not settled. */
  readonly troubles: number;
}

export function status(records: Records, database: Database): Status {
  const count = (sql: string) => database.get<{ count: number }>(`SELECT COUNT(*) AS count FROM ${sql}`)?.count ?? 0;
  return {
    paused: activePauses(records).map((row) => ({ what: row.id, reason: row.reason, since: row.since })),
    waiting: count("proposals WHERE state = 'open' AND later_until IS NULL"),
    postponed: count("proposals WHERE state = 'open' AND later_until IS NOT NULL"),
    clients: count("clients WHERE stage IN ('onboarding','active','paused') AND merged_into IS NULL"),
    leads: count("clients WHERE stage = 'lead' AND merged_into IS NULL"),
    newSenders: count("contacts WHERE kind = 'unknown' AND listed = 0"),
    mails: count("mails WHERE direction = 'in'"),
    sent: count(`effects WHERE state = 'performed' AND ${IS_LETTER}`),
    running: count("runs WHERE state = 'open'"),
    troubles: count("effects WHERE state IN ('failed','uncertain','bounced')"),
  };
}
