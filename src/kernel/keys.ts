/**
 * The keys that make the ledger forgettable: two for each scope, in a small file of their own beside the database.
 * Whoever destroys a key makes all it sealed unreadable, everywhere, while the chain still verifies.
 * Used by ledger.ts (events), blobs.ts (kept bytes) and the agents' journal. After: key-file.ts, lock.ts.
 */
import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, type KeyObject } from "node:crypto";
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from "node:fs";
import type { Entropy } from "../lib/entropy.ts";
import type { KeyKind } from "./event.ts";
import { beginKeyFile, type KeyProbe, readKeyFile, readKeyLines, standingLines, writeKeyFile } from "./key-file.ts";
import { type Lock, readLock } from "./lock.ts";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
/** Keys made of several are cheap to make again. */
const MOST_JOINT = 1000;

export type Opened = { readonly kind: "opened"; readonly text: string } | { readonly kind: "forgotten" };

export class Keys {
  readonly #path: string;
  readonly #entropy: Entropy;
  readonly #probe: KeyProbe | undefined;
  /** By scope; still as the file's base64 where a key was not used so far: making thousands at every start takes long. */
  readonly #keys: Record<KeyKind, Map<string, KeyObject | string>> = { personal: new Map(), books: new Map() };
  readonly #destroyed: Record<KeyKind, Set<string>> = { personal: new Set(), books: new Set() };
  /** Marks of the addresses that whoever was forgotten was known by. */
  readonly #knownBy = new Set<string>();
  /** Keys made of several, by scope and lock. */
  readonly #joint = new Map<string, KeyObject>();
  #read = 0;
  /** The file as it was when it was read: another one in its place has fewer keys. */
  #file = { ino: -1, mtimeMs: 0 };

  /** Reads the key file at `path`, or begins an empty one: from then on a missing file is a lost one. */
  constructor({ path, entropy, probe }: { path: string; entropy: Entropy; probe?: KeyProbe }) {
    this.#path = path;
    this.#entropy = entropy;
    this.#probe = probe;
    if (!existsSync(path)) beginKeyFile(path);
    this.refresh();
  }

  /** Whether no key ever was: a ledger with events and no keys must refuse to start. */
  get empty(): boolean {
    const { personal, books } = this.#destroyed;
    return this.#keys.personal.size + this.#keys.books.size + personal.size + books.size === 0;
  }

  /**
   * Seals bytes for a scope with AES-256-GCM: nonce ‖ ciphertext ‖ tag. `bound` (an id) is authenticated with them, so that
   * what was sealed can't be moved elsewhere. Makes the keys it needs, durably, when it is the first time: call it inside a
   * write transaction, which is what keeps two processes from making the same key twice. What takes a key that was destroyed
   * is sealed under one that nobody keeps.
   */
  sealBytes(scope: string, lock: Lock, bytes: Uint8Array, bound: string): Buffer {
    const nonce = this.#entropy.bytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.#toSeal(scope, lock), nonce);
    cipher.setAAD(Buffer.from(bound));
    const body = cipher.update(bytes);
    cipher.final(); // GCM is a stream: nothing is left to come
    return Buffer.concat([nonce, body, cipher.getAuthTag()]);
  }

