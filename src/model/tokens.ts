/**
 * Tokens, counted by one tokenizer and bounded for all: what is reserved before a call must be enough whoever is asked.
 * Before: ask.ts and batch.ts. The tables are 2 MB and are read only when something is counted.
 */
import type { ChatRequest } from "./provider.ts";

/** Tokens of a text, as OpenAI's newer models count it. */
export type CountTokens = (text: string) => number;

/** Frames of a message in the chat templates in use; the largest seen is 7. */
const MESSAGE_TOKENS = 12;
/** What templates add by themselves: the primer of the answer, the date, a default system message. */
const REQUEST_TOKENS = 128;
/** Vendors that do tools by prompt explain them there: up to 350 tokens are documented. */
const TOOLS_TOKENS = 512;

/** Nothing in a text is a token of control: what looks like one is counted as text. */
const PLAIN = { disallowedSpecial: new Set<string>() };

/** Merging is quadratic in a word's length: 50,000 times the same letter take 1.7 s, and a mail may hold any word. */
const LONG_RUN = /\S{200,}|\s{200,}/g;

/** Reads the tables; answers the counter. What has no word in 200 characters counts as half its bytes. */
export async function loadCounter(): Promise<CountTokens> {
  const { countTokens } = await import("gpt-tokenizer/encoding/o200k_base");
  return (text) => {
    let estimated = 0;
    const words = text.replace(LONG_RUN, (run) => {
      estimated += Math.ceil(Buffer.byteLength(run) / 2);
      return " ";
    });
    return estimated + countTokens(words, PLAIN);
  };
}

/**
 * As many tokens as any tokenizer in use makes of a text, at most. No byte-level tokenizer makes more tokens than bytes (and one
 * for the start). Closer, where words are plain letters: other vocabularies are smaller and split such words at most twice
 * as often; but some take every digit, mark and foreign letter by itself or by its bytes, so those are counted by bytes.
 */
export function mostTokens(text: string, count: CountTokens): number {
  const bytes = Buffer.byteLength(text);
  const letters = text.match(/[A-Za-z]/g)?.length ?? 0;
  const spacesBeforeWords = text.match(/ (?=[A-Za-z])/g)?.length ?? 0;
  return Math.min(bytes, 2 * count(text) + bytes - letters - spacesBeforeWords) + 1;
}

/** The same for a whole request. */
export function mostTokensOf(request: ChatRequest, count: CountTokens): number {
  let sum = REQUEST_TOKENS;
  for (const message of request.messages) {
    sum += MESSAGE_TOKENS + mostTokens(message.text, count);
    if (message.role === "assistant")
      for (const call of message.calls)
        sum += MESSAGE_TOKENS + mostTokens(`${call.id}${call.name}${JSON.stringify(call.args)}`, count);
    if (message.role === "tool") sum += mostTokens(message.call, count);
  }
  if (request.schema) sum += MESSAGE_TOKENS + mostTokens(JSON.stringify(request.schema), count);
  if (request.tools?.length) sum += TOOLS_TOKENS + mostTokens(JSON.stringify(request.tools), count);
  return sum;
}
