/**
 * Where an embedder is set, what episodes mean is filled in behind the index: some at a time, never waited for, and nothing
 * that decides leans on it. What can't be had now is asked for later; until then words alone are searched.
 * Before: workspace.ts, with every tick. After: the embedder, handed in; episode-index.ts.
 */
import type { Records } from "../kernel/fold.ts";
import type { Inflight } from "../kernel/inflight.ts";
import type { Ledger } from "../kernel/ledger.ts";
import type { Transaction, Writer } from "../kernel/writer.ts";
import type { Clock } from "../lib/clock.ts";
import type { Database } from "../store/database.ts";
import type { EpisodeIndex } from "./episode-index.ts";
import { episodeOf } from "./episodes.ts";
import { INDEX_CURSOR, nextEpisodes, setCursor, VECTORS_CURSOR } from "./follow.ts";
import type { Episode } from "./memory.ts";

export interface EmbeddingParts {
  readonly database: Database;
  readonly writer: Writer;
  readonly ledger: Ledger;
  /** Fresh at every call. */
  readonly records: () => Records;
  readonly inflight: Inflight;
  readonly clock: Pick<Clock, "now">;
  readonly index: Pick<EpisodeIndex, "addVectors">;
  /** The embedder's name: another one begins anew. */
  readonly model: string;
  /** Unit vectors, one a text; `null`: not now. `scope` pays for them. */
  readonly embed: (texts: readonly string[], scope: string) => Promise<readonly Float32Array[] | null>;
}

const MOST_AT_ONCE = 64;
const LATER_MS = 10 * 60_000;
const NEXT = nextEpisodes(MOST_AT_ONCE);

type Meant = ReadonlyMap<string, ReadonlyArray<{ readonly seq: number; readonly vector: Float32Array }>>;

export class Embedding {
  readonly #parts: EmbeddingParts;
  #notBefore = 0;

  constructor(parts: EmbeddingParts) {
    this.#parts = parts;
  }

  /** Asks for the meaning of the next episodes, if there are any; answers how many. Two look-ups when there are none. */
  step(): number {
    const { database, inflight, clock, writer } = this.#parts;
    const from = this.#reached(this.#cursor);
    const end = this.#reached(INDEX_CURSOR);
    if (from >= end || clock.now() < this.#notBefore || inflight.has(this.#cursor)) return 0;
    const seqs = database.all<{ seq: number }>(NEXT, [from, end]).map((row) => row.seq);
    const reached = seqs.length === MOST_AT_ONCE ? (seqs.at(-1) ?? end) : end;
    const episodes = this.#episodes(seqs);
    inflight.start<Meant | null>(
      this.#cursor,
      () => this.#meanings(episodes),
      async (answer) => {
        const meant = answer.ok ? answer.value : null;
        if (meant) await writer.submit((transaction) => this.#keep(transaction, meant, from, reached));
        else this.#notBefore = clock.now() + LATER_MS;
      },
    );
    return Math.max(1, episodes.length);
  }

  get #cursor(): string {
    return `${VECTORS_CURSOR}${this.#parts.model}`;
  }

  #keep(transaction: Transaction, meant: Meant, from: number, reached: number): void {
    // The index was dropped meanwhile: it is all done anew.
    if (this.#reached(this.#cursor) !== from || this.#reached(INDEX_CURSOR) < reached) return;
    setCursor(transaction, this.#cursor, reached);
    for (const [scope, rows] of meant) this.#parts.index.addVectors(scope, rows);
  }

  async #meanings(episodes: readonly Episode[]): Promise<Meant | null> {
    const meant = new Map<string, Array<{ seq: number; vector: Float32Array }>>();
    for (const scope of new Set(episodes.map((one) => one.scope))) {
      const own = episodes.filter((one) => one.scope === scope);
      const vectors = await this.#parts.embed(own.map(textOf), scope);
      if (vectors?.length !== own.length) return null;
      meant.set(
        scope,
        own.flatMap(({ seq }, at) => {
          const vector = vectors[at];
          return vector ? [{ seq, vector }] : [];
        }),
      );
    }
    return meant;
  }

  #episodes(seqs: readonly number[]): Episode[] {
    const { ledger, records } = this.#parts;
    const reading = {
      records: records(),
      eventAt: (seq: number) => ledger.at(seq),
      open: (event: Parameters<Ledger["open"]>[0]) => ledger.open(event),
    };
    return seqs.flatMap((seq) => {
      const event = ledger.at(seq);
      const remembered = event && episodeOf(event, reading);
      return remembered ? [remembered.episode] : [];
    });
  }

  #reached(cursor: string): number {
    return this.#parts.database.get<{ seq: number }>("SELECT seq FROM cursors WHERE name = ?", [cursor])?.seq ?? 0;
  }
}

function textOf({ who, text, beside }: Episode): string {
  return `${who}: ${[beside.split("\n")[0] ?? "", text].filter((one) => one !== "").join("\n")}`;
}
