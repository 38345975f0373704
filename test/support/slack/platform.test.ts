/** The local Slack platform, tried with the unmodified SDK: what people do there, how it is told, and what goes wrong. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { App, HTTPReceiver, SocketModeReceiver } from "@slack/bolt";
import { afterEach, describe, expect, it } from "vitest";
import { SlackPlatform } from "./platform.ts";
import { quiet } from "./quiet.ts";
import type { PlatformOptions } from "./settings.ts";
import type { Json } from "./world.ts";

const OWNER = "U0000OWNER";
const SECRET = "signing-secret";
let platform: SlackPlatform;
const stops: Array<() => Promise<unknown>> = [];

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await platform?.close();
});

async function open(options: PlatformOptions = {}) {
  platform = await SlackPlatform.open(options);
  return platform.person(OWNER, { name: "Olga" });
}

function clientOptions() {
  return { slackApiUrl: platform.apiUrl, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true };
}

function overSocket() {
  const receiver = new SocketModeReceiver({
    appToken: platform.tokens.app,
    logger: quiet,
    clientPingTimeout: 100,
    installerOptions: { clientOptions: clientOptions() },
  });
  const app = new App({
    token: platform.tokens.bot,
    receiver,
    clientOptions: clientOptions(),
    logger: quiet,
  });
  stops.push(() => app.stop());
  return app;
}

async function overHttp() {
  const receiver = new HTTPReceiver({ signingSecret: SECRET, logger: quiet });
  const app = new App({
    token: platform.tokens.bot,
    receiver,
    clientOptions: clientOptions(),
    logger: quiet,
  });
  const server = await receiver.start(0);
  stops.push(() => app.stop());
  const address = server.address() as AddressInfo;
  return { app, http: platform.events(`http://127.0.0.1:${address.port}/slack/events`, SECRET) };
}

const words = (text: string) => ({ type: "plain_text" as const, text });
const card = {
  text: "Pay 2,400?",
  blocks: [
    {
      type: "section" as const,
      text: { type: "mrkdwn" as const, text: "Pay *2,400* to <mailto:a@acme.com|a@acme.com>?" },
    },
    {
      type: "actions" as const,
      elements: [
        { type: "button" as const, action_id: "ok", value: "t1", style: "primary" as const, text: words("Approve") },
        { type: "button" as const, action_id: "edit", value: "t1", text: words("Edit") },
      ],
    },
  ],
};
const form = {
  type: "modal" as const,
  callback_id: "edit",
  private_metadata: "t1",
  title: words("Edit"),
  submit: words("Save"),
  blocks: [
    {
      type: "input" as const,
      block_id: "to",
      label: words("To"),
      element: { type: "email_text_input" as const, action_id: "v" },
    },
    {
      type: "input" as const,
      block_id: "note",
      label: words("Note"),
      optional: true,
      element: { type: "plain_text_input" as const, action_id: "v", initial_value: "hi" },
    },
  ],
};

/** An app that does a little of everything. */
function busy(app: App, heard: Json[] = []) {
  app.event("message", async ({ event }) => void heard.push(event as unknown as Json));
  app.event("app_mention", async ({ event, client }) => {
    await client.chat.postMessage({ channel: event.channel, thread_ts: event.ts, ...card });
  });
  app.action("ok", async ({ ack, respond }) => {
    await ack();
    await respond({ text: "Done", replace_original: true });
  });
  app.action("edit", async ({ ack, body, client }) => {
    await ack();
    if ("trigger_id" in body) await client.views.open({ trigger_id: body.trigger_id, view: form });
  });
  app.view("edit", async ({ ack, view }) => {
    const note = view.state.values.note?.v?.value;
    if (note === "wrong") await ack({ response_action: "errors", errors: { note: "Not that." } });
    else if (note === "lost") await ack({ response_action: "errors", errors: { nowhere: "Not that." } });
    else await ack();
  });
  app.command("/atelier", async ({ ack, command }) => ack({ text: `You said ${command.text}` }));
  app.event("app_home_opened", async ({ event, client }) => {
    await client.views.publish({
      user_id: event.user,
      view: { type: "home", blocks: [{ type: "header", text: words("Hello") }] },
    });
  });
  return heard;
}

