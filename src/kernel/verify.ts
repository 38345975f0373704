/**
 * Verification: walks the whole chain as it is stored and names the first event that doesn't fit. No seal is opened.
 */
import type { Database } from "../store/database.ts";
import { chainHash, EVENT_COLUMNS, GENESIS_HASH } from "./ledger.ts";

export interface Verification {
  readonly ok: boolean;
  /** How many events were found sound. */
  readonly events: number;
  readonly head: { readonly seq: number; readonly hash: string };
  readonly firstBadSeq?: number;
  readonly why?: string;
}

const CHUNK = 2000;

/** Checks that seq is gapless and every hash follows from the one before. */
export function verifyLedger(database: Database): Verification {
  const sql = `SELECT ${EVENT_COLUMNS.join(",")} FROM events WHERE seq > ? ORDER BY seq LIMIT ${CHUNK}`;
  let seq = 0;
  let hash = GENESIS_HASH;
  for (;;) {
    const rows = database.tuples(sql, [seq]);
    for (const row of rows) {
      const bad = (why: string): Verification => ({
        ok: false,
        events: seq,
        head: { seq, hash },
        firstBadSeq: seq + 1,
        why,
      });
      if (row[0] !== seq + 1) return bad(`Event ${seq + 1} is missing: the next one found is ${row[0]}.`);
      if (chainHash(hash, row) !== row[13])
        return bad(`Event ${seq + 1} (${row[3]}) is not what was recorded: its hash doesn't fit.`);
      seq++;
      hash = String(row[13]);
    }
    if (rows.length < CHUNK) break;
  }
  const below = database.get<{ seq: number | null }>("SELECT MIN(seq) AS seq FROM events")?.seq;
  if (typeof below === "number" && below < 1)
    return {
      ok: false,
      events: seq,
      head: { seq, hash },
      firstBadSeq: below,
      why: `Event ${below} stands before the first one.`,
    };
  return { ok: true, events: seq, head: { seq, hash } };
}
