/**
 * Stripe calls us: whether it is Stripe is checked by its own library, over the very bytes and by our own clock. What is
 * refused here is lost to nobody: the list of events brings it within a minute.
 * Before: http.ts. After: reading.ts, as for the list.
 */
import { messageOf } from "../../lib/errors.ts";
import type { HookRequest } from "../connector.ts";
import type { StripeApi } from "./api.ts";

/** So old a signature may be. */
const TOLERANCE_S = 300;
/** No event of Stripe's comes near it. */
const MOST_BYTES = 512 * 1024;

export type Checked =
  | { readonly kind: "event"; readonly event: unknown }
  | { readonly kind: "refused"; readonly why: string };

/** The event that a request carries, where Stripe signed it a short while ago. `now`: ms UTC. */
export async function checked(
  api: StripeApi,
  { headers, body }: HookRequest,
  { secret, now }: { readonly secret: string; readonly now: number },
): Promise<Checked> {
  if (body.length > MOST_BYTES) return { kind: "refused", why: "it is larger than any event" };
  const signature = headers["stripe-signature"];
  if (!signature) return { kind: "refused", why: "it is not signed" };
  const { webhooks } = await api.client();
  try {
    return { kind: "event", event: webhooks.constructEvent(body, signature, secret, TOLERANCE_S, undefined, now) };
  } catch (error) {
    return { kind: "refused", why: (messageOf(error).split("\n")[0] ?? "").slice(0, 200) };
  }
}
