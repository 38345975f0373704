/**
 * A known company that collects by a Stripe of our own, on one clock with it; whatever happens, both are closed.
 */

import { VirtualClock } from "../../../src/lib/clock.ts";
import { inHome } from "../../kernel/company.ts";
import { knowCompany } from "../known-company.ts";
import { Office, type OfficeOptions, START } from "../office.ts";
import { StripePlatform } from "./platform.ts";

export interface StripeOffice {
  readonly office: Office;
  readonly stripe: StripePlatform;
  /** How far the office's clock is ahead of Stripe's. */
  readonly skewMs: number;
}

export function inStripeOffice(
  work: (both: StripeOffice) => Promise<void>,
  { skewMs = 0, ...options }: OfficeOptions & { readonly skewMs?: number } = {},
): Promise<void> {
  return inHome([], async (home) => {
    knowCompany(home);
    const clock = new VirtualClock(START);
    const stripe = await StripePlatform.start({ now: () => clock.now() - skewMs });
    try {
      const environment = { ...stripe.environment, ...options.environment };
      const office = await Office.open({ home, clock, ...options, environment });
      try {
        await work({ office, stripe, skewMs });
      } finally {
        await office.close();
      }
    } finally {
      await stripe.down();
    }
  });
}
