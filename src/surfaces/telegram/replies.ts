/**
 * What is shown at once to the person who tapped or wrote: a passing word, a note for them alone, a whole text, a file.
 * A tap is answered exactly once; where the outcome takes longer, with an hourglass.
 */
import type { ForceReply, InlineKeyboardMarkup, Message } from "grammy/types";
import type { Front, Person, Place, Reaction, Tap } from "../surface.ts";
import type { Inward } from "./inward.ts";
import type { Answer, Line } from "./line.ts";
import { outcomeOf, type Troubles } from "./outcome.ts";
import { type Pace, pause } from "./pace.ts";
import { begin, MESSAGE_UNITS, own, pieces, type Rich, Writing } from "./text.ts";

/** A passing word over the chat. */
const ALERT_UNITS = 200;
const TRIES = 4;
const LONGEST_WAIT_MS = 60_000;
const HOURGLASS = "⏳";

/** How a message is sent into a place, everything about its sound and its looks being said. */
export interface Sending extends Rich {
  readonly place: Place;
  readonly silent: boolean;
  readonly markup?: InlineKeyboardMarkup | ForceReply;
  readonly answers?: number;
}

export function send(
  line: Line,
  { place, text, entities, silent, markup, answers }: Sending,
): Promise<Answer<Message>> {
  return line.ask((api) =>
    api.sendMessage({
      chat_id: place.room,
      ...(place.thread ? { message_thread_id: Number(place.thread) } : {}),
      text,
      entities,
      link_preview_options: { is_disabled: true },
      disable_notification: silent,
      ...(markup ? { reply_markup: markup } : {}),
      ...(answers ? { reply_parameters: { message_id: answers, allow_sending_without_reply: true } } : {}),
    }),
  );
}

export class Replies {
  readonly #line: Line;
  readonly #front: Front;
  readonly #pace: Pace;
  readonly #troubles: Troubles;
  readonly #signal: AbortSignal;
  readonly #open = new Set<Promise<void>>();
  /** Taps that were answered, for when the same one comes in again. */
  readonly #answered = new Set<string>();

  constructor(parts: {
    readonly line: Line;
    readonly front: Front;
    readonly pace: Pace;
    readonly troubles: Troubles;
    readonly signal: AbortSignal;
  }) {
    this.#line = parts.line;
    this.#front = parts.front;
    this.#pace = parts.pace;
    this.#troubles = parts.troubles;
    this.#signal = parts.signal;
  }

