/**
 * The public emulator under a real grammY: what of it can be relied on.
 */
import { Bot } from "grammy";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TelegramEmulator } from "./emulator.ts";

let emulator: TelegramEmulator;

beforeEach(async () => {
  emulator = await TelegramEmulator.open();
});

afterEach(() => emulator.close());

test("words, a card with buttons, a tap and the rewritten card go their way", async () => {
  const bot = new Bot(emulator.token, { client: { apiRoot: emulator.apiRoot } });
  bot.command("start", (context) =>
    context.reply("Approve?", { reply_markup: { inline_keyboard: [[{ text: "Yes", callback_data: "y:1" }]] } }),
  );
  bot.on("callback_query:data", async (context) => {
    await context.answerCallbackQuery();
    await context.editMessageText(`took ${context.callbackQuery.data}`);
  });
  const running = bot.start();
  await emulator.say("/start");
  await expect.poll(() => emulator.messages()).toMatchObject([{ chat: 101, text: "Approve?" }]);
  const [card] = emulator.messages();
  if (!card) throw new Error("no card");
  await emulator.tap(card, "Yes");
  await expect.poll(() => emulator.messages()[0]?.text).toBe("took y:1");
  await bot.stop();
  await running;
});
