/**
 * What finding again costs: a client with a hundred thousand episodes beside SQLite's own full-text search on the same text,
 * thousands of clients beside a table and beside a file for each, and the scan of all vectors.
 */
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import LibSql from "libsql";
import { EpisodeIndex } from "../../src/memory/episode-index.ts";
import type { Episode } from "../../src/memory/memory.ts";
import { PRAGMAS } from "../../src/store/database.ts";
import { inFolder, type Kernel, kernelAt, type Scale } from "./ground.ts";
import { quantile, timed } from "./measure.ts";
import { type Finding, readable } from "./table.ts";
import { ZipfText } from "./zipf.ts";

const MOST_SEARCH_MS = 15;
const BATCH = 1000;
const HITS = 20;
const DIMENSIONS = 512;
const EMBEDDER = "bench";

export async function recall({ quick }: Scale): Promise<Finding[]> {
  return [
    ...(await inFolder((home) => manyEpisodes(home, quick ? 20_000 : 100_000, quick ? 50 : 300))),
    ...(await inFolder((home) => manyScopes(home, quick ? 500 : 5000, quick ? 100 : 500))),
  ];
}

/** One client who wrote a great deal. */
async function manyEpisodes(home: string, count: number, questions: number): Promise<Finding[]> {
  const kernel = kernelAt(home);
  const index = new EpisodeIndex({ ...kernel, embedder: EMBEDDER });
  const text = new ZipfText(1);
  const fts = ftsTable(join(home, "fts.db"), "episodes");
  let [addMs, ftsAddMs] = [0, 0];
  for (let from = 0; from < count; from += BATCH) {
    const episodes = text.episodes("c_1", BATCH, from);
    addMs += await timed(() => kernel.database.transact(() => index.add(episodes)));
    ftsAddMs += await timed(() => fts.add(episodes));
  }
  const [oursMs, ftsMs]: [number[], number[]] = [[], []];
  for (let at = 0; at < questions; at++) {
    const words = text.question(5);
    oursMs.push(await timed(() => index.search(["c_1"], `When did we speak of ${words.join(" ")}?`, { limit: HITS })));
    ftsMs.push(await timed(() => fts.search(words)));
  }
  fts.close();
  const vectors = await vectorScan(kernel, index, text, count, Math.min(questions, 50));
  kernel.database.close();
  const [p50, p95, ftsP50] = [quantile(oursMs, 0.5), quantile(oursMs, 0.95), quantile(ftsMs, 0.5)];
  return [
    {
      what: `a question to ${readable(count)} episodes of one client, p50 (p95 ${readable(p95)} ms)`,
      figure: `${readable(p50)} ms`,
      beside: `${readable(ftsP50)} ms FTS5 with bm25 (p95 ${readable(quantile(ftsMs, 0.95))} ms)`,
      ratio: p50 / ftsP50,
      bar: `≤ ${MOST_SEARCH_MS} ms`,
      met: p50 <= MOST_SEARCH_MS,
      value: p50,
    },
    {
      what: `  indexing an episode, ${readable(BATCH)} at once`,
      figure: `${readable(addMs / count)} ms`,
      beside: `${readable(ftsAddMs / count)} ms FTS5`,
      ratio: addMs / ftsAddMs,
      value: addMs / count,
    },
    ...vectors,
  ];
}

async function vectorScan(kernel: Kernel, index: EpisodeIndex, text: ZipfText, count: number, questions: number) {
  const addMs = await timed(() => {
    for (let from = 0; from < count; from += BATCH) {
      const rows = Array.from({ length: BATCH }, (_, at) => ({ seq: from + at, vector: text.vector(DIMENSIONS) }));
      kernel.database.transact(() => index.addVectors("c_1", rows));
    }
  });
  // A word that stands nowhere: what is left is the scan.
  const ask = () => index.search(["c_1"], "qqqq", { limit: HITS, vector: text.vector(DIMENSIONS) });
  const coldMs = await timed(ask);
  const tookMs: number[] = [];
  for (let at = 0; at < questions; at++) tookMs.push(await timed(ask));
  const p50 = quantile(tookMs, 0.5);
  const finding: Finding = {
    what: `exact scan of ${readable(count)} vectors of ${DIMENSIONS}, p50 (first time, unsealing all: ${readable(coldMs)} ms; adding one: ${readable(addMs / count)} ms)`,
    figure: `${readable(p50)} ms`,
    value: p50,
  };
  return [finding];
}

