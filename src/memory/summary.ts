/**
 * Summaries are made and made anew here: once a day, in a cheap hour, the newest month first and a bounded number a day. A
 * model writes them where one is set, in the batch; else they are made locally, counted and quoted. A summary carries the
 * labels of all that it was made of, and never holds or replaces a standing instruction.
 * Before: workspace.ts, with every tick. After: coverage.ts, summary-local.ts, records/summary.ts.
 */
import { hash } from "node:crypto";
import type { Records } from "../kernel/fold.ts";
import { houseLabel, joinLabels, type Label } from "../kernel/label.ts";
import type { Transaction, Writer } from "../kernel/writer.ts";
import type { Clock } from "../lib/clock.ts";
import { nextHour } from "../lib/zone.ts";
import { type Fact, HOUSE, standingFacts } from "../records/fact.ts";
import type { Database } from "../store/database.ts";
import { episodesOf, type Happened, happenedWith, lacking, taughtBy } from "./coverage.ts";
import { episodeOf, type Remembered } from "./episodes.ts";
import { INDEX_CURSOR, setCursor } from "./follow.ts";
import type { MemoryRules } from "./memory.ts";
import { type Period, periodNamed, summarisedPeriods } from "./periods.ts";
import { repeatsAny, summariseLocally } from "./summary-local.ts";
import { type Material, summaryParts, tokensFor } from "./summary-prompt.ts";

/** A question that can wait, as the batch takes it. The same id asked again is the same question. */
export interface WaitingQuestion {
  readonly id: string;
  readonly purpose: "summary";
  readonly asker: {
    readonly scope: string;
    readonly agent: null;
    readonly run: null;
    readonly workflow: null;
    readonly causation: null;
  };
  readonly parts: ReturnType<typeof summaryParts>;
  readonly maxTokens: number;
}

/** What became of it. */
export type SummaryReply =
  | { readonly kind: "answered"; readonly value: string; readonly model: string; readonly label: Label }
  | { readonly kind: "unanswered" };

export interface SummariesParts {
  readonly database: Database;
  readonly writer: Writer;
  /** Fresh at every call. */
  readonly records: () => Records;
  readonly rules: () => MemoryRules;
  readonly clock: Pick<Clock, "now">;
  /** The owner's, IANA. */
  readonly zone: string;
  /** Puts the question into the batch; `false`: no model is set, so it is made locally. */
  readonly later?: (transaction: Transaction, question: WaitingQuestion) => boolean;
}

/** It holds no seq, but when the next are due. */
const CURSOR = "summaries";
const LOCAL = "local";

export class Summaries {
  readonly #parts: SummariesParts;
  /** Not before, ms UTC: what the table says, kept so that a tick needs no look. */
  #notBefore = 0;

  constructor(parts: SummariesParts) {
    this.#parts = parts;
  }

