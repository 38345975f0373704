/**
 * What the owner does from the chats besides deciding: orders, questions, files, large sums, several at once, a lost phone.
 */
import { describe, expect, test } from "vitest";
import { clients } from "../../src/records/client.ts";
import { files } from "../../src/records/file.ts";
import { payments } from "../../src/records/payment.ts";
import { allIsWell, INQUIRY, type Letter, letter } from "../journeys/letters.ts";
import { Company, type SurfaceName } from "../support/chats/company.ts";
import type { Hand } from "../support/chats/hand.ts";
import type { SlackHand } from "../support/chats/slack-hand.ts";
import type { TelegramHand } from "../support/chats/telegram-hand.ts";

const CHATS = ["slack", "telegram"] as const;
const OPEN = /Open Whitfield Ceramics Ltd as a client/;
const BEN: Letter = {
  from: "Ben Tailor <ben@tailor.example>",
  subject: "Offer for a shop",
  id: "ben.1@tailor.example",
  text: "Hello,\n\nI run Tailor & Sons GmbH in Hamburg. We need a new online shop. Could you make us an offer?\n\nBest regards,\nBen Tailor",
};

async function on(
  surfaces: readonly SurfaceName[],
  work: (company: Company, hand: Hand) => Promise<void>,
): Promise<void> {
  const company = await Company.open({ surfaces });
  try {
    await work(company, company.hand(surfaces[0] ?? "console"));
    allIsWell(company.office);
  } finally {
    await company.close();
  }
}

/** Nora Whitfield's company is a client, its answer sent. */
async function withNora(company: Company, hand: Hand): Promise<string> {
  await company.receive(letter(INQUIRY));
  await hand.tap(OPEN, "Approve");
  const [client] = company.office.workspace.records.find(clients, "stage = 'onboarding'");
  if (!client) throw new Error("no client was opened");
  return client.id;
}

