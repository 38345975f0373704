/** What was found sound is remembered by its content, and nothing else is. */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { loadPolicies, type PolicySource } from "../../src/policy/load.ts";
import { accessTo, edit, request, shippedCopy } from "./shelf.ts";

function remembering(): PolicySource & { readonly cacheFolder: string } {
  return { ...shippedCopy(), cacheFolder: mkdtempSync(join(tmpdir(), "atelier-rules-")) };
}

/** The one file that remembers. */
function kept({ cacheFolder }: { readonly cacheFolder: string }): string {
  return join(cacheFolder, readdirSync(cacheFolder)[0] ?? "none");
}

test("rules that were found sound are the same when they are read again", () => {
  const source = remembering();
  const first = loadPolicies(source);
  const second = loadPolicies(source);
  expect(readdirSync(source.cacheFolder)).toEqual([basename(kept(source))]);
  expect(second.digest).toBe(first.digest);
  expect([...second.rules]).toEqual([...first.rules]);
  const asked = request("intake", "message.classify");
  expect(accessTo({ policies: () => second }).judge(asked, false)).toEqual(
    accessTo({ policies: () => first }).judge(asked, false),
  );
});

test("an edit is checked anew, and what is refused is not remembered", () => {
  const source = remembering();
  loadPolicies(source);
  const file = kept(source);
  const sound = readFileSync(file, "utf8");
  edit(source, "mail.cedar", `Action::"message.classify"`, `Action::"message.clasify"`);
  for (let times = 0; times < 2; times++) expect(() => loadPolicies(source)).toThrow(/no action "message\.clasify"/);
  expect(readFileSync(file, "utf8")).toBe(sound);
});

test("another shelf is another question: what it doesn't have is refused, remembered or not", () => {
  const source = remembering();
  loadPolicies(source);
  const smaller = { ...source, actions: source.actions.filter((action) => action.name !== "mail.answer") };
  expect(() => loadPolicies(smaller)).toThrow(/no action "mail\.answer"/);
});

test("a damaged memory costs time and nothing else", () => {
  const source = remembering();
  const first = loadPolicies(source);
  for (const damage of ["", "{", "[]", '{"key":1}']) {
    writeFileSync(kept(source), damage);
    expect([...loadPolicies(source).rules]).toEqual([...first.rules]);
  }
});

test("the last few sets are remembered, and no more", () => {
  const source = remembering();
  for (let n = 0; n < 10; n++) {
    edit(
      source,
      "mail.cedar",
      "",
      `@id("extra-${n}")\nforbid (principal is Agent, action == Action::"record.correct", resource);\n`,
    );
    loadPolicies(source);
  }
  expect(readdirSync(source.cacheFolder)).toHaveLength(8);
});
