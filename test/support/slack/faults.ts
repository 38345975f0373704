/** Faults on demand: what the platform does wrong on purpose, for the next calls of a method. */
import type { Json } from "./world.ts";

export interface Fault {
  /** Slack's own error, in a 200 answer. */
  readonly error?: string;
  /** An HTTP status without a Slack answer, such as 503. */
  readonly status?: number;
  /** Seconds: a 429 with `Retry-After`. */
  readonly retryAfter?: number;
  /** The connection is cut without an answer. */
  readonly cut?: boolean;
  /** How often; once, unless told otherwise. */
  readonly times?: number;
  /** `before`: the call does nothing. `performed`: it does all it should, and the answer is lost all the same. */
  readonly after?: "before" | "performed";
  /** Only calls with such arguments. */
  readonly when?: (args: Json) => boolean;
}

interface Waiting {
  readonly method: string;
  readonly fault: Fault;
  left: number;
}

export class Faults {
  readonly #faults: Waiting[] = [];
  readonly #delays = new Map<string, number>();

  /** `method`: a Web API method, or `*` for any. */
  fail(method: string, fault: Fault): void {
    this.#faults.push({ method, fault, left: fault.times ?? 1 });
  }

  /** Milliseconds before each answer of that method; 0 ends it. */
  delay(method: string, ms: number): void {
    this.#delays.set(method, ms);
  }

  clear(): void {
    this.#faults.length = 0;
    this.#delays.clear();
  }

  take(method: string, args: Json): Fault | null {
    const found = this.#faults.find(
      (one) => one.left > 0 && (one.method === method || one.method === "*") && (one.fault.when?.(args) ?? true),
    );
    if (!found) return null;
    found.left -= 1;
    return found.fault;
  }

  waits(method: string): number {
    return this.#delays.get(method) ?? this.#delays.get("*") ?? 0;
  }
}
