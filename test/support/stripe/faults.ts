/**
 * What goes wrong at this Stripe, told beforehand: for the next calls that match, so many times.
 */
export type Fault =
  | { readonly kind: "500" | "502" | "429" | "404-without-error" }
  /** The connection is cut before anything is done, or after all of it was. */
  | { readonly kind: "cut-before" | "cut-after" }
  /** It is done, and nobody is told. */
  | { readonly kind: "hangs" }
  /** Something else happens there just before. */
  | { readonly kind: "meanwhile"; readonly happens: () => void }
  /** It is done, and answered in another way than it ever was. */
  | { readonly kind: "altered"; readonly alter: (body: string) => string };

export class Faults {
  readonly #planned: Array<{ readonly fault: Fault; readonly call: RegExp; left: number }> = [];

  /** The next `times` calls that match go wrong. */
  plan(fault: Fault | Fault["kind"], call: RegExp, times = 1): void {
    const whole = typeof fault === "string" ? ({ kind: fault } as Fault) : fault;
    this.#planned.push({ fault: whole, call, left: times });
  }

  /** What goes wrong with this one. */
  next(call: string): Fault | null {
    const found = this.#planned.find((one) => one.left > 0 && one.call.test(call));
    if (!found) return null;
    found.left -= 1;
    return found.fault;
  }

  clear(): void {
    this.#planned.length = 0;
  }
}
