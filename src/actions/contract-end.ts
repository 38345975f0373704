/**
 * contract.end: a contract ends, by the owner's word: today, or on a day to come, until which it holds as agreed.
 */
import { z } from "zod";
import type { ActionContract, View } from "../kernel/action.ts";
import { addDays, dayWords } from "../lib/workdays.ts";
import { localDate } from "../lib/zone.ts";
import { clientOf, contractMeant, day } from "./agreed.ts";
import { contractEvent, priceWords, termsOf } from "./contract-words.ts";
import { defineAction, refused } from "./define.ts";
import type { House } from "./house.ts";

const params = z.strictObject({
  /** By id or title; left out: the client's only one. */
  contract: z.string().trim().default(""),
  /** Left out: once the notice it names is over. */
  on: day,
});
type Params = z.output<typeof params>;

export function contractEnd(house: House): ActionContract {
  return defineAction({
    name: "contract.end",
    group: "internal",
    resource: "Client",
    sentence: "end a contract",
    context: {},
    produces: ["contract.ended@1", "contract.changed@1"],
    editable: ["on"],
    form: [{ name: "on", label: "Ends on (YYYY-MM-DD; empty: when its notice is over)", kind: "line", optional: true }],
    params,
    key: ({ contract, on }, scope) => `contract.end:${contract || scope}:${on}`,
    prepare(wish, scope, view) {
      const about = clientOf(view, scope);
      if (typeof about === "string") return refused(about);
      const ending = endingOf(house, view, wish, about);
      if (typeof ending === "string") return refused(ending);
      const { contract, terms, on, today } = ending;
      const before = terms.endsOn ? dayWords(terms.endsOn, today) : "no day set";
      return {
        kind: "prepared",
        ...about.resource,
        context: {},
        title: `End the contract with ${about.title} ${on <= today ? "today" : `on ${dayWords(on, today)}`}`,
        client: about.title,
        rows: [
          { label: "Contract", after: `${terms.title}, ${priceWords(terms)}` },
          { label: "Ends", before, after: dayWords(on, today) },
          ...(terms.renews === "monthly" ? [{ label: "Renews", before: "every month", after: "no more" }] : []),
          { label: "Notice agreed", after: terms.noticeDays === 0 ? "none" : `${terms.noticeDays} days` },
        ],
        undo:
          on <= today
            ? "An ended contract stays ended; a new one can be entered."
            : "Its end can be changed until then.",
        reversible: true,
        leaves: [],
        addressesKnown: true,
        versions: { "contract.seq": contract.seq },
      };
    },
    decide(wish, scope, view) {
      const about = clientOf(view, scope);
      const ending = typeof about === "string" ? about : endingOf(house, view, wish, about);
      if (typeof ending === "string") return [];
      const { contract, terms, on, today } = ending;
      const event = contractEvent(contract.id, contract.offer, { ...terms, endsOn: on, renews: "no" });
      if (on > today) return [{ type: "contract.changed", scope: contract.client, ...event }];
      const data = { contract: contract.id, on };
      return [{ type: "contract.ended", scope: contract.client, subject: event.subject, data }];
    },
  });
}

function endingOf(house: House, view: View, wish: Params, about: { readonly id: string; readonly title: string }) {
  const meant = contractMeant(view, about.id, wish.contract, about.title);
  if (typeof meant === "string") return meant;
  const today = localDate(view.now, house.zone);
  const terms = termsOf(meant.contract, meant.words);
  const on = wish.on || addDays(today, terms.noticeDays);
  if (on < terms.startsOn) return "It would end before it starts.";
  if (terms.endsOn === on) return `It ends on ${dayWords(on, today)} already.`;
  return { contract: meant.contract, terms, on, today };
}
