/**
 * The owner's hand on a card: each tap becomes one decision, bound to the message it was on and the revision that
 * stood there. Old, forwarded and decided cards answer kindly and do nothing.
 * Before: front.ts, which knows that it is the owner. After: desk.ts, and forms.ts where words are typed.
 */
import type { Card } from "../../kernel/card.ts";
import { markShown } from "../../kernel/notice.ts";
import type { Filled, Reaction, Tap } from "../surface.ts";
import { wholeText } from "../whole-text.ts";
import { laterAt, readLater } from "../words/later.ts";
import { Forms, rejectForm } from "./forms.ts";
import { REASONS } from "./keys.ts";
import { readFormWords } from "./order-form.ts";
import { cardAt } from "./posting.ts";
import { changePost, type Menu, type PostRow, readButton } from "./posts.ts";
import { Reactions } from "./reactions.ts";
import { askFor, deskOf, type HandParts, postOf, type Target, targetOf, touch, UNKNOWN_CARD } from "./target.ts";

export class Hand {
  readonly #parts: HandParts;
  readonly #reactions: Reactions;
  readonly #forms: Forms;

  constructor(parts: HandParts) {
    this.#parts = parts;
    this.#reactions = new Reactions(parts);
    this.#forms = new Forms(parts, this.#reactions);
  }

  filled(form: Filled): Promise<Reaction> {
    return this.#forms.filled(form);
  }

