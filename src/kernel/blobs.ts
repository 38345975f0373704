/**
 * Kept bytes (raw mail, attachments, what leaves), sealed like events and addressed by the sha256 of what is stored.
 */
import { createHash } from "node:crypto";
import type { Database } from "../store/database.ts";
import type { Keys } from "./keys.ts";
import { type Lock, lockFor } from "./lock.ts";
import type { Transaction } from "./writer.ts";

export class Blobs {
  readonly #database: Database;
  readonly #keys: Keys;

  constructor({ database, keys }: { database: Database; keys: Keys }) {
    this.#database = database;
    this.#keys = keys;
  }

  /** Seals and keeps `bytes` for a scope; `others` have a part in them. Returns the address to put into an event. */
  keep(transaction: Transaction, scope: string, bytes: Uint8Array, others: readonly string[] = []): string {
    const lock = lockFor(scope, others);
    const sealed = this.#keys.sealBytes(scope, lock, bytes, `blob:${scope}`);
    const address = createHash("sha256").update(sealed).digest("hex");
    transaction.run("INSERT INTO blobs (hash, scope, key, bytes) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", [
      address,
      scope,
      lock,
      sealed,
    ]);
    return address;
  }

  /** The bytes; `null` where they were forgotten or never kept. Throws where they were damaged. */
  open(address: string): Buffer | null {
    const row = this.#database.get<{ scope: string; key: Lock; bytes: Buffer }>(
      "SELECT scope, key, bytes FROM blobs WHERE hash = ?",
      [address],
    );
    if (!row) return null;
    return this.#keys.openBytes(row.scope, row.key, new Uint8Array(row.bytes), `blob:${row.scope}`) ?? null;
  }
}
