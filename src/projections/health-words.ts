/**
 * What took something off a client's score, in plain sentences.
 * Before: planner/health.ts. After: the health agent's notice, and whoever shows how a client fares.
 */
import type { Health, HealthReason } from "../records/standing.ts";

const SAID: Readonly<Record<string, (count: number) => string>> = {
  "late-work": (n) => (n === 1 ? "A promised task is late" : `${n} promised tasks are late`),
  "missed-promise": (n) => (n === 1 ? "A promise was kept too late or not at all" : `${n} promises were missed`),
  silent: (n) => `They have not written for ${n} days, which is long for them`,
  unanswered: (n) => (n === 1 ? "Something that went to them has no answer" : `${n} things sent have no answer`),
  complaint: (n) => (n === 1 ? "They have complained" : `They have complained ${n} times`),
  leaving: () => "They say that they want to stop",
  unsure: (n) => (n === 1 ? "A message could not be understood" : `${n} messages could not be understood`),
  overdue: (n) => (n === 1 ? "An invoice is overdue" : `${n} invoices are overdue`),
  "lapsed-check-in": (n) => (n === 1 ? "A check-in without an answer" : `${n} check-ins without an answer`),
  "missed-check-in": (n) => `They did not come to ${n === 1 ? "a check-in" : `${n} check-ins`}`,
};

/** Why the score is what it is, the heaviest first: `2 check-ins without an answer (−20)`. */
export function healthLines(health: Pick<Health, "reasons">): string[] {
  const reasons = JSON.parse(health.reasons) as readonly HealthReason[];
  return reasons.map(({ code, count, points }) => `${SAID[code]?.(count) ?? code} (−${points})`);
}
