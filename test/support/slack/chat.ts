/** The `chat.*` methods: what the app writes, rewrites and takes away. */
import { type Call, content, flag, type Method, parent, Refused, room, structured, word } from "./method.ts";
import { wireMessage } from "./wire.ts";
import type { Channel, Json, Message } from "./world.ts";

const write = { token: "bot", scopes: ["chat:write"] } as const;

/** Posted text may have 40,000 characters; rewritten text is refused above this, which the pages don't say. */
const LONGEST_REWRITE = 4_000;

export const chat: Readonly<Record<string, Method>> = {
  "chat.postMessage": { ...write, run: post },
  "chat.update": { ...write, run: update },
  "chat.delete": { ...write, run: remove },
  "chat.postEphemeral": { ...write, run: whisper },
  "chat.getPermalink": { token: "bot", scopes: [], run: permalink },
};

function post(call: Call): Json {
  const { args, world, happened } = call;
  const channel = addressed(call);
  const { text, blocks, metadata, warnings } = content(call);
  const thread = parent(call, channel);
  if (args.thread_ts === undefined && flag(args, "reply_broadcast")) throw new Refused("invalid_arguments");
  const message: Message = {
    channel: channel.id,
    ts: world.ts(),
    thread: thread?.ts ?? null,
    user: world.identity.botUser,
    bot: world.identity.bot,
    subtype: null,
    clientId: null,
    files: [],
    reactions: [],
    text,
    blocks,
    metadata,
    edited: null,
    pinned: false,
    deleted: false,
  };
  world.messages.push(message);
  happened(wireMessage(world, message), channel);
  return {
    channel: channel.id,
    ts: message.ts,
    message: wireMessage(world, message, { metadata: true }),
    ...(warnings.length > 0 ? { warning: warnings.join(","), response_metadata: { warnings } } : {}),
  };
}

/** A user id stands for the app's direct conversation with that person; a name for the channel. */
function addressed(call: Call): Channel {
  const { args, world } = call;
  const id = word(args, "channel");
  const user = world.users.get(id);
  if (user && !user.bot) return world.direct(id);
  const name = id.replace(/^#/, "");
  const named = [...world.channels.values()].find((one) => one.kind !== "im" && one.name === name);
  return room(named ? { ...call, args: { ...args, channel: named.id } } : call);
}

function own(call: Call, channel: Channel, error: string): Message {
  const message = call.world.message(channel.id, word(call.args, "ts"));
  if (!message) throw new Refused("message_not_found");
  if (message.bot !== call.world.identity.bot) throw new Refused(error);
  return message;
}

/**
 * What is not given stays, except that text alone takes the blocks away. Only a change of text is marked as edited:
 * a message with blocks is rewritten silently.
 */
function update(call: Call): Json {
  const { args, world, happened } = call;
  const channel = room(call);
  const message = own(call, channel, "cant_update_message");
  const before = wireMessage(world, message);
  const { text, blocks, metadata, warnings } = content(call);
  const textGiven = typeof args.text === "string" && args.text !== "";
  if (text.length > LONGEST_REWRITE) throw new Refused("msg_too_long");
  if (textGiven) message.text = text;
  if (blocks !== null || textGiven) message.blocks = blocks;
  if (args.metadata !== undefined && warnings.length === 0) message.metadata = metadata;
  if (blocks === null && textGiven && before.text !== text) message.edited = world.ts();
  const ts = world.ts();
  const now = wireMessage(world, message);
  happened(
    { type: "message", subtype: "message_changed", message: now, previous_message: before, hidden: true, ts },
    channel,
  );
  return { channel: channel.id, ts: message.ts, text: message.text, message: now };
}

function remove(call: Call): Json {
  const { world, happened } = call;
  const channel = room(call);
  const message = own(call, channel, "cant_delete_message");
  const before = wireMessage(world, message);
  message.deleted = true;
  const more = { previous_message: before, hidden: true, deleted_ts: message.ts, ts: world.ts() };
  happened({ type: "message", subtype: "message_deleted", ...more }, channel);
  return { channel: channel.id, ts: message.ts };
}

function whisper(call: Call): Json {
  const { args, world } = call;
  const channel = room(call);
  const user = word(args, "user");
  if (!world.users.has(user) || !channel.members.has(user)) throw new Refused("user_not_in_channel");
  const { text, blocks } = content(call);
  const thread = parent(call, channel)?.ts ?? null;
  const ts = world.ts();
  world.ephemerals.push({ channel: channel.id, user, ts, thread, text, blocks, deleted: false });
  return { message_ts: ts };
}

function permalink(call: Call): Json {
  const { args, world } = call;
  const channel = room(call, { member: false, open: false });
  const ts = String(args.message_ts ?? "");
  const message = world.message(channel.id, ts);
  if (!message) throw new Refused("message_not_found");
  const tail = message.thread === null ? "" : `?thread_ts=${message.thread}&cid=${channel.id}`;
  const link = `https://${world.identity.domain}.slack.com/archives/${channel.id}/p${ts.replace(".", "")}${tail}`;
  return { channel: channel.id, permalink: link };
}

/** What an app posts to a `response_url`: `null` when it was taken, else Slack's word for it. */
export function respond(call: Call, id: string): string | null {
  const { args, world } = call;
  const found = world.responseUrls.get(id);
  if (!found) return "invalid_url";
  if (found.uses >= 5 || world.now() - found.at > 30 * 60_000) return "used_url";
  found.uses += 1;
  const message = found.ts === null ? null : world.message(found.channel, found.ts);
  const whispered = world.ephemerals.find((one) => one.ts === found.ts && one.channel === found.channel);
  if (flag(args, "delete_original")) {
    for (const one of [message, whispered]) if (one) one.deleted = true;
    return null;
  }
  const { text, blocks } = content(call);
  if (flag(args, "replace_original")) {
    for (const one of [message, whispered]) if (one) Object.assign(one, { text, blocks });
    return null;
  }
  const { channel, user } = found;
  const thread = typeof args.thread_ts === "string" ? args.thread_ts : null;
  structured(args, "attachments", "invalid_attachments");
  if (args.response_type !== "in_channel")
    world.ephemerals.push({ channel, user, ts: world.ts(), thread, text, blocks, deleted: false });
  else {
    const as = { user: world.identity.botUser, bot: world.identity.bot, subtype: "bot_message", clientId: null };
    const fresh = { files: [], reactions: [], metadata: null, edited: null, pinned: false, deleted: false };
    world.messages.push({ channel, ts: world.ts(), thread, ...as, ...fresh, text, blocks });
  }
  return null;
}
