/**
 * Undo: what has not left is cancelled, records are put right by an event that says so, and what can't be taken back
 * is named plainly. History itself is never changed.
 */
import type { Decided } from "./action.ts";
import { appendDecided } from "./arbiter.ts";
import { type Authority, viewOf } from "./assess.ts";
import { byCode, type Decision, isOwner, ONLY_THE_OWNER } from "./decision.ts";
import { type EffectRow, effects } from "./effect.ts";
import { intents } from "./intent.ts";
import { ownerLabel } from "./label.ts";
import { shownBy } from "./proposal.ts";
import type { Transaction } from "./writer.ts";

export type Undone = { readonly kind: "undone" | "refused"; readonly lines: readonly string[] };

/** Takes back what the approved card with this code did, as far as that is possible. */
export function undo(transaction: Transaction, rules: Authority, decision: Decision): Undone {
  if (!isOwner(decision)) return { kind: "refused", lines: [ONLY_THE_OWNER] };
  const row = byCode(transaction, decision.code);
  const shown = row && shownBy(transaction, row);
  const intent = row && transaction.records.get(intents, row.intent);
  if (!row || !shown || !intent)
    return { kind: "refused", lines: [`There is no card with the code ${decision.code}.`] };
  if (intent.state === "undone") return { kind: "refused", lines: ["That was taken back already."] };
  if (row.state !== "approved")
    return { kind: "refused", lines: ["That card was not approved, so there is nothing to take back."] };

  const released = transaction.records.find(effects, "intent = ?", [intent.id]);
  const here = released.filter((effect) => stillHere(transaction, effect));
  const lines: string[] = released.map((effect) =>
    here.includes(effect)
      ? rules.takenBack(transaction.records, effect).stays
      : rules.takenBack(transaction.records, effect).gone,
  );
  const corrections: Decided[] = [];
  for (const [index, step] of shown.steps.entries()) {
    const contract = rules.actions.get(step.action);
    const back = contract?.undo?.(step.params, intent.scope, viewOf(transaction), `${intent.id}.${index}`);
    if (!contract || !back) continue;
    if ("kind" in back) lines.push(back.why);
    else {
      corrections.push(...back);
      if (back.length > 0) lines.push(`Taken back: ${contract.sentence}.`);
    }
  }
  if (here.length + corrections.length === 0)
    return { kind: "refused", lines: lines.length > 0 ? lines : ["There is nothing to take back."] };

  const label = ownerLabel(row.scope);
  const cause = transaction.append({
    type: "intent.undone",
    actor: decision.actor,
    scope: row.scope,
    subject: `intent:${intent.id}`,
    causation: transaction.eventAt(row.seq)?.id,
    workflow: intent.workflow,
    label,
    data: { intent: intent.id, proposal: row.id, surface: decision.surface },
  });
  for (const decided of corrections) appendDecided(transaction, decided, { actor: decision.actor, label, cause });
  for (const effect of here)
    appendDecided(
      transaction,
      { type: "effect.cancelled", scope: effect.scope, subject: `effect:${effect.id}`, data: { effect: effect.id } },
      { actor: decision.actor, label, cause },
    );
  return { kind: "undone", lines };
}

/** Whether the effect is certain not to have left: queued, and not in a connector's hands. */
function stillHere(transaction: Transaction, effect: EffectRow): boolean {
  if (effect.state !== "queued") return false;
  return (
    transaction.get("SELECT effect FROM deliveries WHERE effect = ? AND state = 'claimed'", [effect.id]) === undefined
  );
}
