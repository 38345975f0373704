/**
 * Backup and restore, forgetting and “everything on one person”, as an operator does them: files, exit codes, refusals.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { backUp, keysBeside, keysOf } from "../../src/backup.ts";
import type { Connector } from "../../src/connectors/connector.ts";
import { dossierOf, writeDossier } from "../../src/dossier.ts";
import { effects } from "../../src/kernel/effect.ts";
import { readKeyFile } from "../../src/kernel/key-file.ts";
import { clients } from "../../src/records/client.ts";
import { recordKinds } from "../../src/records/kinds.ts";
import { restore } from "../../src/restore.ts";
import { Database } from "../../src/store/database.ts";
import { withClient } from "../journeys/letters.ts";
import { atelier, json, temporaryHome } from "../support/cli.ts";
import { Office, START } from "../support/office.ts";

const WHEN = { force: false, now: START };

/** A company with one client, closed; and its backup. */
async function company(): Promise<{ home: string; backup: string; events: number }> {
  const home = join(temporaryHome(), "home");
  const office = await Office.open({ home });
  await withClient(office);
  const events = office.events().length;
  const backup = join(home, "..", "company.atelier");
  expect(backUpOf(office, backup)).toMatchObject({ ok: true, events });
  await office.workspace.close();
  return { home, backup, events };
}

function backUpOf(office: Office, file: string, force = false) {
  const { database } = office.workspace;
  return backUp({ database, keysPath: keysOf(office.home), kinds: recordKinds }, file, { force });
}

function into(home: string) {
  mkdirSync(home, { recursive: true });
  return { home, databasePath: join(home, "atelier.db") };
}

test("a backup is two private files, is not written over, and is brought back whole, records and all", async () => {
  const { home, backup, events } = await company();
  expect([statSync(backup).mode & 0o077, statSync(keysBeside(backup)).mode & 0o077]).toEqual([0, 0]);
  expect(readdirSync(join(home, "..")).sort()).toEqual(["company.atelier", "company.atelier.keys.jsonl", "home"]);
  const office = await Office.open({ home });
  try {
    expect(backUpOf(office, backup)).toMatchObject({ ok: false, why: expect.stringContaining("--force") });
    expect(backUpOf(office, backup, true)).toMatchObject({ ok: true });
    expect(backUpOf(office, join(home, "nowhere", "x"))).toMatchObject({ ok: false });
    // Somebody leads here; and elsewhere there is a ledger.
    expect(restore({ ...into(home), ...WHEN }, backup)).toMatchObject({
      ok: false,
      why: expect.stringContaining("running"),
    });
  } finally {
    await office.workspace.close();
  }
  expect(restore({ ...into(home), ...WHEN }, backup)).toMatchObject({
    ok: false,
    why: expect.stringContaining("--force"),
  });
  const forced = restore({ ...into(home), force: true, now: START }, backup);
  expect(forced).toMatchObject({ ok: true, events, aside: expect.stringContaining("before-2026-11-24") });
  expect(existsSync(`${join(home, "atelier.db")}.before-2026-11-24T09-00-00-000Z`)).toBe(true);
  expect(readdirSync(home).filter((name) => name.startsWith("keys"))).toEqual(["keys.jsonl"]);
  const back = await Office.open({ home });
  try {
    expect(back.events()).toHaveLength(events);
    expect(back.workspace.door.answers.who().clients.map((one) => one.name)).toEqual(["Whitfield Ceramics Ltd"]);
    await back.rest();
  } finally {
    await back.workspace.close();
  }
});

test("what waited to leave when the backup was made, and has left since, is not sent again", async () => {
  const home = join(temporaryHome(), "home");
  const office = await Office.open({ home });
  const backup = join(home, "..", "company.atelier");
  const desk = office.workspace.door.desk;
  await desk.pause("workspace", "a test");
  await withClient(office).catch(() => undefined);
  expect(office.workspace.records.find(effects, "state = 'queued'")).toHaveLength(1);
  expect(backUpOf(office, backup)).toMatchObject({ ok: true });
  await desk.resume(undefined);
  await office.rest();
  const sent = office.sent();
  expect(sent).toHaveLength(1);
  await office.workspace.close();
  expect(restore({ ...into(home), force: true, now: START }, backup)).toMatchObject({ ok: true });
  const calls: string[] = [];
  const around = (mail: Connector): Connector =>
    new Proxy(mail, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        return (...args: unknown[]) => {
          if (name === "perform" || name === "lookup") calls.push(name);
          return value.apply(target, args);
        };
      },
    });
  const back = await Office.open({ home, around });
  try {
    await back.workspace.door.desk.resume(undefined);
    await back.rest();
    expect(calls).toEqual(["lookup"]);
    expect(back.sent()).toEqual(sent);
    expect(back.workspace.records.find(effects, "1")).toMatchObject([{ state: "performed" }]);
  } finally {
    await back.workspace.close();
  }
});

