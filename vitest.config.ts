import { statfsSync } from "node:fs";
import { defineConfig } from "vitest/config";

/** Homes of the tests lie in memory where the machine has a file system for that, with room: they are written and thrown away. */
const IN_MEMORY = "/dev/shm";
const LEAST_BYTES = 4 * 1024 ** 3;

// Tests that start processes share two cores with the others: what takes half a second alone may take several.
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/build.ts"],
    pool: "forks",
    isolate: false, // nothing here lives in modules: loading the house once a worker saves a third of the time
    maxWorkers: 3, // they wait for processes and for the disk half of the time
    execArgv: ["--no-turbo-inline-js-wasm-calls"], // as src/cli.ts, where the reason stands
    env: hasRoom(IN_MEMORY) ? { TMPDIR: IN_MEMORY } : {},
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= LEAST_BYTES;
  } catch {
    return false;
  }
}
