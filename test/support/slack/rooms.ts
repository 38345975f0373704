/** The methods about rooms and people: `conversations.*`, `users.info`, `auth.test`, reactions and pins. */
import { type Call, flag, type Method, Refused, room, word } from "./method.ts";
import { wireChannel, wireMessage, wireUser } from "./wire.ts";
import type { Json, Message } from "./world.ts";

const any = (...kinds: string[]) =>
  ["channels", "groups", "im", "mpim"].flatMap((one) => kinds.map((k) => `${one}:${k}`));
const read = { token: "bot", scopes: any("read") } as const;
const history = { token: "bot", scopes: any("history") } as const;

export const rooms: Readonly<Record<string, Method>> = {
  "auth.test": { token: "bot", scopes: [], run: whoAmI },
  "bots.info": { token: "bot", scopes: ["users:read"], run: bot },
  "conversations.open": { token: "bot", scopes: ["im:write", "mpim:write"], run: open },
  "conversations.info": {
    ...read,
    run: (call) => ({ channel: wireChannel(call.world, room(call, { member: false, open: false })) }),
  },
  "conversations.members": { ...read, run: members },
  "conversations.history": { ...history, run: messages },
  "conversations.replies": { ...history, run: replies },
  "users.info": { token: "bot", scopes: ["users:read"], run: user },
  "reactions.add": { token: "bot", scopes: ["reactions:write"], run: react },
  "pins.add": { token: "bot", scopes: ["pins:write"], run: pin },
};

function whoAmI({ world: { identity } }: Call): Json {
  return {
    url: `https://${identity.domain}.slack.com/`,
    team: identity.domain,
    user: identity.botName.toLowerCase(),
    team_id: identity.team,
    user_id: identity.botUser,
    bot_id: identity.bot,
    is_enterprise_install: false,
  };
}

function bot({ args, world: { identity } }: Call): Json {
  if (word(args, "bot") !== identity.bot) throw new Refused("bot_not_found");
  const { bot: id, app, botUser, botName: name } = identity;
  return { bot: { id, deleted: false, name, updated: 1_700_000_000, app_id: app, user_id: botUser, icons: {} } };
}

function open(call: Call): Json {
  const { args, world } = call;
  if (args.channel !== undefined) return { channel: wireChannel(world, room(call)) };
  const users = word(args, "users").split(",");
  const [first] = users;
  if (users.length !== 1 || first === undefined) throw new Refused("not_supported_by_this_test_platform");
  const known = world.users.get(first);
  if (!known) throw new Refused("user_not_found");
  if (known.bot) throw new Refused("cannot_dm_bot");
  const already = [...world.channels.values()].some((one) => one.with === first);
  const channel = world.direct(first);
  const shown = flag(args, "return_im") ? wireChannel(world, channel) : { id: channel.id };
  return { ...(already ? { no_op: true, already_open: true } : {}), channel: shown };
}

function members(call: Call): Json {
  const { members } = room(call, { member: false, open: false });
  const { page, cursor } = paged([...members], call.args);
  return { members: page, response_metadata: { next_cursor: cursor } };
}

function messages(call: Call): Json {
  const { args, world } = call;
  const channel = room(call, { open: false });
  const roots = world.inside(channel.id, null).filter((one) => within(one, args));
  const { page, cursor } = paged(roots.reverse(), args, 100);
  const metadata = flag(args, "include_all_metadata");
  return {
    messages: page.map((one) => wireMessage(world, one, { metadata })),
    has_more: cursor !== "",
    pin_count: 0,
    response_metadata: { next_cursor: cursor },
  };
}

function replies(call: Call): Json {
  const { args, world } = call;
  const channel = room(call, { open: false });
  const ts = word(args, "ts");
  const asked = world.message(channel.id, ts);
  if (!asked) throw new Refused("thread_not_found");
  const root = asked.thread ?? asked.ts;
  const all = world.inside(channel.id, root).filter((one) => one.ts === root || within(one, args));
  const { page, cursor } = paged(all, args, 1_000);
  const metadata = flag(args, "include_all_metadata");
  return {
    messages: page.map((one) => wireMessage(world, one, { metadata })),
    has_more: cursor !== "",
    response_metadata: { next_cursor: cursor },
  };
}

function within({ ts }: Message, args: Json): boolean {
  const oldest = String(args.oldest ?? "0");
  const latest = String(args.latest ?? "9999999999");
  if (flag(args, "inclusive") && (ts === oldest || ts === latest)) return true;
  return before(oldest, ts) && before(ts, latest);
}

/** Compares two message times; as numbers they would lose their last digits. */
function before(one: string, other: string): boolean {
  const padded = (ts: string) =>
    ts.split(".").map((part, index) => (index === 0 ? part.padStart(12, "0") : part.padEnd(6, "0")));
  const [first = "", then = "000000"] = padded(one);
  const [second = "", next = "000000"] = padded(other);
  return `${first}.${then}` < `${second}.${next}`;
}

function paged<T>(all: readonly T[], args: Json, usual = 100): { page: T[]; cursor: string } {
  const limit = Number(args.limit ?? usual);
  if (!Number.isInteger(limit) || limit < 1) throw new Refused("invalid_limit");
  const from =
    args.cursor === undefined || args.cursor === "" ? 0 : Number(atob(String(args.cursor)).replace("next:", ""));
  if (!Number.isInteger(from)) throw new Refused("invalid_cursor");
  const next = from + Math.min(limit, 999);
  return { page: all.slice(from, next), cursor: next < all.length ? btoa(`next:${next}`) : "" };
}

function user({ args, world }: Call): Json {
  const found = world.users.get(word(args, "user"));
  if (!found) throw new Refused("user_not_found");
  return { user: wireUser(found) };
}

function react(call: Call): Json {
  const { args, world } = call;
  const channel = room(call);
  const name = word(args, "name");
  if (!/^[a-z0-9_+'-]+$/.test(name)) throw new Refused("invalid_name");
  const message = world.message(channel.id, word(args, "timestamp"));
  if (!message) throw new Refused("message_not_found");
  if (message.reactions.includes(name)) throw new Refused("already_reacted");
  message.reactions.push(name);
  return {};
}

function pin(call: Call): Json {
  const { args, world } = call;
  const channel = room(call);
  const message = world.message(channel.id, word(args, "timestamp"));
  if (!message) throw new Refused("message_not_found");
  if (message.pinned) throw new Refused("already_pinned");
  message.pinned = true;
  return {};
}
