/**
 * A proposal: an intent that the owner is asked about. It is opened with its card in the transaction of the verdict,
 * bound to exactly what is shown, and gets a new revision whenever that changes (invariant 4).
 * Before: arbiter.ts. After: command.ts, where the owner decides.
 */
import { hash } from "node:crypto";
import { canonical } from "../lib/canonical.ts";
import { shortCode } from "../lib/id.ts";
import type { Step } from "./action.ts";
import type { Assessment } from "./assess.ts";
import type { Card, CardRow } from "./card.ts";
import { composeCard } from "./compose.ts";
import type { LedgerEvent, Plain } from "./event.ts";
import type { Folded, RecordKind, RecordRow } from "./fold.ts";
import type { IntentRow, Wish } from "./intent.ts";
import { houseLabel } from "./label.ts";
import { notify } from "./notice.ts";
import type { Transaction } from "./writer.ts";

export type ProposalState = "open" | "approved" | "rejected" | "withdrawn" | "expired";

export interface ProposalRow extends RecordRow {
  readonly id: string;
  readonly code: string;
  readonly intent: string;
  readonly scope: string;
  readonly state: ProposalState;
  readonly revision: number;
  /** The event whose private part holds this revision's card and steps. */
  readonly seq: number;
  readonly binding: string;
  readonly opened_at: number;
  readonly expires_at: number;
  readonly later_until: number | null;
  /** `mail`: it comes back as soon as they write again. */
  readonly later_on: string | null;
  /** The event that put it away: what they wrote before doesn't bring it back. */
  readonly later_seq: number | null;
  readonly decided_at: number | null;
  /** The event that decided it. */
  readonly decided_seq: number | null;
  /** The surface on which the owner has agreed already, where policy wants a second yes. */
  readonly agreed_on: string | null;
}

const proposalOf = { rows: (event: Folded) => [String(event.data.proposal)] };

function decided(state: ProposalState) {
  return {
    ...proposalOf,
    evolve: (row: ProposalRow | undefined, event: Folded) =>
      row && { ...row, state, decided_at: event.at, decided_seq: event.seq },
  };
}

function shows(row: ProposalRow, event: Folded): ProposalRow {
  const { revision, binding, expiresAt } = event.data;
  return {
    ...row,
    state: "open",
    revision: Number(revision),
    seq: event.seq,
    binding: String(binding),
    expires_at: Number(expiresAt),
    later_until: null,
    later_on: null,
    later_seq: null,
    decided_at: null,
    decided_seq: null,
    agreed_on: null,
  };
}

export const proposals: RecordKind<ProposalRow> = {
  table: "proposals",
  id: "id",
  columns: [
    "id",
    "version",
    "code",
    "intent",
    "scope",
    "state",
    "revision",
    "seq",
    "binding",
    "opened_at",
    "expires_at",
    "later_until",
    "later_on",
    "later_seq",
    "decided_at",
    "decided_seq",
    "agreed_on",
  ],
  on: {
    "proposal.opened": {
      ...proposalOf,
      evolve: (_, event) => ({
        id: String(event.data.proposal),
        code: String(event.data.code),
        intent: String(event.data.intent),
        scope: event.scope,
        state: "open",
        revision: 1,
        seq: event.seq,
        binding: String(event.data.binding),
        opened_at: event.at,
        expires_at: Number(event.data.expiresAt),
        later_until: null,
        later_on: null,
        later_seq: null,
        decided_at: null,
        decided_seq: null,
        agreed_on: null,
      }),
    },
    "proposal.revised": { ...proposalOf, evolve: (row, event) => row && shows(row, event) },
    "proposal.reopened": { ...proposalOf, evolve: (row, event) => row && shows(row, event) },
    "proposal.postponed": {
      ...proposalOf,
      evolve: (row, event) =>
        row && {
          ...row,
          later_until: Number(event.data.until),
          later_on: event.data.on === "mail" ? "mail" : null,
          later_seq: event.seq,
        },
    },
    "proposal.returned": {
      ...proposalOf,
      evolve: (row) => row && { ...row, later_until: null, later_on: null },
    },
    "proposal.agreed": {
      ...proposalOf,
      evolve: (row, event) => row && { ...row, agreed_on: String(event.data.surface) },
    },
    "proposal.approved": decided("approved"),
    "proposal.rejected": decided("rejected"),
    "proposal.withdrawn": decided("withdrawn"),
    "proposal.expired": decided("expired"),
  },
};

/** What a revision shows and would do, as stored. */
export interface Shown {
  readonly card: Card;
  readonly steps: readonly Step[];
}

