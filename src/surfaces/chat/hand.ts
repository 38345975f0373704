/**
 * The owner's hand on a card: each tap and each form becomes one decision, bound to the message it was on and the revision that
 * stood there. Old, forwarded and decided cards answer kindly and do nothing.
 * Before: front.ts, which knows that it is the owner. After: desk.ts.
 */
import type { Card } from "../../kernel/card.ts";
import type { Outcome } from "../../kernel/decision.ts";
import type { Plain } from "../../kernel/event.ts";
import { markShown } from "../../kernel/notice.ts";
import { type ProposalRow, proposals, shownBy } from "../../kernel/proposal.ts";
import { money } from "../../lib/money.ts";
import { readable } from "../../lib/zone.ts";
import { clients } from "../../records/client.ts";
import type { Filled, Form, Person, Place, Reaction, Tap } from "../surface.ts";
import { wholeText } from "../whole-text.ts";
import { laterAt, readLater } from "../words/later.ts";
import { sum } from "../words/reception.ts";
import type { FrontParts, Why } from "./front.ts";
import { REASONS } from "./keys.ts";
import { orderForm, readFormWords } from "./order-form.ts";
import { surfaceWords } from "./outcome-words.ts";
import { cardAt } from "./posting.ts";
import {
  type Asks,
  buttonToken,
  changePost,
  type Menu,
  newPost,
  type PostRow,
  placeOf,
  readButton,
  SELECT_POST,
} from "./posts.ts";

export interface HandParts extends FrontParts {
  readonly refuse: (why: Why, person: Person | null, text: string, about?: Plain) => Promise<Reaction>;
  /** Words that a button stands for. */
  readonly say: (person: Person, place: Place, text: string) => Promise<void>;
  /** Whether this very tap was done before. */
  readonly again: (tap: Tap) => boolean;
}

/** How long a tap waits for the answer to the message it is on, which may just be on its way back. */
const SETTLES_MS = 2000;
const DONE = {
  approved: "✅ Approved",
  rejected: "Rejected",
  postponed: "Put away",
  withdrawn: "Left to you",
} as const;

interface Target {
  readonly post: PostRow;
  readonly row: ProposalRow;
  readonly card: Card;
}

export class Hand {
  readonly #parts: HandParts;

  constructor(parts: HandParts) {
    this.#parts = parts;
  }

