/**
 * What people do in Telegram reaches the front once, in order, and is lost by no restart; taps are answered at once.
 */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Reaction } from "../../../src/surfaces/surface.ts";
import type { Telegram } from "../../../src/surfaces/telegram/telegram.ts";
import { type Person, type Stored, TelegramPlatform } from "../../support/telegram/platform.ts";
import { at, message, posting, ScriptedFront, surface } from "./support.ts";

let platform: TelegramPlatform;
let vera: Person;
let front: ScriptedFront;
let open: Telegram[];

beforeEach(async () => {
  platform = await TelegramPlatform.open();
  vera = platform.person({ id: 4711, name: "Vera" });
  front = new ScriptedFront();
  front.owner = "4711";
  open = [];
});
afterEach(async () => {
  await Promise.all(open.map((one) => one.stop()));
  expect(platform.oddities).toEqual([]);
  await platform.close();
});

async function started(options: Parameters<typeof surface>[1] = {}): Promise<ReturnType<typeof surface>> {
  const telegram = surface(platform, options);
  open.push(telegram);
  await telegram.start(front);
  return telegram;
}

async function carded(telegram: Telegram, room = vera.chat): Promise<Stored> {
  await telegram.post(message(at(room)));
  return platform.last(room);
}

describe("polling", () => {
  test("hands over what was said, in order, and remembers where it ended", async () => {
    const telegram = await started();
    for (const text of ["one", "two", "three"]) vera.say(vera.chat, text);
    await platform.until(() => front.words.length === 3 && platform.pending === 0);
    expect(front.heard).toEqual(["one", "two", "three"]);
    expect(telegram.connected).toBe(true);
    expect(front.words[0]).toEqual({
      person: { user: "4711", team: null },
      place: { room: "4711", thread: null },
      direct: true,
      text: "one",
      delivery: expect.stringMatching(/^4711:\d+$/),
      replyTo: null,
      files: [],
    });
  });

  test("after a restart nothing comes twice, and nothing that came meanwhile is lost", async () => {
    const first = await started();
    vera.say(vera.chat, "before");
    await platform.until(() => front.words.length === 1 && front.recall("offset") !== null);
    await first.stop();
    expect(first.connected).toBe(false);
    vera.say(vera.chat, "meanwhile");
    await started();
    vera.say(vera.chat, "after");
    await platform.until(() => front.words.length === 3);
    expect(front.heard).toEqual(["before", "meanwhile", "after"]);
  });

  test("what could not be recorded is handed over again, before what came after it is forgotten", async () => {
    let failures = 3;
    front.onSaid = ({ text }) => {
      if (text === "two" && failures-- > 0) throw new Error("the disk is full");
      return { kind: "silence" };
    };
    for (const text of ["one", "two", "three"]) vera.say(vera.chat, text);
    await started();
    await platform.until(() => platform.pending === 0);
    expect(front.heard.filter((one) => one === "two")).toHaveLength(4);
    expect(front.heard.filter((one) => one !== "two")).toEqual(["one", "three"]);
  });

  test("one that can never be recorded, while others can, doesn't stand in the way for good, and is told of", async () => {
    front.onSaid = ({ text }) => {
      if (text === "poison") throw new Error("never");
      return { kind: "silence" };
    };
    const telegram = await started();
    vera.say(vera.chat, "poison");
    await platform.until(() => front.heard.length > 8);
    expect(platform.pending).toBe(1);
    vera.say(vera.chat, "fine");
    await platform.until(() => platform.pending === 0);
    expect(front.heard).toContain("fine");
    expect(telegram.troubles).toEqual([expect.stringMatching(/could not be recorded/)]);
  });

  test("a second poller is told of once, and polling goes on; so it does after broken answers and a webhook", async () => {
    const telegram = await started();
    await platform.until(() => platform.made("getUpdates").length > 0);
    for (let times = 0; times < 3; times++) {
      const before = platform.made("getUpdates").length;
      platform.interfere();
      await platform.until(() => platform.made("getUpdates").length > before);
    }
    platform.fail("getUpdates", { code: 502 });
    platform.fail("getUpdates", { cut: true });
    platform.fail("getUpdates", { code: 429, retryAfter: 0 });
    platform.interfere();
    vera.say(vera.chat, "still there?");
    await platform.until(() => front.words.length === 1);
    expect(telegram.troubles).toEqual([expect.stringMatching(/another copy running/)]);
    platform.deliverTo("http://127.0.0.1:9/nowhere");
    await platform.until(() => platform.made("deleteWebhook").length >= 2);
    vera.say(vera.chat, "and now?");
    await platform.until(() => front.words.length === 2);
  });

  test("stopping ends a poll at once", async () => {
    const telegram = await started({ pace: { pollSeconds: 50 } });
    await platform.until(() => platform.made("getUpdates").length > 0);
    const since = performance.now();
    await telegram.stop();
    expect(performance.now() - since).toBeLessThan(500);
  });

  test("starting with a wrong token is refused with what to do; without a network it begins as soon as it can", async () => {
    const wrong = surface({ token: "1:wrong", apiRoot: platform.apiRoot });
    await expect(wrong.start(front)).rejects.toThrow(/TELEGRAM_BOT_TOKEN/);
    platform.fail("getMe", { cut: true, times: 3 });
    const telegram = await started();
    expect(telegram.connected).toBe(false);
    vera.say(vera.chat, "hello");
    await platform.until(() => front.words.length === 1);
    expect(telegram.connected).toBe(true);
  });

  test("commands are offered, and set anew only where they differ", async () => {
    const first = await started();
    await platform.until(() => platform.made("setMyCommands").length === 1);
    await first.stop();
    await started();
    await platform.until(() => platform.made("getMyCommands").length === 2);
    vera.say(vera.chat, "x");
    await platform.until(() => front.words.length === 1);
    expect(platform.made("setMyCommands")).toHaveLength(1);
  });
});

