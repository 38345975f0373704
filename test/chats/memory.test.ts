/**
 * Memory in the chats: what is known is listed with a button to forget and one to change each, and what an edit teaches is one tap.
 */
import { describe, expect, test } from "vitest";
import { facts, HOUSE } from "../../src/records/fact.ts";
import { allIsWell, INQUIRY, letter } from "../journeys/letters.ts";
import { Company } from "../support/chats/company.ts";
import type { SlackHand } from "../support/chats/slack-hand.ts";
import type { TelegramHand } from "../support/chats/telegram-hand.ts";

const CHATS = ["slack", "telegram"] as const;
type Chat = (typeof CHATS)[number];
const OPEN = /Open Whitfield Ceramics Ltd as a client/;

async function on(chat: Chat, work: (company: Company, hand: SlackHand | TelegramHand) => Promise<void>) {
  const company = await Company.open({ surfaces: [chat] });
  try {
    await work(company, company.hand(chat) as SlackHand | TelegramHand);
    allIsWell(company.office);
  } finally {
    await company.close();
  }
}

const kept = (company: Company) =>
  company.office.workspace.records
    .find(facts, "state = 'standing' ORDER BY seq")
    .map((fact) => company.office.words(company.office.workspace.ledger.at(fact.seq)).text);

/** Writes the new words where this chat asks for them. */
async function newWords(company: Company, hand: SlackHand | TelegramHand, text: string): Promise<void> {
  if (hand.surface === "slack") {
    const slack = hand as SlackHand;
    const modal = await company.until("a form", () => slack.person.modal);
    expect(JSON.stringify(modal)).toContain("Nora likes PDFs");
    await slack.submit({ "The new words": text });
    company.office.clock.advance(2000);
    return company.rest();
  }
  const telegram = hand as TelegramHand;
  const prompt = await telegram.message(/Answer this message with the new words/);
  expect(prompt.text).toContain("Nora likes PDFs");
  const topic = prompt.topic === null ? {} : { topic: prompt.topic };
  telegram.person.say(telegram.room, text, { replyTo: prompt, ...topic });
  await company.until("the words to be heard", () => telegram.platform.pending === 0);
  company.office.clock.advance(2000);
  await company.rest();
}

describe.each(CHATS)("on %s", (chat) => {
  test("what is remembered is kept at once, listed, changed and forgotten by its buttons, and each is taken back by one", () =>
    on(chat, async (company, hand) => {
      await company.receive(letter(INQUIRY));
      await hand.tap(OPEN, "Approve");
      await hand.say("remember that Nora likes PDFs", OPEN);
      const remembered = await hand.card(/Remembered for Whitfield Ceramics Ltd/);
      expect(remembered.buttons).toEqual(["Undo"]);
      expect(remembered.thread).toBe((await hand.card(OPEN)).thread);

      await hand.say("what do you know about them?", OPEN);
      const list = await hand.card(/What I know about Whitfield Ceramics Ltd: 1 thing/);
      expect(list.text).toMatch(/“Nora likes PDFs” \(you said so on Tue 24 Nov\)/);
      const [forget = "", change = "", ...more] = list.buttons;
      expect([forget, change, ...more]).toEqual([
        expect.stringMatching(/^Forget [B-W]{5}$/),
        expect.stringMatching(/^Change [B-W]{5}$/),
      ]);

      await hand.tap(/What I know about/, change);
      await newWords(company, hand, "Nora likes paper");
      await hand.card(/From now on I go by the new words/);
      expect(kept(company)).toEqual(["Nora likes paper"]);
      await hand.tap(/From now on I go by the new words/, "Undo");
      await company.until("the old words", () => kept(company)[0] === "Nora likes PDFs");

      await hand.tap(/What I know about/, forget);
      await hand.card(/I don't go by that any more: “Nora likes PDFs”/);
      expect(kept(company)).toEqual([]);
    }));

  test("after an edit, whether it is a lesson is one tap, without a sound", () =>
    on(chat, async (company, hand) => {
      await company.receive(letter(INQUIRY));
      company.office.clock.advance(3_600_000);
      await hand.rewrite(OPEN, "Dear Ms Whitfield,\n\nI will call you next week.\n\nKind regards\nRobin Vale");
      company.office.clock.advance(3_600_000);
      const rings = () => company.office.workspace.database.get("SELECT value FROM surface_notes WHERE name = 'rang'");
      const rang = rings();
      await hand.tap(OPEN, "Approve");
      const card = await hand.card(/Is this a lesson for next time/);
      expect(card.thread).toBe((await hand.card(OPEN)).thread);
      expect(card.buttons).toEqual(["Just this time", "Always for Whitfield Ceramics Ltd", "Always", "Edit", "Why?"]);
      expect(rings()).toEqual(rang);
      await hand.tap(/Is this a lesson/, "Always");
      expect((await hand.card(/Is this a lesson/)).buttons).toEqual([]);
      const [fact, ...others] = company.office.workspace.records.find(facts, "state = 'standing'");
      expect(others).toEqual([]);
      expect(fact).toMatchObject({ scope: HOUSE, kind: "instruction", trust: "owner" });
      expect(card.text.replace(/\s+/g, " ")).toContain(String(kept(company)[0]).slice(0, 60));
    }));
});

test("the words of a lesson can be written otherwise before they are kept", () =>
  on("slack", async (company, hand) => {
    const slack = hand as SlackHand;
    await company.receive(letter(INQUIRY));
    await slack.reject(OPEN, "We take no shops with less than 100 products");
    await slack.tap(/Is this a lesson/, "Edit");
    await slack.submit({ Text: "No shops with less than 100 products" });
    await slack.card(/No shops with less than 100 products/);
    expect(kept(company)).toEqual([]);
    await slack.tap(/Is this a lesson/, "Always");
    expect(kept(company)).toEqual(["No shops with less than 100 products"]);
  }));
