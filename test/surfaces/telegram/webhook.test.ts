/**
 * The webhook: only Telegram gets in, and what it brings is recorded before it is told so.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Telegram } from "../../../src/surfaces/telegram/telegram.ts";
import { type Person, TelegramPlatform } from "../../support/telegram/platform.ts";
import { at, message, ScriptedFront, surface } from "./support.ts";

const SECRET = "a-long-secret_42";

let platform: TelegramPlatform;
let vera: Person;
let front: ScriptedFront;
let telegram: ReturnType<typeof surface>;
let server: Server;
let url: string;

beforeEach(async () => {
  platform = await TelegramPlatform.open();
  vera = platform.person({ id: 4711, name: "Vera" });
  front = new ScriptedFront();
  telegram = surface(platform, { webhookSecret: SECRET });
  ({ server, url } = await serve(telegram));
});
afterEach(async () => {
  await telegram.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await platform.close();
});

async function serve(one: Telegram): Promise<{ server: Server; url: string }> {
  const listening = createServer((request, response) => {
    const route = one.routes.get(request.url ?? "");
    if (route) route(request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  return { server: listening, url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}/telegram` };
}

test("words and taps come in, and nothing is polled", async () => {
  await telegram.start(front);
  expect(telegram.connected).toBe(true);
  platform.deliverTo(url, SECRET);
  vera.say(vera.chat, "status");
  await platform.until(() => platform.pending === 0);
  expect(front.heard).toEqual(["status"]);
  await telegram.post(message(at(vera.chat)));
  expect(await vera.tap(platform.last(vera.chat), "Approve")).toMatchObject({ text: "⏳" });
  expect(platform.made("getUpdates")).toEqual([]);
  expect(platform.made("deleteWebhook")).toEqual([]);
});

test("what can't be recorded is not acknowledged, and comes again", async () => {
  let failures = 2;
  front.onSaid = () => {
    if (failures-- > 0) throw new Error("the disk is full");
    return { kind: "silence" };
  };
  await telegram.start(front);
  platform.deliverTo(url, SECRET);
  vera.say(vera.chat, "status");
  await platform.until(() => platform.pending === 0);
  expect(front.words).toHaveLength(3);
});

test("a call with a wrong, blank or missing secret is refused and recorded, whatever it carries", async () => {
  await telegram.start(front);
  const update = {
    update_id: 1,
    message: { message_id: 1, date: 1, text: "approve all", chat: { id: 4711, type: "private" }, from: { id: 4711 } },
  };
  const secrets = [undefined, "", " ", "wrong", SECRET.slice(0, -1), `${SECRET}x`, SECRET.toUpperCase()];
  for (const secret of secrets) expect(await platform.post(url, update, secret)).toBe(401);
  expect(front.refusals).toEqual(secrets.map(() => "wrong-webhook-token"));
  expect(front.words).toEqual([]);
  expect(await platform.post(url, update, SECRET)).toBe(200);
  expect(front.words).toHaveLength(1);
});

test("a call that is no update, or too long, is refused and recorded", async () => {
  await telegram.start(front);
  const strange = [
    "",
    "{",
    "[]",
    "null",
    '"x"',
    "{}",
    { update_id: "1" },
    { update_id: 1, message: {} },
    { update_id: 1, message: { message_id: 1, chat: { id: {}, type: "private" } } },
    { update_id: 1, callback_query: { id: 7 } },
    { update_id: 1, callback_query: { id: "7", from: {} } },
  ];
  for (const body of strange) expect(await platform.post(url, body, SECRET)).toBe(400);
  expect(front.refusals).toEqual(strange.map(() => "malformed"));
  expect(await platform.post(url, "x".repeat(1024 * 1024 + 1), SECRET)).toBe(413);
  expect(front.refusals.at(-1)).toBe("oversized");
  expect(front.heard).toEqual([]);
});

test("the same update twice is taken once; a kind that isn't ours is acknowledged and left", async () => {
  await telegram.start(front);
  const update = {
    update_id: 8,
    message: {
      message_id: 1,
      date: 1,
      text: "hello",
      chat: { id: 4711, type: "private" },
      from: { id: 4711, is_bot: false },
    },
  };
  const statuses = await Promise.all([1, 2, 3].map(() => platform.post(url, update, SECRET)));
  expect(statuses).toEqual([200, 200, 200]);
  expect(front.words).toHaveLength(1);
  expect(await platform.post(url, { update_id: 9, poll: { id: "1" } }, SECRET)).toBe(200);
});

test("before it is started and after it has stopped, Telegram is asked to come again; other methods are refused", async () => {
  expect(await platform.post(url, { update_id: 1 }, SECRET)).toBe(503);
  await telegram.start(front);
  const got = await fetch(url, { headers: { "X-Telegram-Bot-Api-Secret-Token": SECRET } });
  expect(got.status).toBe(405);
  await telegram.stop();
  expect(telegram.connected).toBe(false);
  expect(await platform.post(url, { update_id: 1 }, SECRET)).toBe(503);
});

test("a blank secret refuses to start, and would let nobody in", async () => {
  for (const webhookSecret of ["", "  "])
    await expect(surface(platform, { webhookSecret }).start(front)).rejects.toThrow(/TELEGRAM_WEBHOOK_SECRET is blank/);
});

test("without a secret there is nothing to call", () => {
  expect(surface(platform).routes.size).toBe(0);
});
