/**
 * What went wrong with Stripe, in the words of the house: whether it passes by itself, and what the owner can do where it
 * doesn't. The library's errors are told apart by their names, so that it need not be loaded for that.
 * Before: api.ts. After: connector.ts.
 */
import type { Receipt } from "../../kernel/delivery.ts";
import { messageOf } from "../../lib/errors.ts";
import { ServiceError } from "../service-error.ts";

/** Something that Stripe won't do as it stands, in a sentence for the owner. */
export class StripeRefusal extends Error {}

interface Told {
  readonly type: string;
  readonly statusCode: number | null;
  readonly code: string | null;
  readonly said: string;
  readonly timedOut: boolean;
  readonly retryAfterMs: number | null;
}

/** Why Stripe could not be asked. A ServiceError stays what it is; what is no error of Stripe's at all, too. */
export function serviceError(error: unknown): unknown {
  if (error instanceof ServiceError || error instanceof StripeRefusal) return error;
  const told = toldBy(error);
  if (!told) return error;
  const { type, statusCode, said, retryAfterMs } = told;
  if (statusCode === 401)
    return new ServiceError(
      "refused",
      "Stripe doesn't accept the key. Put a valid one into STRIPE_SECRET_KEY and start again.",
    );
  if (statusCode === 403)
    return new ServiceError(
      "refused",
      `The key in STRIPE_SECRET_KEY may not do that: ${said} Give it the right in Stripe, under “API keys”.`,
    );
  if (type === "StripeRateLimitError" || statusCode === 429)
    return new ServiceError("limited", "Stripe asks for patience: too many requests.", retryAfterMs);
  if (type === "StripeConnectionError")
    return new ServiceError("unreachable", told.timedOut ? "Stripe doesn't answer." : "Stripe can't be reached.");
  if (statusCode !== null && statusCode >= 500)
    return new ServiceError("unreachable", "Stripe has a fault of its own just now.");
  return new ServiceError("changed", `Stripe answered in a way I don't know: ${said}`);
}

/** What became of an effect. */
export function receiptFor(error: unknown): Receipt {
  if (error instanceof StripeRefusal) return { kind: "hard", why: error.message };
  const told = toldBy(error);
  // What Stripe itself refuses stays refused: a try with the same words would be answered alike.
  if (told && [400, 402, 404, 409].includes(told.statusCode ?? 0) && told.type !== "StripeRateLimitError")
    return told.statusCode === 409
      ? { kind: "soft", failure: "busy", why: "Stripe is still busy with the same request." }
      : { kind: "hard", why: `Stripe refused it: ${told.said}` };
  const known = serviceError(error);
  if (!(known instanceof ServiceError)) return { kind: "unknown", why: messageOf(error) };
  const why = known.message;
  if (known.trouble === "changed") return { kind: "hard", why };
  if (known.trouble === "refused") return { kind: "soft", failure: "refused", why };
  if (known.trouble === "limited") return { kind: "soft", failure: "rate-limited", why };
  // Even where the request may have arrived: the next try looks first, and carries the same idempotency key, so that Stripe
  // answers it with what the first one made.
  const failure = told?.timedOut ? "timeout" : told?.type === "StripeConnectionError" ? "unreachable" : "busy";
  return { kind: "soft", failure, why };
}

/** Whether Stripe itself says no to what was asked of it. */
export function isRefusal(error: unknown): boolean {
  return toldBy(error)?.statusCode === 400;
}

/** Whether Stripe says that there is no such thing. */
export function isMissing(error: unknown): boolean {
  const told = toldBy(error);
  return told !== null && (told.code === "resource_missing" || told.statusCode === 404);
}

function toldBy(error: unknown): Told | null {
  if (!(error instanceof Error) || !("type" in error) || !String(error.type).startsWith("Stripe")) return null;
  const { type, statusCode, code, headers, detail } = error as Error & {
    readonly type: unknown;
    readonly statusCode?: unknown;
    readonly code?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
    readonly detail?: unknown;
  };
  const seconds = Number(headers?.["retry-after"]);
  const cause = detail instanceof Error && "code" in detail ? detail.code : null;
  return {
    type: String(type),
    statusCode: typeof statusCode === "number" ? statusCode : null,
    code: typeof code === "string" ? code : null,
    said: sentence(messageOf(error)),
    timedOut: cause === "ETIMEDOUT",
    retryAfterMs: Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null,
  };
}

/** Stripe's own message, ended like a sentence; a key that it quotes is left out. */
function sentence(message: string): string {
  const tidy = message
    .replace(/\b(?:sk|rk|whsec)_\w+[\w*]*/g, "…")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 300);
  return /[.!?]$/.test(tidy) ? tidy : `${tidy}.`;
}
