/**
 * An intent: an agent (or the owner) wanting something done, with reason and evidence. It is one step, or several that
 * stand or fall together: opening a client and answering their mail is one question to the owner, not two.
 * Before: agent/run.ts, or the owner's `do`. After: arbiter.ts.
 */
import { opaqueId } from "../lib/id.ts";
import type { Step } from "./action.ts";
import type { LedgerEvent } from "./event.ts";
import type { RecordKind, RecordRow } from "./fold.ts";
import type { Label } from "./label.ts";
import type { Transaction } from "./writer.ts";

export type IntentState =
  | "submitted"
  | "asked"
  | "executed"
  | "denied"
  | "rejected"
  | "withdrawn"
  | "expired"
  | "undone";

export interface IntentRow extends RecordRow {
  readonly id: string;
  /** The event whose private part holds steps, reason and evidence. */
  readonly seq: number;
  readonly scope: string;
  readonly principal: string;
  readonly run: string | null;
  readonly action: string;
  /** The same for the same wish; blinded. */
  readonly key: string;
  readonly state: IntentState;
  readonly workflow: string;
  readonly about: string | null;
}

const intentOf = { rows: (event: { data: { readonly intent?: unknown } }) => [String(event.data.intent)] };

function becomes(state: IntentState) {
  return { ...intentOf, evolve: (row: IntentRow | undefined) => row && { ...row, state } };
}

export const intents: RecordKind<IntentRow> = {
  table: "intents",
  id: "id",
  columns: ["id", "version", "seq", "scope", "principal", "run", "action", "key", "state", "workflow", "about"],
  on: {
    "intent.submitted": {
      ...intentOf,
      evolve: (_, event) => ({
        id: String(event.data.intent),
        seq: event.seq,
        scope: event.scope,
        principal: String(event.data.principal),
        run: event.data.run ? String(event.data.run) : null,
        action: String(event.data.action),
        key: String(event.data.key),
        state: "submitted",
        workflow: event.workflow,
        about: event.data.about ? String(event.data.about) : null,
      }),
    },
    "verdict.given": {
      ...intentOf,
      evolve: (row, event) =>
        row && {
          ...row,
          state: ({ execute: "executed", ask: "asked", deny: "denied" } as const)[String(event.data.kind) as "ask"],
        },
    },
    "proposal.rejected": becomes("rejected"),
    "proposal.withdrawn": becomes("withdrawn"),
    "proposal.expired": becomes("expired"),
    "proposal.reopened": becomes("asked"),
    "intent.withdrawn": becomes("withdrawn"),
    "intent.undone": becomes("undone"),
  },
};

export interface Wish {
  readonly steps: readonly Step[];
  readonly reason: string;
  readonly evidence: readonly string[];
}

/**
 * Records the wish. The same key as an earlier intent that was not given up makes it superfluous: the earlier one wins, and
 * `null` is returned.
 */
export function submitIntent(
  transaction: Transaction,
  wish: Wish & {
    readonly key: string;
    readonly about: string | null;
    readonly scope: string;
    /** `agent:intake` or `owner`. */
    readonly principal: string;
    readonly actor: string;
    readonly label: Label;
    readonly run: string | null;
    readonly causation: string | undefined;
    readonly workflow: string | undefined;
  },
): LedgerEvent | null {
  const first = wish.steps[0];
  if (!first) throw new Error("An intent needs at least one step.");
  const key = transaction.blind(wish.scope, wish.key); // it may name an address or quote a question
  const rivals = transaction.records.find(intents, "key = ? AND state IN ('submitted','asked','executed')", [key]);
  if (rivals.length > 0) return null;
  const id = opaqueId("i", transaction.entropy);
  return transaction.append({
    type: "intent.submitted",
    actor: wish.actor,
    scope: wish.scope,
    subject: `intent:${id}`,
    causation: wish.causation,
    workflow: wish.workflow,
    label: wish.label,
    data: {
      intent: id,
      run: wish.run,
      principal: wish.principal,
      action: first.action,
      actions: wish.steps.map((step) => step.action),
      key,
      about: wish.about,
    },
    private: {
      steps: wish.steps.map((step) => ({ action: step.action, params: step.params })),
      reason: wish.reason,
      evidence: wish.evidence,
    },
  });
}

/** The wish as it was submitted; `null` where it was forgotten. */
export function wishOf(transaction: Transaction, submitted: LedgerEvent): Wish | null {
  const opened = transaction.open(submitted);
  return opened?.steps ? (opened as unknown as Wish) : null;
}