describe.each(CHATS)("on %s", (chat) => {
  test("an order in a sentence becomes one card in the client's thread; approved, it is on record, and can be undone", () =>
    on([chat], async (company, hand) => {
      await withNora(company, hand);
      const thread = (await hand.card(OPEN)).thread;
      await hand.say("Whitfield Ceramics paid 2,400 in cash");
      const card = await hand.card(/2,400\.00 EUR/);
      expect(card.thread).toBe(thread);
      await hand.tap(/2,400\.00 EUR/, "Approve");
      const standing = () => company.office.workspace.records.find(payments, "state = 'standing'");
      expect(standing().map((one) => one.amount_cents)).toEqual([240_000]);
      await hand.say("how much did Whitfield Ceramics pay this year?");
      await company.until("the sum", () => /2,400\.00 EUR.*1 payment/s.test(hand.screen()));
      const code = company.office.events("proposal.opened").at(-1)?.data.code;
      await hand.say(`undo ${code}`);
      await hand.card(/Taken back since/);
      expect(standing()).toEqual([]);
    }));

  test("a large sum needs more than a tap: the amount typed here, or a yes on a second surface", () =>
    on([chat], async (company, hand) => {
      await withNora(company, hand);
      await hand.say("Whitfield Ceramics paid 12,500 by transfer");
      await hand.tap(/12,500\.00 EUR/, "Approve");
      expect(company.office.events("proposal.agreed")).toHaveLength(1);
      const paid = () => company.office.workspace.records.find(payments, "state = 'standing'").length;
      expect(paid()).toBe(0);
      await hand.say(`approve ${company.office.events("proposal.opened").at(-1)?.data.code} 12,000`);
      expect(paid()).toBe(0);
      await hand.say(`approve ${company.office.events("proposal.opened").at(-1)?.data.code} 12,500`);
      expect(paid()).toBe(1);
    }));

  test("words work without codes in a client's thread, and nothing of another client is told there", () =>
    on([chat], async (company, hand) => {
      await withNora(company, hand);
      await company.receive(letter(BEN));
      const ben = /Open Tailor & Sons GmbH as a client/;
      const code = String(company.office.events("proposal.opened").at(-1)?.data.code);
      await hand.say("why", OPEN);
      await company.until("the story", () => hand.all(/You were asked/).length === 1);
      for (const line of [
        "status",
        `why ${code}`,
        `approve ${code}`,
        "what's open with Tailor & Sons?",
        "what happened today?",
      ])
        await hand.say(line, OPEN);
      const thread = (await hand.card(OPEN)).thread;
      const told = hand.all(/Ben|Tailor & Sons GmbH/).filter((seen) => seen.thread === thread);
      expect(told).toEqual([]);
      await hand.card(ben);
      await hand.say("approve tailor");
      await company.until("Ben's answer", () => company.office.sent().length === 2);
      expect(company.office.events("proposal.approved")).toHaveLength(2);
    }));

  test("the only card that waits in a thread needs no name there", () =>
    on([chat], async (company, hand) => {
      await company.receive(letter(INQUIRY));
      await hand.say("approve", OPEN);
      await company.until("the answer", () => company.office.sent().length === 1);
      expect(company.office.events("proposal.approved")[0]?.data.surface).toBe(chat);
    }));

  test("several messages in one breath are one turn, and none is dropped", () =>
    on([chat], async (company, hand) => {
      await withNora(company, hand);
      await burst(company, chat, ["Whitfield Ceramics paid", "2,400", "in cash"]);
      await hand.card(/2,400\.00 EUR/);
      await burst(company, chat, ["status", "cost", "verify"]);
      await hand.card(/The ledger is whole/);
      expect(hand.screen()).toMatch(/No model is set up/);
      expect(company.office.events("owner.said")).toHaveLength(6);
    }));

  test("a file that is dropped into a client's thread asks what it is, and one tap answers", () =>
    on([chat], async (company, hand) => {
      const scope = await withNora(company, hand);
      await dropFile(company, chat, OPEN, {
        name: "plan.pdf",
        type: "application/pdf",
        bytes: Buffer.from("%PDF-1.7 a plan"),
      });
      const question = await hand.card(/What is “plan\.pdf” \(15 bytes\)\?/);
      expect(question.buttons).toEqual(expect.arrayContaining(["A deliverable", "To remember", "Just store it"]));
      await hand.tap(/What is “plan\.pdf”/, "A deliverable");
      const [file] = company.office.workspace.records.find(files, "1 = 1");
      expect(file).toMatchObject({ scope, kind: "deliverable" });
      expect(company.office.workspace.blobs.open(file?.blob ?? "")?.toString()).toBe("%PDF-1.7 a plan");
    }));

  test("an attachment that came is named with its size and can be opened", () =>
    on([chat], async (company, hand) => {
      await company.receive(withAttachment());
      const card = await hand.card(OPEN);
      expect(card.text).toMatch(/brief\.txt \(\d+ bytes\)/);
      const label = card.buttons.find((one) => one.includes("brief.txt")) ?? "";
      await hand.tap(OPEN, label);
      await company.until("the file", () => hand.files().includes("brief.txt"));
    }));

  test("what an order lacks is asked for", () =>
    on([chat], async (company, hand) => {
      await withNora(company, hand);
      await hand.say("do payment.record client=Whitfield");
      const card = await hand.card(/needs “amount”/i);
      expect(card.buttons).toEqual(["Fill in a form"]);
    }));

  test("light things are approved together from the digest, exactly those it listed", () =>
    on([chat], async (company, hand) => {
      await withNora(company, hand);
      for (const right of ['field=need value="a shop"', "field=language value=de"])
        await hand.say(`do record.correct client=Whitfield ${right} reason="said on the phone"`);
      company.office.clock.advance(24 * 3_600_000);
      await company.rest();
      await hand.say('do record.correct client=Whitfield field=name value="Nora W." reason="she signs so"');
      const digest = await hand.card(/Your day/);
      expect(digest.buttons).toEqual(["Approve these 2"]);
      await hand.tap(/Your day/, "Approve these 2");
      await company.until("both", () => company.office.events("client.corrected").length === 2);
      await hand.card(/What you approved together/);
      expect(company.office.workspace.records.find(clients, "name = 'Nora W.'")).toEqual([]);
    }));
});

test("a form in Slack fills in what an order lacks", () =>
  on(["slack"], async (company, hand) => {
    const slack = hand as SlackHand;
    await withNora(company, hand);
    await slack.say("do payment.record client=Whitfield");
    await slack.tap(/needs “amount”/, "Fill in a form");
    await slack.submit({ Amount: "750", "How it was paid": "cash" });
    await slack.card(/750\.00 EUR/);
    expect(company.office.events("payment.received")).toEqual([]);
    await slack.tap(/750\.00 EUR/, "Approve");
    expect(company.office.events("payment.received")).toHaveLength(1);
  }));

test("the same order form sent twice asks once", () =>
  on(["slack"], async (company, hand) => {
    const slack = hand as SlackHand;
    await withNora(company, hand);
    await slack.say("do payment.record client=Whitfield");
    for (let times = 0; times < 2; times++) {
      await slack.tap(/needs “amount”/, "Fill in a form");
      const modal = slack.person.modal;
      if (!modal) throw new Error("no form came up");
      await slack.person.submit(modal, { Amount: "750", "How it was paid": "cash" });
      await company.rest();
      if (slack.person.modal) slack.person.cancel(slack.person.modal);
    }
    expect(slack.all(/Enter|750\.00 EUR/).filter((seen) => seen.buttons.includes("Approve"))).toHaveLength(1);
  }));