test("a damaged backup, or one without keys or of another company, is refused, and changes nothing", async () => {
  const { home, backup } = await company();
  const empty = into(join(home, "..", "empty"));
  expect(restore({ ...empty, ...WHEN }, join(home, "no-such-file"))).toMatchObject({ ok: false });
  const bare = join(home, "..", "bare.atelier");
  copyFileSync(backup, bare);
  expect(restore({ ...empty, ...WHEN }, bare)).toMatchObject({ ok: false, why: expect.stringContaining("no keys") });
  const forged = join(home, "..", "forged.atelier");
  copyFileSync(backup, forged);
  copyFileSync(keysBeside(backup), keysBeside(forged));
  const database = new Database({ path: forged });
  database.run("UPDATE events SET actor = 'somebody' WHERE seq = 5");
  database.get("PRAGMA wal_checkpoint(TRUNCATE)");
  database.close();
  expect(restore({ ...empty, ...WHEN }, forged)).toMatchObject({ ok: false, why: expect.stringContaining("Event 5") });
  truncateSync(forged, 5000);
  expect(restore({ ...empty, ...WHEN }, forged)).toMatchObject({ ok: false });
  writeFileSync(keysOf(empty.home), readFileSync(keysBeside(backup), "utf8").replaceAll(/"key":"..../g, '"key":"AAAA'));
  expect(restore({ ...empty, ...WHEN }, backup)).toMatchObject({
    ok: false,
    why: expect.stringContaining("another company"),
  });
  expect(existsSync(empty.databasePath)).toBe(false);
  // A newer key file from elsewhere is enough to forget by.
  const newer = join(home, "..", "newer.jsonl");
  const grave = readKeyFile(keysBeside(backup)).find((line) => line.scope.startsWith("c_"));
  writeFileSync(newer, `${JSON.stringify({ scope: grave?.scope, kind: "personal", destroyed: 1 })}\n`);
  const other = into(join(home, "..", "other"));
  expect(restore({ ...other, ...WHEN, forgotten: newer }, backup)).toMatchObject({ ok: true, forgotten: 1 });
  expect(readFileSync(keysOf(other.home), "utf8")).not.toContain(`"${grave?.scope}","kind":"personal","key"`);
});

test("by verbs: a client is exported, forgotten with two yeses, and not brought back by an older backup", async () => {
  const { home } = await company();
  const backup = join(home, "..", "by-verb");
  expect(await atelier(home, ["backup", backup])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("newest key file"),
  });
  const asked = await atelier(home, ["forget", "whitfield"]);
  expect(asked.stdout).toMatch(
    /Forget Whitfield Ceramics Ltd for good[\s\S]*This goes[\s\S]*This stays[\s\S]*Copies remain/,
  );
  const code = /approve ([A-Z0-9]{4})/.exec(asked.stdout)?.[1] ?? "";
  const first = await atelier(home, ["approve", code]);
  expect(first).toMatchObject({ code: 1, stderr: expect.stringContaining("can't be taken back") });
  const told = await json<Record<string, unknown[]>>(home, ["export", "--client", "Nora"]);
  expect(told.document).toMatchObject({
    client: { company: "Whitfield Ceramics Ltd", addresses: [{ address: "nora@whitfield-ceramics.example" }] },
    messages: [{ direction: "in", words: expect.stringContaining("We need a new website") }],
    withheld: 0,
  });
  expect(JSON.stringify(told.document)).not.toContain('"private"');
  await pause(1100); // a second yes within a second of the first is taken for the same tap
  expect(await atelier(home, ["approve", code])).toMatchObject({ code: 0 });
  expect(readFileSync(join(home, "atelier.db")).includes("Whitfield")).toBe(false);
  const restored = await json(home, ["restore", backup, "--force"]);
  expect(restored).toMatchObject({ code: 0, document: { ok: true, forgotten: 1 } });
  expect(readFileSync(join(home, "atelier.db")).includes("Whitfield")).toBe(false);
});

test("everything on one person can be had in a folder, with their mails as they came", async () => {
  const { home } = await company();
  const folder = join(home, "..", "nora");
  const office = await Office.open({ home });
  const { workspace } = office;
  const records = () => workspace.records;
  const [client] = records().find(clients, "company = 'Whitfield Ceramics Ltd'");
  if (!client) throw new Error("she is not on record");
  const dossier = dossierOf({ ledger: workspace.ledger, records }, client);
  expect(writeDossier({ blobs: workspace.blobs, records }, { dossier, client, folder })).toBe(1);
  await workspace.close();
  expect(readFileSync(join(folder, "mails", readdirSync(join(folder, "mails"))[0] ?? ""), "utf8")).toContain("pottery");
  expect(JSON.parse(readFileSync(join(folder, "about.json"), "utf8"))).toEqual(JSON.parse(JSON.stringify(dossier)));
});
