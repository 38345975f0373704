import { defineConfig } from "vitest/config";

// Tests that start processes share two cores with the others: what takes half a second alone may take several.
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/build.ts"],
    pool: "forks",
    isolate: false, // nothing here lives in modules: loading the house once a worker saves a third of the time
    maxWorkers: 3, // they wait for processes and for the disk half of the time
    execArgv: ["--no-turbo-inline-js-wasm-calls"], // as src/cli.ts, where the reason stands
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
