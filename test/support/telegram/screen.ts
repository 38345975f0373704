/**
 * What somebody sees who looks at a chat: lines of text, with the buttons under them.
 */
import type { InlineKeyboardButton } from "grammy/types";
import type { Row } from "./keyboard.ts";
import type { Room, Stored } from "./world.ts";

/** Messages that stand in a chat, or in one of its topics, the oldest first; without service messages. */
export function standing(room: Room, topic?: number | null): readonly Stored[] {
  return [...room.messages.values()].filter(
    (stored) => !stored.deleted && stored.service === null && (topic === undefined || stored.topic === topic),
  );
}

/** The chat as text. Every line but the first of a message is indented. */
export function screenOf(room: Room, topic?: number | null): string {
  const blocks: string[] = [];
  let shown: number | null | undefined = topic;
  for (const stored of standing(room, topic)) {
    if (topic === undefined && room.forum && stored.topic !== shown) {
      shown = stored.topic;
      blocks.push(`── ${shown === null ? "General" : (room.topics.get(shown)?.name ?? "?")} ──`);
    }
    blocks.push(block(stored));
  }
  return blocks.join("\n");
}

function block(stored: Stored): string {
  const { replyTo, forwardedFrom, photo, document, forceReply } = stored;
  const marks = [stored.silent ? "silent" : "", stored.edited === null ? "" : "edited"].filter((mark) => mark !== "");
  const lines = [
    ...(forwardedFrom === null ? [] : [`↱ forwarded from ${forwardedFrom.first_name}`]),
    ...(replyTo === null ? [] : [`↪ ${summary(replyTo)}`]),
    ...(photo === null ? [] : [`🖼 ${photo.at(-1)?.width}×${photo.at(-1)?.height}`]),
    ...(document === null ? [] : [`📎 ${document.file_name} (${document.file_size} bytes)`]),
    ...(stored.text === "" ? [] : stored.text.split("\n")),
    ...stored.keyboard.map((row) => rowLine(row)),
    ...(forceReply === null ? [] : [`⌨ ${forceReply.input_field_placeholder ?? "reply"}`]),
  ];
  const name = `${stored.from.first_name}${marks.length === 0 ? "" : ` (${marks.join(", ")})`}:`;
  return [name, ...lines.map((line) => (line === "" ? "" : `  ${line}`))].join("\n");
}

function rowLine(row: Row): string {
  return row.map((button) => `[${label(button)}]`).join(" ");
}

function label(button: InlineKeyboardButton): string {
  if ("url" in button) return `${button.text} ↗`;
  if ("copy_text" in button) return `${button.text} ⧉`;
  return button.text;
}

function summary({ text }: Stored): string {
  const [line = ""] = text.split("\n");
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}
