/**
 * The built program as others see it: processes, exit codes, stdout and stderr, on temporary homes.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { sampleMails } from "../../src/connectors/mail-folder/samples.ts";

const CLI = join(import.meta.dirname, "..", "..", "dist", "cli.js");

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

/** Runs one verb to its end. Whatever takes longer than 25 s is killed: its code is then `null`. */
export function atelier(home: string, words: readonly string[], environment: Environment = {}): Promise<Ended> {
  const child = launch(home, words, environment);
  return ended(child, 25_000);
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

/** Waits until `holds`; fails after 20 s, or `mostMs`, naming `what`. */
export async function eventually(
  holds: () => boolean | Promise<boolean>,
  what: string,
  mostMs = 20_000,
): Promise<void> {
  const until = performance.now() + mostMs;
  while (!(await holds())) {
    if (performance.now() > until) throw new Error(`${what} did not come within ${mostMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function launch(home: string, words: readonly string[], environment: Environment): ChildProcess {
  return spawn(process.execPath, [CLI, ...words], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH ?? "",
      ATELIER_HOME: home,
      ATELIER_TIMEZONE: "Europe/Berlin",
      OWNER_NAME: "Robin Vale",
      OWNER_EMAIL: "robin@vale.example",
      ...environment,
    },
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
