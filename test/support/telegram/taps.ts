/**
 * Taps under way: each callback query is answered once and in time, or never.
 */
import type { Args } from "./args.ts";
import { badRequest } from "./refusal.ts";

/** What the person who tapped sees of the answer. */
export interface TapAnswer {
  readonly text: string;
  readonly alert: boolean;
  readonly url: string;
  /** From the tap to the answer. */
  readonly ms: number;
}

interface Pending {
  readonly since: number;
  readonly timer: NodeJS.Timeout;
  answer(answer: TapAnswer): void;
  fail(error: Error): void;
}

const ANSWER_LIMIT = 200;

export class Taps {
  readonly #pending = new Map<string, Pending>();
  readonly #withinMs: number;
  #next = 0;

  constructor(options: { readonly withinMs: number }) {
    this.#withinMs = options.withinMs;
  }

  /** Opens a query; `answered` rejects where the bot stays silent for too long, as the button stops spinning. */
  open(): { readonly id: string; readonly answered: Promise<TapAnswer> } {
    const id = `48150000000${String(++this.#next).padStart(6, "0")}`;
    const answered = new Promise<TapAnswer>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(new Error(`the bot did not answer the tap within ${this.#withinMs} ms (BOT_RESPONSE_TIMEOUT)`));
      }, this.#withinMs);
      timer.unref();
      this.#pending.set(id, { since: performance.now(), timer, answer: resolve, fail: reject });
    });
    // Whoever does not wait for the answer is not told of its absence.
    answered.catch(() => {});
    return { id, answered };
  }

  /** `answerCallbackQuery`. */
  answer(args: Args): true {
    const id = args.text("callback_query_id");
    const pending = this.#pending.get(id);
    if (pending === undefined) {
      throw badRequest("query is too old and response timeout expired or query ID is invalid");
    }
    const text = args.text("text");
    if (text.length > ANSWER_LIMIT) throw badRequest("MESSAGE_TOO_LONG");
    const url = args.text("url");
    if (url !== "") throw badRequest("URL_INVALID");
    this.#pending.delete(id);
    clearTimeout(pending.timer);
    pending.answer({ text, alert: args.flag("show_alert"), url, ms: performance.now() - pending.since });
    return true;
  }

  close(): void {
    for (const { timer, fail } of this.#pending.values()) {
      clearTimeout(timer);
      fail(new Error("the platform was closed before the bot answered the tap"));
    }
    this.#pending.clear();
  }
}
