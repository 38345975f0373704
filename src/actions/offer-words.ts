/**
 * Which offer is meant, and whom its letters go to. Shared by offer-send.ts, offer-follow-up.ts, offer-close.ts and
 * contract-record.ts.
 */
import type { View } from "../kernel/action.ts";
import { mergedScope } from "../records/client.ts";
import { addressesOf } from "../records/contact.ts";
import { type Offer, type OfferWords, offers } from "../records/contract.ts";

/** The offer that is meant, by id or by a part of its title, or the only one that is open; or why there is none. */
export function openOffer(
  view: View,
  client: string,
  named: string,
  who: string,
): { readonly offer: Offer; readonly words: OfferWords } | string {
  const wanted = named.trim().toLowerCase();
  const open = view.records
    .find(offers, "client = ? AND state = 'sent' ORDER BY seq", [client])
    .map((offer) => ({ offer, words: view.privateAt(offer.seq) as OfferWords | null }));
  const found = open.filter(({ offer, words }) => offer.id === named || words?.title?.toLowerCase().includes(wanted));
  const [only, ...others] = found;
  if (!only) return `${who} has no ${named ? "such " : ""}offer that is open.`;
  if (others.length > 0) {
    const titles = found.map(({ words }) => `“${words?.title}”`).join(" and ");
    return `${who} has ${found.length} open offers: ${titles}. Say which.`;
  }
  if (!only.words?.title) return "The words of that offer were forgotten.";
  return { offer: only.offer, words: only.words };
}

/** Whoever is offered something may be nobody's client yet: then their first address is what there is. */
export function recipient(view: View, client: string): { readonly to?: readonly string[] } {
  const known = addressesOf(view.records, mergedScope(view.records, client));
  const [first] = known;
  return first && known.every((contact) => contact.state !== "confirmed") ? { to: [first.address] } : {};
}
