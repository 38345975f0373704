#!/usr/bin/env node
/**
 * The verbs, for scripts and for the owner's hands. Each has `--json` for one JSON document on stdout.
 * Exit codes: 0 done, 1 refused or failed, 2 wrong usage.
 * After: main.ts (`start`), or one of the verbs in verbs/.
 */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command, CommanderError } from "commander";
import { AgentError } from "./agent/load.ts";
import { ConfigError, readConfig } from "./config.ts";
import { messageOf } from "./lib/errors.ts";
import { PolicyError, problemLine } from "./policy/problem.ts";
import { addDecisionVerbs } from "./verbs/decide.ts";
import { addOrderVerbs } from "./verbs/order.ts";
import { addQuestionVerbs } from "./verbs/question.ts";
import { addRunVerbs } from "./verbs/run.ts";

const packageRoot = join(dirname(fileURLToPath(import.meta.url)), "..");
const { version } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as { version: string };

/** Runs one verb; answers the exit code. */
async function run(words: readonly string[]): Promise<number> {
  let code = 0;
  const program = new Command("atelier")
    .description("The workspace of a one-person company.")
    .version(version)
    .exitOverride()
    .showHelpAfterError("(“atelier help” lists the verbs)");
  const verbs = {
    program,
    packageRoot,
    version,
    config: () => readConfig(process.env),
    done: (ended: number) => (code = ended),
  };
  addRunVerbs(verbs);
  addQuestionVerbs(verbs);
  addDecisionVerbs(verbs);
  addOrderVerbs(verbs);
  for (const verb of program.commands) verb.exitOverride();
  try {
    await program.parseAsync(words, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    process.stderr.write(`${complaint(error)}\n`);
    return 1;
  }
}

/** What went wrong, in lines a person can act on. */
function complaint(error: unknown): string {
  if (error instanceof ConfigError) return error.lines.join("\n");
  if (error instanceof PolicyError) return error.problems.map(problemLine).join("\n");
  if (error instanceof AgentError) return error.problems.join("\n");
  return messageOf(error);
}

// The home holds what clients wrote: what is made there is the owner's alone.
process.umask(0o077);
process.exitCode = await run(process.argv.slice(2));
