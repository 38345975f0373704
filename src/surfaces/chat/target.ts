/**
 * What the owner's hand is on: the message of a token, the request it stands for, and what a tap may change about the message
 * itself. Deciding is for hand.ts and forms.ts.
 */
import type { Card } from "../../kernel/card.ts";
import type { Plain } from "../../kernel/event.ts";
import { type ProposalRow, proposals, shownBy } from "../../kernel/proposal.ts";
import type { Desk } from "../desk.ts";
import type { Person, Place, Reaction, Tap } from "../surface.ts";
import type { FrontParts } from "./front.ts";
import { type Asks, changePost, type Menu, newPost, type PostRow, placeOf, SELECT_POST } from "./posts.ts";
import type { Why } from "./refusals.ts";

export interface HandParts extends FrontParts {
  readonly refuse: (why: Why, person: Person | null, text: string, about?: Plain) => Promise<Reaction>;
  /** Words that a button stands for. */
  readonly say: (person: Person, place: Place, text: string) => Promise<void>;
  /** Whether this very tap was done before. */
  readonly again: (tap: Tap) => boolean;
}

export interface Target {
  readonly post: PostRow;
  readonly row: ProposalRow;
  readonly card: Card;
}

/** How long a tap waits for the answer to the message it is on, which may just be on its way back. */
const SETTLES_MS = 2000;

export const UNKNOWN_CARD = "I don't know this card any more. “queue” shows what waits.";

/** The message of this surface that a token names. A tap may be faster than the answer to our own message: that is waited for. */
export async function postOf({ database, surface }: HandParts, token: string): Promise<PostRow | undefined> {
  const until = performance.now() + SETTLES_MS;
  for (;;) {
    const post = database.get<PostRow>(`${SELECT_POST} WHERE token = ? AND surface = ?`, [token, surface]);
    if (post?.state !== "claimed" || performance.now() > until) return post;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The request that a message stands for, as it is now; `undefined` where it was forgotten. */
export function targetOf({ ledger, records }: HandParts, post: PostRow): Target | undefined {
  const row = post.proposal === null ? undefined : records().get(proposals, post.proposal);
  const shown = row && shownBy({ eventAt: (seq) => ledger.at(seq), open: (event) => ledger.open(event) }, row);
  return row && shown ? { post, row, card: shown.card } : undefined;
}

/** Has the message drawn again, in another menu perhaps. */
export function touch({ writer }: HandParts, post: PostRow, changes: { menu?: Menu } = {}): Promise<void> {
  return writer.submit((transaction) => changePost(transaction, post.id, { ...changes, shows: "" }));
}

/** Asks for words where there are no forms: the answer to this message is what is wanted. */
export async function askFor({ writer }: HandParts, post: PostRow, asks: Asks): Promise<Reaction> {
  await writer.submit((transaction) => {
    const { surface, scope, proposal, seq } = post;
    newPost(transaction, {
      surface,
      kind: "prompt",
      scope,
      proposal,
      seq,
      place: placeOf(post),
      state: "queued",
      asks,
    });
    changePost(transaction, post.id, { menu: "main", shows: "" });
  });
  return { kind: "done" };
}

/** The desk at which this person sits, who was found to be the owner. */
export function deskOf({ desk, surface }: HandParts, person: Person): Desk {
  return desk(surface, `owner:${surface}:${person.user}`);
}
