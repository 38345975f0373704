/**
 * Forms: what an edit, a reason, a sum or an order is typed into, and what becomes of it. An edit never sends, unless the owner
 * said so in the very form; an order that was filled in becomes a card like any other.
 * Before: hand.ts, which opens them, and front.ts, which takes what was filled in. After: the desk.
 */
import type { CardTap } from "../../kernel/card.ts";
import { clients } from "../../records/client.ts";
import type { Filled, Form, Reaction, Tap } from "../surface.ts";
import { sum } from "../words/reception.ts";
import { NO_REASON, REASONS } from "./keys.ts";
import { orderForm, readFormWords } from "./order-form.ts";
import { cardAt } from "./posting.ts";
import { type PostRow, placeOf, readButton } from "./posts.ts";
import type { Reactions } from "./reactions.ts";
import { deskOf, type HandParts, postOf, type Target, targetOf, UNKNOWN_CARD } from "./target.ts";

export class Forms {
  readonly #parts: HandParts;
  readonly #reactions: Reactions;

  constructor(parts: HandParts, reactions: Reactions) {
    this.#parts = parts;
    this.#reactions = reactions;
  }

  async filled(form: Filled): Promise<Reaction> {
    const { token, revision } = readButton(form.token);
    const post = await postOf(this.#parts, token);
    if (post && form.form === "order") return this.#ordered(post, form);
    if (post && form.form === "say") return this.#said(post, form);
    const target = post && targetOf(this.#parts, post);
    if (!target) return this.#parts.refuse("unknown-card", form.person, UNKNOWN_CARD);
    const [first = ""] = Object.keys(form.values);
    const desk = deskOf(this.#parts, form.person);
    const { row } = target;
    if (row.state !== "open") return this.#reactions.over(row, form.person);
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
      return this.#reactions.to(await desk.reject(row.code, reasonIn(form.values)), form.person, target);
    if (form.form === "amount") {
      const outcome = await desk.approve(row.code, row.revision, sum(form.values.amount ?? "") ?? Number.NaN);
      if (outcome.kind === "confirm")
        return { kind: "invalid", field: "amount", text: "That is not the sum on the card." };
      return this.#reactions.to(outcome, form.person, target);
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
    return this.#reactions.to(outcome, form.person, target);
  }

  order(token: string, { action, given }: NonNullable<ReturnType<typeof readFormWords>>): Reaction {
    const contract = this.#parts.actions.get(action);
    const known = this.#parts.records().find(clients, "merged_into IS NULL AND stage <> 'forgotten'");
    const form = contract ? orderForm(contract, { token, given, clients: known }) : null;
    return form ? { kind: "form", form } : { kind: "note", text: "There is no form for that." };
  }

  /** An order that was filled in becomes a card like any other: nothing is done by the form itself. */
  async #ordered(post: PostRow, form: Filled): Promise<Reaction> {
    const { ledger } = this.#parts;
    const taps = cardAt(ledger, post.seq)?.taps ?? [];
    const wanted = taps.map((tap) => readFormWords(tap.words)).find((one) => one !== null);
    if (!wanted) return this.#parts.refuse("unknown-card", form.person, "I don't know this form any more.");
    const { client, ...typed } = Object.fromEntries(
      Object.entries(form.values).filter(([, value]) => value.trim() !== ""),
    );
    const offered = ledger.at(post.seq);
    const { client: given, ...known } = wanted.given;
    const whom = client ?? given;
    const ordered = await deskOf(this.#parts, form.person).order({
      action: wanted.action,
      ...(whom === undefined ? {} : { client: whom }),
      params: { ...known, ...typed },
      now: false,
      // The same form sent twice asks once.
      ...(offered ? { said: offered } : {}),
    });
    const [first = ""] = Object.keys(form.values);
    if (ordered.kind === "refused") return { kind: "invalid", field: first, text: ordered.why };
    return { kind: "done" };
  }

  /** What a button asks for before its words are said. The field names the button: a card may have several. */
  say(token: string, index: number, { label, asks }: CardTap): Reaction {
    const field = {
      name: `tap-${index}`,
      label: asks?.label ?? label,
      value: asks?.value ?? "",
      kind: "text" as const,
    };
    return { kind: "form", form: { kind: "say", token, title: label, fields: [field], sendable: false } };
  }

  async #said(post: PostRow, { person, values }: Filled): Promise<Reaction> {
    const [[name = "", typed = ""] = []] = Object.entries(values);
    const tap = cardAt(this.#parts.ledger, post.seq)?.taps?.[Number(name.replace(/^tap-/, ""))];
    if (!tap?.asks) return this.#parts.refuse("unknown-card", person, UNKNOWN_CARD);
    if (typed.trim() === "") return { kind: "invalid", field: name, text: "Please write the new words." };
    await this.#parts.say(person, placeOf(post), `${tap.words} ${typed.trim()}`);
    return { kind: "done" };
  }

  async edit(tap: Tap, { row, card }: Target): Promise<Reaction> {
    const fields = await deskOf(this.#parts, tap.person).fields(row.code);
    if (fields.length === 0) return { kind: "note", text: "There is nothing on this card that can be changed." };
    const form: Form = { kind: "edit", token: tap.token, title: "Edit", fields, sendable: card.letter !== undefined };
    return { kind: "form", form };
  }
}

export function rejectForm(token: string): Form {
  const fields = [
    { name: "why", label: "The short of it", value: "", kind: "choice" as const, choices: REASONS, optional: true },
    { name: "reason", label: "In your words", value: "", kind: "text" as const, optional: true },
  ];
  return { kind: "reject", token, title: "Reject", fields, sendable: false };
}

function reasonIn(values: Readonly<Record<string, string>>): string {
  const words = [values.why, values.reason].map((text) => text?.trim()).filter(Boolean);
  return words.join(": ") || NO_REASON;
}
