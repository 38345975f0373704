/**
 * Stored Slack messages as Slack shows them, simply: a thread beside another, or the Home tab. A kind of block that isn't
 * drawn here is an error, so that no picture leaves out what people would see.
 */
import { isObject } from "../support/slack/rules.ts";
import type { Json } from "../support/slack/world.ts";
import { page, picture, words } from "./html.ts";

export interface SlackMessage {
  readonly from: string;
  readonly byApp: boolean;
  readonly time: string;
  readonly edited: boolean;
  /** `null`: only `text` was sent. */
  readonly blocks: readonly Json[] | null;
  readonly text: string;
  readonly pictures: ReadonlyArray<{ readonly name: string; readonly bytes: Uint8Array }>;
}

export interface SlackColumn {
  readonly heading: string;
  /** Beside the heading, such as the room's name. */
  readonly beside: string;
  readonly messages: readonly SlackMessage[];
}

export function slackPage(title: string, columns: readonly SlackColumn[]): string {
  const drawn = columns.map(
    ({ heading, beside, messages }) =>
      `<section class="column"><header><b>${words(heading)}</b> <span>${words(beside)}</span></header>${messages.map(message).join("")}</section>`,
  );
  return page({ title, style: STYLE, body: `<main>${drawn.join("")}</main>` });
}

export function slackHomePage(title: string, blocks: readonly Json[]): string {
  const tabs = `<header><b>Atelier</b> <span class="tabs"><u>Home</u> Messages About</span></header>`;
  const body = `<main><section class="column home">${tabs}<div class="blocks">${blocks.map(block).join("")}</div></section></main>`;
  return page({ title, style: STYLE, body });
}

function message(one: SlackMessage): string {
  const name = `<b>${words(one.from)}</b>${one.byApp ? '<i class="app">APP</i>' : ""}<time>${words(one.time)}</time>`;
  const edited = one.edited ? '<span class="edited">(edited)</span>' : "";
  const inner = one.blocks ? one.blocks.map(block).join("") : `<div class="text">${words(decoded(one.text))}</div>`;
  const files = one.pictures.map(({ name: file, bytes }) => `<div class="file">${picture(bytes, file)}</div>`);
  return `<div class="message"><div class="face ${one.byApp ? "app" : ""}">${words(one.from.charAt(0))}</div><div class="blocks"><div class="name">${name}</div>${inner}${files.join("")}${edited}</div></div>`;
}

function block(one: Json): string {
  switch (one.type) {
    case "rich_text":
      return `<div class="rich">${parts(one.elements).map(rich).join("")}</div>`;
    case "section":
      return `<div class="section text">${plain(one.text)}</div>`;
    case "context":
      return `<div class="context text">${parts(one.elements).map(small).join(" ")}</div>`;
    case "actions":
      return `<div class="actions">${parts(one.elements).map(button).join("")}</div>`;
    case "divider":
      return "<hr>";
    case "header":
      return `<div class="heading">${plain(one.text)}</div>`;
  }
  throw new Error(`The page can't draw a block “${one.type}” yet.`);
}

function rich(part: Json): string {
  const inner = parts(part.elements).map(inline).join("");
  if (part.type === "rich_text_section") return `<p class="text">${inner}</p>`;
  if (part.type === "rich_text_quote") return `<blockquote class="text">${inner}</blockquote>`;
  if (part.type === "rich_text_preformatted") return `<pre class="text">${inner}</pre>`;
  throw new Error(`The page can't draw rich text “${part.type}” yet.`);
}

function inline(part: Json): string {
  const style = isObject(part.style) ? part.style : {};
  if (part.type === "link") return `<a>${words(String(part.text ?? part.url))}</a>`;
  if (part.type === "user") return `<a class="person">@${words(String(part.user_id))}</a>`;
  if (part.type !== "text") throw new Error(`The page can't draw “${part.type}” in rich text yet.`);
  let html = words(String(part.text));
  if (style.bold) html = `<b>${html}</b>`;
  if (style.italic) html = `<em>${html}</em>`;
  if (style.strike) html = `<s>${html}</s>`;
  if (style.code) html = `<code>${html}</code>`;
  return html;
}

function button(part: Json): string {
  if (part.type !== "button") throw new Error(`The page can't draw “${part.type}” among buttons yet.`);
  return `<button class="${part.style === "primary" || part.style === "danger" ? part.style : ""}">${plain(part.text)}</button>`;
}

/** The only markup there is: somebody is called by name. */
function small(text: Json): string {
  const [, before = "", after = ""] =
    (text.type === "mrkdwn" && /^([^<>*_~`&]*)<@\w+>([^<>*_~`&]*)$/.exec(String(text.text))) || [];
  return text.type === "mrkdwn" && (before || after)
    ? `${words(before)}<a class="person">@Robin</a>${words(after)}`
    : plain(text);
}

function plain(text: unknown): string {
  if (!isObject(text) || text.type !== "plain_text")
    throw new Error("Only plain text is drawn here: others' words are never markup.");
  return words(String(text.text));
}

function decoded(text: string): string {
  return text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}

function parts(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

const STYLE = `
body { background: #fff; color: #1d1c1d; font: 15px/1.46668 Lato, "Helvetica Neue", Arial, "DejaVu Sans", sans-serif; }
main { display: flex; }
.column { width: 620px; border-right: 1px solid #ddd; padding-bottom: 20px; }
.column:last-child { border: 0; }
.column > header { padding: 14px 20px; border-bottom: 1px solid #ddd; margin-bottom: 8px; font-size: 16px; }
header span { color: #616061; font-size: 13px; margin-left: 6px; }
header .tabs { font-size: 14px; word-spacing: 14px; }
.message { display: flex; gap: 10px; padding: 8px 20px; }
.face { flex: none; width: 36px; height: 36px; border-radius: 8px; background: #c9a23a; color: #fff; font-weight: 700; text-align: center; line-height: 36px; }
.face.app { background: #3b6fb6; }
.blocks { flex: 1; min-width: 0; }
.home .blocks { padding: 12px 24px; }
.name b { font-weight: 900; }
.name .app { font: 700 10px Lato, Arial, sans-serif; background: #e8e8e8; color: #616061; border-radius: 2px; padding: 1px 3px; margin-left: 5px; }
.name time, .edited { font-size: 12px; color: #616061; margin-left: 6px; }
.edited { margin-left: 0; }
.rich, .section, .actions, .heading { margin: 4px 0 8px; }
.heading { font-size: 18px; font-weight: 900; }
.context { color: #616061; font-size: 13px; line-height: 1.385; margin: 2px 0 8px; }
blockquote { border-left: 4px solid #ddd; padding-left: 12px; border-radius: 2px; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; }
button { font: 700 13px Lato, Arial, sans-serif; height: 28px; padding: 0 12px; border-radius: 8px; border: 1px solid #bbb; background: #fff; color: #1d1c1d; }
.primary { background: #007a5a; border-color: #007a5a; color: #fff; }
.danger { background: #e01e5a; border-color: #e01e5a; color: #fff; }
a { color: #1264a3; }
.person { background: #e8f0f8; border-radius: 3px; padding: 0 2px; }
hr { border: 0; border-top: 1px solid #ddd; margin: 8px 0; }
.file img { display: block; width: 420px; border: 1px solid #ddd; border-radius: 8px; margin: 6px 0; }
`;
