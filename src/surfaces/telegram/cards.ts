/**
 * Cards on their way out: sent, rewritten, and the topics they stand in. What Telegram won't take in its looks is sent once
 * more as plain words with the code. Before: lane.ts. Wire: line.ts.
 */
import type { Message as Posted } from "grammy/types";
import type { Message, Place, Sent } from "../surface.ts";
import { answerField } from "./keyboard.ts";
import type { Answer, Line } from "./line.ts";
import { outcomeOf, type Troubles } from "./outcome.ts";
import { type Rendered, render, renderPlain } from "./render.ts";
import { send } from "./replies.ts";
import { begin, oneLine } from "./text.ts";

const TOPIC_UNITS = 128;
const REMEMBERED_TOPICS = 200;

export class Cards {
  readonly #line: Line;
  readonly #troubles: Troubles;
  /** Topics that were made, and whose first message is still to come; a second try must not make a second topic. */
  readonly #begun = new Map<string, string>();

  /** What topics were called last; a name that is set again is refused, and harmless. */
  readonly #names = new Map<string, string>();

  constructor(parts: { readonly line: Line; readonly troubles: Troubles }) {
    this.#line = parts.line;
    this.#troubles = parts.troubles;
  }

  async post(message: Message): Promise<Sent> {
    const rendered = render(message.posting, { topic: message.place.thread !== null });
    for (const part of rendered.before) {
      const sent = await send(this.#line, { place: message.place, ...part, silent: true });
      if (sent.ok) continue;
      const outcome = outcomeOf(sent.trouble, this.#troubles);
      if (outcome.kind !== "format" && outcome.kind !== "same") return outcome;
    }
    const sent = await this.#settle(message, rendered, (one) => this.#send(message, one));
    if (sent.kind === "sent" && message.picture) await this.#picture(message.place, sent.ref, message.picture);
    return sent;
  }

  rewrite(ref: string, message: Message): Promise<Sent> {
    const rendered = render(message.posting, { topic: message.place.thread !== null });
    return this.#settle(message, rendered, ({ text, entities, keyboard }) =>
      this.#line
        .ask((api) =>
          api.editMessageText({
            chat_id: message.place.room,
            message_id: Number(ref),
            text,
            entities,
            link_preview_options: { is_disabled: true },
            ...(keyboard ? { reply_markup: keyboard } : {}),
          }),
        )
        .then((answer) => (answer.ok ? { ok: true, value: { message_id: Number(ref) } } : answer)),
    ).then(async (sent) => {
      if (sent.kind !== "sent") return sent;
      await this.#rename(message);
      return { ...sent, ref };
    });
  }

  /** A topic is called as its head says: a lead may have become a company. */
  async #rename({ place, posting }: Message): Promise<void> {
    if (posting.card.kind !== "head" || place.thread === null) return;
    const name = topicName(posting.card);
    if (this.#names.get(place.thread) === name) return;
    this.#names.set(place.thread, name);
    // Called so already, or no right to: the topic's messages are what counts.
    await this.#line.ask((api) =>
      api.editForumTopic({ chat_id: place.room, message_thread_id: Number(place.thread), name }),
    );
  }

  /** A topic in a forum, with `head` as its first message. Elsewhere there are no threads, and nothing is sent. */
  async openThread(head: Message): Promise<Sent | { kind: "opened"; thread: string | null; ref: string }> {
    const { room } = head.place;
    let thread = this.#begun.get(head.key);
    if (thread === undefined) {
      // Whoever can't say what the chat is has no topics either; a private chat has the positive number of its person.
      if (/^\d+$/.test(room)) return WITHOUT_THREADS;
      const chat = await this.#line.ask((api) => api.getChat({ chat_id: room }));
      if (!chat.ok) return unasked(chat) ? WITHOUT_THREADS : harmless(this.#lost(chat));
      if (chat.value.type !== "supergroup" || !chat.value.is_forum) return WITHOUT_THREADS;
      const name = topicName(head.posting.card);
      const topic = await this.#line.ask((api) => api.createForumTopic({ chat_id: room, name }));
      if (!topic.ok) {
        const { trouble } = topic;
        if (trouble.kind !== "told" || !/not enough rights|CHAT_ADMIN_REQUIRED|not a forum/i.test(trouble.says))
          return this.#lost(topic);
        this.#troubles.tell(
          "topics",
          "The bot may not make topics in the Telegram group, so all clients share its main chat. Make the bot an administrator with “Manage topics”.",
        );
        return WITHOUT_THREADS;
      }
      this.#troubles.over("topics");
      thread = String(topic.value.message_thread_id);
      this.#names.set(thread, name);
      this.#begun.set(head.key, thread);
      for (const oldest of this.#begun.keys()) if (this.#begun.size > REMEMBERED_TOPICS) this.#begun.delete(oldest);
    }
    const sent = await this.post({ ...head, place: { room, thread } });
    // A topic that was deleted before its head came is made anew at the next try; Telegram is asked to wait for that.
    if (sent.kind === "gone" || sent.kind === "sent" || sent.kind === "refused") this.#begun.delete(head.key);
    if (sent.kind === "gone") return { kind: "wait", afterMs: 1000, why: "the new topic was deleted" };
    if (sent.kind !== "sent") return sent;
    const { ref } = sent;
    await this.#line.ask((api) =>
      api.pinChatMessage({ chat_id: room, message_id: Number(ref), disable_notification: true }),
    );
    return { kind: "opened", thread, ref };
  }

