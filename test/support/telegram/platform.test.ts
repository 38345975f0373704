/**
 * The Telegram for tests is tried with a real grammY: what it lets through, and what it refuses as the real one does.
 */

import { Api, Bot, HttpError, InputFile } from "grammy";
import type { Update } from "grammy/types";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Person, type Room, TelegramPlatform } from "./platform.ts";
import { button, keyboard, png, refusalOf } from "./samples.ts";

let platform: TelegramPlatform;
let api: Api;
let ada: Person;
let forum: Room;
let stop: () => Promise<void>;

beforeEach(async () => {
  platform = await TelegramPlatform.open({ answerWithinMs: 400 });
  api = new Api(platform.token, { apiRoot: platform.apiRoot });
  ada = platform.person({ id: 101, name: "Ada", username: "ada" });
  forum = platform.group({ title: "Company", members: [ada], forum: true });
  stop = async () => {};
});

afterEach(async () => {
  await stop();
  await platform.close();
});

/** A running bot; `setUp` says what it does. */
async function run(setUp: (bot: Bot) => void): Promise<Bot> {
  const bot = new Bot(platform.token, { client: { apiRoot: platform.apiRoot } });
  bot.catch(() => {});
  setUp(bot);
  await bot.init();
  const running = bot.start({ timeout: 5 });
  running.catch(() => {});
  stop = async () => void (await Promise.allSettled([bot.stop(), running]));
  return bot;
}

