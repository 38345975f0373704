/**
 * An agent's TypeScript becomes one self-contained script for the sandbox: its own files, and `zod/mini` where it asks
 * for it. Nothing else can come in: a file of another folder would not be counted in the agent's digest, and Node's
 * modules do not exist where it runs. esbuild is loaded only when the cache has nothing.
 * Before: load.ts. After: sandbox.ts.
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, realpath, rename, writeFile } from "node:fs/promises";
import { builtinModules, createRequire } from "node:module";
import { basename, dirname, join, relative, sep } from "node:path";
import type { BuildFailure, Plugin } from "esbuild";
import { type AgentFile, agentFiles, filesDigest } from "./folder.ts";

export interface Bundle {
  /** A script that leaves agent.ts's exports in the global `agent`. */
  readonly code: string;
  /** Of everything it is made from: the folder's scripts, the bundler and the libraries; the same on every machine. */
  readonly digest: string;
}

export interface BundleOptions {
  /** The agent's own folder, with agent.ts in it. */
  readonly folder: string;
  /** What errors call the folder; `agents/<name>` unless told. */
  readonly label?: string;
  /** Where bundles are kept; none are without it. */
  readonly cacheFolder?: string;
}

/** agent.ts, or something it imports, can't be taken. One problem a line, each with file and line. */
export class BundleError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "BundleError";
    this.problems = problems;
  }
}

const RECIPE = 1; // raised whenever what is done with the files changes
const LIBRARIES = ["zod/mini"];

/** Bundles agent.ts. Throws BundleError when a file has a mistake in it or imports what is not to be had. */
export async function bundleAgent(options: BundleOptions): Promise<Bundle> {
  const { folder, cacheFolder } = options;
  const label = options.label ?? `agents/${basename(folder)}`;
  const scripts = (await agentFiles(folder)).filter((file) => /\.[cm]?[jt]sx?$|\.json$/.test(file.name));
  const digest = bundleDigest(scripts);
  const kept = cacheFolder ? await readKept(cacheFolder, digest) : null;
  if (kept !== null) return { code: kept, digest };
  const code = await build(folder, label);
  if (cacheFolder) await keep(cacheFolder, digest, code);
  return { code, digest };
}

function bundleDigest(scripts: readonly AgentFile[]): string {
  const fromHere = createRequire(import.meta.url);
  const version = (name: string) => (fromHere(`${name}/package.json`) as { version: string }).version;
  const hash = createHash("sha256").update(`${RECIPE} esbuild ${version("esbuild")} zod ${version("zod")}\n`);
  return hash.update(filesDigest(scripts)).digest("hex");
}

async function build(folder: string, label: string): Promise<string> {
  const esbuild = await import("esbuild");
  const home = await realpath(folder);
  try {
    const built = await esbuild.build({
      absWorkingDir: dirname(home),
      entryPoints: [join(home, "agent.ts")],
      bundle: true,
      write: false,
      format: "iife",
      globalName: "agent",
      platform: "neutral",
      target: "es2023",
      tsconfigRaw: {},
      legalComments: "none",
      logLevel: "silent",
      plugins: [fence(home, label)],
    });
    return built.outputFiles[0]?.text ?? "";
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    throw new BundleError(
      error.errors.map(
        ({ text, location }) => `${location ? shown(location, home, label) : `${label}/agent.ts`}: ${text}`,
      ),
    );
  }
}

/** Lets an agent import its own files and the libraries named; everything else is turned down with a reason. */
function fence(home: string, label: string): Plugin {
  return {
    name: "fence",
    setup(build) {
      build.onResolve({ filter: /.*/ }, async (asked) => {
        // Within a library its own way is its own business.
        if (asked.kind === "entry-point" || asked.pluginData === "library" || !inside(home, asked.importer))
          return undefined;
        if (LIBRARIES.includes(asked.path)) {
          return build.resolve(asked.path, {
            kind: asked.kind,
            resolveDir: import.meta.dirname,
            pluginData: "library",
          });
        }
        if (!/^\.{1,2}(\/|$)/.test(asked.path)) return { errors: [{ text: notToBeHad(asked.path) }] };
        const found = await build.resolve(asked.path, {
          kind: asked.kind,
          resolveDir: asked.resolveDir,
          pluginData: "library",
        });
        if (found.errors.length > 0) return { errors: [{ text: `"${asked.path}" can't be found` }] };
        if (inside(home, await realpath(found.path))) return found;
        return {
          errors: [
            {
              text: `"${asked.path}" lies outside ${label}: an agent is made of its own folder only. Copy what it needs into the folder, or import types with "import type"`,
            },
          ],
        };
      });
    },
  };
}

function notToBeHad(path: string): string {
  const bare = path.replace(/^node:/, "");
  if (path.startsWith("node:") || builtinModules.includes(bare)) {
    return `"${path}" can't be imported: an agent has no files, no network and no process, only its context`;
  }
  return `"${path}" can't be imported: an agent may import its own files and ${LIBRARIES.join(", ")}`;
}

function inside(home: string, path: string): boolean {
  return path.startsWith(home + sep);
}

function shown(location: { readonly file: string; readonly line: number }, home: string, label: string): string {
  const within = relative(home, join(dirname(home), location.file))
    .split(sep)
    .join("/");
  return `${label}/${within}:${location.line}`;
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}

/** A kept bundle whose first line vouches for the rest; one that was cut off or touched counts as none. */
async function readKept(cacheFolder: string, digest: string): Promise<string | null> {
  const text = await readFile(join(cacheFolder, `${digest}.js`), "utf8").catch(() => "");
  const end = text.indexOf("\n");
  const code = text.slice(end + 1);
  return end > 0 && text.slice(0, end) === vouch(code) ? code : null;
}

/** Written aside and renamed, so that nobody reads half a bundle. A cache that can't be written is no reason to fail. */
async function keep(cacheFolder: string, digest: string, code: string): Promise<void> {
  const path = join(cacheFolder, `${digest}.js`);
  try {
    await mkdir(cacheFolder, { recursive: true });
    await writeFile(`${path}.${process.pid}`, `${vouch(code)}\n${code}`);
    await rename(`${path}.${process.pid}`, path);
  } catch {
    // The next start bundles again.
  }
}

function vouch(code: string): string {
  return `// sha256 ${createHash("sha256").update(code).digest("hex")}`;
}
