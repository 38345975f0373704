/**
 * A term under its scope's key: a number that means nothing elsewhere, and nothing at all once the key is destroyed.
 * So the same word is another number in another scope, and two scopes' indexes can't be laid beside each other.
 * Before: terms.ts, kernel/keys.ts. After: episode-index.ts.
 */
import type { Keys } from "../kernel/keys.ts";

/** 48 bits: a small integer to SQLite and exact in JavaScript. Of 100,000 terms two meet once in 50,000 scopes, and rank alike. */
const TERM_BYTES = 6;

/** Words remembered over all scopes; the scope that was asked longest ago goes first. */
const MOST_REMEMBERED = 200_000;

interface Remembered {
  /** The key, as a mark of nothing: a key that was destroyed or made anew is noticed. */
  readonly key: string;
  readonly terms: Map<string, number>;
}

export class Blinding {
  readonly #keys: Keys;
  readonly #scopes = new Map<string, Remembered>();
  #remembered = 0;

  constructor({ keys }: { keys: Keys }) {
    this.#keys = keys;
  }

  /** How this scope's terms are blinded now; `undefined` where it has no key, or has it no more. */
  of(scope: string): ((term: string) => number) | undefined {
    const mark = this.#keys.marking(scope, "personal");
    if (!mark) {
      this.forget(scope);
      return undefined;
    }
    const terms = this.#recall(scope, mark("").toString("hex")).terms;
    return (term) => {
      const known = terms.get(term);
      if (known !== undefined) return known;
      const blinded = mark(`term ${term}`).readUIntBE(0, TERM_BYTES);
      terms.set(term, blinded);
      if (this.#scopes.get(scope)?.terms === terms) this.#remembered += 1;
      return blinded;
    };
  }

  /** What is remembered of a scope is words: they go with it. */
  forget(scope: string): void {
    this.#remembered -= this.#scopes.get(scope)?.terms.size ?? 0;
    this.#scopes.delete(scope);
  }

  #recall(scope: string, key: string): Remembered {
    const known = this.#scopes.get(scope);
    const fresh = known?.key !== key || known.terms.size >= MOST_REMEMBERED;
    const kept = fresh ? { key, terms: new Map<string, number>() } : known;
    this.forget(scope);
    this.#scopes.set(scope, kept); // the last asked stands last
    this.#remembered += kept.terms.size;
    for (const oldest of this.#scopes.keys()) {
      if (this.#remembered <= MOST_REMEMBERED || oldest === scope) break;
      this.forget(oldest);
    }
    return kept;
  }
}
