/**
 * What `doctor` says of Stripe, in one line: whether the key works, for whom, with real money or not, and how events come.
 * Before: connector.ts. After: doctor.
 */

import { messageOf } from "../../lib/errors.ts";
import type { StripeConfig } from "../../lib/service-address.ts";
import type { Health } from "../connector.ts";
import { ServiceError } from "../service-error.ts";
import { type StripeApi, sure } from "./api.ts";
import { TYPES } from "./happenings.ts";
import { serviceError } from "./trouble.ts";

/** From here on, Stripe's signatures look too old or too new. */
const SKEW_MS = 4 * 60_000;

/** Asks Stripe. `drift`: the last thing that was not understood; null: everything was. */
export async function healthOf(
  api: StripeApi,
  { config, drift }: { readonly config: StripeConfig; readonly drift: string | null },
): Promise<Health> {
  try {
    // What it has to read every minute is what it has to be allowed.
    const [event] = await api.events(TYPES, null, 1);
    const isTest = /^[sr]k_test_/.test(config.secretKey);
    const notes = [
      `Stripe: the key works${await nameOf(api)}, ${isTest ? "in test mode: no real money moves" : "with real money"}.`,
      config.webhookSecret === null
        ? "Events are read every minute; STRIPE_WEBHOOK_SECRET is not set, so Stripe doesn't call."
        : "Stripe calls at /stripe, and events are read every minute, too.",
      ...skew(api.aheadMs),
      ...(await older(api, event?.api_version ?? null)),
      ...(drift === null ? [] : [`Left out, because I don't know it: ${drift}.`]),
    ];
    return { ok: true, says: notes.join(" ") };
  } catch (error) {
    const known = serviceError(error);
    return { ok: false, says: known instanceof ServiceError ? known.message : `Stripe: ${messageOf(error)}` };
  }
}

/** A restricted key needs no right to read the account: then it has no name here. */
async function nameOf(api: StripeApi): Promise<string> {
  try {
    const account = sure(await (await api.client()).accounts.retrieveCurrent(), "account");
    const name = account.settings?.dashboard?.display_name ?? account.business_profile?.name;
    return name ? ` for “${name}”` : "";
  } catch {
    return "";
  }
}

function skew(aheadMs: number | null): string[] {
  if (aheadMs === null || Math.abs(aheadMs) < SKEW_MS) return [];
  const minutes = Math.round(Math.abs(aheadMs) / 60_000);
  return [
    `This machine's clock is ${minutes} minutes ${aheadMs > 0 ? "ahead" : "behind"}: set it right, else what Stripe calls about is refused and only read from its list.`,
  ];
}

/** An account may write its events in an older version: that is no trouble, because each thing is asked for anew. */
async function older(api: StripeApi, version: string | null): Promise<string[]> {
  const own = (await api.client()).getApiField("version");
  if (version === null || version === own) return [];
  return [`Its events are written in version ${version}, and read in ${own}.`];
}
