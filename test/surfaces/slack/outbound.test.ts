/** Messages to Slack over its real protocol, and what every failure becomes. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Slack } from "../../../src/surfaces/slack/slack.ts";
import { SlackPlatform } from "../../support/slack/platform.ts";
import { messageOf, postingOf } from "./postings.ts";

let platform: SlackPlatform;
let slack: Slack;
let troubles: string[];

beforeEach(async () => {
  platform = await SlackPlatform.open();
  platform.person("U0000OWNER", { name: "Olga" });
  troubles = [];
  slack = slackAt(platform.apiUrl);
});

afterEach(async () => {
  await slack.stop();
  await platform.close();
});

function slackAt(apiUrl: string, timeoutMs = 10_000): Slack {
  return new Slack({
    botToken: platform.tokens.bot,
    appToken: platform.tokens.app,
    signingSecret: null,
    apiUrl,
    channel: platform.room,
    timeoutMs,
    onTrouble: (words) => troubles.push(words),
  });
}

async function sentRef(message = messageOf(platform.room)): Promise<string> {
  const sent = await slack.post(message);
  if (sent.kind !== "sent") throw new Error(`It was not sent: ${JSON.stringify(sent)}`);
  return sent.ref;
}

describe("a card", () => {
  test("is posted with blocks, a fallback and its key, silently and without previews", async () => {
    const sent = await slack.post(messageOf(platform.room));
    expect(sent).toMatchObject({ kind: "sent", complete: true });
    const [shown] = platform.messages(platform.room);
    expect(shown?.text).toBe("K7QM · Acme: Answer Anna Berg about the March invoice. Say “approve K7QM”.");
    expect(shown?.buttons).toEqual(["Approve", "Edit", "Reject", "Later", "Why?", "I'll do it myself"]);
    expect(shown?.metadata).toEqual({ event_type: "atelier_card", event_payload: { key: "m-1" } });
    expect(platform.calls.at(-1)?.args).toMatchObject({
      unfurl_links: "false",
      unfurl_media: "false",
      link_names: "false",
    });
  });

  test("reads so", async () => {
    await slack.post(messageOf(platform.room));
    expect(platform.screen(platform.room)).toMatchInlineSnapshot(`
      "Atelier:
        Answer Anna Berg about the March invoice
        Acme · Code K7QM
        Invoice 2024-031: open → paid
        Client: Acme GmbH
        Anna Berg wrote
        > Did you get our payment?
        > *urgent* <!channel> :smile:
        ────
        This would leave
        To: Anna Berg <anna@acme.test>
        Cc: books@acme.test
        Subject: Re: Invoice & payment
        Attached: receipt.pdf (12 KB)
        Hi Anna,

        yes, 2,400 EUR arrived on Monday. Thank you!

        *Best*
        Olga
        ────
        Why I ask: Whatever goes to a client is shown to you first.
        Undo: A sent mail can't be taken back.
        [+Approve] [Edit] [!Reject] [Later] [Why?]
        [I'll do it myself]"
    `);
  });

  test("stands in its thread, and its address leads there", async () => {
    await slack.check({ recall: () => null });
    const opened = await slack.openThread(messageOf(platform.room, { posting: postingOf({ kind: "head" }) }));
    if (opened.kind !== "opened" || opened.thread === null) throw new Error("No thread was opened.");
    const place = { room: platform.room, thread: opened.thread };
    const ref = await sentRef(messageOf(platform.room, { place, key: "m-2" }));
    expect(platform.messages(platform.room, opened.thread).map((one) => one.ts)).toEqual([opened.ref, ref]);
    expect(slack.link(place, ref)).toBe(
      `https://acme-studio.slack.com/archives/${platform.room}/p${ref.replace(".", "")}?thread_ts=${opened.thread}&cid=${platform.room}`,
    );
    expect(slack.link({ room: "D1", thread: null }, "17.5")).toBe("https://acme-studio.slack.com/archives/D1/p175");
  });

  test("is rewritten in place: the buttons go, the text stays, the outcome is there", async () => {
    const ref = await sentRef();
    const posting = postingOf({}, { keys: [], outcome: "✅ Approved on Telegram. Sent." });
    expect(await slack.rewrite(ref, messageOf(platform.room, { posting }))).toEqual({
      kind: "sent",
      ref,
      complete: true,
    });
    expect(await slack.rewrite(ref, messageOf(platform.room, { posting }))).toMatchObject({ kind: "sent" });
    const [shown] = platform.messages(platform.room);
    expect(shown?.buttons).toEqual([]);
    expect(shown?.lines.join("\n")).toContain("✅ Approved on Telegram. Sent.");
    expect(shown?.lines.join("\n")).toContain("2,400 EUR arrived");
  });

  test("brings its chart along, where it is seen without opening a thread", async () => {
    const picture = Buffer.from("89504e470d0a1a0a", "hex");
    await sentRef(messageOf(platform.room, { picture }));
    const file = platform.messages(platform.room, null).flatMap((one) => one.files)[0];
    expect(file?.name).toBe("chart.png");
    expect(Buffer.from(file?.bytes ?? [])).toEqual(picture);
  });

  test("stands although its chart could not be shown", async () => {
    platform.fail("files.getUploadURLExternal", { error: "internal_error" });
    expect(await slack.post(messageOf(platform.room, { picture: Buffer.from("x") }))).toMatchObject({ kind: "sent" });
    expect(troubles).toHaveLength(1);
  });

  test("that rings in a channel names the owner, and in the direct conversation needn't", async () => {
    const direct = await slack.directRoom({ user: "U0000OWNER", team: "T0000000001" });
    expect(direct?.room).toMatch(/^D/);
    await slack.post(messageOf(platform.room, { ring: true }));
    await slack.post(messageOf(direct?.room ?? "", { ring: true }));
    expect(platform.messages(platform.room)[0]?.text).toMatch(/^<@U0000OWNER> K7QM/);
    expect(platform.messages(direct?.room ?? "")[0]?.text).toMatch(/^K7QM/);
  });
});

describe("blocks that Slack refuses", () => {
  test("are tried once as plain text with the code", async () => {
    platform.fail("chat.postMessage", { error: "invalid_blocks" });
    expect(await slack.post(messageOf(platform.room))).toMatchObject({ kind: "sent", complete: true });
    expect(platform.messages(platform.room)[0]?.text).toContain("Say “approve K7QM”.");
    expect(platform.messages(platform.room)[0]?.buttons).toEqual([]);
  });

  test("leave no live buttons behind when a card is rewritten", async () => {
    const ref = await sentRef();
    platform.fail("chat.update", { error: "msg_blocks_too_long" });
    expect(await slack.rewrite(ref, messageOf(platform.room))).toMatchObject({ kind: "sent" });
    expect(platform.messages(platform.room)[0]?.buttons).toEqual([]);
  });

  test("are called incomplete where not everything fits into the text", async () => {
    platform.fail("chat.postMessage", { error: "invalid_blocks" });
    const letter = { to: "a@b.test", subject: "x", text: "word ".repeat(2_000), attachments: [] };
    expect(await slack.post(messageOf(platform.room, { posting: postingOf({ letter }) }))).toMatchObject({
      kind: "sent",
      complete: false,
    });
    expect(platform.messages(platform.room)[0]?.text).toContain("Open K7QM to read it all first.");
  });

  test("are given up when the text is refused too", async () => {
    platform.fail("chat.postMessage", { error: "invalid_arguments", times: 2 });
    expect(await slack.post(messageOf(platform.room))).toMatchObject({ kind: "refused", why: "invalid_arguments" });
  });
});

describe("a failure", () => {
  test.each([
    ["a rate limit waits as long as Slack says", { retryAfter: 7 }, { kind: "wait", afterMs: 7_000 }],
    ["a temporary refusal waits", { error: "service_unavailable" }, { kind: "wait", afterMs: 2_000 }],
    ["a server error leaves the outcome open", { status: 503 }, { kind: "unknown" }],
    ["Slack's own breakdown leaves it open", { error: "fatal_error" }, { kind: "unknown" }],
    ["and so does this one", { error: "internal_error" }, { kind: "unknown" }],
    ["a cut connection leaves it open", { cut: true }, { kind: "unknown" }],
    ["a gateway that refuses waits", { status: 403 }, { kind: "wait" }],
    ["a token that was revoked waits for somebody", { error: "token_revoked" }, { kind: "wait", afterMs: 60_000 }],
    ["a missing scope waits for somebody", { error: "missing_scope" }, { kind: "wait", afterMs: 60_000 }],
    ["an archived channel waits for somebody", { error: "is_archived" }, { kind: "wait", afterMs: 60_000 }],
  ])("%s", async (_what, fault, expected) => {
    platform.fail("chat.postMessage", fault);
    expect(await slack.post(messageOf(platform.room))).toMatchObject(expected);
    expect(platform.messages(platform.room)).toEqual([]);
  });

  test("an answer that comes too late leaves it open", async () => {
    platform.delay("chat.postMessage", 2_000);
    expect(await slackAt(platform.apiUrl, 100).post(messageOf(platform.room))).toMatchObject({ kind: "unknown" });
  });

  test("a server that can't be reached was certainly not told", async () => {
    const closed = await SlackPlatform.open();
    await closed.close();
    const gone = slackAt(closed.apiUrl);
    expect(await gone.post(messageOf(platform.room))).toMatchObject({ kind: "wait", afterMs: 2_000 });
    const nowhere = slackAt("http://nowhere.invalid/api/");
    expect(await nowhere.post(messageOf(platform.room))).toMatchObject({ kind: "wait" });
  });

  test("what somebody has to do is said once, and again only after it had been well", async () => {
    const elsewhere = messageOf(platform.channel("C9", { name: "elsewhere", invited: false }));
    await slack.post(elsewhere);
    await slack.post(elsewhere);
    expect(troubles).toEqual([expect.stringMatching(/C9.*not_in_channel.*\/invite/)]);
    platform.world.channels.get("C9")?.members.add(platform.world.identity.botUser);
    await slack.post(elsewhere);
    platform.world.channels.get("C9")?.members.delete(platform.world.identity.botUser);
    await slack.post(elsewhere);
    expect(troubles).toHaveLength(2);
  });

  test("a message that isn't there can't be rewritten", async () => {
    expect(await slack.rewrite("1700000000.000100", messageOf(platform.room))).toEqual({ kind: "gone" });
    const { message } = await platform.person("U0000OWNER").say(platform.room, "mine");
    expect(await slack.rewrite(message.ts, messageOf(platform.room))).toEqual({ kind: "gone" });
  });

  test("a thread that isn't there takes nothing", async () => {
    const place = { room: platform.room, thread: "1700000000.000100" };
    expect(await slack.post(messageOf(platform.room, { place }))).toEqual({ kind: "gone" });
  });
});

describe("after an unknown outcome", () => {
  test("a message that was sent is found in the room", async () => {
    platform.fail("chat.postMessage", { cut: true, after: "performed" });
    expect(await slack.post(messageOf(platform.room))).toMatchObject({ kind: "unknown" });
    const [shown] = platform.messages(platform.room);
    expect(await slack.find(messageOf(platform.room))).toEqual({ kind: "found", ref: shown?.ts });
    expect(await slack.find(messageOf(platform.room, { key: "m-2" }))).toEqual({ kind: "absent" });
  });

  test("a message is found at the end of a long thread", async () => {
    const head = await sentRef();
    const place = { room: platform.room, thread: head };
    const owner = platform.person("U0000OWNER");
    for (let count = 0; count < 250; count += 1) await owner.say(platform.room, `${count}`, { thread: head });
    const ref = await sentRef(messageOf(platform.room, { place, key: "m-2" }));
    expect(await slack.find(messageOf(platform.room, { place, key: "m-2" }))).toEqual({ kind: "found", ref });
    expect(await slack.find(messageOf(platform.room, { place, key: "m-3" }))).toEqual({ kind: "absent" });
  });

  test("nobody says absent who could not look", async () => {
    platform.fail("conversations.history", { status: 500 });
    expect(await slack.find(messageOf(platform.room))).toMatchObject({ kind: "wait" });
    platform.fail("conversations.history", { retryAfter: 1 });
    expect(await slack.find(messageOf(platform.room))).toEqual({ kind: "wait", afterMs: 1000 });
    platform.fail("conversations.history", { error: "missing_scope" });
    expect(await slack.find(messageOf(platform.room))).toEqual({ kind: "unknown" });
  });
});
