/** The surface against a well-kept emulator of Slack's Web API: a second opinion, written by others. */
import { afterEach, expect, test } from "vitest";
import { Slack } from "../../../src/surfaces/slack/slack.ts";
import { type Emulated, emulated } from "../../support/slack/emulate.ts";
import { messageOf, postingOf } from "./postings.ts";

let emulator: Emulated | null = null;
const troubles: string[] = [];

afterEach(async () => {
  await emulator?.close();
  emulator = null;
  troubles.length = 0;
});

async function surface(): Promise<{ slack: Slack; emulator: Emulated }> {
  emulator = await emulated();
  const slack = new Slack({
    botToken: emulator.token,
    appToken: "xapp-nobody-listens",
    signingSecret: null,
    apiUrl: emulator.apiUrl,
    channel: emulator.room,
    onTrouble: (words) => troubles.push(words),
  });
  return { slack, emulator };
}

test("a client's thread is opened, a card posted in it, found again, and rewritten with its outcome", async () => {
  const { slack, emulator } = await surface();
  const { room } = emulator;
  const head = await slack.openThread(
    messageOf(room, { key: "head", posting: postingOf({ kind: "head", title: "Acme" }) }),
  );
  if (head.kind !== "opened" || head.thread === null) throw new Error(`no thread: ${JSON.stringify(head)}`);
  const place = { room, thread: head.thread };
  const sent = await slack.post(messageOf(room, { key: "card", place }));
  if (sent.kind !== "sent") throw new Error(`not sent: ${JSON.stringify(sent)}`);
  expect(await slack.find(messageOf(room, { key: "card", place }))).toEqual({ kind: "found", ref: sent.ref });
  expect(await slack.find(messageOf(room, { key: "another", place }))).toEqual({ kind: "absent" });
  const decided = postingOf({}, { keys: [], outcome: "✅ Approved on Slack. Sent." });
  expect(await slack.rewrite(sent.ref, messageOf(room, { key: "card", place, posting: decided }))).toMatchObject({
    kind: "sent",
  });
  const thread = await emulator.call("conversations.replies", { channel: room, ts: head.thread });
  const card = JSON.stringify((thread.messages as unknown[])[1]);
  expect(card).toContain("✅ Approved on Slack. Sent.");
  expect(card).not.toContain('"actions"');
  expect(troubles).toEqual([]);
});

test("the direct conversation is opened, and App Home is shown", async () => {
  const { slack, emulator } = await surface();
  const owner = { user: emulator.owner, team: emulator.team };
  expect((await slack.directRoom(owner))?.room).toMatch(/^D/);
  await slack.showHome(owner, { waiting: [], running: [], atRisk: [], spend: "Nothing was spent.", paused: [] });
  expect(troubles).toEqual([]);
});

test("a wrong room and a message that isn't there are told apart", async () => {
  const { slack, emulator } = await surface();
  expect(await slack.post(messageOf("C0NOWHERE00"))).toMatchObject({ kind: "wait" });
  expect(await slack.rewrite("1.000001", messageOf(emulator.room))).toEqual({ kind: "gone" });
});