  /** Does it beside everything else. What fails there has been recorded, and shows on the cards. */
  later(work: () => Promise<void>): void {
    const running: Promise<void> = work()
      .catch(() => {})
      .finally(() => this.#open.delete(running));
    this.#open.add(running);
  }

  /** Resolves when everything that was begun is over. */
  async over(): Promise<void> {
    while (this.#open.size > 0) await Promise.all(this.#open);
  }

  async toTap(query: string, tap: Tap, coming: Promise<Reaction>): Promise<void> {
    const reaction = await Promise.race([
      coming.catch((): Reaction => UNRECORDED),
      pause(this.#pace.tapMs).then(() => null),
    ]);
    if (reaction !== null) return this.#tapped(query, tap, reaction);
    await this.#answer(query, HOURGLASS, false);
    return this.#tapped(query, tap, await coming.catch((): Reaction => UNRECORDED));
  }

  /** A button that isn't ours. */
  async stray(query: string): Promise<void> {
    await this.#answer(query, "That button is none of mine.", true);
  }

  async toWords(inward: Extract<Inward, { kind: "said" }>, reaction: Reaction): Promise<void> {
    const note = noteOf(reaction);
    if (note === null) return this.#show(inward.place, inward.person, null, reaction);
    if (inward.direct) return this.#words(inward.place, note, inward.message);
    await this.#privately(inward.person, note, { place: inward.place, message: inward.message });
  }

  async #tapped(query: string, tap: Tap, reaction: Reaction): Promise<void> {
    const note = noteOf(reaction);
    if (note === null) {
      await this.#answer(query, reaction.kind === "done" ? (reaction.text ?? HOURGLASS) : "", false);
      return this.#show(tap.place, tap.person, tap, reaction);
    }
    if (reaction === UNRECORDED && this.#answered.has(query)) return;
    const shown = note.length <= ALERT_UNITS && (await this.#answer(query, note, true));
    if (shown) return;
    await this.#answer(query, `${begin(note, ALERT_UNITS - 1)}…`, true);
    await this.#privately(tap.person, note, { place: tap.place, message: null });
  }

  /** Answers a tap, once for all. `false`: it had been answered before. */
  async #answer(query: string, words: string, alert: boolean): Promise<boolean> {
    if (this.#answered.has(query)) return false;
    this.#answered.add(query);
    for (const oldest of this.#answered) {
      if (this.#answered.size <= 1000) break;
      this.#answered.delete(oldest);
    }
    await this.#line.ask((api) =>
      api.answerCallbackQuery({
        callback_query_id: query,
        ...(words ? { text: begin(words, ALERT_UNITS), show_alert: alert } : {}),
      }),
    );
    return true;
  }

  async #show(place: Place, person: Person, tap: Tap | null, reaction: Reaction): Promise<void> {
    if (reaction.kind === "file") {
      const file = await this.#line.file(reaction.bytes, reaction.name);
      await this.#insist(() =>
        this.#line.wait((api) =>
          api.sendDocument({
            chat_id: place.room,
            ...(place.thread ? { message_thread_id: Number(place.thread) } : {}),
            document: file,
            disable_notification: true,
          }),
        ),
      );
    }
    if (reaction.kind !== "pages" || !(await this.#pages(place, reaction.title, reaction.text)) || tap === null) return;
    const opened = await this.#front.tapped({ ...tap, verb: "opened" });
    const note = noteOf(opened);
    if (note !== null) await this.#privately(person, note, { place, message: null });
  }

  /** The whole text, in as many messages as it takes. `true`: all of it stands there. */
  async #pages(place: Place, title: string, text: string): Promise<boolean> {
    const heading = begin(own(title).replaceAll("\n", " ").trim(), 200);
    const pages = pieces(own(text), MESSAGE_UNITS - 300);
    for (const [at, page] of pages.entries()) {
      const number = pages.length > 1 ? ` (${at + 1} of ${pages.length})` : "";
      const writing = new Writing().add(`${heading}${number}`, "bold").add("\n").add(page, "blockquote");
      const sent = await this.#insist(() => send(this.#line, { place, ...writing.done(), silent: true }));
      if (!sent.ok) return false;
    }
    return true;
  }

  async #words(place: Place, words: string, answers: number | null): Promise<void> {
    for (const text of pieces(own(words).trim(), MESSAGE_UNITS))
      await this.#insist(() =>
        send(this.#line, { place, text, entities: [], silent: true, ...(answers ? { answers } : {}) }),
      );
  }

  /** To that person alone: in their own chat with the bot. Who never opened one is told so, if it is the owner. */
  async #privately(
    person: Person,
    words: string,
    at: { readonly place: Place; readonly message: number | null },
  ): Promise<void> {
    const room: Place = { room: person.user, thread: null };
    if (at.place.room === room.room) return this.#words(at.place, words, at.message);
    const [first = "", ...rest] = pieces(own(words).trim(), MESSAGE_UNITS);
    const sent = await this.#insist(() => send(this.#line, { place: room, text: first, entities: [], silent: true }));
    if (sent.ok && rest.length > 0) return this.#words(room, rest.join(""), null);
    if (sent.ok || sent.trouble.kind !== "told" || sent.trouble.code !== 403 || !this.#front.isOwner(person)) return;
    await this.#words(
      at.place,
      "I can tell you that only in private. Open a chat with me and press Start, then ask again.",
      at.message,
    );
  }

  /** Tries again where Telegram asks for patience, a few times. */
  async #insist<T>(call: () => Promise<Answer<T>>): Promise<Answer<T>> {
    for (let tries = 1; ; tries++) {
      const answer = await call();
      if (answer.ok || tries === TRIES || this.#signal.aborted) return answer;
      const { trouble } = answer;
      if (trouble.kind === "told" && trouble.code !== 429) return answer;
      const outcome = outcomeOf(trouble, this.#troubles);
      if (outcome.kind !== "wait" || outcome.afterMs > LONGEST_WAIT_MS) return answer;
      await pause(outcome.afterMs, this.#signal);
    }
  }
}

const UNRECORDED: Reaction = {
  kind: "note",
  text: "I could not record that just now. I am trying again; please look in a moment.",
};

/** The words of a reaction that are for that person alone; `null`: it has none. */
function noteOf(reaction: Reaction): string | null {
  if (reaction.kind === "note" || reaction.kind === "invalid") return reaction.text;
  if (reaction.kind !== "form") return null;
  const { title, fields } = reaction.form;
  return `${title}\nPlease answer in words: ${fields.map((field) => field.label).join(", ")}.`;
}
