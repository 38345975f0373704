/**
 * Loading Slack's client leaves the rest of the house its own way of sending: a library that names the length of what it sends (as
 * Stripe's does) gets through. In a process of its own, because what is loaded first decides.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..", "..", "..");

const SCRIPT = `
import { Trouble, Wire } from "./src/surfaces/slack/wire.ts";
await new Wire({ botToken: "xoxb-1", apiUrl: "http://127.0.0.1:9/", trouble: new Trouble(() => undefined) }).bolt();
const url = process.argv[2];
const headers = { "content-length": "3", "content-type": "application/x-www-form-urlencoded" };
const response = await fetch(url, { method: "POST", body: "a=1", headers });
console.log(response.status);
process.exit(0);
`;

test("after Slack's client was loaded, a request that names its length is sent", async () => {
  // Beside node_modules, so that its packages are found.
  const folder = mkdtempSync(join(ROOT, "node_modules", ".cache", "own-fetch-"));
  const server = createServer((request, response) => request.resume().on("end", () => response.end("ok")));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const outfile = join(folder, "script.mjs");
    await build({
      stdin: { contents: SCRIPT, resolveDir: ROOT, loader: "ts" },
      ...{ bundle: true, platform: "node", format: "esm", packages: "external", outfile, logLevel: "error" },
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const { stdout } = await promisify(execFile)(process.execPath, [outfile, url]);
    expect(stdout.trim()).toBe("200");
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
