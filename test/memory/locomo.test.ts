/**
 * LoCoMo on every commit, in small: nothing crosses between talks, and the measure would say so if it did. The whole measure
 * is `npm run bench:locomo`; without the files (CC BY-NC, beside the project) there is nothing to measure.
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Keys } from "../../src/kernel/keys.ts";
import { seededEntropy } from "../../src/lib/entropy.ts";
import { EpisodeIndex } from "../../src/memory/episode-index.ts";
import { Database } from "../../src/store/database.ts";
import { migrate } from "../../src/store/migrate.ts";
import { crossing, readTalks, recallOf, withoutWalls } from "../support/locomo.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const SAMPLE = join(ROOT, "..", "shared", "locomo", "locomo-even.json");
/** One question of so many: enough to see a leak, and over in a second. */
const STEP = 10;

test.skipIf(!existsSync(SAMPLE))(
  "no row of a talk answers from another's scope, and without walls the measure says so",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "atelier-locomo-"));
    const database = new Database({ path: join(folder, "atelier.db") });
    try {
      migrate(database, join(ROOT, "migrations"));
      const keys = new Keys({ path: join(folder, "keys.jsonl"), entropy: seededEntropy("locomo") });
      const index = new EpisodeIndex({ database, keys });
      const talks = readTalks(SAMPLE)
        .slice(0, 2)
        .map((talk) => ({ ...talk, questions: talk.questions.filter((_, at) => at % STEP === 0) }));
      database.transact(() => {
        for (const { episodes } of talks) index.add(episodes);
        index.add(withoutWalls(talks, "everybody"));
      });
      const ask = (scope: string, question: string, limit: number) =>
        index.search([scope], question, { limit }).map(({ seq }) => seq);
      const walled = crossing(talks, ask);
      expect(walled.rows).toBeGreaterThan(300);
      expect(walled.crossed).toBe(0);
      const open = crossing(talks, (_, question, limit) => ask("everybody", question, limit));
      expect(open.crossed).toBeGreaterThan(open.rows / 3);
      expect(recallOf(index, talks).turn.recall10).toBeGreaterThan(0.65);
    } finally {
      database.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
