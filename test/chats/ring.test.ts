/**
 * Sounds: for approvals and failures only, on the surface that was used last, once for all that comes together, and in quiet
 * hours not at all.
 */
import { expect, test } from "vitest";
import { letter } from "../journeys/letters.ts";
import { Company, type SurfaceName } from "../support/chats/company.ts";
import type { SlackHand } from "../support/chats/slack-hand.ts";
import type { TelegramHand } from "../support/chats/telegram-hand.ts";

const MINUTE = 60_000;

async function inquiry(company: Company, name: string): Promise<void> {
  const text = `Hello,\n\nI run ${name} Ltd. We need a new website. Could you make us an offer?\n\nBest regards,\n${name} Smith`;
  await company.receive(letter({ from: `${name} Smith <${name}@${name}.example>`, subject: "Offer", text }));
}

async function on(surfaces: readonly SurfaceName[], work: (company: Company) => Promise<void>): Promise<void> {
  const company = await Company.open({ surfaces });
  try {
    await work(company);
  } finally {
    await company.close();
  }
}

/** First lines of what made a sound in Telegram. */
function rung(company: Company): string[] {
  const hand = company.hand("telegram") as TelegramHand;
  return hand.platform
    .messages(hand.room)
    .filter((message) => message.from.is_bot && !message.silent)
    .map((message) => message.text.split("\n")[0] ?? "");
}

test("the first card rings; what follows within a quarter of an hour is called for once, together", () =>
  on(["telegram"], async (company) => {
    await inquiry(company, "Alder");
    expect(rung(company)).toEqual([expect.stringMatching(/Open Alder/)]);
    await inquiry(company, "Birch");
    await inquiry(company, "Cedar");
    expect(rung(company)).toHaveLength(1);
    company.office.clock.advance(16 * MINUTE);
    await company.rest();
    expect(rung(company).slice(1)).toEqual(["Waiting (3)"]);
    company.office.clock.advance(60 * MINUTE);
    await company.rest();
    expect(rung(company)).toHaveLength(2);
  }));

test("nothing rings in quiet hours, and in the morning it is called for once", () =>
  on(["telegram"], async (company) => {
    company.office.clock.advance(15 * 60 * MINUTE); // 01:00 in Berlin
    await inquiry(company, "Alder");
    expect(rung(company)).toEqual([]);
    company.office.clock.advance(5 * 60 * MINUTE);
    await company.rest();
    expect(rung(company)).toEqual([]);
    company.office.clock.advance(2 * 60 * MINUTE); // after 07:00
    await company.rest();
    expect(rung(company)).toEqual(["Waiting (1)"]);
  }));

test("only the surface that was used last rings, and in Slack it calls the owner by id", () =>
  on(["slack", "telegram"], async (company) => {
    const slack = company.hand("slack") as SlackHand;
    await slack.say("status");
    await inquiry(company, "Alder");
    expect(rung(company)).toEqual([]);
    const message = await slack.message(/Open Alder/);
    expect(message.text).toContain("<@U0000OWNER>");
    expect(JSON.stringify(message.blocks)).toContain("<@U0000OWNER>");
    await company.hand("telegram").say("status");
    company.office.clock.advance(16 * MINUTE);
    await inquiry(company, "Birch");
    expect(rung(company)).toEqual([expect.stringMatching(/Open Birch/)]);
    expect((await slack.message(/Open Birch/)).text).not.toContain("<@");
  }));

test("answers, digests and lists never ring", () =>
  on(["telegram"], async (company) => {
    await inquiry(company, "Alder");
    for (const line of ["status", "queue", "digest", "help"]) await company.hand("telegram").say(line);
    expect(rung(company)).toHaveLength(1);
  }));
