/**
 * One update from Telegram is handed over to the front, whichever way it came in, and what the front says is shown.
 * An update counts as taken when the front has recorded it; what is shown then goes its own way.
 * Before: poll.ts or webhook.ts. After: replies.ts.
 */
import type { Update } from "grammy/types";
import type { Front } from "../surface.ts";
import { FILE_BYTES, type Inward, type Me, readInward } from "./inward.ts";
import type { Line } from "./line.ts";
import type { Replies } from "./replies.ts";

/** Telegram sends an update again when our answer was lost; so many are remembered. */
const REMEMBERED = 2000;

export class Inbox {
  readonly #front: Front;
  readonly #me: Me;
  readonly #line: Line;
  readonly #replies: Replies;
  readonly #taken = new Map<number, Promise<void>>();
  readonly #recorded = new Set<number>();

  constructor(parts: { readonly front: Front; readonly me: Me; readonly line: Line; readonly replies: Replies }) {
    this.#front = parts.front;
    this.#me = parts.me;
    this.#line = parts.line;
    this.#replies = parts.replies;
  }

  /** Whether it was recorded before, as far as that is remembered. */
  took({ update_id: id }: Update): boolean {
    return this.#recorded.has(id);
  }

  /** Resolves when it is recorded; rejects when the front could not, and then it may be handed in again. */
  take(update: Update): Promise<void> {
    const before = this.#taken.get(update.update_id);
    if (before) return before;
    const { update_id: id } = update;
    const taking = this.#record(update).then(
      () => void this.#recorded.add(id),
      (error: unknown) => {
        this.#taken.delete(id);
        throw error;
      },
    );
    this.#taken.set(id, taking);
    for (const oldest of this.#taken.keys()) {
      if (this.#taken.size <= REMEMBERED) break;
      this.#taken.delete(oldest);
      this.#recorded.delete(oldest);
    }
    return taking;
  }

  async #record(update: Update): Promise<void> {
    const inward = readInward(update, {
      me: this.#me,
      knows: (place) => this.#front.knows(place),
      download: (id) => this.#line.download(id, FILE_BYTES),
    });
    if (inward.kind === "tap") return this.#tapped(inward);
    if (inward.kind === "said") return this.#said(inward);
  }

  async #tapped(inward: Extract<Inward, { kind: "tap" }>): Promise<void> {
    if (inward.tap === null) {
      await this.#front.refused("malformed");
      this.#replies.later(() => this.#replies.stray(inward.query));
      return;
    }
    const { tap } = inward;
    const reaction = this.#front.tapped(tap);
    this.#replies.later(() => this.#replies.toTap(inward.query, tap, reaction));
    await reaction;
  }

  async #said(inward: Extract<Inward, { kind: "said" }>): Promise<void> {
    if (inward.said) {
      const reaction = await this.#front.said(inward.said);
      this.#replies.later(() => this.#replies.toWords(inward, reaction));
    }
    const { notTaken } = inward;
    if (!notTaken) return;
    if (this.#front.isOwner(inward.person))
      this.#replies.later(() => this.#replies.toWords(inward, { kind: "note", text: notTaken }));
    // A stranger's file that is too large is a stranger's try all the same.
    else if (!inward.said) await this.#front.said({ ...inward, text: "", delivery: "", replyTo: null, files: [] });
  }
}
