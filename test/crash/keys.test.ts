/** The key file, cut off in the middle of a line: by a crash, or because another process is writing it right now. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Keys } from "../../src/kernel/keys.ts";
import { seededEntropy } from "../../src/lib/entropy.ts";

let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "atelier-keys-"));
  path = join(folder, "keys.jsonl");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const keysOf = (seed: string) => new Keys({ path, entropy: seededEntropy(seed) });

test("a home that never sealed anything has a key file from its first moment", () => {
  keysOf("one");
  expect(readFileSync(path, "utf8")).toBe("");
});

test("a reader leaves a half-written line alone, and reads the key once it is whole", () => {
  const line = `${JSON.stringify({ scope: "c_1", kind: "personal", key: Buffer.alloc(32, 7).toString("base64") })}\n`;
  appendFileSync(path, line.slice(0, 20));
  const reader = keysOf("reader");
  appendFileSync(path, line.slice(20));
  const sealed = keysOf("writer").seal("c_1", "personal", "words", "e_1");
  expect(reader.open("c_1", sealed, "e_1")).toEqual({ kind: "opened", text: "words" });
});

test("a writer takes away the half line that a crash left, and its own key survives", () => {
  const before = keysOf("before").seal("c_1", "personal", "old words", "e_1");
  appendFileSync(path, '{"scope":"c_2');
  const after = keysOf("after").seal("c_3", "personal", "new words", "e_2");
  const reader = keysOf("reader");
  expect(reader.open("c_1", before, "e_1")).toEqual({ kind: "opened", text: "old words" });
  expect(reader.open("c_3", after, "e_2")).toEqual({ kind: "opened", text: "new words" });
  expect(readFileSync(path, "utf8")).not.toContain("c_2");
});
