/**
 * Cards on the wire: what stands in the chat, and what each answer of Telegram's is taken for.
 */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Message } from "../../../src/surfaces/surface.ts";
import { TelegramPlatform } from "../../support/telegram/platform.ts";
import { at, message, posting, surface } from "./support.ts";

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

let platform: TelegramPlatform;
beforeEach(async () => {
  platform = await TelegramPlatform.open();
});
afterEach(async () => {
  expect(platform.oddities).toEqual([]);
  await platform.close();
});

test("a card stands in the owner's chat as it was meant, rings, and is rewritten with its outcome when it is decided", async () => {
  const vera = platform.person({ id: 4711, name: "Vera" });
  const telegram = surface(platform);
  const place = at(vera.chat);
  const sent = await telegram.post(message(place));
  expect(sent).toEqual({ kind: "sent", ref: String(platform.last(vera.chat).id), complete: true });
  expect(platform.last(vera.chat)).toMatchObject({ silent: false });
  expect(platform.screen(vera.chat)).toMatchInlineSnapshot(`
    "Atelier:
      Open Whitfield Ceramics Ltd as a client and answer Nora Whitfield.
      Whitfield Ceramics Ltd · Code K7QM

      Name: Nora Whitfield
      Stage: lead → onboarding

      Nora Whitfield wrote
      Hello,

      we need a website.

      This would leave
      To: Nora Whitfield <nora@whitfield-ceramics.example>
      Cc: Tom <tom@whitfield-ceramics.example>
      Subject: Re: A website
      Attached: offer.pdf (12 KB)
      Hello Nora,

        - one
        - two

      Why I ask:
      · only you make a client of somebody who writes
      · an answer goes out in your name
      Undo: A mail that has left can't be taken back.
      [Approve] [Edit] [Reject]
      [Later] [Why?] [I'll do it myself]"
  `);

  const outcome = "✅ Approved on Slack, Tue 24 Nov, 14:03. Sent.";
  const decided = message(place, posting({}, { keys: [], outcome }));
  const ref = sent.kind === "sent" ? sent.ref : "";
  expect(await telegram.rewrite(ref, decided)).toEqual({ kind: "sent", ref, complete: true });
  expect(platform.last(vera.chat)).toMatchObject({ keyboard: [] });
  expect(platform.last(vera.chat).text).toMatch(/✅ Approved on Slack, Tue 24 Nov, 14:03\. Sent\.$/);
  expect(await telegram.rewrite(ref, decided)).toEqual({ kind: "sent", ref, complete: true });
});

test("everything but approvals and failures is silent; a chart follows as a silent answer to its words", async () => {
  const vera = platform.person({ id: 4711, name: "Vera" });
  await surface(platform).post(message(at(vera.chat), posting(), { ring: false, picture: PNG }));
  const [words, chart] = platform.messages(vera.chat);
  expect(words).toMatchObject({ silent: true });
  expect(chart).toMatchObject({ silent: true, replyTo: { id: words?.id } });
  expect(chart?.photo).not.toBeNull();
});

test("a request for words opens the answer field; a long text to start from comes before it, to be copied", async () => {
  const vera = platform.person({ id: 4711, name: "Vera" });
  const ask = posting({}, { keys: [], code: null, reply: { copy: "Dear Nora,\n".repeat(700) } });
  const card = { kind: "question", title: "Send me the new text.", rows: [], why: [], buttons: [] } as const;
  const sent = await surface(platform).post(message(at(vera.chat), { ...ask, card }));
  const all = platform.messages(vera.chat);
  expect(sent).toMatchObject({ kind: "sent", ref: String(all.at(-1)?.id) });
  expect(all.at(-1)).toMatchObject({
    text: "Send me the new text.",
    forceReply: { input_field_placeholder: "Send me the new text." },
  });
  expect(all.length).toBeGreaterThan(2);
  expect(all.slice(0, -1).every((one) => one.silent && one.entities[0]?.type === "pre")).toBe(true);
});

