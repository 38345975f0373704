/**
 * The chats that were configured, ready to be connected. Their SDKs are loaded only when they are.
 * Before: main.ts and doctor.ts. After: surfaces/slack and surfaces/telegram.
 */
import type { Config } from "./config.ts";
import { Slack } from "./surfaces/slack/slack.ts";
import type { Chat } from "./surfaces/surface.ts";
import { Telegram } from "./surfaces/telegram/telegram.ts";

/** `onTrouble` hears what the owner should know at the console: a wrong token, a second poller. */
export function chatsFor({ slack, telegram }: Config, onTrouble: (words: string) => void): Chat[] {
  return [
    ...(slack ? [new Slack({ ...slack, onTrouble })] : []),
    ...(telegram ? [new Telegram({ ...telegram, onTrouble })] : []),
  ];
}
