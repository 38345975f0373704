/**
 * What stands in a chat, compared with what should: looked at once for each new event, and only where something happened. What
 * is no longer right loses its mark; the lane then rewrites it.
 * Before: lane-jobs.ts. After: posting.ts, which says what should stand there.
 */
import type { Ledger } from "../../kernel/ledger.ts";
import type { Transaction } from "../../kernel/writer.ts";
import { type PostingParts, shouldShow } from "./posting.ts";
import { changePost, type PostRow, SELECT_POST, shownMark } from "./posts.ts";

export interface StandingParts {
  readonly ledger: Ledger;
  readonly surface: { readonly name: string };
}

export class Standing {
  readonly #parts: StandingParts;
  /** How far the ledger was at the last look; `null`: none yet. */
  #comparedAt: number | null = null;

  constructor(parts: StandingParts) {
    this.#parts = parts;
  }

  /** Takes the mark from what is no longer right since the last look. What is right for good is closed on the way. */
  compare(transaction: Transaction, parts: PostingParts): void {
    const head = this.#parts.ledger.head()?.seq ?? 0;
    if (head === this.#comparedAt) return;
    const touched = this.#touched(transaction);
    const standing = transaction.all<PostRow>(
      `${SELECT_POST} WHERE surface = ?1 AND state = 'posted' AND shows <> '' AND kind <> 'board' AND (?2 IS NULL OR scope IN (SELECT value FROM json_each(?2)))`,
      [parts.surface.name, touched && JSON.stringify([...touched])],
    );
    for (const post of standing) {
      const shown = shouldShow(post, parts);
      if (!shown || shownMark(shown.posting) !== post.shows) changePost(transaction, post.id, { shows: "" });
      else if (shown.final) changePost(transaction, post.id, { state: "closed" });
    }
    this.#comparedAt = head;
  }

  /** The scopes in which something happened since the last look; `null`: everything has to be looked at. */
  #touched(transaction: Transaction): Set<string> | null {
    if (this.#comparedAt === null) return null;
    const events = this.#parts.ledger.after(this.#comparedAt, 200);
    // What had said its last word says another when it is taken back or comes back.
    for (const event of events)
      if (event.type === "intent.undone" || event.type === "effect.bounced")
        transaction.run(
          "UPDATE posts SET state = 'posted' WHERE surface = ? AND state = 'closed' AND proposal IN (SELECT id FROM proposals WHERE intent = ?)",
          [this.#parts.surface.name, String(event.data.intent)],
        );
    if (events.length === 200) return null;
    // Pauses hold what leaves of every client; a pairing locks every card.
    if (events.some((event) => /^pause\.|^owner\.(un)?paired$/.test(event.type))) return null;
    return new Set(events.map((event) => event.scope));
  }
}
