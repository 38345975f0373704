/**
 * What the platform knows: people, chats, topics, messages and files. Nothing here speaks HTTP.
 * Calls of the bot change it (calls-*.ts), and so do people (person.ts).
 */
import type { Chat, Document, ForceReply, Message, MessageEntity, PhotoSize, User } from "grammy/types";
import type { Row } from "./keyboard.ts";
import { badRequest } from "./refusal.ts";

export type Standing = "creator" | "administrator" | "member" | "left" | "kicked";
export type Right = "can_manage_topics" | "can_pin_messages" | "can_delete_messages";

export interface Topic {
  /** Also the id of the service message that opened it. */
  readonly id: number;
  name: string;
  readonly iconColor: number;
  closed: boolean;
}

export interface Room {
  readonly id: number;
  readonly type: "private" | "group" | "supergroup";
  readonly title: string;
  readonly forum: boolean;
  /** By user id; the bot's own standing too. */
  readonly members: Map<number, Standing>;
  readonly botRights: Set<Right>;
  readonly topics: Map<number, Topic>;
  readonly messages: Map<number, Stored>;
  pinned: number | null;
}

/** A message as the platform keeps it. `silent`, `forceReply` and `deleted` are not on the wire: people see them. */
export interface Stored {
  readonly id: number;
  readonly room: Room;
  readonly from: User;
  /** Unix seconds. */
  readonly date: number;
  readonly topic: number | null;
  readonly replyTo: Stored | null;
  readonly silent: boolean;
  readonly forceReply: ForceReply | null;
  readonly editable: boolean;
  readonly forwardedFrom: User | null;
  readonly service: Partial<Message> | null;
  /** The text, or the caption where there is a photo or file. */
  text: string;
  entities: readonly MessageEntity[];
  photo: readonly PhotoSize[] | null;
  document: Document | null;
  keyboard: readonly Row[];
  edited: number | null;
  deleted: boolean;
}

export interface Kept {
  readonly path: string;
  readonly bytes: Buffer;
}

/** What is given for a message; the rest stands empty. */
export type Draft = Pick<Stored, "room" | "from"> & Partial<Omit<Stored, "id" | "room" | "from" | "date" | "edited">>;

export class World {
  readonly bot: User;
  readonly people = new Map<number, User>();
  readonly rooms = new Map<number, Room>();
  /** By file id. */
  readonly files = new Map<string, Kept>();
  readonly now: () => number;
  /** Called after every change. */
  changed: () => void = () => {};
  #shared = 0;
  #files = 0;

  constructor(options: { readonly bot: User; readonly now: () => number }) {
    this.bot = options.bot;
    this.now = options.now;
  }

  /** Unix seconds. */
  seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  addRoom(room: Pick<Room, "id" | "type" | "title" | "forum" | "members"> & { rights?: Iterable<Right> }): Room {
    const added: Room = {
      id: room.id,
      type: room.type,
      title: room.title,
      forum: room.forum,
      members: room.members,
      botRights: new Set(room.rights ?? []),
      topics: new Map(),
      messages: new Map(),
      pinned: null,
    };
    this.rooms.set(added.id, added);
    return added;
  }

  /** Ids count up in each supergroup, and in all private chats and small groups together, as on the real platform. */
  add(draft: Draft): Stored {
    const { room } = draft;
    const id = room.type === "supergroup" ? nextIn(room) : ++this.#shared;
    const stored: Stored = {
      topic: null,
      replyTo: null,
      silent: false,
      forceReply: null,
      editable: true,
      forwardedFrom: null,
      service: null,
      text: "",
      entities: [],
      photo: null,
      document: null,
      keyboard: [],
      deleted: false,
      ...draft,
      id,
      date: this.seconds(),
      edited: null,
    };
    room.messages.set(id, stored);
    this.changed();
    return stored;
  }

  addTopic(room: Room, name: string, from: User, iconColor = 7322096): Topic {
    const service = { forum_topic_created: { name, icon_color: iconColor } };
    const opening = this.add({ room, from, service, topic: nextIn(room) });
    const topic: Topic = { id: opening.id, name, iconColor, closed: false };
    room.topics.set(topic.id, topic);
    return topic;
  }

  keepFile(folder: string, name: string, bytes: Buffer): { file_id: string; file_unique_id: string } {
    const number = ++this.#files;
    const extension = /\.[a-z0-9]+$/i.exec(name)?.[0] ?? "";
    const id = `BQACAgIAAxkBAAI${String(number).padStart(6, "0")}`;
    this.files.set(id, { path: `${folder}/file_${number}${extension}`, bytes });
    return { file_id: id, file_unique_id: `AgAD${String(number).padStart(6, "0")}` };
  }

  /** A message that is there and not deleted; `null` otherwise. */
  find(room: Room, id: number): Stored | null {
    const stored = room.messages.get(id);
    return stored === undefined || stored.deleted ? null : stored;
  }

  isAdmin(room: Room, user: number): boolean {
    const standing = room.members.get(user);
    return standing === "administrator" || standing === "creator";
  }

  /** Refused where the bot may not do this as an administrator; a private chat allows everything. */
  demand(room: Room, right: Right, refusal: string): void {
    if (room.type !== "private" && !room.botRights.has(right)) throw badRequest(refusal);
  }
}

/** The first message of a supergroup is its founding, which also stands for the general topic. */
function nextIn(room: Room): number {
  let last = 1;
  for (const id of room.messages.keys()) last = Math.max(last, id);
  return last + 1;
}

export function chatOf(room: Room, world: World): Chat {
  if (room.type === "private") {
    const person = world.people.get(room.id);
    return {
      id: room.id,
      type: "private",
      first_name: person?.first_name ?? room.title,
      ...(person?.username === undefined ? {} : { username: person.username }),
    };
  }
  if (room.type === "group") return { id: room.id, type: "group", title: room.title };
  return { id: room.id, type: "supergroup", title: room.title, ...(room.forum ? { is_forum: true as const } : {}) };
}

/** The message as it goes over the wire. */
export function wireMessage(stored: Stored, world: World, withReply = true): Message {
  const media = stored.photo !== null || stored.document !== null;
  const { text, entities, keyboard, replyTo, topic } = stored;
  const wire = {
    message_id: stored.id,
    from: stored.from,
    chat: chatOf(stored.room, world),
    date: stored.date,
    ...(stored.edited === null ? {} : { edit_date: stored.edited }),
    ...(topic === null ? {} : { message_thread_id: topic, is_topic_message: true }),
    ...(stored.forwardedFrom === null
      ? {}
      : { forward_origin: { type: "user", sender_user: stored.forwardedFrom, date: stored.date } }),
    ...(replyTo !== null && withReply && !replyTo.deleted
      ? { reply_to_message: wireMessage(replyTo, world, false) }
      : {}),
    ...(stored.service ?? {}),
    ...(stored.photo === null ? {} : { photo: stored.photo }),
    ...(stored.document === null ? {} : { document: stored.document }),
    ...(text === "" ? {} : media ? { caption: text } : { text }),
    ...(entities.length === 0 ? {} : media ? { caption_entities: entities } : { entities }),
    ...(keyboard.length === 0 ? {} : { reply_markup: { inline_keyboard: keyboard } }),
  };
  // Put together field by field from what the platform keeps; the compiler can't follow that through the union.
  return structuredClone(wire) as unknown as Message;
}
