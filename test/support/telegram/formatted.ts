/**
 * A text with its entities, as both parsers and the `entities` parameter give it, and the links in it.
 */
import type { MessageEntity } from "grammy/types";
import { badRequest, type Refusal } from "./refusal.ts";

/** Offsets and lengths in UTF-16 units. */
export interface Formatted {
  readonly text: string;
  readonly entities: readonly MessageEntity[];
}

export function unparsable(why: string): Refusal {
  return badRequest(`can't parse entities: ${why}`);
}

/** A link to a person or to an address; `null` where the address is none, and the entity is dropped without a word. */
export function linkEntity(url: string, offset: number, length: number): MessageEntity | null {
  const person = /^tg:\/\/user\?id=(\d+)$/i.exec(url)?.[1];
  if (person !== undefined) {
    const user = { id: Number(person), is_bot: false, first_name: "" } as const;
    return { type: "text_mention", offset, length, user };
  }
  const checked = checkedLink(url);
  return checked === null ? null : { type: "text_link", offset, length, url: checked };
}

/** The address as the real server keeps it; `null` for what it refuses, such as a host without a dot. */
export function checkedLink(url: string): string | null {
  const trimmed = url.trim();
  if (/^(tg|ton|tonsite):/i.test(trimmed)) return trimmed;
  const full = /^[a-z][a-z0-9+.-]*:/i.test(trimmed) ? trimmed : `http://${trimmed}`;
  if (!/^https?:\/\//i.test(full) || !URL.canParse(full)) return null;
  const parsed = new URL(full);
  return parsed.hostname.includes(".") || parsed.hostname.startsWith("[") ? parsed.href : null;
}
