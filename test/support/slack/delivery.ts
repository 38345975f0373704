/**
 * How what happens reaches the app: once, acknowledged within three seconds; events that were not are sent again, as
 * Slack does, only sooner. The carrier is Socket Mode or signed HTTP.
 */
import type { Json } from "./world.ts";

export type Kind = "events_api" | "interactive" | "slash_commands";

export interface Attempt {
  /** 0 for the first. */
  readonly retry: number;
  /** Milliseconds until it was acknowledged; `null` when it was not. */
  readonly ms: number | null;
  /** Why it was not: `timeout`, `no_connection`, `connection_closed`, `http_error`. */
  readonly why: string | null;
}

/** One thing that was told to the app, and what came of it. Changes while attempts go on. */
export interface Delivery {
  readonly kind: Kind;
  readonly payload: Json;
  readonly attempts: Attempt[];
  acked: boolean;
  ackMs: number | null;
  /** What the acknowledgement carried. */
  answer: Json | null;
}

export interface Again {
  readonly retry: number;
  readonly reason: string | null;
}

export interface Carrier {
  /** One attempt. */
  carry(kind: Kind, payload: Json, again: Again): Promise<{ ms: number; answer: Json | null } | { why: string }>;
  /** Resolves as soon as somebody listens. */
  ready(): Promise<void>;
}

interface Parts {
  readonly carrier: () => Carrier;
  /** Milliseconds before each further attempt at an event. */
  readonly retries: readonly number[];
}

export class Deliveries {
  readonly log: Delivery[] = [];
  readonly #parts: Parts;
  readonly #timers = new Set<NodeJS.Timeout>();
  #twice = 0;
  #closed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The next so many envelopes come twice. */
  duplicate(times: number): void {
    this.#twice += times;
  }

  /** Tells the app; resolves when the first attempt is over, whatever came of it. Further ones go on behind. */
  async tell(kind: Kind, payload: Json): Promise<Delivery> {
    const delivery: Delivery = { kind, payload, attempts: [], acked: false, ackMs: null, answer: null };
    this.log.push(delivery);
    const twice = this.#twice > 0;
    if (twice) this.#twice -= 1;
    const first = this.#attempt(delivery, { retry: 0, reason: null });
    const copy = twice ? this.#attempt(delivery, { retry: 0, reason: null }) : first;
    await Promise.all([first, copy]);
    if (!delivery.acked && kind === "events_api") void this.#again(delivery);
    return delivery;
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async #again(delivery: Delivery): Promise<void> {
    for (const [index, ms] of this.#parts.retries.entries()) {
      await this.#sleep(ms);
      await this.#parts.carrier().ready();
      if (this.#closed) return;
      const reason = delivery.attempts.at(-1)?.why ?? null;
      await this.#attempt(delivery, { retry: index + 1, reason });
      if (delivery.acked) return;
    }
  }

  async #attempt(delivery: Delivery, again: Again): Promise<void> {
    const out = await this.#parts.carrier().carry(delivery.kind, delivery.payload, again);
    if ("why" in out) {
      delivery.attempts.push({ retry: again.retry, ms: null, why: out.why });
      return;
    }
    delivery.attempts.push({ retry: again.retry, ms: out.ms, why: null });
    if (delivery.acked) return;
    Object.assign(delivery, { acked: true, ackMs: out.ms, answer: out.answer });
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        done();
      }, ms);
      timer.unref();
      this.#timers.add(timer);
    });
  }
}
