/**
 * A complaint rings at once, however lately something else has; in quiet hours only where the settings name it.
 */
import { cpSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { INQUIRY, letter } from "../journeys/letters.ts";
import { rewrite } from "../kernel/company.ts";
import { Company } from "../support/chats/company.ts";
import type { TelegramHand } from "../support/chats/telegram-hand.ts";
import { PACKAGE_ROOT } from "../support/office.ts";

const HOUR = 3_600_000;

async function withClient(work: (company: Company) => Promise<void>): Promise<void> {
  const company = await Company.open({ surfaces: ["telegram"] });
  try {
    await company.receive(letter(INQUIRY));
    await company.office.approve(company.office.code(/as a client/));
    await company.rest();
    await work(company);
  } finally {
    await company.close();
  }
}

async function writes(company: Company, text: string): Promise<void> {
  const id = `${company.office.events().length}@w.example`;
  await company.receive(letter({ from: INQUIRY.from, subject: "Re: Website", text, id }));
}

/** First lines of what made a sound. */
function rung(company: Company): string[] {
  const hand = company.hand("telegram") as TelegramHand;
  return hand.platform
    .messages(hand.room)
    .filter((message) => message.from.is_bot && !message.silent)
    .map((message) => message.text.split("\n")[0] ?? "");
}

test("within the quarter of an hour after another card a question stays silent, and a complaint rings", () =>
  withClient(async (company) => {
    const before = rung(company).length;
    await writes(company, "When will the first draft be ready?");
    expect(rung(company).slice(before)).toEqual([]);
    await writes(company, "I am really disappointed with the draft.");
    expect(rung(company).slice(before)).toEqual([expect.stringMatching(/Nora Whitfield is unhappy/)]);
  }));

test("at night it waits for the morning, unless the settings let complaints wake the owner", () =>
  withClient(async (company) => {
    const { office } = company;
    office.clock.advance(15 * HOUR); // 01:00 in Berlin
    const before = rung(company).length;
    await writes(company, "I am really disappointed with the draft.");
    expect(rung(company).slice(before)).toEqual([]);
    cpSync(join(PACKAGE_ROOT, "policies"), join(office.home, "policies"), { recursive: true });
    rewrite(join(office.home, "policies", "settings.yaml"), (text) =>
      text.replace("wakeFor: []", "wakeFor: [complaints]"),
    );
    expect(office.workspace.charter.reload().ok).toBe(true);
    await writes(company, "When will the second draft be ready?");
    expect(rung(company).slice(before)).toEqual([]);
    await writes(company, "I am still very unhappy with it.");
    expect(rung(company).slice(before)).toEqual([expect.stringMatching(/Nora Whitfield is unhappy/)]);
  }));
