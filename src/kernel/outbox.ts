/**
 * The outbox: the only door out. An effect is claimed durably before its connector is called, so a crash in between
 * leaves a trace; what became of it is then looked up, or becomes a question. Never a blind second try (invariant 5).
 * Before: arbiter.ts. After: connectors, and the receipts they return.
 */
import { messageOf } from "../lib/errors.ts";
import type { Database } from "../store/database.ts";
import { type Delivery, deliveryOf, lookedUp, type Outcome, type Performer, type Receipt } from "./delivery.ts";
import { type EffectRow, effects } from "./effect.ts";
import type { Plain } from "./event.ts";
import type { Inflight } from "./inflight.ts";
import { type IntentRow, intents } from "./intent.ts";
import { houseLabel } from "./label.ts";
import { pausedBy } from "./pause.ts";
import type { Transaction, Writer } from "./writer.ts";

export interface OutboxParts {
  readonly database: Database;
  readonly writer: Writer;
  readonly inflight: Inflight;
  readonly connectors: ReadonlyMap<string, Performer>;
  /** The delay before try `attempt + 1`, or `null` when it is enough (retries.yaml). */
  readonly nextRetry: (connector: string, operation: string, attempt: number, failure?: string) => number | null;
  /** Whether it is known that a connector's service can't be reached: what is due there waits, and is not used up by trying. */
  readonly isDown?: (connector: string) => boolean;
  /** Asks the owner about an effect that failed or may have happened. */
  readonly trouble: (transaction: Transaction, effect: EffectRow, trouble: "failed" | "uncertain", why: string) => void;
}

interface Claimed {
  readonly effect: EffectRow;
  readonly attempt: number;
  readonly delivery: Delivery;
  /** A claim that a dead process left behind: look before anything else. */
  readonly orphaned: boolean;
}

const MOST_AT_ONCE = 16;
/** How often, and how long after it was decided, an unknown outcome is looked up before the owner is asked. */
const LOOK_AGAIN_MS = 60_000;
const LOOK_FOR_MS = 24 * 3_600_000;
/** Failures that are the service's, and of no one effect: nobody answers, it lets us in no more, it takes no more for now. */
const CLOSED: ReadonlySet<string> = new Set(["unreachable", "refused", "rate-limited"]);
/** Where nothing was tried twice, what waits for the service is tried this often. */
const CLOSED_FOR_MS = 15 * 60_000;

export class Outbox {
  readonly #parts: OutboxParts;
  /**
   * Services that took nothing for as long as an effect is tried, and the last wait between two tries, in ms. The owner was asked
   * about that one; what else is for there waits until something gets through, so that an outage of a day is one question.
   */
  readonly #closed = new Map<string, number>();

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  /** Claims what is due and starts it; `only` restricts it to one intent's effects. Answers how many were started. */
  async release(only?: string): Promise<number> {
    if (!this.#due(only)) return 0;
    const claimed = await this.#parts.writer.submit((transaction) => this.#claim(transaction, only));
    for (const claim of claimed) this.#start(claim);
    return claimed.length;
  }

  /** When the next waiting effect is due (ms UTC), or `null`. */
  nextAt(): number | null {
    const row = this.#parts.database.get<{ at: number | null }>(
      "SELECT MIN(next_at) AS at FROM deliveries WHERE state = 'waiting'",
    );
    return row?.at ?? null;
  }