  async #settle(
    message: Message,
    rendered: Rendered,
    put: (rendered: Rendered) => Promise<Answer<{ readonly message_id: number }>>,
  ): Promise<Sent> {
    let shown = rendered;
    let answer = await put(rendered);
    if (!answer.ok && closed(answer) && (await this.#reopened(message.place))) answer = await put(rendered);
    let why = "";
    if (!answer.ok) {
      const outcome = outcomeOf(answer.trouble, this.#troubles);
      if (outcome.kind === "same") return { kind: "sent", ref: "", complete: rendered.complete };
      if (outcome.kind !== "format") return outcome;
      why = outcome.why;
      shown = renderPlain(message.posting, { topic: message.place.thread !== null });
      answer = await put(shown);
    }
    if (answer.ok) {
      this.#troubles.over("chat");
      return { kind: "sent", ref: String(answer.value.message_id), complete: shown.complete };
    }
    const outcome = outcomeOf(answer.trouble, this.#troubles);
    if (outcome.kind === "same") return { kind: "sent", ref: "", complete: shown.complete };
    return outcome.kind === "format" ? { kind: "refused", why: `${why}; as plain text: ${outcome.why}` } : outcome;
  }

  #send({ place, posting, ring }: Message, { text, entities, keyboard }: Rendered): Promise<Answer<Posted>> {
    const markup = keyboard ?? (posting.reply ? answerField(posting) : null);
    return send(this.#line, { place, text, entities, silent: !ring, ...(markup ? { markup } : {}) });
  }

  /** A chart that doesn't go is left out: the words say the same. */
  async #picture(place: Place, ref: string, bytes: Uint8Array): Promise<void> {
    const photo = await this.#line.file(bytes, "chart.png");
    await this.#line.wait((api) =>
      api.sendPhoto({
        chat_id: place.room,
        ...(place.thread ? { message_thread_id: Number(place.thread) } : {}),
        photo,
        disable_notification: true,
        reply_parameters: { message_id: Number(ref), allow_sending_without_reply: true },
      }),
    );
  }

  async #reopened({ room, thread }: Place): Promise<boolean> {
    if (thread === null) return false;
    const answer = await this.#line.ask((api) =>
      api.reopenForumTopic({ chat_id: room, message_thread_id: Number(thread) }),
    );
    return answer.ok;
  }

  #lost(answer: Extract<Answer<unknown>, { readonly ok: false }>): Sent {
    const outcome = outcomeOf(answer.trouble, this.#troubles);
    if (outcome.kind === "wait" || outcome.kind === "unknown") return outcome;
    return { kind: "refused", why: "why" in outcome ? outcome.why : "the chat has gone" };
  }
}

const WITHOUT_THREADS = { kind: "opened", thread: null, ref: "" } as const;

/** Another server than Telegram's that doesn't know the call. */
function unasked({ trouble }: Extract<Answer<unknown>, { readonly ok: false }>): boolean {
  return trouble.kind === "told" && (trouble.code === 404 || /not supported/i.test(trouble.says));
}

/** A question that got no answer has changed nothing, so it can be put again. */
function harmless(sent: Sent): Sent {
  return sent.kind === "unknown" ? { kind: "wait", afterMs: 3_000, why: sent.why } : sent;
}

function closed(answer: Extract<Answer<unknown>, { readonly ok: false }>): boolean {
  return answer.trouble.kind === "told" && /TOPIC_CLOSED/i.test(answer.trouble.says);
}

function topicName(card: Message["posting"]["card"]): string {
  return begin(oneLine(card.client ?? card.title) || "Client", TOPIC_UNITS);
}
