/**
 * Working notes: what an agent writes down for its next waking with the same client. They are sealed, carry the label of what
 * had been read when they were written, expire, and are never truth.
 * Before: agent/answering.ts. After: kernel/keys.ts.
 */
import type { Keys } from "../kernel/keys.ts";
import type { Label } from "../kernel/label.ts";
import type { Transaction } from "../kernel/writer.ts";
import type { Database } from "../store/database.ts";

export interface Note {
  readonly name: string;
  readonly text: string;
  /** Ms UTC. */
  readonly at: number;
  readonly label: Label;
}

/** Whose notes: one agent's, with one client. */
export interface NoteBook {
  readonly scope: string;
  readonly agent: string;
}

/** Characters of a note; it is no archive. */
const LONGEST = 4000;
/** Of one client, over all agents; the oldest give way. */
const MOST = 100;

interface NoteRow {
  readonly scope: string;
  readonly name: string;
  readonly words: string;
  readonly at: number;
}

export class Notes {
  readonly #database: Database;
  readonly #keys: Keys;

  constructor({ database, keys }: { database: Database; keys: Keys }) {
    this.#database = database;
    this.#keys = keys;
  }

  /** Writes a note, or writes it anew under the same name; it is kept for `ttlMs`. */
  note(transaction: Transaction, book: NoteBook, note: Omit<Note, "at">, ttlMs: number): void {
    const { scope, agent } = book;
    // A name may be a person's; here it only has to be found again.
    const name = this.#keys.blind(scope, "personal", `note ${agent} ${note.name}`);
    const text = note.text.slice(0, LONGEST).toWellFormed();
    const words = JSON.stringify({ agent, name: note.name, text, label: note.label });
    transaction.run(
      `INSERT INTO notes (scope, name, words, at, expires_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT(scope, name) DO UPDATE SET words = excluded.words, at = excluded.at, expires_at = excluded.expires_at`,
      [
        scope,
        name,
        this.#keys.seal(scope, "personal", words, boundOf(scope, name)),
        transaction.now,
        transaction.now + ttlMs,
      ],
    );
    transaction.run(
      `DELETE FROM notes WHERE scope = ?1 AND name NOT IN (SELECT name FROM notes WHERE scope = ?1 ORDER BY at DESC, rowid DESC LIMIT ${MOST})`,
      [scope],
    );
  }

  /** An agent's notes with a client that have not expired, oldest first. `scopes`: the client's own and those merged into it. */
  of(scopes: readonly string[], agent: string, now: number): Note[] {
    const places = scopes.map(() => "?").join(",");
    return this.#database
      .all<NoteRow>(
        `SELECT scope, name, words, at FROM notes WHERE scope IN (${places}) AND expires_at > ? ORDER BY at, rowid`,
        [...scopes, now],
      )
      .flatMap((row): Note[] => {
        const opened = this.#keys.open(row.scope, row.words, boundOf(row.scope, row.name));
        if (opened.kind === "forgotten") return [];
        const { agent: whose, ...note } = JSON.parse(opened.text) as Omit<Note, "at"> & { readonly agent: string };
        return whose === agent ? [{ ...note, at: row.at }] : [];
      });
  }

  /** Throws away what has expired; answers how many that were. */
  prune(transaction: Transaction): number {
    return transaction.run("DELETE FROM notes WHERE expires_at <= ?", [transaction.now]);
  }
}

function boundOf(scope: string, name: string): string {
  return `note:${scope}:${name}`;
}