  async tapped(tap: Tap): Promise<Reaction> {
    if (tap.token === "home") return this.#atHome(tap);
    const { token, revision } = readButton(tap.token);
    const post = await this.#settled(token);
    if (!post || post.surface !== this.#parts.surface)
      return this.#parts.refuse(
        "unknown-card",
        tap.person,
        "I don't know this card any more. “queue” shows what waits.",
      );
    const misplaced = tap.ref !== null && (tap.ref !== post.ref || tap.place.room !== post.room);
    if (post.menu === "newer") {
      if (misplaced && post.ref === null) await this.#adopt(post, tap);
      return this.#parts.refuse("superseded", tap.person, "There is a newer card for this; please see that one.");
    }
    if (misplaced)
      return this.#parts.refuse("forwarded", tap.person, "This is a copy. Please decide on the card itself.");
    if (post.proposal === null) return this.#onPlain(tap, post);
    const target = this.#target(post);
    if (!target) return { kind: "note", text: "What this card was about has been forgotten." };
    if (revision !== target.row.revision) {
      await this.#touch(post, {});
      return this.#parts.refuse(
        "old-revision",
        tap.person,
        "This card has changed since. Please look at it as it is now.",
      );
    }
    return this.#onRequest(tap, target);
  }

  async filled(form: Filled): Promise<Reaction> {
    const { token, revision } = readButton(form.token);
    const post = await this.#settled(token);
    if (post?.surface === this.#parts.surface && form.form === "order") return this.#ordered(post, form);
    const target = post?.surface === this.#parts.surface ? this.#target(post) : undefined;
    if (!target)
      return this.#parts.refuse(
        "unknown-card",
        form.person,
        "I don't know this card any more. “queue” shows what waits.",
      );
    const [first = ""] = Object.keys(form.values);
    const desk = this.#desk(form.person);
    const { row } = target;
    if (row.state !== "open") return this.#over(row, form.person);
    if (revision !== row.revision) {
      const reaction = await this.#parts.refuse("old-revision", form.person, "");
      return reaction.kind === "note"
        ? {
            kind: "invalid",
            field: first,
            text: "The card has changed while you were writing. Please look at it again.",
          }
        : reaction;
    }
    if (form.form === "reject")
      return this.#reaction(await desk.reject(row.code, reasonIn(form.values)), form.person, target);
    if (form.form === "amount") {
      const outcome = await desk.approve(row.code, row.revision, sum(form.values.amount ?? "") ?? Number.NaN);
      if (outcome.kind === "confirm")
        return { kind: "invalid", field: "amount", text: "That is not the sum on the card." };
      return this.#reaction(outcome, form.person, target);
    }
    const now = new Map((await desk.fields(row.code)).map((field) => [field.name, field.value]));
    const changes = Object.fromEntries(
      Object.entries(form.values).filter(([name, value]) => now.has(name) && value !== now.get(name)),
    );
    const [changed] = Object.keys(changes);
    if (changed === undefined && !form.send) return { kind: "note", text: "Nothing was changed." };
    const outcome =
      changed === undefined
        ? await desk.approve(row.code, row.revision)
        : form.send
          ? await desk.settle(row.code, changes, row.revision)
          : await desk.edit(row.code, changes);
    if (outcome.kind === "refused") return { kind: "invalid", field: changed ?? first, text: outcome.why };
    return this.#reaction(outcome, form.person, target);
  }

  async #onRequest(tap: Tap, target: Target): Promise<Reaction> {
    const { post, row, card } = target;
    const { clock, zone } = this.#parts;
    const desk = this.#desk(tap.person);
    const [verb = "", detail = ""] = split(tap.verb);
    if (row.state !== "open" && verb !== "again" && verb !== "file" && verb !== "why")
      return this.#over(row, tap.person);
    if (this.#parts.again(tap)) return this.#replayed(tap);
    switch (verb) {
      case "approve":
        return this.#reaction(await desk.approve(row.code, row.revision), tap.person, target);
      case "choose": {
        const choice = card.choices?.[Number(detail)];
        if (!choice) break;
        return this.#reaction(await desk.settle(row.code, choice.set, row.revision), tap.person, target);
      }
      case "edit":
        return this.#parts.forms ? this.#editForm(tap, target) : this.#menu(post, "edit");
      case "reject":
        return this.#parts.forms ? { kind: "form", form: rejectForm(tap.token) } : this.#menu(post, "reject");
      case "reason": {
        if (detail === "other") return this.#ask(post, { what: "reason", revision: row.revision });
        const reason = /^\d$/.test(detail) ? REASONS[Number(detail)] : undefined;
        if (reason === undefined) break;
        return this.#reaction(await desk.reject(row.code, reason), tap.person, target);
      }
      case "field":
        return this.#ask(post, { what: "field", field: detail, revision: row.revision });
      case "later": {
        const later = detail === "" ? null : readLater(detail);
        if (later === null) return this.#menu(post, "later");
        return this.#reaction(await desk.later(row.code, laterAt(later, clock.now(), zone)), tap.person, target);
      }
      case "return":
        return this.#reaction(await desk.later(row.code, clock.now()), tap.person, target);
      case "back":
        return this.#menu(post, "main");
      case "self":
        return this.#reaction(await desk.takeOver(row.code), tap.person, target);
      case "again":
        return this.#reaction(await desk.askAgain(row.code), tap.person, target);
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
    const words = verb === "tap" ? card?.taps?.[Number(detail)]?.words : undefined;
    const wanted = words === undefined ? null : readFormWords(words);
    if (wanted && this.#parts.forms) return this.#orderForm(tap.token, wanted);
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

  #orderForm(token: string, { action, given }: NonNullable<ReturnType<typeof readFormWords>>): Reaction {
    const contract = this.#parts.actions.get(action);
    const known = this.#parts.records().find(clients, "merged_into IS NULL");
    const form = contract ? orderForm(contract, { token, given, clients: known }) : null;
    return form ? { kind: "form", form } : { kind: "note", text: "There is no form for that." };
  }

  /** An order that was filled in becomes a card like any other: nothing is done by the form itself. */
  async #ordered(post: PostRow, form: Filled): Promise<Reaction> {
    const taps = cardAt(this.#parts.ledger, post.seq)?.taps ?? [];
    const wanted = taps.map((tap) => readFormWords(tap.words)).find((one) => one !== null);
    if (!wanted) return this.#parts.refuse("unknown-card", form.person, "I don't know this form any more.");
    const { client, ...typed } = Object.fromEntries(
      Object.entries(form.values).filter(([, value]) => value.trim() !== ""),
    );
    const { client: given, ...known } = wanted.given;
    const whom = client ?? given;
    const ordered = await this.#desk(form.person).order({
      action: wanted.action,
      ...(whom === undefined ? {} : { client: whom }),
      params: { ...known, ...typed },
      now: false,
    });
    const [first = ""] = Object.keys(form.values);
    if (ordered.kind === "refused") return { kind: "invalid", field: first, text: ordered.why };
    return { kind: "done" };
  }

  async #atHome(tap: Tap): Promise<Reaction> {
    if (this.#parts.again(tap)) return this.#replayed(tap);
    const desk = this.#desk(tap.person);
    if (tap.verb === "pause") await desk.pause("workspace", "you asked for it");
    else if (tap.verb === "resume") await desk.resume(undefined);
    else return this.#parts.refuse("malformed", tap.person, "I don't know that button.");
    return { kind: "done" };
  }

  async #reaction(outcome: Outcome, person: Person, target: Target): Promise<Reaction> {
    switch (outcome.kind) {
      case "approved":
      case "rejected":
      case "postponed":
      case "withdrawn":
        return { kind: "done", text: DONE[outcome.kind] };
      case "shown":
        await this.#touch(target.post, {});
        if (outcome.why === "edited") return { kind: "done", text: "Changed. Nothing leaves before you approve it." };
        if (outcome.why === "asked-again") return { kind: "done", text: "Asked again." };
        return {
          kind: "note",
          text: "Something has changed since you saw this card, so nothing was done. Please look at it again.",
        };
      case "confirm":
        return this.#confirm(outcome, target);
      case "over": {
        const row = this.#parts.records().get(proposals, target.row.id);
        return row ? this.#over(row, person) : { kind: "note", text: "That is over." };
      }
      case "unknown":
        return { kind: "note", text: "I don't know this card any more." };
      case "refused":
        return { kind: "note", text: outcome.why };
    }
  }

  #replayed(tap: Tap): Promise<Reaction> {
    return this.#parts.refuse("replayed", tap.person, "I have done that already. Nothing was done again.");
  }

  /** The first decision has won, and a later one is told which it was. */
  #over(row: ProposalRow, person: Person): Promise<Reaction> {
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
    if (!this.#parts.forms) return this.#ask(post, { what: "amount", revision: row.revision });
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

  async #editForm(tap: Tap, { row, card }: Target): Promise<Reaction> {
    const fields = await this.#desk(tap.person).fields(row.code);
    if (fields.length === 0) return { kind: "note", text: "There is nothing on this card that can be changed." };
    const form: Form = { kind: "edit", token: tap.token, title: "Edit", fields, sendable: card.letter !== undefined };
    return { kind: "form", form };
  }

  async #menu(post: PostRow, menu: Menu): Promise<Reaction> {
    await this.#touch(post, { menu });
    return { kind: "done" };
  }

  /** Asks for words where there are no forms: the answer to this message is what is wanted. */
  async #ask(post: PostRow, asks: Asks): Promise<Reaction> {
    await this.#parts.writer.submit((transaction) => {
      const { surface, scope, proposal } = post;
      newPost(transaction, { surface, kind: "prompt", scope, proposal, place: placeOf(post), state: "queued", asks });
      changePost(transaction, post.id, { menu: "main", shows: "" });
    });
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

  /** The tap came faster than the answer to our own message: it is waited for. */
  async #settled(token: string): Promise<PostRow | undefined> {
    const until = performance.now() + SETTLES_MS;
    for (;;) {
      const post = this.#parts.database.get<PostRow>(`${SELECT_POST} WHERE token = ?`, [token]);
      if (post?.state !== "claimed" || performance.now() > until) return post;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** A message whose outcome was unknown turns out to stand there: it will say that there is a newer one. */
  #adopt(post: PostRow, tap: Tap): Promise<void> {
    return this.#parts.writer.submit((transaction) =>
      changePost(transaction, post.id, { state: "posted", ref: tap.ref, shows: "" }),
    );
  }

  #touch(post: PostRow, changes: { menu?: Menu }): Promise<void> {
    return this.#parts.writer.submit((transaction) => changePost(transaction, post.id, { ...changes, shows: "" }));
  }

  #target(post: PostRow): Target | undefined {
    const row = post.proposal === null ? undefined : this.#parts.records().get(proposals, post.proposal);
    const { ledger } = this.#parts;
    const shown = row && shownBy({ eventAt: (seq) => ledger.at(seq), open: (event) => ledger.open(event) }, row);
    return row && shown ? { post, row, card: shown.card } : undefined;
  }

  #desk(person: Person) {
    return this.#parts.desk(this.#parts.surface, `owner:${this.#parts.surface}:${person.user}`);
  }
}

function split(verb: string): [string, string] {
  const colon = verb.indexOf(":");
  return colon < 0 ? [verb, ""] : [verb.slice(0, colon), verb.slice(colon + 1)];
}

function rejectForm(token: string): Form {
  const fields = [
    { name: "why", label: "The short of it", value: "", kind: "choice" as const, choices: REASONS, optional: true },
    { name: "reason", label: "In your words", value: "", kind: "text" as const, optional: true },
  ];
  return { kind: "reject", token, title: "Reject", fields, sendable: false };
}

function reasonIn(values: Readonly<Record<string, string>>): string {
  const words = [values.why, values.reason].map((text) => text?.trim()).filter(Boolean);
  return words.join(": ") || "no reason given";
}
