/**
 * Recall: what an agent or the owner is given of a client's past. Standing instructions always and whole, never searched for;
 * then facts that hold now, then summaries and episodes as the policy says, all within a budget of tokens. Every recall is
 * logged with what it gave, by seq, and carries the labels of all of it.
 * Before: agent/answering.ts, surfaces/words. After: episode-index.ts, coverage.ts, records/fact.ts.
 */
import type { LedgerEvent } from "../kernel/event.ts";
import type { Records } from "../kernel/fold.ts";
import { houseLabel, type Label } from "../kernel/label.ts";
import type { Ledger } from "../kernel/ledger.ts";
import type { Writer } from "../kernel/writer.ts";
import type { Clock } from "../lib/clock.ts";
import { type Fact, HOUSE, scopesOfClient, standingFacts } from "../records/fact.ts";
import { type Summary, type SummaryWords, summaries } from "../records/summary.ts";
import type { Database } from "../store/database.ts";
import { Basket, type Kind, type Offers } from "./basket.ts";
import { happenedWith, standingOf } from "./coverage.ts";
import type { EpisodeIndex, SearchOptions } from "./episode-index.ts";
import { episodeOf, type Remembered } from "./episodes.ts";
import { common, keywords, keywordsAsked } from "./keywords.ts";
import type { MemoryRules, Recalled, RecallRequest } from "./memory.ts";
import { type Period, periodNamed } from "./periods.ts";
import { episodeLine, factLine, summaryLine } from "./recalled-lines.ts";

export interface RecallParts {
  readonly database: Database;
  readonly writer: Writer;
  readonly ledger: Ledger;
  /** Fresh at every call. */
  readonly records: () => Records;
  readonly index: Pick<EpisodeIndex, "search">;
  readonly rules: () => MemoryRules;
  /** The counter's tables are large, and read only when something is recalled. */
  readonly countTokens: () => Promise<(text: string) => number>;
  readonly clock: Pick<Clock, "now">;
  /** The owner's, IANA. */
  readonly zone: string;
  /** The question's meaning, where an embedder is set; `null` where it has no answer. `scope` pays for it. */
  readonly embed?: (question: string, scope: string) => Promise<Meaning | null>;
}

/** Of what is left after the standing instructions; what is not used goes to the next. */
const FACTS_SHARE = 0.5;
const FIRST_SHARE = 0.7;
/** Characters of one episode in a recall; the mail itself can be read whole. */
const LONGEST_EPISODE = 1200;

type Meaning = NonNullable<SearchOptions["vector"]>;

export class Recall {
  readonly #parts: RecallParts;
  readonly #over = new Map<string, Period>();

  constructor(parts: RecallParts) {
    this.#parts = parts;
  }

  /** What a question needs. Never more than the budget, standing instructions excepted: they are never left out. */
  async recall(request: RecallRequest): Promise<Recalled> {
    const { rules, embed, countTokens } = this.#parts;
    const fidelity = request.fidelity ?? rules().fidelity;
    const vector = (await embed?.(request.question, request.scope)) ?? undefined;
    const count = await countTokens();
    const basket = new Basket(
      request.budget ?? rules().budgetTokens,
      count,
      this.#offers({ ...request, fidelity }, vector),
    );
    basket.takeAll("instructions");
    if (basket.room > 0) {
      basket.take("facts", FACTS_SHARE);
      const order: readonly Kind[] = fidelity === "episodes" ? ["episodes", "summaries"] : ["summaries", "episodes"];
      basket.take(order[0] ?? "summaries", FIRST_SHARE);
      for (const kind of [...order].reverse()) basket.take(kind, 1);
      basket.take("facts", 1);
    }
    const recalled = basket.recalled(houseLabel(request.scope));
    await this.#log(request, fidelity, recalled);
    return recalled;
  }

  /** Episodes that fit these words, best first, for a question of the owner's. Not logged: the answer itself is on record. */
  find(scope: string, words: string, most: number): Remembered[] {
    const records = this.#parts.records();
    return this.#search(scopesOfClient(records, scope), words, { most, records });
  }

  /** The client's summaries that hold, the newest period first, for a question of the owner's. */
  summaries(scope: string): ReadonlyArray<Recalled["summaries"][number]> {
    const records = this.#parts.records();
    return this.#summaries(scope, scopesOfClient(records, scope), records).map((one) => one.item);
  }

