/**
 * What the owner reads about money for models: that a budget nears its end, that it is reached, that a provider's report is
 * disputed; and the sentences with which a call is refused.
 * Before: meter.ts. After: kernel/notice.ts.
 */
import type { Card, CardRow } from "../kernel/card.ts";
import { smallMoney } from "../lib/money.ts";
import { readable } from "../lib/zone.ts";
import type { Quota } from "../policy/quotas.ts";

/** A quota, and what counts against it: micro-dollars. */
export interface Counted {
  readonly quota: Quota;
  readonly settled: number;
  /** Set aside for calls under way. */
  readonly held: number;
  /** 0 nothing, 1 that it nears its end, 2 that it is reached. */
  readonly told: number;
}

export interface Money {
  /** What a dollar is worth in `currency`. */
  readonly dollar: number;
  readonly currency: string;
  readonly zone: string;
}

export interface Telling extends Money {
  /** The client it is about, as the owner calls them. */
  readonly client: string | null;
}

/** Micro-dollars as the owner reads them. */
export function moneyWords(micros: number, { dollar, currency }: Pick<Money, "dollar" | "currency">): string {
  return smallMoney((micros / 1_000_000) * dollar, currency);
}

export function pausedWords({ id, reason }: { readonly id: string; readonly reason: string }, model: string): string {
  if (id === "models") return `No model is asked now, because ${reason}. Say “resume models” to go on.`;
  return `${model} is paused, because ${reason}. Say “resume model:${model}” to go on.`;
}

/**
 * `used-up`: it will not do before it is filled again. `kept`: what is left is for what can't wait. `under-way`: it will
 * do once the calls under way are settled.
 */
export type Short = "used-up" | "kept" | "under-way";

export function shortWords(counted: Counted, micros: number, telling: Telling, why: Short): string {
  const { quota, settled, held } = counted;
  const sum = (value: number) => moneyWords(value, telling);
  const name = called(quota, telling);
  const call = `the next call could cost up to ${sum(micros)}`;
  if (micros > quota.limitMicros)
    return `${name} is ${sum(quota.limitMicros)}, and ${call} alone. Raise ${quota.place}.`;
  if (why === "under-way")
    return `${name} is set aside for calls under way (${sum(settled + held)} of ${sum(quota.limitMicros)}). It will do in a moment.`;
  const left = `${name} has ${leftWords(counted, telling)}`;
  if (why === "kept") return `${left}, which is kept for what can't wait. ${fillsWords(quota, telling)}`;
  return `${left}, and ${call}. ${fillsWords(quota, telling)}`;
}

export function nearCard(counted: Counted, telling: Telling): Card {
  const { quota, settled, held } = counted;
  const sum = (value: number) => moneyWords(value, telling);
  const share = Math.floor(((settled + held) / quota.limitMicros) * 100);
  return notice(
    `${called(quota, telling)} is used to ${Math.min(share, 100)} percent: ${sum(settled + held)} of ${sum(quota.limitMicros)}.`,
    [
      { label: "Spent", after: sum(settled) },
      ...(held > 0 ? [{ label: "Set aside for calls under way", after: sum(held) }] : []),
      { label: "When it is used up", after: LOCALLY },
      { label: "Filled again", after: fillsWords(quota, telling) },
      { label: "To raise it", after: raiseWords(quota) },
    ],
    telling,
  );
}

export function reachedCard(counted: Counted, micros: number, telling: Telling): Card {
  const { quota } = counted;
  const limit = moneyWords(quota.limitMicros, telling);
  return notice(
    `${called(quota, telling)} is used up: it has ${leftWords(counted, telling)} of ${limit}.`,
    [
      {
        label: "What stops",
        after: `${STOPS[quota.kind]} that may cost more than what is left; the last one could have cost up to ${moneyWords(micros, telling)}.`,
      },
      { label: "What goes on", after: LOCALLY },
      { label: "Filled again", after: fillsWords(quota, telling) },
      { label: "To raise it", after: raiseWords(quota) },
    ],
    telling,
  );
}

/** Micro-dollars and tokens: what was set aside, which is what is booked, and what the provider says. */
export interface Dispute {
  readonly model: string;
  readonly reserved: number;
  readonly reported: number;
  readonly most: { readonly tokensIn: number; readonly tokensOut: number };
  readonly tokens: { readonly in: number; readonly out: number };
}

export function disputeCard(dispute: Dispute, money: Money): Card {
  const { model, reserved, reported, most, tokens } = dispute;
  const sum = (value: number) => moneyWords(value, money);
  return notice(
    `${model} reported more than was reserved for it, so I have paused it.`,
    [
      {
        label: "Reserved",
        after: `${sum(reserved)}, for at most ${count(most.tokensIn)} tokens in and ${count(most.tokensOut)} out`,
      },
      { label: "Reported", after: `${sum(reported)}, for ${count(tokens.in)} tokens in and ${count(tokens.out)} out` },
      { label: "Booked", after: `${sum(reserved)}: never more than was reserved` },
      { label: "What goes on", after: LOCALLY },
      {
        label: "What to do",
        after: `Compare the provider's bill, and the price in policies/prices.yaml. Then say “resume model:${model}”.`,
      },
    ],
    { ...money, client: null },
  );
}

const LOCALLY =
  "Everything that needs no model: messages are read locally, templates are used, and where a model would have helped I ask you.";

const STOPS: Readonly<Record<Quota["kind"], string>> = {
  day: "Calls of models",
  month: "Calls of models",
  agent: "Calls of models by this agent",
  client: "Calls of models for this client",
  workflow: "Calls of models in this matter",
  run: "Calls of models in this run",
};

function called({ kind, whose }: Quota, { client }: Telling): string {
  switch (kind) {
    case "day":
      return "Today's budget for models";
    case "month":
      return "This month's budget for models";
    case "agent":
      return `Today's budget for models of ${whose}`;
    case "client":
      return `This month's budget for models for ${client ?? "this client"}`;
    case "workflow":
      return "The budget for models in this matter";
    case "run":
      return "The budget for models in this run";
  }
}

function leftWords({ quota, settled, held }: Counted, telling: Telling): string {
  const left = Math.max(0, quota.limitMicros - settled - held);
  return left === 0 ? "nothing left" : `${moneyWords(left, telling)} left`;
}

function fillsWords({ until }: Quota, { zone }: Money): string {
  return until === null ? "It is not filled again." : `It is filled again ${readable(until, zone)}.`;
}

function raiseWords({ place }: Quota): string {
  return place.includes("agent.md")
    ? `Change ${place}, and its version; it applies after a restart.`
    : `Change ${place}; it applies at once.`;
}

function notice(title: string, rows: readonly CardRow[], { client }: Telling): Card {
  return { kind: "notice", title, ...(client === null ? {} : { client }), rows, why: [], buttons: [] };
}

function count(tokens: number): string {
  return tokens.toLocaleString("en-GB");
}
