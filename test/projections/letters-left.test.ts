/**
 * What is told and counted as a mail is one: an entry in the calendar leaves, too, and nobody is told that it was a mail.
 */
import { expect, test } from "vitest";
import { effects } from "../../src/kernel/effect.ts";
import { letterIn } from "../../src/projections/letters-left.ts";
import { status } from "../../src/projections/status.ts";
import { activityLine } from "../../src/surfaces/console/activity.ts";
import { readQuestion } from "../../src/surfaces/words/question-words.ts";
import { answerQuestion } from "../../src/surfaces/words/questions.ts";
import { inOffice } from "../kernel/company.ts";
import type { Office } from "../support/office.ts";
import { knownIn, lookupsIn } from "../support/paid.ts";
import { clientOf, does } from "../support/work.ts";

/** A meeting is booked: one mail to the client, one entry in the owner's calendar. */
async function booked(office: Office): Promise<void> {
  await office.rest();
  await clientOf(office);
  await does(office, "meeting.book", { startsAt: "2026-12-03 11:00", title: "Kick-off" }, "Acme");
  await office.rest();
  const left = office.workspace.records.find(effects, "state = 'performed' ORDER BY connector");
  expect(left.map(({ connector }) => connector)).toEqual(["calendar", "mail"]);
}

function ask(office: Office, line: string) {
  const question = readQuestion(line, knownIn(office));
  if (!question) throw new Error(`“${line}” was not read as a question`);
  return answerQuestion(question, lookupsIn(office));
}

test("a meeting that was booked is one mail, wherever mails are counted", () =>
  inOffice(async (office) => {
    await booked(office);
    const sent = ask(office, "what did you send Acme?");
    expect(sent.title).toBe("I sent 1 mail to Acme.");
    expect(sent.rows.map(({ after }) => after).join("\n")).not.toContain("forgotten");
    expect(ask(office, "what did you do today?").rows).toContainEqual({ label: "1", after: "mail was sent" });
    const { records, database } = office.workspace;
    expect(status(records, database).sent).toBe(1);
    const digest = office.workspace.door.answers.digest();
    expect(digest?.rows.find(({ label }) => label === "Done")?.after).toContain("1 mail was sent");
  }));

test("with one client, what was done elsewhere is told as what it is", () =>
  inOffice(async (office) => {
    await booked(office);
    const told = ask(office, "what did you do for Acme?").rows.map(({ after }) => after);
    expect(told).toContain("The mail was sent.");
    expect(told).toContain("Your calendar was brought up to date.");
  }));

test("at the console a mail that leaves is named, and what is no mail isn't called one", () =>
  inOffice(async (office) => {
    await booked(office);
    const { ledger } = office.workspace;
    const lines = ledger.after(0, 500).flatMap((event) => {
      const activity = { words: ledger.open(event), letter: letterIn(event, office.workspace) };
      return event.type === "effect.performed" ? [activityLine(event, activity)] : [];
    });
    expect(lines.sort()).toEqual([
      "✅ Sent to anna@acme.example: “Confirmed: Kick-off, Thursday 3 December, 11:00”",
      "✅ Your calendar was brought up to date.",
    ]);
  }));