  /** Opens what `sealBytes` made; `undefined` where a key was destroyed. A damaged or moved text throws. */
  openBytes(scope: string, lock: Lock, sealed: Uint8Array, bound: string): Buffer | undefined {
    this.refresh();
    const key = this.#toOpen(scope, lock);
    if (!key) return undefined;
    const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, NONCE_BYTES));
    decipher.setAAD(Buffer.from(bound));
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    const body = decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES));
    decipher.final();
    return body;
  }

  /** Seals a text, as `lock:base64`. */
  seal(scope: string, lock: Lock, text: string, bound: string): string {
    return `${lock}:${this.sealBytes(scope, lock, Buffer.from(text), bound).toString("base64")}`;
  }

  /** Opens what `seal` made. A destroyed key answers `forgotten`. */
  open(scope: string, sealed: string, bound: string): Opened {
    const colon = sealed.indexOf(":");
    const bytes = this.openBytes(scope, sealed.slice(0, colon), Buffer.from(sealed.slice(colon + 1), "base64"), bound);
    return bytes === undefined ? { kind: "forgotten" } : { kind: "opened", text: bytes.toString("utf8") };
  }

  /**
   * A mark by which a text can be compared and not read: HMAC-SHA256 under the scope's key, hex. It means nothing any more
   * once the key is destroyed, and is another each time from then on. May make the key: call it inside a write transaction.
   */
  blind(scope: string, kind: KeyKind, text: string): string {
    return createHmac("sha256", this.#toSeal(scope, kind)).update(text).digest("hex");
  }

  /**
   * `blind` for many texts and for readers, as bytes: it makes no key. `undefined` where the scope has none, or none any more.
   * What it answers is for now: ask again for the next question.
   */
  marking(scope: string, kind: KeyKind): ((text: string) => Buffer) | undefined {
    const key = this.#findAgain(scope, kind);
    return key && ((text) => createHmac("sha256", key).update(text).digest());
  }

  /** Whether what is sealed so can never be opened again. */
  isForgotten(scope: string, lock: Lock): boolean {
    const { kind, others } = partsOf(lock);
    return this.isDestroyed(scope, kind) || others.some((other) => this.isDestroyed(other, kind));
  }

  isDestroyed(scope: string, kind: KeyKind): boolean {
    return this.#destroyed[kind].has(scope);
  }

  /** The scopes whose personal key was destroyed. */
  forgottenScopes(): string[] {
    return [...this.#destroyed.personal].sort();
  }

  /** Whether somebody who was forgotten was known by what has this mark. */
  wasForgotten(mark: string): boolean {
    this.refresh();
    return this.#knownBy.has(mark);
  }

  /**
   * Destroys keys for good; no other is ever made in their place. The file is written anew, without them, and says so. Call it
   * inside a write transaction: a key that another process makes meanwhile would be lost. Answers whether there was anything
   * to do. `now`: ms UTC. `known`: marks by which whoever it was is told again, so that nothing of theirs is brought back.
   */
  destroy(
    doomed: ReadonlyArray<{ readonly scope: string; readonly kind: KeyKind; readonly known?: readonly string[] }>,
    now: number,
  ): boolean {
    this.refresh();
    const left = doomed.filter(({ scope, kind }) => !this.isDestroyed(scope, kind));
    if (left.length === 0) return false;
    const graves = left.map(({ scope, kind, known = [] }) => ({
      ...{ scope, kind, destroyed: now },
      ...(known.length > 0 ? { known } : {}),
    }));
    writeKeyFile(this.#path, standingLines([...graves, ...readKeyFile(this.#path)]), this.#probe);
    this.refresh();
    return true;
  }

  /** Looks whether the file has changed: what another process added is read, what it destroyed is dropped here, too. */
  refresh(): void {
    const now = statSync(this.#path, { throwIfNoEntry: false });
    const { ino, mtimeMs } = this.#file;
    // A file that is gone is told of by whoever has to write into it.
    if (now && (now.ino !== ino || now.size !== this.#read || now.mtimeMs !== mtimeMs)) this.#load();
  }

  /** The key to seal with: made where there is none, or thrown away after use where one of them was destroyed. */
  #toSeal(scope: string, lock: Lock): KeyObject {
    const { kind, others } = partsOf(lock);
    const scopes = [scope, ...others];
    for (const one of scopes) {
      if (!this.#known(one, kind) && !this.isDestroyed(one, kind)) this.#findAgain(one, kind);
      if (this.isDestroyed(one, kind)) return createSecretKey(this.#entropy.bytes(KEY_BYTES));
      if (!this.#known(one, kind)) this.#make([{ scope: one, kind }]);
    }
    const key = this.#toOpen(scope, lock);
    if (!key) throw new Error(`The key of ${scope} could not be read back from ${this.#path}. Is the disk full?`);
    return key;
  }

  /** The key that opens, or `undefined` where one of those it takes is not there. */
  #toOpen(scope: string, lock: Lock): KeyObject | undefined {
    const { kind, others } = partsOf(lock);
    if (others.length === 0) return this.#known(scope, kind);
    const name = `${scope} ${lock}`;
    const known = this.#joint.get(name);
    if (known) return known;
    const parts: Buffer[] = [];
    for (const one of [scope, ...others].sort()) {
      const key = this.#known(one, kind);
      if (!key) return undefined;
      parts.push(key.export());
    }
    const key = createSecretKey(
      Buffer.from(hkdfSync("sha256", Buffer.concat(parts), "", `atelier ${kind}`, KEY_BYTES)),
    );
    if (this.#joint.size >= MOST_JOINT) this.#joint.clear();
    this.#joint.set(name, key);
    return key;
  }

  #known(scope: string, kind: KeyKind): KeyObject | undefined {
    const kept = this.#keys[kind].get(scope);
    if (typeof kept !== "string") return kept;
    const key = createSecretKey(Buffer.from(kept, "base64"));
    this.#keys[kind].set(scope, key);
    return key;
  }

  /** Another process may have made or destroyed the key since the file was read. */
  #findAgain(scope: string, kind: KeyKind): KeyObject | undefined {
    this.refresh();
    return this.#known(scope, kind);
  }

  /** Makes the keys of these that there are none of yet, and waits for the disk once. Call it inside a write transaction. */
  makeReady(wanted: ReadonlyArray<{ readonly scope: string; readonly kind: KeyKind }>): void {
    const missing = wanted.filter(({ scope, kind }) => !this.#known(scope, kind) && !this.isDestroyed(scope, kind));
    if (missing.length === 0) return;
    this.refresh();
    const names = new Map(missing.map((one) => [`${one.kind} ${one.scope}`, one]));
    this.#make(
      [...names.values()].filter(({ scope, kind }) => !this.#known(scope, kind) && !this.isDestroyed(scope, kind)),
    );
  }

  /** Appends new keys and waits for the disk: a key must outlive everything sealed with it. */
  #make(wanted: ReadonlyArray<{ readonly scope: string; readonly kind: KeyKind }>): void {
    if (wanted.length === 0) return;
    const line = wanted
      .map(({ scope, kind }) => {
        const key = this.#entropy.bytes(KEY_BYTES).toString("base64");
        return `${JSON.stringify({ scope, kind, key })}\n`;
      })
      .join("");
    const file = openSync(this.#path, "r+");
    try {
      // A line cut off by a crash was never used: its transaction can't have committed. Only whoever writes takes it away;
      // to a reader it may be a line that another process is about to finish.
      ftruncateSync(file, this.#read);
      writeSync(file, line, this.#read);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    this.#load();
  }

  /** Reads what was added; all of it where another file stands there: keys were destroyed. */
  #load(): void {
    const file = openSync(this.#path, "r");
    try {
      const { ino, size, mtimeMs } = fstatSync(file);
      if (ino !== this.#file.ino || size <= this.#read) this.#forgetAll();
      const bytes = Buffer.alloc(size - this.#read);
      const added = bytes.subarray(0, readSync(file, bytes, 0, bytes.length, this.#read));
      const whole = added.lastIndexOf(10) + 1;
      for (const line of readKeyLines(added.subarray(0, whole).toString("utf8"), this.#path)) {
        if ("key" in line && !this.isDestroyed(line.scope, line.kind)) this.#keys[line.kind].set(line.scope, line.key);
        if ("key" in line) continue;
        this.#destroyed[line.kind].add(line.scope);
        for (const mark of line.known ?? []) this.#knownBy.add(mark);
        this.#keys[line.kind].delete(line.scope);
      }
      this.#read += whole;
      this.#file = { ino, mtimeMs };
    } finally {
      closeSync(file);
    }
  }

  #forgetAll(): void {
    for (const kind of ["personal", "books"] as const) {
      this.#keys[kind].clear();
      this.#destroyed[kind].clear();
    }
    this.#knownBy.clear();
    this.#joint.clear();
    this.#read = 0;
  }
}

function partsOf(lock: Lock): NonNullable<ReturnType<typeof readLock>> {
  const parts = readLock(lock);
  if (!parts) throw new Error("a sealed text doesn't name its key: it is damaged");
  return parts;
}
