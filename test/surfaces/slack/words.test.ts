/** Words, commands, files and the home page in Slack, over Socket Mode and over signed HTTP. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Form } from "../../../src/surfaces/surface.ts";
import { Desk, TEAM } from "./desk.ts";
import { messageOf } from "./postings.ts";

const FORM: Form = {
  kind: "edit",
  token: "tok-1",
  title: "Edit the answer",
  fields: [{ name: "text", label: "Text", value: "Hi Anna", kind: "text" }],
  sendable: true,
};

let desk: Desk;

afterEach(() => desk.close());

describe.each(["socket", "http"] as const)("over %s", (mode) => {
  beforeEach(async () => {
    desk = await Desk.open(mode);
  });

  test("a direct message is the person's own words, as typed", async () => {
    const { owner, front } = desk;
    const { message } = await owner.dm("what's open with <anna@acme.test> & co > 5?");
    expect(front.words).toEqual([
      {
        person: { user: "U0000OWNER", team: TEAM },
        place: { room: owner.room, thread: null },
        direct: true,
        text: "what's open with <anna@acme.test> & co > 5?",
        delivery: `${owner.room}:${message.ts}`,
        replyTo: null,
        files: [],
      },
    ]);
  });

  test("in a channel only mentions and lines in our own threads are for us", async () => {
    const { platform, owner, front } = desk;
    const mine = await desk.card();
    front.threads.add(`${platform.room}/${mine}`);
    const { message: other } = await owner.say(platform.room, "lunch?");
    await owner.say(platform.room, "yes", { thread: other.ts });
    expect(front.words).toEqual([]);
    await owner.say(platform.room, "!status", { thread: mine });
    await owner.say(platform.room, "<@U00000000B0> queue");
    expect(front.words.map(({ text, direct, place }) => ({ text, direct, place }))).toEqual([
      { text: "status", direct: false, place: { room: platform.room, thread: mine } },
      { text: "queue", direct: false, place: { room: platform.room, thread: null } },
    ]);
  });

  test("a mention in one of our threads is handed over once, though Slack tells it twice", async () => {
    const { platform, owner, front } = desk;
    const mine = await desk.card();
    front.threads.add(`${platform.room}/${mine}`);
    const { deliveries } = await owner.say(platform.room, "<@U00000000B0> why", { thread: mine });
    expect(deliveries).toHaveLength(2);
    expect(deliveries.every((one) => one.acked)).toBe(true);
    expect(front.words.map((one) => one.text)).toEqual(["why"]);
  });

  test("words are acknowledged only when they were taken, and come again when they were not", async () => {
    const { platform, owner, front } = desk;
    let failures = 1;
    front.onWords = () => (failures-- > 0 ? Promise.reject(new Error("killed")) : { kind: "silence" });
    const { deliveries } = await owner.dm("pause");
    await platform.until(() => deliveries[0]?.acked);
    expect(front.words.map((one) => one.text)).toEqual(["pause", "pause"]);
    expect(front.words[0]?.delivery).toBe(front.words[1]?.delivery);
  });

  test("what Slack tells twice is taken once", async () => {
    const { platform, owner, front } = desk;
    platform.duplicate();
    await owner.dm("status");
    expect(front.words).toHaveLength(1);
  });

  test("our own messages, edits, joins and other apps are nobody's words", async () => {
    const { platform, owner, front, slack } = desk;
    await slack.post(messageOf(owner.room));
    const ref = await desk.card();
    await slack.rewrite(ref, messageOf(platform.room));
    const event = {
      type: "message",
      channel: owner.room,
      channel_type: "im",
      user: "U0000OWNER",
      text: "x",
      team: TEAM,
    };
    const tell = (more: object) =>
      platform.deliver("events_api", {
        type: "event_callback",
        team_id: TEAM,
        event: { ...event, ts: "1.1", ...more },
      });
    await tell({ subtype: "message_changed" });
    await tell({ subtype: "channel_join" });
    await tell({ bot_id: "B0OTHER" });
    expect(front.words).toEqual([]);
  });

  test("a person of another company is reported with their own team, and without one where Slack doesn't say", async () => {
    const { platform, front } = desk;
    const guest = platform.person("U000GUEST", { name: "Gus", team: "T0000OTHER" });
    await guest.say(platform.room, "<@U00000000B0> approve K7QM");
    const event = { type: "app_mention", channel: platform.room, user: "U000GUEST", text: "hi", ts: "1.1" };
    const shared = { type: "event_callback", team_id: TEAM, is_ext_shared_channel: true };
    await platform.deliver("events_api", { ...shared, event });
    await platform.deliver("events_api", {
      ...shared,
      event: { ...event, ts: "1.2", team: TEAM, user_team: "T0000OTHER" },
    });
    expect(front.words.map((one) => one.person.team)).toEqual(["T0000OTHER", null, "T0000OTHER"]);
  });

  test("a dropped file comes with its name, type, size and bytes", async () => {
    const { owner, front } = desk;
    const bytes = Buffer.from("%PDF-1.7 hello");
    await owner.dropFile(owner.room, { name: "logo.pdf", type: "application/pdf", bytes }, { text: "for Acme" });
    const [file] = front.words[0]?.files ?? [];
    expect(front.words[0]?.text).toBe("for Acme");
    expect(file).toMatchObject({ name: "logo.pdf", type: "application/pdf", size: bytes.length });
    expect(Buffer.from((await file?.bytes()) ?? [])).toEqual(bytes);
  });

  test("the token is never sent to where a file only pretends to lie", async () => {
    const { platform, owner, front } = desk;
    const files = [{ id: "F1", name: "x.pdf", size: 3, url_private_download: "https://slack.com.evil.test/x.pdf" }];
    const event = { type: "message", subtype: "file_share", channel: owner.room, channel_type: "im", ts: "1.1", files };
    await platform.deliver("events_api", {
      type: "event_callback",
      team_id: TEAM,
      event: { ...event, user: "U0000OWNER" },
    });
    await expect(front.words[0]?.files[0]?.bytes()).rejects.toThrow("doesn't lie at Slack");
  });

  test("a slash command is the words behind it, answered to that person alone", async () => {
    const { platform, owner, front } = desk;
    front.onWords = () => ({ kind: "note", text: "Nothing waits for you." });
    const run = await owner.command("/atelier", "queue", platform.room);
    expect(run.acked).toBe(true);
    await platform.until(() => platform.whispers("U0000OWNER").length === 1);
    expect(front.words[0]).toMatchObject({
      text: "queue",
      direct: false,
      place: { room: platform.room, thread: null },
    });
    await owner.command("/atelier", "status", owner.room);
    await platform.until(() => front.words.length === 2);
    expect(front.words[1]).toMatchObject({ direct: true });
    expect(front.words[0]?.delivery).not.toBe(front.words[1]?.delivery);
  });

  test("a slash command is answered in a room that the app isn't in", async () => {
    const { platform, owner, front } = desk;
    front.onWords = () => ({ kind: "note", text: "Nothing waits for you." });
    const elsewhere = platform.channel("C9", { name: "elsewhere", invited: false, members: ["U0000OWNER"] });
    await owner.command("/atelier", "queue", elsewhere);
    await platform.until(() => platform.whispers("U0000OWNER").length === 1);
  });

  test("a form that words ask for stands behind a button, and a command opens it at once", async () => {
    const { platform, owner, front } = desk;
    front.onWords = () => ({ kind: "form", form: FORM });
    front.onTap = () => ({ kind: "form", form: FORM });
    await owner.dm("edit K7QM");
    const whisper = await platform.until(() => platform.whispers("U0000OWNER")[0]);
    await owner.tap(whisper, "Edit the answer");
    await platform.until(() => owner.modal);
    expect(front.taps[0]).toMatchObject({ verb: "edit", token: "tok-1" });
    await owner.command("/atelier", "edit K7QM", owner.room);
    await platform.until(() => platform.views.length > 0);
  });

  test("the owner's home shows the state and the switch; anybody else's shows nothing of it", async () => {
    const { platform, owner, front } = desk;
    const stranger = platform.person("U0STRANGER", { name: "Sam" });
    await owner.openHome();
    const home = await platform.until(() => platform.home("U0000OWNER"));
    expect(home.lines.join("\n")).toMatchInlineSnapshot(`
      "Waiting for you (2)
      • Acme: Answer Anna Berg
      • Sort a new sender

      Running (1)
      • intake reads a mail of Acme

      At risk
      Nothing is at risk.
      Spend
      $0.42 this month
      [!Pause]
      A pause holds everything that would leave, at once."
    `);
    await stranger.openHome();
    const other = await platform.until(() => platform.home("U0STRANGER"));
    expect(other.lines.join("\n")).toBe("This is somebody's own workspace. There is nothing here for you.");
    front.onTap = () => {
      front.shownHome = { ...front.shownHome, paused: ["everything"] };
      return { kind: "note", text: "Paused." };
    };
    await owner.tap(home, "Pause");
    await platform.until(() => platform.home("U0000OWNER")?.buttons.includes("Resume"));
    expect(front.taps).toMatchObject([{ token: "home", verb: "pause", ref: null }]);
    await platform.until(() => platform.messages(owner.room).some((one) => one.text === "Paused."));
  });

  test("what kinds of event have come is remembered once each", async () => {
    const { owner, front } = desk;
    await owner.dm("one");
    await owner.dm("two");
    await owner.openHome();
    const seen = [...front.notes.keys()].filter((name) => name.startsWith("seen."));
    expect(seen.sort()).toEqual(["seen.app_home_opened", "seen.message.im"]);
  });

  test("what has no outlines of anything Slack sends is recorded as malformed", async () => {
    const { platform, owner, front } = desk;
    await platform.deliver("interactive", { type: "block_actions", actions: [] });
    await platform.deliver("interactive", { type: "nonsense" });
    expect(front.refusals).toEqual(["malformed", "malformed"]);
    await owner.dm("still there?");
    expect(front.words).toHaveLength(1);
  });

  test("a forged tap with missing parts changes nothing and breaks nothing", async () => {
    const { platform, owner, front } = desk;
    await desk.card();
    const shown = desk.shown;
    const tap = owner.tapping(shown, "Approve");
    await owner.tapRaw({ actions: "what" }, tap);
    await owner.tapRaw({ container: null, channel: null, message: null }, tap);
    await owner.tap(shown, "Approve");
    await platform.until(() => front.taps.some((one) => one.ref === shown.ts));
  });
});