describe("people and a real app over Socket Mode", () => {
  it("passes on what is said, shows the card, and the tap on it", async () => {
    const owner = await open();
    const app = overSocket();
    const heard = busy(app);
    await app.start();
    const said = await owner.say(platform.room, "<@U00000000B0> a < b & c? mail x@acme.com");
    expect(said.deliveries.map((one) => one.acked)).toEqual([true, true]);
    expect(heard[0]).toMatchObject({
      type: "message",
      user: OWNER,
      channel: platform.room,
      channel_type: "channel",
      text: "<@U00000000B0> a &lt; b &amp; c? mail <mailto:x@acme.com|x@acme.com>",
    });
    const tapped = await platform.until(() => owner.tap(platform.find(platform.room, "Pay"), "Approve"));
    expect(tapped.ackMs).toBeLessThan(1_000);
    expect(tapped.payload).toMatchObject({
      type: "block_actions",
      user: { id: OWNER, team_id: "T0000000001" },
      team: { id: "T0000000001" },
      container: { type: "message", channel_id: platform.room, thread_ts: said.message.ts },
      actions: [{ action_id: "ok", value: "t1", type: "button" }],
    });
    await platform.until(() => platform.find(platform.room, "Done"));
    expect(platform.screen(platform.room)).toMatchInlineSnapshot(`
      "Olga:
        @Atelier a < b & c? mail x@acme.com
        | Atelier:
        |   Done"
    `);
    expect(() => owner.tapping(platform.find(platform.room, "Done"), "Approve")).toThrow("has no Approve now");
  });

  it("opens a form, checks it as a client does, and shows what the app says", async () => {
    const owner = await open();
    const app = overSocket();
    busy(app);
    await app.start();
    await app.client.chat.postMessage({ channel: owner.room, ...card });
    await owner.tap(platform.find(owner.room, "Pay"), "edit");
    const shown = await platform.until(() => owner.modal);
    expect(shown.lines).toEqual(["== Edit ==", "To: []", "Note (optional): [hi]", "[Cancel] [Save]"]);
    expect(await owner.submit(shown, { To: "" })).toMatchObject({ kind: "errors", sent: false });
    expect(await owner.submit(shown, { To: "nobody" })).toMatchObject({ kind: "errors", sent: false });
    const errors = { kind: "errors", errors: { note: "Not that." }, sent: true };
    expect(await owner.submit(shown, { To: "a@acme.com", Note: "wrong" })).toEqual(errors);
    expect(await owner.submit(shown, { To: "a@acme.com", Note: "lost" })).toMatchObject({ kind: "trouble" });
    expect(await owner.submit(shown, { To: "a@acme.com" })).toEqual({ kind: "closed" });
    expect(owner.modal).toBeNull();
    const { payload } = platform.deliveries.at(-1) ?? { payload: {} };
    expect(payload).toMatchObject({
      type: "view_submission",
      view: {
        private_metadata: "t1",
        state: {
          values: { to: { v: { type: "email_text_input", value: "a@acme.com" } }, note: { v: { value: "hi" } } },
        },
      },
    });
  });

  it("answers a slash command, fills the home page, and passes on files with an address that needs the token", async () => {
    const owner = await open();
    const app = overSocket();
    const heard = busy(app);
    await app.start();
    await owner.command("/atelier", "status", platform.room);
    expect(platform.whispers(OWNER).map((one) => one.text)).toEqual(["You said status"]);
    await owner.openHome();
    expect((await platform.until(() => platform.home(OWNER))).lines).toEqual(["# Hello"]);
    await owner.dropFile(owner.room, { name: "a.txt", type: "text/plain", bytes: Buffer.from("hello") });
    const [file] = (heard.at(-1)?.files ?? []) as Array<{ url_private_download: string }>;
    const url = file?.url_private_download ?? "";
    const mine = await fetch(url, { headers: { authorization: `Bearer ${platform.tokens.bot}` } });
    expect(await mine.text()).toBe("hello");
    expect((await fetch(url)).headers.get("content-type")).toContain("text/html");
  });

  it("takes an upload in its three steps, into a thread and as a picture in blocks", async () => {
    const owner = await open();
    const app = overSocket();
    const { message } = await owner.say(platform.room, "hello");
    const file = Buffer.from("not really a picture");
    await app.client.files.uploadV2({ channel_id: platform.room, thread_ts: message.ts, filename: "a.png", file });
    expect(platform.messages(platform.room, message.ts).at(-1)?.files[0]).toMatchObject({
      name: "a.png",
      type: "image/png",
    });
    const [id] = platform.world.files.keys();
    const picture = { type: "image" as const, alt_text: "spend", slack_file: { id: id ?? "" } };
    await app.client.chat.postMessage({ channel: platform.room, text: "x", blocks: [picture] });
    expect(platform.screen(platform.room)).toContain("<picture: spend>");
  });

  it("lets a forger try old payloads, other people and other teams", async () => {
    const owner = await open();
    const stranger = platform.person("U0STRANGER1", { team: "T0000STRANGE" });
    const app = overSocket();
    const users: string[] = [];
    app.action("ok", async ({ ack, body }) => {
      users.push(`${body.user.id} ${body.team?.id}`);
      await ack();
    });
    await app.start();
    await app.client.chat.postMessage({ channel: platform.room, ...card });
    const shown = platform.find(platform.room, "Pay");
    await owner.tap(shown, "ok");
    await owner.replay();
    await stranger.tap(shown, "ok");
    const forged = await owner.tapRaw({ user: { id: "U0000000BAD" }, actions: [{ value: "t0" }] });
    expect(forged.payload).toMatchObject({ actions: [{ action_id: "ok", value: "t0" }] });
    const own = "T0000000001";
    expect(users).toEqual([`${OWNER} ${own}`, `${OWNER} ${own}`, "U0STRANGER1 T0000STRANGE", `U0000000BAD ${own}`]);
  });

  it("tells an event again when it wasn't acknowledged in time, and a tap never", async () => {
    const owner = await open({ ackMs: 60, retries: [0, 10] });
    const app = overSocket();
    let times = 0;
    app.event("message", async () => {
      times += 1;
    });
    app.action("ok", async () => {});
    await app.start();
    await app.client.chat.postMessage({ channel: platform.room, ...card });
    platform.deaf();
    const { deliveries } = await owner.say(platform.room, "hello?");
    expect(deliveries[0]).toMatchObject({ acked: false, attempts: [{ why: "timeout" }] });
    platform.deaf(false);
    await platform.until(() => deliveries[0]?.acked);
    expect(deliveries[0]?.attempts.at(-1)).toMatchObject({ retry: 1, why: null });
    expect(times).toBeGreaterThan(0);
    const tap = await owner.tap(platform.find(platform.room, "Pay"), "ok");
    expect(tap).toMatchObject({ acked: false, attempts: [{ retry: 0, why: "timeout" }] });
  });

  it("keeps an event for an app that comes back after its socket was cut or refreshed", async () => {
    const owner = await open({ retries: [0] });
    const app = overSocket();
    const heard = busy(app);
    await app.start();
    platform.dropSockets();
    await platform.until(() => platform.sockets.connections === 0);
    const { deliveries } = await owner.dm("are you there?");
    expect(deliveries[0]?.attempts).toEqual([{ retry: 0, ms: null, why: "no_connection" }]);
    await platform.until(() => deliveries[0]?.acked);
    expect(heard.map((one) => one.text)).toEqual(["are you there?"]);
    const before = platform.calls.filter((one) => one.method === "apps.connections.open").length;
    platform.sockets.part("refresh_requested");
    await platform.until(() => platform.calls.filter((one) => one.method === "apps.connections.open").length > before);
    const again = await owner.dm("and now?");
    await platform.until(() => again.deliveries[0]?.acked);
  });

  it("can deliver an envelope twice", async () => {
    const owner = await open();
    const app = overSocket();
    const heard = busy(app);
    await app.start();
    platform.duplicate();
    await owner.dm("once");
    expect(heard.map((one) => one.client_msg_id)).toHaveLength(2);
    expect(new Set(heard.map((one) => one.client_msg_id)).size).toBe(1);
  });
});