test("“Save and send” sends exactly what was typed; “Save” alone only shows it", () =>
  on(["slack"], async (company, hand) => {
    const slack = hand as SlackHand;
    await company.receive(letter(INQUIRY));
    await slack.tap(OPEN, "Edit");
    await slack.submit({ Text: "Hello Nora, I will call you on Tuesday.", send: ["send"] });
    await company.until("the mail", () => company.office.sent().length === 1);
    expect(company.office.sent()[0]).toContain("I will call you on Tuesday.");
    expect(company.office.events("proposal.approved")[0]?.data).toMatchObject({ revision: 2, surface: "slack" });
  }));

test("approved on the phone, the card at the desk says so, and the other way round", () =>
  on(["slack", "telegram"], async (company) => {
    await company.receive(letter(INQUIRY));
    await company.hand("slack").card(OPEN);
    await company.hand("telegram").tap(OPEN, "Approve");
    expect((await company.hand("slack").card(/✅ Approved on Telegram/)).buttons).toEqual([]);
    await company.receive(letter(BEN));
    await company.hand("telegram").card(/Tailor & Sons/);
    await company.hand("slack").tap(/Tailor & Sons/, "Approve");
    expect((await company.hand("telegram").card(/✅ Approved on Slack/)).buttons).toEqual([]);
    expect(company.office.sent()).toHaveLength(2);
  }));

test("the second surface confirms a large sum", () =>
  on(["slack", "telegram"], async (company) => {
    const [slack, telegram] = [company.hand("slack"), company.hand("telegram")];
    await withNora(company, slack);
    await slack.say("Whitfield Ceramics paid 12,500 by transfer");
    await slack.tap(/12,500\.00 EUR/, "Approve");
    expect(company.office.events("payment.received")).toEqual([]);
    await telegram.tap(/12,500\.00 EUR/, "Approve");
    expect(company.office.events("payment.received")).toHaveLength(1);
  }));

test("for a lost phone: `lock` on Slack unpairs Telegram for good, holds what would leave, and lists what was decided there", () =>
  on(["slack", "telegram"], async (company) => {
    const [slack, telegram] = [company.hand("slack"), company.hand("telegram") as TelegramHand];
    await company.receive(letter(INQUIRY));
    await telegram.tap(OPEN, "Approve");
    await company.receive(letter(BEN));
    await telegram.card(/Tailor & Sons/);
    await slack.say("lock");
    const locked = await slack.card(/Telegram is locked/);
    expect(locked.text).toMatch(/approved.*Open Whitfield Ceramics Ltd/s);
    expect((await telegram.card(/Tailor & Sons.*🔒/s)).buttons).toEqual([]);
    const code = company.office.events("proposal.opened")[0]?.data.code;
    await slack.tap(/Telegram is locked/, `Undo ${code}`);
    await company.until("undone", () => company.office.events("intent.undone").length === 1);
    await company.restart(); // the environment still names the owner there, and is outranked
    const refused = company.office.events("access.refused").length;
    telegram.person.say(telegram.person.chat, "status");
    await company.until("the refusal", () => company.office.events("access.refused").length > refused);
    expect(company.office.events("owner.said").filter((event) => event.data.surface === "telegram")).toEqual([]);
    await company.hand("console").say("pair telegram");
    const pairing = /([A-Z0-9]{4}-[A-Z0-9]{4})/.exec(company.hand("console").screen())?.[1] ?? "";
    telegram.person.say(telegram.person.chat, pairing);
    await company.until("the pairing", () => company.office.events("owner.paired").length === 1);
    await company.until("live buttons again", () =>
      telegram
        .all(/Tailor & Sons/)
        .at(-1)
        ?.buttons.includes("Approve"),
    );
  }));

/** Says several things at once, before anything is answered. */
async function burst(company: Company, chat: SurfaceName, lines: readonly string[]): Promise<void> {
  const said = company.office.events("owner.said").length;
  if (chat === "slack") for (const line of lines) void (company.hand("slack") as SlackHand).person.dm(line);
  else {
    const { person } = company.hand("telegram") as TelegramHand;
    for (const line of lines) person.say(person.chat, line);
  }
  await company.until("all of it on record", () => company.office.events("owner.said").length === said + lines.length);
  company.office.clock.advance(1000);
  await company.rest();
}