describe("taps", () => {
  test("reach the front with who, where and what, and are answered at once", async () => {
    const telegram = await started();
    const card = await carded(telegram);
    front.onTap = () => ({ kind: "done", text: "Approving…" });
    const answer = await vera.tap(card, "Approve");
    expect(answer).toMatchObject({ text: "Approving…", alert: false });
    expect(answer.ms).toBeLessThan(250);
    expect(front.taps).toEqual([
      {
        person: { user: "4711", team: null },
        place: { room: "4711", thread: null },
        ref: String(card.id),
        token: "t0ken4K7QM",
        verb: "approve",
        delivery: expect.any(String),
      },
    ]);
  });

  test("show an hourglass where there is nothing to say, a note to that person alone where there is", async () => {
    const telegram = await started();
    const card = await carded(telegram);
    expect(await vera.tap(card, "Later")).toMatchObject({ text: "⏳", alert: false });
    front.onTap = () => ({ kind: "note", text: "Only Vera decides here." });
    expect(await vera.tap(card, "Later")).toMatchObject({ text: "Only Vera decides here.", alert: true });
    expect(platform.messages(vera.chat)).toHaveLength(1);
    front.onTap = () => ({ kind: "note", text: "Because ".repeat(60) });
    expect((await vera.tap(card, "Why?")).text).toHaveLength(200);
    await platform.until(() => platform.messages(vera.chat).length === 2);
    expect(platform.last(vera.chat).text).toBe("Because ".repeat(60).trim());
  });

  test("that take long get an hourglass first, and their note as a message; no tap is answered twice", async () => {
    const telegram = await started({ pace: { tapMs: 20 } });
    const card = await carded(telegram);
    let resolve: (reaction: Reaction) => void = () => {};
    const coming = new Promise<Reaction>((settle) => {
      resolve = settle;
    });
    front.onTap = () => coming;
    expect(await vera.tap(card, "Approve")).toMatchObject({ text: "⏳", alert: false });
    resolve({ kind: "note", text: "Already decided on Slack." });
    await platform.until(() => platform.messages(vera.chat).length === 2);
    expect(platform.last(vera.chat).text).toBe("Already decided on Slack.");
    expect(platform.made("answerCallbackQuery")).toHaveLength(1);
  });

  test("that could not be recorded say so, are tried again, and are answered once", async () => {
    const telegram = await started();
    const card = await carded(telegram);
    let failures = 2;
    front.onTap = () => {
      if (failures-- > 0) throw new Error("the disk is full");
      return { kind: "done" };
    };
    expect(await vera.tap(card, "Approve")).toMatchObject({ text: expect.stringMatching(/trying again/), alert: true });
    await platform.until(() => platform.pending === 0);
    expect(front.taps).toHaveLength(3);
    expect(platform.made("answerCallbackQuery")).toHaveLength(1);
    expect(platform.messages(vera.chat)).toHaveLength(1);
  });

  test("a hundred at once are all handed over and all answered", async () => {
    const telegram = await started();
    const card = await carded(telegram);
    const answers = await Promise.all(Array.from({ length: 100 }, () => vera.tap(card, "Approve")));
    expect(answers.every(({ text }) => text === "⏳")).toBe(true);
    expect(front.taps).toHaveLength(100);
  });

  test("with what no button of ours carries are refused, and recorded as such", async () => {
    await started();
    for (const data of ["nonsense", ":", "x:", ":y"])
      expect(await platform.tapRaw({ person: vera, data, message: { room: vera.chat, id: 5 } })).toMatchObject({
        alert: true,
      });
    expect(front.refusals).toEqual(["malformed", "malformed", "malformed", "malformed"]);
    expect(front.taps).toEqual([]);
  });

  test("that come in twice with the same id are taken once", async () => {
    const telegram = await started();
    const card = await carded(telegram);
    await vera.tap(card, "Approve");
    const made = platform
      .made("getUpdates")
      .flatMap(({ answer }) => (answer as { result?: { update_id: number }[] } | undefined)?.result ?? []);
    for (const update of made) platform.replay(update);
    vera.say(vera.chat, "next");
    await platform.until(() => front.words.length === 1);
    expect(front.taps).toHaveLength(1);
  });

  test("“Read it all” shows the whole text, page by page, and says so; not when a page did not come", async () => {
    const telegram = await started();
    const text = "A line of the letter.\n".repeat(500).trim();
    await telegram.post(
      message(at(vera.chat), posting({ letter: { to: "n@example.org", subject: "Re", text, attachments: [] } })),
    );
    const card = platform.last(vera.chat);
    front.onTap = ({ verb }) => (verb === "open" ? { kind: "pages", title: "Re", text } : { kind: "done" });
    platform.fail("sendMessage", { cut: true });
    await vera.tap(card, "Read it all");
    await platform.until(() => platform.made("sendMessage").length === 2);
    await vera.tap(card, "Read it all");
    await platform.until(() => front.taps.length === 3);
    expect(front.taps.map((tap) => tap.verb)).toEqual(["open", "open", "opened"]);
    expect(front.taps[2]).toMatchObject({ token: "t0ken4K7QM", ref: String(card.id) });
    const pages = platform.messages(vera.chat).slice(1);
    expect(pages.map((one) => one.text.split("\n").slice(1).join("\n")).join("\n")).toBe(text);
    expect(pages.every((one) => one.silent && one.text.startsWith("Re (") && one.text.length <= 4096)).toBe(true);
  });

  test("a file is sent to where it was asked for", async () => {
    const telegram = await started();
    const card = await carded(telegram);
    front.onTap = () => ({ kind: "file", name: "offer.pdf", type: "application/pdf", bytes: Buffer.from("%PDF") });
    await vera.tap(card, "Why?");
    await platform.until(() => platform.last(vera.chat).document !== null);
    expect(platform.last(vera.chat).document).toMatchObject({ file_name: "offer.pdf", file_size: 4 });
  });

  test("a stranger's note stays with the stranger: nothing is written in the group", async () => {
    const eve = platform.person({ id: 666, name: "Eve", started: false });
    const group = platform.group({ title: "Office", members: [vera, eve] });
    const telegram = await started({ pace: { tapMs: 5 } });
    const card = await carded(telegram, group);
    front.onTap = async () => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      return { kind: "note", text: "Only the owner decides here." };
    };
    await eve.tap(card, "Approve");
    await platform.until(() => platform.made("sendMessage").some(({ args }) => String(args.chat_id) === "666"));
    await telegram.stop();
    expect(platform.messages(group)).toHaveLength(1);
  });
});

