/**
 * Vectors of texts: in groups, kept by text, all of one length and of length one. Only the first model set for it is asked:
 * vectors of two models can't be compared.
 * Before: ask.ts. After: try-model.ts.
 */
import type { Json } from "../lib/canonical.ts";
import type { Limits, ModelsParts } from "./ask.ts";
import type { Models } from "./model.ts";
import { type CountTokens, mostTokens } from "./tokens.ts";
import { paidCall, unansweredFrom } from "./try-model.ts";

/** The most OpenAI takes is 2,048 texts and 300,000 tokens. */
const MOST_TEXTS = 256;
const MOST_TOKENS = 200_000;
/** Its models read 8,192 tokens of a text; the rest of a longer one is left out. */
const MOST_TEXT_TOKENS = 8_000;
const FRAME_TOKENS = 4;

export function createEmbed(parts: ModelsParts, limits: Limits): Models["embed"] {
  /** By model, as the first answer had it. */
  const dimensions = new Map<string, number>();
  return async (texts, asker) => {
    const [model] = parts.names.embed;
    if (model === undefined) return unansweredFrom("no-model");
    const signal = new AbortController().signal;
    const count = await parts.countTokens();
    const keys = texts.map((text): Json => ({ model, embed: text.toWellFormed() }));
    const kept = parts.cache ? await parts.cache.get(asker.scope, keys) : [];
    const vectors = new Map<number, Float32Array>();
    for (const [index, text] of kept.entries()) if (text !== undefined) vectors.set(index, fromBase64(text));
    const missing = texts.flatMap((text, index) => (vectors.has(index) ? [] : [{ index, ...fitting(text, count) }]));
    let micros = 0;
    for (const group of groups(missing)) {
      const paid = await paidCall(parts, limits, {
        holding: {
          model,
          purpose: "embed",
          asker,
          tokensIn: group.reduce((sum, one) => sum + one.tokens, 0),
          tokensOut: 0,
          batch: false,
        },
        signal,
        ask: () => parts.provider.embed({ model, texts: group.map((one) => one.text) }, signal),
      });
      micros += paid.micros;
      if (paid.kind === "none") return paid.unanswered;
      const units = paid.reply.vectors.map(unit);
      const length = dimensions.get(model) ?? units[0]?.length ?? 0;
      if (units.length !== group.length || units.some((one) => one === null || one.length !== length))
        return unansweredFrom("unusable", "The model sent vectors that can't be used or compared with earlier ones.");
      dimensions.set(model, length);
      const fresh: Array<readonly [Json, string]> = [];
      for (const [place, { index }] of group.entries()) {
        const vector = units[place];
        if (!vector) continue;
        vectors.set(index, vector);
        fresh.push([keys[index] ?? null, toBase64(vector)]);
      }
      if (parts.cache) await parts.cache.put(asker.scope, [asker.scope], fresh);
    }
    const value = texts.map((_, index) => vectors.get(index) ?? new Float32Array());
    const label = { scopes: [asker.scope], trust: "outside" } as const; // what the texts are is not known here
    return { kind: "answered", value, model, micros, cached: missing.length === 0 && texts.length > 0, label };
  };
}

interface Piece {
  readonly index: number;
  readonly text: string;
  readonly tokens: number;
}

function groups(pieces: readonly Piece[]): Piece[][] {
  const made: Piece[][] = [];
  let tokens = 0;
  for (const piece of pieces) {
    const group = made.at(-1);
    tokens += piece.tokens;
    if (group && group.length < MOST_TEXTS && tokens <= MOST_TOKENS) group.push(piece);
    else {
      made.push([piece]);
      tokens = piece.tokens;
    }
  }
  return made;
}

/** An empty text has no vector anywhere: a space stands for it. */
function fitting(whole: string, count: CountTokens): { text: string; tokens: number } {
  let text = whole.toWellFormed();
  for (let tokens = count(text); tokens > MOST_TEXT_TOKENS; tokens = count(text))
    text = text.slice(0, Math.floor((text.length * MOST_TEXT_TOKENS * 0.95) / tokens)).toWellFormed();
  text ||= " ";
  return { text, tokens: mostTokens(text, count) + FRAME_TOKENS };
}

/** The same direction, with length one; null for what has none. */
function unit(vector: Float32Array): Float32Array | null {
  let sum = 0;
  for (const value of vector) sum += value * value;
  const length = Math.sqrt(sum);
  return length > 0 && Number.isFinite(length) ? vector.map((value) => value / length) : null;
}

function toBase64(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString("base64");
}

function fromBase64(text: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(text, "base64"));
  return new Float32Array(bytes.buffer, 0, bytes.length >> 2);
}
