/**
 * Hands for people: they write, tap, drop files and change their words, as somebody does in the app.
 */
import type { InlineKeyboardButton, MessageEntity, PhotoSize, Update, User } from "grammy/types";
import type { Desk } from "./call.ts";
import { imageSize } from "./image.ts";
import type { TapAnswer } from "./taps.ts";
import { withFound } from "./texts.ts";
import type { News } from "./updates.ts";
import { chatOf, type Draft, type Room, type Stored, wireMessage } from "./world.ts";

export interface Where {
  readonly topic?: number;
  readonly replyTo?: Stored;
}

export class Person {
  readonly user: User;
  /** The conversation with the bot alone. */
  readonly chat: Room;
  readonly #desk: Desk;

  constructor(options: { user: User; chat: Room; desk: Desk }) {
    this.user = options.user;
    this.chat = options.chat;
    this.#desk = options.desk;
  }

  get id(): number {
    return this.user.id;
  }

  /** Writes into a chat; what looks like a command, a mention or an address is marked as such. */
  say(room: Room, text: string, where: Where & { readonly entities?: readonly MessageEntity[] } = {}): Stored {
    const marked = withFound({ text, entities: where.entities ?? [] });
    return this.#write(room, { ...marked, ...placed(room, where) });
  }

  dropFile(
    room: Room,
    file: { readonly name: string; readonly type: string; readonly bytes: Uint8Array },
    where: Where & { readonly caption?: string } = {},
  ): Stored {
    const bytes = Buffer.from(file.bytes);
    const kept = this.#desk.world.keepFile("documents", file.name, bytes);
    const document = { ...kept, file_name: file.name, mime_type: file.type, file_size: bytes.length };
    return this.#write(room, { ...caption(where.caption), document, ...placed(room, where) });
  }

  /** In several sizes, the largest last, as the app sends them. */
  dropPhoto(room: Room, bytes: Uint8Array, where: Where & { readonly caption?: string } = {}): Stored {
    const buffer = Buffer.from(bytes);
    const { width, height } = imageSize(buffer) ?? { width: 1280, height: 960 };
    const size = (part: number): PhotoSize => ({
      ...this.#desk.world.keepFile("photos", "photo.jpg", buffer),
      width: Math.max(1, Math.round(width * part)),
      height: Math.max(1, Math.round(height * part)),
      file_size: buffer.length,
    });
    return this.#write(room, { ...caption(where.caption), photo: [size(0.25), size(1)], ...placed(room, where) });
  }

  /** Changes one's own words. */
  editMessage(stored: Stored, text: string): void {
    if (stored.from.id !== this.id) throw new Error(`${this.user.first_name} can't edit a message of another person`);
    const marked = withFound({ text, entities: [] });
    Object.assign(stored, { ...marked, edited: this.#desk.world.seconds() });
    this.#desk.world.changed();
    if (this.#visible(stored)) this.#push({ edited_message: wireMessage(stored, this.#desk.world) });
  }

  /**
   * Taps a button that stands there now, by its label or its data; like a real client, it can't tap another.
   * Resolves with what the bot answered; rejects where it never did.
   */
  tap(stored: Stored, labelOrData: string): Promise<TapAnswer> {
    const button = stored.deleted ? undefined : buttonOf(stored, labelOrData);
    if (button === undefined || !("callback_data" in button)) {
      const there = stored.keyboard.flat().map((one) => `[${one.text}]`);
      throw new Error(`no button ${labelOrData} to tap on message ${stored.id}; there is ${there.join(" ") || "none"}`);
    }
    this.#demandMember(stored.room);
    const { id, answered } = this.#desk.taps.open();
    const message = wireMessage(stored, this.#desk.world);
    const data = button.callback_data;
    this.#push({
      callback_query: { id, from: this.user, message, chat_instance: instanceOf(stored.room), data },
    });
    return answered;
  }

  /** Enters a group, or leaves it. */
  join(room: Room): void {
    room.members.set(this.id, "member");
    const { world } = this.#desk;
    const stored = world.add({ room, from: this.user, service: { new_chat_members: [this.user] } });
    this.#push({ message: wireMessage(stored, world) });
  }

  leave(room: Room): void {
    room.members.set(this.id, "left");
    const { world } = this.#desk;
    const stored = world.add({ room, from: this.user, service: { left_chat_member: this.user } });
    this.#push({ message: wireMessage(stored, world) });
  }

  /** Presses Start: the conversation is opened, also again after a block. */
  start(payload = ""): Stored {
    this.#stand("member");
    return this.say(this.chat, payload === "" ? "/start" : `/start ${payload}`);
  }

  block(): void {
    this.#stand("kicked");
  }

  #stand(status: "member" | "kicked"): void {
    const { world } = this.#desk;
    const old = this.chat.members.get(world.bot.id) ?? "left";
    if (old === status || (old === "left" && status === "member")) {
      this.chat.members.set(world.bot.id, status);
      return;
    }
    this.chat.members.set(world.bot.id, status);
    this.#push(standingNews(this.chat, this.user, this.#desk, old === "kicked" ? "kicked" : "member", status));
  }

  /** Like a real client, which shows only chats that one is in. */
  #demandMember(room: Room): void {
    const standing = room.members.get(this.id) ?? "left";
    if (standing === "left" || standing === "kicked") {
      const { first_name: name } = this.user;
      throw new Error(
        `${name} is not in ${room.title}, so can't write or tap there: join() first, or forge a tapRaw()`,
      );
    }
  }

