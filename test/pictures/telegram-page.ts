/**
 * Stored Telegram messages as a phone shows them, simply: bubbles with their entities and the buttons under them.
 */
import type { MessageEntity } from "grammy/types";
import { page, picture, words } from "./html.ts";

export interface TelegramMessage {
  readonly from: string;
  readonly byBot: boolean;
  readonly time: string;
  readonly edited: boolean;
  readonly silent: boolean;
  /** The first line of the message it answers. */
  readonly answers: string | null;
  readonly text: string;
  readonly entities: readonly MessageEntity[];
  readonly picture: Uint8Array | null;
  readonly keyboard: ReadonlyArray<readonly string[]>;
}

export interface TelegramScreen {
  /** The topic, or the chat. */
  readonly title: string;
  readonly below: string;
  readonly messages: readonly TelegramMessage[];
}

export function telegramPage(title: string, screens: readonly TelegramScreen[]): string {
  const drawn = screens.map(
    ({ title: topic, below, messages }) =>
      `<section class="phone"><header><b>${words(topic)}</b><p>${words(below)}</p></header>${messages.map(message).join("")}</section>`,
  );
  return page({ title, style: STYLE, body: `<main>${drawn.join("")}</main>` });
}

function message(one: TelegramMessage): string {
  const marks = [one.silent ? "silent" : "", one.edited ? "edited" : "", one.time].filter(Boolean).join(" · ");
  const name = one.byBot ? `<div class="name">${words(one.from)}</div>` : "";
  const answered = one.answers === null ? "" : `<blockquote class="answered">${words(one.answers)}</blockquote>`;
  const drawing = one.picture ? picture(one.picture, "chart") : "";
  const rows = one.keyboard.map(
    (row) => `<div class="row">${row.map((label) => `<button>${words(label)}</button>`).join("")}</div>`,
  );
  return `<div class="message ${one.byBot ? "" : "own"}"><div class="bubble">${name}${answered}${drawing}<div class="text">${formatted(one.text, one.entities)}</div><div class="marks">${words(marks)}</div></div>${rows.join("")}</div>`;
}

/** Entities lie beside or within each other; each is opened where it begins, the longest first. */
function formatted(text: string, entities: readonly MessageEntity[]): string {
  const sorted = [...entities].sort((one, other) => one.offset - other.offset || other.length - one.length);
  const within = (from: number, to: number, rest: readonly MessageEntity[]): string => {
    const [first, ...others] = rest;
    if (!first) return words(text.slice(from, to));
    const end = first.offset + first.length;
    const inner = others.filter((one) => one.offset < end);
    const [open, close] = tags(first);
    const before = words(text.slice(from, first.offset));
    const body = `${open}${within(first.offset, end, inner)}${close}`;
    // What stands in a block of its own has its line end by itself.
    const next = /^<(blockquote|pre)/.test(open) && text[end] === "\n" ? end + 1 : end;
    const left = /^<(blockquote|pre)/.test(open) ? before.replace(/\n$/, "") : before;
    return left + body + within(next, to, others.slice(inner.length));
  };
  return within(0, text.length, sorted);
}

function tags(entity: MessageEntity): readonly [string, string] {
  switch (entity.type) {
    case "bold":
      return ["<b>", "</b>"];
    case "italic":
      return ["<em>", "</em>"];
    case "strikethrough":
      return ["<s>", "</s>"];
    case "code":
      return ["<code>", "</code>"];
    case "pre":
      return ["<pre>", "</pre>"];
    case "blockquote":
      return ["<blockquote>", "</blockquote>"];
    case "expandable_blockquote":
      return ['<blockquote class="folded">', "</blockquote>"];
    case "text_link":
    case "url":
    case "email":
    case "mention":
    case "bot_command":
    case "phone_number":
      return ["<a>", "</a>"];
  }
  throw new Error(`The page can't draw an entity “${entity.type}” yet.`);
}

const STYLE = `
body { background: #fff; color: #000; font: 15px/1.35 Roboto, "Helvetica Neue", Arial, "DejaVu Sans", sans-serif; }
main { display: flex; gap: 24px; min-height: 100vh; }
.phone { width: 390px; background: #d5e2d0; padding-bottom: 14px; }
.phone > header { background: #527da3; color: #fff; padding: 10px 16px; margin-bottom: 8px; }
header p { font-size: 13px; opacity: .8; }
.message { margin: 6px 44px 6px 8px; }
.message.own { margin: 6px 8px 6px 44px; }
.bubble { background: #fff; border-radius: 12px; padding: 6px 10px; overflow: hidden; }
.own .bubble { background: #effdde; }
.name { color: #3b6fb6; font-weight: 500; font-size: 14px; }
.marks { text-align: right; color: #8a96a0; font-size: 12px; }
.bubble img { display: block; width: calc(100% + 20px); margin: 4px -10px 6px; }
blockquote { border-left: 3px solid #3b6fb6; background: #eef3fa; border-radius: 4px; padding: 3px 8px; margin: 2px 0; font-size: 14px; }
.folded { display: -webkit-box; -webkit-line-clamp: 3; -webkit-box-orient: vertical; overflow: hidden; }
.answered { color: #53606b; white-space: nowrap; text-overflow: ellipsis; overflow: hidden; }
pre, code { font: 13px "DejaVu Sans Mono", monospace; color: #31577f; white-space: pre-wrap; }
pre { background: #f2f4f6; border-radius: 6px; padding: 6px 8px; margin: 2px 0; }
a { color: #2678b6; }
.row { display: flex; gap: 4px; margin-top: 4px; }
.row button { flex: 1; min-height: 36px; padding: 0 4px; border: 0; border-radius: 8px; background: #8ba98acc; color: #fff; font: 500 14px Roboto, Arial, sans-serif; }
`;