  async tapped(tap: Tap): Promise<Reaction> {
    if (tap.token === "home") return this.#atHome(tap);
    const { token, revision } = readButton(tap.token);
    const post = await postOf(this.#parts, token);
    if (!post) return this.#parts.refuse("unknown-card", tap.person, UNKNOWN_CARD);
    const misplaced = tap.ref !== null && (tap.ref !== post.ref || tap.place.room !== post.room);
    if (post.menu === "newer") {
      if (misplaced && post.ref === null) await this.#adopt(post, tap);
      return this.#parts.refuse("superseded", tap.person, "There is a newer card for this; please see that one.");
    }
    if (misplaced)
      return this.#parts.refuse("forwarded", tap.person, "This is a copy. Please decide on the card itself.");
    if (post.proposal === null) return this.#onPlain(tap, post);
    const target = targetOf(this.#parts, post);
    if (!target) return { kind: "note", text: "What this card was about has been forgotten." };
    if (revision !== target.row.revision) {
      await touch(this.#parts, post);
      return this.#parts.refuse(
        "old-revision",
        tap.person,
        "This card has changed since. Please look at it as it is now.",
      );
    }
    return this.#onRequest(tap, target);
  }

  async #onRequest(tap: Tap, target: Target): Promise<Reaction> {
    const { post, row, card } = target;
    const { clock, zone } = this.#parts;
    const desk = deskOf(this.#parts, tap.person);
    const [verb = "", detail = ""] = split(tap.verb);
    if (row.state !== "open" && verb !== "again" && verb !== "file" && verb !== "why")
      return this.#reactions.over(row, tap.person);
    if (this.#parts.again(tap)) return this.#replayed(tap);
    switch (verb) {
      case "approve":
        return this.#reactions.to(await desk.approve(row.code, row.revision), tap.person, target);
      case "choose": {
        const choice = card.choices?.[Number(detail)];
        if (!choice) break;
        return this.#reactions.to(await desk.settle(row.code, choice.set, row.revision), tap.person, target);
      }
      case "edit":
        return this.#parts.forms ? this.#forms.edit(tap, target) : this.#menu(post, "edit");
      case "reject":
        return this.#parts.forms ? { kind: "form", form: rejectForm(tap.token) } : this.#menu(post, "reject");
      case "reason": {
        if (detail === "other") return askFor(this.#parts, post, { what: "reason", revision: row.revision });
        const reason = /^\d$/.test(detail) ? REASONS[Number(detail)] : undefined;
        if (reason === undefined) break;
        return this.#reactions.to(await desk.reject(row.code, reason), tap.person, target);
      }
      case "field":
        return askFor(this.#parts, post, { what: "field", field: detail, revision: row.revision });
      case "later": {
        const later = detail === "" ? null : readLater(detail);
        if (later === null) return this.#menu(post, "later");
        return this.#reactions.to(await desk.later(row.code, laterAt(later, clock.now(), zone)), tap.person, target);
      }
      case "return":
        return this.#reactions.to(await desk.later(row.code, clock.now()), tap.person, target);
      case "back":
        return this.#menu(post, "main");
      case "self":
        return this.#reactions.to(await desk.takeOver(row.code), tap.person, target);
      case "again":
        return this.#reactions.to(await desk.askAgain(row.code), tap.person, target);
      case "why":
        await this.#parts.say(tap.person, tap.place, `why ${row.code}`);
        return { kind: "done" };
      case "open":
        return { kind: "pages", title: card.title, text: wholeText(card) };
      case "opened":
        return this.#opened(target);
      case "file":
        return this.#file(card, Number(detail));
    }
    return this.#parts.refuse("malformed", tap.person, "I don't know that button.");
  }

  /** A card that asks for nothing: its buttons stand for words, or open a file. */
  async #onPlain(tap: Tap, post: PostRow): Promise<Reaction> {
    if (this.#parts.again(tap)) return this.#replayed(tap);
    const card = cardAt(this.#parts.ledger, post.seq);
    const [verb, detail] = split(tap.verb);
    const button = verb === "tap" ? card?.taps?.[Number(detail)] : undefined;
    if (button?.asks && this.#parts.forms) return this.#forms.say(tap.token, Number(detail), button);
    if (button?.asks) return askFor(this.#parts, post, { what: "say", tap: Number(detail), revision: 0 });
    const words = button?.words;
    const wanted = words === undefined ? null : readFormWords(words);
    if (wanted && this.#parts.forms) return this.#forms.order(tap.token, wanted);
    if (words !== undefined) {
      await this.#parts.say(tap.person, tap.place, words);
      return { kind: "done" };
    }
    if (card && verb === "file") return this.#file(card, Number(detail));
    if (card && verb === "open") return { kind: "pages", title: card.title, text: wholeText(card) };
    if (card && verb === "opened") {
      await this.#parts.writer.submit((transaction) =>
        changePost(transaction, post.id, { opened: 1, state: "posted", shows: "" }),
      );
      return { kind: "done" };
    }
    return this.#parts.refuse("malformed", tap.person, "I don't know that button.");
  }

  async #atHome(tap: Tap): Promise<Reaction> {
    if (this.#parts.again(tap)) return this.#replayed(tap);
    const desk = deskOf(this.#parts, tap.person);
    if (tap.verb === "pause") await desk.pause("workspace", "you asked for it");
    else if (tap.verb === "resume") await desk.resume(undefined);
    else return this.#parts.refuse("malformed", tap.person, "I don't know that button.");
    return { kind: "done" };
  }

  #replayed(tap: Tap): Promise<Reaction> {
    return this.#parts.refuse("replayed", tap.person, "I have done that already. Nothing was done again.");
  }

  async #menu(post: PostRow, menu: Menu): Promise<Reaction> {
    await touch(this.#parts, post, { menu });
    return { kind: "done" };
  }

  /** All of it was shown, so from now on it may be approved here. */
  async #opened({ post, row }: Target): Promise<Reaction> {
    await this.#parts.writer.submit((transaction) => {
      changePost(transaction, post.id, { opened: 1, revision: row.revision, shows: "" });
      markShown(transaction, post.surface, row);
    });
    return { kind: "done" };
  }

  #file(card: Card, index: number): Reaction {
    const file = card.files?.[index];
    const bytes = file && this.#parts.blobs.open(file.blob);
    if (!file || !bytes) return { kind: "note", text: "That file is not kept any more." };
    return { kind: "file", name: file.name || "file", type: file.type, bytes };
  }

  /** A message whose outcome was unknown turns out to stand there: it will say that there is a newer one. */
  #adopt(post: PostRow, tap: Tap): Promise<void> {
    return this.#parts.writer.submit((transaction) =>
      changePost(transaction, post.id, { state: "posted", ref: tap.ref, shows: "" }),
    );
  }
}

function split(verb: string): [string, string] {
  const colon = verb.indexOf(":");
  return colon < 0 ? [verb, ""] : [verb.slice(0, colon), verb.slice(colon + 1)];
}
