/**
 * What Slack hands over, read into the house's words: who (by the team the *person* belongs to), where, and what was
 * typed. Payloads come from outside, so every field may be missing.
 */
import type { Person, Place } from "../surface.ts";
import type { SlackFile } from "./files.ts";

/** A tap, as `block_actions` tells of it; a submitted form names its people in the same way. */
export interface Interaction {
  readonly user: { readonly id: string; readonly team_id?: string | undefined };
  readonly team?: { readonly id: string } | null | undefined;
  readonly trigger_id?: string | undefined;
  readonly response_url?: string | undefined;
  readonly channel?: { readonly id: string } | undefined;
  readonly message?: { readonly ts: string; readonly thread_ts?: string } | undefined;
  readonly container?: {
    readonly channel_id?: string;
    readonly message_ts?: string;
    readonly thread_ts?: string;
  };
  readonly actions?: ReadonlyArray<{
    readonly type: string;
    readonly action_id: string;
    readonly value?: string | undefined;
  }>;
}

/** A message or mention. Slack Connect adds `user_team` and `source_team`, for people of other companies. */
export interface MessageEvent {
  readonly type: string;
  readonly subtype?: string | undefined;
  readonly channel: string;
  readonly channel_type?: string | undefined;
  readonly user?: string | undefined;
  readonly bot_id?: string | undefined;
  readonly text?: string | undefined;
  readonly ts: string;
  readonly thread_ts?: string | undefined;
  readonly team?: string | undefined;
  readonly user_team?: string | undefined;
  readonly source_team?: string | undefined;
  readonly files?: readonly SlackFile[] | undefined;
}

/** What stands around an event. Its `team_id` is the workspace that gets the event, not the person's. */
export interface Envelope {
  readonly team_id?: string | undefined;
  readonly event_id?: string | undefined;
  readonly is_ext_shared_channel?: boolean | undefined;
}

export interface Command {
  readonly user_id: string;
  readonly team_id: string;
  readonly channel_id: string;
  readonly text: string;
  readonly trigger_id: string;
  readonly response_url?: string | undefined;
}

/** Only these kinds of message are somebody's words; joins, edits and deletions are not. */
const SPOKEN = new Set([undefined, "file_share", "thread_broadcast"]);

/** Who tapped or filled in. `user.team_id` is the person's own team; `team` is where it happened. */
export function personOf({ user, team }: Interaction): Person {
  return { user: user.id, team: user.team_id ?? team?.id ?? null };
}

/** Who wrote. In a channel shared with another company, a message that doesn't name a team proves none. */
export function authorOf(event: MessageEvent, envelope: Envelope): Person | null {
  if (!event.user) return null;
  const named = event.user_team ?? event.source_team ?? event.team;
  const ours = envelope.is_ext_shared_channel ? null : (envelope.team_id ?? null);
  return { user: event.user, team: named ?? ours };
}

/** Where the tapped message stands; `null` for a page or form. The first message of a thread stands in the room. */
export function tappedAt({ channel, message, container }: Interaction): {
  readonly place: Place;
  readonly ref: string;
} | null {
  const room = channel?.id ?? container?.channel_id;
  const ref = container?.message_ts ?? message?.ts;
  if (!room || !ref) return null;
  const thread = message?.thread_ts ?? container?.thread_ts ?? null;
  return { place: { room, thread: thread === ref ? null : thread }, ref };
}

export function isSpoken(event: MessageEvent): boolean {
  return SPOKEN.has(event.subtype) && !event.bot_id && Boolean(event.user);
}

/** The event type as the app's settings name it: `message.im`, `app_mention`. */
export function subscriptionOf(event: MessageEvent): string {
  if (event.type !== "message") return event.type;
  const kinds: Readonly<Record<string, string>> = { im: "im", group: "groups", mpim: "mpim" };
  return `message.${kinds[event.channel_type ?? ""] ?? "channels"}`;
}

/**
 * The words as they were typed: Slack wraps addresses, channels and people, and escapes three characters. The app's own
 * mention is taken out, and of `!queue` the sign.
 */
export function typed(text: string, botUser: string | null): string {
  return text
    .replace(/<([^<>]*)>/g, (_whole, inner: string) => unwrapped(inner, botUser))
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&")
    .trim()
    .replace(/^!(?=\p{L})/u, "");
}

function unwrapped(inner: string, botUser: string | null): string {
  const [target = "", label] = inner.split("|", 2);
  if (target.startsWith("@")) return target.slice(1) === botUser ? "" : (label ?? target);
  if (target.startsWith("#")) return label ? `#${label}` : target;
  if (target.startsWith("!")) return label ?? `@${target.slice(1)}`;
  return label ?? target.replace(/^mailto:/, "");
}
