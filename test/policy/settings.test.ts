/** settings.yaml and retries.yaml: what the owner tunes, and what is said when it is wrong. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PolicyError } from "../../src/policy/problem.ts";
import { loadRetries, nextRetry } from "../../src/policy/retries.ts";
import { isWithin, loadSettings } from "../../src/policy/settings.ts";
import { folderOf, shippedFolder } from "./shelf.ts";

const settingsFrom = (text: string) => loadSettings(folderOf({ "settings.yaml": text }));
const retriesFrom = (text: string, operations?: string[]) =>
  loadRetries(folderOf({ "retries.yaml": text }), operations);

function complaintsOf(load: () => unknown): string[] {
  try {
    load();
  } catch (error) {
    if (error instanceof PolicyError) return error.message.split("\n");
    throw error;
  }
  return [];
}

describe("settings", () => {
  test("the shipped file holds the defaults, so taking a line out changes nothing", () => {
    const shipped = loadSettings({ folder: shippedFolder, label: "policies" });
    expect(shipped).toEqual(settingsFrom(""));
    const lines = readFileSync(join(shippedFolder, "settings.yaml"), "utf8");
    for (const key of Object.keys(shipped)) expect(lines).toMatch(new RegExp(`^${key}:`, "m"));
  });

  test("hours become minutes and days become weekdays", () => {
    const settings = settingsFrom(`quietHours: { from: 21:30, to: "06:05" }\nworkingDays: [friday, monday, friday]\n`);
    expect(settings.quietHours).toEqual({ fromMinute: 1290, toMinute: 365 });
    expect(settings.workingDays).toEqual([1, 5]);
  });

  test.each([
    [
      "a misspelt key",
      "# words\ndigesthour: 7\n",
      'policies/settings.yaml:2: no setting "digesthour". Did you mean "digestHour"?',
    ],
    [
      "a misspelt key further in",
      "company:\n  name: A\n  signatur: B\n",
      'policies/settings.yaml:3: no setting "company.signatur". Did you mean "signature"?',
    ],
    [
      "a number out of range",
      "\ndigestHour: 24",
      'policies/settings.yaml:2: "digestHour" is 24; expected a whole number from 0 to 23',
    ],
    [
      "a word for a number",
      "digestHour: eight",
      'policies/settings.yaml:1: "digestHour" is "eight"; expected a whole number from 0 to 23',
    ],
    [
      "a wrong time",
      `quietHours:\n  from: "22:00"\n  to: "25:00"`,
      'policies/settings.yaml:3: "quietHours.to" is "25:00"; expected a time such as "22:00"',
    ],
    [
      "half a span",
      `\nquietHours: { from: "22:00" }`,
      'policies/settings.yaml:2: "quietHours.to" is missing; expected a time such as "22:00"',
    ],
    [
      "an unknown day",
      "workingDays:\n  - monday\n  - moonday\n",
      'policies/settings.yaml:3: "workingDays.1" is "moonday"; expected days such as monday, tuesday, wednesday',
    ],
    [
      "a language that isn't supported",
      "languages: [en, fr]",
      'policies/settings.yaml:1: "languages.1" is "fr"; expected en or de',
    ],
    [
      "a misspelt action",
      "confirmAbove:\n  payment.record: 5\n  payment.recrod: 5",
      'policies/settings.yaml:3: "confirmAbove.payment.recrod" is 5; expected an action of the shelf before the colon, not "payment.recrod". Did you mean "payment.record"?',
    ],
    [
      "a sum that is none",
      "confirmAbove:\n  payment.record: much",
      'policies/settings.yaml:2: "confirmAbove.payment.record" is "much"; expected a sum such as 10000',
    ],
    ["a list instead of settings", "- a\n- b", "policies/settings.yaml:1: "],
  ])("%s is named with line, key and what was expected", (_, text, complaint) => {
    const complaints = complaintsOf(() => settingsFrom(text));
    expect(complaints).toHaveLength(1);
    expect(complaints[0]?.startsWith(complaint)).toBe(true);
  });

  test("a key given twice, and YAML that can't be read, name their line", () => {
    expect(complaintsOf(() => settingsFrom("digestHour: 7\ndigestHour: 8"))[0]).toMatch(
      /^policies\/settings\.yaml:2: /,
    );
    expect(complaintsOf(() => settingsFrom("a: 1\nb: [1, 2\nc: 3"))[0]).toMatch(/^policies\/settings\.yaml:[23]: /);
  });

  test("a missing file is an error that says what to do", () => {
    expect(complaintsOf(() => loadSettings(folderOf({})))).toEqual([
      "policies/settings.yaml:1: the file is missing; copy it from the package's policies",
    ]);
  });

  test("all that is wrong is said at once", () => {
    expect(complaintsOf(() => settingsFrom("digestHour: x\nrunsPerHour: 0\nfoo: 1"))).toHaveLength(3);
  });

  test("a span may run over midnight, and its end is outside", () => {
    const night = { fromMinute: 1320, toMinute: 420 };
    expect([1319, 1320, 1439, 0, 419, 420].map((minute) => isWithin(night, minute))).toEqual([
      false,
      true,
      true,
      true,
      true,
      false,
    ]);
    const day = { fromMinute: 540, toMinute: 1020 };
    expect([539, 540, 1019, 1020].map((minute) => isWithin(day, minute))).toEqual([false, true, true, false]);
  });
});

describe("retries", () => {
  const rules = `default: { attempts: 4, first: 30 seconds, longest: 1 minute, soft: [timeout] }\nmail.send: { attempts: 2, first: 1 second, longest: 1 hour, soft: [busy] }\n`;

  test("the shipped file loads", () => {
    expect(loadRetries({ folder: shippedFolder, label: "policies" }).get("default")?.attempts).toBe(4);
  });

  test("the wait doubles up to the longest, and ends with the attempts", () => {
    const loaded = retriesFrom(rules);
    expect([1, 2, 3, 4, 5].map((attempt) => nextRetry(loaded, "payment.look", attempt))).toEqual([
      30_000,
      60_000,
      60_000,
      null,
      null,
    ]);
    expect(nextRetry(loaded, "mail.send", 1)).toBe(1000);
    expect(nextRetry(loaded, "mail.send", 2)).toBeNull();
  });

  test("what isn't listed as soft is never tried again", () => {
    const loaded = retriesFrom(rules);
    expect(nextRetry(loaded, "mail.send", 1, "busy")).toBe(1000);
    expect(nextRetry(loaded, "mail.send", 1, "timeout")).toBeNull();
    expect(nextRetry(loaded, "other", 1, "timeout")).toBe(30_000);
  });

  test("a misspelt operation, a strange duration and a missing default name their line", () => {
    expect(complaintsOf(() => retriesFrom(rules.replace("mail.send", "mail.sned"), ["mail.send"]))).toEqual([
      'policies/retries.yaml:2: no operation "mail.sned". Did you mean "mail.send"?',
    ]);
    expect(complaintsOf(() => retriesFrom(rules.replace("1 hour", "1 fortnight")))).toEqual([
      'policies/retries.yaml:2: "mail.send.longest" is "1 fortnight"; expected a time such as "30 seconds" or "2 hours"',
    ]);
    expect(complaintsOf(() => retriesFrom(rules.split("\n")[1] ?? ""))[0]).toContain('"default" is missing');
  });
});
