/**
 * `npm run bench:locomo -- [FILE] [--json] [--embedder offline]`: how much of what a question needs the index finds, without
 * any model, through the real index in a real database, one scope a talk. The file stays where it is (CC BY-NC): without it,
 * this says so and measures nothing.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Keys } from "../../src/kernel/keys.ts";
import { systemEntropy } from "../../src/lib/entropy.ts";
import { EpisodeIndex } from "../../src/memory/episode-index.ts";
import { offlineEmbedder } from "../../src/memory/offline-embedder.ts";
import { Database } from "../../src/store/database.ts";
import { migrate } from "../../src/store/migrate.ts";
import { crossing, type Recall, readTalks, recallOf, strangers, type Talk, withoutWalls } from "../support/locomo.ts";
import { inFolder, PACKAGE_ROOT } from "./ground.ts";
import { quantile } from "./measure.ts";

const BARS: ReadonlyArray<readonly [what: string, bar: number, of: (recall: Recall) => number]> = [
  ["turn recall@5", 0, ({ turn }) => turn.recall5],
  ["turn recall@10", 0.72, ({ turn }) => turn.recall10],
  ["turn recall@20", 0, ({ turn }) => turn.recall20],
  ["session recall@5", 0.87, ({ session }) => session.recall5],
  ["session recall@10", 0.93, ({ session }) => session.recall10],
];
const P95_BAR_MS = 25;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean", default: false }, embedder: { type: "string" } },
});
const path = positionals[0] ?? join(PACKAGE_ROOT, "..", "shared", "locomo", "locomo-even.json");
if (!existsSync(path)) {
  process.stderr.write(`There is no ${path}: nothing was measured. Give a file of LoCoMo's form as the argument.\n`);
  if (options.json) process.stdout.write(`${JSON.stringify({ skipped: `${path} is absent` })}\n`);
  if (positionals.length > 0) process.exitCode = 2;
} else if (options.embedder !== undefined && options.embedder !== "offline") {
  process.stderr.write(`There is no embedder "${options.embedder}"; there is "offline".\n`);
  process.exitCode = 2;
} else await inFolder((folder) => measure(folder, readTalks(path)));

async function measure(folder: string, talks: readonly Talk[]): Promise<void> {
  const database = new Database({ path: join(folder, "atelier.db") });
  migrate(database, join(PACKAGE_ROOT, "migrations"));
  const keys = new Keys({ path: join(folder, "keys.jsonl"), entropy: systemEntropy() });
  const index = new EpisodeIndex({ database, keys, embedder: options.embedder });
  const began = performance.now();
  for (const { episodes } of talks) database.transact(() => index.add(episodes));
  const addedMs = performance.now() - began;

  const plain = recallOf(index, talks);
  const meant = options.embedder ? await withMeaning(database, index, talks) : undefined;
  const walled = crossing(talks, (scope, question, limit) => seqsOf(index, scope, question, limit));
  const { recall, tookMs } = { recall: meant ?? plain, tookMs: (meant ?? plain).tookMs };
  const p95Ms = quantile(tookMs, 0.95);
  if (options.json) {
    const { turn, session } = recall;
    process.stdout.write(`${JSON.stringify({ turn, session, crossed: walled.crossed, p95Ms })}\n`);
    database.close();
    return;
  }
  const episodes = talks.reduce((sum, talk) => sum + talk.episodes.length, 0);
  const lines = [
    `${talks.length} talks, ${episodes} turns, ${tookMs.length} questions with evidence; indexed in ${(addedMs / episodes).toFixed(2)} ms a turn`,
    ...BARS.map(
      ([what, bar, of]) => line(what, plain, meant, of) + (bar ? verdict(of(recall) >= bar, `≥ ${bar}`) : ""),
    ),
    "",
    ...talks.map((talk) => {
      const { turn, session } = recallOf(index, [talk]);
      return `${talk.scope.padEnd(20)}turn@10 ${turn.recall10.toFixed(4)}  session@5 ${session.recall5.toFixed(4)}  @10 ${session.recall10.toFixed(4)}`;
    }),
    "",
    `p50 / p95`.padEnd(20) +
      `${quantile(tookMs, 0.5).toFixed(2)} / ${p95Ms.toFixed(2)} ms${verdict(p95Ms < P95_BAR_MS, `< ${P95_BAR_MS} ms`)}`,
    `${`crossed`.padEnd(20)}${walled.crossed} of ${walled.rows} rows${verdict(walled.crossed === 0, "0")}`,
  ];
  database.transact(() => index.add(withoutWalls(talks, "everybody")));
  const ask = (_: string, question: string, limit: number) => seqsOf(index, "everybody", question, limit);
  const [open, own] = [crossing(talks, ask), strangers(talks, ask)];
  lines.push(
    `  without walls     ${open.crossed} of ${open.rows} rows would have crossed`,
    `                    and ${own.crossed} of ${own.rows} rows that answer a talk's own questions would be another's`,
  );
  process.stdout.write(`${lines.join("\n")}\n`);
  database.close();
}

async function withMeaning(database: Database, index: EpisodeIndex, talks: readonly Talk[]): Promise<Recall> {
  const embed = await offlineEmbedder();
  for (const { scope, episodes } of talks) {
    const vectors = await embed(episodes.map(({ who, text, beside }) => `${who}: ${text} ${beside}`));
    const rows = episodes.flatMap(({ seq }, at) => (vectors[at] ? [{ seq, vector: vectors[at] }] : []));
    database.transact(() => index.addVectors(scope, rows));
  }
  const asked = await embed(talks.flatMap(({ questions }) => questions.map(({ text }) => text)));
  return recallOf(index, talks, asked);
}

function seqsOf(index: EpisodeIndex, scope: string, question: string, limit: number): number[] {
  return index.search([scope], question, { limit }).map(({ seq }) => seq);
}

function line(what: string, plain: Recall, meant: Recall | undefined, of: (recall: Recall) => number): string {
  return `${what.padEnd(20)}${of(plain).toFixed(4)}${meant ? `  with the embedder ${of(meant).toFixed(4)}` : ""}`;
}

function verdict(met: boolean, bar: string): string {
  return `   bar ${bar}: ${met ? "met" : "NOT MET"}`;
}
