/**
 * Which handlers a script has, asked of the script itself in the sandbox, once for the same code: it has no clock and no chance,
 * so it answers the same every time. What could not be loaded is never remembered.
 * Before: charter.ts, at the first start with an agent. After: sandbox.ts.
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Guests } from "./sandbox.ts";

const kept = z.array(z.string());

/** The names, or why the script can't be loaded. `cacheFolder` may be deleted at any time. */
export async function handlersOf(
  sandbox: Pick<Guests, "handlers">,
  bundle: { readonly code: string; readonly digest: string },
  cacheFolder: string,
): ReturnType<Guests["handlers"]> {
  const path = join(cacheFolder, `${createHash("sha256").update(bundle.code).digest("hex")}.handlers.json`);
  const known = kept.safeParse(parsed(await readFile(path, "utf8").catch(() => "null")));
  if (known.success) return { kind: "handlers", names: known.data };
  const listed = await sandbox.handlers(bundle);
  if (listed.kind === "handlers") await keep(cacheFolder, path, JSON.stringify(listed.names));
  return listed;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function keep(folder: string, path: string, text: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(`${path}.${process.pid}`, text);
    await rename(`${path}.${process.pid}`, path);
  } catch {
    // The next start asks again.
  }
}
