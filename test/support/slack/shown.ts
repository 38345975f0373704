/** What people see: messages, whispers and views as they stand now, and as lines of text. */
import { controls, state } from "./forms.ts";
import { isObject } from "./rules.ts";
import { decoded } from "./wire.ts";
import type { Ephemeral, Json, Message, View, World } from "./world.ts";

/** A message as it stood when it was looked at. */
export interface ShownMessage {
  readonly kind: "message";
  readonly channel: string;
  readonly ts: string;
  readonly thread: string | null;
  readonly user: string;
  readonly byApp: boolean;
  readonly text: string;
  readonly blocks: readonly Json[] | null;
  readonly metadata: Json | null;
  readonly edited: boolean;
  readonly pinned: boolean;
  readonly reactions: readonly string[];
  readonly files: ReadonlyArray<{ readonly name: string; readonly type: string; readonly bytes: Uint8Array | null }>;
  /** The labels of what can be tapped. */
  readonly buttons: readonly string[];
  /** All of it as lines. */
  readonly lines: readonly string[];
}

export interface ShownWhisper {
  readonly kind: "whisper";
  readonly channel: string;
  readonly user: string;
  readonly ts: string;
  readonly thread: string | null;
  readonly text: string;
  readonly blocks: readonly Json[] | null;
  readonly buttons: readonly string[];
  readonly lines: readonly string[];
}

export interface ShownView {
  readonly kind: "view";
  readonly id: string;
  readonly user: string;
  readonly type: "modal" | "home";
  readonly title: string;
  readonly submit: string | null;
  readonly callback: string;
  readonly metadata: string;
  readonly blocks: readonly Json[];
  readonly buttons: readonly string[];
  readonly lines: readonly string[];
}

export function showMessage(world: World, message: Message): ShownMessage {
  const { channel, ts, thread, user, bot, text, blocks, metadata, edited, pinned, reactions } = message;
  return structuredClone({
    kind: "message",
    channel,
    ts,
    thread,
    user,
    byApp: bot !== null,
    text,
    blocks,
    metadata,
    edited: edited !== null,
    pinned,
    reactions,
    files: message.files.map(({ name, type, bytes }) => ({ name, type, bytes })),
    buttons: controls(blocks).map((one) => one.label),
    lines: messageLines(world, message),
  });
}

export function showWhisper({ channel, user, ts, thread, text, blocks }: Ephemeral): ShownWhisper {
  const lines = blocks === null ? readable(text) : blockLines(blocks);
  const buttons = controls(blocks).map((one) => one.label);
  return structuredClone({ kind: "whisper", channel, user, ts, thread, text, blocks, buttons, lines });
}

export function showView(view: View): ShownView {
  const { id, user, body } = view;
  const blocks = body.blocks as Json[];
  const title = isObject(body.title) ? String(body.title.text) : "";
  const submit = isObject(body.submit) ? String(body.submit.text) : null;
  const close = isObject(body.close) ? String(body.close.text) : "Cancel";
  const foot = body.type === "modal" ? [`[${close}]${submit === null ? "" : ` [${submit}]`}`] : [];
  return structuredClone({
    kind: "view",
    id,
    user,
    type: body.type === "home" ? "home" : "modal",
    title,
    submit,
    callback: String(body.callback_id ?? ""),
    metadata: String(body.private_metadata ?? ""),
    blocks,
    buttons: controls(blocks).map((one) => one.label),
    lines: [...(title === "" ? [] : [`== ${title} ==`]), ...blockLines(blocks), ...foot],
  });
}

/** A room, or one thread of it, as lines: replies stand under their first message. */
export function screen(world: World, channel: string, thread?: string): string[] {
  const roots = world.inside(channel, null).filter((one) => thread === undefined || one.ts === thread);
  return roots.flatMap((root) => [
    ...messageLines(world, root),
    ...world.replies(channel, root.ts).flatMap((reply) => messageLines(world, reply).map((line) => `  | ${line}`)),
  ]);
}

