/**
 * What the doctor says about Telegram.
 */
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Person, TelegramPlatform } from "../../support/telegram/platform.ts";
import { surface } from "./support.ts";

let platform: TelegramPlatform;
let vera: Person;
beforeEach(async () => {
  platform = await TelegramPlatform.open();
  vera = platform.person({ id: 4711, name: "Vera" });
});
afterEach(async () => {
  await platform.close();
});

async function said(options: Parameters<typeof surface>[1] = {}): Promise<string[]> {
  const found = await surface(platform, options).check();
  return found.map(({ ok, what, says }) => `${ok ? "✓" : "✗"} ${what}: ${says}`);
}

test("a forum where all is well", async () => {
  const forum = platform.group({ title: "Office", members: [vera], forum: true });
  expect(await said({ chat: String(forum.id) })).toEqual([
    "✓ Telegram bot: @atelier_bot answers.",
    "✓ Telegram chat: “Office”, a topic for each client.",
    "✓ Telegram rights: The bot may write and make topics.",
    "✓ Telegram privacy mode: The bot hears what you write in its topics.",
    "✓ Telegram messages: Asked for by long polling.",
  ]);
});

test("a forum where the bot may nothing, hears little, and others read along", async () => {
  const others = [1, 2].map((id) => platform.person({ id, name: `P${id}` }));
  const forum = platform.group({ title: "Office", members: [vera, ...others], forum: true, bot: "member" });
  const [, , rights, privacy, readers] = await said({ chat: String(forum.id) });
  expect(rights).toMatch(/^✗ .*Make it an administrator with “Manage topics”/);
  expect(privacy).toMatch(/^✗ .*\/setprivacy/);
  expect(readers).toMatch(/^✗ .*2 more than you and the bot can read “Office”/);
});

test("a plain chat, a private one, none, and one that isn't there", async () => {
  const plain = platform.group({ title: "Plain", members: [vera] });
  expect((await said({ chat: String(plain.id) }))[1]).toMatch(/^✓ .*a plain chat: all clients share it/);
  expect((await said({ chat: "4711" }))[1]).toMatch(/^✓ .*A private chat/);
  expect((await said())[1]).toMatch(/^✓ .*TELEGRAM_CHAT is not set/);
  expect((await said({ chat: "-100999" }))[1]).toMatch(/^✗ .*finds no such chat/);
});

test("a wrong token, and no way to Telegram", async () => {
  expect(await said({ token: "1:wrong" })).toEqual([expect.stringMatching(/^✗ .*TELEGRAM_BOT_TOKEN/)]);
  expect(await said({ apiRoot: "http://127.0.0.1:9" })).toEqual([expect.stringMatching(/^✗ .*can't reach Telegram/)]);
});

test("a webhook: how it is set, where it leads, and why the last call failed", async () => {
  const webhookSecret = "secret";
  expect((await said({ webhookSecret })).at(-1)).toMatch(/^✗ .*setWebhook" -d url=https:\/\/YOUR-HOST\/telegram/);
  expect((await said({ webhookSecret })).join()).not.toContain(platform.token);
  expect((await said({ webhookSecret: "has spaces" })).at(-1)).toMatch(/^✗ .*may have only/);
  platform.deliverTo("https://office.example/other", webhookSecret);
  expect((await said({ webhookSecret })).at(-1)).toMatch(/^✗ .*I listen at \/telegram/);
  platform.deliverTo("https://office.example/telegram", webhookSecret);
  expect((await said({ webhookSecret })).at(-1)).toBe("✓ Telegram messages: Telegram calls office.example.");
  expect((await said()).at(-1)).toMatch(/^✓ .*starting removes it/);
});