  /** The day's summaries, if it is their hour and they were not made; answers how many were made or asked for. */
  async step(): Promise<number> {
    const { database, writer, clock, rules, zone } = this.#parts;
    const now = clock.now();
    if (now < this.#notBefore) return 0;
    this.#notBefore = database.get<{ seq: number }>("SELECT seq FROM cursors WHERE name = ?", [CURSOR])?.seq ?? 0;
    if (now < this.#notBefore) return 0;
    const { summariesHour, summariesPerDay } = rules();
    const next = nextHour(now, summariesHour, zone);
    const periods = this.#periods();
    const [newest] = periods;
    if (!newest) {
      this.#notBefore = next; // a young company: nothing to note
      return 0;
    }
    if (!this.#isIndexed(newest)) return 0;
    const { missing, stale } = lacking({ database, records: this.#parts.records(), periods, now });
    const due = newestFirst([...stale, ...missing], periods).slice(0, summariesPerDay);
    // One by one: each is a commit of its own, and nobody waits for all of them.
    for (const one of due) await writer.submit((transaction) => this.#begin(transaction, one));
    await writer.submit((transaction) => setCursor(transaction, CURSOR, next));
    this.#notBefore = next;
    return due.length;
  }

  /** How many summaries no longer tell all, or what holds. */
  staleCount(): number {
    const { database, records, clock } = this.#parts;
    const periods = this.#periods();
    return periods[0] && this.#isIndexed(periods[0])
      ? lacking({ database, records: records(), periods, now: clock.now() }).stale.length
      : 0;
  }

  /** What the batch brought. What has changed since it was asked makes it worthless, and it is asked anew another day. */
  answered(transaction: Transaction, item: { readonly id: string }, reply: SummaryReply): void {
    const { zone, database } = this.#parts;
    const [, scope = "", name = "", last = ""] = item.id.split(":");
    const { records } = transaction;
    const happened = happenedWith(scope, periodNamed(name, { database, zone }), { database, records });
    const material = this.#gather(transaction, { ...happened, last: Number(last) });
    if (material.seqs.length === 0 || idOf(material) !== item.id) return;
    const text = reply.kind === "answered" ? reply.value.trim() : "";
    const isUsable = text !== "" && !repeatsAny(text, instructionsFor(transaction, scope));
    if (reply.kind === "answered" && isUsable)
      this.#record(transaction, material, { text, by: reply.model, label: joinLabels(material.label, reply.label) });
    else this.#makeLocally(transaction, material);
  }

  #begin(transaction: Transaction, happened: Happened): void {
    const material = this.#gather(transaction, happened);
    if (material.remembered.length === 0) return;
    const { later, rules } = this.#parts;
    const { summaryWords } = rules();
    const taken = later?.(transaction, {
      id: idOf(material),
      purpose: "summary",
      asker: { scope: happened.scope, agent: null, run: null, workflow: null, causation: null },
      parts: summaryParts(material, { words: summaryWords, zone: this.#parts.zone }),
      maxTokens: tokensFor(summaryWords),
    });
    if (!taken) this.#makeLocally(transaction, material);
  }

  /** All that a summary is made of, as it is now. */
  #gather(transaction: Transaction, happened: Happened): Material {
    const { records, now } = transaction;
    const seqs = episodesOf(happened, this.#parts.database);
    const remembered = seqs.flatMap((seq): Remembered[] => {
      const event = transaction.eventAt(seq);
      const one = event && episodeOf(event, transaction);
      return one ? [one] : [];
    });
    const facts = taughtBy(records, happened.scopes, new Set(seqs), now).flatMap((fact) => {
      const text = wordsOf(fact, transaction);
      return text === null ? [] : [{ fact, text, label: transaction.eventAt(fact.seq)?.label }];
    });
    const labels = [...remembered, ...facts].flatMap((one) => one.label ?? []);
    return {
      happened,
      seqs,
      remembered,
      facts: facts.map(({ fact, text }) => ({ id: fact.id, text })),
      label: labels.reduce<Label>(joinLabels, houseLabel(happened.scope)),
    };
  }

  #makeLocally(transaction: Transaction, material: Material): void {
    const { zone, rules } = this.#parts;
    const { happened, remembered, label } = material;
    const text = summariseLocally({
      period: happened.period.name,
      zone,
      episodes: remembered.map((one) => one.episode),
      words: rules().summaryWords,
      except: instructionsFor(transaction, happened.scope),
    });
    this.#record(transaction, material, { text, by: LOCAL, label });
  }

  #record(transaction: Transaction, material: Material, made: { text: string; by: string; label: Label }): void {
    const { happened, seqs, facts } = material;
    const { scope, period } = happened;
    transaction.append({
      type: "summary.made",
      actor: "kernel",
      scope,
      subject: `summary:${scope}:${period.name}`,
      label: made.label,
      data: {
        period: period.name,
        coversFrom: seqs[0] ?? 0,
        coversTo: seqs.at(-1) ?? 0,
        covers: seqs.length,
        facts: facts.map((one) => one.id),
        madeBy: made.by,
      },
      private: { text: made.text, events: seqs },
    });
  }

  #periods(): Period[] {
    const { database, zone, clock, rules } = this.#parts;
    return summarisedPeriods({ database, zone, now: clock.now(), whole: rules().wholeMonths });
  }

  /** An index that is just being made anew counts too little, and every summary would look stale. */
  #isIndexed(newest: Period): boolean {
    const { database } = this.#parts;
    const reached = database.get<{ seq: number }>("SELECT seq FROM cursors WHERE name = ?", [INDEX_CURSOR])?.seq ?? 0;
    return reached >= newest.to - 1;
  }
}

/** By month; of one month the stale ones first: they are read already. */
function newestFirst(happened: readonly Happened[], periods: readonly Period[]): Happened[] {
  const order = new Map(periods.map((period, index) => [period.name, index]));
  const rank = (one: Happened) => order.get(one.period.name) ?? 0;
  return [...happened].sort((a, b) => rank(a) - rank(b));
}

/** The same material has the same id: whatever is added to it, taken away or no longer true makes another. */
function idOf({ happened, seqs, facts }: Material): string {
  const made = hash("sha256", `${seqs.join(" ")}|${facts.map((one) => one.id).join(" ")}`, "hex").slice(0, 16);
  return `summary:${happened.scope}:${happened.period.name}:${happened.last}:${made}`;
}

function instructionsFor(transaction: Transaction, scope: string): string[] {
  return [scope, HOUSE]
    .flatMap((one) => standingFacts(transaction.records, one, transaction.now))
    .flatMap((fact) => (fact.kind === "instruction" ? (wordsOf(fact, transaction) ?? []) : []));
}

function wordsOf(fact: Fact, transaction: Transaction): string | null {
  const event = transaction.eventAt(fact.seq);
  const text = event && transaction.open(event)?.text;
  return typeof text === "string" ? text : null;
}
