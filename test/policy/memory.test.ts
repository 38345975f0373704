/** policies/memory.yaml: what is shipped is what holds without the file, and a wrong line is named. */
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readMemoryRules } from "../../src/policy/memory.ts";

const SHIPPED = join(import.meta.dirname, "..", "..", "policies");

function read(text?: string) {
  const folder = mkdtempSync(join(tmpdir(), "atelier-policies-"));
  if (text !== undefined) writeFileSync(join(folder, "memory.yaml"), text);
  return readMemoryRules({ folder, label: "policies" });
}

test("the file that is shipped says what holds without it", () => {
  const shipped = readMemoryRules({ folder: SHIPPED, label: "policies" });
  const without = read();
  if (!shipped.ok || !without.ok) throw new Error("a file was refused");
  expect(shipped.value).toEqual(without.value);
  expect(Object.keys(shipped.lines).sort()).toEqual(Object.keys(without.value).sort());
});

test.each([
  ["fidelity: everything", 1, /"fidelity" is "everything"; expected summaries-first or episodes/],
  ["# so much\nbudgetTokens: 12", 2, /"budgetTokens" is 12; expected a whole number from 100/],
  ["episodez: 3", 1, /no setting "episodez".*episodes/],
] as const)("“%s” is refused, with its line and what was expected", (text, line, message) => {
  expect(read(text)).toMatchObject({
    ok: false,
    problems: [{ file: "policies/memory.yaml", line, message: expect.stringMatching(message) }],
  });
});

test("every number has its line in words above it", () => {
  const text = readFileSync(join(SHIPPED, "memory.yaml"), "utf8");
  for (const key of ["fidelity", "budgetTokens", "episodes", "notesDays", "summaryWords", "wholeMonths"])
    expect(text).toMatch(new RegExp(`^# .+\n${key}: `, "m"));
});
