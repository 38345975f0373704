/** What the methods of the Web API have in common: how they are called, how they refuse, and checks that many share. */
import { messageProblems, tooLong } from "./blocks.ts";
import { isObject } from "./rules.ts";
import type { Channel, Json, Message, World } from "./world.ts";

export interface Call {
  readonly args: Json;
  readonly world: World;
  /** Where this platform listens, such as `http://127.0.0.1:4711`. */
  readonly origin: string;
  /** Tells the app of something that happened in a room it is in. */
  readonly happened: (event: Json, channel: Channel) => void;
}

export interface Method {
  readonly token: "bot" | "app";
  /** One of these is needed; none for a method that any token may call. */
  readonly scopes: readonly string[];
  /** Gives the answer without `ok`; throws a `Refused`. */
  readonly run: (call: Call) => Json;
}

/** One of Slack's own errors. */
export class Refused extends Error {
  readonly more: Json;

  constructor(error: string, more: Json = {}) {
    super(error);
    this.more = more;
  }
}

export function wrongBlocks(error: string, problems: readonly string[]): Refused {
  const messages = problems.map((one) => `[ERROR] ${one}`);
  return new Refused(error, { errors: problems, response_metadata: { messages } });
}

export function word(args: Json, name: string): string {
  const value = args[name];
  if (typeof value === "string" && value !== "") return value;
  if (typeof value === "number") return String(value);
  throw wrongBlocks("invalid_arguments", [`missing required field: ${name}`]);
}

/** A structured argument: JSON text in a form, or the thing itself in a JSON body. */
export function structured(args: Json, name: string, error: string): unknown {
  const value = args[name];
  if (typeof value !== "string") return value;
  if (value === "") return undefined;
  try {
    return JSON.parse(value);
  } catch {
    throw new Refused(error);
  }
}

export function flag(args: Json, name: string): boolean {
  return args[name] === true || args[name] === "true" || args[name] === "1" || args[name] === 1;
}

export interface RoomRule {
  readonly member?: boolean;
  readonly open?: boolean;
}

/** The room that is named; the bot must be in it unless `member` is false. */
export function room({ args, world }: Call, { member = true, open = true }: RoomRule = {}): Channel {
  const id = word(args, "channel");
  const channel = world.channels.get(id);
  const bot = world.identity.botUser;
  if (!channel || (channel.kind !== "channel" && !channel.members.has(bot))) throw new Refused("channel_not_found");
  if (member && !channel.members.has(bot)) throw new Refused("not_in_channel");
  if (open && channel.archived) throw new Refused("is_archived");
  return channel;
}

export interface Content {
  readonly text: string;
  readonly blocks: Json[] | null;
  readonly metadata: Json | null;
  readonly warnings: readonly string[];
}

/** The text, blocks and metadata of a message, checked as Slack checks them. */
export function content({ args, world }: Call): Content {
  const text = typeof args.text === "string" ? args.text : "";
  const given = structured(args, "blocks", "invalid_blocks_format");
  if (given !== undefined && (!Array.isArray(given) || !given.every(isObject)))
    throw new Refused("invalid_blocks_format");
  const blocks = given === undefined || given.length === 0 ? null : given;
  if (text.trim() === "" && blocks === null) throw new Refused("no_text");
  if (text.length > 40_000) throw new Refused("msg_too_long");
  if (blocks !== null) {
    const problems = messageProblems(blocks, world.files);
    if (problems.length > 0) throw wrongBlocks("invalid_blocks", problems);
    if (tooLong(blocks)) throw new Refused("msg_blocks_too_long");
  }
  return {
    text: text === "" ? "This content can't be displayed." : text,
    blocks: blocks === null ? null : world.withIds(blocks),
    ...metadata(args),
  };
}

/** An `event_type` with other letters than Slack's is not refused: the metadata is dropped, with a warning. */
function metadata(args: Json): { metadata: Json | null; warnings: readonly string[] } {
  const given = structured(args, "metadata", "invalid_metadata_format");
  if (given === undefined) return { metadata: null, warnings: [] };
  if (!isObject(given) || typeof given.event_type !== "string" || !isObject(given.event_payload))
    throw new Refused("invalid_metadata_format");
  if (JSON.stringify(given).length > 16_000) throw new Refused("metadata_too_large");
  if (!/^[A-Za-z0-9_-]+$/.test(given.event_type)) return { metadata: null, warnings: ["invalid_metadata_schema"] };
  return { metadata: { event_type: given.event_type, event_payload: given.event_payload }, warnings: [] };
}

/** The first message of a thread to reply to; `null` for the room itself. */
export function parent({ args, world }: Call, channel: Channel): Message | null {
  if (args.thread_ts === undefined || args.thread_ts === "") return null;
  const found = world.message(channel.id, String(args.thread_ts));
  if (!found) throw new Refused("message_not_found");
  if (found.thread !== null) throw new Refused("cannot_reply_to_message");
  return found;
}
