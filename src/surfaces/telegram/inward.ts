/**
 * What an update of Telegram's means: a tap, words that are meant for us, or nothing. Pure.
 * In a private chat everything is meant for us; in a group only commands, answers to the bot, mentions, and our own topics.
 */
import type { Message, MessageEntity, Update } from "grammy/types";
import { z } from "zod";
import type { IncomingFile, Person, Place, Said, Tap } from "../surface.ts";
import { readData } from "./keyboard.ts";
import { readableSize } from "./render.ts";

/** Telegram hands bots no larger files. */
export const FILE_BYTES = 20 * 1024 * 1024;

export interface Me {
  readonly id: number;
  readonly username: string;
}

export type Inward =
  | {
      readonly kind: "tap";
      readonly query: string;
      readonly person: Person;
      readonly place: Place;
      /** `null`: what it carries is none of ours. */
      readonly tap: Tap | null;
    }
  /** `said` is `null` where nothing is left of it but what can't be taken; `notTaken` says what that is. */
  | {
      readonly kind: "said";
      readonly person: Person;
      readonly place: Place;
      readonly message: number;
      readonly direct: boolean;
      readonly said: Said | null;
      readonly notTaken: string | null;
    }
  | { readonly kind: "nothing" };

const NOTHING: Inward = { kind: "nothing" };

export interface Ways {
  readonly me: Me;
  knows(place: Place): boolean;
  download(fileId: string): Promise<Uint8Array>;
}

export function readInward(update: Update, ways: Ways): Inward {
  if (update.callback_query) return readTap(update.callback_query);
  return update.message ? readMessage(update.message, ways) : NOTHING;
}

function readTap(query: NonNullable<Update["callback_query"]>): Inward {
  const { message } = query;
  const person: Person = { user: String(query.from.id), team: null };
  // Our cards are messages of our own; a button anywhere else is none of ours.
  if (!message) return { kind: "tap", query: query.id, person, place: { room: person.user, thread: null }, tap: null };
  const place: Place = { room: String(message.chat.id), thread: threadOf(message) };
  const data = readData(query.data);
  const tap = data && { person, place, ref: String(message.message_id), ...data, delivery: query.id };
  return { kind: "tap", query: query.id, person, place, tap };
}

function readMessage(message: Message, ways: Ways): Inward {
  const { me } = ways;
  if (!message.from || message.from.is_bot) return NOTHING;
  const person: Person = { user: String(message.from.id), team: null };
  const place: Place = { room: String(message.chat.id), thread: threadOf(message) };
  const direct = message.chat.type === "private";
  const typed = message.text ?? message.caption ?? "";
  const entities = message.entities ?? message.caption_entities ?? [];
  const command = readCommand(typed, entities, me);
  if (command === "another bot's") return NOTHING;
  const mentions = entities.filter((one) => mentioned(one, typed, me));
  const answered = answeredBy(message);
  const meant =
    direct ||
    command !== null ||
    mentions.length > 0 ||
    answered?.from?.id === me.id ||
    (place.thread !== null && ways.knows(place));
  if (!meant) return NOTHING;
  const forwarded = message.forward_origin !== undefined;
  const text = forwarded ? "" : (command ?? without(mentions, typed).replace(/^!(?=\p{L})/u, "")).trim();
  const { files: sent, notTaken } = filesOf(message, ways);
  const files = forwarded && typed.trim() ? [...sent, forwardedFile(typed)] : sent;
  if (!text && files.length === 0 && !notTaken) return NOTHING;
  const said: Said = {
    person,
    place,
    direct,
    text,
    delivery: `${place.room}:${message.message_id}`,
    replyTo: answered ? String(answered.message_id) : null,
    files,
  };
  return {
    kind: "said",
    person,
    place,
    message: message.message_id,
    direct,
    said: text || files.length > 0 ? said : null,
    notTaken,
  };
}

/** A topic has a number; the general one has none, and neither has a chain of answers outside topics. */
function threadOf(message: {
  readonly is_topic_message?: boolean;
  readonly message_thread_id?: number;
}): string | null {
  return message.is_topic_message && message.message_thread_id ? String(message.message_thread_id) : null;
}

/** The message that this one answers. In a topic, everything "answers" the topic's first message; that says nothing. */
function answeredBy(message: Message): Message | undefined {
  const answered = message.reply_to_message;
  if (!answered || answered.forum_topic_created) return undefined;
  return message.is_topic_message && answered.message_id === message.message_thread_id ? undefined : answered;
}

