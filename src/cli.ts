#!/usr/bin/env node
/**
 * The verbs, for scripts and for the owner's hands. Each has `--json` for one JSON document on stdout, also when it fails.
 * Exit codes: 0 done, 1 refused or failed, 2 wrong usage.
 * After: main.ts (`start`), or one of the verbs in verbs/.
 */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { Command, CommanderError } from "commander";
import { complaint } from "./complaint.ts";
import { readConfig } from "./config.ts";
import { addChatVerbs } from "./verbs/chat.ts";
import { addDecisionVerbs } from "./verbs/decide.ts";
import { addKeepVerbs } from "./verbs/keep.ts";
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
  addChatVerbs(verbs);
  addKeepVerbs(verbs);
  for (const verb of program.commands) verb.exitOverride();
  try {
    await program.parseAsync(words, { from: "user" });
    return code;
  } catch (error) {
    const usage = error instanceof CommanderError;
    if (usage && error.exitCode === 0) return 0;
    const why = usage ? error.message.replace(/^error: /, "") : complaint(error);
    if (words.includes("--json")) process.stdout.write(`${JSON.stringify({ ok: false, why })}\n`);
    else if (!usage) process.stderr.write(`${why}\n`); // commander has told what it didn't understand
    return usage ? 2 : 1;
  }
}

// Node 20 can abort while it inlines calls into WebAssembly (a fatal error in V8's deoptimizer, seen in long runs); the rules
// and the sandbox are WebAssembly.
setFlagsFromString("--no-turbo-inline-js-wasm-calls");
// The home holds what clients wrote: what is made there is the owner's alone.
process.umask(0o077);
// Who reads only the first lines (`| head`) closes the pipe: that is no failure of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});
process.exitCode = await run(process.argv.slice(2));
