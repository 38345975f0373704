/**
 * The keys that make the ledger forgettable: two for each scope, in a small file of their own beside the database.
 * Whoever destroys a key makes all it sealed unreadable, everywhere, while the chain still verifies.
 * Used by ledger.ts (events), blobs.ts (kept bytes) and the agents' journal.
 */
import { createCipheriv, createDecipheriv, createHmac, createSecretKey, type KeyObject } from "node:crypto";
import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readSync, statSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import type { Entropy } from "../lib/entropy.ts";
import type { KeyKind } from "./event.ts";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export type Opened = { readonly kind: "opened"; readonly text: string } | { readonly kind: "forgotten" };

export class Keys {
  readonly #path: string;
  readonly #entropy: Entropy;
  /** By scope; still as the file's base64 where a key was not used so far: making thousands at every start takes long. */
  readonly #keys: Record<KeyKind, Map<string, KeyObject | string>> = { personal: new Map(), books: new Map() };
  #read = 0;

  /** Reads the key file at `path`, or begins an empty one: from then on a missing file is a lost one. */
  constructor({ path, entropy }: { path: string; entropy: Entropy }) {
    this.#path = path;
    this.#entropy = entropy;
    if (!existsSync(path)) begin(path);
    this.#load();
  }

  /** Whether any key is known: a ledger with events and no keys must refuse to start. */
  get empty(): boolean {
    return this.#keys.personal.size + this.#keys.books.size === 0;
  }

  /**
   * Seals bytes for a scope with AES-256-GCM: nonce ‖ ciphertext ‖ tag. `bound` (an id) is authenticated with them, so that
   * what was sealed can't be moved elsewhere. Makes the scope's key, durably, when it is the first time: call it inside a
   * write transaction, which is what keeps two processes from making the same key twice.
   */
  sealBytes(scope: string, kind: KeyKind, bytes: Uint8Array, bound: string): Buffer {
    const nonce = this.#entropy.bytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.#find(scope, kind) ?? this.#make(scope, kind), nonce);
    cipher.setAAD(Buffer.from(bound));
    const body = cipher.update(bytes);
    cipher.final(); // GCM is a stream: nothing is left to come
    return Buffer.concat([nonce, body, cipher.getAuthTag()]);
  }

  /** Opens what `sealBytes` made; `undefined` where the key was destroyed. A damaged or moved text throws. */
  openBytes(scope: string, kind: KeyKind, sealed: Uint8Array, bound: string): Buffer | undefined {
    const key = this.#find(scope, kind);
    if (!key) return undefined;
    const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, NONCE_BYTES));
    decipher.setAAD(Buffer.from(bound));
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    const body = decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES));
    decipher.final();
    return body;
  }

  /** Seals a text, as `kind:base64`. */
  seal(scope: string, kind: KeyKind, text: string, bound: string): string {
    return `${kind}:${this.sealBytes(scope, kind, Buffer.from(text), bound).toString("base64")}`;
  }

  /** Opens what `seal` made. A destroyed key answers `forgotten`. */
  open(scope: string, sealed: string, bound: string): Opened {
    const colon = sealed.indexOf(":");
    const kind = sealed.slice(0, colon);
    if (kind !== "personal" && kind !== "books") throw new Error("a sealed text doesn't name its key: it is damaged");
    const bytes = this.openBytes(scope, kind, Buffer.from(sealed.slice(colon + 1), "base64"), bound);
    return bytes === undefined ? { kind: "forgotten" } : { kind: "opened", text: bytes.toString("utf8") };
  }

  /**
   * A mark by which a text can be compared and not read: HMAC-SHA256 under the scope's key, hex. It means nothing any more
   * once the key is destroyed. May make the key: call it inside a write transaction.
   */
  blind(scope: string, kind: KeyKind, text: string): string {
    const key = this.#find(scope, kind) ?? this.#make(scope, kind);
    return createHmac("sha256", key).update(text).digest("hex");
  }

  #find(scope: string, kind: KeyKind): KeyObject | undefined {
    return this.#known(scope, kind) ?? this.#findAgain(scope, kind);
  }

  #known(scope: string, kind: KeyKind): KeyObject | undefined {
    const kept = this.#keys[kind].get(scope);
    if (typeof kept !== "string") return kept;
    const key = createSecretKey(Buffer.from(kept, "base64"));
    this.#keys[kind].set(scope, key);
    return key;
  }

  /** Another process may have made the key since the file was read. */
  #findAgain(scope: string, kind: KeyKind): KeyObject | undefined {
    this.#load();
    return this.#known(scope, kind);
  }

  /** Appends a new key and waits for the disk: a key must outlive everything sealed with it. */
  #make(scope: string, kind: KeyKind): KeyObject {
    const bytes = this.#entropy.bytes(32);
    const line = `${JSON.stringify({ scope, kind, key: bytes.toString("base64") })}\n`;
    const file = openSync(this.#path, "a", 0o600);
    try {
      // A line cut off by a crash was never used: its transaction can't have committed. Only whoever writes takes it away;
      // to a reader it may be a line that another process is about to finish.
      ftruncateSync(file, this.#read);
      writeSync(file, line);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    this.#load();
    const key = this.#known(scope, kind);
    if (!key) throw new Error(`The new key could not be read back from ${this.#path}. Is the disk full?`);
    return key;
  }

  #load(): void {
    const bytes = this.#unread();
    const whole = bytes.lastIndexOf(10) + 1;
    for (const line of bytes.subarray(0, whole).toString("utf8").split("\n")) {
      if (!line) continue;
      const entry = parseLine(line, this.#path);
      this.#keys[entry.kind].set(entry.scope, entry.key);
    }
    this.#read += whole;
  }

  /** What was added to the file since it was last read: with thousands of scopes, reading all of it for each new key is slow. */
  #unread(): Buffer {
    const { size } = statSync(this.#path);
    if (size < this.#read) this.#forgetAll(); // somebody else wrote the file anew: keys were destroyed
    if (size === this.#read) return Buffer.alloc(0);
    const bytes = Buffer.alloc(size - this.#read);
    const file = openSync(this.#path, "r");
    try {
      return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, this.#read));
    } finally {
      closeSync(file);
    }
  }

  #forgetAll(): void {
    this.#keys.personal.clear();
    this.#keys.books.clear();
    this.#read = 0;
  }
}

/** Makes the file and its name durable before anything is sealed. */
function begin(path: string): void {
  for (const [target, flags] of [
    [path, "a"],
    [dirname(path), "r"],
  ] as const) {
    const file = openSync(target, flags, 0o600);
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }
}

function parseLine(line: string, path: string): { scope: string; kind: KeyKind; key: string } {
  try {
    const { scope, kind, key } = JSON.parse(line) as Record<string, unknown>;
    if (typeof scope === "string" && typeof key === "string" && (kind === "personal" || kind === "books"))
      return { scope, kind, key };
  } catch {
    // told below
  }
  throw new Error(`The key file ${path} has a damaged line. Put the newest copy from your backup in its place.`);
}
