import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { BundleError, bundleAgent } from "../../src/agent/bundle.ts";
import { Sandbox } from "../../src/agent/sandbox.ts";

const greeter = join(import.meta.dirname, "../support/guests/greeter");
let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "atelier-bundle-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function written(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(home, "agent-"));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

async function problemsOf(files: Record<string, string>): Promise<readonly string[]> {
  const error = await bundleAgent({ folder: await written(files), label: "agents/x" }).catch((error) => error);
  expect(error).toBeInstanceOf(BundleError);
  return (error as BundleError).problems;
}

test("an agent with its own files and zod/mini becomes one script that runs in the sandbox", async () => {
  const { code, digest } = await bundleAgent({ folder: greeter });
  expect(code).not.toMatch(/\b(import|require)\b[ (]["']/);
  const sandbox = new Sandbox({ workers: 1 });
  const calls: unknown[] = [];
  const event = { id: "e", type: "mail.received", version: 1, at: 1, scope: "c", data: { mail: "m1", known: false } };
  const onCall = async (call: { name: string; args: unknown }) => {
    calls.push(call.args);
    return call.name === "read" ? { name: "Anna" } : null;
  };
  const outcome = await sandbox.run({ code, digest, handler: "mail.received@1", event, onCall });
  expect(outcome).toEqual({ kind: "done", calls: 2 });
  expect(calls[1]).toMatchObject({ steps: [{ action: "mail.answer", params: { mail: "m1", text: "Hello Anna" } }] });
  const wrong = await sandbox.run({ code, digest, handler: "mail.received@1", event: { ...event, data: {} }, onCall });
  expect(wrong).toMatchObject({ kind: "failed", why: "error" });
  await sandbox.close();
});

test("the digest depends on the files and not on where they lie", async () => {
  const copy = join(home, "elsewhere");
  await cp(greeter, copy, { recursive: true });
  const here = await bundleAgent({ folder: greeter });
  expect((await bundleAgent({ folder: copy })).digest).toBe(here.digest);
  await writeFile(join(copy, "words.ts"), "export const greeting = () => 'Hi';");
  expect((await bundleAgent({ folder: copy })).digest).not.toBe(here.digest);
});

test("a kept bundle is used again, and one that was cut off is made anew", async () => {
  const cacheFolder = join(home, "cache");
  const first = await bundleAgent({ folder: greeter, cacheFolder });
  const [name = ""] = await readdir(cacheFolder);
  const path = join(cacheFolder, name);
  const kept = await readFile(path, "utf8");
  expect(await bundleAgent({ folder: greeter, cacheFolder })).toEqual(first);
  await writeFile(path, kept.slice(0, -20));
  expect(await bundleAgent({ folder: greeter, cacheFolder })).toEqual(first);
  expect(await readFile(path, "utf8")).toBe(kept);
});

test("what the cache holds is what is run: esbuild is not asked when it hits", async () => {
  const cacheFolder = join(home, "cache");
  const folder = await written({ "agent.ts": "export default {};" });
  const { digest } = await bundleAgent({ folder, cacheFolder });
  const { createHash } = await import("node:crypto");
  const planted = "var agent = { planted: true };";
  const vouched = `// sha256 ${createHash("sha256").update(planted).digest("hex")}\n${planted}`;
  await writeFile(join(cacheFolder, `${digest}.js`), vouched);
  expect((await bundleAgent({ folder, cacheFolder })).code).toBe(planted);
});

test("a cache that can't be written is no reason to fail", async () => {
  const file = join(home, "file");
  await writeFile(file, "");
  expect((await bundleAgent({ folder: greeter, cacheFolder: join(file, "cache") })).code).toContain("agent");
});

test.each(["node:fs", "fs", "child_process", "node:worker_threads"])(
  "importing %s is refused, naming file and line",
  async (name) => {
    const [problem] = await problemsOf({
      "agent.ts": `const a = 1;\nimport x from "${name}";\nexport default { a, x };`,
    });
    expect(problem).toBe(
      `agents/x/agent.ts:2: "${name}" can't be imported: an agent has no files, no network and no process, only its context`,
    );
  },
);

test("importing through require or import() is refused as well", async () => {
  expect((await problemsOf({ "agent.ts": 'export default { a: require("node:fs") };' }))[0]).toContain("node:fs");
  expect((await problemsOf({ "agent.ts": 'export default { a: () => import("node:fs") };' }))[0]).toContain("node:fs");
});

test("a package that was not named for agents is refused, the full zod included", async () => {
  for (const name of ["luxon", "zod", "https://example.org/x.js", "/etc/passwd"]) {
    const [problem] = await problemsOf({ "agent.ts": `import * as x from "${name}";\nexport default { x };` });
    expect(problem).toBe(
      `agents/x/agent.ts:1: "${name}" can't be imported: an agent may import its own files and zod/mini`,
    );
  }
});

test("an import that leaves the agent's folder is refused, directly, from another file, and through a link", async () => {
  await writeFile(join(home, "outside.ts"), "export const secret = 1;");
  const leaving = 'import { secret } from "../outside.ts";\nexport default { secret };';
  expect((await problemsOf({ "agent.ts": leaving }))[0]).toMatch(
    /^agents\/x\/agent\.ts:1: "\.\.\/outside\.ts" lies outside agents\/x/,
  );
  const second = { "agent.ts": 'import a from "./second.ts";\nexport default { a };', "second.ts": `\n${leaving}` };
  expect((await problemsOf(second))[0]).toMatch(/^agents\/x\/second\.ts:2: "\.\.\/outside\.ts"/);
  const folder = await written({ "agent.ts": 'import { secret } from "./link.ts";\nexport default { secret };' });
  await symlink(join(home, "outside.ts"), join(folder, "link.ts"));
  await expect(bundleAgent({ folder, label: "agents/x" })).rejects.toThrow('"./link.ts" lies outside agents/x');
});

test("an import of types only may come from anywhere: it vanishes", async () => {
  const folder = await written({
    "agent.ts": 'import type { Nothing } from "../../nowhere.ts";\nexport default {} as Nothing;',
  });
  expect((await bundleAgent({ folder })).code).toContain("agent");
});

test("mistakes are told together, with file and line", async () => {
  expect(await problemsOf({ "agent.ts": 'import "./missing.ts";\nimport "./absent.ts";\nexport default {};' })).toEqual(
    ['agents/x/agent.ts:1: "./missing.ts" can\'t be found', 'agents/x/agent.ts:2: "./absent.ts" can\'t be found'],
  );
  expect((await problemsOf({ "agent.ts": "const = 1;" }))[0]).toMatch(/^agents\/x\/agent\.ts:1: /);
  expect((await problemsOf({ "agent.ts": "await 1;\nexport default {};" }))[0]).toMatch(
    /^agents\/x\/agent\.ts:1: .*await/,
  );
});
