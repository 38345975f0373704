/** How messages, people, rooms, files and views look on the wire, in answers and in what is delivered. */
import type { Channel, Json, Message, StoredFile, User, View, World } from "./world.ts";

export function wireMessage(world: World, message: Message, { metadata = false } = {}): Json {
  const { identity } = world;
  const replies = world.replies(message.channel, message.ts);
  const last = replies.at(-1);
  const parent = message.thread === null ? null : world.message(message.channel, message.thread);
  return {
    ...(message.subtype === null ? {} : { subtype: message.subtype }),
    user: message.user,
    type: "message",
    ts: message.ts,
    ...(message.bot === null
      ? { ...(message.clientId === null ? {} : { client_msg_id: message.clientId }) }
      : { bot_id: message.bot, app_id: identity.app, bot_profile: botProfile(world) }),
    text: message.text,
    team: world.users.get(message.user)?.team ?? identity.team,
    ...(message.files.length > 0
      ? { files: message.files.map((file) => wireFile(world, file, "")), upload: false }
      : {}),
    ...(message.edited === null ? {} : { edited: { user: message.bot ?? message.user, ts: message.edited } }),
    ...(message.thread === null ? {} : { thread_ts: message.thread, parent_user_id: parent?.user ?? message.user }),
    ...(last === undefined
      ? {}
      : {
          thread_ts: message.ts,
          reply_count: replies.length,
          reply_users: [...new Set(replies.map((one) => one.user))],
          reply_users_count: new Set(replies.map((one) => one.user)).size,
          latest_reply: last.ts,
          is_locked: false,
          subscribed: true,
        }),
    ...(message.reactions.length === 0
      ? {}
      : { reactions: message.reactions.map((name) => ({ name, users: [identity.botUser], count: 1 })) }),
    ...(message.pinned ? { pinned_to: [message.channel] } : {}),
    blocks: message.blocks ?? spoken(message),
    ...(metadata && message.metadata !== null ? { metadata: message.metadata } : {}),
  };
}

/** Slack turns a message that is only text into one block of rich text. */
function spoken(message: Message): Json[] {
  if (message.text === "") return [];
  const text = decoded(message.text);
  const elements = [{ type: "rich_text_section", elements: [{ type: "text", text }] }];
  return [{ type: "rich_text", block_id: `s${message.ts.slice(-5)}`, elements }];
}

export function decoded(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

export function botProfile({ identity }: World): Json {
  return {
    id: identity.bot,
    deleted: false,
    name: identity.botName,
    updated: 1_700_000_000,
    app_id: identity.app,
    user_id: identity.botUser,
    icons: { image_36: "", image_48: "", image_72: "" },
    team_id: identity.team,
  };
}

/** `base`: the platform's address; empty where a message only names its files. */
export function wireFile(world: World, file: StoredFile, base: string): Json {
  const url = `${base}/files-pri/${world.identity.team}-${file.id}`;
  const name = encodeURIComponent(file.name);
  return {
    id: file.id,
    created: Math.floor(file.at / 1_000),
    timestamp: Math.floor(file.at / 1_000),
    name: file.name,
    title: file.title,
    mimetype: file.type,
    filetype: file.name.includes(".") ? file.name.split(".").at(-1) : "binary",
    pretty_type: file.type,
    user: file.user,
    user_team: world.users.get(file.user)?.team ?? world.identity.team,
    editable: false,
    size: file.bytes?.length ?? file.length,
    mode: "hosted",
    is_external: false,
    external_type: "",
    is_public: false,
    public_url_shared: false,
    display_as_bot: false,
    username: "",
    url_private: `${url}/${name}`,
    url_private_download: `${url}/download/${name}`,
    media_display_type: "unknown",
    permalink: `https://${world.identity.domain}.slack.com/files/${file.user}/${file.id}/${name}`,
    permalink_public: `https://slack-files.com/${world.identity.team}-${file.id}`,
    is_starred: false,
    has_rich_preview: false,
    file_access: "visible",
  };
}

export function wireChannel(world: World, channel: Channel): Json {
  const created = 1_700_000_000;
  if (channel.kind === "im")
    return {
      id: channel.id,
      created,
      is_archived: false,
      is_im: true,
      is_org_shared: false,
      user: channel.with,
      is_open: true,
      priority: 0,
    };
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: channel.kind === "channel",
    is_group: channel.kind === "group",
    is_im: false,
    is_mpim: false,
    is_private: channel.kind === "group",
    is_archived: channel.archived,
    is_general: false,
    is_member: channel.members.has(world.identity.botUser),
    created,
    creator: world.identity.botUser,
    context_team_id: world.identity.team,
    num_members: channel.members.size,
    topic: { value: "", creator: "", last_set: 0 },
    purpose: { value: "", creator: "", last_set: 0 },
  };
}

export function wireUser(user: User): Json {
  return {
    id: user.id,
    team_id: user.team,
    name: user.name.toLowerCase().replaceAll(" ", "."),
    deleted: false,
    real_name: user.name,
    tz: "Europe/Vienna",
    tz_label: "Central European Time",
    tz_offset: 3_600,
    profile: { real_name: user.name, display_name: user.name, team: user.team, image_48: "" },
    is_admin: false,
    is_owner: false,
    is_restricted: false,
    is_bot: user.bot,
    is_app_user: false,
    updated: 1_700_000_000,
  };
}

export function wireView(world: World, view: View, values: Json = {}): Json {
  const { identity } = world;
  const { body } = view;
  return {
    id: view.id,
    team_id: view.team,
    type: body.type,
    blocks: body.blocks,
    private_metadata: body.private_metadata ?? "",
    callback_id: body.callback_id ?? "",
    state: { values },
    hash: view.hash,
    title: body.title ?? { type: "plain_text", text: "View Title", emoji: true },
    clear_on_close: body.clear_on_close ?? false,
    notify_on_close: body.notify_on_close ?? false,
    close: body.close ?? null,
    submit: body.submit ?? null,
    previous_view_id: view.previous,
    root_view_id: view.root,
    app_id: identity.app,
    external_id: body.external_id ?? "",
    app_installed_team_id: identity.team,
    bot_id: identity.bot,
  };
}
