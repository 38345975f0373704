/**
 * The index of episodes: it finds, it forgets, and between two clients nothing passes, not even how rare a word is.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { Keys } from "../../src/kernel/keys.ts";
import { seededEntropy } from "../../src/lib/entropy.ts";
import { EpisodeIndex } from "../../src/memory/episode-index.ts";
import type { Episode } from "../../src/memory/memory.ts";
import { Database } from "../../src/store/database.ts";
import { migrate } from "../../src/store/migrate.ts";

const MIGRATIONS = join(import.meta.dirname, "..", "..", "migrations");
const MAY_8 = Date.UTC(2023, 4, 8, 13, 56);

const folders: string[] = [];
const databases: Database[] = [];

afterEach(() => {
  for (const database of databases.splice(0)) database.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function house(folder = mkdtempSync(join(tmpdir(), "atelier-index-"))) {
  folders.push(folder);
  const database = new Database({ path: join(folder, "atelier.db") });
  databases.push(database);
  migrate(database, MIGRATIONS);
  const keys = new Keys({ path: join(folder, "keys.jsonl"), entropy: seededEntropy("index") });
  const index = new EpisodeIndex({ database, keys, embedder: "test" });
  return {
    folder,
    database,
    keys,
    index,
    add: (...episodes: Episode[]) => database.transact(() => index.add(episodes)),
    seqs: (scopes: string[], question: string) => index.search(scopes, question, { limit: 20 }).map(({ seq }) => seq),
    dump: () =>
      ["memory_scopes", "memory_rows", "memory_postings", "memory_vectors"].map((table) =>
        database.tuples(`SELECT * FROM ${table} ORDER BY rowid`),
      ),
  };
}

function said(scope: string, seq: number, text: string, more: Partial<Episode> = {}): Episode {
  return { scope, seq, at: MAY_8 + seq * 1000, thread: null, kind: "mail-in", who: "Anna", text, beside: "", ...more };
}

test("a question finds what answers it first, whatever form its words have", () => {
  const { add, seqs } = house();
  add(
    said("acme", 1, "The invoice for the new logo came in today."),
    said("acme", 2, "We are painting the office on Monday."),
    said("acme", 3, "Could you send me both invoices for the painted sign?"),
  );
  expect(seqs(["acme"], "Which invoice was it for the painting of the sign?")[0]).toBe(3);
  expect(seqs(["acme"], "Who paints an office?")[0]).toBe(2);
  expect(seqs(["acme"], "what about that?")).toEqual([]);
  expect(seqs(["acme"], "")).toEqual([]);
});

test("German is found in its own forms, and by an English question with a German word", () => {
  const { add, seqs } = house();
  add(
    said("acme", 1, "Die Rechnungen für das Angebot sind noch nicht bei uns angekommen."),
    said("acme", 2, "Wir haben die Häuser am 3. Mai besichtigt, und das war sehr schön."),
    said("acme", 3, "The house on the hill was sold on 7 May."),
  );
  expect(seqs(["acme"], "Wann kam die Rechnung?")[0]).toBe(1);
  expect(seqs(["acme"], "Did they mention any Angebote?")[0]).toBe(1);
  expect(seqs(["acme"], "Welches Haus haben wir besichtigt?")[0]).toBe(2);
});

test("a date is found however it is written, and so is the day something was said on", () => {
  const { add, seqs } = house();
  add(
    said("acme", 1, "Delivery is on 2023-11-24."),
    said("acme", 2, "Die Lieferung ist am 25.11.2023, wie wir es besprochen haben."),
    said("acme", 3, "Lunch?", { at: Date.UTC(2022, 1, 14) }),
    said("acme", 4, "The total is 2,400.00 for everything."),
  );
  expect(seqs(["acme"], "What happens on 24 November 2023?")[0]).toBe(1);
  expect(seqs(["acme"], "What happens on the 25th of November?")[0]).toBe(2);
  expect(seqs(["acme"], "What was said on Monday, 14 February 2022?")[0]).toBe(3);
  expect(seqs(["acme"], "Wofür waren die 2.400?")).toEqual([4]);
});

test("a turn is found by the turn before it, in one batch or in two, and not by another thread's", () => {
  const talk = [
    said("acme", 1, "When can the plumber come?", { thread: "a" }),
    said("acme", 2, "Thursday suits.", { thread: "a", who: "Robin" }),
    said("acme", 3, "Fine.", { thread: "b" }),
  ];
  const [once, twice] = [house(), house()];
  once.add(...talk);
  for (const turn of talk) twice.add(turn);
  expect(once.seqs(["acme"], "plumber")).toEqual([1, 2]);
  expect(twice.index.search(["acme"], "plumber", { limit: 5 })).toEqual(
    once.index.search(["acme"], "plumber", { limit: 5 }),
  );
});

test("what stands beside the words is found with them: a subject, an attachment's name, who wrote", () => {
  const { add, seqs } = house();
  add(
    said("acme", 1, "See attached.", { beside: "floor-plan_v2.pdf", who: "Bartholomew" }),
    said("acme", 2, "Thanks!"),
  );
  expect(seqs(["acme"], "the floor plan")).toEqual([1]);
  expect(seqs(["acme"], "What did Bartholomew's mail say?")).toEqual([1]);
});

test("the same row twice is one row", () => {
  const { add, dump } = house();
  const row = said("acme", 1, "The plumber comes on Thursday.", { thread: "a" });
  add(row, row);
  const before = dump();
  add(row);
  expect(dump()).toEqual(before);
});

test("a search sees one client's scopes and nothing else", () => {
  const { add, seqs } = house();
  add(said("acme", 1, "zanzibar"), said("brook", 2, "zanzibar"), said("acme-old", 3, "zanzibar zanzibar"));
  expect(seqs(["acme"], "zanzibar")).toEqual([1]);
  expect(seqs(["acme", "acme-old", "acme"], "zanzibar").sort()).toEqual([1, 3]);
  expect(seqs(["nobody"], "zanzibar")).toEqual([]);
  expect(seqs([], "zanzibar")).toEqual([]);
});

test("even two scopes whose keys are one and the same stay apart", () => {
  const folder = mkdtempSync(join(tmpdir(), "atelier-index-"));
  const key = Buffer.alloc(32, 7).toString("base64");
  const lines = ["acme", "brook"].map((scope) => `${JSON.stringify({ scope, kind: "personal", key })}\n`);
  writeFileSync(join(folder, "keys.jsonl"), lines.join(""));
  const { add, index } = house(folder);
  add(said("acme", 1, "red paint"), said("acme", 2, "blue chair"));
  const before = index.search(["acme"], "red paint", { limit: 5 });
  add(said("brook", 3, "red paint, red paint"), said("brook", 4, "red paint"));
  expect(index.search(["acme"], "red paint", { limit: 5 })).toEqual(before);
});

test("what others write changes no score: not even how rare a word is passes the wall", () => {
  const { index, add } = house();
  add(said("acme", 1, "red paint"), said("acme", 2, "blue paint, and more of it"), said("acme", 3, "red again"));
  const before = index.search(["acme"], "red paint", { limit: 5 });
  add(...Array.from({ length: 500 }, (_, at) => said("brook", 10 + at, "red red red, paint all over the town")));
  expect(index.search(["acme"], "red paint", { limit: 5 })).toEqual(before);
});

test("merged scopes are one client: their statistics add up", () => {
  const { index, add } = house();
  const rows = ["red paint", "blue paint", "green paint", "red door", "old chair", "new chair"];
  add(...rows.map((text, at) => said("whole", at, text)));
  add(...rows.map((text, at) => said(at < 3 ? "one" : "other", at, text)));
  const plain = (scopes: string[]) =>
    index.search(scopes, "the red chair", { limit: 9 }).map(({ seq, score }) => ({ seq, score }));
  expect(plain(["one", "other"])).toEqual(plain(["whole"]));
});

test("a restart, and another process, find the same", () => {
  const first = house();
  first.add(said("acme", 1, "The plumber comes.", { thread: "a" }), said("acme", 2, "When?", { thread: "a" }));
  const before = first.index.search(["acme"], "plumber", { limit: 5 });
  const second = house(first.folder);
  expect(second.index.search(["acme"], "plumber", { limit: 5 })).toEqual(before);
  second.add(said("acme", 3, "The plumber again", { thread: "a" }));
  expect(first.seqs(["acme"], "plumber").sort()).toEqual([1, 2, 3]);
});

test("a list that has grown over many blocks is read whole, and goes on where it ended", () => {
  const { add, index, database } = house();
  for (let from = 0; from < 3000; from += 500)
    add(...Array.from({ length: 500 }, (_, at) => said("acme", from + at, "paint")));
  add(said("acme", 3000, "paint"));
  expect(database.get<{ most: number }>("SELECT MAX(block) AS most FROM memory_postings")?.most).toBeGreaterThan(2);
  expect(index.search(["acme"], "paint", { limit: 5000 })).toHaveLength(3001);
});

test("a dropped scope is gone from every table, and may begin anew", () => {
  const { add, seqs, dump, index, database } = house();
  add(said("brook", 9, "paint"));
  const before = dump();
  add(said("acme", 1, "paint", { thread: "a" }), said("acme", 2, "more", { thread: "a" }));
  database.transact(() => index.addVectors("acme", [{ seq: 1, vector: Float32Array.of(1, 0) }]));
  database.transact(() => index.drop("acme"));
  expect(dump()).toEqual(before);
  expect(seqs(["acme"], "paint")).toEqual([]);
  add(said("acme", 2, "paint"));
  expect(seqs(["acme"], "paint")).toEqual([2]);
  database.transact(() => index.drop("nobody"));
});

test("a destroyed key answers nothing, at once and after a restart, and what comes later is not kept", () => {
  const { add, seqs, keys, folder, dump } = house();
  add(said("acme", 1, "zanzibar"), said("brook", 2, "zanzibar"));
  expect(seqs(["acme"], "zanzibar")).toEqual([1]);
  keys.destroy([{ scope: "acme", kind: "personal" }], MAY_8);
  expect(seqs(["acme"], "zanzibar")).toEqual([]);
  expect(seqs(["acme", "brook"], "zanzibar")).toEqual([2]);
  const before = dump();
  add(said("acme", 3, "zanzibar"));
  expect(dump()).toEqual(before);
  expect(house(folder).seqs(["acme"], "zanzibar")).toEqual([]);
});

test("no word of an episode stands in the database, and one word is another term in another scope", () => {
  const { add, folder, database } = house();
  const canary = "xylophonisches Nashorn, zanzibar-7731, Quittenmus";
  add(
    said("acme", 1, canary, { who: "Wolframine", beside: "gurkenkönig.pdf", thread: "a" }),
    said("acme", 2, "Yes.", { thread: "a" }),
    said("brook", 3, canary),
  );
  database.transact(() => undefined);
  const bytes = readdirSync(folder)
    .filter((name) => name.startsWith("atelier.db"))
    .map((name) => readFileSync(join(folder, name)).toString("latin1").toLowerCase())
    .join("\n");
  expect(bytes).toContain("memory_postings");
  for (const word of ["xyloph", "nashorn", "zanzi", "7731", "quitte", "wolfram", "gurken"])
    expect(bytes, word).not.toContain(word);
  const terms = database.tuples("SELECT place, term FROM memory_postings").map(([place, term]) => ({ place, term }));
  const [acme, brook] = [1, 2].map((one) => terms.filter(({ place }) => place === one).map(({ term }) => term));
  expect(acme?.filter((term) => brook?.includes(term))).toEqual([]);
});

test("meaning brings in what shares no word, behind what the words are sure of, and stays within its scope", () => {
  const { add, index, database, dump } = house();
  add(
    said("acme", 1, "The car is broken."),
    said("acme", 2, "My automobile stands still."),
    said("brook", 3, "Vehicles!"),
  );
  database.transact(() => {
    index.addVectors("acme", [{ seq: 1, vector: Float32Array.of(1, 0.1, 0, 0) }]);
    index.addVectors("acme", [
      { seq: 2, vector: Float32Array.of(0.9, 0.2, 0, 0) },
      { seq: 77, vector: Float32Array.of(1, 0, 0, 0) },
    ]);
    index.addVectors("brook", [{ seq: 3, vector: Float32Array.of(1, 0, 0, 0) }]);
  });
  const kept = dump();
  database.transact(() => index.addVectors("acme", [{ seq: 1, vector: Float32Array.of(0, 0, 1, 0) }]));
  expect(dump()).toEqual(kept);
  const ask = (vector: Float32Array) =>
    index.search(["acme"], "which car?", { limit: 9, vector }).map(({ seq }) => seq);
  expect(ask(Float32Array.of(1, 0, 0, 0))).toEqual([1, 2]);
  expect(ask(Float32Array.of(0, 0, 1, 0))).toEqual([1]);
  expect(ask(Float32Array.of(1, 0))).toEqual([1]); // another model's: passed over
});

test("meaning counts alike in all scopes of a client", () => {
  const { add, index, database } = house();
  add(said("one", 1, "a red chair"), said("one", 2, "paint"), said("other", 3, "something else"));
  database.transact(() => {
    for (const [scope, seq] of [["one", 1] as const, ["one", 2] as const, ["other", 3] as const])
      index.addVectors(scope, [{ seq, vector: Float32Array.of(seq === 1 ? 0 : 1, seq === 1 ? 1 : 0) }]);
  });
  const hits = index.search(["one", "other"], "red chair", { limit: 9, vector: Float32Array.of(1, 0) });
  expect(hits.map(({ seq }) => seq)).toEqual([1, 3, 2]);
  expect(hits[1]?.score).toBe(hits[2]?.score);
});

test("vectors are kept sealed, over many blocks, and others find what one process added", () => {
  const { add, index, database, folder } = house();
  const count = 300;
  const vector = (at: number) => Float32Array.from({ length: 8 }, (_, place) => Math.sin(at * 7 + place * 3));
  add(...Array.from({ length: count }, (_, at) => said("acme", at, "so")));
  const other = house(folder);
  for (let from = 0; from < count; from += 50) {
    const rows = Array.from({ length: 50 }, (_, at) => ({ seq: from + at, vector: vector(from + at) }));
    database.transact(() => index.addVectors("acme", rows));
    expect(other.index.search(["acme"], "q", { limit: 1, vector: vector(from + 49) })[0]?.seq).toBe(from + 49);
  }
  for (const at of [0, 127, 128, 255, 256, 299])
    expect(index.search(["acme"], "q", { limit: 1, vector: vector(at) })[0]?.seq).toBe(at);
  other.keys.destroy([{ scope: "acme", kind: "personal" }], MAY_8);
  expect(index.search(["acme"], "q", { limit: 1, vector: vector(0) })).toEqual([]);
});
