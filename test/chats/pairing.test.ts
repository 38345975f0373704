/** Pairing codes: said where others read, the right one is void, and a wrong one changes nothing. */
import { expect, test } from "vitest";
import { Company } from "../support/chats/company.ts";
import type { SlackHand } from "../support/chats/slack-hand.ts";

async function unpaired(work: (company: Company, slack: SlackHand, code: string) => Promise<void>): Promise<void> {
  const company = await Company.open({ surfaces: ["slack"], unpaired: true });
  try {
    await company.hand("console").say("pair slack");
    const code = /([A-Z0-9]{4}-[A-Z0-9]{4})/.exec(company.hand("console").screen())?.[1] ?? "";
    await work(company, company.hand("slack") as SlackHand, code);
  } finally {
    await company.close();
  }
}

const aloud = ({ person, platform }: SlackHand, words: string) =>
  person.say(platform.room, `<@${platform.world.identity.botUser}> ${words}`);
const paired = (company: Company) => company.office.events("owner.paired").length;

test("the right code, said in a room with others, can't be used by whoever read it", () =>
  unpaired(async (company, slack, code) => {
    await aloud(slack, code);
    await company.rest();
    await slack.person.dm(code);
    await company.rest();
    expect(paired(company)).toBe(0);
  }));

test("a wrong code said there leaves the right one as it is", () =>
  unpaired(async (company, slack, code) => {
    await aloud(slack, "AAAA-AAAA");
    await company.rest();
    await slack.person.dm(code);
    await company.until("the pairing", () => paired(company) === 1);
  }));
