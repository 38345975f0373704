/**
 * One leader: a second is refused and told who leads, and the lead is free the moment its holder dies.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { takeLease } from "../../src/kernel/lease.ts";
import { Office, PACKAGE_ROOT } from "../support/office.ts";
import { inOffice } from "./company.ts";

async function inFolder(work: (path: string) => Promise<void> | void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "atelier-lease-"));
  try {
    await work(join(folder, "leader.lock"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function lead(path: string, holder: string): { release(): void } {
  const lease = takeLease(path, holder);
  if (lease.kind === "taken") throw new Error(`taken by ${lease.holder}`);
  return lease;
}

test("a second one is refused and told who leads; after the release it may", () =>
  inFolder((path) => {
    const first = lead(path, "the first one");
    expect(takeLease(path, "second")).toEqual({ kind: "taken", holder: "the first one" });
    expect(takeLease(path, "third")).toEqual({ kind: "taken", holder: "the first one" });
    first.release();
    first.release();
    const second = lead(path, "the second one");
    expect(takeLease(path, "third")).toEqual({ kind: "taken", holder: "the second one" });
    second.release();
  }));

test("what is wrong with the file itself is no second leader: it is told", () =>
  inFolder((path) => {
    mkdirSync(path);
    expect(() => takeLease(path, "me")).toThrow();
  }));

test("a second company on the same home is refused, and can still read", () =>
  inOffice(async (office) => {
    await expect(Office.open({ home: office.home })).rejects.toThrow("somebody else leads: test");
  }));

/** Starts a process that leads until it is killed. */
async function holderProcess(path: string): Promise<ChildProcess> {
  const folder = join(PACKAGE_ROOT, "node_modules", ".cache");
  const entry = `import { takeLease } from ${JSON.stringify(join(PACKAGE_ROOT, "src/kernel/lease.ts"))};
    const lease = takeLease(process.argv[2], "process " + process.pid);
    console.log(lease.kind);
    setInterval(() => {}, 1000);`;
  const outfile = join(folder, `holder-${process.pid}.mjs`);
  await build({
    stdin: { contents: entry, resolveDir: PACKAGE_ROOT, loader: "ts" },
    bundle: true,
    platform: "node",
    format: "esm",
    outfile,
    external: ["libsql"],
  });
  const child = spawn(process.execPath, [outfile, path], { stdio: ["ignore", "pipe", "inherit"] });
  const [said] = (await once(child.stdout ?? child, "data")) as [Buffer];
  expect(said.toString().trim()).toBe("leading");
  rmSync(outfile, { force: true });
  return child;
}

test("the lead is free at once when its holder is killed, with nothing to wait out", () =>
  inFolder(async (path) => {
    const child = await holderProcess(path);
    try {
      expect(takeLease(path, "me")).toEqual({ kind: "taken", holder: `process ${child.pid}` });
    } finally {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    lead(path, "me").release();
  }));
