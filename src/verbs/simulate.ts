/**
 * `simulate`: a company of simulated clients runs for some weeks in seconds or minutes, and a report says what it asked of its
 * owner and what it got wrong. Nothing of the owner's own home is touched.
 * After: simulate/simulate.ts.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { InvalidArgumentError } from "commander";
import { messageOf } from "../lib/errors.ts";
import type { Choir } from "../simulate/voices.ts";
import type { Verbs } from "./verb.ts";
import { wholeNumber } from "./verb.ts";

interface Options {
  readonly clients: number;
  readonly days: number;
  readonly seed: number;
  readonly from: string;
  readonly voices?: string;
  readonly report?: string;
  readonly keep?: string;
  readonly json?: boolean;
}

export function addSimulateVerb({ program, packageRoot, environment, out, err, done }: Verbs): void {
  program
    .command("simulate")
    .description("run a company of simulated clients, and report what it asks of its owner and what it gets wrong")
    .option("--clients <number>", "how many clients", some, 10)
    .option("--days <number>", "how many days", some, 30)
    .option("--seed <number>", "the same seed gives the same company and the same ledger", wholeNumber, 1)
    .option("--from <day>", "the first day", day, "2026-03-02")
    .option("--voices <file>", "a YAML file of what clients say, by meaning; see below")
    .option("--report <file>", "write the report as JSON, too")
    .option("--keep <folder>", "keep the company's home in this empty folder")
    .option("--json", "one JSON document")
    .addHelpText("after", HELP)
    .action(async (options: Options) => {
      // The room is large, and only this verb enters it.
      const [{ simulate }, { reportJson, reportText }] = await Promise.all([
        import("../simulate/simulate.ts"),
        import("../simulate/report.ts"),
      ]);
      const choir = await choirOf(options.voices);
      const showing = err.isTTY === true && !options.json;
      const outcome = await simulate({
        ...options,
        choir,
        packageRoot,
        environment,
        ...(options.keep ? { keep: resolve(options.keep) } : {}),
        ...(showing ? { onDay: (on, events) => void err.write(`\r${on}, ${events} events`) } : {}),
      });
      if (showing) err.write("\r\u001b[K");
      const report = reportJson(outcome);
      if (options.report) writeFileSync(options.report, `${JSON.stringify(report, null, 2)}\n`);
      out.write(options.json ? `${JSON.stringify(report)}\n` : `${reportText(report)}\n`);
      done(0);
    });
}

async function choirOf(file: string | undefined): Promise<Choir> {
  const [{ readVoices, replaced }, { ENGLISH }, { GERMAN }] = await Promise.all([
    import("../simulate/voices.ts"),
    import("../simulate/voices-en.ts"),
    import("../simulate/voices-de.ts"),
  ]);
  const shipped = { en: ENGLISH, de: GERMAN };
  if (file === undefined) return shipped;
  let source: string;
  try {
    source = readFileSync(resolve(file), "utf8");
  } catch (error) {
    throw new Error(`${file} can't be read: ${messageOf(error)}`);
  }
  const read = readVoices(source, basename(file));
  if (!read.ok) throw new Error(read.problems.join("\n"));
  return replaced(shipped, read.voices);
}

const HELP = `
Voices: a list of texts under each meaning; a meaning left out keeps the shipped texts.
  approve:
    - "Great, {deliverable} is accepted."
  schedule:
    - "{slot} suits me."
Meanings: approve, change, ambiguous, question, schedule, payment, complaint, leaving, out-of-office, thanks, standing-wish.
Placeholders: {name} {first} {company} {owner} {deliverable} {slot} {day} {weekday} {time} {date} {invoice} {amount} {month}.
A schedule text with {slot}, or {weekday} and {time}, takes one of the times offered; another names another. docs/simulation.md explains them all.
Models are used where OPENAI_API_KEY or OPENAI_BASE_URL is set.`;

function some(value: string): number {
  const number = wholeNumber(value);
  if (number < 1) throw new InvalidArgumentError("Write a number from 1.");
  return number;
}

function day(value: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value) || Number.isNaN(Date.parse(value)))
    throw new InvalidArgumentError("Write a day such as 2026-03-02.");
  return value;
}