/** Where the owner decided, and when it had been shown there (ms UTC). */
export type Tap = { readonly surface: string; readonly shownAt: number | null };

/** The card and steps of the current revision; `null` where they were forgotten. */
export function shownBy(
  transaction: Pick<Transaction, "eventAt" | "open">,
  row: Pick<ProposalRow, "seq">,
): Shown | null {
  const event = transaction.eventAt(row.seq);
  const opened = event && transaction.open(event);
  return opened ? (opened as unknown as Shown) : null;
}

/** The hash an approval binds to: steps, record versions, the rules that took part, and the card as stored. */
export function bindingOf(steps: readonly Step[], assessment: Assessment, card: Card): string {
  const { changed: _, ...text } = card;
  return hash(
    "sha256",
    canonical({
      steps: steps.map((step) => ({ action: step.action, params: step.params })),
      versions: assessment.versions,
      policy: assessment.verdict.digest,
      card: plain(text),
    }),
    "hex",
  );
}

/** Opens a proposal for an intent that policy wants asked; card, event and notice are one transaction. */
export function openProposal(
  transaction: Transaction,
  about: {
    intent: IntentRow;
    wish: Wish;
    assessment: Assessment;
    cause: LedgerEvent;
    surfaces: readonly string[];
    expiryMs: number;
  },
): void {
  const { intent, wish, assessment, cause } = about;
  const id = `p_${intent.id.slice(2)}`;
  const card = composeCard(wish, assessment);
  const event = transaction.append({
    type: "proposal.opened",
    actor: "kernel",
    scope: intent.scope,
    subject: `proposal:${id}`,
    causation: cause.id,
    workflow: intent.workflow,
    label: cause.label,
    data: {
      proposal: id,
      intent: intent.id,
      code: freeCode(transaction),
      revision: 1,
      binding: bindingOf(wish.steps, assessment, card),
      expiresAt: transaction.now + about.expiryMs,
    },
    private: { card: plain(card), steps: plain(wish.steps) },
  });
  notify(transaction, about.surfaces, event, { proposal: id, revision: 1 });
}

/** Shows the proposal anew: edited by the owner, overtaken by events, or asked for again. */
export function reviseProposal(
  transaction: Transaction,
  about: {
    row: ProposalRow;
    type: "proposal.revised" | "proposal.reopened";
    why: "edited" | "overtaken" | "asked-again";
    wish: Wish;
    assessment: Assessment;
    changed: readonly CardRow[];
    actor: string;
    tap?: Tap;
    surfaces: readonly string[];
    expiryMs: number;
  },
): Shown {
  const { row, wish, assessment } = about;
  const composed = composeCard(wish, assessment);
  const card: Card = about.changed.length > 0 ? { ...composed, changed: about.changed } : composed;
  const before = transaction.eventAt(row.seq);
  const event = transaction.append({
    type: about.type,
    actor: about.actor,
    scope: row.scope,
    subject: `proposal:${row.id}`,
    causation: before?.id,
    workflow: before?.workflow,
    label: before?.label ?? houseLabel(row.scope),
    data: {
      proposal: row.id,
      intent: row.intent,
      revision: row.revision + 1,
      why: about.why,
      ...about.tap,
      binding: bindingOf(wish.steps, assessment, card),
      expiresAt: transaction.now + about.expiryMs,
    },
    private: { card: plain(card), steps: plain(wish.steps) },
  });
  notify(transaction, about.surfaces, event, { proposal: row.id, revision: row.revision + 1 });
  return { card, steps: wish.steps };
}

/** Ends an open proposal without the owner: the reason is an enum, the owner's surfaces are told by their cards. */
export function endProposal(
  transaction: Transaction,
  row: ProposalRow,
  end: { type: "proposal.withdrawn" | "proposal.expired"; why: string; cause?: Pick<LedgerEvent, "id"> },
): LedgerEvent {
  const before = transaction.eventAt(row.seq);
  return transaction.append({
    type: end.type,
    actor: "kernel",
    scope: row.scope,
    subject: `proposal:${row.id}`,
    causation: end.cause?.id ?? before?.id,
    workflow: before?.workflow,
    label: houseLabel(row.scope),
    data: { proposal: row.id, intent: row.intent, why: end.why },
  });
}

function freeCode(transaction: Transaction): string {
  for (let tries = 0; ; tries++) {
    const code = shortCode(transaction.entropy, tries < 8 ? 4 : 6);
    if (transaction.records.find(proposals, "code = ?", [code]).length === 0) return code;
  }
}

/** A value as plain JSON: what is stored and what is bound are the same. */
function plain(value: unknown): Plain {
  return JSON.parse(JSON.stringify(value)) as Plain;
}
