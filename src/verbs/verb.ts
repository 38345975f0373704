/**
 * What the verbs share: opening the home, saying the answer as text or JSON, and ending with the right code.
 */
import { type Command, InvalidArgumentError } from "commander";
import type { Config } from "../config.ts";
import { systemClock } from "../lib/clock.ts";
import { systemEntropy } from "../lib/entropy.ts";
import type { OwnersDoor } from "../owners-door.ts";
import { Terminal } from "../surfaces/console/terminal.ts";
import type { Surroundings } from "../surroundings.ts";
import { Workspace } from "../workspace.ts";

/** How long a mail that is just being copied into the folder is waited for. */
export const SETTLE_MS = 5000;

export interface Verbs extends Surroundings {
  readonly program: Command;
  readonly version: string;
  readonly config: () => Config;
  /** Sets the exit code. */
  readonly done: (code: number) => void;
}

export interface Opened {
  readonly workspace: Workspace;
  readonly door: OwnersDoor;
  readonly terminal: Terminal;
}

/** The answer of a verb: said as text, or as one JSON document. */
export interface Said {
  readonly ok: boolean;
  readonly text: string;
  readonly json: unknown;
}

/**
 * Opens the home, lets `work` answer, says it, and closes. `showing`: cards that come up are shown. A refusal goes to stderr,
 * or, with `json`, into the one document on stdout.
 */
export async function withHome(
  verbs: Verbs,
  options: { json?: boolean; showing?: boolean },
  work: (opened: Opened) => Promise<Said>,
): Promise<void> {
  const { environment, out, err, guests } = verbs;
  const config = verbs.config();
  const terminal = new Terminal({ out, environment, zone: config.timezone });
  const workspace = await Workspace.open({
    config,
    clock: systemClock,
    entropy: systemEntropy(),
    packageRoot: verbs.packageRoot,
    ordered: true,
    surfaces: options.showing && !options.json ? [terminal] : [],
    ...(guests ? { guests: guests() } : {}),
    onError: (_, error) => {
      throw error;
    },
  });
  try {
    const said = await work({ workspace, door: workspace.door, terminal });
    if (options.json) out.write(`${JSON.stringify(documentOf(said))}\n`);
    else if (said.text) (said.ok ? out : err).write(`${said.text}\n`);
    verbs.done(said.ok ? 0 : 1);
  } finally {
    await workspace.close();
  }
}

/** What went well is said as it is; what didn't always says why, in the words a person would get. */
function documentOf({ ok, text, json }: Said): unknown {
  return ok ? json : { why: text, ...(json as object), ok };
}

/** `field=value`, gathered from repeated `--set`. */
export function setting(value: string, before: Record<string, string> = {}): Record<string, string> {
  const at = value.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("Write it as field=value.");
  return { ...before, [value.slice(0, at).trim()]: value.slice(at + 1) };
}

export function wholeNumber(value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError("Write a number, such as 2.");
  return Number(value);
}