  /** Everything that may be given, each kind in the order in which it is. */
  #offers(request: RecallRequest & Pick<MemoryRules, "fidelity">, vector: Meaning | undefined): Offers {
    const { clock, rules } = this.#parts;
    const records = this.#parts.records();
    const { scope, question } = request;
    const scopes = scopesOfClient(records, scope);
    const asked = keywordsAsked(question);
    const own = (label: Label) => ownLabel(label, scope, scopes);
    const standing = standingFacts(records, scope, clock.now());
    const house = scope === HOUSE ? [] : standingFacts(records, HOUSE, clock.now());
    const facts = [...house, ...standing].flatMap((fact) => this.#factOffer(fact, scope, own) ?? []);
    const told = this.#summaries(scope, scopes, records);
    const covered = new Set(request.fidelity === "episodes" ? [] : told.flatMap((one) => one.events));
    const found = this.#search(scopes, question, { most: rules().episodes, records, vector });
    return {
      instructions: facts.flatMap(({ fact, ...offer }) =>
        isFollowed(fact)
          ? [{ ...offer, item: { text: offer.item.text, house: fact.scope === HOUSE, seq: fact.seq } }]
          : [],
      ),
      facts: byRelevance(
        facts.filter((one) => !isFollowed(one.fact)),
        asked,
      ),
      summaries: byRelevance(
        told.map((one) => ({ ...one, label: own(one.label), line: summaryLine(one.item) })),
        asked,
      ),
      episodes: found
        .filter(({ episode: { seq } }) => !covered.has(seq) && !request.atHand?.includes(seq))
        .map(({ episode, label }) => {
          const { at, who, seq } = episode;
          const item = { at, who, seq, text: shortened(episode), trust: label.trust };
          return { item, line: episodeLine(item, this.#parts.zone), seq, label: own(label) };
        }),
    };
  }

  #factOffer(fact: Fact, scope: string, own: (label: Label) => Label) {
    const event = this.#parts.ledger.at(fact.seq);
    const text = event && this.#parts.ledger.open(event)?.text;
    if (!event || typeof text !== "string") return null;
    const item = { text, seq: fact.seq, kind: fact.kind, trust: fact.trust };
    // The house's own words belong to nobody: whoever reads them has read of no other client.
    const label: Label = fact.scope === HOUSE ? { scopes: [scope], trust: fact.trust } : own(event.label);
    return { fact, item, line: factLine(item), seq: fact.seq, label };
  }

  /** The client's summaries that hold, the newest period first, each with the events it covers. */
  #summaries(scope: string, scopes: readonly string[], records: Records) {
    const { ledger, database, clock } = this.#parts;
    const rows = records.find(
      summaries,
      `scope IN (${scopes.map(() => "?").join(",")}) ORDER BY period DESC, seq DESC`,
      [...scopes],
    );
    const whole = new Set<string>();
    return rows.flatMap((row: Summary) => {
      const happened = happenedWith(scope, this.#period(row.period), { database, records });
      const standing = standingOf(row, happened, records, clock.now());
      // One of before two clients were put together says nothing that the one for both doesn't.
      if (standing === "outdated" || whole.has(row.period)) return [];
      const event = ledger.at(row.seq);
      const words = event && (ledger.open(event) as SummaryWords | null);
      if (!event || !words?.text) return [];
      if (standing === "fresh") whole.add(row.period);
      const item = { period: row.period, text: words.text, seq: row.seq, partial: standing === "partial" };
      return [{ item, seq: row.seq, label: event.label, events: words.events }];
    });
  }

  /** A month that is over is looked up once. */
  #period(name: string): Period {
    const { database, ledger, zone } = this.#parts;
    const known = this.#over.get(name);
    if (known) return known;
    const period = periodNamed(name, { database, zone });
    if (period.to <= (ledger.head()?.seq ?? 0)) this.#over.set(name, period);
    return period;
  }

  #search(
    scopes: readonly string[],
    question: string,
    about: { most: number; records: Records; vector?: Meaning | undefined },
  ): Remembered[] {
    const { index, ledger } = this.#parts;
    const { most, records, vector } = about;
    if (most === 0) return [];
    const reading = {
      records,
      eventAt: (seq: number) => ledger.at(seq),
      open: (event: Pick<LedgerEvent, "id" | "scope" | "data">) => ledger.open(event),
    };
    const hits = index.search(scopes, question, { limit: most, ...(vector ? { vector } : {}) });
    return hits.flatMap((hit) => {
      const event = ledger.at(hit.seq);
      if (event && !scopes.includes(event.scope))
        throw new Error(`The memory of a client answered with event ${hit.seq} of another. Nothing was given.`);
      const one = event && episodeOf(event, reading);
      return one ? [one] : [];
    });
  }

  #log(request: RecallRequest, fidelity: string, recalled: Recalled): Promise<number> {
    const seqs = (items: ReadonlyArray<{ readonly seq: number }>) => items.map((one) => one.seq);
    const gave = {
      instructions: seqs(recalled.instructions),
      facts: seqs(recalled.facts),
      summaries: seqs(recalled.summaries),
      episodes: seqs(recalled.episodes),
    };
    return this.#parts.writer.submit((transaction) =>
      transaction.run("INSERT INTO recalls (at, scope, run, fidelity, tokens, gave) VALUES (?, ?, ?, ?, ?, ?)", [
        transaction.now,
        request.scope,
        request.run ?? null,
        fidelity,
        recalled.tokens,
        JSON.stringify(gave),
      ]),
    );
  }
}

/** What has most in common with the question first; of equals the later one. */
function byRelevance<O extends { readonly line: string; readonly seq: number }>(
  offers: readonly O[],
  asked: ReadonlySet<string>,
): O[] {
  return offers
    .map((offer) => ({ offer, fit: common(keywords(offer.line), asked) }))
    .sort((a, b) => b.fit - a.fit || b.offer.seq - a.offer.seq)
    .map((one) => one.offer);
}

/** What outsiders said is no instruction, whoever wrote it down as one (invariant 8): it is told as what it is, a fact. */
function isFollowed(fact: Fact): boolean {
  return fact.kind === "instruction" && fact.trust !== "outside";
}

/** Whatever was put together with the client is the client's own: to a run inside it, no other scope. */
export function ownLabel(label: Label, scope: string, scopes: readonly string[]): Label {
  return { ...label, scopes: [...new Set(label.scopes.map((one) => (scopes.includes(one) ? scope : one)))].sort() };
}

function shortened({ text, beside }: Remembered["episode"]): string {
  const subject = beside.split("\n")[0] ?? "";
  const whole = subject === "" ? text : `(${subject}) ${text}`;
  return whole.length > LONGEST_EPISODE ? `${whole.slice(0, LONGEST_EPISODE - 1).toWellFormed()}…` : whole;
}
