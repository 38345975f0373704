/**
 * Forgetting, carried out: what the owner decided becomes so. The keys go first, and with them everything they sealed, here and
 * in every copy; then what was readable of it is cleared away: records are folded anew, indexes and caches are emptied, what
 * waits is withdrawn, and the chats are told to say so. Each step can be done twice, so that a crash costs only time.
 * Before: actions/client-forget.ts, workspace.ts with every tick. After: kernel/keys.ts, kernel/rebuild.ts.
 */
import { effects } from "./kernel/effect.ts";
import type { LedgerEvent } from "./kernel/event.ts";
import type { AnyRecordKind } from "./kernel/fold.ts";
import { intents } from "./kernel/intent.ts";
import type { Keys } from "./kernel/keys.ts";
import { houseLabel } from "./kernel/label.ts";
import { type Ledger, wordsOf } from "./kernel/ledger.ts";
import { endProposal, proposals } from "./kernel/proposal.ts";
import { rebuildRecords } from "./kernel/rebuild.ts";
import { runs } from "./kernel/run-record.ts";
import type { Transaction, Writer } from "./kernel/writer.ts";
import { clients } from "./records/client.ts";
import { addressesOf } from "./records/contact.ts";
import { scopesOfClient } from "./records/fact.ts";
import { forgettings } from "./records/forgetting.ts";
import { lastBooked } from "./records/receivable.ts";
import type { Database } from "./store/database.ts";

export interface ForgettingParts {
  readonly database: Database;
  readonly writer: Writer;
  readonly ledger: Ledger;
  readonly keys: Keys;
  readonly kinds: readonly AnyRecordKind[];
  /** Takes a scope out of the index of episodes, and out of what is remembered in memory. */
  readonly dropMemory?: (scope: string) => void;
  readonly booksKeptYears: () => number;
  /** Called once the records were made anew. */
  readonly remade?: () => void;
}

/** One deed of the owner's: a client's own scope and those that were put together with it. */
interface Decided {
  readonly seq: number;
  readonly scopes: readonly string[];
  readonly booksUntil: number | null;
}

/** Tables of rows that are a scope's alone and nothing but caches or operation. */
const BY_SCOPE = ["model_answers", "batch_items", "notes", "recalls", "timers", "threads"] as const;
/** Answers to questions of the house itself may quote anybody; they can be asked again. */
const HOUSE_CACHES = "DELETE FROM model_answers WHERE scope IN ('workspace', 'house')";

export class Forgetting {
  readonly #parts: ForgettingParts;
  /** What was cleared away in this process and waits only for other readers to let go of the old pages. */
  readonly #cleared = new Set<number>();

  constructor(parts: ForgettingParts) {
    this.#parts = parts;
  }

  /** Whether something was decided and is not done. */
  get due(): boolean {
    return this.#parts.database.get("SELECT scope FROM forgettings WHERE state = 'decided' LIMIT 1") !== undefined;
  }

