/**
 * `npm ci` refuses a lock file in which a package for another platform is named and not locked. A registry that doesn't have
 * all of them lets npm write such a file without a word.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..", "..");

interface Locked {
  readonly version?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

test("every optional package that is named in the lock file is locked", () => {
  const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
    packages: Record<string, Locked>;
  };
  const missing = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !isLocked(packages, place, name))
      .map((name) => `${name}, wanted by ${place || "the project"}`),
  );
  expect(missing, "add an entry with version, cpu, os and optional, like those of its siblings").toEqual([]);
});

test("what is locked is what package.json asks for", () => {
  const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
    packages: Record<string, unknown>;
  };
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  expect(packages[""]).toMatchObject({ dependencies, devDependencies });
});

/** As Node looks for it: inside the package that wants it, then in each folder above. */
function isLocked(packages: Readonly<Record<string, Locked>>, place: string, name: string): boolean {
  for (let folder = place; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    if (packages[folder ? `${folder}/node_modules/${name}` : `node_modules/${name}`]) return true;
    if (folder === "") return false;
  }
}
