/**
 * Durable timers: a moment that becomes an event. One that was missed while nothing ran fires once, at the next tick.
 */
import type { Json } from "../lib/canonical.ts";
import { opaqueId } from "../lib/id.ts";
import type { Plain } from "./event.ts";
import { houseLabel } from "./label.ts";
import type { Transaction } from "./writer.ts";

export interface TimerRow {
  readonly id: string;
  readonly at: number;
  readonly event: string;
  readonly scope: string;
  readonly data: string;
  readonly causation: string | null;
}

/** Sets a timer that appends `event` at `at` (ms UTC). The same `id` again replaces it. */
export function setTimer(
  transaction: Transaction,
  timer: { id?: string; at: number; event: string; scope: string; data?: Json; causation?: string },
): void {
  transaction.run(
    "INSERT INTO timers (id, at, event, scope, data, causation) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT(id) DO UPDATE SET at = excluded.at, data = excluded.data",
    [
      timer.id ?? opaqueId("t", transaction.entropy),
      timer.at,
      timer.event,
      timer.scope,
      JSON.stringify(timer.data ?? {}),
      timer.causation ?? null,
    ],
  );
}

/** Turns every timer that is due into its event. `after` may set the next one of a series. Answers how many fired. */
export function fireTimers(transaction: Transaction, after: (fired: TimerRow, event: string) => void): number {
  const due = transaction.all<TimerRow>(
    "SELECT id, at, event, scope, data, causation FROM timers WHERE at <= ? ORDER BY at, id",
    [transaction.now],
  );
  for (const timer of due) {
    transaction.run("DELETE FROM timers WHERE id = ?", [timer.id]);
    const cause = timer.causation === null ? undefined : transaction.eventById(timer.causation);
    const event = transaction.append({
      type: timer.event,
      actor: "kernel",
      scope: timer.scope,
      subject: `timer:${timer.id}`,
      causation: cause?.id,
      workflow: cause?.workflow,
      // Whoever set it may have noted what it had read: the label comes along (invariant 8).
      label: cause?.label ?? houseLabel(timer.scope),
      data: { due: timer.at },
      private: JSON.parse(timer.data) as Plain, // whoever set it may have noted anything
    });
    after(timer, event.id);
  }
  return due.length;
}
