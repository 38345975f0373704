/** What a local platform can be told, and what it is when it is told nothing. */
import type { Tokens } from "./api.ts";
import type { Identity } from "./world.ts";

export interface PlatformOptions {
  readonly identity?: Partial<Identity>;
  readonly tokens?: Partial<Tokens>;
  /** The events that the app asked for; all it could want, unless told otherwise. */
  readonly subscriptions?: readonly string[];
  /** How long an acknowledgement may take; 3,000 as on the real platform. */
  readonly ackMs?: number;
  /** The pauses before an event is told again: the real ones are 0, one and five minutes. */
  readonly retries?: readonly number[];
  readonly now?: () => number;
}

export const SCOPES: readonly string[] = [
  ...["app_mentions:read", "channels:history", "channels:read", "chat:write", "commands", "files:read", "files:write"],
  ...["groups:history", "groups:read", "im:history", "im:read", "im:write", "pins:write", "reactions:write"],
  ...["users:read"],
];
export const EVENTS: readonly string[] = [
  "app_home_opened",
  "app_mention",
  "message.channels",
  "message.groups",
  "message.im",
];

export interface ChannelOptions {
  readonly name: string;
  /** Private: who is in it must be said. */
  readonly hidden?: boolean;
  readonly invited?: boolean;
  readonly members?: readonly string[];
}

export const IDENTITY: Identity = {
  team: "T0000000001",
  domain: "acme-studio",
  app: "A0000000001",
  appName: "Atelier",
  bot: "B0000000001",
  botUser: "U00000000B0",
  botName: "Atelier",
};
