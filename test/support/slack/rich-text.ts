/** Rich text: sections, lists, quotes and preformatted text, and what may stand in them. */
import { any, boolean, byType, integer, list, object, oneOf, type Rule, string } from "./rules.ts";

const type = any;
const style = object({
  "bold?": boolean,
  "italic?": boolean,
  "strike?": boolean,
  "code?": boolean,
  "underline?": boolean,
  "highlight?": boolean,
  "client_highlight?": boolean,
  "unlink?": boolean,
});
const styled = { type, "style?": style };
const border = oneOf(0, 1);

const words = object({ ...styled, text: string({ min: 1 }) });
const link = object({ ...styled, url: string({ min: 1 }), "text?": string(), "unsafe?": boolean });

const inline = byType({
  text: words,
  link,
  emoji: object({ ...styled, name: string({ min: 1 }), "unicode?": string(), "url?": string() }),
  user: object({ ...styled, user_id: string({ like: /^[UW]/ }) }),
  usergroup: object({ ...styled, usergroup_id: string({ like: /^S/ }) }),
  channel: object({ ...styled, channel_id: string({ like: /^[CDG]/ }) }),
  team: object({ ...styled, team_id: string({ like: /^T/ }) }),
  broadcast: object({ ...styled, range: oneOf("here", "channel", "everyone") }),
  color: object({ ...styled, value: string({ like: /^#[0-9a-f]{6}$/i }) }),
  date: object({
    ...styled,
    timestamp: integer(),
    format: string({ like: /\{\w+\}/ }),
    "url?": string(),
    "fallback?": string(),
  }),
});

const section = object({ type, elements: list(inline, { min: 0 }) });

const part = byType({
  rich_text_section: section,
  rich_text_quote: object({ type, elements: list(inline, { min: 0 }), "border?": border }),
  rich_text_preformatted: object({
    type,
    elements: list(byType({ text: words, link }), { min: 0 }),
    "border?": border,
    "language?": string(),
  }),
  rich_text_list: object({
    type,
    elements: list(byType({ rich_text_section: section }), { min: 0 }),
    style: oneOf("bullet", "ordered"),
    "indent?": integer({ max: 8 }),
    "offset?": integer(),
    "border?": border,
  }),
});

export const richText: Rule = object({ type, "block_id?": string({ max: 255 }), elements: list(part) });
