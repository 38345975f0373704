/**
 * Long polling: one open question to Telegram at a time, from where the last one ended. What came in is handed over in
 * order, and only when it is recorded does the next question tell Telegram to forget it.
 * Telegram counts afresh now and then; whatever number comes is taken, and the next question starts after it.
 */
import type { Update } from "grammy/types";
import type { Front } from "../surface.ts";
import type { Line, Trouble } from "./line.ts";
import { adviceFor, type Troubles } from "./outcome.ts";
import { Backoff, type Pace, pause } from "./pace.ts";

const OFFSET = "offset";
/** So often an update is handed in again that alone can't be recorded, while others can. Then it is given up, aloud. */
const TRIES = 5;
/** Two who poll in turn both succeed now and then; the quarrel is over when it has been quiet for so long. */
const CALM_MS = 60_000;
const BREATH_MS = 25;

export class Polling {
  readonly #line: Line;
  readonly #front: Front;
  readonly #take: (update: Update) => Promise<void>;
  readonly #troubles: Troubles;
  readonly #pace: Pace;
  readonly #failures = new Map<number, number>();
  #lastAt: number | null = null;
  #conflictAt = -Infinity;

  constructor(parts: {
    readonly line: Line;
    readonly front: Front;
    readonly take: (update: Update) => Promise<void>;
    readonly troubles: Troubles;
    readonly pace: Pace;
  }) {
    this.#line = parts.line;
    this.#front = parts.front;
    this.#take = parts.take;
    this.#troubles = parts.troubles;
    this.#pace = parts.pace;
  }

  /** Milliseconds since Telegram last answered a poll; infinite before the first. */
  get silentMs(): number {
    return this.#lastAt === null ? Infinity : performance.now() - this.#lastAt;
  }

  /** Goes on until it is called off. */
  async run(signal: AbortSignal): Promise<void> {
    const backoff = new Backoff(this.#pace);
    let webhook = true;
    while (!signal.aborted) {
      if (webhook) {
        const gone = await this.#line.ask((api) => api.deleteWebhook({}));
        if (signal.aborted) return;
        // A server that has no webhooks has none to delete.
        if (!gone.ok && !(gone.trouble.kind === "told" && gone.trouble.code === 404)) {
          await pause(this.#failed(gone.trouble, backoff), signal);
          continue;
        }
        webhook = false;
      }
      const offset = Number(this.#front.recall(OFFSET) ?? 0);
      const since = performance.now();
      const answer = await this.#line.wait(
        (api, cut) =>
          api.getUpdates(
            {
              ...(offset > 0 ? { offset } : {}),
              // The first answer comes at once, so that it is known to work; only then is Telegram asked to hold on.
              timeout: this.#lastAt === null ? 0 : this.#pace.pollSeconds,
              allowed_updates: ["message", "callback_query"],
            },
            cut,
          ),
        signal,
      );
      if (answer.ok) {
        this.#lastAt = performance.now();
        const quiet = performance.now() - this.#conflictAt > CALM_MS;
        if (quiet) this.#troubles.over("poll");
        if (!(await this.#handOver(answer.value))) await pause(backoff.next(), signal);
        else if (quiet) backoff.reset();
        // Some servers answer an empty poll at once, however long they are asked to hold it.
        const early = answer.value.length === 0 && performance.now() - since < BREATH_MS;
        if (early) await pause(BREATH_MS, signal);
      } else if (!signal.aborted) {
        webhook = answer.trouble.kind === "told" && /webhook/i.test(answer.trouble.says);
        await pause(this.#failed(answer.trouble, backoff), signal);
      }
    }
  }

  /** How long to wait after that, in milliseconds. */
  #failed(trouble: Trouble, backoff: Backoff): number {
    const ms = backoff.next();
    if (trouble.kind !== "told") return ms;
    if (trouble.code === 409) {
      this.#conflictAt = performance.now();
      if (/webhook/i.test(trouble.says)) return ms;
      this.#troubles.tell(
        "poll",
        "Somebody else is asking Telegram for this bot's messages. Is another copy running with the same TELEGRAM_BOT_TOKEN? Stop it; I keep trying.",
      );
    } else {
      const advice = adviceFor(trouble);
      if (advice) this.#troubles.tell("poll", advice);
    }
    return Math.max(ms, trouble.retryAfterMs ?? 0);
  }

  /** `false`: some of it could not be recorded, and will be handed over again. */
  async #handOver(updates: readonly Update[]): Promise<boolean> {
    const failed = new Set<number>();
    let before: Promise<unknown> = Promise.resolve();
    let lastWasTap = false;
    const all: Promise<unknown>[] = [];
    for (const update of updates) {
      const isTap = update.callback_query !== undefined;
      // Taps go in together, so that many are one commit; words wait for what came before them, but not forever.
      if (!(isTap && lastWasTap)) await Promise.race([before, pause(this.#pace.updateMs)]);
      lastWasTap = isTap;
      all.push(this.#take(update).catch(() => failed.add(update.update_id)));
      before = Promise.all(all);
    }
    await before;
    for (const id of [...failed]) if (this.#givenUp(id, updates.length > failed.size)) failed.delete(id);
    const last = updates[updates.length - 1];
    const next = updates.find((one) => failed.has(one.update_id))?.update_id ?? (last && last.update_id + 1);
    if (next === undefined) return true;
    try {
      if (String(next) !== this.#front.recall(OFFSET)) await this.#front.remember(OFFSET, String(next));
    } catch {
      return false;
    }
    if (failed.size === 0) this.#failures.clear();
    return failed.size === 0;
  }

  #givenUp(id: number, othersWent: boolean): boolean {
    const failures = (this.#failures.get(id) ?? 0) + 1;
    this.#failures.set(id, failures);
    if (failures < TRIES || !othersWent) return false;
    this.#failures.delete(id);
    this.#troubles.tell(
      `update ${id}`,
      "One message from Telegram could not be recorded, though others could, so I left it out. Please look at the chat, and say it again.",
    );
    return true;
  }
}