/** Clients as a long-lived company has them: each with little, and each behind its own wall. */
async function manyScopes(home: string, scopes: number, rounds: number): Promise<Finding[]> {
  const tables = Math.min(scopes, 1000); // a table a client takes ever longer to make
  const names = Array.from({ length: scopes }, (_, at) => `c_${at}`);
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, "keys.jsonl"), names.map(keyLine).join("")); // making five thousand keys is another bench
  const kernel = kernelAt(home);
  const index = new EpisodeIndex(kernel);
  const text = new ZipfText(2);
  const talks = names.map((name, at) => text.episodes(name, 10, at * 1000));
  kernel.database.transact(() => index.add(talks.flat()));

  const shared = new LibSql(join(home, "tables.db"));
  const tableMs: number[] = [];
  const perTable: FtsTable[] = [];
  for (const [at, name] of names.slice(0, tables).entries()) {
    const makeMs = await timed(() => perTable.push(ftsTable(shared, name)));
    if (at >= tables - 50) tableMs.push(makeMs);
    perTable[at]?.add(talks[at] ?? []);
  }
  const files = names.slice(0, 200);
  for (const [at, name] of files.entries()) {
    const file = ftsTable(join(home, `${name}.fts`), "episodes");
    file.add(talks[at] ?? []);
    file.close();
  }
  const took: Record<"add" | "search", { ours: number[]; table: number[]; file: number[] }> = {
    add: { ours: [], table: [], file: [] },
    search: { ours: [], table: [], file: [] },
  };
  for (let round = 0; round < rounds; round++) {
    const at = (round * 7) % files.length; // few are asked often: all three have what they need in memory
    const far = (round * 1237) % scopes;
    const name = names[far] ?? "";
    const episode = text.episodes(name, 1, far * 1000 + 100 + round);
    took.add.ours.push(await timed(() => kernel.database.transact(() => index.add(episode))));
    took.add.table.push(await timed(() => perTable[far % tables]?.add(episode)));
    const words = text.question(5);
    took.search.ours.push(await timed(() => index.search([name], words.join(" "), { limit: HITS })));
    took.search.table.push(await timed(() => perTable[far % tables]?.search(words)));
    took.add.file.push(await timed(() => withFile(join(home, `${files[at]}.fts`), (file) => file.add(episode))));
    took.search.file.push(await timed(() => withFile(join(home, `${files[at]}.fts`), (file) => file.search(words))));
  }
  for (const connection of [kernel.database, shared]) connection.close();
  const finding = (what: string, { ours, table, file }: (typeof took)["add"]): Finding => {
    const [mine, its, theirs] = [quantile(ours, 0.5), quantile(table, 0.5), quantile(file, 0.5)];
    return {
      what,
      figure: `${readable(mine)} ms`,
      beside: `${readable(its)} ms a table each (of ${readable(tables)}), ${readable(theirs)} ms a file each, opened`,
      ratio: mine / its,
      value: mine,
    };
  };
  return [
    finding(`indexing one episode among ${readable(scopes)} scopes, with its commit`, took.add),
    finding(`a question to one of ${readable(scopes)} scopes`, took.search),
    {
      what: "  a new scope",
      figure: "a row",
      beside: `${readable(quantile(tableMs, 0.5))} ms to make a table among ${readable(tables)}`,
      value: 0,
    },
  ];
}

interface FtsTable {
  add(episodes: readonly Episode[]): void;
  search(words: readonly string[]): unknown[];
  close(): void;
}

/** SQLite's own full-text search, as one would set it up: Porter's stems, bm25, the store's pragmas. */
function ftsTable(at: string | LibSql.Database, table: string): FtsTable {
  const connection = typeof at === "string" ? new LibSql(at) : at;
  for (const pragma of PRAGMAS) connection.exec(`PRAGMA ${pragma}`);
  connection.exec(`CREATE VIRTUAL TABLE IF NOT EXISTS ${table} USING fts5(text, tokenize = 'porter unicode61')`);
  const insert = connection.prepare(`INSERT INTO ${table} (rowid, text) VALUES (?, ?)`);
  const select = connection.prepare(
    `SELECT rowid FROM ${table} WHERE ${table} MATCH ? ORDER BY bm25(${table}) LIMIT ${HITS}`,
  );
  return {
    add(episodes) {
      connection.exec("BEGIN IMMEDIATE");
      for (const { seq, text } of episodes) insert.run([seq, text]);
      connection.exec("COMMIT");
    },
    search: (words) => select.all([words.join(" OR ")]),
    close: () => connection.close(),
  };
}

function withFile(path: string, work: (file: FtsTable) => unknown): void {
  const file = ftsTable(path, "episodes");
  work(file);
  file.close();
}

function keyLine(scope: string): string {
  return `${JSON.stringify({ scope, kind: "personal", key: randomBytes(32).toString("base64") })}\n`;
}
