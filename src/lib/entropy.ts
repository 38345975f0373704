/**
 * Randomness, handed in: ids, nonces and keys all come from here, so that one seed gives one ledger.
 */
import { createCipheriv, createHash, randomFillSync } from "node:crypto";

export interface Entropy {
  /** `length` fresh bytes; the caller owns the buffer. */
  bytes(length: number): Buffer;
}

const POOL_BYTES = 4096;

/** Serves bytes from a pool that `refill` overwrites: one call to the source for many small requests. */
function pooled(refill: (pool: Buffer) => void): Entropy {
  const pool = Buffer.alloc(POOL_BYTES);
  let used = POOL_BYTES;
  return {
    bytes(length) {
      if (length > POOL_BYTES)
        throw new RangeError(`at most ${POOL_BYTES} random bytes at a time, asked for ${length}`);
      if (used + length > POOL_BYTES) {
        refill(pool);
        used = 0;
      }
      const taken = Buffer.from(pool.subarray(used, used + length));
      used += length;
      return taken;
    },
  };
}

/** The operating system's randomness. */
export function systemEntropy(): Entropy {
  return pooled((pool) => randomFillSync(pool));
}

/** A reproducible stream (AES-256-CTR under the seed's hash): for tests and simulation, never for real keys. */
export function seededEntropy(seed: string): Entropy {
  const key = createHash("sha256").update(seed).digest();
  const stream = createCipheriv("aes-256-ctr", key, Buffer.alloc(16));
  const zeros = Buffer.alloc(POOL_BYTES);
  return pooled((pool) => stream.update(zeros).copy(pool));
}
