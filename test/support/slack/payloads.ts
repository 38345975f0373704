/** What the app is told: events, taps, submissions and slash commands, in the shapes of the platform's reference. */
import { wireMessage, wireView } from "./wire.ts";
import type { Channel, Ephemeral, Json, Message, User, View, World } from "./world.ts";

const TOKEN = "verification-token-not-to-be-used";

export function event(world: World, event: Json, team = world.identity.team): Json {
  const { identity } = world;
  return {
    token: TOKEN,
    team_id: team,
    context_team_id: identity.team,
    context_enterprise_id: null,
    api_app_id: identity.app,
    event,
    type: "event_callback",
    event_id: world.id("Ev"),
    event_time: Math.floor(world.now() / 1_000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: identity.team,
        user_id: identity.botUser,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: team !== identity.team,
    event_context: `4-${btoa(JSON.stringify({ et: event.type, tid: identity.team, aid: identity.app }))}`,
  };
}

/** A message, told as it is read in history, with the room it is in. */
export function messageEvent(message: Json, channel: Channel): Json {
  return { ...message, channel: channel.id, event_ts: message.ts, channel_type: channel.kind };
}

export function mention(message: Json, channel: Channel): Json {
  const { subtype: _, upload: __, parent_user_id: ___, ...rest } = message;
  return { ...rest, type: "app_mention", channel: channel.id, event_ts: message.ts };
}

function who(world: World, user: User): Json {
  const { identity } = world;
  const domain = user.team === identity.team ? identity.domain : `team-${user.team.toLowerCase()}`;
  const name = user.name.toLowerCase().replaceAll(" ", ".");
  return {
    user: { id: user.id, username: name, name, team_id: user.team },
    api_app_id: identity.app,
    token: TOKEN,
    team: { id: user.team, domain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

function answerAt(world: World, origin: string, place: { channel: string; user: string; ts: string | null }): string {
  const id = world.id("");
  world.responseUrls.set(id, { ...place, at: world.now(), uses: 0 });
  return `${origin}/actions/${id}`;
}

export interface Tapping {
  readonly world: World;
  readonly origin: string;
  readonly user: User;
  readonly action: Json;
  readonly values: Json;
}

export function tapOnMessage(
  { world, origin, user, action, values }: Tapping,
  message: Message,
  channel: Channel,
): Json {
  const { ts, thread } = message;
  const place = { message_ts: ts, channel_id: channel.id, is_ephemeral: false };
  return {
    type: "block_actions",
    ...who(world, user),
    container: { type: "message", ...place, ...(thread === null ? {} : { thread_ts: thread }) },
    trigger_id: world.trigger(user.id, user.team),
    channel: { id: channel.id, name: channel.kind === "group" ? "privategroup" : channel.name },
    message: wireMessage(world, message),
    state: { values },
    response_url: answerAt(world, origin, { channel: channel.id, user: user.id, ts }),
    actions: [{ ...action, action_ts: world.ts() }],
  };
}

export function tapOnWhisper(
  { world, origin, user, action, values }: Tapping,
  whisper: Ephemeral,
  channel: Channel,
): Json {
  const { ts, thread } = whisper;
  return {
    type: "block_actions",
    ...who(world, user),
    container: {
      type: "message",
      message_ts: ts,
      channel_id: channel.id,
      is_ephemeral: true,
      ...(thread === null ? {} : { thread_ts: thread }),
    },
    trigger_id: world.trigger(user.id, user.team),
    channel: { id: channel.id, name: channel.name },
    state: { values },
    response_url: answerAt(world, origin, { channel: channel.id, user: user.id, ts }),
    actions: [{ ...action, action_ts: world.ts() }],
  };
}

export function tapOnView({ world, user, action, values }: Tapping, view: View): Json {
  return {
    type: "block_actions",
    ...who(world, user),
    container: { type: "view", view_id: view.id },
    trigger_id: world.trigger(user.id, user.team),
    view: wireView(world, view, values),
    actions: [{ ...action, action_ts: world.ts() }],
  };
}

export function submission(world: World, user: User, view: View, values: Json): Json {
  return {
    type: "view_submission",
    ...who(world, user),
    trigger_id: world.trigger(user.id, user.team),
    view: wireView(world, view, values),
    response_urls: [],
  };
}

export function closing(world: World, user: User, view: View, cleared: boolean): Json {
  return { type: "view_closed", ...who(world, user), view: wireView(world, view), is_cleared: cleared };
}

export interface Commanded {
  readonly world: World;
  readonly origin: string;
  readonly user: User;
  readonly command: string;
  readonly text: string;
  readonly channel: Channel;
}

export function slashCommand({ world, origin, user, command, text, channel }: Commanded): Json {
  const { identity } = world;
  const place = { channel: channel.id, user: user.id, ts: null };
  return {
    token: TOKEN,
    team_id: user.team,
    team_domain: identity.domain,
    channel_id: channel.id,
    channel_name: channel.kind === "group" ? "privategroup" : channel.name,
    user_id: user.id,
    user_name: user.name.toLowerCase().replaceAll(" ", "."),
    command,
    text,
    api_app_id: identity.app,
    is_enterprise_install: "false",
    response_url: answerAt(world, origin, place),
    trigger_id: world.trigger(user.id, user.team),
  };
}
