/**
 * The refresh token that holds now. Some providers give a new one with every renewal and drop the old one: it must outlive this
 * process. It is kept in the connector's marks, sealed like everything personal, and never stands in the ledger. What the owner
 * puts into the environment is newer than whatever came of what stood there before.
 * Before: access.ts. After: marks.ts; kernel/keys.ts.
 */
import type { Keys } from "../../kernel/keys.ts";
import type { Transaction } from "../../kernel/writer.ts";
import type { OAuthConfig } from "../../lib/service-address.ts";
import { type MarkReader, markOf, setMark } from "../marks.ts";

export interface RefreshTokenParts {
  readonly config: OAuthConfig;
  /** Whose marks it lies in. */
  readonly connector: string;
  readonly marks: MarkReader;
  readonly keys: Pick<Keys, "seal" | "open">;
  /** Runs in a transaction, and resolves once that is durable. */
  readonly submit: (work: (transaction: Pick<Transaction, "run">) => void) => Promise<unknown>;
}

/** As it is kept: what it came of, and what it is now. */
interface Kept {
  /** The environment's token and client, at the beginning. */
  readonly of: string;
  readonly now: string;
}

const MARK = "oauth";
const SCOPE = "workspace";
const LOCK = "personal";

export class RefreshToken {
  readonly #parts: RefreshTokenParts;
  /** What could not be kept so far: a full disk must not cost the sign-in while the process lives. */
  #unkept: string | null = null;

  constructor(parts: RefreshTokenParts) {
    this.#parts = parts;
  }

  /** Asked anew each time: another process may have renewed it. */
  current(): string {
    const kept = this.#kept();
    return this.#unkept ?? (kept?.of === this.#origin ? kept.now : this.#parts.config.refreshToken);
  }

  /** The server has given another in its place. */
  async replace(token: string): Promise<void> {
    if (token === this.current()) return;
    const { connector, keys, submit } = this.#parts;
    this.#unkept = token;
    const kept: Kept = { of: this.#origin, now: token };
    await submit((transaction) =>
      setMark(transaction, connector, MARK, keys.seal(SCOPE, LOCK, JSON.stringify(kept), this.#bound)),
    );
    this.#unkept = null;
  }

  get #origin(): string {
    const { clientId, provider, refreshToken } = this.#parts.config;
    return [provider.tokenUrl, clientId, refreshToken].join(" ");
  }

  get #bound(): string {
    return `${MARK}:${this.#parts.connector}`;
  }

  #kept(): Kept | null {
    const { connector, keys, marks } = this.#parts;
    const sealed = markOf(marks, connector, MARK);
    if (sealed === null) return null;
    const opened = keys.open(SCOPE, sealed, this.#bound);
    return opened.kind === "opened" ? (JSON.parse(opened.text) as Kept) : null;
  }
}
