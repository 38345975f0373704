/**
 * Calls about a chat: what it is, who is in it, and its topics.
 */
import type { ChatMember } from "grammy/types";
import type { Args } from "./args.ts";
import { type Calls, type Desk, roomOf } from "./call.ts";
import { badRequest } from "./refusal.ts";
import { chatOf, type Room, type Standing, type Topic, wireMessage } from "./world.ts";

const NAME_LIMIT = 128;
const ICON_COLORS = [7322096, 16766590, 13338331, 9367192, 16749490, 16478047];
const ACTIONS = [
  "typing",
  "upload_photo",
  "record_video",
  "upload_video",
  "record_voice",
  "upload_voice",
  "upload_document",
  "choose_sticker",
  "find_location",
  "record_video_note",
  "upload_video_note",
];

export function chatCalls(desk: Desk): Calls {
  const { world } = desk;
  return {
    getChat: {
      params: ["chat_id"],
      run(args) {
        const room = roomOf(desk, args, "read");
        const pinned = room.pinned === null ? null : world.find(room, room.pinned);
        return {
          ...chatOf(room, world),
          accent_color_id: 0,
          max_reaction_count: 11,
          accepted_gift_types: { unlimited_gifts: false, limited_gifts: false, unique_gifts: false },
          ...(room.type === "private" ? {} : { permissions: { can_send_messages: true } }),
          ...(pinned === null ? {} : { pinned_message: wireMessage(pinned, world, false) }),
        };
      },
    },
    getChatMember: {
      params: ["chat_id", "user_id"],
      run(args) {
        const id = args.integer("user_id");
        if (id <= 0) throw badRequest("invalid user_id specified");
        const room = roomOf(desk, args, id === world.bot.id ? "read" : "members");
        return member(desk, room, id);
      },
    },
    getChatAdministrators: {
      params: ["chat_id", "return_bots"],
      run(args) {
        const room = roomOf(desk, args, "members");
        if (room.type === "private") throw badRequest("there are no administrators in the private chat");
        return [...room.members.keys()].filter((id) => world.isAdmin(room, id)).map((id) => member(desk, room, id));
      },
    },
    getChatMemberCount: {
      params: ["chat_id"],
      run(args) {
        const room = roomOf(desk, args, "members");
        return [...room.members.values()].filter((standing) => standing !== "left" && standing !== "kicked").length;
      },
    },
    sendChatAction: {
      params: ["business_connection_id", "chat_id", "message_thread_id", "action"],
      run(args) {
        if (!ACTIONS.includes(args.text("action"))) throw badRequest("wrong parameter action in request");
        const room = roomOf(desk, args, "write");
        const thread = args.integer("message_thread_id");
        if (thread > 1 && room.forum && !room.topics.has(thread)) throw badRequest("message thread not found");
        return true;
      },
    },
    createForumTopic: {
      params: ["chat_id", "name", "icon_color", "icon_custom_emoji_id"],
      run(args) {
        const room = forumOf(desk, args);
        world.demand(room, "can_manage_topics", "not enough rights to create a topic");
        const name = topicName(args);
        const color = args.integer("icon_color");
        if (color !== 0 && !ICON_COLORS.includes(color)) throw badRequest("invalid icon color specified");
        const topic = world.addTopic(room, name, world.bot, color || undefined);
        return { message_thread_id: topic.id, name: topic.name, icon_color: topic.iconColor };
      },
    },
    editForumTopic: {
      params: ["chat_id", "message_thread_id", "name", "icon_custom_emoji_id"],
      run(args) {
        const { room, topic } = topicToManage(desk, args, "not enough rights to edit the topic");
        if (!args.has("name")) throw badRequest("TOPIC_NOT_MODIFIED");
        const name = topicName(args);
        if (name === topic.name) throw badRequest("TOPIC_NOT_MODIFIED");
        topic.name = name;
        world.add({ room, from: world.bot, topic: topic.id, service: { forum_topic_edited: { name } } });
        return true;
      },
    },
    closeForumTopic: { params: ["chat_id", "message_thread_id"], run: (args) => setClosed(desk, args, true) },
    reopenForumTopic: { params: ["chat_id", "message_thread_id"], run: (args) => setClosed(desk, args, false) },
    deleteForumTopic: {
      params: ["chat_id", "message_thread_id"],
      run(args) {
        const { room, topic } = topicToManage(desk, args, "not enough rights to delete the topic");
        world.demand(room, "can_delete_messages", "not enough rights to delete the topic");
        room.topics.delete(topic.id);
        for (const stored of room.messages.values()) if (stored.topic === topic.id) stored.deleted = true;
        world.changed();
        return true;
      },
    },
  };
}

function forumOf(desk: Desk, args: Args): Room {
  const room = roomOf(desk, args, "write");
  if (!room.forum) throw badRequest("the chat is not a forum");
  return room;
}

function topicToManage(desk: Desk, args: Args, refusal: string): { room: Room; topic: Topic } {
  const room = forumOf(desk, args);
  const id = args.integer("message_thread_id");
  if (id <= 0) throw badRequest("invalid forum topic identifier specified");
  const topic = room.topics.get(id);
  if (topic === undefined) throw badRequest("TOPIC_ID_INVALID");
  desk.world.demand(room, "can_manage_topics", refusal);
  return { room, topic };
}

function setClosed(desk: Desk, args: Args, closed: boolean): true {
  const { room, topic } = topicToManage(desk, args, "not enough rights to close or open the topic");
  if (topic.closed === closed) throw badRequest("TOPIC_NOT_MODIFIED");
  topic.closed = closed;
  const service = closed ? { forum_topic_closed: {} } : { forum_topic_reopened: {} };
  desk.world.add({ room, from: desk.world.bot, topic: topic.id, service });
  return true;
}

/** The real server cuts a name that is too long; here it is refused, so that nobody relies on the cut. */
function topicName(args: Args): string {
  const name = args.text("name").trim();
  if (name === "") throw badRequest("name must be non-empty");
  if (name.length > NAME_LIMIT) throw badRequest("TOPIC_TITLE_INVALID");
  return name;
}

function member(desk: Desk, room: Room, id: number): ChatMember {
  const user = id === desk.world.bot.id ? desk.world.bot : desk.world.people.get(id);
  if (user === undefined) throw badRequest("PARTICIPANT_ID_INVALID");
  const standing: Standing = room.members.get(id) ?? "left";
  if (standing === "creator") return { status: "creator", user, is_anonymous: false };
  if (standing === "member") return { status: "member", user };
  if (standing === "left") return { status: "left", user };
  if (standing === "kicked") return { status: "kicked", user, until_date: 0 };
  const can = (right: "can_manage_topics" | "can_pin_messages" | "can_delete_messages") =>
    id !== desk.world.bot.id || room.botRights.has(right);
  // More rights exist than matter here.
  return {
    status: "administrator",
    user,
    can_be_edited: false,
    is_anonymous: false,
    can_manage_chat: true,
    can_delete_messages: can("can_delete_messages"),
    can_pin_messages: can("can_pin_messages"),
    can_manage_topics: can("can_manage_topics"),
    can_manage_video_chats: false,
    can_restrict_members: false,
    can_promote_members: false,
    can_change_info: false,
    can_invite_users: false,
  } as ChatMember;
}
