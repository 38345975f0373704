/**
 * A fetch that stops reading where no honest answer would go on: a server can't fill our memory, whatever it sends.
 * Before: openai.ts hands it to the package.
 */
import { StoppedEarly } from "./openai-failure.ts";

/** A stream wraps each piece of some characters in about 300 bytes. */
const WIRE_FACTOR = 128;
/** 256 vectors of 4,096 numbers, written out. */
const MAX_VECTORS_BYTES = 64_000_000;
/** The largest output file of a batch is about as large as its input may be. */
const MAX_FILE_BYTES = 200_000_000;
const MAX_OTHER_BYTES = 4_000_000;

/** `maxAnswerBytes`: of an answer's text. */
export function limitedFetch(maxAnswerBytes: number): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (!response.body) return response;
    const most = mostBytes(new URL(input instanceof Request ? input.url : input).pathname, response.ok, maxAnswerBytes);
    return new Response(response.body.pipeThrough(counting(most)), response);
  };
}

function mostBytes(path: string, ok: boolean, maxAnswerBytes: number): number {
  if (!ok) return MAX_OTHER_BYTES;
  if (path.endsWith("/chat/completions")) return maxAnswerBytes * WIRE_FACTOR;
  if (path.endsWith("/embeddings")) return MAX_VECTORS_BYTES;
  return path.endsWith("/content") ? MAX_FILE_BYTES : MAX_OTHER_BYTES;
}

function counting(most: number): TransformStream<Uint8Array, Uint8Array> {
  let size = 0;
  return new TransformStream({
    transform(chunk, controller) {
      size += chunk.byteLength;
      if (size > most)
        controller.error(new StoppedEarly("too-large", "The answer was too large and was not read to its end."));
      else controller.enqueue(chunk);
    },
  });
}
