/**
 * The order to read older mail, and the days that it can be said by.
 */
import { expect, test } from "vitest";
import { readOlder, sinceDay } from "../../../src/surfaces/words/older-words.ts";

/** Tuesday, 24 November 2026. */
const HERE = { now: Date.UTC(2026, 10, 24, 9), zone: "Europe/Berlin" };
const order = (params: Readonly<Record<string, string>>, missing: readonly string[] = []) => ({
  ...{ kind: "order", action: "mail.remember", params, missing },
});

test.each([
  ["read my older mail since June 2025", { since: "2025-06-01" }],
  ["read through my old emails from 1 June 2025 on", { since: "2025-06-01" }],
  ["remember the earlier e-mails since 2025-06-17", { since: "2025-06-17" }],
  ["go through all of my older mails back to 2024", { since: "2024-01-01" }],
  ["read my older mail since June", { since: "2026-06-01" }],
  ["read my older mail since December", { since: "2025-12-01" }],
  ["read my older mail since June 2025 once more", { since: "2025-06-01", again: "yes" }],
  ["read my older mail since June 2025, again", { since: "2025-06-01", again: "yes" }],
  ["lies meine älteren Mails seit Juni 2025", { since: "2025-06-01" }],
  ["lies meine alten E-Mails ab dem 3. Juni 2025", { since: "2025-06-03" }],
  ["lies meine alten Nachrichten seit Juni 2025 noch einmal", { since: "2025-06-01", again: "yes" }],
])("“%s” is the order", (line, params) => {
  expect(readOlder(line, HERE)).toEqual(order(params));
});

test("without a day it is asked for; other things than mail can't be read; a new mail is no older one", () => {
  expect(readOlder("read my older mail", HERE)).toEqual(order({}, ["since"]));
  for (const what of ["payments", "Stripe invoices", "meetings", "bank statements"])
    expect(readOlder(`read my older ${what} since June 2025`, HERE)).toMatchObject({
      kind: "unable",
      why: expect.stringContaining(`Only older mail can be read, not “${what}”`),
    });
  for (const line of ["read my mail", "read Nora's mail since June", "the older mail is lost", "read older"])
    expect(readOlder(line, HERE), line).toBeNull();
});

test("a day that isn't understood stays as it was said, for the action to refuse", () => {
  for (const words of ["soon", "the day before", "2025-13-45", "June or July"])
    expect(sinceDay(words, HERE)).toBe(words);
});
