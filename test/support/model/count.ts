/**
 * The test server's own count of what was used, by a tokenizer and not by what it reports.
 */
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import type { ChatBody } from "./check.ts";

const PER_MESSAGE = 3;
const PRIMER = 3;
/** Nothing in a text is a token of control: what looks like one is counted as text. */
const PLAIN = { disallowedSpecial: new Set<string>() };

/** Long texts in slices: a word of 50,000 letters would take the tokenizer seconds. */
const SLICE = 400;

export function tokensOf(text: string): number {
  if (text.length <= 10 * SLICE) return countTokens(text, PLAIN);
  let sum = 0;
  for (let at = 0; at < text.length; at += SLICE) sum += countTokens(text.slice(at, at + SLICE), PLAIN);
  return sum;
}

/** As OpenAI describes it for its chat models: each message's frame, its parts, and the primer of the answer. */
export function promptTokens(body: ChatBody): number {
  let sum = PRIMER;
  for (const message of body.messages) {
    sum += PER_MESSAGE + tokensOf(message.role) + tokensOf(contentText(message.content));
    if (message.role === "assistant")
      for (const call of message.tool_calls ?? [])
        sum += PER_MESSAGE + tokensOf(call.function.name) + tokensOf(call.function.arguments);
  }
  if (body.tools) sum += tokensOf(JSON.stringify(body.tools));
  if (body.response_format) sum += tokensOf(JSON.stringify(body.response_format));
  return sum;
}

export function contentText(content: ChatBody["messages"][number]["content"]): string {
  if (content === null || content === undefined) return "";
  return typeof content === "string" ? content : content.map((part) => part.text).join("\n");
}

/** `text` in pieces of about four characters, as streams bring it; a surrogate pair may be cut, as it is outside. */
export function pieces(text: string): string[] {
  return text.match(/[\s\S]{1,4}/g) ?? [];
}

/** The first `most` tokens of it, about: whole pieces while they fit. */
export function cutAt(text: string, most: number): { readonly text: string; readonly cut: boolean } {
  if (tokensOf(text) <= most) return { text, cut: false };
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (tokensOf(text.slice(0, middle)) <= most) low = middle;
    else high = middle - 1;
  }
  return { text: text.slice(0, low), cut: true };
}
