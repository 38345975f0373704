/** What the emulator covers, tried with the unmodified SDK. */
import { webApi } from "@slack/bolt";
import { afterEach, expect, it } from "vitest";
import { type Emulated, emulated } from "./emulate.ts";

let emulator: Emulated | null = null;

afterEach(async () => {
  await emulator?.close();
  emulator = null;
});

async function client() {
  emulator = await emulated();
  const { token, apiUrl } = emulator;
  const api = new webApi.WebClient(token, { slackApiUrl: apiUrl, retryConfig: { retries: 0 } });
  return { ...emulator, api };
}

it("knows its bot, posts in a thread with metadata, rewrites, and reads back", async () => {
  const { api, room, bot, botUser } = await client();
  expect(await api.auth.test()).toMatchObject({ user_id: botUser, bot_id: bot });
  const head = await api.chat.postMessage({ channel: room, text: "Acme" });
  const metadata = { event_type: "atelier_card", event_payload: { key: "k1" } };
  const card = await api.chat.postMessage({ channel: room, text: "Card", thread_ts: head.ts ?? "", metadata });
  await api.chat.update({ channel: room, ts: card.ts ?? "", text: "Card, approved" });
  const thread = await api.conversations.replies({ channel: room, ts: head.ts ?? "", include_all_metadata: true });
  expect(thread.messages?.map((one) => one.text)).toEqual(["Acme", "Card, approved"]);
  expect(thread.messages?.[1]).toMatchObject({ metadata });
});

it("opens a direct conversation, a form with a trigger, the home page, and takes a file", async () => {
  const { api, room, owner, call } = await client();
  const direct = await api.conversations.open({ users: owner });
  expect(direct.channel?.id).toMatch(/^D/);
  const { trigger_id } = await call("views.generateTriggerId", { user_id: owner });
  const words = { type: "plain_text", text: "Edit" } as const;
  const opened = await api.views.open({
    trigger_id: String(trigger_id),
    view: { type: "modal", title: words, blocks: [] },
  });
  expect(opened.view?.id).toBeTruthy();
  await api.views.publish({ user_id: owner, view: { type: "home", blocks: [] } });
  const upload = await api.filesUploadV2({ channel_id: room, filename: "a.txt", content: "hello" });
  expect(upload.ok).toBe(true);
});

it("refuses a wrong token, a missing scope and an unknown room", async () => {
  const { api, room, apiUrl } = await client();
  await expect(api.chat.postMessage({ channel: "C0NOWHERE00", text: "x" })).rejects.toThrow("channel_not_found");
  const stranger = new webApi.WebClient("xoxb-other", { slackApiUrl: apiUrl, retryConfig: { retries: 0 } });
  await expect(stranger.chat.postMessage({ channel: room, text: "x" })).rejects.toThrow();
  await emulator?.close();
  emulator = await emulated({ scopes: ["channels:join"] });
  const less = new webApi.WebClient(emulator.token, { slackApiUrl: emulator.apiUrl, retryConfig: { retries: 0 } });
  await expect(less.chat.postMessage({ channel: room, text: "x" })).rejects.toThrow("missing_scope");
});
