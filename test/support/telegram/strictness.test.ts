/**
 * What the real Telegram refuses, changes or passes over, and this one too: tried with a real grammY.
 */
import { Api, InputFile } from "grammy";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Person, type Room, TelegramPlatform } from "./platform.ts";
import { button, keyboard, png, refusalOf } from "./samples.ts";

let platform: TelegramPlatform;
let api: Api;
let ada: Person;
let forum: Room;

beforeEach(async () => {
  platform = await TelegramPlatform.open();
  api = new Api(platform.token, { apiRoot: platform.apiRoot });
  ada = platform.person({ id: 101, name: "Ada", username: "ada" });
  forum = platform.group({ title: "Company", members: [ada], forum: true });
});

afterEach(() => platform.close());

describe("what the real platform refuses", () => {
  const say = (text: string, more: object = {}) => api.sendMessage(101, text, more as never);
  const html = (text: string) => say(text, { parse_mode: "HTML" });
  const markdown = (text: string) => say(text, { parse_mode: "MarkdownV2" });
  const entity = (offset: number, length: number, type = "bold") => ({ entities: [{ type, offset, length }] });
  const parsing = "400 Bad Request: can't parse entities: ";

  test.each<[string, () => Promise<unknown>, string]>([
    ["an empty text", () => say(""), "400 Bad Request: message text is empty"],
    ["a blank text", () => say(" \n "), "400 Bad Request: text must be non-empty"],
    ["4097 units", () => say("a".repeat(4097)), "400 Bad Request: message is too long"],
    ["2049 characters outside the basic plane", () => say("😀".repeat(2049)), "400 Bad Request: message is too long"],
    ["an unknown tag", () => html("é <div>x</div>"), `${parsing}Unsupported start tag "div" at byte offset 3`],
    ["an open tag", () => html("<b>x"), `${parsing}Can't find end tag corresponding to start tag "b"`],
    [
      "crossed tags",
      () => html("<b><i>x</b></i>"),
      `${parsing}Unmatched end tag at byte offset 7, expected "</i>", found "</b>"`,
    ],
    ["a bare sign", () => html("1 < 2"), `${parsing}Unsupported start tag "" at byte offset 2`],
    ["an end alone", () => html("x</b>"), `${parsing}Unexpected end tag at byte offset 1`],
    [
      "a reserved character",
      () => markdown("a.b"),
      `${parsing}Character '.' is reserved and must be escaped with the preceding '\\'`,
    ],
    ["an open star", () => markdown("é *x"), `${parsing}Can't find end of Bold entity at byte offset 3`],
    ["an unknown mode", () => say("x", { parse_mode: "BBCode" }), "400 Bad Request: unsupported parse_mode"],
    [
      "an entity past the end",
      () => say("abc", entity(1, 3)),
      "400 Bad Request: entity beginning at UTF-16 offset 1 ends after the end of the text at UTF-16 offset 4",
    ],
    [
      "an entity in half a character",
      () => say("😀x", entity(1, 2)),
      "400 Bad Request: entity begins in a middle of a UTF-16 symbol at byte offset 4",
    ],
    [
      "an unknown entity",
      () => say("abc", entity(0, 1, "shiny")),
      "400 Bad Request: can't parse MessageEntity: Unsupported type specified",
    ],
    [
      "data of 65 bytes",
      () => say("x", button({ callback_data: "é".repeat(33) })),
      "400 Bad Request: BUTTON_DATA_INVALID",
    ],
    [
      "a button without an action",
      () => say("x", button({})),
      "400 Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ],
    [
      "a button with two actions",
      () => say("x", button({ callback_data: "x", url: "https://a.example" })),
      "400 Bad Request: BUTTON_TYPE_INVALID",
    ],
    [
      "a button without a label",
      () => say("x", button({ text: " ", callback_data: "x" })),
      "400 Bad Request: inline keyboard button text must be non-empty",
    ],
    [
      "a button to nowhere",
      () => say("x", button({ url: "http://localhost:1" })),
      "400 Bad Request: inline keyboard button URL 'http://localhost:1' is invalid: Wrong HTTP URL",
    ],
    [
      "too long a copied text",
      () => say("x", button({ copy_text: { text: "a".repeat(257) } })),
      "400 Bad Request: BUTTON_COPY_TEXT_INVALID",
    ],
    [
      "nine buttons in a row",
      () => say("x", keyboard(Array.from({ length: 9 }, () => ({ text: "a", callback_data: "a" })))),
      "400 Bad Request: reply markup is too long",
    ],
    [
      "101 buttons",
      () => say("x", keyboard(...Array.from({ length: 101 }, () => [{ text: "a", callback_data: "a" }]))),
      "400 Bad Request: reply markup is too long",
    ],
    ["an unknown chat", () => api.sendMessage(55, "x"), "400 Bad Request: chat not found"],
    [
      "an unknown topic",
      () => api.sendMessage(forum.id, "x", { message_thread_id: 77 }),
      "400 Bad Request: message thread not found",
    ],
    [
      "the general topic by its number",
      () => api.sendMessage(forum.id, "x", { message_thread_id: 1 }),
      "400 Bad Request: message thread not found",
    ],
    ["a topic in a private chat", () => api.createForumTopic(101, "x"), "400 Bad Request: the chat is not a forum"],
    ["a nameless topic", () => api.createForumTopic(forum.id, " "), "400 Bad Request: name must be non-empty"],
    [
      "129 letters of a topic",
      () => api.createForumTopic(forum.id, "a".repeat(129)),
      "400 Bad Request: TOPIC_TITLE_INVALID",
    ],
    [
      "an answer to nothing",
      () => say("x", { reply_parameters: { message_id: 999 } }),
      "400 Bad Request: message to be replied not found",
    ],
    ["an edit of nothing", () => api.editMessageText(101, 999, "x"), "400 Bad Request: message to edit not found"],
    ["a deletion of nothing", () => api.deleteMessage(101, 999), "400 Bad Request: message to delete not found"],
    [
      "an answer to no tap",
      () => api.answerCallbackQuery("1"),
      "400 Bad Request: query is too old and response timeout expired or query ID is invalid",
    ],
    [
      "a blank in a webhook's secret",
      () => api.setWebhook("https://a.example/", { secret_token: "a b" }),
      "400 Bad Request: secret token contains unallowed characters",
    ],
    [
      "a long secret",
      () => api.setWebhook("https://a.example/", { secret_token: "a".repeat(257) }),
      "400 Bad Request: secret token is too long",
    ],
    [
      "a webhook in the clear",
      () => api.setWebhook("http://a.example/"),
      "400 Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
    ],
    [
      "capitals in a command",
      () => api.setMyCommands([{ command: "Status", description: "x" }]),
      "400 Bad Request: BOT_COMMAND_INVALID",
    ],
    [
      "a long command",
      () => api.setMyCommands([{ command: "a".repeat(33), description: "x" }]),
      "400 Bad Request: command length must not exceed 32",
    ],
    [
      "a command without description",
      () => api.setMyCommands([{ command: "status", description: "" }]),
      "400 Bad Request: command description must be non-empty",
    ],
    [
      "a caption of 1025 units",
      () => api.sendPhoto(101, new InputFile(png(9, 9), "a.png"), { caption: "a".repeat(1025) }),
      "400 Bad Request: message caption is too long",
    ],
    [
      "a picture that is none",
      () => api.sendPhoto(101, new InputFile(Buffer.from("text"), "a.png")),
      "400 Bad Request: IMAGE_PROCESS_FAILED",
    ],
    [
      "a picture too thin",
      () => api.sendPhoto(101, new InputFile(png(2100, 100), "a.png")),
      "400 Bad Request: PHOTO_INVALID_DIMENSIONS",
    ],
    [
      "an unknown file",
      () => api.getFile("nope"),
      "400 Bad Request: wrong file_id or the file is temporarily unavailable",
    ],
    [
      "an unknown action",
      () => api.sendChatAction(101, "dancing" as never),
      "400 Bad Request: wrong parameter action in request",
    ],
  ])("%s", async (_, call, description) => {
    expect(await refusalOf(call())).toBe(description);
    expect(platform.messages(ada.chat)).toEqual([]);
  });

  test("an edit that changes nothing, of another's message, or of one that asks for a reply", async () => {
    const { message_id } = await say("same", button({ callback_data: "x" }));
    expect(await refusalOf(api.editMessageText(101, message_id, "same", button({ callback_data: "x" })))).toBe(
      "400 Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
    );
    await api.editMessageReplyMarkup(101, message_id);
    expect(await refusalOf(api.editMessageReplyMarkup(101, message_id))).toContain("message is not modified");
    const own = ada.say(ada.chat, "mine");
    expect(await refusalOf(api.editMessageText(101, own.id, "yours"))).toBe("400 Bad Request: message can't be edited");
    const asked = await say("what?", { reply_markup: { force_reply: true } });
    expect(await refusalOf(api.editMessageText(101, asked.message_id, "x"))).toBe(
      "400 Bad Request: message can't be edited",
    );
  });
});

test("text is parsed, trimmed and marked as on the real platform", async () => {
  const { text, entities } = await api.sendMessage(
    101,
    ' \n<b>A &amp; <i>B</i></b> /why <a href="tg://user?id=101">Ada</a> <pre><code class="language-ts">x</code></pre>\n ',
    { parse_mode: "HTML" },
  );
  expect(text).toBe("A & B /why Ada x");
  expect(entities).toMatchObject([
    { type: "bold", offset: 0, length: 5 },
    { type: "italic", offset: 4, length: 1 },
    { type: "bot_command", offset: 6, length: 4 },
    { type: "text_mention", offset: 11, length: 3 },
    { type: "pre", offset: 15, length: 1, language: "ts" },
  ]);
  const marked = await api.sendMessage(101, "*b _i_* `c` ~s~ ||p|| [l](https://a.example/\\)) 1\\.\n>quote\nend", {
    parse_mode: "MarkdownV2",
  });
  expect(marked.text).toBe("b i c s p l 1.\nquote\nend");
  expect(marked.entities?.map((one) => `${one.type} ${one.offset}+${one.length}`)).toEqual([
    "bold 0+3",
    "italic 2+1",
    "code 4+1",
    "strikethrough 6+1",
    "spoiler 8+1",
    "text_link 10+1",
    "blockquote 15+6",
  ]);
});

test("what the real platform passes over is noted", async () => {
  await api.sendMessage(101, "x", { colour: "red" } as never);
  await api.sendMessage(platform.group({ title: "Flat", members: [ada] }).id, "x", { message_thread_id: 5 });
  expect(platform.oddities).toEqual([
    "sendMessage has no parameter colour: passed over",
    "message_thread_id 5 in Flat, which has no topics: passed over",
  ]);
});

test("what the bot may not do in a group is refused, and so is what stands in a closed topic", async () => {
  const { message_thread_id } = await api.createForumTopic(forum.id, "Acme");
  const { message_id } = await api.sendMessage(forum.id, "here", { message_thread_id });
  await api.closeForumTopic(forum.id, message_thread_id);
  await api.sendMessage(forum.id, "as administrator", { message_thread_id });
  platform.stand(forum, "member", ada);
  const thread = { message_thread_id };
  expect(await refusalOf(api.sendMessage(forum.id, "x", thread))).toBe("400 Bad Request: TOPIC_CLOSED");
  expect(await refusalOf(api.createForumTopic(forum.id, "x"))).toContain("not enough rights to create a topic");
  expect(await refusalOf(api.editForumTopic(forum.id, message_thread_id, { name: "y" }))).toContain(
    "not enough rights",
  );
  expect(await refusalOf(api.pinChatMessage(forum.id, message_id))).toContain("not enough rights to manage pinned");
  const hers = ada.say(forum, "hers");
  expect(await refusalOf(api.deleteMessage(forum.id, hers.id))).toBe("400 Bad Request: message can't be deleted");
  expect(await api.deleteMessage(forum.id, message_id)).toBe(true);
  expect(await refusalOf(api.editForumTopic(forum.id, 999, { name: "y" }))).toBe("400 Bad Request: TOPIC_ID_INVALID");
});

test("a forwarded card loses its buttons, a copy is the bot's own, and neither is the other", async () => {
  const card = await api.sendMessage(101, "Approve?", button({ callback_data: "x" }));
  const forwarded = await api.forwardMessage(forum.id, 101, card.message_id);
  expect(forwarded).toMatchObject({ text: "Approve?", forward_origin: { type: "user" } });
  expect(forwarded.reply_markup).toBeUndefined();
  const edit = api.editMessageText(forum.id, forwarded.message_id, "y");
  expect(await refusalOf(edit)).toBe("400 Bad Request: message can't be edited");
  const copy = await api.copyMessage(forum.id, 101, card.message_id);
  await api.editMessageText(forum.id, copy.message_id, "y");
  expect(platform.messages(forum).map((stored) => stored.text)).toEqual(["Approve?", "y"]);
});

test("commands are kept for each scope, and what is pinned is told", async () => {
  await api.setMyCommands([{ command: "/status", description: " what runs " }]);
  await api.setMyCommands([{ command: "pause", description: "stop" }], { scope: { type: "chat", chat_id: 101 } });
  expect(await api.getMyCommands()).toEqual([{ command: "status", description: "what runs" }]);
  const { message_id } = await api.sendMessage(101, "board");
  await api.pinChatMessage(101, message_id, { disable_notification: true });
  expect((await api.getChat(101)).pinned_message).toMatchObject({ text: "board" });
});

test("only the first hundred entities count", async () => {
  const entities = Array.from({ length: 120 }, (_, at) => ({ type: "bold" as const, offset: 2 * at, length: 1 }));
  const sent = await api.sendMessage(101, "a ".repeat(120), { entities });
  expect(sent.entities?.length).toBe(100);
  expect(platform.oddities).toEqual(["120 entities: only the first 100 count"]);
});

test("the old Markdown has its own errors", async () => {
  const old = { parse_mode: "Markdown" } as const;
  expect(await refusalOf(api.sendMessage(101, "é snake_case", old))).toBe(
    "400 Bad Request: can't parse entities: Can't find end of the entity starting at byte offset 8",
  );
  const { text, entities } = await api.sendMessage(101, "*b* _i_ `c` [l](https://a.example/) \\_", old);
  expect(text).toBe("b i c l _");
  expect(entities?.map((one) => one.type)).toEqual(["bold", "italic", "code", "text_link"]);
});