function messageLines(world: World, message: Message): string[] {
  const name = world.users.get(message.user)?.name ?? message.user;
  const marks = [message.pinned ? "pinned" : "", message.edited === null ? "" : "edited"].filter(Boolean).join(", ");
  const files = message.files.map((file) => `<file ${file.name}, ${file.type}, ${file.bytes?.length ?? 0} bytes>`);
  const text = message.blocks === null ? readable(message.text) : blockLines(message.blocks);
  const reactions = message.reactions.map((one) => `:${one}:`).join(" ");
  return [
    `${name}${marks === "" ? "" : ` (${marks})`}:`,
    ...[...text, ...files, ...(reactions === "" ? [] : [reactions])].map((line) => `  ${named(world, line)}`.trimEnd()),
  ];
}

function named(world: World, line: string): string {
  return line.replace(/<@(\w+)>/g, (whole, id: string) => `@${world.users.get(id)?.name ?? whole}`);
}

function blockLines(blocks: readonly Json[]): string[] {
  const values = state(blocks);
  return blocks.flatMap((block) => {
    const words = isObject(block.text) ? readable(String(block.text.text)) : [];
    if (block.type === "header") return words.map((line) => `# ${line}`);
    if (block.type === "divider") return ["────"];
    if (block.type === "markdown") return String(block.text).split("\n");
    if (block.type === "context") return [parts(block.elements).map(small).join(" · ")];
    if (block.type === "actions") return [parts(block.elements).map(button).join(" ")];
    if (block.type === "image") return [`<picture: ${block.alt_text}>`];
    if (block.type === "rich_text") return parts(block.elements).flatMap(rich);
    if (block.type === "input") return [field(block, values)];
    if (block.type === "table") return rows(block.rows);
    const fields = parts(block.fields).map((one) => readable(String(one.text)).join(" / "));
    const beside = isObject(block.accessory) ? [button(block.accessory)] : [];
    return [...words, ...fields.map((line) => `• ${line}`), ...beside];
  });
}

function parts(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The words as they are read: entities decoded, links as their label, emphasis as written. */
function readable(text: string): string[] {
  return decoded(
    text
      .replace(/<mailto:[^|>]*\|([^>]+)>/g, "$1")
      .replace(/<([^@#!|>][^|>]*)\|([^>]+)>/g, "$2 ($1)")
      .replace(/<(https?:[^|>]+)>/g, "$1"),
  ).split("\n");
}

function small(part: Json): string {
  return part.type === "image" ? `<picture: ${part.alt_text}>` : readable(String(part.text)).join(" / ");
}

function button(part: Json): string {
  const label = isObject(part.text) ? part.text.text : isObject(part.placeholder) ? part.placeholder.text : part.type;
  const mark = part.style === "primary" ? "+" : part.style === "danger" ? "!" : "";
  const options = parts(part.options).map((one) => (isObject(one.text) ? one.text.text : one.value));
  return `[${mark}${label}${options.length > 0 ? `: ${options.join(" | ")}` : ""}]`;
}

function field(block: Json, values: Json): string {
  const element = isObject(block.element) ? block.element : {};
  const group = values[String(block.block_id)];
  const held = isObject(group) ? group[String(element.action_id)] : undefined;
  const value = isObject(held) ? Object.entries(held).find(([name]) => name !== "type")?.[1] : null;
  const options = parts(element.options).map((one) => (isObject(one.text) ? one.text.text : one.value));
  const label = isObject(block.label) ? block.label.text : "";
  const shown = isObject(value) ? (isObject(value.text) ? value.text.text : value.value) : (value ?? "");
  return `${label}${block.optional === true ? " (optional)" : ""}: [${shown}]${options.length > 0 ? ` of ${options.join(" | ")}` : ""}`;
}

function rich(part: Json): string[] {
  if (part.type === "rich_text_list") return parts(part.elements).map((one) => `• ${inline(one)}`);
  const mark = part.type === "rich_text_quote" ? "> " : part.type === "rich_text_preformatted" ? "    " : "";
  return inline(part)
    .split("\n")
    .map((line) => `${mark}${line}`.trimEnd());
}

function inline(part: Json): string {
  return parts(part.elements)
    .map((one) =>
      String(one.text ?? one.url ?? one.name ?? one.user_id ?? one.channel_id ?? one.range ?? one.fallback ?? ""),
    )
    .join("");
}

function rows(value: unknown): string[] {
  const all = Array.isArray(value) ? value.filter(Array.isArray) : [];
  return all.map((row) =>
    parts(row)
      .map((cell) => (cell.type === "rich_text" ? parts(cell.elements).map(inline).join("") : cell.text))
      .join(" | "),
  );
}
