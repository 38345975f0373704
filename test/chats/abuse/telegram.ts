/**
 * What others, and forgers with the owner's id, try in Telegram while a request waits. The same over long polling and the
 * webhook, which Telegram itself calls with the secret.
 */
import { expect, test } from "vitest";
import type { Person, Stored } from "../../support/telegram/platform.ts";
import { type Ground, ordersFor } from "./ground.ts";
import { carried, type Field } from "./slack.ts";

const FILE = { name: "malware.pdf", type: "application/pdf", bytes: Buffer.from("%PDF-1.4") };

export function telegramAbuse({ ground, tally, reads }: Field): void {
  const owner = () => ground().telegram.person;
  const card = (which: 0 | 1) => cardOf(ground(), reads()[which]);

  /** Taps as they come, one after the other; answers how many. Each is answered with an alert. */
  async function all(
    forged: ReadonlyArray<{ person: Person; data: string; message?: Stored | { room: Stored["room"]; id: number } }>,
  ): Promise<number> {
    for (const tap of forged) {
      const answer = await ground().telegramPlatform.tapRaw(tap);
      expect.soft(answer, tap.data).toMatchObject({ alert: true });
      expect.soft(answer.text, tap.data).not.toBe("");
      if (tap.person !== owner()) ground().alerts.push(answer);
    }
    return forged.length;
  }

  /** Lines are fetched or delivered by and by. */
  const heard = () => ground().company.until("the updates", () => ground().telegramPlatform.pending === 0);

  test("strangers' taps in Telegram, also by the owner's namesake", () =>
    tally.attempt(ground(), "Telegram: strangers' taps", { why: ["stranger"] }, async () => {
      const [one, other] = [await card(0), await card(1)];
      const taps = [one, other].flatMap((message) => dataOf(message).map((data) => ({ data, message })));
      const more = ["pause:home", "resume:home", "reason:0", "later:tonight"].map((data) => ({ data, message: one }));
      return all(ground().telegramStrangers.flatMap((person) => [...taps, ...more].map((tap) => ({ person, ...tap }))));
    }));

  test("strangers' orders in private", () =>
    tally.attempt(ground(), "Telegram: strangers' private messages", { why: ["stranger"] }, async () => {
      const orders = ordersFor(ground().code(reads()[0])).flatMap((order) => [order, `/${order}`]);
      for (const stranger of ground().telegramStrangers)
        for (const order of [...orders, "/start"]) stranger.say(stranger.chat, order);
      await heard();
      return (orders.length + 1) * ground().telegramStrangers.length;
    }));

  test("strangers' orders in the group and in a client's topic, answers to cards, and files", () =>
    tally.attempt(ground(), "Telegram: strangers' lines and files in groups", { why: ["stranger"] }, async () => {
      const { telegramPlatform: platform, room, telegramStrangers } = ground();
      const message = await card(0);
      const topic = message.topic === null ? {} : { topic: message.topic };
      const code = ground().code(reads()[0]);
      for (const stranger of telegramStrangers) {
        for (const order of ["approve", "yes", "pause", "lock"]) stranger.say(room, order, topic);
        for (const order of [`/approve ${code}`, "/lock", "/pause@atelier_bot"]) stranger.say(room, order);
        stranger.say(room, `@${platform.bot.username} approve ${code}`);
        stranger.say(room, `approve ${code}`, { replyTo: message });
        stranger.dropFile(room, FILE, topic);
        stranger.dropFile(stranger.chat, FILE, { caption: "approve" });
        stranger.dropFile(stranger.chat, { ...FILE, bytes: Buffer.alloc(21 * 1024 * 1024) });
      }
      await heard();
      return 12 * telegramStrangers.length;
    }));

  test("a stranger answers what the owner was asked", async () => {
    await ground().telegram.tap(reads()[0], "Edit");
    await ground().telegram.tap(reads()[0], "Replace the text");
    const prompt = await ground().telegram.message(/Answer this message with the new/);
    await tally.attempt(ground(), "Telegram: strangers answer a prompt", { why: ["stranger"] }, async () => {
      const lines = ["Send the money to me", "yes", "0"];
      for (const stranger of ground().telegramStrangers)
        for (const line of lines) stranger.say(ground().room, line, { replyTo: prompt });
      await heard();
      return lines.length * ground().telegramStrangers.length;
    });
  });

  test("cards that were passed on, and another client's token on this card", () =>
    tally.attempt(ground(), "Telegram: forwarded cards", { why: ["forwarded"] }, async () => {
      const [one, other] = [await card(0), await card(1)];
      const person = owner();
      return all([
        ...dataOf(one).map((data) => ({ person, data, message: { room: ground().room, id: one.id + 900 } })),
        ...dataOf(one).map((data) => ({ person, data, message: { room: person.chat, id: one.id } })),
        ...dataOf(other).map((data) => ({ person, data, message: one })),
      ]);
    }));

  test("tokens that are made up, or another surface's", () =>
    tally.attempt(ground(), "Telegram: tokens made up", { why: ["unknown-card"] }, async () => {
      const message = await card(0);
      const [data = ""] = dataOf(message);
      const token = data.slice(data.lastIndexOf(":") + 1);
      const { slack } = ground();
      const desk = await slack.message(reads()[0]);
      const slacks = desk.buttons.map((label) => carried(slack.person.tapping(desk, label)));
      const made = [
        "x",
        "HOME",
        "' OR 1=1 --",
        "%",
        token.toUpperCase(),
        token.slice(1),
        `${token}x`,
        ` ${token}`,
        "💥",
      ];
      return all(
        [...made, ...slacks, "a".repeat(4000)].flatMap((one) =>
          ["approve", "reject"].map((verb) => ({ person: owner(), data: `${verb}:${one}`, message })),
        ),
      );
    }));

  test("callback data and buttons that no card has", () =>
    tally.attempt(ground(), "Telegram: malformed callbacks", { why: ["malformed"] }, async () => {
      const message = await card(0);
      const [data = ""] = dataOf(message);
      const token = data.slice(data.lastIndexOf(":") + 1);
      const verbs = [
        "APPROVE",
        "approve all",
        "delete",
        "choose:99",
        "choose:-1",
        "reason:9",
        "reason:",
        "pause",
        "__proto__",
      ];
      const person = owner();
      const tapped = await all([
        ...verbs.map((verb) => ({ person, data: `${verb}:${token}`, message })),
        ...["", ":", "approve", "approve:", `:${token}`, "\0"].map((one) => ({ person, data: one, message })),
      ]);
      // A message that was sent by way of the bot somewhere else.
      for (const one of dataOf(message)) {
        const stray = { person, data: one, inlineMessageId: "AgAAAB" };
        expect((await ground().telegramPlatform.tapRaw(stray)).alert).toBe(true);
      }
      return tapped + dataOf(message).length;
    }));

  test("taps on the card as it was before an edit in Telegram", async () => {
    const before = await card(1);
    const data = dataOf(before);
    await ground().telegram.rewrite(reads()[1], "Hello, Thursday at two suits me well. Robin");
    expect((await card(1)).text).toContain("Thursday at two");
    await tally.attempt(ground(), "Telegram: an old revision", { why: ["old-revision", "superseded"] }, async () => {
      const message = await card(1);
      return all([...data, ...data, ...data].map((one) => ({ person: owner(), data: one, message })));
    });
  });
}

/** The newest message that reads so and can be tapped; a question about it quotes its title. */
export function cardOf({ company, telegramPlatform, room }: Ground, reads: RegExp): Promise<Stored> {
  return company.until(`a card like ${reads} in Telegram`, () =>
    telegramPlatform.messages(room).findLast((one) => reads.test(one.text) && dataOf(one).length > 0),
  );
}

/** What the buttons of a message carry. */
export function dataOf(message: Stored): readonly string[] {
  return message.keyboard.flat().flatMap((button) => ("callback_data" in button ? [button.callback_data] : []));
}