describe("what can be asked and shown", () => {
  it("reads rooms, people and messages page by page, and gives addresses", async () => {
    const owner = await open();
    const { client } = overSocket();
    const channel = platform.room;
    for (const text of ["one", "two", "three"]) await client.chat.postMessage({ channel, text });
    const first = await client.conversations.history({ channel, limit: 2 });
    expect(first.messages?.map((one) => one.text)).toEqual(["three", "two"]);
    const cursor = first.response_metadata?.next_cursor ?? "";
    const second = await client.conversations.history({ channel, limit: 2, cursor });
    expect([second.messages?.map((one) => one.text), second.has_more]).toEqual([["one"], false]);
    expect((await client.conversations.members({ channel })).members).toEqual(["U00000000B0", OWNER]);
    expect((await client.conversations.info({ channel })).channel).toMatchObject({ is_member: true, name: "atelier" });
    expect((await client.users.info({ user: OWNER })).user).toMatchObject({ real_name: "Olga", is_bot: false });
    expect((await client.conversations.open({ users: OWNER })).channel?.id).toBe(owner.room);
    const [head] = platform.messages(channel);
    const ts = head?.ts ?? "";
    await client.reactions.add({ channel, timestamp: ts, name: "eyes" });
    await client.pins.add({ channel, timestamp: ts });
    expect(platform.screen(channel).split("\n").slice(0, 3)).toEqual(["Atelier (pinned):", "  one", "  :eyes:"]);
    const { permalink } = await client.chat.getPermalink({ channel, message_ts: ts });
    expect(permalink).toBe(`https://acme-studio.slack.com/archives/${channel}/p${ts.replace(".", "")}`);
  });

  it("lets people tap on the home page, on whispers and in menus", async () => {
    const owner = await open();
    const app = overSocket();
    const heard: unknown[] = [];
    app.action(/.*/, async ({ ack, action, body }) => {
      await ack();
      heard.push([body.type, "view" in body, action]);
    });
    await app.start();
    const menu = {
      type: "static_select" as const,
      action_id: "when",
      options: ["Tonight", "Monday"].map((text) => ({ text: words(text), value: text.toLowerCase() })),
    };
    const blocks = [{ type: "actions" as const, block_id: "b", elements: [menu, ...(card.blocks[1]?.elements ?? [])] }];
    await app.client.views.publish({ user_id: OWNER, view: { type: "home", blocks } });
    await app.client.chat.postEphemeral({ channel: platform.room, user: OWNER, text: "for you", blocks });
    const home = platform.home(OWNER);
    const [whisper] = platform.whispers(OWNER);
    if (!home || !whisper) throw new Error("Nothing was shown.");
    await owner.tap(home, "Approve");
    await owner.tap(whisper, "when", "Monday");
    expect(heard).toMatchObject([
      ["block_actions", true, { action_id: "ok", block_id: "b" }],
      ["block_actions", false, { action_id: "when", selected_option: { value: "monday" } }],
    ]);
    expect(() => owner.tapping(whisper, "when", "Tuesday")).toThrow("no option “Tuesday”");
  });

  it("tells nothing from rooms the app isn't in, nor what it never asked for", async () => {
    const owner = await open({ subscriptions: ["message.im"] });
    const outside = platform.channel("C000000OUT1", { name: "outside", invited: false });
    expect((await owner.say(outside, "psst")).deliveries).toEqual([]);
    expect((await owner.say(platform.room, "<@U00000000B0>")).deliveries).toEqual([]);
    expect(await owner.openHome()).toBeNull();
    expect((await owner.dm("hello")).deliveries).toHaveLength(1);
  });
});

