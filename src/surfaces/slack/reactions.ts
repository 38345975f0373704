/**
 * What the surface does at once when somebody tapped or said something: a word to that person alone, a form, the whole
 * text, a file. Nobody else sees any of it but the file, which goes where it was asked for.
 */
import type { types } from "@slack/bolt";
import type { Form, Front, Person, Place, Reaction, Tap } from "../surface.ts";
import { keyRows, sections } from "./blocks.ts";
import { failureOf, platformCode } from "./failures.ts";
import { upload } from "./files.ts";
import { formView, pagesView } from "./forms.ts";
import { escaped, literal, oneLine, shortened } from "./text.ts";
import type { Trouble, Wire } from "./wire.ts";

/** Where a reaction goes. */
export interface Answering {
  readonly person: Person;
  /** `null`: it came from the home page or a form that didn't say; then words go to the person's direct conversation. */
  readonly place: Place | null;
  /** Good for one modal within three seconds; `null` for plain messages. */
  readonly trigger: string | null;
  /** Where Slack takes an answer for that person even in rooms the app isn't in. */
  readonly responseUrl: string | null;
  /** A slash command is answered there first: its room may be anybody's. */
  readonly respondFirst: boolean;
  /** The tap that asked for it, so that the text it asked for can be reported as opened. */
  readonly tap: Tap | null;
}

const NOTE_ROOM = 9_000;
const RESPOND_TIMEOUT_MS = 10_000;
const TRIGGER_GONE = new Set(["expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired"]);
const TOO_LATE = "That took too long to open. Please tap again.";

export class Reactions {
  readonly #front: Front;
  readonly #wire: Wire;
  readonly #trouble: Trouble;

  constructor({ front, wire, trouble }: { front: Front; wire: Wire; trouble: Trouble }) {
    this.#front = front;
    this.#wire = wire;
    this.#trouble = trouble;
  }

  /** Never throws: what can't be shown is told, and what can't be told is trouble. */
  async perform(reaction: Reaction, to: Answering): Promise<void> {
    try {
      switch (reaction.kind) {
        case "done":
        case "silence":
          return;
        case "note":
          return await this.note(reaction.text, to);
        case "invalid":
          return await this.note(reaction.text, to);
        case "form":
          return await this.#form(reaction.form, to);
        case "pages":
          return await this.#pages(reaction.title, reaction.text, to);
        case "file":
          return await this.#file(reaction, to);
      }
    } catch (error) {
      this.#trouble.say("reaction", `An answer could not be shown in Slack (${failureOf(error).why}).`);
    }
  }

  /** Says something to that person alone. */
  async note(text: string, to: Answering, keys: types.KnownBlock[] = []): Promise<void> {
    const words = shortened(literal(text).trim() || "…", NOTE_ROOM);
    const message = { text: escaped(words), blocks: [...sections(words), ...keys] };
    if (to.respondFirst && (await this.#respond(message, to))) return;
    try {
      await this.#whisper(message, to);
    } catch (error) {
      if (to.respondFirst || !(await this.#respond(message, to))) throw error;
    }
  }

  async #whisper(message: { text: string; blocks: types.KnownBlock[] }, { person, place }: Answering): Promise<void> {
    const api = await this.#wire.api();
    if (place === null) {
      await api.chat.postMessage({ channel: person.user, ...message });
      return;
    }
    await api.chat.postEphemeral({
      channel: place.room,
      user: person.user,
      ...(place.thread === null ? {} : { thread_ts: place.thread }),
      ...message,
    });
  }

  /** Whether it was taken. */
  async #respond(message: object, { responseUrl, place }: Answering): Promise<boolean> {
    if (responseUrl === null) return false;
    const thread = place?.thread ?? null;
    try {
      const answer = await fetch(responseUrl, {
        method: "POST",
        headers: { "content-type": "application/json; charset=utf-8" },
        body: JSON.stringify({
          response_type: "ephemeral",
          replace_original: false,
          ...(thread === null ? {} : { thread_ts: thread }),
          ...message,
        }),
        signal: AbortSignal.timeout(RESPOND_TIMEOUT_MS),
      });
      await answer.arrayBuffer();
      return answer.ok;
    } catch {
      return false;
    }
  }

  async #form(form: Form, to: Answering): Promise<void> {
    const view = formView(form, to.place);
    if (view === null)
      return this.note("This text is too long for a form in Slack. Please change it on another surface.", to);
    if (to.trigger !== null) {
      const opened = await this.#open(view, to.trigger);
      return opened ? undefined : this.note(TOO_LATE, to);
    }
    // Slack opens forms only from a button or a command, so the words get a button.
    const keys = keyRows([[{ label: form.title, verb: form.kind, look: "primary" }]], form.token);
    await this.note("Here is the form:", to, keys);
  }

  async #pages(title: string, text: string, to: Answering): Promise<void> {
    const { view, whole } = pagesView(title, text);
    if (to.trigger === null) return this.note(`${oneLine(title)}\n\n${text}`, to);
    if (!(await this.#open(view, to.trigger))) return this.note(TOO_LATE, to);
    if (!whole) {
      const name = "whole-text.txt";
      const bytes = Buffer.from(text.toWellFormed(), "utf8");
      return this.#file({ name, bytes }, to);
    }
    if (to.tap === null) return;
    const next = await this.#front.tapped({ ...to.tap, verb: "opened" });
    // The trigger is spent, and what is told about having read it needs no more than a word.
    if (next.kind === "note") await this.note(next.text, to);
  }

  async #open(view: types.ModalView, trigger: string): Promise<boolean> {
    try {
      const api = await this.#wire.api();
      await api.views.open({ trigger_id: trigger, view });
      return true;
    } catch (error) {
      if (TRIGGER_GONE.has(platformCode(error) ?? "")) return false;
      throw error;
    }
  }

  async #file(file: { readonly name: string; readonly bytes: Uint8Array }, to: Answering): Promise<void> {
    try {
      const api = await this.#wire.api();
      const place = to.place ?? {
        room: (await api.conversations.open({ users: to.person.user })).channel?.id ?? "",
        thread: null,
      };
      await upload(api, file, place);
    } catch (error) {
      await this.note(`${oneLine(file.name)} could not be shown here (${failureOf(error).why}).`, to);
    }
  }
}
