/**
 * The staff is read from its folders: spec, script and instructions of every agent, and the stamp that all its runs,
 * intents and events carry. A folder whose files changed under the same version refuses to start: what an agent did
 * must stay explainable by the version it bears. Before: the folders. After: wiring.ts, run.ts.
 */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { BundleError, bundleAgent } from "./bundle.ts";
import { agentFiles, filesDigest } from "./folder.ts";
import { type AgentSpec, parseSpec } from "./spec.ts";

export interface LoadedAgent {
  readonly spec: AgentSpec;
  readonly instructions: string;
  /** The bundled agent.ts; none for a model loop. */
  readonly code?: string;
  /** Of all files in the folder, names and contents. */
  readonly digest: string;
  /** `intake@3`, or `intake@3-dev.1a2b3c4d` in development. */
  readonly stamp: string;
  /** What the owner calls its spec: `agents/intake/agent.md`. */
  readonly file: string;
}

export interface LoadOptions {
  readonly folder: string;
  /** What problems call the folder: `agents`. */
  readonly label: string;
  readonly dev?: boolean;
  /** Where bundled scripts are kept between starts. */
  readonly cacheFolder?: string;
}

/** One or more agents can't be taken; all problems at once, one a line. */
export class AgentError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "AgentError";
    this.problems = problems;
  }
}

/** All agents of the folder, by name. Throws AgentError with every problem found. */
export async function loadAgents(options: LoadOptions): Promise<LoadedAgent[]> {
  const { folder, label } = options;
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => null);
  if (!entries) throw new AgentError([`${label}: expected a folder of agents, and there is none`]);
  const names = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map((entry) => entry.name);
  if (names.length === 0)
    throw new AgentError([`${label}: expected at least one agent, a folder with an agent.md in it`]);
  const answers = await Promise.all(names.sort().map((name) => loadAgent(name, options)));
  const problems = answers.flatMap((answer) => ("problems" in answer ? answer.problems : []));
  if (problems.length > 0) throw new AgentError(problems);
  return answers.flatMap((answer) => ("problems" in answer ? [] : [answer]));
}

/** What the workspace remembers of an agent: the version it last ran as, and the digest it had then. */
export interface KnownAgent {
  readonly version: number;
  readonly digest: string;
}

/** Agents that changed without saying so, or went backwards; an agent not seen before is welcome. */
export function checkVersions(
  known: ReadonlyMap<string, KnownAgent>,
  loaded: readonly Pick<LoadedAgent, "spec" | "digest" | "file">[],
): string[] {
  return loaded.flatMap(({ spec, digest, file }) => {
    const before = known.get(spec.name);
    if (!before) return [];
    if (spec.version < before.version) {
      return [
        `${file}: version: it went back from ${before.version} to ${spec.version}, and a version never does. Raise it to ${before.version + 1}; the old files under a new number are fine`,
      ];
    }
    if (spec.version === before.version && digest !== before.digest) {
      return [
        `${file}: files of ${spec.name} changed, and its version did not. Raise version in ${file} from ${spec.version} to ${spec.version + 1}`,
      ];
    }
    return [];
  });
}

async function loadAgent(
  name: string,
  options: LoadOptions,
): Promise<LoadedAgent | { readonly problems: readonly string[] }> {
  const folder = join(options.folder, name);
  const label = `${options.label}/${name}`;
  const file = `${label}/agent.md`;
  const files = await agentFiles(folder);
  const written = files.find((candidate) => candidate.name === "agent.md");
  if (!written)
    return { problems: [`${file}: it is missing; it says who the agent is, what wakes it and what it may do`] };
  const answer = parseSpec(written.content.toString("utf8"), { name, file });
  const bundled = files.some((candidate) => candidate.name === "agent.ts")
    ? await bundleOrProblems(folder, label, options)
    : null;
  const problems = [
    ...(answer.ok ? [] : answer.problems),
    ...(bundled && "problems" in bundled ? bundled.problems : []),
  ];
  if (!answer.ok || (bundled && "problems" in bundled)) return { problems };
  const digest = filesDigest(files);
  const { spec, instructions } = answer;
  const stamp = `${spec.name}@${spec.version}${options.dev ? `-dev.${digest.slice(0, 8)}` : ""}`;
  return { spec, instructions, digest, stamp, file, ...(bundled ? { code: bundled.code } : {}) };
}

async function bundleOrProblems(folder: string, label: string, options: LoadOptions) {
  const { cacheFolder } = options;
  try {
    return await bundleAgent({ folder, label, ...(cacheFolder === undefined ? {} : { cacheFolder }) });
  } catch (error) {
    if (error instanceof BundleError) return { problems: error.problems };
    throw error;
  }
}
