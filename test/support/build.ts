/**
 * Before all tests: `dist/` is built when the sources are newer, because some tests start the real program.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const ROOT = join(import.meta.dirname, "..", "..");

export default function build(): void {
  if (newest("dist") >= newest("src")) return;
  const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");
  try {
    execFileSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], { cwd: ROOT, stdio: "inherit" });
  } catch (error) {
    // Wrong types are for `npm run types`; what was written all the same can be tried.
    if (newest("dist") < newest("src")) throw error;
  }
}

/** When something in the folder was last written, ms; 0 where there is nothing. */
function newest(folder: string): number {
  try {
    const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
    return Math.max(0, ...names.map((name) => statSync(join(ROOT, folder, name)).mtimeMs));
  } catch {
    return 0;
  }
}
