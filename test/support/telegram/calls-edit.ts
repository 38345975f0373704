/**
 * Calls that change, remove or pin a message that stands.
 */
import type { Args } from "./args.ts";
import { type Calls, type Desk, messageOf, roomOf } from "./call.ts";
import { type Markup, readMarkup, sameRows } from "./keyboard.ts";
import { badRequest } from "./refusal.ts";
import { readCaption, readText } from "./texts.ts";
import { type Stored, wireMessage } from "./world.ts";

const COMMON = ["business_connection_id", "chat_id", "message_id", "inline_message_id", "reply_markup"];
const UNCHANGED =
  "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message";
const DELETABLE_SECONDS = 48 * 3600;

export function editingCalls(desk: Desk): Calls {
  const { world } = desk;
  return {
    editMessageText: {
      params: [...COMMON, "text", "parse_mode", "entities", "link_preview_options", "disable_web_page_preview"],
      run(args) {
        const words = readText(args, desk.odd);
        const { stored, markup } = editable(desk, args);
        if (stored.photo !== null || stored.document !== null)
          throw badRequest("there is no text in the message to edit");
        return apply(desk, stored, words, markup);
      },
    },
    editMessageCaption: {
      params: [...COMMON, "caption", "parse_mode", "caption_entities", "show_caption_above_media"],
      run(args) {
        const words = readCaption(args, desk.odd);
        const { stored, markup } = editable(desk, args);
        if (stored.photo === null && stored.document === null)
          throw badRequest("there is no caption in the message to edit");
        return apply(desk, stored, words, markup);
      },
    },
    editMessageReplyMarkup: {
      params: COMMON,
      run(args) {
        const { stored, markup } = editable(desk, args);
        return apply(desk, stored, stored, markup);
      },
    },
    deleteMessage: {
      params: ["chat_id", "message_id"],
      run(args) {
        if (!args.has("chat_id")) throw badRequest("chat identifier is not specified");
        if (args.integer("message_id") === 0) throw badRequest("message identifier is not specified");
        const stored = messageOf(desk, roomOf(desk, args, "write"), args, "message to delete");
        if (!deletable(desk, stored)) throw badRequest("message can't be deleted");
        stored.deleted = true;
        world.changed();
        return true;
      },
    },
    pinChatMessage: {
      params: ["business_connection_id", "chat_id", "message_id", "disable_notification"],
      run(args) {
        const room = roomOf(desk, args, "write");
        const stored = messageOf(desk, room, args, "message to pin");
        world.demand(room, "can_pin_messages", "not enough rights to manage pinned messages in the chat");
        if (stored.service !== null) throw badRequest("a service message can't be pinned");
        if (room.pinned !== stored.id) {
          room.pinned = stored.id;
          const service = { pinned_message: wireMessage(stored, world, false) };
          world.add({ room, from: world.bot, topic: stored.topic, service, silent: args.flag("disable_notification") });
        }
        return true;
      },
    },
    unpinChatMessage: {
      params: ["business_connection_id", "chat_id", "message_id"],
      run(args) {
        const room = roomOf(desk, args, "write");
        world.demand(room, "can_pin_messages", "not enough rights to manage pinned messages in the chat");
        const id = args.has("message_id") ? args.integer("message_id") : room.pinned;
        if (room.pinned === null || room.pinned !== id) throw badRequest("message to unpin not found");
        room.pinned = null;
        world.changed();
        return true;
      },
    },
  };
}

/** The message and its new buttons; refused where the bot may not touch it. */
function editable(desk: Desk, args: Args): { stored: Stored; markup: Markup } {
  const markup = readMarkup(args);
  if (args.has("inline_message_id") && !args.has("chat_id")) throw badRequest("MESSAGE_ID_INVALID");
  if (!args.has("chat_id") && !args.has("message_id")) throw badRequest("message identifier is not specified");
  const room = roomOf(desk, args, "write");
  const stored = messageOf(desk, room, args, "message to edit");
  const own = stored.from.id === desk.world.bot.id && stored.forwardedFrom === null && stored.service === null;
  if (!own || !stored.editable) throw badRequest("message can't be edited");
  if (markup.other) throw badRequest("inline keyboard expected");
  return { stored, markup };
}

/** An edit without buttons takes the buttons away. */
function apply(desk: Desk, stored: Stored, words: Pick<Stored, "text" | "entities">, markup: Markup) {
  const same =
    words.text === stored.text &&
    JSON.stringify(words.entities) === JSON.stringify(stored.entities) &&
    sameRows(markup.inline, stored.keyboard);
  if (same) throw badRequest(UNCHANGED);
  stored.text = words.text;
  stored.entities = words.entities;
  stored.keyboard = markup.inline;
  stored.edited = desk.world.seconds();
  desk.world.changed();
  return wireMessage(stored, desk.world);
}

function deletable(desk: Desk, stored: Stored): boolean {
  const { world } = desk;
  if (stored.room.type === "supergroup" && stored.service?.forum_topic_created) return false;
  if (stored.room.botRights.has("can_delete_messages")) return true;
  const young = world.seconds() - stored.date < DELETABLE_SECONDS;
  return young && (stored.room.type === "private" || stored.from.id === world.bot.id);
}
