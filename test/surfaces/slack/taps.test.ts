/** Taps and forms in Slack, over Socket Mode and over signed HTTP, as the front hears of them; and what is shown then. */
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

  test("it is connected after the start and not after the stop", async () => {
    const { slack } = desk;
    expect(slack.connected).toBe(true);
    await slack.stop();
    expect(slack.connected).toBe(false);
  });

  test("a tap arrives with the person, the place, the message, the token and the verb", async () => {
    const { platform, owner, front } = desk;
    const ref = await desk.card();
    const tap = await owner.tap(desk.shown, "Approve");
    expect(tap).toMatchObject({ acked: true });
    await platform.until(() => front.taps.length === 1);
    expect(front.taps).toEqual([
      {
        person: { user: "U0000OWNER", team: TEAM },
        place: { room: platform.room, thread: null },
        ref,
        token: "tok-1",
        verb: "approve",
        delivery: expect.any(String),
      },
    ]);
  });

  test("a tap in a thread names the thread, and one on its first message the room", async () => {
    const { platform, owner, front, slack } = desk;
    const head = await desk.card();
    const place = { room: platform.room, thread: head };
    await slack.post(messageOf(platform.room, { place, key: "m-2" }));
    const [first, second] = platform.messages(platform.room, head);
    if (!first || !second) throw new Error("Both messages stand there.");
    await owner.tap(second, "Later");
    await owner.tap(first, "Later");
    await platform.until(() => front.taps.length === 2);
    expect(front.taps.map((tap) => tap.place)).toEqual([place, { room: platform.room, thread: null }]);
  });

  test("a tap is acknowledged at once, however long the front takes", async () => {
    const { owner, front } = desk;
    let answer: () => void = () => {};
    front.onTap = () => new Promise((resolve) => (answer = () => resolve({ kind: "done" })));
    await desk.card();
    const tap = await owner.tap(desk.shown, "Approve");
    expect(tap.acked).toBe(true);
    answer();
  });

  test("a hundred taps at once all arrive, acknowledged in time", async () => {
    const { platform, owner, front } = desk;
    await desk.card();
    const shown = desk.shown;
    const taps = await Promise.all(Array.from({ length: 100 }, () => owner.tap(shown, "Approve")));
    expect(taps.every((tap) => tap.acked)).toBe(true);
    await platform.until(() => front.taps.length === 100);
  });

  test("a stranger is told alone, and nobody else sees it", async () => {
    const { platform, front } = desk;
    const stranger = platform.person("U0STRANGER", { name: "Sam", team: "T0000OTHER" });
    front.onTap = () => ({ kind: "note", text: "This is Olga's. *Nothing* was done. <!channel>" });
    await desk.card();
    await stranger.tap(desk.shown, "Approve");
    await platform.until(() => platform.whispers("U0STRANGER").length === 1);
    expect(platform.whispers("U0STRANGER")[0]?.lines).toEqual(["This is Olga's. *Nothing* was done. <!channel>"]);
    expect(platform.whispers("U0000OWNER")).toEqual([]);
    expect(front.taps[0]?.person).toEqual({ user: "U0STRANGER", team: "T0000OTHER" });
  });

  test("a front that fails is said to the person, and nothing breaks", async () => {
    const { platform, owner, front, troubles } = desk;
    front.onTap = () => Promise.reject(new Error("the disk is full"));
    await desk.card();
    await owner.tap(desk.shown, "Approve");
    await platform.until(() => platform.whispers().length === 1);
    expect(platform.whispers()[0]?.text).toContain("nothing was done");
    expect(troubles).toEqual([expect.stringContaining("the disk is full")]);
  });

  test("Edit opens a form; what is filled in arrives, and “Save and send” with it", async () => {
    const { platform, owner, front } = desk;
    front.onTap = () => ({ kind: "form", form: FORM });
    await desk.card();
    await owner.tap(desk.shown, "Edit");
    const form = await platform.until(() => owner.modal);
    expect(form.lines.join("\n")).toMatchInlineSnapshot(`
      "== Edit the answer ==
      Text: [Hi Anna]
      When you save (optional): [] of Save and send
      [Cancel] [Save]"
    `);
    expect(await owner.submit(form, { Text: "Dear Anna", "When you save": ["Save and send"] })).toEqual({
      kind: "closed",
    });
    expect(front.forms).toEqual([
      {
        person: { user: "U0000OWNER", team: TEAM },
        token: "tok-1",
        form: "edit",
        values: { text: "Dear Anna" },
        send: true,
      },
    ]);
  });

  test("a field that can't be taken is said at that field, and the form stays", async () => {
    const { platform, owner, front } = desk;
    front.onTap = () => ({ kind: "form", form: { ...FORM, kind: "amount" } });
    front.onForm = () => ({ kind: "invalid", field: "text", text: "Please type 2400." });
    await desk.card();
    await owner.tap(desk.shown, "Edit");
    const form = await platform.until(() => owner.modal);
    const result = await owner.submit(form, { Text: "no" });
    expect(result).toMatchObject({ kind: "errors", sent: true });
    expect(Object.values((result as { errors: object }).errors)).toEqual(["Please type 2400."]);
    expect(owner.modal).not.toBeNull();
  });

  test("a form is answered within three seconds, even when the front is slow; its word comes later", async () => {
    const { platform, owner, front } = desk;
    front.onTap = () => ({ kind: "form", form: FORM });
    let answer: () => void = () => {};
    front.onForm = () => new Promise((resolve) => (answer = () => resolve({ kind: "note", text: "Saved after all." })));
    await desk.card();
    await owner.tap(desk.shown, "Edit");
    const form = await platform.until(() => owner.modal);
    expect(await owner.submit(form, { Text: "x" })).toEqual({ kind: "closed" });
    answer();
    await platform.until(() => platform.whispers("U0000OWNER").some((one) => one.text === "Saved after all."));
  });

  test("a form that comes too late to open is said", async () => {
    const { platform, owner, front } = desk;
    front.onTap = () => ({ kind: "form", form: FORM });
    platform.fail("views.open", { error: "expired_trigger_id" });
    await desk.card();
    await owner.tap(desk.shown, "Edit");
    await platform.until(() => platform.whispers()[0]?.text.includes("Please tap again"));
  });

  test("reading it all opens the text, and then reports it as opened", async () => {
    const { platform, owner, front } = desk;
    const text = "A line of the letter.\n".repeat(3_000);
    front.onTap = ({ verb }) => (verb === "opened" ? { kind: "done" } : { kind: "pages", title: "The letter", text });
    const ref = await desk.card();
    await owner.tap(desk.shown, "Why?");
    await platform.until(() => front.taps.length === 2);
    expect(owner.modal?.lines.filter((line) => line === "A line of the letter.")).toHaveLength(3_000);
    expect(front.taps[1]).toMatchObject({ verb: "opened", token: "tok-1", ref });
  });

  test("a text too long for a page is not reported as opened, but can be read as a file", async () => {
    const { platform, owner, front } = desk;
    front.onTap = () => ({ kind: "pages", title: "The letter", text: "word ".repeat(80_000) });
    const ref = await desk.card();
    await owner.tap(desk.shown, "Why?");
    await platform.until(() => platform.messages(platform.room).some((one) => one.files.length > 0));
    expect(front.taps).toHaveLength(1);
    expect(owner.modal?.lines.join()).toContain("don't fit here");
    expect(ref).toBe(front.taps[0]?.ref);
  });

  test("a page that did not open is not reported as opened", async () => {
    const { platform, owner, front, troubles } = desk;
    front.onTap = () => ({ kind: "pages", title: "The letter", text: "short" });
    platform.fail("views.open", { error: "internal_error" });
    await desk.card();
    await owner.tap(desk.shown, "Why?");
    await platform.until(() => troubles.length === 1);
    expect(front.taps).toHaveLength(1);
  });

  test("a file that was asked for comes into the thread", async () => {
    const { platform, owner, front, slack } = desk;
    front.onTap = () => ({ kind: "file", name: "receipt.pdf", type: "application/pdf", bytes: Buffer.from("%PDF") });
    const head = await desk.card();
    const place = { room: platform.room, thread: head };
    await slack.post(messageOf(platform.room, { place, key: "m-2" }));
    const second = platform.messages(platform.room, head)[1];
    if (!second) throw new Error("The card stands in the thread.");
    await owner.tap(second, "Why?");
    await platform.until(() =>
      platform.messages(platform.room, head).some((one) => one.files[0]?.name === "receipt.pdf"),
    );
  });
});
