/**
 * Sentences that order work and money: “release Acme”, “close the March milestone for Acme”, “invoice Acme 1,200 for the
 * workshop”, “I'm away from 12 to 20 December”. Each becomes one card; what isn't understood whole is no order.
 * Before: order-words.ts. After: the actions of the same names.
 */
import { datesIn } from "../../model/local/dates.ts";
import { amountsIn } from "../../model/local/money.ts";
import { type Known, whom } from "./known.ts";
import type { Order } from "./order-words.ts";

type Reader = (groups: readonly string[], known: Known) => Order | null;

/** Reads such an order; `null` where it is none. */
export function readWorkOrder(text: string, known: Known): Order | null {
  for (const [pattern, read] of SENTENCES) {
    const [match, ...groups] = pattern.exec(text) ?? [];
    if (match === undefined) continue;
    const order = read(
      groups.map((group) => (group ?? "").trim()),
      known,
    );
    if (order) return order;
  }
  return null;
}

const MONTH =
  "january|february|march|april|may|june|july|august|september|october|november|december|januar|februar|märz|mai|juni|juli|oktober|dezember";

const SENTENCES: ReadonlyArray<readonly [RegExp, Reader]> = [
  // Held mail.
  [/^(?:release|unhold|free)\s+(?:the\s+)?(?:mail\s+(?:to|for)\s+)?(.+?)(?:['’]s\s+mail)?$/iu, about("mail.release")],
  [/^let\s+(?:the\s+)?mail\s+(?:to|for)\s+(.+?)\s+go(?:\s+on|\s+out)?$/iu, about("mail.release")],
  [/^gib\s+(?:die\s+post\s+(?:an|für)\s+)?(.+?)\s+(?:wieder\s+)?frei$/iu, about("mail.release")],
  // Milestones and tasks.
  [
    /^(?:close|finish|complete)\s+(?:the\s+)?(?:(.+?)\s+)?milestone(?:\s+(?:of|for|with|at)\s+(.+))?$/iu,
    ([which = "", who = ""], known) => milestone(which, who, known),
  ],
  [
    /^(?:schlie(?:ß|ss)e?|beende)\s+(?:den\s+)?(?:(.+?)[\s-])?meilenstein(?:\s+(?:von|für|bei)\s+(.+?))?(?:\s+ab)?$/iu,
    ([which = "", who = ""], known) => milestone(which, who, known),
  ],
  [
    /^(?:done|finished|erledigt|fertig)\s*[:,]\s*(.+?)(?:\s+(?:for|with|für|bei)\s+(.+))?$/iu,
    ([task = "", who = ""], known) => ofClient("task.done", who, known, { task }, { loose: true }),
  ],
  // Days away.
  [
    /^(?:i(?:['’]m|\s+am|['’]ll\s+be|\s+will\s+be)\s+)?(?:away|on\s+holidays?|on\s+vacation|on\s+leave|out\s+of\s+(?:the\s+)?office)\s+(?:from\s+)?(.+?)\s*(?:\s(?:to|until|till|through)\s|–|—|\s-\s)\s*(.+)$/iu,
    ([from = "", to = ""], known) => away(from, to, "en", known),
  ],
  [
    /^(?:ich\s+bin\s+)?(?:vom\s+)?(.+?)\s+bis\s+(?:zum\s+)?(.+?)\s+(?:weg|im\s+urlaub|abwesend|verreist|nicht\s+da)$/iu,
    ([from = "", to = ""], known) => away(from, to, "de", known),
  ],
  [
    /^(?:i(?:['’]m|\s+am)\s+)?back(?:\s+again|\s+now)?$|^(?:ich\s+bin\s+)?(?:wieder\s+da|zurück)$/iu,
    () => order("owner.back", {}),
  ],
  // Money.
  [
    /^(?:invoice|bill)\s+(.+?)\s+for\s+(?:the\s+|their\s+)?(?:(.+?)\s+)?milestone$/iu,
    ([who = "", which = ""], known) => ofClient("invoice.issue", who, known, which ? { milestone: which } : {}),
  ],
  [
    /^(?:send|write|issue|create|make|draft|prepare)\s+(.+?)\s+an?\s+(?:invoice|bill)$|^(?:stelle?|schreibe?|schicke?|sende|erstelle?)\s+(.+?)\s+eine\s+rechnung$/iu,
    ([english = "", german = ""], known) =>
      ofClient("invoice.issue", english || german, known, {}, { missing: ["text", "net"] }),
  ],
  [
    /^(?:invoice|bill)\s+(.+?)(?:\s+(?:for|over))?\s+(\S*\d\S*(?:\s?(?:€|eur|euros?|usd|dollars?|gbp|pounds?|chf|francs?|k))?)(?:\s+for\s+(.+))?$/iu,
    ([who = "", sum = "", what = ""], known) =>
      withSum("invoice.issue", who, sum, "net", known, what ? { text: what } : {}, what === "" ? ["text"] : []),
  ],
  [
    /^refund\s+(.+?)\s+(\S*\d\S*(?:\s?(?:€|eur|euros?|usd|dollars?|gbp|pounds?|chf|francs?|k))?)(?:\s+(?:of|on|for|from)\s+(?:the\s+)?(?:invoice\s+)?(\S+))?(?:\s+because\s+(.+))?$/iu,
    ([who = "", sum = "", invoice = "", reason = ""], known) =>
      withSum(
        "invoice.refund",
        who,
        sum,
        "amount",
        known,
        { ...(invoice ? { invoice } : {}), ...(reason ? { reason } : {}) },
        [...(invoice === "" ? ["invoice"] : []), ...(reason === "" ? ["reason"] : [])],
      ),
  ],
  [
    /^(?:credit|cancel|correct)\s+(?:the\s+)?invoice\s+(\S+)(?:\s+because\s+(.+))?$/iu,
    ([invoice = "", reason = ""]) =>
      order("invoice.credit", { invoice, ...(reason ? { reason } : {}) }, reason ? [] : ["reason"]),
  ],
  [
    /^(?:remind|chase|dun)\s+(.+?)(?:\s+(?:about|of)\s+(?:the\s+|their\s+)?(?:invoice|money|payment)s?(?:\s+(\S*\d\S*))?)?$/iu,
    ([who = "", invoice = ""], known) =>
      ofClient("invoice.remind", who, known, invoice ? { invoice } : {}, {
        missing: invoice === "" ? ["invoice"] : [],
      }),
  ],
  [
    /^(?:send|make|write)\s+(.+?)\s+an?\s+(?:offer|quote|quotation)\s+(?:of|for|over)\s+(\S*\d\S*(?:\s?(?:€|eur|euros?|usd|dollars?|gbp|pounds?|chf|francs?|k))?)(?:\s+(?:a|per)\s+month)?(?:\s+for\s+(.+))?$/iu,
    ([who = "", sum = "", title = ""], known) =>
      withSum("offer.send", who, sum, "amount", known, title ? { title } : {}, title === "" ? ["title"] : []),
  ],
  // Meetings.
  [
    /^(?:schedule|set\s+up|arrange|book|plan|offer)\s+(?:an?\s+|the\s+)?((?:\p{L}+\s+)?(?:meeting|call|check-?in|appointment))\s+(?:with|for|to)\s+(.+)$/iu,
    ([title = "", who = ""], known) => ofClient("meeting.offer", who, known, { title: capital(title) }),
  ],
  [
    /^(?:vereinbare?|plane?)\s+(?:einen?\s+|das\s+|den\s+)?((?:termin|treffen|gespräch|anruf|call))\s+mit\s+(.+)$/iu,
    ([title = "", who = ""], known) => ofClient("meeting.offer", who, known, { title: capital(title) }),
  ],
  [
    /^(?:cancel|call\s+off)\s+(?:the\s+|my\s+)?(?:\p{L}+\s+)?(?:meeting|call|check-?in|appointment)\s+with\s+(.+)$/iu,
    about("meeting.cancel"),
  ],
  // How somebody stands.
  [
    /^(.+?)\s+(?:agreed|agrees|consented|is\s+fine\s+with)\s+(?:to\s+)?(?:be(?:ing)?\s+named|us\s+naming\s+them|my\s+naming\s+them)(?:\s+in\s+public)?$/iu,
    ([who = ""], known) => ofClient("consent.record", who, known, { evidence: "You said so." }),
  ],
];

function order(action: string, params: Readonly<Record<string, string>>, missing: readonly string[] = []): Order {
  return { kind: "order", action, params, missing };
}

/** An order about the client in the first group, and about nothing else. */
function about(action: string): Reader {
  return ([who = ""], known) => ofClient(action, who, known, {});
}

/** `loose`: words that name nobody are no name; the order is about the thread's client, or asks for whom. */
function ofClient(
  action: string,
  who: string,
  known: Known,
  params: Readonly<Record<string, string>>,
  { loose = false, missing = [] }: { readonly loose?: boolean; readonly missing?: readonly string[] } = {},
): Order | null {
  if (who === "")
    return known.here === null
      ? order(action, params, ["client", ...missing])
      : withClient(action, known.here, params, missing);
  const found = whom(who, known);
  if (found.kind === "one") return withClient(action, found.id, params, missing);
  return loose && found.kind === "nobody" ? null : { kind: "unable", why: found.why };
}

function withClient(
  action: string,
  client: string,
  params: Readonly<Record<string, string>>,
  missing: readonly string[] = [],
): Order {
  return { kind: "order", action, client, params, missing };
}

/** “the March milestone for Acme”, “Acme's milestone”: which one is found by its words, where they say more than whose it is. */
function milestone(which: string, who: string, known: Known): Order | null {
  const [, owner = "", rest = ""] = /^(.+?)['’]s?(?:\s+(.+))?$/u.exec(which) ?? [];
  const named = who || (owner && whom(owner, known).kind === "one" ? owner : "");
  const words = (owner !== "" && named === owner ? rest : which).replace(/^(?:the|den|der)\s+/iu, "").trim();
  const params = words === "" ? {} : { milestone: words };
  if (
    named === "" &&
    words !== "" &&
    !new RegExp(`^(?:${MONTH})$`, "iu").test(words) &&
    whom(words, known).kind === "one"
  )
    return ofClient("milestone.close", words, known, {});
  return ofClient("milestone.close", named, known, params);
}

function away(from: string, to: string, language: "en" | "de", known: Known): Order | null {
  // “from 12 to 20 December”: the month stands once.
  const month = new RegExp(`(?:${MONTH})|\\.\\d{1,2}\\.`, "iu");
  const ownMonth = month.exec(from)
    ? ""
    : (new RegExp(`\\.?\\s*(?:${MONTH})(?:\\s+\\d{4})?`, "iu").exec(to)?.[0] ?? "");
  const [first] = days(`${ownMonth ? from.replace(/\.$/u, "") : from}${ownMonth}`, language, known);
  const [last] = days(to, language, known);
  if (first === undefined || last === undefined) return null;
  return order("owner.away", { from: first, to: last });
}

function days(text: string, language: string, known: Known): string[] {
  const iso = /^\d{4}-\d{2}-\d{2}$/.exec(text.trim())?.[0];
  if (iso !== undefined) return [iso];
  const said = language === "de" ? `am ${text}` : `on ${text}`;
  return datesIn([said], { sentAt: known.now, timezone: known.zone, language }).dates.map((one) => one.date);
}

function withSum(
  action: string,
  who: string,
  sum: string,
  name: string,
  known: Known,
  params: Readonly<Record<string, string>>,
  missing: readonly string[],
): Order | null {
  const marked = /[€$£]|[a-z]/iu.test(sum) ? sum : `${sum} ${known.currency}`;
  const [amount, ...others] = amountsIn(marked, "en");
  if (!amount || others.length > 0 || amount.cents <= 0) return null;
  const found = whom(who, known);
  if (found.kind !== "one") return { kind: "unable", why: found.why };
  const said = amount.cents % 100 === 0 ? String(amount.cents / 100) : (amount.cents / 100).toFixed(2);
  const currency = amount.currency || known.currency;
  // Only an offer may be in any currency; what is invoiced goes by the contract's.
  if (action !== "offer.send" && currency !== known.currency) return null;
  const stated = action === "offer.send" ? { currency } : {};
  return withClient(action, found.id, { [name]: said, ...stated, ...params }, missing);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