  #write(room: Room, draft: Omit<Draft, "room" | "from">): Stored {
    const { world } = this.#desk;
    this.#demandMember(room);
    const topic = draft.topic ?? null;
    if (topic !== null && !room.topics.has(topic)) throw new Error(`${room.title} has no topic ${topic}`);
    const stored = world.add({ ...draft, room, from: this.user });
    if (this.#visible(stored)) this.#push({ message: wireMessage(stored, world) });
    return stored;
  }

  #visible({ room, replyTo, text, entities }: Stored): boolean {
    const { bot } = this.#desk.world;
    const standing = room.members.get(bot.id) ?? "left";
    if (standing === "kicked" || (standing === "left" && room.type !== "private")) return false;
    if (room.type === "private" || standing !== "member" || !this.#desk.privacy()) return true;
    if (replyTo?.from.id === bot.id) return true;
    const name = `@${bot.username}`.toLowerCase();
    return entities.some(({ type, offset, length }) => {
      const words = text.slice(offset, offset + length).toLowerCase();
      if (type === "bot_command") return !words.includes("@") || words.endsWith(name);
      return type === "mention" && words === name;
    });
  }

  #push(news: unknown): Update | null {
    // Put together from what the platform keeps; the compiler can't follow it through the union of messages.
    return this.#desk.updates.push(news as News);
  }
}

/** The bot's place in a chat has changed. */
export function standingNews(
  room: Room,
  from: User,
  desk: Desk,
  before: "member" | "administrator" | "kicked" | "left",
  after: typeof before,
) {
  const user = desk.world.bot;
  const member = (status: typeof before) => ({ status, user, ...(status === "kicked" ? { until_date: 0 } : {}) });
  return {
    my_chat_member: {
      chat: chatOf(room, desk.world),
      from,
      date: desk.world.seconds(),
      old_chat_member: member(before),
      new_chat_member: member(after),
    },
  };
}

/** The same for every tap in a chat. */
export function instanceOf(room: Room): string {
  return String(7_000_000_000_000_000 + Math.abs(room.id));
}

function buttonOf(stored: Stored, labelOrData: string): InlineKeyboardButton | undefined {
  const buttons = stored.keyboard.flat();
  return (
    buttons.find((button) => button.text === labelOrData) ??
    buttons.find((button) => "callback_data" in button && button.callback_data === labelOrData)
  );
}

function caption(text: string | undefined) {
  return text === undefined ? {} : withFound({ text, entities: [] });
}

/** An answer stands in the topic of what it answers. */
function placed(room: Room, { topic, replyTo }: Where) {
  return { topic: topic ?? (room.forum ? (replyTo?.topic ?? null) : null), replyTo: replyTo ?? null };
}