describe("topics", () => {
  const head = (room: { readonly id: number }): Message =>
    message(at(room), posting({ kind: "head" }, { keys: [], code: null }), { key: "head-1", ring: false });

  test("a forum gets one for each client, named after it, with its head pinned; cards go there", async () => {
    const vera = platform.person({ id: 4711, name: "Vera" });
    const forum = platform.group({ title: "Office", members: [vera], forum: true });
    const telegram = surface(platform);
    const opened = await telegram.openThread(head(forum));
    const [topic] = forum.topics.values();
    expect(topic?.name).toBe("Whitfield Ceramics Ltd");
    expect(opened).toEqual({ kind: "opened", thread: String(topic?.id), ref: String(forum.pinned) });
    await telegram.post(message({ room: String(forum.id), thread: String(topic?.id) }));
    expect(platform.messages(forum, topic?.id)).toHaveLength(2);
    expect(platform.messages(forum, null)).toHaveLength(0);
    expect(platform.last(forum).text).not.toMatch(/Whitfield Ceramics Ltd · K7QM/);
  });

  test("a plain chat has none, and neither has a forum where the bot may not make them", async () => {
    const vera = platform.person({ id: 4711, name: "Vera" });
    const forum = platform.group({ title: "Office", members: [vera], forum: true, rights: ["can_pin_messages"] });
    const plain = platform.group({ title: "Plain", members: [vera] });
    const telegram = surface(platform);
    for (const room of [plain, vera.chat, forum, forum])
      expect(await telegram.openThread(head(room))).toEqual({ kind: "opened", thread: null, ref: "" });
    expect(telegram.troubles).toEqual([expect.stringMatching(/“Manage topics”/)]);
    expect(platform.made("sendMessage")).toHaveLength(0);
  });

  test("a topic whose head did not come is used again, not made twice", async () => {
    const vera = platform.person({ id: 4711, name: "Vera" });
    const forum = platform.group({ title: "Office", members: [vera], forum: true });
    const telegram = surface(platform);
    platform.fail("getChat", { cut: true });
    expect(await telegram.openThread(head(forum))).toMatchObject({ kind: "wait" });
    platform.fail("sendMessage", { code: 429, retryAfter: 3 });
    expect(await telegram.openThread(head(forum))).toMatchObject({ kind: "wait", afterMs: 3000 });
    platform.fail("sendMessage", { cut: true });
    expect(await telegram.openThread(head(forum))).toMatchObject({ kind: "unknown" });
    expect(await telegram.openThread(head(forum))).toMatchObject({ kind: "opened" });
    expect(forum.topics.size).toBe(1);
  });

  test("a topic that was deleted is gone; one that was closed is opened again", async () => {
    const vera = platform.person({ id: 4711, name: "Vera" });
    const forum = platform.group({ title: "Office", members: [vera], forum: true, rights: ["can_manage_topics"] });
    const topic = platform.topic(forum, "Acme", vera);
    const telegram = surface(platform);
    platform.fail("sendMessage", { code: 400, description: "Bad Request: TOPIC_CLOSED" });
    topic.closed = true;
    expect(await telegram.post(message(at(forum, topic.id)))).toMatchObject({ kind: "sent" });
    expect(topic.closed).toBe(false);
    forum.topics.delete(topic.id);
    expect(await telegram.post(message(at(forum, topic.id)))).toEqual({ kind: "gone" });
  });
});

