/**
 * The buttons under a card. What a button carries is its verb and the posting's token; the core knows the rest.
 */
import type { ForceReply, InlineKeyboardButton, InlineKeyboardMarkup } from "grammy/types";
import type { Key, Posting } from "../surface.ts";
import { begin, own } from "./text.ts";

const DATA_BYTES = 64;
const A_ROW = 8;
const ROWS = 12;
const COPY_UNITS = 256;
const PLACEHOLDER_UNITS = 64;
const LABEL_UNITS = 60;

/** The keyboard of a posting; `null`: there is none. What isn't shown whole is read before it is approved. */
export function keyboardOf(posting: Posting, complete: boolean): InlineKeyboardMarkup | null {
  const rows = complete || posting.opened ? posting.keys : unread(posting);
  const buttons = rows.flatMap((row) => {
    const fitting = row.flatMap((key) => buttonOf(key, posting.token) ?? []);
    return Array.from({ length: Math.ceil(fitting.length / A_ROW) }, (_, at) =>
      fitting.slice(at * A_ROW, (at + 1) * A_ROW),
    );
  });
  const copy = posting.reply?.copy ?? "";
  if (buttons.length > 0 && copy.trim() && copy.length <= COPY_UNITS)
    buttons.unshift([{ text: "Copy the text", copy_text: { text: copy } }]);
  return buttons.length > 0 ? { inline_keyboard: buttons.slice(0, ROWS) } : null;
}

/** The app opens its answer field at once. Telegram takes that or buttons, not both. */
export function answerField(posting: Posting): ForceReply {
  const placeholder = begin(own(posting.card.title).replaceAll("\n", " ").trim(), PLACEHOLDER_UNITS).trimEnd();
  return { force_reply: true, ...(placeholder ? { input_field_placeholder: placeholder } : {}) };
}

/** What a tap carries: `verb:token`. A verb may have colons, a token has none. `null`: it is not one of ours. */
export function readData(data: string | undefined): { readonly verb: string; readonly token: string } | null {
  const at = data?.lastIndexOf(":") ?? -1;
  if (data === undefined || at < 1 || at === data.length - 1) return null;
  return { verb: data.slice(0, at), token: data.slice(at + 1) };
}

/** “Read it all” in place of “Approve”; where nothing is to be approved, beside what there is. */
function unread(posting: Posting): ReadonlyArray<readonly Key[]> {
  const open: Key = { label: "Read it all", verb: "open" };
  const has = posting.keys.some((row) => row.some((key) => key.verb === "approve"));
  if (has) return posting.keys.map((row) => row.map((key) => (key.verb === "approve" ? open : key)));
  return posting.outcome === null && posting.token ? [...posting.keys, [open]] : posting.keys;
}

function buttonOf(key: Key, token: string): InlineKeyboardButton | null {
  const data = `${key.verb}:${token}`;
  if (Buffer.byteLength(data) > DATA_BYTES) return null;
  const style = key.look === undefined ? {} : { style: key.look };
  return { text: begin(own(key.label).trim(), LABEL_UNITS) || key.verb, callback_data: data, ...style };
}
