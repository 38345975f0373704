/**
 * The keys: what is sealed opens only where it was put, a destroyed key is forgotten for good, and a crash or a second
 * process loses none.
 */
import { spawn } from "node:child_process";
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { readKeyFile, standingLines, writeKeyFile } from "../../src/kernel/key-file.ts";
import { Keys } from "../../src/kernel/keys.ts";
import { lockFor } from "../../src/kernel/lock.ts";
import { seededEntropy, systemEntropy } from "../../src/lib/entropy.ts";
import { onBenchTop } from "./bench-top.ts";

function inFolder<T>(work: (path: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "atelier-keys-"));
  try {
    return work(join(folder, "keys.jsonl"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const keysAt = (path: string, seed = "keys") => new Keys({ path, entropy: seededEntropy(seed) });

test("what was sealed opens again, by another process's eyes, too", () =>
  inFolder((path) => {
    const sealed = keysAt(path).seal("c_1", "personal", "Grüße", "event 1");
    expect(keysAt(path, "other").open("c_1", sealed, "event 1")).toEqual({ kind: "opened", text: "Grüße" });
  }));

test("a sealed text that was moved to another event, scope or kind doesn't open", () =>
  inFolder((path) => {
    const keys = keysAt(path);
    const sealed = keys.seal("c_1", "personal", "secret", "event 1");
    keys.seal("c_2", "personal", "x", "event 2");
    keys.seal("c_1", "books", "x", "event 3");
    expect(() => keys.open("c_1", sealed, "event 2")).toThrow();
    expect(() => keys.open("c_2", sealed, "event 1")).toThrow();
    expect(() => keys.open("c_1", sealed.replace("personal:", "books:"), "event 1")).toThrow();
    expect(() => keys.open("c_1", sealed.replace("personal:", "other:"), "event 1")).toThrow("damaged");
  }));

test("a sealed text with one bit turned doesn't open, wherever the bit is", () =>
  inFolder((path) => {
    const keys = keysAt(path);
    const sealed = keys.sealBytes("c_1", "personal", Buffer.from("a secret"), "b");
    for (let at = 0; at < sealed.length; at++) {
      const damaged = Buffer.from(sealed);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      expect(() => keys.openBytes("c_1", "personal", damaged, "b"), `byte ${at}`).toThrow();
    }
    for (const length of [0, 5, 12, 20, 28, sealed.length - 1])
      expect(() => keys.openBytes("c_1", "personal", sealed.subarray(0, length), "b"), `length ${length}`).toThrow();
  }));

test("the same words sealed twice don't look the same", () =>
  inFolder((path) => {
    const keys = keysAt(path);
    expect(keys.seal("c_1", "personal", "secret", "e")).not.toBe(keys.seal("c_1", "personal", "secret", "e"));
  }));

test("a destroyed key makes its own scope and kind forgotten, and nothing else", () =>
  inFolder((path) => {
    const keys = keysAt(path);
    const personal = keys.seal("c_1", "personal", "name", "e");
    const books = keys.seal("c_1", "books", "invoice", "e");
    const other = keys.seal("c_2", "personal", "other", "e");
    const lines = readFileSync(path, "utf8").split("\n");
    writeFileSync(path, lines.filter((line) => !(line.includes('"c_1"') && line.includes('"personal"'))).join("\n"));
    const after = keysAt(path);
    expect(after.open("c_1", personal, "e")).toEqual({ kind: "forgotten" });
    expect(after.open("c_1", books, "e")).toMatchObject({ text: "invoice" });
    expect(after.open("c_2", other, "e")).toMatchObject({ text: "other" });
  }));

test("destroy leaves a word that it was destroyed: what was sealed is forgotten, to others who had read the key, too", () =>
  inFolder((path) => {
    const keys = keysAt(path);
    const other = keysAt(path, "other");
    const personal = keys.seal("c_1", "personal", "name", "e");
    const books = keys.seal("c_1", "books", "invoice", "e");
    const neighbour = keys.seal("c_2", "personal", "other", "e");
    const joint = keys.seal("workspace", lockFor("workspace", ["c_2", "c_1"]), "both", "e");
    const mark = keys.blind("c_1", "personal", "x");
    expect(joint).toMatch(/^personal\+c_1\+c_2:/);
    for (const one of [keys, other, keysAt(path, "third")]) {
      expect(one.open("c_1", personal, "e")).toMatchObject({ text: "name" });
      expect(one.open("workspace", joint, "e")).toMatchObject({ text: "both" });
    }
    expect(keys.destroy([{ scope: "c_1", kind: "personal" }], 7)).toBe(true);
    expect(keys.destroy([{ scope: "c_1", kind: "personal" }], 8)).toBe(false);
    for (const one of [keys, other, keysAt(path, "third")]) {
      expect(one.open("c_1", personal, "e")).toEqual({ kind: "forgotten" });
      expect(one.open("workspace", joint, "e")).toEqual({ kind: "forgotten" });
      expect(one.open("c_1", books, "e")).toMatchObject({ text: "invoice" });
      expect(one.open("c_2", neighbour, "e")).toMatchObject({ text: "other" });
      expect([one.isForgotten("c_1", "personal"), one.isForgotten("c_1", "books")]).toEqual([true, false]);
      expect(one.forgottenScopes()).toEqual(["c_1"]);
    }
    // No other key is ever made in its place: what comes late is stored, and nobody can read it.
    const late = keys.seal("c_1", "personal", "late", "e");
    const lateToo = other.seal("workspace", lockFor("workspace", ["c_1"]), "late", "e");
    for (const one of [keys, other, keysAt(path, "fourth")]) {
      expect(one.open("c_1", late, "e")).toEqual({ kind: "forgotten" });
      expect(one.open("workspace", lateToo, "e")).toEqual({ kind: "forgotten" });
      const marks = [mark, one.blind("c_1", "personal", "x"), one.blind("c_1", "personal", "x")];
      expect(new Set(marks).size).toBe(3);
    }
    expect(readFileSync(path, "utf8")).toContain('{"scope":"c_1","kind":"personal","destroyed":7}');
    expect(readFileSync(path, "utf8")).not.toMatch(/"scope":"c_1","kind":"personal","key"/);
    expect(statSync(path).mode & 0o077).toBe(0);
    expect(keysAt(path, "fifth").empty).toBe(false);
  }));

test("who was forgotten is told again by the marks they were known by, in every copy of the file, and by nothing else", () =>
  inFolder((path) => {
    const keys = keysAt(path);
    keys.seal("c_1", "personal", "name", "e");
    keys.destroy([{ scope: "c_1", kind: "personal", known: ["m1", "m2"] }], 7);
    keys.destroy([{ scope: "c_2", kind: "personal", known: ["m3"] }], 8);
    for (const one of [keys, keysAt(path, "other")])
      expect(["m1", "m2", "m3", "m4"].map((mark) => one.wasForgotten(mark))).toEqual([true, true, true, false]);
    writeKeyFile(path, standingLines(readKeyFile(path)));
    expect(keysAt(path, "third").wasForgotten("m2")).toBe(true);
  }));

test("a key that stands beside the word that it was destroyed doesn't count, in whatever order", () =>
  inFolder((path) => {
    const sealed = keysAt(path).seal("c_1", "personal", "name", "e");
    const key = readFileSync(path, "utf8");
    const grave = '{"scope":"c_1","kind":"personal","destroyed":1}\n';
    for (const lines of [key + grave, grave + key]) {
      writeFileSync(path, lines);
      expect(keysAt(path).open("c_1", sealed, "e")).toEqual({ kind: "forgotten" });
    }
  }));

test("cut off at any point, destroying leaves the old file whole, or the new one", () =>
  inFolder((path) => {
    for (const point of ["before writing", "before rename", "after rename", "after writing"]) {
      const scope = `c_${point.replace(" ", "-")}`;
      const sealed = keysAt(path, point).seal(scope, "personal", "words", "e");
      const probe = (at: string) => {
        if (at === point) throw new Error("cut off");
      };
      const cut = new Keys({ path, entropy: seededEntropy("cut"), probe });
      expect(() => cut.destroy([{ scope, kind: "personal" }], 1)).toThrow("cut off");
      const next = keysAt(path, "next");
      expect(next.isDestroyed(scope, "personal"), point).toBe(point.startsWith("after"));
      next.destroy([{ scope, kind: "personal" }], 2);
      expect(keysAt(path, "last").open(scope, sealed, "e"), point).toEqual({ kind: "forgotten" });
      expect(readdirSync(dirname(path))).toEqual(["keys.jsonl"]);
    }
  }));

test("a last line that a crash cut off is no key; what comes after it is whole", () =>
  inFolder((path) => {
    const sealed = keysAt(path).seal("c_1", "personal", "secret", "e");
    appendFileSync(path, '{"scope":"c_2","kind":"personal","key":"AAAA');
    const keys = keysAt(path, "later");
    expect(keys.open("c_1", sealed, "e")).toMatchObject({ text: "secret" });
    const second = keys.seal("c_2", "personal", "another", "e");
    const third = keysAt(path, "latest");
    expect(third.open("c_1", sealed, "e")).toMatchObject({ text: "secret" });
    expect(third.open("c_2", second, "e")).toMatchObject({ text: "another" });
    for (const line of readFileSync(path, "utf8").trim().split("\n")) expect(() => JSON.parse(line)).not.toThrow();
  }));

test("whoever only reads takes nothing away: a line that is still being written is left alone", () =>
  inFolder((path) => {
    const writing = keysAt(path);
    writing.seal("c_1", "personal", "secret", "e");
    appendFileSync(path, '{"scope":"c_2"');
    const before = readFileSync(path, "utf8");
    const reader = keysAt(path, "reader");
    reader.open("c_9", `personal:${Buffer.alloc(40).toString("base64")}`, "e");
    expect(readFileSync(path, "utf8")).toBe(before);
  }));

test("a damaged line in the middle is refused, with advice", () =>
  inFolder((path) => {
    keysAt(path).seal("c_1", "personal", "secret", "e");
    for (const line of ["nonsense", "null", '{"scope":"c_3"}', '{"scope":"c_3","kind":"other","key":"AAAA"}']) {
      const whole = readFileSync(path, "utf8");
      writeFileSync(path, `${line}\n${whole}`);
      expect(() => keysAt(path), line).toThrow(/damaged line.*backup/);
      writeFileSync(path, whole);
    }
  }));

test("nobody else may read the keys", () =>
  inFolder((path) => {
    keysAt(path).seal("c_1", "personal", "secret", "e");
    expect(statSync(path).mode & 0o077).toBe(0);
  }));

test("two that share a file see each other's keys, however they take turns", () =>
  inFolder((path) => {
    const hands = [new Keys({ path, entropy: systemEntropy() }), new Keys({ path, entropy: systemEntropy() })] as const;
    const sealed: string[] = [];
    for (let n = 0; n < 40; n++)
      sealed.push(hands[n % 2 === 0 ? 0 : 1].seal(`c_${n >> 1}`, "personal", `words ${n}`, "e"));
    for (const keys of [...hands, keysAt(path)])
      for (const [n, text] of sealed.entries())
        expect(keys.open(`c_${n >> 1}`, text, "e")).toMatchObject({ text: `words ${n}` });
    expect(readFileSync(path, "utf8").trim().split("\n")).toHaveLength(20);
  }));

/** A process that opens a company's database, takes the write lock a hundred times and seals in scopes that others use, too. */
const SEALER = `
import { Database } from "SRC/store/database.ts";
import { readKeyFile, standingLines, writeKeyFile } from "../../src/kernel/key-file.ts";
import { Keys } from "SRC/kernel/keys.ts";
import { systemEntropy } from "SRC/lib/entropy.ts";
const [folder, name] = process.argv.slice(2);
const database = new Database({ path: folder + "/atelier.db" });
const keys = new Keys({ path: folder + "/keys.jsonl", entropy: systemEntropy() });
for (let n = 0; n < 60; n++)
  database.transact(() => {
    const sealed = keys.seal("c_" + n, "personal", name + " " + n, "e");
    database.run("INSERT INTO journal (run, step, request, answer, at) VALUES (?, ?, '', ?, 0)", [name, n, sealed]);
  });
database.close();
`;

test("two processes that make keys at the same time never make the same one twice, and both read all", async () => {
  await onBenchTop(async ({ folder, database }) => {
    const src = join(import.meta.dirname, "..", "..", "src");
    writeFileSync(join(folder, "sealer.ts"), SEALER.replaceAll("SRC", src));
    const outfile = join(import.meta.dirname, "..", "..", "node_modules", ".cache", `sealer-${process.pid}.mjs`);
    await build({
      entryPoints: [join(folder, "sealer.ts")],
      bundle: true,
      platform: "node",
      format: "esm",
      outfile,
      external: ["libsql"],
    });
    try {
      const run = (name: string) =>
        new Promise<number | null>((resolve, reject) => {
          const child = spawn(process.execPath, [outfile, folder, name], { stdio: "inherit" });
          child.on("error", reject);
          child.on("exit", resolve);
        });
      expect(await Promise.all([run("a"), run("b")])).toEqual([0, 0]);
    } finally {
      rmSync(outfile, { force: true });
    }
    const lines = readFileSync(join(folder, "keys.jsonl"), "utf8").trim().split("\n");
    expect(lines).toHaveLength(60);
    const keys = keysAt(join(folder, "keys.jsonl"));
    const rows = database.all<{ run: string; step: number; answer: string }>("SELECT run, step, answer FROM journal");
    expect(rows).toHaveLength(120);
    for (const { run, step, answer } of rows)
      expect(keys.open(`c_${step}`, answer, "e")).toMatchObject({ text: `${run} ${step}` });
  });
});
