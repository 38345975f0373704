/**
 * `npm run bench`: what Atelier can do on this machine, beside what the machine can do at all, measured in the same run.
 * `--quick` takes less than a minute; `--only WORD` one chapter; `--json FILE` keeps the figures.
 * It is started with --no-turbo-inline-js-wasm-calls: without it Node 20's V8 aborts the process ("unreachable code" in its
 * deoptimizer) after some thousand verdicts and runs. The processes it spawns run as `npm start` runs them.
 */
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { approvals } from "./approve.ts";
import { tapsInChats } from "./chats.ts";
import { costOfDay } from "./cost-day.ts";
import { PACKAGE_ROOT, type Scale } from "./ground.ts";
import { history } from "./history.ts";
import { eventsOfMails, mailsToCards } from "./mails.ts";
import { memory } from "./memory.ts";
import { recall } from "./recall.ts";
import { sandboxedRuns } from "./sandbox.ts";
import { steps } from "./steps.ts";
import { type Finding, readable, table } from "./table.ts";

const CHAPTERS: Readonly<Record<string, (scale: Scale) => Promise<Finding[]>>> = {
  steps,
  sandbox: sandboxedRuns,
  mails: mailsToCards,
  events: eventsOfMails,
  approve: approvals,
  chats: tapsInChats,
  memory,
  recall,
  history,
  cost: costOfDay,
};

const { values: options } = parseArgs({
  options: { quick: { type: "boolean", default: false }, only: { type: "string" }, json: { type: "string" } },
});
const began = performance.now();
await bundleWorker();
const findings: Finding[] = [];
for (const [name, chapter] of Object.entries(CHAPTERS)) {
  if (options.only !== undefined && options.only !== name) continue;
  process.stderr.write(`${name} …\n`);
  findings.push(...(await chapter({ quick: options.quick })));
  globalThis.gc?.(); // the next chapter doesn't pay for this one's rubbish
}
const machine = {
  node: process.version,
  processors: cpus().length,
  processor: cpus()[0]?.model ?? "unknown",
  flags: process.execArgv,
};
const seconds = (performance.now() - began) / 1000;
process.stdout.write(
  `\n${table(findings)}\n\nNode ${machine.node} ${machine.flags.join(" ")}, ${machine.processors} × ${machine.processor}; ${readable(seconds)} s\n`,
);
if (options.json)
  writeFileSync(options.json, `${JSON.stringify({ machine, quick: options.quick, seconds, findings }, null, 2)}\n`);

/** The sandbox looks for its worker beside the code that starts it. */
async function bundleWorker(): Promise<void> {
  await build({
    entryPoints: [`${PACKAGE_ROOT}/src/agent/sandbox-worker.ts`],
    outfile: `${import.meta.dirname}/sandbox-worker.js`,
    bundle: true,
    platform: "node",
    format: "cjs",
    logLevel: "error",
  });
}
