/**
 * The built program as a process: what no verb that is run beside a test can show. One for each exit code; what leaves by which
 * stream; whom its files belong to; and a reader who leaves early.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { atelier, atelierProcess, CLI, temporaryHome } from "../support/cli.ts";

test("each exit code is the process's own, with what it says on the right stream", async () => {
  const home = temporaryHome();
  // “know” is in a part of the bundle that is loaded only when it is asked for.
  expect(await atelierProcess(home, ["know"])).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^\S.*\n$/s),
    stderr: "",
  });
  const refused = { code: 1, stdout: "", stderr: expect.stringMatching(/^I know nothing called “ABCD”/) };
  expect(await atelierProcess(home, ["why", "ABCD"])).toEqual(refused);
  const document = await atelierProcess(home, ["why", "ABCD", "--json"]);
  expect(document).toMatchObject({ code: 1, stderr: "" });
  expect(JSON.parse(document.stdout)).toMatchObject({ ok: false, why: expect.stringContaining("ABCD") });
  const misused = await atelierProcess(home, ["approve"]);
  expect(misused).toEqual({ code: 2, stdout: "", stderr: expect.stringMatching(/^error: missing required argument/) });
});

test("what a process says of itself is what the same verb says beside a test", async () => {
  const home = temporaryHome();
  for (const words of [["--help"], ["nosuch"]])
    expect(await atelierProcess(home, words), words.join(" ")).toEqual(await atelier(home, words));
});

test("everything that is made in the home is its owner's alone", async () => {
  const home = join(temporaryHome(), "home");
  expect(await atelierProcess(home, ["tick"])).toMatchObject({ code: 0 });
  const made = [".", ...readdirSync(home, { recursive: true, encoding: "utf8" })];
  expect(made).toEqual(expect.arrayContaining(["atelier.db", "keys.jsonl", join("mail", "sent")]));
  expect(made.filter((name) => (statSync(join(home, name)).mode & 0o077) !== 0)).toEqual([]);
});

test("a reader that closes the pipe is no failure", async () => {
  const home = temporaryHome();
  await atelier(home, ["tick"]);
  const line = `"${process.execPath}" "${CLI}" export 2>&1 | head -c 10`;
  const out = execFileSync("sh", ["-c", line], { env: { ...process.env, ATELIER_HOME: home }, encoding: "utf8" });
  expect(out).toBe('{"seq":1,"');
});
