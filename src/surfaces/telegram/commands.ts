/**
 * The commands that Telegram offers when somebody types a slash.
 */
import type { BotCommand } from "grammy/types";
import type { Line } from "./line.ts";

export const COMMANDS: readonly BotCommand[] = [
  { command: "status", description: "How things stand" },
  { command: "queue", description: "What waits for you" },
  { command: "approve", description: "Approve a card: /approve CODE" },
  { command: "why", description: "Why you are asked: /why CODE" },
  { command: "trace", description: "Everything that happened around a card: /trace CODE" },
  { command: "undo", description: "Take something back: /undo CODE" },
  { command: "pause", description: "Let nothing new leave" },
  { command: "resume", description: "Go on" },
  { command: "digest", description: "The day at a glance" },
  { command: "cost", description: "What the models cost" },
  { command: "who", description: "Who works here, and for whom" },
  { command: "rules", description: "What happens without asking, and what doesn't" },
  { command: "help", description: "What you can say" },
];

/** Sets them where they differ. If that fails, typing works all the same. */
export async function offerCommands(line: Line): Promise<void> {
  const now = await line.ask((api) => api.getMyCommands({}));
  if (!now.ok) return;
  const list = (all: readonly BotCommand[]) => JSON.stringify(all.map((one) => [one.command, one.description]));
  if (list(now.value) !== list(COMMANDS)) await line.ask((api) => api.setMyCommands({ commands: [...COMMANDS] }));
}
