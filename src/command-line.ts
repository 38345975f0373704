/**
 * The command line: the words become one verb, and the verb's end an exit code. Everything it uses of the process is handed in.
 * Exit codes: 0 done, 1 refused or failed, 2 wrong usage.
 * Before: cli.ts. After: main.ts (`start`), or one of the verbs in verbs/.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { complaint } from "./complaint.ts";
import { readConfig } from "./config.ts";
import type { Output, Surroundings } from "./surroundings.ts";
import { addBooksVerb } from "./verbs/books.ts";
import { addChatVerbs } from "./verbs/chat.ts";
import { addDecisionVerbs } from "./verbs/decide.ts";
import { addDeliverVerb } from "./verbs/deliver.ts";
import { addImportVerb } from "./verbs/import.ts";
import { addKeepVerbs } from "./verbs/keep.ts";
import { addOAuthVerb } from "./verbs/oauth.ts";
import { addOlderVerb } from "./verbs/older.ts";
import { addOrderVerbs } from "./verbs/order.ts";
import { addQuestionVerbs } from "./verbs/question.ts";
import { addReconcileVerb } from "./verbs/reconcile.ts";
import { addRunVerbs } from "./verbs/run.ts";
import { addSetupVerb } from "./verbs/setup.ts";
import { addSimulateVerb } from "./verbs/simulate.ts";
import type { Verbs } from "./verbs/verb.ts";
import { addWorkVerbs } from "./verbs/work.ts";

/** What help texts are broken at where they are not read in a terminal. */
const HELP_WIDTH = 80;

/** Runs one verb; answers the exit code. */
export async function runVerb(words: readonly string[], surroundings: Surroundings): Promise<number> {
  const { environment, out, err, packageRoot } = surroundings;
  const { version } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as { version: string };
  let code = 0;
  const program = new Command("atelier")
    .description("The workspace of a one-person company.")
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void out.write(text),
      writeErr: (text) => void err.write(text),
      getOutHelpWidth: () => widthOf(out),
      getErrHelpWidth: () => widthOf(err),
      // Nothing in the help texts has a colour.
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showHelpAfterError("(“atelier help” lists the verbs)");
  const verbs: Verbs = {
    ...surroundings,
    program,
    version,
    config: () => readConfig(environment),
    done: (ended: number) => (code = ended),
  };
  addRunVerbs(verbs);
  addQuestionVerbs(verbs);
  addDecisionVerbs(verbs);
  addOrderVerbs(verbs);
  addChatVerbs(verbs);
  addOAuthVerb(verbs);
  addKeepVerbs(verbs);
  addReconcileVerb(verbs);
  addOlderVerb(verbs);
  addBooksVerb(verbs);
  addDeliverVerb(verbs);
  addSetupVerb(verbs);
  addImportVerb(verbs);
  addSimulateVerb(verbs);
  addWorkVerbs(verbs);
  for (const verb of program.commands) verb.exitOverride();
  try {
    await program.parseAsync(words, { from: "user" });
    return code;
  } catch (error) {
    const usage = error instanceof CommanderError;
    if (usage && error.exitCode === 0) return 0;
    const why = usage ? error.message.replace(/^error: /, "") : complaint(error);
    if (words.includes("--json")) out.write(`${JSON.stringify({ ok: false, why })}\n`);
    else if (!usage) err.write(`${why}\n`); // commander has told what it didn't understand
    return usage ? 2 : 1;
  }
}

function widthOf({ isTTY, columns }: Output): number {
  return isTTY ? (columns ?? HELP_WIDTH) : HELP_WIDTH;
}
