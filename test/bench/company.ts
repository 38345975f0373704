/**
 * `npm run bench:company -- [--sizes 10,100,1000] [--seeds 1,2,3] [--days 30] [--json FILE]`: months of the simulated company, the
 * curve over its size: what it asks of its owner, what it gets wrong, and what a client costs in seconds and memory. The first
 * size is lived through with every seed, the others with the first; the first once more with a model behind it, a scripted server
 * that is sure of nothing: what it costs to ask it all the same. Each company is a process of its own.
 */
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import type { reportJson } from "../../src/simulate/report.ts";
import type { Script } from "../support/model/script.ts";
import { startModelServer } from "../support/model/server.ts";
import { PACKAGE_ROOT } from "./ground.ts";
import { type Finding, readable, table } from "./table.ts";

type Report = ReturnType<typeof reportJson>;

const { values: options } = parseArgs({
  options: {
    sizes: { type: "string", default: "10,100,1000" },
    seeds: { type: "string", default: "1,2,3" },
    days: { type: "string", default: "30" },
    json: { type: "string" },
  },
});
const sizes = options.sizes.split(",").map(Number);
const seeds = options.seeds.split(",").map(Number);
const MODEL = "gpt-4.1-mini";
/** Micro-dollars a million tokens, as policies/prices.yaml has it in dollars. */
const PRICES = { [MODEL]: { in: 400_000, out: 1_600_000 } };
const SURE_OF_NOTHING: Script = ({ body }) =>
  (body as { response_format?: unknown }).response_format
    ? { text: JSON.stringify({ why: "It could be several things.", choice: "question", sure: false }) }
    : { text: "Thank you for asking. I will look into it and come back to you." };

const lived: Report[] = [];
for (const [at, clients] of sizes.entries())
  for (const seed of at === 0 ? seeds : seeds.slice(0, 1)) lived.push(await month(clients, seed));
const [first] = lived;
const rows = first ? lived.flatMap((report) => findings(report, first)) : [];
if (first) rows.push(...(await withModel(first.clients, first.seed)));
process.stdout.write(`\n${table(rows)}\n`);
if (options.json) writeFileSync(options.json, `${JSON.stringify(lived, null, 2)}\n`);

async function month(
  clients: number,
  seed: number,
  environment: Readonly<Record<string, string>> = {},
): Promise<Report> {
  process.stderr.write(`${clients} clients, seed ${seed}${environment.MODEL_DRAFT ? ", with a model" : ""} …\n`);
  const words = ["simulate", "--clients", clients, "--days", options.days, "--seed", seed, "--json"].map(String);
  const { stdout } = await promisify(execFile)(process.execPath, [join(PACKAGE_ROOT, "dist", "cli.js"), ...words], {
    env: { ...process.env, ...environment },
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(stdout) as Report;
}

async function withModel(clients: number, seed: number): Promise<Finding[]> {
  const server = await startModelServer({ models: [MODEL], prices: PRICES });
  server.script(SURE_OF_NOTHING);
  try {
    const report = await month(clients, seed, {
      OPENAI_BASE_URL: server.url,
      OPENAI_API_KEY: server.key,
      MODEL_DRAFT: MODEL,
    });
    const { dollars, calls } = report.modelCost ?? { dollars: 0, calls: 0 };
    return [
      {
        what: `${readable(clients)} clients, seed ${seed}, with ${MODEL}: what a client costs in a month`,
        figure: `$${(dollars / clients).toFixed(4)}`,
        beside: `${calls} calls, $${dollars.toFixed(4)} in all`,
        value: dollars / clients,
      },
      ...findings(report, report).slice(0, 2),
    ];
  } finally {
    await server.stop();
  }
}

/** `first`: the smallest company, beside which the others are seen. */
function findings(report: Report, first: Report): Finding[] {
  const { clients, seed } = report;
  const at = `${readable(clients)} clients, seed ${seed}`;
  const asked = report.decisionsPerClientWeek;
  const wrong = [
    report.invoicesWrong,
    report.obligationsMissed,
    report.wrongSends,
    report.ambiguousMissed,
    report.refundsUnasked,
    report.remindersWrong,
    report.sentWhileHeld,
    report.timesWrong,
  ];
  const faults = wrong.reduce((sum, one) => sum + one, 0);
  const perClient = report.seconds / clients;
  return [
    {
      what: `${at}: decisions for each client and week`,
      figure: readable(asked),
      beside: `${readable(report.decisionsWithHandOvers)} with each file shown once more`,
      ratio: asked / first.decisionsPerClientWeek,
      bar: "≤ 1.0",
      met: asked <= 1,
      value: asked,
    },
    {
      what: "  invoices, promises, sends, ambiguous messages, refunds, reminders, holds, times: wrong",
      figure: wrong.join(" "),
      bar: "none",
      met: faults === 0,
      value: faults,
    },
    {
      what: "  clear messages put to the owner all the same",
      figure: String(report.clearAsked),
      beside: `${report.mails.fromClients} messages of clients`,
      bar: "none",
      met: report.clearAsked === 0,
      value: report.clearAsked,
    },
    {
      what: "  seconds for each client",
      figure: readable(perClient),
      beside: `${readable(report.seconds)} s in all`,
      ratio: perClient / (first.seconds / first.clients),
      value: perClient,
    },
    {
      what: "  memory at most, MB",
      figure: readable(report.peakMegabytes),
      beside: `${readable(report.events)} events`,
      ratio: report.peakMegabytes / first.peakMegabytes,
      value: report.peakMegabytes,
    },
    {
      what: "  lines of the longest digest",
      figure: String(report.longestDigestLines),
      value: report.longestDigestLines,
    },
  ];
}