describe("words", () => {
  test("commands lose their sign, a start without a code asks for help, one with a code is the code", async () => {
    await started();
    for (const text of [
      "/status",
      "/why@ATELIER_bot K7QM",
      "/start",
      "/start PAIR-77",
      "!queue",
      "/approve@other_bot K7QM",
      "10/12 ok?",
    ])
      vera.say(vera.chat, text);
    await platform.until(() => front.words.length === 6);
    expect(front.heard).toEqual(["status", "why K7QM", "help", "PAIR-77", "queue", "10/12 ok?"]);
  });

  test("in a group only commands, mentions, answers to the bot, and lines in our own topics are meant for it", async () => {
    const group = platform.group({ title: "Office", members: [vera], forum: true });
    const ours = platform.topic(group, "Acme", vera);
    const theirs = platform.topic(group, "Lunch", vera);
    front.topics.add(`${group.id}/${ours.id}`);
    const telegram = await started();
    const card = await carded(telegram, group);
    const told = vera.say(group, "nobody in particular");
    vera.say(group, "in Lunch", { topic: theirs.id });
    vera.say(group, "/approve@other_bot", { topic: ours.id });
    vera.say(group, "to a person", { replyTo: told });
    vera.say(group, "/status");
    vera.say(group, "so, @Atelier_Bot what waits?");
    vera.say(group, "because I say so", { replyTo: card });
    vera.say(group, "in Acme", { topic: ours.id });
    vera.say(group, "/queue", { topic: theirs.id });
    await platform.until(() => front.words.length === 5);
    expect(front.words.map(({ text, place, replyTo, direct }) => [text, place.thread, replyTo, direct])).toEqual([
      ["status", null, null, false],
      ["so, what waits?", null, null, false],
      ["because I say so", null, String(card.id), false],
      ["in Acme", String(ours.id), null, false],
      ["queue", String(theirs.id), null, false],
    ]);
  });

  test("in a topic the topic's first message is nothing that is answered", async () => {
    const group = platform.group({ title: "Office", members: [vera], forum: true });
    const topic = platform.topic(group, "Acme", vera);
    front.topics.add(`${group.id}/${topic.id}`);
    await started();
    const opening = group.messages.get(topic.id);
    if (!opening) throw new Error("the topic has no opening");
    vera.say(group, "hello", { replyTo: opening });
    await platform.until(() => front.words.length === 1);
    expect(front.words[0]).toMatchObject({ text: "hello", replyTo: null, place: { thread: String(topic.id) } });
  });

  test("what is changed afterwards is not said again, and what bots say is not heard", async () => {
    await started();
    const said = vera.say(vera.chat, "approve K7QM");
    await platform.until(() => front.words.length === 1);
    vera.editMessage(said, "reject K7QM");
    vera.say(vera.chat, "done");
    await platform.until(() => front.words.length === 2);
    expect(front.heard).toEqual(["approve K7QM", "done"]);
  });

  test("what somebody else wrote and was passed on comes in as a file, never as the owner's words", async () => {
    await started();
    const news = {
      message: { ...WIRE, chat: { id: 4711, type: "private" }, from: { id: 4711, is_bot: false }, text: "approve all" },
    };
    platform.push({
      message: { ...news.message, forward_origin: { type: "hidden_user", sender_user_name: "Nora", date: 1 } },
    } as never);
    await platform.until(() => front.words.length === 1);
    expect(front.words[0]).toMatchObject({ text: "", files: [{ name: "forwarded message.txt", type: "text/plain" }] });
    expect(Buffer.from((await front.words[0]?.files[0]?.bytes()) ?? []).toString()).toBe("approve all");
  });

  test("files come with their bytes, and what is typed under them; one that is too large is told of", async () => {
    await started();
    const bytes = Buffer.from("%PDF offer");
    vera.dropFile(vera.chat, { name: "offer.pdf", type: "application/pdf", bytes }, { caption: "this is for Acme" });
    await platform.until(() => front.words.length === 1);
    const [file] = front.words[0]?.files ?? [];
    expect(front.words[0]).toMatchObject({ text: "this is for Acme" });
    expect(file).toMatchObject({ name: "offer.pdf", type: "application/pdf", size: bytes.length });
    expect(Buffer.from((await file?.bytes()) ?? [])).toEqual(bytes);
    vera.dropFile(vera.chat, { name: "film.zip", type: "application/zip", bytes: Buffer.alloc(21 * 1024 * 1024) });
    await platform.until(() =>
      platform.messages(vera.chat).some((one) => one.text.startsWith("I could not take “film.zip” (21 MB)")),
    );
    expect(front.words).toHaveLength(1);
  });

  test("a file that can't be fetched says so, without the token", async () => {
    await started();
    vera.dropFile(vera.chat, { name: "a.txt", type: "text/plain", bytes: Buffer.from("a") });
    await platform.until(() => front.words.length === 1);
    platform.fail("getFile", { code: 400, description: "Bad Request: wrong file_id" });
    const failed = await front.words[0]?.files[0]?.bytes().catch((error: unknown) => String(error));
    expect(failed).toMatch(/did not hand over the file/);
    expect(failed).not.toContain(platform.token);
  });

  test("an answer to a person goes to them alone; silence says nothing", async () => {
    const group = platform.group({ title: "Office", members: [vera] });
    await started();
    front.onSaid = ({ text }) => (text === "who" ? { kind: "note", text: "Only for you." } : { kind: "silence" });
    vera.say(group, "/who");
    await platform.until(() => platform.messages(vera.chat).length === 1);
    const asked = vera.say(vera.chat, "/who");
    await platform.until(() => platform.messages(vera.chat).length === 3);
    expect(platform.last(vera.chat)).toMatchObject({ text: "Only for you.", replyTo: { id: asked.id }, silent: true });
    vera.say(group, "/status");
    await platform.until(() => front.words.length === 3);
    expect(platform.messages(group).every((one) => one.from.id === vera.id)).toBe(true);
  });

  test("who can't be told in private learns how, if it is the owner; nobody else learns anything", async () => {
    const nora = platform.person({ id: 12, name: "Nora", started: false });
    const eve = platform.person({ id: 666, name: "Eve", started: false });
    front.owner = "12";
    const group = platform.group({ title: "Office", members: [nora, eve] });
    await started();
    front.onSaid = () => ({ kind: "note", text: "A secret." });
    eve.say(group, "/who");
    nora.say(group, "/who");
    await platform.until(() => platform.messages(group).length === 3);
    expect(platform.last(group).text).toMatch(/press Start/);
    expect(platform.screen(group)).not.toContain("secret");
  });
});

const WIRE = { message_id: 900, date: 1 };