async function dropFile(
  company: Company,
  chat: SurfaceName,
  beside: RegExp,
  file: { name: string; type: string; bytes: Uint8Array },
): Promise<void> {
  if (chat === "slack") {
    const slack = company.hand("slack") as SlackHand;
    const message = await slack.message(beside);
    await slack.person.dropFile(slack.platform.room, file, { thread: message.thread ?? message.ts });
  } else {
    const telegram = company.hand("telegram") as TelegramHand;
    const { topic } = await telegram.message(beside);
    telegram.person.dropFile(telegram.room, file, topic === null ? {} : { topic });
  }
  await company.until("the file on record", () => company.office.events("file.received").length === 1);
}

function withAttachment(): string {
  return [
    "From: Nora Whitfield <nora@whitfield-ceramics.example>",
    "To: Robin Vale <robin@vale.example>",
    "Subject: A new website",
    "Date: Mon, 23 Nov 2026 15:00:00 +0000",
    "Message-ID: <inquiry.2@whitfield-ceramics.example>",
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="b"',
    "",
    "--b",
    "Content-Type: text/plain; charset=utf-8",
    "",
    ...INQUIRY.text.split("\n"),
    "--b",
    'Content-Type: text/plain; name="brief.txt"',
    'Content-Disposition: attachment; filename="brief.txt"',
    "",
    "Sixty products, two languages.",
    "--b--",
    "",
  ].join("\r\n");
}

test("what is asked where others read along is answered in the main room only", () =>
  on(["slack"], async (company, hand) => {
    const slack = hand as SlackHand;
    await company.receive(letter(INQUIRY));
    const elsewhere = slack.platform.channel("C0000000009", { name: "general", members: [slack.person.user.id] });
    await slack.person.command("/atelier", "queue", elsewhere);
    await slack.person.say(elsewhere, `<@${slack.platform.world.identity.botUser}> status`);
    company.office.clock.advance(1000);
    await slack.card(/1 waiting for you/);
    await slack.card(/How things stand/);
    expect(slack.platform.messages(elsewhere).filter((message) => message.byApp)).toEqual([]);
  }));

test("words below the digest are heard there", () =>
  on(["slack"], async (company, hand) => {
    const slack = hand as SlackHand;
    await company.receive(letter(INQUIRY));
    company.office.clock.advance(24 * 3_600_000);
    await company.rest();
    const digest = await slack.message(/Your day/);
    await slack.person.say(slack.platform.room, "queue", { thread: digest.ts });
    company.office.clock.advance(1000);
    const answer = await slack.card(/^[^\n]*\n\s*1 waiting for you/);
    expect(answer.thread).toBe(digest.ts);
  }));

describe.each(CHATS)("later, on %s", (chat) => {
  test("“when they write” brings the card back with their next message, and not before", () =>
    on([chat], async (company, hand) => {
      await company.receive(letter(INQUIRY));
      await hand.tap(OPEN, "Later");
      await hand.tap(OPEN, "When they write");
      expect((await hand.card(/Put away until they write again/)).buttons).toEqual(["Bring it back now"]);
      company.office.clock.advance(3 * 24 * 3_600_000);
      await company.receive(letter(BEN));
      expect(company.office.events("proposal.returned")).toEqual([]);
      await company.receive(
        letter({ ...INQUIRY, id: "inquiry.9@whitfield-ceramics.example", text: "Hello again,\nany news?\nNora" }),
      );
      expect(company.office.events("proposal.returned")).toHaveLength(1);
      await hand.tap(OPEN, "Approve");
      expect(company.office.events("proposal.approved")).toHaveLength(1);
    }));

  test("it can be brought back at once", () =>
    on([chat], async (company, hand) => {
      await company.receive(letter(INQUIRY));
      await hand.tap(OPEN, "Later");
      await hand.tap(OPEN, "Monday");
      await hand.tap(OPEN, "Bring it back now");
      await hand.tap(OPEN, "Approve");
      expect(company.office.sent()).toHaveLength(1);
      const open = hand.all(OPEN).filter((seen) => seen.buttons.length > 0);
      expect(open).toEqual([]);
    }));

  test("silence approves nothing: the request expires, says so, and can be asked for again", () =>
    on([chat], async (company, hand) => {
      await company.receive(letter(INQUIRY));
      company.office.clock.advance(15 * 24 * 3_600_000);
      await company.rest();
      expect(company.office.events("proposal.expired")).toHaveLength(1);
      expect((await hand.card(/Expired without an answer/)).buttons).toEqual(["Ask me again"]);
      await hand.tap(OPEN, "Ask me again");
      await hand.tap(OPEN, "Approve");
      expect(company.office.sent()).toHaveLength(1);
    }));
});
