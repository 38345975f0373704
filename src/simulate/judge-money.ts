/**
 * The judge on money: invoices right to the cent and no other, numbers without a gap, nothing closed before its time, and no
 * reminder that should have waited.
 * Before: judge.ts.
 */
import { addWorkdays } from "../lib/workdays.ts";
import { localDate } from "../lib/zone.ts";
import { grossOf, shareOf } from "./agreed.ts";
import type { Closing, IssuedPaper } from "./books.ts";
import { type Evidence, partiesByScope, type Wrong } from "./evidence.ts";
import { numberIn } from "./letters.ts";
import type { Party } from "./people.ts";
import { DAY_MS, ZONE } from "./time.ts";
import { type Got, verdictAt, type World } from "./world.ts";

/** Each closed part exactly one invoice of the agreed sum, to whom it concerns; nothing else; numbers without a gap. */
export function invoicesOf(evidence: Evidence): { wrong: Wrong[]; right: number } {
  const { world, books, agreement, endsAt } = evidence;
  const wrong: Wrong[] = [];
  const partyIn = partiesByScope(world, books);
  const billed = new Map<string, IssuedPaper>();
  let right = 0;
  for (const paper of books.papers.filter((one) => one.kind === "invoice")) {
    const why = wrongWith(paper, partyIn.get(paper.scope), evidence);
    const closing = books.closings.find((one) => one.milestone === paper.milestone);
    if (why) wrong.push(`${paper.number}: ${why}`);
    else if (!closing) wrong.push(`${paper.number}: nothing was closed that it could be for`);
    else if (billed.has(closing.milestone)) wrong.push(`${paper.number}: “${closing.title}” was invoiced before`);
    else right += 1;
    if (closing) billed.set(closing.milestone, paper);
  }
  for (const closing of books.closings) {
    const party = partyIn.get(closing.scope);
    const bill = agreement.bills.find((one) => closing.title.startsWith(one.begins));
    const early = party && closedTooEarly(closing, party, evidence);
    if (early) wrong.push(`${party.company}: “${closing.title}” was closed ${early}`);
    const due = bill !== undefined && bill.shareBp > 0 && closing.at < endsAt - 2 * DAY_MS;
    if (due && !billed.has(closing.milestone))
      wrong.push(`${party?.company ?? "somebody"}: “${closing.title}” was closed and never invoiced`);
  }
  return { wrong: [...wrong, ...neverClosed(evidence, partyIn), ...gaps(evidence)], right };
}

function wrongWith(paper: IssuedPaper, party: Party | undefined, { world, agreement }: Evidence): string | null {
  if (!party) return "it is for nobody who is a client";
  const [bill] = agreement.bills;
  const net = shareOf(party.priceCents, bill?.shareBp ?? 10_000);
  const { taxCents, grossCents } = grossOf(net, party.taxRateBp);
  if (paper.netCents !== net) return `${paper.netCents} cents net instead of ${net}`;
  if (paper.taxCents !== taxCents) return `${paper.taxCents} cents of VAT instead of ${taxCents}`;
  if (paper.grossCents !== grossCents) return `${paper.grossCents} cents in all instead of ${grossCents}`;
  const got = world.invoiced.get(paper.number);
  if (got && got.client !== party.index) return `it went to ${world.parties[got.client]?.company}`;
  if (!got) return `it never reached ${party.company}`;
  return got.bill && got.bill.grossCents !== grossCents ? `its letter asks for ${got.bill.grossCents} cents` : null;
}

/** Closed while something of it had not arrived, or the client wanted changes; by acceptance before they had said yes. */
function closedTooEarly(closing: Closing, party: Party, { world }: Evidence): string | null {
  if (closing.by === "owner") return null;
  const parts = partsOf(world, party.index, monthIn(closing.title));
  const missing = parts.find((got) => (got.arrived[0] ?? Number.POSITIVE_INFINITY) > closing.at);
  if (missing) return `before “${missing.title}” had arrived`;
  if (closing.by === "acceptance" && !parts.every((got) => verdictAt(got, closing.at) === "approve"))
    return "as accepted, and they had not accepted all of it";
  if (closing.by === "plan" && parts.some((got) => verdictAt(got, closing.at) === "change"))
    return "by the plan, while they wanted changes";
  return null;
}

/** Everything of a month was accepted, or has been there for long without a word, and still it was not closed. */
function neverClosed(
  { world, books, agreement, endsAt, workdays }: Evidence,
  partyIn: ReadonlyMap<string, Party>,
): Wrong[] {
  const closed = new Set(books.closings.map((one) => `${partyIn.get(one.scope)?.index} ${monthIn(one.title)}`));
  const today = localDate(endsAt, ZONE);
  // What came by this day has been there for as long as the plan waits, and the plan has had two days more.
  const longAgo = addWorkdays(today, -(agreement.silence + 2), workdays);
  const wrong: Wrong[] = [];
  for (const { client, month, on } of world.bills) {
    if (closed.has(`${client} ${month}`)) continue;
    const parts = partsOf(world, client, month);
    const accepted = parts.length > 0 && parts.every((got) => verdictAt(got, endsAt - 3 * DAY_MS) === "approve");
    const silent =
      addWorkdays(on, 2, workdays) < today &&
      parts.every((got) => {
        const last = got.arrived.at(-1);
        return last !== undefined && verdictAt(got, endsAt) !== "change" && localDate(last, ZONE) < longAgo;
      });
    if (accepted || silent)
      wrong.push(
        `${world.parties[client]?.company}: all of ${month} was ${accepted ? "accepted" : "there, and nobody objected,"} and never invoiced`,
      );
  }
  return wrong;
}

/** What a month's work consists of, as its client has it so far. */
function partsOf(world: World, client: number, month: string): Got[] {
  return world.promisedIn(client, month).map((promise) => world.gotOf(client, `${promise.what} ${month}`));
}

function gaps({ books, firstNumber }: Evidence): Wrong[] {
  const taken = books.papers.map((one) => one.ordinal ?? 0).sort((a, b) => a - b);
  return taken
    .flatMap((ordinal, at) =>
      ordinal === firstNumber + at ? [] : [`number ${ordinal} was taken where ${firstNumber + at} was next`],
    )
    .slice(0, 1);
}

/** A reminder whose day the bank's data did not cover, or for what had been paid by then, as far as that could be known. */
export function remindersOf({ world, sent, dueOn }: Evidence): Wrong[] {
  const got = new Set<string>();
  const wrong: Wrong[] = [];
  for (const { letter, at } of sent) {
    const number = numberIn(letter);
    // An answer to what the client wrote about an invoice asks for no money.
    if (!number || letter.byHand || /^(?:re|aw):/i.test(letter.subject)) continue;
    const due = dueOn.get(number);
    const first = !got.has(number) && world.invoiced.has(number);
    got.add(number);
    if (first || due === undefined) continue;
    const covered = world.bank.coveredAt(at);
    if (covered === null || covered <= due)
      wrong.push(`${number} was reminded while the bank's data ended on ${covered ?? "no day"}`);
    if (world.bank.isPaid(number, at)) wrong.push(`${number} was reminded though it had been paid`);
  }
  return wrong;
}

/** `The work of March`, `Mid-month report for March`: March. */
function monthIn(title: string): string {
  return title.split(" ").at(-1) ?? "";
}
