/**
 * The queue of updates: polled with an offset that confirms all before it, or pushed to a webhook in order.
 */
import type { Update } from "grammy/types";
import { Refusal } from "./refusal.ts";

export type News = Omit<Update, "update_id">;

export interface Hook {
  readonly url: string;
  readonly secret: string;
  readonly maxConnections: number;
}

interface Waiting {
  readonly offset: number;
  readonly limit: number;
  settle(outcome: readonly Update[] | Refusal): void;
}

export const OTHER_POLLER =
  "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";

/** Only on demand. */
const UNASKED = ["chat_member", "message_reaction", "message_reaction_count"];
const RETRY_LIMIT_MS = 500;
const ANSWER_LIMIT_MS = 10_000;

export class Updates {
  hook: Hook | null = null;
  /** `null`: the usual kinds. */
  allowed: readonly string[] | null = null;
  lastError: { readonly at: number; readonly message: string } | null = null;
  /** Asked of every answer to a webhook that carries a call in its body. */
  onReply: (method: string, args: Record<string, unknown>) => void = () => {};
  readonly #retryMs: number;
  #queue: Update[] = [];
  /** What is sent once more, whatever the offset says of it. */
  readonly #again = new Set<Update>();
  #next: number;
  #waiting: Waiting | null = null;
  #delivering = false;
  readonly #closing = new AbortController();

  constructor(options: { readonly firstId: number; readonly retryMs: number }) {
    this.#next = options.firstId;
    this.#retryMs = options.retryMs;
  }

  get pending(): number {
    return this.#queue.length;
  }

  /** `null` where the bot did not ask for this kind. */
  push(news: News): Update | null {
    const kind = Object.keys(news)[0] ?? "";
    if (this.allowed === null || this.allowed.length === 0 ? UNASKED.includes(kind) : !this.allowed.includes(kind))
      return null;
    const update: Update = { ...news, update_id: this.#next++ };
    this.#enqueue(update);
    return update;
  }

  /** Sends an update once more, as it was; also one that the bot has confirmed long ago. */
  repeat(update: Update): void {
    const copy = structuredClone(update);
    this.#again.add(copy);
    this.#enqueue(copy);
  }

  #enqueue(update: Update): void {
    this.#queue.push(update);
    // What comes in one turn is answered together.
    setImmediate(() => this.#wake());
    void this.#deliver();
  }

  /** Long polling. The older of two concurrent polls is refused with 409. */
  async poll(offset: number, limit: number, timeoutSeconds: number, gone: AbortSignal): Promise<readonly Update[]> {
    this.interrupt("Conflict: terminated by other getUpdates request; make sure that only one bot instance is running");
    const from = this.#confirm(offset);
    const ready = this.#ready(from, limit);
    if (ready.length > 0 || timeoutSeconds === 0 || this.#closing.signal.aborted) return ready;
    const outcome = await new Promise<readonly Update[] | Refusal>((resolve) => {
      const done = (value: readonly Update[] | Refusal) => {
        clearTimeout(timer);
        if (this.#waiting === waiting) this.#waiting = null;
        resolve(value);
      };
      const timer = setTimeout(() => done([]), timeoutSeconds * 1000);
      const waiting: Waiting = { offset: from, limit, settle: done };
      gone.addEventListener("abort", () => done([]), { once: true });
      this.#waiting = waiting;
    });
    if (outcome instanceof Refusal) throw outcome;
    return outcome;
  }

  /** Ends a poll that waits, with 409. */
  interrupt(why: string): void {
    this.#waiting?.settle(new Refusal(409, why));
  }

  setHook(hook: Hook | null): void {
    this.hook = hook;
    this.lastError = null;
    if (hook) this.interrupt("Conflict: terminated by setWebhook request");
    void this.#deliver();
  }

  drop(): void {
    this.#queue = [];
  }

  close(): void {
    this.#closing.abort();
    this.hook = null;
    this.#waiting?.settle([]);
  }

  /** Forgets what the offset confirms; a negative one keeps that many of the newest. Answers where to read on. */
  #confirm(offset: number): number {
    if (offset < 0) this.#queue = this.#queue.slice(offset);
    if (offset > 0) this.#queue = this.#queue.filter((one) => one.update_id >= offset || this.#again.has(one));
    return Math.max(offset, 0);
  }

  #ready(from: number, limit: number): readonly Update[] {
    const due = (update: Update) => update.update_id >= from || this.#again.has(update);
    const ready = this.#queue.filter(due).slice(0, limit);
    this.#queue = this.#queue.filter((update) => !(this.#again.has(update) && ready.includes(update)));
    for (const update of ready) this.#again.delete(update);
    return ready;
  }

  #wake(): void {
    const waiting = this.#waiting;
    if (waiting === null) return;
    const ready = this.#ready(waiting.offset, waiting.limit);
    if (ready.length > 0) waiting.settle(ready);
  }

  async #deliver(): Promise<void> {
    if (this.#delivering) return;
    this.#delivering = true;
    let delayMs = this.#retryMs;
    for (;;) {
      const [update] = this.#queue;
      const { hook } = this;
      if (update === undefined || hook === null || this.#closing.signal.aborted) break;
      const problem = await this.#post(hook, update);
      if (problem === null) {
        this.#queue = this.#queue.filter((one) => one !== update);
        delayMs = this.#retryMs;
        continue;
      }
      this.lastError = { at: Date.now(), message: problem };
      await new Promise((resolve) => setTimeout(resolve, delayMs).unref());
      delayMs = Math.min(delayMs * 2, RETRY_LIMIT_MS);
    }
    this.#delivering = false;
  }

  /** `null` where it was taken. */
  async #post(hook: Hook, update: Update): Promise<string | null> {
    try {
      const response = await fetch(hook.url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...(hook.secret === "" ? {} : { "X-Telegram-Bot-Api-Secret-Token": hook.secret }),
        },
        body: JSON.stringify(update),
        signal: AbortSignal.any([this.#closing.signal, AbortSignal.timeout(ANSWER_LIMIT_MS)]),
      });
      const body = await response.text();
      if (!response.ok) return `Wrong response from the webhook: ${response.status} ${response.statusText}`;
      this.#readReply(body);
      return null;
    } catch (error) {
      return `Connection failed: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  #readReply(body: string): void {
    try {
      const { method, ...args } = JSON.parse(body);
      if (typeof method === "string") this.onReply(method, args);
    } catch {
      // Most answers are no call.
    }
  }
}