/** `/status@our_bot x` → “status x”; `/start` → “help”, `/start CODE` → “CODE”. `null`: no command. */
function readCommand(text: string, entities: readonly MessageEntity[], me: Me): string | "another bot's" | null {
  const found = entities.find((one) => one.type === "bot_command" && one.offset === 0);
  if (!found) return null;
  const [name = "", bot] = text.slice(1, found.length).split("@");
  if (bot !== undefined && bot.toLowerCase() !== me.username.toLowerCase()) return "another bot's";
  const rest = text.slice(found.length).trim();
  if (name.toLowerCase() === "start") return rest || "help";
  return `${name.toLowerCase()} ${rest}`.trim();
}

function mentioned(entity: MessageEntity, text: string, me: Me): boolean {
  if (entity.type === "text_mention") return entity.user.id === me.id;
  const name = text.slice(entity.offset + 1, entity.offset + entity.length);
  return entity.type === "mention" && name.toLowerCase() === me.username.toLowerCase();
}

function without(entities: readonly MessageEntity[], text: string): string {
  return [...entities]
    .sort((a, b) => b.offset - a.offset)
    .reduce((left, { offset, length }) => left.slice(0, offset).trimEnd() + left.slice(offset + length), text);
}

/** What is passed on was said by somebody else. It comes in as a file, so that no word of it is taken for the owner's. */
function forwardedFile(text: string): IncomingFile {
  const bytes = Buffer.from(text.toWellFormed(), "utf8");
  return { name: "forwarded message.txt", type: "text/plain", size: bytes.byteLength, bytes: async () => bytes };
}

interface Held {
  readonly file_id: string;
  readonly file_size?: number;
  readonly file_name?: string;
  readonly mime_type?: string;
}

function filesOf(
  message: Message,
  ways: Ways,
): { readonly files: readonly IncomingFile[]; readonly notTaken: string | null } {
  const photo = message.photo?.reduce((a, b) => (b.width * b.height > a.width * a.height ? b : a));
  const all: ReadonlyArray<readonly [Held | undefined, string, string]> = [
    [message.document, "file", "application/octet-stream"],
    [photo, "photo.jpg", "image/jpeg"],
    [message.audio, "audio.mp3", "audio/mpeg"],
    [message.voice, "voice.ogg", "audio/ogg"],
    [message.video, "video.mp4", "video/mp4"],
    [message.video_note, "video.mp4", "video/mp4"],
  ];
  const files: IncomingFile[] = [];
  for (const [held, otherName, otherType] of all) {
    if (!held) continue;
    const name = held.file_name ?? otherName;
    const size = held.file_size ?? 0;
    if (size > FILE_BYTES)
      return {
        files: [],
        notTaken: `I could not take “${name}” (${readableSize(size)}): Telegram hands bots files of at most ${readableSize(FILE_BYTES)}.`,
      };
    files.push({ name, type: held.mime_type ?? otherType, size, bytes: () => ways.download(held.file_id) });
  }
  return { files, notTaken: null };
}

const ID = z.number().int();
const CHAT = z.looseObject({ id: ID, type: z.string() });
const USER = z.looseObject({ id: ID });
const ENTITIES = z.array(z.looseObject({ type: z.string(), offset: ID, length: ID })).optional();
const FILE = z.looseObject({ file_id: z.string(), file_size: ID.optional() });
const BRIEF = z.looseObject({ message_id: ID, chat: CHAT, message_thread_id: ID.optional() });
const MESSAGE = BRIEF.extend({
  from: USER.optional(),
  text: z.string().optional(),
  caption: z.string().optional(),
  entities: ENTITIES,
  caption_entities: ENTITIES,
  reply_to_message: z.looseObject({ message_id: ID, from: USER.optional() }).optional(),
  photo: z
    .array(FILE.extend({ width: z.number(), height: z.number() }))
    .min(1)
    .optional(),
  document: FILE.optional(),
  audio: FILE.optional(),
  voice: FILE.optional(),
  video: FILE.optional(),
  video_note: FILE.optional(),
});
const UPDATE = z.looseObject({
  update_id: ID,
  message: MESSAGE.optional(),
  callback_query: z
    .looseObject({ id: z.string().min(1), from: USER, data: z.string().optional(), message: BRIEF.optional() })
    .optional(),
});

/** An update from outside, checked as far as it is read here; `null`: it is none. */
export function checkedUpdate(value: unknown): Update | null {
  return UPDATE.safeParse(value).success ? (value as Update) : null;
}
