/**
 * What a long history costs: rebuilding the records from it, checking its chain, and starting on it.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { EVENT_COLUMNS } from "../../src/kernel/ledger.ts";
import { rebuildRecords } from "../../src/kernel/rebuild.ts";
import { verifyLedger } from "../../src/kernel/verify.ts";
import { recordKinds } from "../../src/records/kinds.ts";
import { inFolder, type Kernel, kernelAt, PACKAGE_ROOT, type Scale } from "./ground.ts";
import { fillHome, type Journey, liveJourney } from "./long-ledger.ts";
import { quantile, timed } from "./measure.ts";
import { type Finding, readable } from "./table.ts";

const LEAST_EVENTS_PER_SECOND = 100_000;
const MOST_START_MS = 300;

export function history({ quick }: Scale): Promise<Finding[]> {
  return inFolder(async (home) => {
    const journey = await liveJourney(8);
    const began = performance.now();
    const events = fillHome(home, journey, quick ? 50_000 : 1_000_000);
    process.stderr.write(`  ${readable(events)} events made in ${readable((performance.now() - began) / 1000)} s\n`);
    const kernel = kernelAt(home);
    const walked = await walks(kernel, journey, events, quick ? 2 : 3);
    kernel.database.close();
    return [...walked, ...(await starts(home, events, quick ? 3 : 9))];
  });
}

/** Rebuild, verify and a bare scan in turns. */
async function walks(kernel: Kernel, journey: Journey, events: number, rounds: number): Promise<Finding[]> {
  const { database, keys } = kernel;
  const same = journey.rebuildsTheSame;
  const sealed = journey.sealed / journey.events.length;
  const [rebuildMs, verifyMs, scanMs]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    scanMs.push(await timed(() => scan(kernel)));
    verifyMs.push(await timed(() => verifyLedger(database)));
    rebuildMs.push(await timed(() => rebuildRecords({ database, keys, kinds: recordKinds })));
  }
  const rate = (tookMs: readonly number[]) => (events / quantile(tookMs, 0.5)) * 1000;
  const [rebuild, verify, raw] = [rate(rebuildMs), rate(verifyMs), rate(scanMs)];
  const bar = `≥ ${readable(LEAST_EVENTS_PER_SECOND)}/s`;
  const beside = `${readable(raw)} rows/s read by libSQL alone`;
  return [
    {
      what: `rebuild of ${readable(events)} events (${(sealed * 100).toFixed(0)} % sealed, ${same ? "same" : "OTHER"} records)`,
      figure: `${readable(rebuild)}/s`,
      beside,
      ratio: rebuild / raw,
      bar,
      met: rebuild >= LEAST_EVENTS_PER_SECOND && same,
      value: rebuild,
    },
    {
      what: "chain verification, no seal opened",
      figure: `${readable(verify)}/s`,
      beside,
      ratio: verify / raw,
      bar,
      met: verify >= LEAST_EVENTS_PER_SECOND && verifyLedger(database).ok,
      value: verify,
    },
  ];
}

function scan({ database }: Kernel): void {
  const sql = `SELECT ${EVENT_COLUMNS.join(",")} FROM events WHERE seq > ? ORDER BY seq LIMIT 2000`;
  let seq = 0;
  for (let rows = database.tuples(sql, [seq]); rows.length > 0; rows = database.tuples(sql, [seq]))
    seq = Number(rows.at(-1)?.[0]);
}

/** Starts on the home, as a process of its own: the whole, and opening and leading within it. */
async function starts(home: string, events: number, count: number): Promise<Finding[]> {
  await wholeStart(home); // the first admits the agents; every later one finds them known
  const whole: number[] = [];
  const within: number[] = [];
  const bare: number[] = [];
  for (let at = 0; at < count; at++) {
    bare.push(await timed(() => output(["-e", "0"], home, /$/)));
    within.push(Number(await output(["--input-type=module", "-e", OPEN_AND_LEAD], home, /ready in (\S+) ms/)));
    whole.push(await wholeStart(home));
  }
  const [wholeMs, withinMs, bareMs] = [quantile(whole, 0.5), quantile(within, 0.5), quantile(bare, 0.5)];
  const bar = `≤ ${MOST_START_MS} ms`;
  return [
    {
      what: `start on ${readable(events)} events: opened and leading, in process`,
      figure: `${readable(withinMs)} ms`,
      beside: `${readable(bareMs)} ms an empty Node process`,
      ratio: withinMs / bareMs,
      bar,
      met: withinMs <= MOST_START_MS,
      value: withinMs,
    },
    {
      what: "  the whole process, from spawn to its first line",
      figure: `${readable(wholeMs)} ms`,
      beside: `${readable(bareMs)} ms an empty Node process`,
      ratio: wholeMs / bareMs,
      bar,
      met: wholeMs <= MOST_START_MS,
      value: wholeMs,
    },
  ];
}

const OPEN_AND_LEAD = `
import { readConfig } from "${PACKAGE_ROOT}/dist/config.js";
import { systemClock } from "${PACKAGE_ROOT}/dist/clock.js";
import { systemEntropy } from "${PACKAGE_ROOT}/dist/entropy.js";
import { Workspace } from "${PACKAGE_ROOT}/dist/workspace.js";
const began = performance.now();
const workspace = await Workspace.open({
  config: readConfig(process.env), clock: systemClock, entropy: systemEntropy(), packageRoot: ${JSON.stringify(PACKAGE_ROOT)}, ordered: false,
});
await workspace.lead("bench");
console.log("ready in " + (performance.now() - began) + " ms");
await workspace.close();
`;

async function wholeStart(home: string): Promise<number> {
  const began = performance.now();
  const line = await output([join(PACKAGE_ROOT, "dist", "cli.js"), "start"], home, /(Atelier)/, () =>
    performance.now(),
  );
  return Number(line) - began;
}

/** Runs Node; answers what `wanted` found in its output (or what `at` says then), and waits for its end. */
function output(args: readonly string[], home: string, wanted: RegExp, at?: () => number): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      env: { ...process.env, ATELIER_HOME: home, OWNER_EMAIL: "robin@vale.example", PORT: "" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let text = "";
    let found: string | null = null;
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk;
      const match = wanted.exec(text);
      if (found !== null || !match) return;
      found = at ? String(at()) : (match[1] ?? "");
      child.kill("SIGTERM");
    });
    child.on("error", reject);
    child.on("close", () => (found === null && text !== "" ? reject(new Error(text)) : resolve(found ?? "")));
  });
}
