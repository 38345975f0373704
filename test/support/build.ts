/**
 * Before all tests: `dist/` is built when the sources are newer, because some tests start the real program.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..", "..");

export default function build(): void {
  if (newest("dist") >= Math.max(newest("src"), statSync(join(ROOT, "package.json")).mtimeMs)) return;
  execFileSync("npm", ["run", "build"], { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] });
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