  #due(only: string | undefined): boolean {
    const { database, inflight } = this.#parts;
    const sql = `SELECT id FROM effects WHERE state = 'queued' ${only ? "AND intent = ?" : ""} LIMIT ${2 * MOST_AT_ONCE}`;
    // What is on its way already needs no transaction to be passed over.
    return database.all<{ id: string }>(sql, only ? [only] : []).some(({ id }) => !inflight.has(id));
  }

  #claim(transaction: Transaction, only: string | undefined): Claimed[] {
    const claimed: Claimed[] = [];
    const queued = transaction.records.find(
      effects,
      `state = 'queued' ${only ? "AND intent = ?" : ""} ORDER BY seq`,
      only ? [only] : [],
    );
    for (const effect of queued) {
      if (claimed.length === MOST_AT_ONCE) break;
      if (this.#parts.inflight.has(effect.id) || this.#parts.isDown?.(effect.connector)) continue;
      const before = transaction.get<{ state: string; attempt: number; next_at: number }>(
        "SELECT state, attempt, next_at FROM deliveries WHERE effect = ?",
        [effect.id],
      );
      const orphaned = before?.state === "claimed";
      if (before && before.next_at > transaction.now) continue;
      if (!orphaned && this.#held(transaction, effect)) continue;
      const delivery = deliveryOf(transaction, effect);
      if (!delivery) {
        cancelForgotten(transaction, effect);
        continue;
      }
      const attempt = (before?.attempt ?? 0) + (orphaned ? 0 : 1);
      transaction.run(
        "INSERT INTO deliveries (effect, state, attempt, next_at) VALUES (?, 'claimed', ?, ?) ON CONFLICT(effect) DO UPDATE SET state = 'claimed', attempt = excluded.attempt, next_at = excluded.next_at",
        [effect.id, attempt, transaction.now],
      );
      claimed.push({ effect, attempt, delivery, orphaned });
    }
    return claimed;
  }

  #held(transaction: Transaction, effect: EffectRow): boolean {
    const intent = transaction.records.get(intents, effect.intent);
    const scopes = [`client:${effect.scope}`, `connector:${effect.connector}`];
    if (intent) scopes.push(intent.principal, `action:${actionOf(transaction, effect, intent)}`);
    return pausedBy(transaction.records, scopes) !== undefined;
  }

  #start(claim: Claimed): void {
    const { connectors, inflight, writer } = this.#parts;
    const connector = connectors.get(claim.effect.connector);
    inflight.start<Outcome>(
      claim.effect.id,
      async () => {
        if (!connector) return { kind: "hard", why: `There is no connector “${claim.effect.connector}” any more.` };
        if (claim.orphaned) return lookedUp(connector, claim.delivery, "The process stopped while it was being sent.");
        const receipt = await connector
          .perform(claim.delivery)
          .catch((error: unknown): Receipt => ({ kind: "unknown", why: messageOf(error) }));
        return receipt.kind === "unknown" ? lookedUp(connector, claim.delivery, receipt.why) : receipt;
      },
      (answer) => {
        const outcome: Outcome = answer.ok ? answer.value : { kind: "unknown", why: messageOf(answer.error) };
        return writer.submit((transaction) => this.#record(transaction, claim, outcome));
      },
    );
  }

  /** Whether it is tried again later by itself. */
  #waits(transaction: Transaction, { effect, attempt, orphaned }: Claimed, receipt: Receipt): boolean {
    const { connector, operation } = effect;
    const isClosed = receipt.kind === "soft" && CLOSED.has(receipt.failure ?? "");
    const known = this.#closed.get(connector);
    if (!isClosed && this.#closed.delete(connector)) this.#release(transaction, connector);
    if (receipt.kind !== "soft") return false;
    const delay = this.#parts.nextRetry(connector, operation, attempt, receipt.failure);
    if (isClosed && delay === null && known === undefined) {
      const last = this.#parts.nextRetry(connector, operation, attempt - 1, receipt.failure);
      this.#closed.set(connector, last ?? CLOSED_FOR_MS);
      return false;
    }
    const wait = delay ?? (isClosed ? known : undefined);
    if (wait === undefined) return false;
    // What a dead process claimed and certainly never sent is due at once: nothing outside has failed.
    transaction.run("UPDATE deliveries SET state = 'waiting', attempt = ?, next_at = ? WHERE effect = ?", [
      delay === null ? attempt - 1 : attempt,
      transaction.now + (orphaned ? 0 : wait),
      effect.id,
    ]);
    return true;
  }

  /** Something got through: what waits for the same service is due. */
  #release(transaction: Transaction, connector: string): void {
    transaction.run(
      "UPDATE deliveries SET next_at = ? WHERE state = 'waiting' AND effect IN (SELECT id FROM effects WHERE connector = ? AND state = 'queued')",
      [transaction.now, connector],
    );
  }

  #record(transaction: Transaction, claim: Claimed, outcome: Outcome): void {
    const { effect, delivery } = claim;
    const row = transaction.records.get(effects, effect.id);
    if (row?.state !== "queued") return; // decided otherwise meanwhile
    if (outcome.kind === "unasked" && transaction.now - delivery.at < LOOK_FOR_MS) {
      // It stays claimed, so that it is looked up before anything else, by this process or the next.
      transaction.run("UPDATE deliveries SET next_at = ? WHERE effect = ?", [
        transaction.now + LOOK_AGAIN_MS,
        effect.id,
      ]);
      return;
    }
    const receipt: Receipt = outcome.kind === "unasked" ? { kind: "unknown", why: outcome.why } : outcome;
    if (this.#waits(transaction, claim, receipt)) return;
    this.#settle(transaction, claim, row, receipt);
  }

  #settle(transaction: Transaction, { effect, attempt }: Claimed, row: EffectRow, receipt: Receipt): void {
    transaction.run("DELETE FROM deliveries WHERE effect = ?", [effect.id]);
    const outcome = receipt.kind === "done" ? "performed" : receipt.kind === "unknown" ? "uncertain" : "failed";
    const verdict = transaction.eventAt(effect.seq);
    transaction.append({
      type: `effect.${outcome}`,
      actor: `connector:${effect.connector}`,
      scope: effect.scope,
      subject: `effect:${effect.id}`,
      causation: verdict?.id,
      workflow: verdict?.workflow,
      label: verdict?.label ?? houseLabel(effect.scope),
      data: {
        effect: effect.id,
        intent: effect.intent,
        key: effect.key,
        reference: effect.reference,
        attempt,
        // What left by a rule was the house's text and nobody's word: nobody has to look at it again.
        ...(verdict?.data.reviewed === true ? {} : { for: null }),
      },
      ...sealedOf(receipt),
    });
    if (receipt.kind !== "done")
      this.#parts.trouble(transaction, row, outcome === "uncertain" ? "uncertain" : "failed", receipt.why);
  }
}

function sealedOf(receipt: Receipt): { private?: Plain } {
  if (receipt.kind !== "done") return { private: { why: receipt.why } };
  return receipt.answer ? { private: { answer: receipt.answer } } : {};
}

/** What was to leave was forgotten: nothing is left to send. */
function cancelForgotten(transaction: Transaction, effect: EffectRow): void {
  transaction.append({
    type: "effect.cancelled",
    actor: "kernel",
    scope: effect.scope,
    subject: `effect:${effect.id}`,
    workflow: transaction.eventAt(effect.seq)?.workflow,
    label: houseLabel(effect.scope),
    data: { effect: effect.id, why: "forgotten" },
  });
  transaction.run("DELETE FROM deliveries WHERE effect = ?", [effect.id]);
}

/** The action of the very step that released it: an intent may have several. Its number stands in the effect's key. */
function actionOf(transaction: Transaction, effect: EffectRow, intent: IntentRow): string {
  const actions = (transaction.eventAt(intent.seq)?.data.actions ?? []) as readonly string[];
  return actions[Number(effect.key.split(".")[1])] ?? intent.action;
}
