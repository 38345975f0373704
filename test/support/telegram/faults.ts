/**
 * Trouble on demand: refusals, broken servers, lost connections, slowness.
 */
import { setTimeout as wait } from "node:timers/promises";

export interface Fault {
  /** `429` needs `retryAfter`. 500 and above without a description answer with a page of HTML, as a proxy does. */
  readonly code?: number;
  readonly description?: string;
  /** Seconds. */
  readonly retryAfter?: number;
  /** The connection is destroyed instead of answered. */
  readonly cut?: boolean;
  /** How many calls it meets. 1 where it is not said. */
  readonly times?: number;
  /** `performed`: the call takes effect first, so that its outcome is unknown to the caller. Otherwise nothing happens. */
  readonly after?: "before" | "performed";
  /** Only calls whose parameters say yes. */
  readonly when?: (args: Readonly<Record<string, unknown>>) => boolean;
}

interface Armed {
  readonly method: string;
  readonly fault: Fault;
  left: number;
}

/** What the caller gets instead of an answer. */
export type Broken =
  | { readonly kind: "cut" }
  | { readonly kind: "page"; readonly code: number }
  | {
      readonly kind: "refusal";
      readonly code: number;
      readonly description: string;
      readonly retryAfter: number | null;
    };

export class Faults {
  #armed: Armed[] = [];
  readonly #delays = new Map<string, number>();

  /** `method` `*`: any. */
  arm(method: string, fault: Fault): void {
    this.#armed.push({ method, fault, left: fault.times ?? 1 });
  }

  /** 0 ends it. */
  delay(method: string, ms: number): void {
    this.#delays.set(method, ms);
  }

  clear(): void {
    this.#armed = [];
    this.#delays.clear();
  }

  async slow(method: string): Promise<void> {
    const ms = this.#delays.get(method) ?? this.#delays.get("*") ?? 0;
    if (ms > 0) await wait(ms);
  }

  /** The fault that meets this call, counted down. */
  take(method: string, args: Readonly<Record<string, unknown>>): Fault | null {
    const hit = this.#armed.find(
      (one) => one.left > 0 && (one.method === method || one.method === "*") && (one.fault.when?.(args) ?? true),
    );
    if (hit === undefined) return null;
    hit.left--;
    return hit.fault;
  }
}

export function broken({ cut, code = 500, description, retryAfter }: Fault): Broken {
  if (cut === true) return { kind: "cut" };
  if (code === 429) {
    const seconds = retryAfter ?? 1;
    const words = description ?? `Too Many Requests: retry after ${seconds}`;
    return { kind: "refusal", code, description: words, retryAfter: seconds };
  }
  if (description === undefined) return code >= 500 ? { kind: "page", code } : refusalOf(code, "Bad Request");
  return refusalOf(code, description);
}

function refusalOf(code: number, description: string): Broken {
  return { kind: "refusal", code, description, retryAfter: null };
}
