/**
 * Real processes, really killed: a company on the machine's own clock gets `kill -9` at random moments while mail comes
 * in, and is started again each time. ATELIER_SWEEP=full kills it more often.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import { sampleMails } from "../../src/connectors/mail-folder/samples.ts";
import { proposals } from "../../src/kernel/proposal.ts";
import { dumpRecords, rebuildRecords } from "../../src/kernel/rebuild.ts";
import { verifyLedger } from "../../src/kernel/verify.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { systemEntropy } from "../../src/lib/entropy.ts";
import { recordKinds } from "../../src/records/kinds.ts";
import { Workspace } from "../../src/workspace.ts";
import { lots } from "./enumerator.ts";
import { namesIn } from "./files.ts";
import { PACKAGE_ROOT } from "./life.ts";

const FULL = process.env.ATELIER_SWEEP === "full";
const SEED = process.env.ATELIER_SWEEP_SEED ?? "24 November";
const [MAILS, KILLS] = FULL ? [40, 60] : [12, 8];
const LONGEST_LIFE_MS = 2000;
const PATIENCE_MS = FULL ? 400_000 : 90_000;

/** Where the program is installed: below the packages it imports. */
let bundle = "";
const home = mkdtempSync(join(tmpdir(), "atelier-kill-"));
const told: string[] = [];

beforeAll(async () => {
  const cache = join(PACKAGE_ROOT, "node_modules", ".cache");
  mkdirSync(cache, { recursive: true });
  bundle = mkdtempSync(join(cache, "atelier-kill-"));
  await build({
    entryPoints: {
      company: join(import.meta.dirname, "company-process.ts"),
      "sandbox-worker": join(PACKAGE_ROOT, "src", "agent", "sandbox-worker.ts"),
    },
    outdir: bundle,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "silent",
  });
  writeFileSync(join(bundle, "package.json"), '{"type":"module"}');
  // As installed: who edits the sources meanwhile doesn't change the company.
  for (const folder of ["agents", "policies", "migrations"])
    cpSync(join(PACKAGE_ROOT, folder), join(bundle, folder), { recursive: true });
});

afterAll(() => {
  for (const folder of [bundle, home]) rmSync(folder, { recursive: true, force: true });
});

test(
  `killed ${KILLS} times while ${MAILS} mails come in, the company answers each of them once`,
  async () => {
    const lot = lots(`${SEED} kills`);
    let dropped = 0;
    for (let kill = 1; kill <= KILLS; kill++) {
      const before = heads();
      const company = start();
      while (dropped < Math.ceil((kill * MAILS) / KILLS)) drop(++dropped);
      // One in five dies while it starts; the others after some commits and some milliseconds, or from idleness.
      const early = lot(5) === 0;
      const commits = before + lot(12);
      if (!early) await Promise.race([until(() => heads() > commits), pause(LONGEST_LIFE_MS)]);
      await pause(early ? lot(400) : lot(12));
      await killed(company);
    }
    const last = start();
    await until(() => told.includes(`answered ${MAILS}`));
    await killed(last);
    process.stdout.write(`kill -9: ${KILLS} processes killed, ${MAILS} mails answered\n`);

    expect(told.filter((line) => /^(trouble|taken)/.test(line))).toEqual([]);
    const workspace = await open();
    try {
      const events = workspace.ledger.after(0, 100_000);
      const count = (type: string) => events.filter((event) => event.type === type).length;
      expect(count("mail.received")).toBe(MAILS);
      expect(count("mail.duplicate")).toBe(0);
      expect(count("client.opened")).toBe(MAILS);
      expect(count("proposal.opened")).toBe(MAILS);
      expect(count("effect.uncertain") + count("effect.failed")).toBe(0);
      const keys = events.filter((event) => event.type === "effect.performed").map((event) => event.data.key);
      expect(keys).toHaveLength(MAILS);
      expect(new Set(keys).size).toBe(MAILS);
      expect(namesIn(join(home, "mail", "sent"))).toHaveLength(MAILS);
      expect(namesIn(join(home, "mail", "cur"))).toHaveLength(MAILS);
      expect(namesIn(join(home, "mail", "new"))).toEqual([]);

      const acknowledged = told.flatMap((line) => /^head (\d+) (\w+)$/.exec(line) ?? []);
      expect(acknowledged.length).toBeGreaterThan(0);
      for (const line of told) {
        const [, seq, hash] = /^head (\d+) (\w+)$/.exec(line) ?? [];
        if (seq) expect(events[Number(seq) - 1]?.hash).toBe(hash);
        const [, code] = /^approved (\w+)$/.exec(line) ?? [];
        if (code)
          expect(workspace.records.find(proposals, "code = ?", [code]).map((row) => row.state)).toEqual(["approved"]);
      }

      expect(verifyLedger(workspace.database).ok).toBe(true);
      const live = dumpRecords(workspace.database, recordKinds);
      rebuildRecords({ database: workspace.database, keys: workspace.keys, kinds: recordKinds });
      expect(dumpRecords(workspace.database, recordKinds)).toEqual(live);
    } finally {
      await workspace.close();
    }
  },
  PATIENCE_MS,
);

function start(): ChildProcess {
  const company = spawn(process.execPath, [join(bundle, "company.js"), home, bundle], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let rest = "";
  company.stdout?.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    told.push(...lines);
  });
  company.stderr?.setEncoding("utf8").on("data", (text: string) => told.push(`trouble on stderr: ${text}`));
  return company;
}

/** Kills with a signal that can't be caught, and waits until the system has taken the process away. */
async function killed(company: ChildProcess): Promise<void> {
  const gone = new Promise<void>((resolve) => company.once("close", () => resolve()));
  if (company.exitCode === null && company.signalCode === null) company.kill("SIGKILL");
  else told.push(`trouble: the process ended by itself with ${company.exitCode ?? company.signalCode}`);
  await gone;
}

/** How many commits were told of. */
function heads(): number {
  return told.filter((line) => line.startsWith("head ")).length;
}

/** A mail from a house we don't know yet, written aside and moved in, as a mail program does it. */
function drop(number: number): void {
  const raw = (sampleMails(Date.now())[0]?.raw ?? "").replaceAll(
    "whitfield-ceramics.example",
    `studio-${number}.example`,
  );
  const root = join(home, "mail");
  for (const folder of ["tmp", "new"]) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, "tmp", `drop-${number}`), raw);
  renameSync(join(root, "tmp", `drop-${number}`), join(root, "new", `${number}.eml`));
}

async function until(done: () => boolean): Promise<void> {
  const patience = Date.now() + 60_000;
  while (!done()) {
    if (Date.now() > patience)
      throw new Error(`it did not come to an end; the last told: ${told.slice(-5).join(" | ")}`);
    await pause(10);
  }
}

function open(): Promise<Workspace> {
  return Workspace.open({
    config: readConfig({ ATELIER_HOME: home, OWNER_NAME: "Robin Vale", OWNER_EMAIL: "robin@vale.example" }),
    clock: systemClock,
    entropy: systemEntropy(),
    packageRoot: bundle,
    ordered: true,
  });
}
