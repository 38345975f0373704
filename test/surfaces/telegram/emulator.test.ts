/**
 * The basics once more, against an emulator that others keep.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { TelegramServer } from "telegram-test-api/lib/telegramServer.js";
import { afterEach, beforeEach, expect, test } from "vitest";
import { message, posting, ScriptedFront, surface } from "./support.ts";

const TOKEN = "123456:emulated";
let server: TelegramServer;
beforeEach(async () => {
  server = new TelegramServer({ port: await freePort(), host: "127.0.0.1" });
  await server.start();
});
afterEach(async () => {
  await server.stop();
});

test("words come in, a card goes out, a tap comes back, and the card is rewritten", async () => {
  const front = new ScriptedFront();
  const telegram = surface({ token: TOKEN, apiRoot: server.config.apiURL });
  await telegram.start(front);
  try {
    const client = server.getClient(TOKEN, { userId: 7, chatId: 7, firstName: "Vera" });
    await client.sendCommand(client.makeCommand("/status"));
    await until(() => front.words.length === 1);
    expect(front.words[0]).toMatchObject({ text: "status", direct: true, person: { user: "7" }, place: { room: "7" } });
    const place = { room: "7", thread: null };
    expect(await telegram.openThread(message(place))).toMatchObject({ kind: "opened", thread: null });
    const sent = await telegram.post(message(place));
    expect(sent).toMatchObject({ kind: "sent", complete: true });
    const ref = sent.kind === "sent" ? sent.ref : "";
    const { result } = await client.getUpdates();
    const markup: unknown = result[0]?.message.reply_markup;
    expect(markup).toMatchObject({
      inline_keyboard: [
        [{ callback_data: "approve:t0ken4K7QM" }, {}, {}],
        [{}, {}, {}],
      ],
    });
    await client.sendCallback(
      client.makeCallbackQuery("approve:t0ken4K7QM", { message: { message_id: Number(ref), chat: { id: 7 } } }),
    );
    await until(() => front.taps.length === 1);
    expect(front.taps[0]).toMatchObject({ ref, verb: "approve", token: "t0ken4K7QM" });
    expect(
      await telegram.rewrite(ref, message(place, posting({}, { keys: [], outcome: "✅ Approved." }))),
    ).toMatchObject({
      kind: "sent",
    });
  } finally {
    await telegram.stop();
  }
});

async function until(condition: () => boolean): Promise<void> {
  await expect.poll(condition, { timeout: 10_000, interval: 20 }).toBe(true);
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
