/**
 * What the living process holds in memory: at rest after its start, and after a thousand mails.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Database } from "../../src/store/database.ts";
import { inFolder, PACKAGE_ROOT, type Scale, withoutBrake } from "./ground.ts";
import { inquiry, written } from "./letters.ts";
import { type Finding, readable } from "./table.ts";

const REST_MS = 2000;
const PATIENCE_MS = 120_000;

export function memory({ quick }: Scale): Promise<Finding[]> {
  return inFolder(async (home) => {
    withoutBrake(home);
    const bare = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60_000)"], { stdio: "ignore" });
    const child = spawn(process.execPath, [join(PACKAGE_ROOT, "dist", "cli.js"), "start"], {
      env: { ...process.env, ATELIER_HOME: home, OWNER_EMAIL: "robin@vale.example", PORT: "" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      await new Promise((resolve) => child.stdout.once("data", resolve));
      child.stdout.resume();
      await wait(REST_MS);
      const [idle, empty] = [residentMb(child), residentMb(bare)];
      const mails = quick ? 100 : 1000;
      const began = performance.now();
      deliver(home, mails);
      await cardsOpen(home, mails);
      const tookMs = performance.now() - began;
      await wait(REST_MS);
      const after = residentMb(child);
      const beside = `${readable(empty)} MB an empty Node process`;
      return [
        {
          what: "resident memory, at rest after start",
          figure: `${readable(idle)} MB`,
          beside,
          ratio: idle / empty,
          value: idle,
        },
        {
          what: `  after ${readable(mails)} mails`,
          figure: `${readable(after)} MB`,
          beside,
          ratio: after / empty,
          value: after,
        },
        {
          what: "whole mails, folder to card, in the living process",
          figure: `${readable((mails / tookMs) * 1000)}/s`,
          value: (mails / tookMs) * 1000,
        },
      ];
    } finally {
      bare.kill();
      const ended = new Promise((resolve) => child.once("close", resolve));
      child.kill("SIGTERM");
      await ended;
    }
  });
}

function deliver(home: string, count: number): void {
  const root = join(home, "mail");
  mkdirSync(join(root, "tmp"), { recursive: true });
  for (let at = 0; at < count; at++) {
    writeFileSync(join(root, "tmp", `${at}.eml`), written(inquiry(at)));
    renameSync(join(root, "tmp", `${at}.eml`), join(root, "new", `${at}.eml`));
  }
}

async function cardsOpen(home: string, count: number): Promise<void> {
  const database = new Database({ path: join(home, "atelier.db"), readonly: true });
  const until = performance.now() + PATIENCE_MS;
  try {
    while (performance.now() < until) {
      const open = database.get<{ count: number }>("SELECT COUNT(*) AS count FROM notices WHERE state = 'sent'");
      if ((open?.count ?? 0) >= count && readdirSync(join(home, "mail", "new")).length === 0) return;
      await wait(20);
    }
    throw new Error(`only some of ${count} mails became cards within ${PATIENCE_MS / 1000} s`);
  } finally {
    database.close();
  }
}

/** VmRSS as Linux tells it; NaN elsewhere. */
function residentMb(child: ChildProcess): number {
  try {
    const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
}