describe("signed HTTP", () => {
  it("verifies the address, and delivers events, taps and commands", async () => {
    const owner = await open();
    const { app, http } = await overHttp();
    const heard = busy(app);
    expect(await http.verify()).toBe(true);
    await owner.say(platform.room, "hello <@U00000000B0>");
    expect(heard).toHaveLength(1);
    const tap = await platform.until(() => owner.tap(platform.find(platform.room, "Pay"), "edit"));
    expect(tap).toMatchObject({ acked: true });
    const shown = await platform.until(() => owner.modal);
    expect(await owner.submit(shown, { To: "a@acme.com", Note: "wrong" })).toMatchObject({
      kind: "errors",
      sent: true,
    });
    const command = await owner.command("/atelier", "status & more");
    expect(command.answer).toEqual({ text: "You said status & more" });
  });

  it("can forge signatures, leave them out, and come late", async () => {
    await open();
    const { app } = await overHttp();
    const heard = busy(app);
    const event = { type: "event_callback", event: { type: "message", channel: "C1", text: "x" } };
    const hour = Math.floor(Date.now() / 1_000) - 3_600;
    for (const forgery of [{ secret: "other" }, { signature: null }, { timestamp: hour }, { body: "{}" }])
      expect((await platform.forge("events_api", event, forgery)).ok).toBe(false);
    expect(heard).toEqual([]);
  });

  it("tells an event again after an error, with the number and the reason", async () => {
    const owner = await open({ retries: [0, 0] });
    const seen: unknown[] = [];
    const server = createServer((request, response) => {
      seen.push([request.headers["x-slack-retry-num"], request.headers["x-slack-retry-reason"]]);
      response.writeHead(seen.length === 1 ? 500 : 200).end();
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    stops.push(async () => server.close());
    const address = server.address() as AddressInfo;
    platform.events(`http://127.0.0.1:${address.port}/`, SECRET);
    const { deliveries } = await owner.dm("hello");
    await platform.until(() => deliveries[0]?.acked);
    expect(seen).toEqual([
      [undefined, undefined],
      ["1", "http_error"],
    ]);
  });
});

describe("faults on demand", () => {
  it("limits the rate, breaks before and after, and cuts the line", async () => {
    await open();
    const { client } = overSocket();
    const post = () => client.chat.postMessage({ channel: platform.room, text: "x" });
    const count = () => platform.messages(platform.room).length;
    platform.fail("chat.postMessage", { retryAfter: 7 });
    await expect(post()).rejects.toMatchObject({ retryAfter: 7 });
    platform.fail("chat.postMessage", { status: 503 });
    await expect(post()).rejects.toMatchObject({ statusCode: 503 });
    platform.fail("chat.postMessage", { cut: true });
    await expect(post()).rejects.toThrow();
    platform.fail("chat.postMessage", { error: "fatal_error" });
    await expect(post()).rejects.toThrow("fatal_error");
    expect(count()).toBe(0);
    platform.fail("chat.postMessage", { status: 500, after: "performed" });
    await expect(post()).rejects.toMatchObject({ statusCode: 500 });
    platform.fail("chat.postMessage", { cut: true, after: "performed" });
    await expect(post()).rejects.toThrow();
    expect(count()).toBe(2);
    platform.delay("chat.postMessage", 30);
    const since = performance.now();
    await post();
    expect(performance.now() - since).toBeGreaterThanOrEqual(29);
    const posts = platform.calls.filter((one) => one.method === "chat.postMessage");
    expect(posts.map((one) => one.status)).toEqual([429, 503, 0, 200, 500, 0, 200]);
  });
});