describe("what Telegram answers is taken for what it is", () => {
  const post = async (fault: Parameters<TelegramPlatform["fail"]>[1]) => {
    const vera = platform.person({ id: 4711, name: "Vera" });
    const telegram = surface(platform);
    platform.fail("sendMessage", fault);
    return { telegram, vera, sent: await telegram.post(message(at(vera.chat))) };
  };

  test("429: wait as long as it says", async () => {
    expect((await post({ code: 429, retryAfter: 7 })).sent).toMatchObject({ kind: "wait", afterMs: 7000 });
  });

  test("5xx, in JSON or as a page, and a connection that is cut: unknown", async () => {
    for (const fault of [
      { code: 502 },
      { code: 500, description: "Internal Server Error" },
      { cut: true },
      { cut: true, after: "performed" as const },
    ])
      expect((await post(fault)).sent).toMatchObject({ kind: "unknown" });
  });

  test("no answer in time: unknown", async () => {
    const vera = platform.person({ id: 4711, name: "Vera" });
    const telegram = surface(platform, { pace: { callSeconds: 0.05 } });
    platform.delay("sendMessage", 400);
    expect(await telegram.post(message(at(vera.chat)))).toMatchObject({ kind: "unknown" });
  });

  test("nobody there: certainly not sent, and the token is in no word about it", async () => {
    const telegram = surface({ token: platform.token, apiRoot: "http://127.0.0.1:9" });
    const sent = await telegram.post(message({ room: "4711", thread: null }));
    expect(sent).toMatchObject({ kind: "wait", why: "can't reach Telegram (ECONNREFUSED)" });
    expect(JSON.stringify(sent)).not.toContain(platform.token);
  });

  test("401 and 403: a long wait, and the owner is told once what to do, and again after it had gone well", async () => {
    const { telegram, vera, sent } = await post({ code: 401, description: "Unauthorized", times: 2 });
    expect(sent).toMatchObject({ kind: "wait", afterMs: 60_000 });
    await telegram.post(message(at(vera.chat)));
    expect(telegram.troubles).toEqual([expect.stringMatching(/TELEGRAM_BOT_TOKEN/)]);
    vera.block();
    expect(await telegram.post(message(at(vera.chat)))).toMatchObject({ kind: "wait", afterMs: 60_000 });
    expect(telegram.troubles[1]).toMatch(/pressed Start/);
    vera.start();
    expect(await telegram.post(message(at(vera.chat)))).toMatchObject({ kind: "sent" });
    vera.block();
    await telegram.post(message(at(vera.chat)));
    expect(telegram.troubles).toHaveLength(3);
  });

  test("no such chat, a bot that was thrown out, a group that moved: a long wait, each with its advice", async () => {
    const telegram = surface(platform);
    const vera = platform.person({ id: 4711, name: "Vera" });
    const group = platform.group({ title: "Office", members: [vera] });
    expect(await telegram.post(message({ room: "99", thread: null }))).toMatchObject({ kind: "wait", afterMs: 60_000 });
    platform.stand(group, "kicked", vera);
    expect(await telegram.post(message(at(group)))).toMatchObject({ kind: "wait", afterMs: 60_000 });
    platform.fail("sendMessage", {
      code: 400,
      description: "Bad Request: group chat was upgraded to a supergroup chat",
    });
    expect(await telegram.post(message(at(vera.chat)))).toMatchObject({ kind: "wait", afterMs: 60_000 });
    expect(telegram.troubles).toEqual([
      expect.stringMatching(/finds no such chat/),
      expect.stringMatching(/bot was kicked/),
      expect.stringMatching(/has become a supergroup/),
    ]);
  });

  test("a format it refuses: plain words with the code, and what to say", async () => {
    for (const description of ["can't parse entities: x", "message is too long", "BUTTON_DATA_INVALID"]) {
      const { vera, sent } = await post({ code: 400, description: `Bad Request: ${description}` });
      const last = platform.last(vera.chat);
      expect(sent).toEqual({ kind: "sent", ref: String(last.id), complete: true });
      expect(last).toMatchObject({ keyboard: [] });
      expect(last.text).toMatch(/Say “approve K7QM”/);
    }
  });

  test("refused as plain words too: refused", async () => {
    const { sent } = await post({ code: 400, description: "Bad Request: strange", times: 2 });
    expect(sent).toEqual({ kind: "refused", why: "Bad Request: strange; as plain text: Bad Request: strange" });
  });

  test("rewriting what is not there any more, or can't be rewritten: gone", async () => {
    const vera = platform.person({ id: 4711, name: "Vera" });
    const telegram = surface(platform);
    expect(await telegram.rewrite("999", message(at(vera.chat)))).toEqual({ kind: "gone" });
    const ask = posting({}, { keys: [], reply: { copy: null } });
    const sent = await telegram.post(message(at(vera.chat), ask));
    expect(await telegram.rewrite(sent.kind === "sent" ? sent.ref : "", message(at(vera.chat)))).toEqual({
      kind: "gone",
    });
  });

  test("a rewrite that is throttled waits, and one whose looks are refused is words", async () => {
    const vera = platform.person({ id: 4711, name: "Vera" });
    const telegram = surface(platform);
    const sent = await telegram.post(message(at(vera.chat)));
    const ref = sent.kind === "sent" ? sent.ref : "";
    platform.fail("editMessageText", { code: 429, retryAfter: 2 });
    expect(await telegram.rewrite(ref, message(at(vera.chat), posting({ title: "New." })))).toMatchObject({
      kind: "wait",
      afterMs: 2000,
    });
    platform.fail("editMessageText", { code: 400, description: "Bad Request: can't parse entities" });
    expect(await telegram.rewrite(ref, message(at(vera.chat), posting({ title: "New." })))).toMatchObject({
      kind: "sent",
      ref,
    });
    expect(platform.last(vera.chat).text).toMatch(/^New\.[\s\S]*Say “approve K7QM”/);
  });
});

test("the platform finds no command in others' words, though they are full of them", async () => {
  const vera = platform.person({ id: 4711, name: "Vera" });
  const evil = "/approve\n(/approve) and -/yes";
  await surface(platform).post(
    message(at(vera.chat), posting({ quote: { from: evil, text: evil }, rows: [{ label: evil, after: evil }] })),
  );
  expect(platform.last(vera.chat).entities.filter((one) => one.type === "bot_command")).toEqual([]);
});

test("only messages of supergroups have an address, and a person's own room is their private chat", async () => {
  const telegram = surface(platform);
  expect(telegram.link({ room: "-1001234", thread: "7" }, "12")).toBe("https://t.me/c/1234/7/12");
  expect(telegram.link({ room: "-1001234", thread: null }, "12")).toBe("https://t.me/c/1234/12");
  expect(telegram.link({ room: "4711", thread: null }, "12")).toBeNull();
  expect(await telegram.directRoom({ user: "4711", team: null })).toEqual({ room: "4711", thread: null });
  expect(await telegram.find()).toEqual({ kind: "unknown" });
});
