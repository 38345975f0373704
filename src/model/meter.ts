/**
 * The meter: money is set aside before a model is asked, and settled after, at the smaller of what was reported and what was
 * set aside. So no quota is ever overshot, whatever a provider does, says, or leaves unsaid (invariant 9).
 * Open reservations are operational rows; what was spent is an event, and its sums are records.
 * Before: ask.ts and batch.ts, by money.ts. After: records/spend.ts, which sums; meter-cards.ts, which tells the owner.
 */
import type { Records } from "../kernel/fold.ts";
import { houseLabel } from "../kernel/label.ts";
import { postCard } from "../kernel/notice.ts";
import { pauses, setPause } from "../kernel/pause.ts";
import type { Transaction, Writer } from "../kernel/writer.ts";
import type { Clock } from "../lib/clock.ts";
import { opaqueId } from "../lib/id.ts";
import type { Budgets } from "../policy/budgets.ts";
import {
  costMicros,
  mostMicros,
  type Price,
  type Prices,
  priceOf,
  type Tokens,
  unpricedWords,
} from "../policy/prices.ts";
import { type Calendar, calendarOf, type Quota, type QuotaRules, quotasOf } from "../policy/quotas.ts";
import type { Database } from "../store/database.ts";
import { countedOf, dropHold, fateOf, type HoldRow, holdOf, keepHold, type Terms } from "./holds.ts";
import {
  type Counted,
  type Dispute,
  disputeCard,
  nearCard,
  pausedWords,
  reachedCard,
  shortWords,
} from "./meter-cards.ts";
import type { Holding, Purse, Reserved, Settled } from "./money.ts";
import type { Usage } from "./provider.ts";

export interface MeterParts {
  readonly database: Database;
  readonly writer: Writer;
  readonly clock: Pick<Clock, "now">;
  /** What applies now: asked at every call, so that an edit of the owner's does at once. */
  readonly budgets: () => Budgets;
  readonly prices: () => Prices;
  readonly agentBudget: QuotaRules["agentBudget"];
  /** The client a scope belongs to after merges, and as the owner calls them; `null` where it is nobody's. */
  readonly clientOf: (records: Records, scope: string) => { readonly id: string; readonly title: string } | null;
  /** Where cards are shown. */
  readonly surfaces: readonly string[];
  readonly zone: string;
  /** ISO 4217, the workspace's. */
  readonly currency: string;
}

/** Calls under way are soon settled, mostly for less than was set aside. */
const SOON_MS = 5_000;
/** No call has more tokens; a report beyond it is a lie, and must not spoil the sums. */
const MOST_TOKENS = 1_000_000_000;

export class Meter implements Purse {
  readonly #parts: MeterParts;
  /** Open holds of this meter: all others were left by a dead process. */
  readonly #own = new Set<string>();
  #today: Calendar | null = null;

  constructor(parts: MeterParts) {
    this.#parts = parts;
  }

