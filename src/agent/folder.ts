/**
 * An agent is its folder: every file in it counts, and the digest of them all says which agent it was.
 * After: bundle.ts (the scripts) and load.ts (the stamp).
 */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";

export interface AgentFile {
  /** Within the folder, with forward slashes. */
  readonly name: string;
  readonly content: Buffer;
}

/** All files of the folder and below, sorted by name; what an editor or system leaves behind (a leading dot, a trailing tilde) is not counted. */
export async function agentFiles(folder: string): Promise<AgentFile[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const paths = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  const names = paths.map((path) => relative(folder, path).split(sep).join("/"));
  const counted = names.filter((name) => !name.split("/").some((part) => part.startsWith(".") || part.endsWith("~")));
  return Promise.all(counted.sort().map(async (name) => ({ name, content: await readFile(join(folder, name)) })));
}

/** SHA-256 (hex) over names and contents; each is hashed by itself, so that no name can pass for a content. */
export function filesDigest(files: readonly AgentFile[]): string {
  const hash = createHash("sha256");
  for (const { name, content } of files) {
    hash.update(createHash("sha256").update(name).digest()).update(createHash("sha256").update(content).digest());
  }
  return hash.digest("hex");
}