  /** Carries out what was decided; answers how many were done. Only the leader calls it. */
  async step(): Promise<number> {
    if (!this.due) return 0;
    const { writer, database, keys, kinds } = this.#parts;
    const decided = await writer.submit((transaction) => decidedNow(transaction));
    const fresh = decided.filter((one) => !this.#cleared.has(one.seq));
    if (fresh.length > 0) {
      const scopes = new Set(fresh.flatMap((one) => one.scopes));
      await writer.submit((transaction) => withdraw(transaction, scopes));
      await writer.submit((transaction) =>
        keys.destroy(
          fresh.flatMap((one) => doomed(transaction, one)),
          transaction.now,
        ),
      );
      // From here on nobody can read it; what was made of it is cleared away.
      rebuildRecords({ database, keys, kinds });
      this.#parts.remade?.();
      await writer.submit((transaction) => this.#clear(transaction, scopes));
      for (const one of fresh) this.#cleared.add(one.seq);
    }
    // The log of the database still has the old pages; a reader elsewhere may hold them for a moment.
    if (database.get<{ busy: number }>("PRAGMA wal_checkpoint(TRUNCATE)")?.busy !== 0) return 0;
    await writer.submit((transaction) => {
      for (const one of decidedNow(transaction))
        if (this.#cleared.has(one.seq)) complete(transaction, transaction.eventAt(one.seq), one.scopes);
    });
    return decided.length;
  }

  /** Destroys the books whose time is over; once a day is enough. Answers how many scopes' that were. */
  expireBooks(transaction: Transaction): number {
    const due = transaction.records.find(forgettings, "state = 'done' AND books_until <= ? ORDER BY scope", [
      transaction.now,
    ]);
    if (due.length === 0) return 0;
    const scopes = due.map((row) => row.scope);
    this.#parts.keys.destroy(
      scopes.map((scope) => ({ scope, kind: "books" as const })),
      transaction.now,
    );
    transaction.append({
      type: "books.expired",
      actor: "kernel",
      scope: "workspace",
      subject: "books:expired",
      label: houseLabel("workspace"),
      data: { scopes },
    });
    return scopes.length;
  }

  /**
   * Decides anew what the keys say was forgotten and this ledger doesn't know of: it is an older one, brought back. Answers how
   * many clients that were.
   */
  again(): Promise<number> {
    const { writer, keys } = this.#parts;
    return writer.submit((transaction) => {
      const { records } = transaction;
      const unknown = keys
        .forgottenScopes()
        .filter((scope) => records.get(clients, scope) && !records.get(forgettings, scope))
        .sort();
      const seen = new Set<string>();
      let count = 0;
      for (const scope of unknown) {
        if (seen.has(scope)) continue;
        const scopes = scopesOfClient(records, scope).sort();
        for (const one of scopes) seen.add(one);
        const until = this.#booksUntil(transaction, scopes);
        transaction.append({
          type: "client.forgotten",
          actor: "kernel",
          scope: "workspace",
          subject: `client:${scope}`,
          label: houseLabel("workspace"),
          data: { client: scope, scopes, again: true, ...(until === null ? {} : { booksUntil: until }) },
        });
        count++;
      }
      return count;
    });
  }

  #booksUntil(transaction: Transaction, scopes: readonly string[]): number | null {
    const { keys, booksKeptYears } = this.#parts;
    if (scopes.every((scope) => keys.isDestroyed(scope, "books"))) return null;
    const last = lastBooked(transaction.records, scopes);
    return last ? Date.UTC(Number(last.slice(0, 4)) + booksKeptYears() + 1, 0, 1) : null;
  }

  /** Everything readable that is no record; and what stands in the chats is looked at anew. */
  #clear(transaction: Transaction, scopes: ReadonlySet<string>): void {
    const list = JSON.stringify([...scopes]);
    const mine = "(SELECT value FROM json_each(?))";
    for (const scope of scopes) this.#parts.dropMemory?.(scope);
    for (const table of BY_SCOPE) transaction.run(`DELETE FROM ${table} WHERE scope IN ${mine}`, [list]);
    transaction.run(HOUSE_CACHES);
    transaction.run(`DELETE FROM journal WHERE run IN (SELECT id FROM runs WHERE scope IN ${mine})`, [list]);
    const gone = (seq: number) => {
      const event = transaction.eventAt(seq);
      return event !== undefined && holds(event, scopes);
    };
    for (const { seq } of transaction.all<{ seq: number }>("SELECT seq FROM turns"))
      if (gone(seq)) transaction.run("DELETE FROM turns WHERE seq = ?", [seq]);
    for (const { id, seq } of transaction.all<{ id: number; seq: number }>(
      "SELECT id, seq FROM notices WHERE state IN ('queued','claimed')",
    ))
      if (gone(seq)) transaction.run("UPDATE notices SET state = 'skipped' WHERE id = ?", [id]);
    // What stands there is rewritten by the lane, which finds that its words are gone.
    for (const post of transaction.all<{ id: string; seq: number; scope: string; proposal: string | null }>(
      "SELECT id, seq, scope, proposal FROM posts WHERE state IN ('posted','closed') AND ref IS NOT NULL",
    )) {
      const card = post.proposal === null ? post.seq : transaction.records.get(proposals, post.proposal)?.seq;
      if (scopes.has(post.scope) || (card !== undefined && gone(card)))
        transaction.run("UPDATE posts SET state = 'posted', shows = '' WHERE id = ?", [post.id]);
    }
  }
}