describe("polling", () => {
  test("a bot answers what somebody writes, and the screen shows both", async () => {
    await run((bot) => bot.command("start", (context) => context.reply(`Hello ${context.from?.first_name}`)));
    ada.start();
    await platform.until(() => platform.messages(ada.chat).length === 2);
    expect(platform.screen(ada.chat)).toBe("Ada:\n  /start\nAtelier:\n  Hello Ada");
    expect(platform.oddities).toEqual([]);
  });

  test("an offset confirms what is before it, and only that", async () => {
    ada.say(ada.chat, "one");
    ada.say(ada.chat, "two");
    ada.say(ada.chat, "three");
    const [first, second] = await api.getUpdates({ limit: 2 });
    expect((await api.getUpdates()).map((update) => update.message?.text)).toEqual(["one", "two", "three"]);
    const rest = await api.getUpdates({ offset: (first?.update_id ?? 0) + 1 });
    expect(rest.map((update) => update.message?.text)).toEqual(["two", "three"]);
    expect((await api.getUpdates({ offset: second?.update_id ?? 0 })).length).toBe(2);
    expect((await api.getUpdates({ offset: -1 })).map((update) => update.message?.text)).toEqual(["three"]);
    expect(platform.pending).toBe(1);
  });

  test("a long poll is answered as soon as something comes", async () => {
    const waiting = api.getUpdates({ timeout: 30 });
    await platform.until(() => platform.made("getUpdates").length === 1);
    ada.say(ada.chat, "now");
    expect((await waiting).map((update) => update.message?.text)).toEqual(["now"]);
  });

  test("of two pollers the older is told of the conflict", async () => {
    const older = refusalOf(api.getUpdates({ timeout: 30 }));
    await platform.until(() => platform.made("getUpdates").length === 1);
    const newer = api.getUpdates({ timeout: 30 });
    expect(await older).toBe(
      "409 Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    );
    ada.say(ada.chat, "hello");
    expect((await newer).length).toBe(1);
  });

  test("kinds that were not asked for don't come", async () => {
    await api.getUpdates({ allowed_updates: ["callback_query"] });
    ada.say(ada.chat, "unheard");
    expect(await api.getUpdates()).toEqual([]);
  });

  test("a replayed update comes again with the id it had", async () => {
    ada.say(ada.chat, "once");
    const [update] = await api.getUpdates();
    if (!update) throw new Error("no update");
    await api.getUpdates({ offset: update.update_id + 1 });
    platform.replay(update);
    expect(await api.getUpdates({ offset: 0 })).toEqual([update]);
  });

  test("a running bot gets a replayed update too, and then goes on as before", async () => {
    const heard: string[] = [];
    await run((bot) => bot.on("message:text", (context) => void heard.push(context.message.text)));
    ada.say(ada.chat, "one");
    ada.say(ada.chat, "two");
    await platform.until(() => heard.length === 2 && platform.pending === 0);
    const answer = platform.made("getUpdates").find((call) => JSON.stringify(call.answer)?.includes("one"))?.answer;
    const [first] = (answer as { result: Update[] }).result;
    if (first) platform.replay(first);
    await platform.until(() => heard.length === 3);
    ada.editMessage(ada.say(ada.chat, "three"), "four");
    await platform.until(() => heard.length === 4);
    expect(heard).toEqual(["one", "two", "one", "three"]);
  });

  test("a wrong token and an unknown method are refused", async () => {
    const stranger = new Api("7300000001:wrong", { apiRoot: platform.apiRoot });
    expect(await refusalOf(stranger.getMe())).toBe("401 Unauthorized");
    const answer = await fetch(`${platform.apiRoot}/bot${platform.token}/sendPigeon`);
    expect(await answer.json()).toEqual({ ok: false, error_code: 404, description: "Not Found: method not found" });
  });
});

describe("webhook", () => {
  test("updates are posted in order with the secret, again until they are taken", async () => {
    const { createServer } = await import("node:http");
    const taken: Array<{ secret: string | undefined; text: string }> = [];
    let refuse = 2;
    const server = createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      if (refuse-- > 0) return void response.writeHead(500).end();
      const secret = request.headers["x-telegram-bot-api-secret-token"];
      taken.push({ secret: String(secret), text: JSON.parse(body).message.text });
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/hook`;
    stop = () => new Promise((resolve) => void server.close(() => resolve()));
    await api.setWebhook(url, { secret_token: "sesame_1-A" });
    ada.say(ada.chat, "one");
    ada.say(ada.chat, "two");
    await platform.until(() => taken.length === 2);
    expect(taken).toEqual([
      { secret: "sesame_1-A", text: "one" },
      { secret: "sesame_1-A", text: "two" },
    ]);
    expect((await api.getWebhookInfo()).last_error_message).toContain("500");
    expect(await platform.post(url, { message: { text: "forged" } }, "")).toBe(200);
    expect(await platform.post(url, { message: { text: "unsigned" } })).toBe(200);
    expect(taken.slice(2).map(({ secret }) => secret)).toEqual(["", "undefined"]);
    expect(await refusalOf(api.getUpdates())).toContain("409 Conflict: can't use getUpdates method while webhook");
    await api.deleteWebhook();
    expect(await api.getUpdates()).toEqual([]);
    server.closeAllConnections();
  });
});

describe("taps", () => {
  test("a tap shows the bot's answer, and the edit takes the buttons away", async () => {
    await run((bot) =>
      bot.on("callback_query:data", async (context) => {
        await context.answerCallbackQuery({ text: `took ${context.callbackQuery.data}`, show_alert: true });
        await context.editMessageText("done");
      }),
    );
    await api.sendMessage(101, "Approve?", keyboard([{ text: "Yes", callback_data: "y:1" }]));
    const answer = await ada.tap(platform.last(ada.chat), "Yes");
    expect(answer).toMatchObject({ text: "took y:1", alert: true });
    expect(answer.ms).toBeLessThan(1_000);
    await platform.until(() => platform.last(ada.chat).text === "done");
    expect(() => ada.tap(platform.last(ada.chat), "Yes")).toThrow("no button Yes to tap");
    expect(platform.screen(ada.chat)).toBe("Atelier (edited):\n  done");
  });

  test("a tap is answered once and in time, or not at all", async () => {
    await api.sendMessage(101, "Approve?", button({ callback_data: "x" }));
    const late = "400 Bad Request: query is too old and response timeout expired or query ID is invalid";
    const tapped = ada.tap(platform.last(ada.chat), "Go");
    const [update] = await api.getUpdates();
    const id = update?.callback_query?.id ?? "";
    await api.answerCallbackQuery(id);
    expect((await tapped).text).toBe("");
    expect(await refusalOf(api.answerCallbackQuery(id))).toBe(late);
    await expect(ada.tap(platform.last(ada.chat), "x")).rejects.toThrow("did not answer the tap within 400 ms");
    const [, second] = await api.getUpdates();
    expect(await refusalOf(api.answerCallbackQuery(second?.callback_query?.id ?? ""))).toBe(late);
  });

  test("a forged tap names any message, and one that nobody knows can't be read", async () => {
    const mallory = platform.person({ id: 666, name: "Mallory" });
    await api.sendMessage(101, "Approve?", button({ callback_data: "x" }));
    void platform.tapRaw({ person: mallory, data: "old", message: platform.last(ada.chat) });
    void platform.tapRaw({ person: mallory, data: "old", message: { room: mallory.chat, id: 999 } });
    void platform.tapRaw({ person: mallory, data: "old", inlineMessageId: "CAAA" });
    const queries = (await api.getUpdates()).map((update) => update.callback_query);
    expect(queries.map((query) => query?.from.id)).toEqual([666, 666, 666]);
    expect(queries[0]?.message).toMatchObject({ chat: { id: 101 }, text: "Approve?" });
    expect(queries[1]?.message).toEqual({
      chat: { id: 666, type: "private", first_name: "Mallory" },
      message_id: 999,
      date: 0,
    });
    expect(queries[2]).toMatchObject({ inline_message_id: "CAAA" });
  });
});

describe("groups and topics", () => {
  test("somebody who is not in a group can't write or tap there", async () => {
    const eve = platform.person({ id: 103, name: "Eve" });
    await api.sendMessage(forum.id, "Approve?", button({ callback_data: "x" }));
    expect(() => eve.say(forum, "hi")).toThrow("Eve is not in Company");
    expect(() => eve.tap(platform.last(forum), "Go")).toThrow("Eve is not in Company");
    eve.join(forum);
    eve.say(forum, "hi");
    eve.leave(forum);
    const kinds = (await api.getUpdates()).map(({ message }) => Object.keys(message ?? {}).at(-1));
    expect(kinds).toEqual(["new_chat_members", "text", "left_chat_member"]);
  });

  test("a message goes into its topic, and the screen tells them apart", async () => {
    const { message_thread_id } = await api.createForumTopic(forum.id, "Acme");
    await api.sendMessage(forum.id, "in Acme", { message_thread_id, disable_notification: true });
    await api.sendMessage(forum.id, "in general");
    const answered = ada.say(forum, "/why", {
      topic: message_thread_id,
      replyTo: platform.last(forum, message_thread_id),
    });
    expect(answered.topic).toBe(message_thread_id);
    const [update] = await api.getUpdates();
    expect(update?.message).toMatchObject({
      message_thread_id,
      is_topic_message: true,
      reply_to_message: { text: "in Acme" },
      entities: [{ type: "bot_command", offset: 0, length: 4 }],
    });
    expect(platform.screen(forum, null)).toBe("Atelier:\n  in general");
    expect(platform.screen(forum)).toContain("── Acme ──\nAtelier (silent):\n  in Acme\n── General ──");
    expect((await api.getChat(forum.id)).is_forum).toBe(true);
    await api.editForumTopic(forum.id, message_thread_id, { name: "Acme Ltd" });
    await api.closeForumTopic(forum.id, message_thread_id);
    expect([...forum.topics.values()]).toMatchObject([{ name: "Acme Ltd", closed: true }]);
  });

  test("in private mode a bot that is no administrator sees only what is meant for it", async () => {
    const group = platform.group({ title: "Chatter", members: [ada], bot: "member" });
    const { message_id } = await api.sendMessage(group.id, "hello");
    ada.say(group, "chatter");
    ada.say(group, "/status");
    ada.say(group, "/status@other_bot");
    ada.say(group, "@atelier_bot hi");
    ada.say(group, "an answer", { replyTo: platform.messages(group).find((one) => one.id === message_id) as never });
    expect((await api.getUpdates()).map((update) => update.message?.text)).toEqual([
      "/status",
      "@atelier_bot hi",
      "an answer",
    ]);
  });

  test("who is there is told, and who blocked or removed the bot is not written to", async () => {
    expect(await api.getChatMemberCount(forum.id)).toBe(2);
    expect((await api.getChatAdministrators(forum.id)).map((one) => one.user.first_name)).toEqual(["Ada", "Atelier"]);
    expect(await api.getChatMember(forum.id, platform.bot.id)).toMatchObject({ can_manage_topics: true });
    platform.stand(forum, "kicked", ada);
    ada.block();
    const quiet = platform.person({ id: 102, name: "Quiet", started: false });
    expect(await refusalOf(api.sendMessage(forum.id, "hi"))).toBe(
      "403 Forbidden: bot was kicked from the supergroup chat",
    );
    expect(await refusalOf(api.sendMessage(101, "hi"))).toBe("403 Forbidden: bot was blocked by the user");
    expect(await refusalOf(api.sendMessage(quiet.id, "hi"))).toContain("bot can't initiate conversation with a user");
    expect((await api.getUpdates()).map((update) => update.my_chat_member?.new_chat_member.status)).toEqual([
      "kicked",
      "kicked",
    ]);
  });
});

describe("files and photos", () => {
  test("grammY's uploads arrive whole, and people see them", async () => {
    const photo = new InputFile(png(640, 320), "chart.png");
    await api.sendPhoto(101, photo, { caption: "<b>Week</b>", parse_mode: "HTML", ...button({ callback_data: "x" }) });
    await api.sendDocument(101, new InputFile(Buffer.from("draft\r\n--x"), "draft é.txt"));
    expect(platform.screen(ada.chat)).toBe(
      "Atelier:\n  🖼 640×320\n  Week\n  [Go]\nAtelier:\n  📎 draft é.txt (10 bytes)",
    );
    const [shown] = platform.messages(ada.chat);
    expect(shown?.entities).toEqual([{ type: "bold", offset: 0, length: 4 }]);
    await api.editMessageCaption(101, shown?.id ?? 0, { caption: "Month" });
    expect(platform.messages(ada.chat)[0]).toMatchObject({ text: "Month", keyboard: [] });
    expect(platform.oddities).toEqual([]);
  });

  test("what somebody drops can be fetched", async () => {
    ada.dropFile(
      ada.chat,
      { name: "plan.pdf", type: "application/pdf", bytes: Buffer.from("%PDF") },
      { caption: "here" },
    );
    ada.dropPhoto(ada.chat, png(800, 600));
    const [file, photo] = await api.getUpdates();
    expect(file?.message).toMatchObject({ caption: "here", document: { file_name: "plan.pdf", file_size: 4 } });
    expect(photo?.message?.photo?.at(-1)).toMatchObject({ width: 800, height: 600 });
    const { file_path } = await api.getFile(file?.message?.document?.file_id ?? "");
    const answer = await fetch(`${platform.apiRoot}/file/bot${platform.token}/${file_path}`);
    expect(await answer.text()).toBe("%PDF");
  });
});

describe("trouble", () => {
  test("429 says when to come again", async () => {
    platform.fail("sendMessage", { code: 429, retryAfter: 3 });
    const error = await api.sendMessage(101, "x").catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      error_code: 429,
      description: "Too Many Requests: retry after 3",
      parameters: { retry_after: 3 },
    });
    await api.sendMessage(101, "x");
    expect(platform.messages(ada.chat).length).toBe(1);
  });

  test.each([
    ["a page of HTML", { code: 502 }],
    ["a lost connection", { cut: true }],
  ])("%s before or after the message was stored", async (_, fault) => {
    platform.fail("sendMessage", { ...fault, after: "before" });
    await expect(api.sendMessage(101, "lost")).rejects.toThrow(HttpError);
    expect(platform.messages(ada.chat).length).toBe(0);
    platform.fail("sendMessage", { ...fault, after: "performed" });
    await expect(api.sendMessage(101, "stored")).rejects.toThrow(HttpError);
    expect(platform.screen(ada.chat)).toContain("stored");
  });

  test("a slow call takes its time, and the record says what was answered", async () => {
    platform.delay("sendMessage", 60);
    const begun = performance.now();
    await api.sendMessage(101, "x");
    expect(performance.now() - begun).toBeGreaterThan(50);
    expect(platform.made("sendMessage")[0]).toMatchObject({ args: { chat_id: 101, text: "x" }, answer: { ok: true } });
  });

  test("another instance ends the poll of this one", async () => {
    const bot = new Bot(platform.token, { client: { apiRoot: platform.apiRoot } });
    const running = refusalOf(bot.start({ timeout: 30 }));
    await platform.until(() => platform.made("getUpdates").length === 1);
    platform.interfere();
    expect(await running).toContain("409 Conflict: terminated by other getUpdates request");
  });
});
