/**
 * The program as others see it: exit codes, stdout and stderr, on temporary homes. A verb is run beside the test, in its process,
 * because starting one anew takes ten times what most verbs do; where the process itself is what is tested, the built one is.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { onTestFinished } from "vitest";
import { runVerb } from "../../src/command-line.ts";
import { sampleMails } from "../../src/connectors/mail-folder/samples.ts";
import { awakeMs } from "./awake.ts";
import { sharedGuests } from "./threads.ts";

const PACKAGE_ROOT = join(import.meta.dirname, "..", "..");
export const CLI = join(PACKAGE_ROOT, "dist", "cli.js");

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export type Environment = Readonly<Record<string, string>>;

/** A home of its own, taken away after the test. */
export function temporaryHome(): string {
  const home = mkdtempSync(join(tmpdir(), "atelier-cli-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

/** Runs one verb to its end, in this process. */
export async function atelier(home: string, words: readonly string[], environment: Environment = {}): Promise<Ended> {
  const out = new Heard();
  const err = new Heard();
  const code = await runVerb(words, {
    environment: { ...owner(home), ...environment },
    input: () => Readable.from([]),
    out,
    err,
    packageRoot: PACKAGE_ROOT,
    guests: sharedGuests,
    leave: () => undefined, // what is still out somewhere ends with the test
  });
  return { code, stdout: await out.all(), stderr: await err.all() };
}

/** Runs one verb to its end as a process of the built program. What takes longer than 50 s is killed: its code is then `null`. */
export function atelierProcess(home: string, words: readonly string[], environment: Environment = {}): Promise<Ended> {
  return ended(launch(home, words, environment), 50_000);
}

/** The one JSON document that a verb with `--json` prints. */
export async function json<T = Record<string, unknown>>(
  home: string,
  words: readonly string[],
  environment: Environment = {},
): Promise<{ readonly code: number | null; readonly document: T }> {
  const { code, stdout, stderr } = await atelier(home, [...words, "--json"], environment);
  try {
    return { code, document: JSON.parse(stdout) as T };
  } catch {
    throw new Error(`${words.join(" ")} --json printed no JSON document: “${stdout}”, and said “${stderr}”`);
  }
}

export interface Waiting {
  readonly code: string;
  readonly action: string;
  readonly client: string | null;
  readonly title: string;
  readonly revision: number;
  readonly expiresAt: number;
}

export async function queueOf(home: string): Promise<Waiting[]> {
  return (await json<Waiting[]>(home, ["queue"])).document;
}

/** Puts sample mails into the inbox: the inquiry of a Nora Whitfield is the first of them. */
export function dropSamples(home: string, count: number): void {
  mkdirSync(join(home, "mail", "new"), { recursive: true });
  mkdirSync(join(home, "aside"), { recursive: true });
  for (const { name, raw } of sampleMails(Date.now()).slice(0, count)) {
    writeFileSync(join(home, "aside", name), raw);
    copyFileSync(join(home, "aside", name), join(home, "mail", "new", name));
  }
}

export function sentMails(home: string): string[] {
  return readdirSync(join(home, "mail", "sent"));
}

/** A `start` that runs beside the test; killed after it. */
export class Service {
  readonly child: ChildProcess;
  #out = "";
  #exit: Promise<Ended>;

  constructor(home: string, environment: Environment = {}) {
    this.child = launch(home, ["start"], environment);
    this.child.stdout?.on("data", (chunk: Buffer) => (this.#out += chunk));
    this.#exit = ended(this.child, 60_000);
    onTestFinished(() => void this.child.kill("SIGKILL"));
  }

  /** Everything it has said so far. */
  get said(): string {
    return this.#out;
  }

  /** Waits until it has said something like `pattern`. */
  async until(pattern: RegExp): Promise<void> {
    await eventually(() => pattern.test(this.#out) || this.child.exitCode !== null, `“${pattern}”`);
    if (!pattern.test(this.#out)) throw new Error(`it ended (${this.child.exitCode}) and never said ${pattern}`);
  }

  async stop(signal: NodeJS.Signals): Promise<Ended & { readonly tookMs: number }> {
    const started = performance.now();
    this.child.kill(signal);
    return { ...(await this.#exit), tookMs: performance.now() - started };
  }
}

/** Waits until `holds`; fails after 45 s, or `mostMs`, naming `what`. A stretch in which the machine stood still counts for nothing. */
export async function eventually(
  holds: () => boolean | Promise<boolean>,
  what: string,
  mostMs = 45_000,
): Promise<void> {
  const spentMs = awakeMs();
  while (!(await holds())) {
    if (spentMs() > mostMs) throw new Error(`${what} did not come within ${mostMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Keeps what is written. */
class Heard extends Writable {
  #text = "";

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.#text += chunk.toString();
    done();
  }

  /** Everything, once it has arrived. */
  all(): Promise<string> {
    return new Promise((resolve) => this.end(() => resolve(this.#text)));
  }
}

/** The environment of a home and its owner, and nothing of this machine's. */
function owner(home: string): Environment {
  return {
    ATELIER_HOME: home,
    ATELIER_TIMEZONE: "Europe/Berlin",
    OWNER_NAME: "Robin Vale",
    OWNER_EMAIL: "robin@vale.example",
  };
}

function launch(home: string, words: readonly string[], environment: Environment): ChildProcess {
  return spawn(process.execPath, [CLI, ...words], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH ?? "", ...owner(home), ...environment },
  });
}

function ended(child: ChildProcess, mostMs: number): Promise<Ended> {
  return new Promise((resolve) => {
    let stdout = "";
    let stderr = "";
    child.stdout?.on("data", (chunk: Buffer) => (stdout += chunk));
    child.stderr?.on("data", (chunk: Buffer) => (stderr += chunk));
    const timer = setTimeout(() => child.kill("SIGKILL"), mostMs);
    child.once("close", (code) => {
      clearTimeout(timer);
      resolve({ code, stdout, stderr });
    });
  });
}