  async reserve(holding: Holding): Promise<Reserved> {
    const { prices, clock, writer } = this.#parts;
    const { model, batch } = holding;
    const tokens = { in: wholeTokens(holding.tokensIn), out: wholeTokens(holding.tokensOut) };
    const price = await priceOf(prices(), model, clock.now());
    if (!price) return { kind: "unpriced", detail: unpricedWords(model) };
    const micros = mostMicros(price, tokens, batch);
    const terms: Terms = { price, tokensIn: tokens.in, tokensOut: tokens.out };
    return writer.submit((transaction) => this.#reserve(transaction, holding, terms, micros));
  }

  /** A hold that is gone was settled before: it costs nothing again. */
  async settle(id: string, outcome: { readonly usage: Usage | null; readonly ok: boolean }): Promise<Settled> {
    const settled = await this.#parts.writer.submit((transaction) => {
      const hold = holdOf(transaction, id);
      return hold ? this.#settle(transaction, hold, outcome) : { micros: 0, disputed: false };
    });
    this.#own.delete(id);
    return settled;
  }

  async release(id: string): Promise<void> {
    await this.#parts.writer.submit((transaction) => {
      const hold = holdOf(transaction, id);
      if (hold) dropHold(transaction, hold);
    });
    this.#own.delete(id);
  }

  /**
   * After a restart: what a dead process had set aside is taken as spent, because the provider may have answered. Calls of a
   * batch that is still under way go on; those that never got into one are released. Answers how many holds were ended.
   */
  async recover(): Promise<number> {
    const { database, writer } = this.#parts;
    const open = database.all<{ id: string }>("SELECT id FROM holds ORDER BY at, rowid");
    const left = open.filter(({ id }) => !this.#own.has(id));
    const ended = await Promise.all(
      left.map(({ id }) =>
        writer.submit((transaction) => {
          const hold = holdOf(transaction, id);
          const fate = hold && fateOf(transaction, hold);
          if (!hold || fate === "goes on") return 0;
          if (fate === "never sent") dropHold(transaction, hold);
          else this.#settle(transaction, hold, { usage: null, ok: false });
          return 1;
        }),
      ),
    );
    return ended.reduce<number>((sum, one) => sum + one, 0);
  }

  #reserve(transaction: Transaction, holding: Holding, terms: Terms, micros: number): Reserved {
    const { model, asker, batch, purpose } = holding;
    const { records, now } = transaction;
    const paused = [`model:${model}`, "models"].map((scope) => records.get(pauses, scope)).find((row) => row?.active);
    if (paused) return { kind: "paused", detail: pausedWords(paused, model) };
    const rules = this.#rules();
    const client = this.#parts.clientOf(records, asker.scope);
    const counted = countedOf(
      transaction,
      quotasOf({ ...asker, client: client?.id ?? null }, rules, this.#calendar(now)),
    );
    // Work that can wait leaves the last part of every quota to what can't.
    const most = batch ? rules.budgets.alertAt : 1;
    const over = counted.filter((one) => one.settled + one.held + micros > Math.floor(one.quota.limitMicros * most));
    if (over.length > 0) return this.#short(transaction, over, micros, batch);
    const id = opaqueId("hold", transaction.entropy);
    this.#own.add(id);
    keepHold(transaction, {
      ...asker,
      id,
      at: now,
      model,
      purpose,
      batch: batch ? 1 : 0,
      keys: JSON.stringify(counted.map((one) => one.quota.key)),
      terms: JSON.stringify(terms),
      micros,
    });
    for (const one of counted) this.#alert(transaction, one, micros, rules.budgets.alertAt);
    return { kind: "held", id, micros };
  }

  #short(transaction: Transaction, over: readonly Counted[], micros: number, batch: boolean): Reserved {
    const most = batch ? this.#rules().budgets.alertAt : 1;
    // What would be short even if everything under way cost nothing is used up; the longest wait counts.
    const usedUp = over.filter((one) => one.settled + micros > Math.floor(one.quota.limitMicros * most));
    const untilOf = (one: Counted) => one.quota.until ?? Number.POSITIVE_INFINITY;
    const [worst] = (usedUp.length > 0 ? usedUp : over).toSorted((a, b) => untilOf(b) - untilOf(a));
    if (!worst) throw new Error("A quota is short, and none was named.");
    const isUsedUp = usedUp.includes(worst);
    const telling = this.#telling(transaction, worst);
    if (isUsedUp && !batch && isTold(worst.quota) && worst.told < 2)
      this.#tell(transaction, "quota.reached", worst, reachedCard(worst, micros, telling));
    const why = isUsedUp ? (batch ? "kept" : "used-up") : "under-way";
    return {
      kind: "short",
      detail: shortWords(worst, micros, telling, why),
      until: isUsedUp ? worst.quota.until : transaction.now + SOON_MS,
    };
  }

  #alert(transaction: Transaction, one: Counted, micros: number, alertAt: number): void {
    if (one.told > 0 || !isTold(one.quota) || micros === 0) return;
    if (one.settled + one.held + micros <= one.quota.limitMicros * alertAt) return;
    const now = { ...one, held: one.held + micros };
    this.#tell(transaction, "quota.neared", now, nearCard(now, this.#telling(transaction, one)));
  }

  #tell(transaction: Transaction, type: string, { quota }: Counted, card: Parameters<typeof postCard>[2]): void {
    const scope = quota.kind === "client" && quota.whose !== null ? quota.whose : "workspace";
    const context = { type, scope, subject: `quota:${quota.key}`, data: { key: quota.key } };
    postCard(transaction, this.#parts.surfaces, card, context);
  }

  #settle(
    transaction: Transaction,
    hold: HoldRow,
    { usage, ok }: { readonly usage: Usage | null; readonly ok: boolean },
  ): Settled {
    const { price, ...most } = JSON.parse(hold.terms) as Terms;
    const tokens = usage && reportedTokens(usage);
    const reported = tokens && costMicros(price, tokens, hold.batch === 1);
    const micros = reported === null ? hold.micros : Math.min(reported, hold.micros);
    const disputed = reported !== null && reported > hold.micros;
    transaction.append({
      type: "model.called",
      actor: "kernel",
      scope: hold.scope,
      subject: `hold:${hold.id}`,
      causation: hold.causation ?? undefined,
      workflow: hold.workflow ?? undefined,
      label: houseLabel(hold.scope),
      data: {
        model: hold.model,
        purpose: hold.purpose,
        agent: hold.agent,
        run: hold.run,
        micros,
        reserved: hold.micros,
        tokensIn: tokens?.in ?? null,
        tokensOut: tokens?.out ?? null,
        tokensCached: tokens?.cached ?? null,
        // What a disputed report says is no saving.
        ...(disputed ? { reported } : tokens && savings(price, tokens, micros)),
        batch: hold.batch === 1,
        disputed,
        ok,
        keys: JSON.parse(hold.keys) as string[],
      },
    });
    dropHold(transaction, hold);
    if (disputed && tokens)
      this.#dispute(transaction, { model: hold.model, reserved: hold.micros, reported, most, tokens });
    return { micros, disputed };
  }

  /** Pauses the model, and says so once: what else is under way on it may be disputed too. */
  #dispute(transaction: Transaction, dispute: Dispute): void {
    const what = `model:${dispute.model}`;
    if (transaction.records.get(pauses, what)?.active) return;
    setPause(transaction, what, "it reported more than was reserved for it", "kernel");
    const context = { type: "notice.posted", scope: "workspace", subject: what };
    postCard(transaction, this.#parts.surfaces, disputeCard(dispute, this.#money()), context);
  }

  #rules(): QuotaRules & { readonly budgets: Budgets } {
    const { budgets, prices, agentBudget } = this.#parts;
    return { budgets: budgets(), dollar: prices().dollar, agentBudget };
  }

  #calendar(now: number): Calendar {
    const today = this.#today;
    if (today && now >= today.from && now < today.tomorrow) return today;
    this.#today = calendarOf(now, this.#parts.zone);
    return this.#today;
  }

  #money() {
    const { prices, currency, zone } = this.#parts;
    return { dollar: prices().dollar, currency, zone };
  }

  #telling(transaction: Transaction, { quota }: Counted) {
    const { kind, whose } = quota;
    const client = kind === "client" && whose !== null ? this.#parts.clientOf(transaction.records, whose) : null;
    return { ...this.#money(), client: client?.title ?? null };
  }
}

/** What the provider's cache, and the batch, took off the price. */
function savings(price: Price, tokens: Tokens, micros: number): { savedCache: number; savedBatch: number } {
  const full = costMicros(price, tokens, false);
  const uncached = costMicros(price, { ...tokens, cached: 0 }, false);
  return { savedCache: Math.max(0, uncached - full), savedBatch: Math.max(0, full - micros) };
}

/** Of what comes only once the caller is told, who hands the matter on; cards would come by the hundred. */
function isTold({ kind }: Quota): boolean {
  return kind !== "run" && kind !== "workflow";
}

/** What was reported, as whole tokens; `null` where that is no report. */
function reportedTokens(usage: Usage): Tokens | null {
  const [input, cached, output] = [usage.tokensIn, usage.tokensCached, usage.tokensOut].map((count) =>
    count >= 0 ? Math.min(Math.ceil(count), MOST_TOKENS) : null,
  );
  if (input == null || cached == null || output == null) return null;
  return { in: input, cached: Math.min(cached, input), out: output };
}

function wholeTokens(count: number): number {
  if (!(count >= 0 && count <= MOST_TOKENS)) throw new RangeError(`${count} is no number of tokens to reserve`);
  return Math.ceil(count);
}
