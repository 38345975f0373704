/**
 * What all calls share: the desk they work at, and how they find the chat, the topic and the message they name.
 */
import type { Args } from "./args.ts";
import { badRequest, forbidden } from "./refusal.ts";
import type { Taps } from "./taps.ts";
import type { Updates } from "./updates.ts";
import type { Room, Stored, World } from "./world.ts";

export interface Desk {
  readonly world: World;
  readonly updates: Updates;
  readonly taps: Taps;
  /** Bots in groups see commands, mentions and answers to them, unless they are administrators. */
  privacy(): boolean;
  /** Notes what the real server would pass over without a word. */
  odd(what: string): void;
}

export interface Call {
  /** Parameters the real method has; others are passed over, and noted. */
  readonly params: readonly string[];
  run(args: Args, gone: AbortSignal): unknown;
}

export type Calls = Readonly<Record<string, Call>>;

/** `write`: sending, editing, pinning. `members`: reading who is there. */
export type Access = "read" | "members" | "write";

const GENERAL = 1;

/** The chat that a call names, if the bot may do this there. */
export function roomOf(desk: Desk, args: Args, access: Access, name = "chat_id"): Room {
  const { world } = desk;
  const id = args.text(name);
  if (id === "") throw badRequest(`${name} is empty`);
  const room = world.rooms.get(Number(id));
  if (room === undefined) throw badRequest("chat not found");
  const standing = room.members.get(world.bot.id) ?? "left";
  if (room.type === "private") {
    if (access !== "write") return room;
    if (standing === "kicked") throw forbidden("bot was blocked by the user");
    if (standing === "left") throw forbidden("bot can't initiate conversation with a user");
    return room;
  }
  if (standing === "kicked") throw forbidden(`bot was kicked from the ${room.type} chat`);
  if (standing === "left" && (room.type === "supergroup" || access !== "read")) {
    throw forbidden(`bot is not a member of the ${room.type} chat`);
  }
  return room;
}

/**
 * The topic that a message goes to; `null`: the chat itself. Where there are no topics the parameter is passed over,
 * as the real server does; the general topic can't be named.
 */
export function topicOf(desk: Desk, room: Room, args: Args): number | null {
  const id = args.integer("message_thread_id");
  if (id === 0) return null;
  if (room.type !== "private" && !room.forum) {
    desk.odd(`message_thread_id ${id} in ${room.title}, which has no topics: passed over`);
    return null;
  }
  const topic = room.topics.get(id);
  if (id === GENERAL || topic === undefined) throw badRequest("message thread not found");
  if (topic.closed && !room.botRights.has("can_manage_topics")) throw badRequest("TOPIC_CLOSED");
  return id;
}

/** The message that is answered; `null`: none. */
export function repliedTo(desk: Desk, room: Room, args: Args): Stored | null {
  const value = args.json("reply_parameters", "reply parameters");
  const reply: Record<string, unknown> =
    value === undefined
      ? {
          message_id: args.integer("reply_to_message_id"),
          allow_sending_without_reply: args.flag("allow_sending_without_reply"),
        }
      : typeof value === "object" && value !== null
        ? { ...value }
        : {};
  const id = Number(reply.message_id ?? 0);
  if (value !== undefined && !Number.isInteger(id)) throw badRequest('field "message_id" must be a valid Number');
  if (id <= 0) return null;
  const there = reply.chat_id === undefined ? room : desk.world.rooms.get(Number(reply.chat_id));
  if (there === undefined) throw badRequest("chat not found");
  const found = desk.world.find(there, id);
  if (found === null && reply.allow_sending_without_reply !== true) throw badRequest("message to be replied not found");
  return found;
}

/** A message that a call names; `called`: “message to edit”. */
export function messageOf(desk: Desk, room: Room, args: Args, called: string): Stored {
  const found = desk.world.find(room, args.integer("message_id"));
  if (found === null) throw badRequest(`${called} not found`);
  return found;
}
