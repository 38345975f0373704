/**
 * Bad input gets an answer that names it and says what to do: policies, agents, keys, the ledger, the mail folder.
 */
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import LibSql from "libsql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { atelier, dropSamples, type Ended, json, temporaryHome } from "../support/cli.ts";

const PACKAGE = join(import.meta.dirname, "..", "..");
const MACHINE_TALK = /\n\s+at |Error:|SQLITE|node:|[{[]"|undefined/;

let prepared: string;
beforeAll(async () => {
  prepared = mkdtempSync(join(tmpdir(), "atelier-cli-"));
  dropSamples(prepared, 1);
  expect(await atelier(prepared, ["tick", "--until-idle"])).toMatchObject({ code: 0 });
});
afterAll(() => rmSync(prepared, { recursive: true, force: true }));

function usedHome(): string {
  const home = temporaryHome();
  cpSync(prepared, home, { recursive: true });
  return home;
}

/** The package's folder, copied into the home as the owner would, with one file changed. */
function own(home: string, folder: "policies" | "agents", file: string, change: (text: string) => string): void {
  cpSync(join(PACKAGE, folder), join(home, folder), { recursive: true });
  const path = join(home, folder, file);
  writeFileSync(path, change(readFileSync(path, "utf8")));
}

function expectRefusal(ended: Ended, words: RegExp): void {
  expect(ended).toMatchObject({ code: 1, stdout: "" });
  expect(ended.stderr).toMatch(words);
  expect(ended.stderr).not.toMatch(MACHINE_TALK);
}

test("a policy that misspells an action refuses to start, with file, line and the name that was meant", async () => {
  const home = temporaryHome();
  own(home, "policies", "mail.cedar", (text) => text.replace("message.classify", "message.clasify"));
  expectRefusal(
    await atelier(home, ["start"]),
    /^policies\/mail\.cedar:\d+: .*message\.clasify.*Did you mean "message\.classify"\?\n$/,
  );
  const answer = await json(home, ["status"]);
  expect(answer).toMatchObject({ code: 1, document: { ok: false, why: expect.stringContaining("mail.cedar") } });
});

test("a setting that doesn't exist, or is out of bounds, is named with its line", async () => {
  const home = temporaryHome();
  own(home, "policies", "settings.yaml", (text) => text.replace("quietHours", "quiteHours"));
  expectRefusal(await atelier(home, ["tick"]), /^policies\/settings\.yaml:\d+: .*quiteHours.*quietHours/);
});

test("policies in the home replace the package's, and rules says so", async () => {
  const home = temporaryHome();
  own(
    home,
    "policies",
    "clients.cedar",
    () =>
      '@id("no-new-clients") @because("I am fully booked")\nforbid (principal, action == Action::"client.open", resource);\n',
  );
  expect((await atelier(home, ["rules"])).stdout).toMatch(/Never happens[\s\S]*fully\s+booked/);
});

const lies: ReadonlyArray<readonly [string, string, (text: string) => string, RegExp]> = [
  [
    "wakes on an event that nobody produces",
    "intake/agent.md",
    (text) => text.replace("mail.received@1", "mail.recieved@1"),
    /agents\/intake\/agent\.md: wakes: .*mail\.recieved@1.*Did you mean "mail\.received@1"/,
  ],
  [
    "may do what no action does",
    "intake/agent.md",
    (text) => text.replace("client.open", "client.opn"),
    /agents\/intake\/agent\.md: may: .*client\.opn.*Did you mean "client\.open"/,
  ],
  [
    "has no handler for what it wakes on",
    "intake/agent.ts",
    () => "export default {};\n",
    /agents\/intake\/agent\.ts: it has no handler for "mail\.received@1"/,
  ],
  ["can't be compiled", "intake/agent.ts", (text) => `${text}\nconst x = ;\n`, /agents\/intake\/agent\.ts:\d+: /],
  [
    "has no version",
    "intake/agent.md",
    (text) => text.replace(/^version:.*\n/m, ""),
    /agents\/intake\/agent\.md.*version/,
  ],
];
test.each(lies)("an agent that %s refuses to start, naming the file", async (_, file, change, words) => {
  const home = temporaryHome();
  own(home, "agents", file, change);
  expectRefusal(await atelier(home, ["tick"]), words);
});

test("an agent whose files changed under the same version refuses to start, and doctor says so too", async () => {
  const home = usedHome();
  own(home, "agents", "intake/agent.ts", (text) => `${text}\n// changed\n`);
  const words = /agents\/intake\/agent\.md: files of intake changed.*Raise version .* from \d+ to \d+/;
  expectRefusal(await atelier(home, ["tick"]), words);
  expect(await atelier(home, ["doctor"])).toMatchObject({ code: 1, stderr: expect.stringMatching(words) });
  expect((await atelier(home, ["status"])).code).toBe(0);
});

test("a changed row of the ledger: verify names the first bad event, doctor points at it", async () => {
  const home = usedHome();
  sql(home, "UPDATE events SET at = at + 1 WHERE seq IN (4, 7)");
  expectRefusal(await atelier(home, ["verify"]), /Event 4 .* is not what was recorded.*backup/);
  const { code, document } = await json(home, ["verify"]);
  expect({ code, document }).toMatchObject({
    code: 1,
    document: {
      ok: false,
      firstBadSeq: 4,
      events: 3,
      head: { seq: 3, hash: expect.any(String) },
      why: expect.any(String),
    },
  });
  expect(await atelier(home, ["doctor"])).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/✗ ledger .*Event 4/),
  });
});

