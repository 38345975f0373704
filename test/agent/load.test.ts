import { cp, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkVersions, loadAgents } from "../../src/agent/load.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "atelier-agents-"));
  for (const name of ["greeter", "watcher"]) {
    await cp(join(import.meta.dirname, "../support/guests", name), join(folder, name), { recursive: true });
  }
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const load = (dev = false) => loadAgents({ folder, label: "agents", dev });

async function greeterDigest(): Promise<string | undefined> {
  return (await load()).find((agent) => agent.spec.name === "greeter")?.digest;
}

test("agents are loaded by name, with script or without, and stamped with their version", async () => {
  const [greeter, watcher, ...more] = await load();
  expect(more).toEqual([]);
  expect(greeter).toMatchObject({
    stamp: "greeter@2",
    file: "agents/greeter/agent.md",
    code: expect.stringContaining("Hello"),
  });
  expect(watcher).toMatchObject({ stamp: "watcher@1", instructions: "Look at the day." });
  expect(watcher).not.toHaveProperty("code");
});

test("in development the stamp carries the digest of the files", async () => {
  const [greeter] = await load(true);
  expect(greeter?.stamp).toBe(`greeter@2-dev.${greeter?.digest.slice(0, 8)}`);
});

test("the digest changes with any content, with any name, and with nothing an editor leaves behind", async () => {
  const digest = await greeterDigest();
  await writeFile(join(folder, "greeter", ".words.ts.swp"), "x");
  await writeFile(join(folder, "greeter", "words.ts~"), "x");
  expect(await greeterDigest()).toBe(digest);
  await writeFile(join(folder, "greeter", "notes.txt"), "x");
  const withNotes = await greeterDigest();
  await rename(join(folder, "greeter", "notes.txt"), join(folder, "greeter", "note.txt"));
  const renamed = await greeterDigest();
  await writeFile(join(folder, "greeter", "note.txt"), "y");
  expect(new Set([digest, withNotes, renamed, await greeterDigest()]).size).toBe(4);
});

test("changed files under the same version refuse to start, and say what to do", async () => {
  const loaded = await load();
  const known = new Map(loaded.map(({ spec, digest }) => [spec.name, { version: spec.version, digest }]));
  expect(checkVersions(known, loaded)).toEqual([]);
  await writeFile(join(folder, "greeter", "words.ts"), "export const greeting = () => 'Hi';");
  expect(checkVersions(known, await load())).toEqual([
    "agents/greeter/agent.md: files of greeter changed, and its version did not. Raise version in agents/greeter/agent.md from 2 to 3",
  ]);
});

test("a raised version is taken with changed files, a version that goes back is not, a new agent is welcome", async () => {
  const loaded = await load();
  const known = (version: number) => new Map([["greeter", { version, digest: "another" }]]);
  expect(checkVersions(known(1), loaded)).toEqual([]);
  expect(checkVersions(known(3), loaded)[0]).toMatch(
    /^agents\/greeter\/agent\.md: version: it went back from 3 to 2.* Raise it to 4/,
  );
  expect(checkVersions(new Map(), loaded)).toEqual([]);
});

test("the problems of all agents are told together", async () => {
  await writeFile(join(folder, "greeter", "agent.ts"), 'import "node:fs";\nexport default {};');
  await rm(join(folder, "watcher", "agent.md"));
  const error = await load().catch((error) => error);
  expect(error.problems).toEqual([
    `agents/greeter/agent.ts:1: "node:fs" can't be imported: an agent has no files, no network and no process, only its context`,
    "agents/watcher/agent.md: it is missing; it says who the agent is, what wakes it and what it may do",
  ]);
});

test("a folder that is missing or empty is named", async () => {
  await expect(loadAgents({ folder: join(folder, "none"), label: "agents" })).rejects.toThrow(
    "agents: expected a folder of agents",
  );
  await rm(join(folder, "greeter"), { recursive: true });
  await rm(join(folder, "watcher"), { recursive: true });
  await expect(load()).rejects.toThrow("agents: expected at least one agent");
});
