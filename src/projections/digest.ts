/**
 * The daily digest: what happened since the last one, what waits, and the head of the ledger, so that the chat is its
 * outside witness. The same ledger gives the same digest; a day on which nothing happened gives none.
 */
import type { Card, CardRow } from "../kernel/card.ts";
import type { Ledger } from "../kernel/ledger.ts";
import type { Waiting } from "./queue.ts";
import type { Status } from "./status.ts";

const MOST_LISTED = 10;

/** What is counted, and how it is called: one, many. */
const COUNTED: ReadonlyArray<readonly [type: string, one: string, many: string]> = [
  ["mail.received", "message came in", "messages came in"],
  [
    "mail.unreadable",
    "message could not be read; its bytes are kept",
    "messages could not be read; their bytes are kept",
  ],
  ["mail.sent", "mail you sent yourself", "mails you sent yourself"],
  ["client.opened", "new client", "new clients"],
  ["effect.performed", "mail was sent", "mails were sent"],
  ["effect.failed", "mail could not be sent", "mails could not be sent"],
  ["effect.bounced", "mail came back", "mails came back"],
  ["proposal.approved", "request you approved", "requests you approved"],
  ["proposal.rejected", "request you rejected", "requests you rejected"],
  ["proposal.expired", "request expired without an answer", "requests expired without an answer"],
  ["pause.set", "pause", "pauses"],
];

/** The card for the time since the event `since`, or `null` when there is nothing to tell. */
export function digest(parts: {
  ledger: Ledger;
  since: number;
  waiting: readonly Waiting[];
  status: Status;
  day: string;
}): Card | null {
  const counts = new Map<string, number>();
  let seq = parts.since;
  for (;;) {
    const events = parts.ledger.after(seq, 1000);
    for (const event of events) counts.set(event.type, (counts.get(event.type) ?? 0) + 1);
    seq = events.at(-1)?.seq ?? seq;
    if (events.length < 1000) break;
  }
  const happened: CardRow[] = COUNTED.flatMap(([type, one, many]) => {
    const count = counts.get(type) ?? 0;
    return count > 0 ? [{ label: String(count), after: count === 1 ? one : many }] : [];
  });
  const head = parts.ledger.head();
  if (happened.length === 0 || !head) return null;
  const waiting = parts.waiting.filter((one) => one.laterUntil === null);
  return {
    kind: "digest",
    title:
      waiting.length > 0
        ? `Your day, ${parts.day}: ${waiting.length} waiting for you.`
        : `Your day, ${parts.day}: nothing waits for you.`,
    rows: [
      ...happened,
      ...waiting.slice(0, MOST_LISTED).map((one) => ({ label: one.code, after: one.title })),
      ...(waiting.length > MOST_LISTED ? [{ label: "", after: `and ${waiting.length - MOST_LISTED} more` }] : []),
      ...parts.status.paused.map((pause) => ({
        label: "Paused",
        after: `${pause.what.split(":")[0]}, because ${pause.reason}`,
      })),
      { label: "Ledger", after: `${head.seq} events, ${head.hash.slice(0, 16)}` },
    ],
    why: [],
    buttons: [],
  };
}
