/**
 * What came of a simulation, for the owner to read and for programs.
 * Before: simulate.ts. After: verbs/simulate.ts.
 */
import { smallMoney } from "../lib/money.ts";
import type { Asked } from "./books.ts";
import { MOST_MET } from "./ground.ts";
import { RULE } from "./owner.ts";
import { PERSONAS } from "./people.ts";
import { CHARACTERS } from "./personas.ts";
import type { Outcome } from "./simulate.ts";

/** As `simulate --json` prints it; more fields may come. */
export function reportJson(outcome: Outcome) {
  const { options, books, judgement, tally, mix, openedAt, ownerDays, mails, model } = outcome;
  // What the owner orders and does at once takes no decision.
  const isDecision = (one: Asked) => one.principal !== "owner" || tally.shownFirst.has(one.proposal);
  const closed = books.asked.filter((one) => one.closedAt !== null && isDecision(one));
  const decisions = closed.filter((one) => one.openedAt > openedAt);
  const count = sum(decisions);
  const askedFirst = decisions.filter((one) => tally.shownFirst.has(one.proposal)).length;
  return {
    seed: options.seed,
    clients: options.clients,
    days: options.days,
    from: options.from,
    ledgerHash: books.hash,
    events: books.events,
    decisionsPerClientWeek: rounded(count / options.clients / (options.days / 7)),
    invoicesWrong: judgement.invoices.length,
    obligationsMissed: judgement.obligations.length,
    wrongSends: judgement.sends.length,
    ambiguousMissed: judgement.ambiguous.length,
    refundsUnasked: judgement.refunds.length,
    cardsByKind: {
      ...byAction(books.asked.filter((one) => one.openedAt > openedAt && isDecision(one))),
      ...books.told,
    },
    decisions: count,
    decisionsPerOwnerDay: ownerDays === 0 ? 0 : rounded(count / ownerDays),
    decisionsByKind: byAction(decisions),
    cardsLeftOpen: books.asked.filter((one) => one.closedAt === null).length,
    taps: tally.taps,
    ownOrders: tally.orders,
    filesHandedOver: tally.handedOver,
    // As if each file that was handed over had been shown once more before it left.
    decisionsWithHandOvers: rounded((count + tally.handedOver - askedFirst) / options.clients / (options.days / 7)),
    setupDecisions: sum(books.asked.filter((one) => one.openedAt <= openedAt)),
    avoidable: outcome.avoidable,
    longestDigestLines: books.longestDigestLines,
    clearAsked: judgement.clearAsked.length,
    ambiguousFound: judgement.found.ambiguous,
    obligationsKept: judgement.found.obligationsKept,
    invoicesRight: judgement.found.invoicesRight,
    remindersWrong: judgement.reminders.length,
    sentWhileHeld: judgement.held.length,
    timesWrong: judgement.times.length,
    executedUnasked: tallied(books.done.map((done) => done.action)),
    denied: books.denied,
    mix,
    mails,
    modelCost: model ? { dollars: model.micros / 1_000_000, calls: model.calls } : null,
    seconds: rounded(outcome.seconds),
    peakMegabytes: Math.round(outcome.peakMegabytes),
    wrong: [
      ...judgement.invoices,
      ...judgement.obligations,
      ...judgement.sends,
      ...judgement.ambiguous,
      ...judgement.refunds,
      ...judgement.reminders,
      ...judgement.held,
      ...judgement.times,
    ],
    askedInVain: judgement.clearAsked,
    ownerRefused: Object.fromEntries(tally.refused),
    unforeseen: Object.fromEntries(tally.unforeseen),
  };
}

export type Report = ReturnType<typeof reportJson>;

const MOST_LISTED = 12;

export function reportText(report: Report): string {
  const { clients, days, seed, from } = report;
  const perDay = report.decisionsPerOwnerDay;
  const lines = [
    `${clients} clients, ${days} days from ${from}, seed ${seed}`,
    "",
    "Who the clients are",
    ...PERSONAS.filter((name) => report.mix[name] > 0).map(
      (name) => `  ${String(report.mix[name]).padStart(4)}  ${name}: ${CHARACTERS[name].says}`,
    ),
    ...(clients > MOST_MET
      ? [`        ${MOST_MET} of them are met every week, and nobody could meet more; the others get the same reports`]
      : []),
    `        and three messages that concern no client for each one that does: ${report.mails.noise} beside ${report.mails.fromClients}`,
    "",
    "What the owner does",
    ...RULE.map((line) => `  - ${line}`),
    "",
    "Attention",
    `  ${report.decisions} decisions: ${report.decisionsPerClientWeek} for each client and week, ${perDay} for each of the owner's days`,
    ...table(report.decisionsByKind),
    `  ${report.taps} taps, ${report.ownOrders} things that the owner did without being asked, ${report.setupDecisions} decision(s) to set everything up`,
    `  ${report.filesHandedOver} files that the owner made were handed over; had each been shown once more before it left: ${report.decisionsWithHandOvers} for each client and week`,
    ...(total(report.avoidable) === 0
      ? ["  None of them could have been avoided."]
      : [`  ${total(report.avoidable)} could have been avoided:`, ...table(report.avoidable)]),
    `  the longest morning digest has ${report.longestDigestLines} lines`,
    "",
    "Done without asking",
    ...table(report.executedUnasked),
    "",
    "Right and wrong",
    `  invoices right to the cent: ${report.invoicesRight}, wrong: ${report.invoicesWrong}`,
    `  promises kept: ${report.obligationsKept}, missed: ${report.obligationsMissed}`,
    `  ambiguous messages put to the owner: ${report.ambiguousFound}, missed: ${report.ambiguousMissed}; clear ones put to the owner all the same: ${report.clearAsked}`,
    `  wrong sends: ${report.wrongSends}; reminders that should have waited: ${report.remindersWrong}; mails that left though held: ${report.sentWhileHeld}; refunds without asking: ${report.refundsUnasked}; times that were not the owner's to give: ${report.timesWrong}`,
    ...listed(report.wrong),
    ...(report.askedInVain.length > 0 ? ["  Clear, and asked all the same:", ...listed(report.askedInVain)] : []),
    "",
    "The rest",
    `  ${report.mails.sent} mails left; ${report.events} events, ledger ${report.ledgerHash.slice(0, 16)}…`,
    `  ${report.seconds} s, at most ${report.peakMegabytes} MB`,
    report.modelCost
      ? `  models: ${report.modelCost.calls} calls, ${smallMoney(report.modelCost.dollars, "USD")}`
      : "  no model was set",
  ];
  return lines.join("\n");
}

function byAction(asked: readonly Asked[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { action, weight } of asked) counts[action] = (counts[action] ?? 0) + weight;
  return sorted(counts);
}

function tallied(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return sorted(counts);
}

function sorted(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1)));
}

function sum(asked: readonly Asked[]): number {
  return asked.reduce((weight, one) => weight + one.weight, 0);
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((all, one) => all + one, 0);
}

function table(counts: Readonly<Record<string, number>>): string[] {
  return Object.entries(counts).map(([name, count]) => `  ${String(count).padStart(6)}  ${name}`);
}

function listed(wrong: readonly string[]): string[] {
  const more = wrong.length - MOST_LISTED;
  return [...wrong.slice(0, MOST_LISTED).map((one) => `    ! ${one}`), ...(more > 0 ? [`    and ${more} more`] : [])];
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
