/**
 * `reply_markup`, read as strictly as the real server: 64 bytes of data, one action a button, eight buttons a row.
 */
import type { ForceReply, InlineKeyboardButton } from "grammy/types";
import type { Args } from "./args.ts";
import { checkedLink } from "./formatted.ts";
import { badRequest } from "./refusal.ts";

export type Row = readonly InlineKeyboardButton[];

/** `inline` hangs on the message; `other` (a keyboard of its own, its removal, a request to reply) makes it uneditable. */
export interface Markup {
  readonly inline: readonly Row[];
  readonly forceReply: ForceReply | null;
  readonly other: boolean;
}

export const NO_MARKUP: Markup = { inline: [], forceReply: null, other: false };

const DATA_LIMIT = 64;
const ROW_LIMIT = 8;
const BUTTON_LIMIT = 100;
const COPY_LIMIT = 256;
const PLACEHOLDER_LIMIT = 64;
const STYLES = ["primary", "danger", "success", "default", ""];
const ACTIONS = [
  "url",
  "callback_data",
  "web_app",
  "login_url",
  "switch_inline_query",
  "switch_inline_query_current_chat",
  "switch_inline_query_chosen_chat",
  "copy_text",
  "callback_game",
  "pay",
];

/** Throws a refusal in the server's words. */
export function readMarkup(args: Args): Markup {
  const value = args.json("reply_markup", "reply keyboard markup");
  if (value === undefined) return NO_MARKUP;
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw badRequest("object expected as reply markup");
  const markup: Record<string, unknown> = { ...value };
  if (Array.isArray(markup.keyboard) && markup.keyboard.length > 0)
    return { inline: [], forceReply: null, other: true };
  const inline = readRows(markup.inline_keyboard);
  if (inline.length > 0) return { inline, forceReply: null, other: false };
  if (markup.remove_keyboard === true) return { inline: [], forceReply: null, other: true };
  if (markup.force_reply === true) return { inline: [], forceReply: readForceReply(markup), other: true };
  return NO_MARKUP;
}

function readRows(value: unknown): Row[] {
  if (value === undefined) return [];
  const misshaped = 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays';
  if (!Array.isArray(value)) throw badRequest('field "inline_keyboard" must be of type Array');
  const rows = value.map((row: unknown) => {
    if (!Array.isArray(row)) throw badRequest(misshaped);
    return row.map((button: unknown) => readButton(button));
  });
  const filled = rows.filter((row) => row.length > 0);
  if (filled.some((row) => row.length > ROW_LIMIT) || filled.flat().length > BUTTON_LIMIT)
    throw badRequest("reply markup is too long");
  return filled;
}

function readButton(value: unknown): InlineKeyboardButton {
  const bad = (why: string) => badRequest(`can't parse inline keyboard button: ${why}`);
  if (typeof value !== "object" || value === null) throw bad("InlineKeyboardButton must be an Object");
  const button: Record<string, unknown> = { ...value };
  if (button.text === undefined) throw bad('Can\'t find field "text"');
  if (typeof button.text !== "string") throw bad('Field "text" must be of type String');
  if (!STYLES.includes(String(button.style ?? "").toLowerCase())) throw bad("invalid button style specified");
  const actions = ACTIONS.filter((name) => button[name] !== undefined && !isBlank(name, button[name]));
  if (actions.length === 0) throw bad("Text buttons are unallowed in the inline keyboard");
  if (actions.length > 1) throw badRequest("BUTTON_TYPE_INVALID");
  if (button.text.trim() === "") throw badRequest("inline keyboard button text must be non-empty");
  checkAction(button);
  return Object.fromEntries(
    Object.entries(button).filter(([name]) => ["text", "style", ...actions].includes(name)),
  ) as unknown as InlineKeyboardButton;
}

function checkAction({ callback_data: data, url, copy_text: copy }: Record<string, unknown>): void {
  if (data !== undefined && data !== "" && (typeof data !== "string" || Buffer.byteLength(data) > DATA_LIMIT))
    throw badRequest("BUTTON_DATA_INVALID");
  if (typeof url === "string" && url !== "" && checkedLink(url) === null)
    throw badRequest(`inline keyboard button URL '${url}' is invalid: Wrong HTTP URL`);
  if (copy !== undefined) {
    const text = typeof copy === "object" && copy !== null && "text" in copy ? copy.text : undefined;
    if (typeof text !== "string") throw badRequest("can't parse inline keyboard button: Can't find field \"text\"");
    if (text.length === 0 || text.length > COPY_LIMIT) throw badRequest("BUTTON_COPY_TEXT_INVALID");
  }
}

/** The server passes over an empty address and empty data; an empty inline query is a query. */
function isBlank(name: string, value: unknown): boolean {
  return (name === "url" || name === "callback_data") && value === "";
}

/** The length of the placeholder is documented, the words of its refusal are not. */
function readForceReply({ input_field_placeholder: placeholder, selective }: Record<string, unknown>): ForceReply {
  if (typeof placeholder === "string" && placeholder.length > PLACEHOLDER_LIMIT)
    throw badRequest("INPUT_FIELD_PLACEHOLDER_TOO_LONG");
  return {
    force_reply: true,
    ...(typeof placeholder === "string" && placeholder !== "" ? { input_field_placeholder: placeholder } : {}),
    ...(selective === true ? { selective: true } : {}),
  };
}

/** Whether two messages show the same buttons. */
export function sameRows(one: readonly Row[], other: readonly Row[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