/** What was decided and is not done, one for each deed. */
function decidedNow(transaction: Transaction): Decided[] {
  const rows = transaction.records.find(forgettings, "state = 'decided' ORDER BY seq, scope");
  return [...new Set(rows.map((row) => row.seq))].map((seq) => {
    const own = rows.filter((row) => row.seq === seq);
    return { seq, scopes: own.map((row) => row.scope), booksUntil: own[0]?.books_until ?? null };
  });
}

/** Where there are no books, their key goes with the other. By the marks of their addresses their older mail is told, and left out. */
function doomed(transaction: Transaction, { scopes, booksUntil }: Decided) {
  const kinds = booksUntil === null ? (["personal", "books"] as const) : (["personal"] as const);
  return scopes.flatMap((scope) => {
    const known = addressesOf(transaction.records, scope).map(({ address }) => addressMark(transaction, address));
    return kinds.map((kind) => ({ scope, kind, ...(kind === "personal" ? { known } : {}) }));
  });
}

/** What an address is recognised by once nobody may know it: blinded under the house's own key. */
export function addressMark(transaction: Pick<Transaction, "blind">, address: string): string {
  return transaction.blind("workspace", `address:${address}`).slice(0, 32);
}

/** Whether the event has words of one of these scopes in it. */
function holds(event: LedgerEvent, scopes: ReadonlySet<string>): boolean {
  return wordsOf(event).some((scope) => scopes.has(scope));
}

/** Nothing is asked, done or sent any more about somebody who is forgotten. What is on its way out already can't be held. */
function withdraw(transaction: Transaction, scopes: ReadonlySet<string>): void {
  const { records } = transaction;
  const about = (seq: number, scope: string) => {
    const event = transaction.eventAt(seq);
    return scopes.has(scope) || (event !== undefined && holds(event, scopes));
  };
  for (const row of records.find(proposals, "state = 'open' ORDER BY seq"))
    if (about(row.seq, row.scope)) endProposal(transaction, row, { type: "proposal.withdrawn", why: "forgotten" });
  const note = (type: string, scope: string, subject: string, data: LedgerEvent["data"]) =>
    transaction.append({ type, actor: "kernel", scope, subject, label: houseLabel(scope), data });
  for (const row of records.find(intents, "state = 'submitted' ORDER BY seq"))
    if (about(row.seq, row.scope))
      note("intent.withdrawn", row.scope, `intent:${row.id}`, { intent: row.id, why: "forgotten" });
  for (const row of records.find(effects, "state = 'queued' ORDER BY seq")) {
    const claimed = transaction.get("SELECT effect FROM deliveries WHERE effect = ? AND state = 'claimed'", [row.id]);
    if (!about(row.seq, row.scope) || claimed) continue;
    note("effect.cancelled", row.scope, `effect:${row.id}`, { effect: row.id, why: "forgotten" });
    transaction.run("DELETE FROM deliveries WHERE effect = ?", [row.id]);
  }
  for (const row of records.find(runs, "state = 'open' ORDER BY started_at, id"))
    if (about(row.event, row.scope)) {
      const data = { run: row.id, agent: row.agent, outcome: "abandoned", calls: 0, why: "forgotten" };
      note("run.ended", row.scope, `run:${row.id}`, data);
    }
}

function complete(transaction: Transaction, cause: LedgerEvent | undefined, scopes: readonly string[]): void {
  transaction.append({
    type: "forgetting.completed",
    actor: "kernel",
    scope: "workspace",
    subject: cause?.subject ?? "client:forgotten",
    causation: cause?.id,
    workflow: cause?.workflow,
    label: houseLabel("workspace"),
    data: { scopes },
  });
}