test("a row that is gone is named as missing", async () => {
  const home = usedHome();
  sql(home, "DELETE FROM events WHERE seq = 5");
  expect((await json(home, ["verify"])).document).toMatchObject({ ok: false, firstBadSeq: 5 });
});

test("what is damaged or sealed by other keys is said in words by whatever trips over it", async () => {
  const home = usedHome();
  const other = readFileSync(join(home, "keys.jsonl"), "utf8").replace(/"key":"[^"]*"/g, `"key":"${"A".repeat(43)}="`);
  writeFileSync(join(home, "keys.jsonl"), other);
  expectRefusal(await atelier(home, ["queue"]), /can't be opened.*keys\.jsonl.*verify/);
  expect((await atelier(home, ["verify"])).code).toBe(0);
});

test.each([
  ["missing", (path: string) => rmSync(path), /key file .*keys\.jsonl is missing.*backup/],
  ["empty", (path: string) => writeFileSync(path, ""), /key file .*keys\.jsonl is empty.*backup/],
  ["damaged", (path: string) => writeFileSync(path, "xx\n"), /key file .*keys\.jsonl has a damaged line.*backup/],
])("a key file that is %s refuses to start", async (_, change, words) => {
  const home = usedHome();
  change(join(home, "keys.jsonl"));
  expectRefusal(await atelier(home, ["start"]), words);
});

test("a key file is not missed before anything was sealed", async () => {
  const home = temporaryHome();
  await atelier(home, ["tick"]);
  expect((await atelier(home, ["tick"])).code).toBe(0);
  expect((await atelier(home, ["doctor"])).code).toBe(0);
});

test("a file that is no database is not taken for one, and left as it is", async () => {
  const home = temporaryHome();
  writeFileSync(join(home, "atelier.db"), "these are the minutes of last week's meeting, and nothing else at all");
  expectRefusal(await atelier(home, ["status"]), /no database file/);
  expect(readFileSync(join(home, "atelier.db"), "utf8")).toMatch(/^these are the minutes/);
});

test("a database of a newer Atelier is not touched", async () => {
  const home = usedHome();
  sql(home, "INSERT INTO migrations (tag, digest) VALUES ('9999_future', 'x')");
  expectRefusal(await atelier(home, ["start"]), /newer Atelier.*9999_future.*Update/);
});

test("something that stands where the mail folder should be is named", async () => {
  const home = temporaryHome();
  writeFileSync(join(home, "mail"), "");
  expectRefusal(await atelier(home, ["tick"]), /mail folder .*mail can't be made/);
});

test("what can't be read in the inbox is left alone, and doctor says why", async () => {
  const home = temporaryHome();
  mkdirSync(join(home, "mail", "new"), { recursive: true });
  appendFileSync(join(home, "letter"), "From: a@b.example\r\n\r\nHello\r\n");
  symlinkSync(join(home, "letter"), join(home, "mail", "new", "link.eml"));
  expect((await atelier(home, ["tick", "--until-idle"])).code).toBe(0);
  expect((await json(home, ["status"])).document.mails).toBe(0);
  const doctor = await atelier(home, ["doctor"]);
  expect(doctor).toMatchObject({ code: 1, stderr: expect.stringMatching(/link\.eml was left alone.*Copy the file/) });
});

function sql(home: string, statement: string): void {
  const database = new LibSql(join(home, "atelier.db"));
  try {
    // The ledger guards itself against changes; whoever damages a file asks no trigger.
    const guards = database.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").all() as {
      name: string;
    }[];
    for (const { name } of guards) database.exec(`DROP TRIGGER ${name}`);
    database.exec(statement);
  } finally {
    database.close();
  }
}
