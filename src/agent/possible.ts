/**
 * Whether something could be done at all, on the records as they are now: asked before a model's wish is noted, so that it
 * may think again. It is asked anew, inside a transaction and with policy, when the wish is judged.
 * Before: tool-desk.ts. After: the shelf (actions/).
 */
import type { ActionContract, Step, View } from "../kernel/action.ts";
import type { Records } from "../kernel/fold.ts";
import type { Ledger } from "../kernel/ledger.ts";
import type { Clock } from "../lib/clock.ts";

/** `records`: for reading outside a transaction, fresh at every call. */
export function possibleNow(parts: {
  readonly actions: ReadonlyMap<string, ActionContract>;
  readonly records: () => Records;
  readonly ledger: Ledger;
  readonly clock: Pick<Clock, "now">;
}): (step: Step, scope: string) => boolean {
  const { actions, records, ledger, clock } = parts;
  return ({ action, params }, scope) => {
    const contract = actions.get(action);
    const parsed = contract?.parse(params);
    if (!contract || !parsed?.ok) return false;
    const view: View = {
      now: clock.now(),
      records: records(),
      privateAt(seq) {
        const event = ledger.at(seq);
        return event ? ledger.open(event) : null;
      },
      // What a service gave back only adds to what is written: nothing is possible or not by it.
      answerTo: () => null,
    };
    return contract.prepare(parsed.params, scope, view, "asked beforehand").kind === "prepared";
  };
}
