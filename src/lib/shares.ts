/**
 * A sum shared out by parts: whole cents, and together exactly what is shared.
 */
import { allocate, dinero, toSnapshot } from "dinero.js";

const ALL_BP = 10_000;

/** What each share comes to. `sharesBp`: basis points of the whole; what they leave over is nobody's. */
export function shareOut(cents: number, currency: string, sharesBp: readonly number[]): number[] {
  const shared = sharesBp.reduce((sum, share) => sum + share, 0);
  if (shared === 0) return sharesBp.map(() => 0);
  const whole = dinero({ amount: cents, currency: { code: currency, base: 10, exponent: 2 } });
  return allocate(whole, [...sharesBp, ALL_BP - shared])
    .slice(0, sharesBp.length)
    .map((part) => toSnapshot(part).amount);
}
