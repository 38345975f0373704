/**
 * What a decision answers to whoever made it, in a word: the card itself says the rest.
 * Before: hand.ts and forms.ts. After: the adapter, which shows it.
 */
import type { Outcome } from "../../kernel/decision.ts";
import { type ProposalRow, proposals } from "../../kernel/proposal.ts";
import { money } from "../../lib/money.ts";
import { readable } from "../../lib/zone.ts";
import type { Person, Reaction } from "../surface.ts";
import { surfaceWords } from "./outcome-words.ts";
import { buttonToken } from "./posts.ts";
import { askFor, type HandParts, type Target, touch } from "./target.ts";

const DONE = {
  approved: "✅ Approved",
  rejected: "Rejected",
  postponed: "Put away",
  withdrawn: "Left to you",
} as const;

export class Reactions {
  readonly #parts: HandParts;

  constructor(parts: HandParts) {
    this.#parts = parts;
  }

  async to(outcome: Outcome, person: Person, target: Target): Promise<Reaction> {
    switch (outcome.kind) {
      case "approved":
      case "rejected":
      case "postponed":
      case "withdrawn":
        return { kind: "done", text: DONE[outcome.kind] };
      case "shown":
        await touch(this.#parts, target.post);
        if (outcome.why === "edited") return { kind: "done", text: "Changed. Nothing leaves before you approve it." };
        if (outcome.why === "asked-again") return { kind: "done", text: "Asked again." };
        return {
          kind: "note",
          text: "Something has changed since you saw this card, so nothing was done. Please look at it again.",
        };
      case "confirm":
        return this.#confirm(outcome, target);
      case "sure":
        return { kind: "note", text: "This can't be taken back. If you are sure, approve it once more." };
      case "over": {
        const row = this.#parts.records().get(proposals, target.row.id);
        return row ? this.over(row, person) : { kind: "note", text: "That is over." };
      }
      case "unknown":
        return { kind: "note", text: "I don't know this card any more." };
      case "refused":
        return { kind: "note", text: outcome.why };
    }
  }

  /** The first decision has won, and a later one is told which it was. */
  over(row: ProposalRow, person: Person): Promise<Reaction> {
    const event = row.decided_seq === null ? undefined : this.#parts.ledger.at(row.decided_seq);
    const where = event?.data.surface === undefined ? "" : ` ${surfaceWords(String(event.data.surface))}`;
    const when = row.decided_at === null ? "" : `, ${readable(row.decided_at, this.#parts.zone)}`;
    return this.#parts.refuse(
      "over",
      person,
      `That is over: it was ${row.state}${where}${when}. Nothing was done again.`,
    );
  }

  #confirm(outcome: Extract<Outcome, { kind: "confirm" }>, { post, row }: Target): Promise<Reaction> | Reaction {
    if (!this.#parts.forms) return askFor(this.#parts, post, { what: "amount", revision: row.revision });
    const value = money(outcome.cents, outcome.currency);
    return {
      kind: "form",
      form: {
        kind: "amount",
        token: buttonToken(post, row.revision),
        title: "Type the amount",
        fields: [
          {
            name: "amount",
            label: `This is about ${value}. Type the sum, or approve on another surface.`,
            value: "",
            kind: "line",
          },
        ],
        sendable: false,
      },
    };
  }
}
