/**
 * The environment becomes a Config: every value checked, every complaint naming the variable and what was expected.
 */
import { accessSync, constants, mkdirSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join, resolve } from "node:path";
import { IANAZone } from "luxon";
import { z } from "zod";
import { messageOf } from "./lib/errors.ts";

export interface Config {
  readonly home: string;
  readonly databasePath: string;
  readonly timezone: string;
  readonly currency: string;
  readonly ownerName: string;
  readonly ownerEmail: string;
  /** Where `/health` answers; null: nowhere. */
  readonly port: number | null;
}

/** What is wrong with how Atelier was started; each line names the thing and what to do. */
export class ConfigError extends Error {
  readonly lines: readonly string[];
  constructor(lines: readonly string[]) {
    super(lines.join("\n"));
    this.lines = lines;
  }
}

const blank = (value: unknown) => (typeof value === "string" && value.trim() === "" ? undefined : value);

const shape = z.object({
  ATELIER_HOME: z.preprocess(blank, z.string().default("./data")),
  DATABASE_URL: z.preprocess(
    blank,
    z
      .string()
      .regex(/^file:/, {
        error: "only file: is built so far; leave it out, or write file:/path/to/atelier.db",
        abort: true,
      })
      .regex(/^file:\/*[^\s:?#/][^:?#]*$/, "expected the path of a file, such as file:/path/to/atelier.db")
      .optional(),
  ),
  ATELIER_TIMEZONE: z.preprocess(
    blank,
    z
      .string()
      .refine((zone) => IANAZone.isValidZone(zone), "expected a time zone such as Europe/Berlin")
      .default(() => Intl.DateTimeFormat().resolvedOptions().timeZone),
  ),
  ATELIER_CURRENCY: z.preprocess(
    blank,
    z
      .string()
      .regex(/^[A-Z]{3}$/, "expected three letters such as EUR")
      .default("EUR"),
  ),
  OWNER_NAME: z.preprocess(
    blank,
    z
      .string()
      .regex(/^\P{Cc}*$/u, "expected a name on one line")
      .default(""),
  ),
  OWNER_EMAIL: z.preprocess(blank, z.email("expected an e-mail address such as you@example.com").optional()),
  PORT: z.preprocess(
    blank,
    z.coerce.number("expected a port such as 8080").int().min(0).max(65535, "expected a port up to 65535").optional(),
  ),
});

/** Reads the environment. Throws a ConfigError with everything that is wrong. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const parsed = shape.safeParse(environment);
  if (!parsed.success)
    throw new ConfigError(
      parsed.error.issues.map((issue) => {
        const name = String(issue.path[0]);
        return `${name}=${environment[name] ?? ""}: ${issue.message}.`;
      }),
    );
  const values = parsed.data;
  const home = resolve(values.ATELIER_HOME);
  const file = values.DATABASE_URL?.slice("file:".length);
  return {
    home,
    databasePath: file ? resolve(file.replace(/^\/\//, "")) : join(home, "atelier.db"),
    timezone: values.ATELIER_TIMEZONE,
    currency: values.ATELIER_CURRENCY,
    ownerName: values.OWNER_NAME,
    ownerEmail: values.OWNER_EMAIL ?? `owner@${hostnameAsDomain()}`,
    port: values.PORT ?? null,
  };
}

/** Makes the home and the database's folder, and checks that they can be written. Throws a ConfigError otherwise. */
export function prepareHome({ home, databasePath }: Pick<Config, "home" | "databasePath">): void {
  prepareFolder(home, `ATELIER_HOME=${home}: this folder`);
  const folder = dirname(databasePath);
  if (folder !== home) prepareFolder(folder, `DATABASE_URL=file:${databasePath}: its folder`);
  if (isFolder(databasePath))
    throw new ConfigError([
      `The database ${databasePath} is a folder. Choose the path of a file, or move the folder away.`,
    ]);
}

function prepareFolder(folder: string, what: string): void {
  try {
    makeFolder(folder);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const why = messageOf(error).replace(/^[A-Z]+: (.*?), .*$/s, "$1");
    throw new ConfigError([`${what} can't be written (${why}). Choose another, or change its permissions.`]);
  }
}

/** Step by step: Node's own recursive way never ends where a file system refuses with "no such file" (/proc does). */
function makeFolder(folder: string): void {
  if (isFolder(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (!isFolder(folder)) throw error; // else another process was faster
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function hostnameAsDomain(): string {
  const name = hostname()
    .toLowerCase()
    .replace(/[^a-z\d.-]/g, "");
  return /^[a-z\d]([a-z\d-]*[a-z\d])?(\.[a-z\d]([a-z\d-]*[a-z\d])?)+$/.test(name) ? name : "atelier.local";
}
