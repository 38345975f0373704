/**
 * Meanings are filled in behind the index: nobody waits for them, nothing is asked twice, and what fails is tried later.
 */
import { expect, test } from "vitest";
import { Inflight } from "../../src/kernel/inflight.ts";
import { Embedding } from "../../src/memory/embed.ts";
import { EMBEDDER, type Ground, inMemory } from "./ground.ts";

/** Three numbers that know two words for one thing. */
function meaning(text: string): Float32Array {
  const vector = Float32Array.from([/chimney|flue/i.test(text) ? 1 : 0, /boat|ship/i.test(text) ? 1 : 0, 0.1]);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

function embedding(
  ground: Ground,
  embed: (texts: readonly string[], scope: string) => Promise<readonly Float32Array[] | null>,
) {
  const inflight = new Inflight({
    ordered: true,
    onAnswer: () => undefined,
    onError: (what, error) => {
      throw new Error(what, { cause: error });
    },
  });
  const { database, writer, ledger, clock, index } = ground;
  const parts = { database, writer, ledger, clock, index, inflight, embed, records: () => ground.records };
  return { step: new Embedding({ ...parts, model: EMBEDDER }), inflight };
}

test("meanings come in behind the index, each client's paid for by itself, and find what no word does", () =>
  inMemory(async (ground) => {
    const anna = await ground.client("Anna Berg", "The chimney leaks.");
    const otto = await ground.client("Otto Kern", "The boat leaks.");
    await ground.mail(anna, { text: "Something else." });
    const asked: Array<readonly [string, number]> = [];
    const { step, inflight } = embedding(ground, async (texts, scope) => {
      asked.push([scope, texts.length]);
      return texts.map(meaning);
    });
    expect(step.step()).toBe(0); // nothing is indexed yet
    await ground.follow();
    while (step.step() > 0) await inflight.barrier();
    expect(asked).toEqual([
      [anna, 2],
      [otto, 1],
    ]);
    const found = ground.index.search([anna], "flue", { limit: 1, vector: meaning("flue") });
    expect(found.map((hit) => ground.ledger.at(hit.seq)?.scope)).toEqual([anna]);
    expect(ground.index.search([anna], "flue", { limit: 1 })).toEqual([]);
    expect(step.step()).toBe(0);
  }));

test("an embedder that can't answer now is asked later, and holds nobody up", () =>
  inMemory(async (ground) => {
    await ground.client("Anna Berg", "The chimney leaks.");
    await ground.follow();
    let works = false;
    let asked = 0;
    const { step, inflight } = embedding(ground, async (texts) => {
      asked++;
      return works ? texts.map(meaning) : null;
    });
    expect(step.step()).toBe(1);
    await inflight.barrier();
    works = true;
    expect(step.step()).toBe(0);
    ground.clock.advance(11 * 60_000);
    expect(step.step()).toBe(1);
    await inflight.barrier();
    expect(step.step()).toBe(0);
    expect(asked).toBe(2);
  }));

test("an index that is dropped while an answer is under way gets its meanings anew", () =>
  inMemory(async (ground) => {
    const anna = await ground.client("Anna Berg", "The chimney leaks.");
    await ground.follow();
    const { step, inflight } = embedding(ground, async (texts) => texts.map(meaning));
    expect(step.step()).toBe(1);
    await ground.follower.rebuild();
    await inflight.barrier();
    expect(ground.database.all("SELECT name FROM cursors WHERE name LIKE 'vectors%'")).toEqual([]);
    await ground.follow();
    expect(step.step()).toBe(1);
    await inflight.barrier();
    expect(ground.index.withoutVectors(anna, 5)).toEqual([]);
  }));
