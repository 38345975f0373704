/** What the platform refuses, rule by rule, with Slack's own words; and that it takes what is just within the limits. */
import { webApi } from "@slack/bolt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SlackPlatform } from "./platform.ts";
import { quiet } from "./quiet.ts";

type Block = Record<string, unknown>;
let platform: SlackPlatform;
let api: webApi.WebClient;

beforeAll(async () => {
  platform = await SlackPlatform.open();
  platform.person("U0000OWNER", { name: "Olga" });
  api = client();
});
afterAll(() => platform.close());

function client(token = platform.tokens.bot) {
  return new webApi.WebClient(token, {
    slackApiUrl: platform.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: quiet,
  });
}

/** `ok`, or Slack's error with the first pointed message. */
async function answer(method: string, args: Record<string, unknown>, by = api): Promise<string> {
  try {
    await by.apiCall(method, args);
    return "ok";
  } catch (error) {
    const { data } = error as { data?: { error: string; errors?: string[] } };
    if (!data) throw error;
    return [data.error, ...(data.errors ?? []).filter((one) => !one.startsWith("failed to match all"))]
      .slice(0, 2)
      .join(": ");
  }
}

const plain = (text: string) => ({ type: "plain_text", text });
const mrkdwn = (text: string) => ({ type: "mrkdwn", text });
const section = (text = "x", more: Block = {}) => ({ type: "section", text: mrkdwn(text), ...more });
const button = (more: Block = {}) => ({ type: "button", text: plain("Go"), action_id: "go", ...more });
const actions = (...elements: Block[]) => ({ type: "actions", elements });
const input = (more: Block = {}, element: Block = {}) => ({
  type: "input",
  label: plain("Name"),
  element: { type: "plain_text_input", action_id: "value", ...element },
  ...more,
});
const many = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index));
const long = (length: number) => "a".repeat(length);
const rich = (...elements: Block[]) => ({ type: "rich_text", elements });

describe("blocks of a message", () => {
  const refused: Array<[string, Block[], string]> = [
    [
      "more than 50 blocks",
      many(51, () => ({ type: "divider" })),
      "no more than 50 items allowed [json-pointer:/blocks]",
    ],
    [
      "a section of more than 3,000 characters",
      [section(long(3_001))],
      "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ],
    ["an empty text", [section("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"],
    [
      "a section with nothing",
      [{ type: "section" }],
      "must define either `text` or `fields` [json-pointer:/blocks/0/type]",
    ],
    [
      "eleven fields",
      [{ type: "section", fields: many(11, () => mrkdwn("x")) }],
      "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
    ],
    [
      "a field of more than 2,000",
      [{ type: "section", fields: [mrkdwn(long(2_001))] }],
      "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
    ],
    [
      "a header of more than 150",
      [{ type: "header", text: plain(long(151)) }],
      "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
    ],
    [
      "a header in mrkdwn",
      [{ type: "header", text: mrkdwn("x") }],
      "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]",
    ],
    [
      "eleven things in a context",
      [{ type: "context", elements: many(11, () => mrkdwn("x")) }],
      "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    ],
    [
      "26 buttons in a row",
      [actions(...many(26, (index) => button({ action_id: `go${index}` })))],
      "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    ],
    ["no buttons in a row", [actions()], "no fewer than 1 items allowed [json-pointer:/blocks/0/elements]"],
    [
      "a label of more than 75",
      [actions(button({ text: plain(long(76)) }))],
      "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
    ],
    [
      "a label in mrkdwn",
      [actions(button({ text: mrkdwn("x") }))],
      "unsupported type: mrkdwn [json-pointer:/blocks/0/elements/0/text/type]",
    ],
    [
      "a value of more than 2,000",
      [actions(button({ value: long(2_001) }))],
      "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
    ],
    [
      "an action id of more than 255",
      [actions(button({ action_id: long(256) }))],
      "must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]",
    ],
    [
      "the same action id twice in a block",
      [actions(button(), button())],
      '`action_id` "go" already exists for another action [json-pointer:/blocks/0/elements/1/action_id]',
    ],
    [
      "the same block id twice",
      [section("a", { block_id: "x" }), section("b", { block_id: "x" })],
      'block_id "x" already exists [json-pointer:/blocks/1/block_id]',
    ],
    [
      "a block id of more than 255",
      [section("a", { block_id: long(256) })],
      "must be less than 256 characters [json-pointer:/blocks/0/block_id]",
    ],
    [
      "another style",
      [actions(button({ style: "default" }))],
      "must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]",
    ],
    [
      "a confirmation without text",
      [actions(button({ confirm: { title: plain("Sure?") } }))],
      "missing required field: text [json-pointer:/blocks/0/elements/0/confirm]",
    ],
    [
      "a picture without words",
      [{ type: "image", image_url: "https://example.com/a.png" }],
      "missing required field: alt_text [json-pointer:/blocks/0]",
    ],
    [
      "a picture that Slack can't reach",
      [{ type: "image", image_url: "http://127.0.0.1:1/a.png", alt_text: "a" }],
      "downloading image failed [json-pointer:/blocks/0/image_url]",
    ],
    [
      "a file that isn't there",
      [{ type: "image", slack_file: { id: "F0" }, alt_text: "a" }],
      "invalid slack file [json-pointer:/blocks/0/slack_file]",
    ],
    ["an unknown block", [{ type: "banner" }], "unsupported type: banner [json-pointer:/blocks/0/type]"],
    [
      "an unknown property",
      [section("a", { colour: "red" })],
      "invalid additional property: colour [json-pointer:/blocks/0]",
    ],
    [
      "101 options",
      [
        section("a", {
          accessory: {
            type: "static_select",
            action_id: "s",
            options: many(101, (index) => ({ text: plain("x"), value: `${index}` })),
          },
        }),
      ],
      "no more than 100 items allowed [json-pointer:/blocks/0/accessory/options]",
    ],
    [
      "a first choice that isn't offered",
      [
        section("a", {
          accessory: {
            type: "static_select",
            action_id: "s",
            options: [{ text: plain("x"), value: "1" }],
            initial_option: { text: plain("y"), value: "2" },
          },
        }),
      ],
      "must match one of the provided options [json-pointer:/blocks/0/accessory/initial_option]",
    ],
    [
      "rich text with an unknown part",
      [rich({ type: "rich_text_table", elements: [] })],
      "unsupported type: rich_text_table [json-pointer:/blocks/0/elements/0/type]",
    ],
    [
      "rich text with an empty word",
      [rich({ type: "rich_text_section", elements: [{ type: "text", text: "" }] })],
      "must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]",
    ],
    [
      "rich text with another style",
      [rich({ type: "rich_text_section", elements: [{ type: "text", text: "a", style: { blink: true } }] })],
      "invalid additional property: blink [json-pointer:/blocks/0/elements/0/elements/0/style]",
    ],
    [
      "a list of anything but sections",
      [rich({ type: "rich_text_list", style: "bullet", elements: [{ type: "text", text: "a" }] })],
      "unsupported type: text [json-pointer:/blocks/0/elements/0/elements/0/type]",
    ],
    [
      "a list without style",
      [rich({ type: "rich_text_list", elements: [] })],
      "missing required field: style [json-pointer:/blocks/0/elements/0]",
    ],
    [
      "a person in preformatted text",
      [rich({ type: "rich_text_preformatted", elements: [{ type: "user", user_id: "U1" }] })],
      "unsupported type: user [json-pointer:/blocks/0/elements/0/elements/0/type]",
    ],
  ];
  it.each(refused)("refuses %s", async (_, blocks, says) => {
    expect(await answer("chat.postMessage", { channel: platform.room, text: "x", blocks })).toBe(
      `invalid_blocks: ${says}`,
    );
  });

  it("takes what is just within every limit", async () => {
    const blocks = [
      { type: "header", text: plain(long(150)) },
      section(long(3_000), { block_id: long(255) }),
      { type: "section", fields: many(2, () => mrkdwn(long(2_000))) },
      { type: "context", elements: many(10, () => mrkdwn("x")) },
      actions(...many(25, (index) => button({ action_id: `${index}`, text: plain(long(75)), value: long(2_000) }))),
      actions(
        button({
          style: "danger",
          confirm: { title: plain("Sure?"), text: mrkdwn("x"), confirm: plain("Yes"), deny: plain("No") },
        }),
      ),
      rich({
        type: "rich_text_section",
        elements: [
          { type: "text", text: "a", style: { bold: true } },
          { type: "link", url: "https://example.com" },
        ],
      }),
      rich({ type: "rich_text_quote", elements: [{ type: "text", text: "a" }] }),
      rich({
        type: "rich_text_list",
        style: "ordered",
        indent: 1,
        elements: [{ type: "rich_text_section", elements: [{ type: "emoji", name: "wave" }] }],
      }),
      rich({ type: "rich_text_preformatted", elements: [{ type: "text", text: "a" }], border: 1 }),
      { type: "image", image_url: "https://example.com/a.png", alt_text: "a" },
    ];
    expect(await answer("chat.postMessage", { channel: platform.room, text: "x", blocks })).toBe("ok");
    const dividers = many(50, () => ({ type: "divider" }));
    expect(await answer("chat.postMessage", { channel: platform.room, text: "x", blocks: dividers })).toBe("ok");
  });

  it("refuses more text in all blocks together than Slack takes", async () => {
    const blocks = (count: number) => many(count, () => section(long(3_000)));
    expect(await answer("chat.postMessage", { channel: platform.room, text: "x", blocks: blocks(4) })).toBe("ok");
    expect(await answer("chat.postMessage", { channel: platform.room, text: "x", blocks: blocks(5) })).toBe(
      "msg_blocks_too_long",
    );
  });
});

describe("forms and the home page", () => {
  const modal = (more: Block = {}) => ({
    type: "modal",
    title: plain("Edit"),
    submit: plain("Save"),
    blocks: [input()],
    ...more,
  });
  const refused: Array<[string, Block, string]> = [
    [
      "a title of more than 24",
      modal({ title: plain(long(25)) }),
      "must be less than 25 characters [json-pointer:/view/title/text]",
    ],
    ["no title", modal({ title: undefined }), "missing required field: title [json-pointer:/view]"],
    [
      "a submit of more than 24",
      modal({ submit: plain(long(25)) }),
      "must be less than 25 characters [json-pointer:/view/submit/text]",
    ],
    [
      "a close of more than 24",
      modal({ close: plain(long(25)) }),
      "must be less than 25 characters [json-pointer:/view/close/text]",
    ],
    [
      "private metadata of more than 3,000",
      modal({ private_metadata: long(3_001) }),
      "must be less than 3001 characters [json-pointer:/view/private_metadata]",
    ],
    [
      "a callback id of more than 255",
      modal({ callback_id: long(256) }),
      "must be less than 256 characters [json-pointer:/view/callback_id]",
    ],
    [
      "more than 100 blocks",
      modal({ blocks: many(101, () => ({ type: "divider" })) }),
      "no more than 100 items allowed [json-pointer:/view/blocks]",
    ],
    [
      "an input without submit",
      modal({ submit: undefined }),
      "Atelier must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/0/input]",
    ],
    [
      "a first value of more than 3,000",
      modal({ blocks: [input({}, { initial_value: long(3_001) })] }),
      "must be less than 3001 characters [json-pointer:/view/blocks/0/element/initial_value]",
    ],
    [
      "a maximum of more than 3,000",
      modal({ blocks: [input({}, { max_length: 3_001 })] }),
      "must be at most 3000 [json-pointer:/view/blocks/0/element/max_length]",
    ],
    [
      "a label of more than 2,000",
      modal({ blocks: [input({ label: plain(long(2_001)) })] }),
      "must be less than 2001 characters [json-pointer:/view/blocks/0/label/text]",
    ],
    [
      "an unknown property",
      modal({ submit_text: "x" }),
      "invalid additional property: submit_text [json-pointer:/view]",
    ],
    [
      "markdown, which is for messages",
      modal({ blocks: [{ type: "markdown", text: "x" }] }),
      "unsupported type: markdown [json-pointer:/view/blocks/0/type]",
    ],
    ["a home page as a form", { type: "home", blocks: [] }, "must be one of: modal [json-pointer:/view/type]"],
  ];
  it.each(refused)("refuses %s", async (_, view, says) => {
    const trigger_id = platform.world.trigger("U0000OWNER", platform.world.identity.team);
    expect(await answer("views.open", { trigger_id, view })).toBe(`invalid_arguments: ${says}`);
  });

  it("exchanges a trigger once, and only for three seconds", async () => {
    let now = Date.now();
    const slow = await SlackPlatform.open({ now: () => now });
    const person = slow.person("U0000OWNER");
    const by = new webApi.WebClient(slow.tokens.bot, {
      slackApiUrl: slow.apiUrl,
      retryConfig: { retries: 0 },
      logger: quiet,
    });
    const trigger_id = slow.world.trigger(person.user.id, person.user.team);
    expect(await answer("views.open", { trigger_id, view: modal() }, by)).toBe("ok");
    expect(await answer("views.open", { trigger_id, view: modal() }, by)).toBe("exchanged_trigger_id");
    expect(await answer("views.open", { trigger_id: "1.2.3", view: modal() }, by)).toBe("invalid_trigger_id");
    const late = slow.world.trigger(person.user.id, person.user.team);
    now += 3_001;
    expect(await answer("views.open", { trigger_id: late, view: modal() }, by)).toBe("expired_trigger_id");
    await slow.close();
  });

  it("keeps a changed page from being overwritten, and no more than three forms on each other", async () => {
    const home = (text: string) => ({ type: "home" as const, blocks: [section(text)] as never });
    const first = await api.views.publish({ user_id: "U0000OWNER", view: home("one") });
    await api.views.publish({ user_id: "U0000OWNER", view: home("two"), hash: first.view?.hash ?? "" });
    const old = { user_id: "U0000OWNER", view: home("three"), hash: first.view?.hash };
    expect(await answer("views.publish", old)).toBe("hash_conflict");
    expect(platform.home("U0000OWNER")?.lines).toEqual(["two"]);
    const trigger = () => platform.world.trigger("U0000OWNER", platform.world.identity.team);
    await api.apiCall("views.open", { trigger_id: trigger(), view: modal() });
    await api.apiCall("views.push", { trigger_id: trigger(), view: modal() });
    await api.apiCall("views.push", { trigger_id: trigger(), view: modal() });
    expect(await answer("views.push", { trigger_id: trigger(), view: modal() })).toBe("push_limit_reached");
    expect(await answer("views.update", { view_id: "V0", view: modal() })).toBe("not_found");
  });
});

describe("rooms, threads, tokens", () => {
  it("refuses rooms that aren't there, that it isn't in, that are closed", async () => {
    platform.channel("C000000OUT1", { name: "outside", invited: false });
    platform.channel("G00000HIDE1", { name: "hidden", hidden: true, invited: false });
    expect(await answer("chat.postMessage", { channel: "C0NOWHERE00", text: "x" })).toBe("channel_not_found");
    expect(await answer("chat.postMessage", { channel: "C000000OUT1", text: "x" })).toBe("not_in_channel");
    expect(await answer("chat.postMessage", { channel: "G00000HIDE1", text: "x" })).toBe("channel_not_found");
    const closed = platform.world.channels.get(platform.channel("C00000CLOSE", { name: "closed" }));
    if (closed) closed.archived = true;
    expect(await answer("chat.postMessage", { channel: "C00000CLOSE", text: "x" })).toBe("is_archived");
  });

  it("answers only under first messages that are there", async () => {
    const head = await api.chat.postMessage({ channel: platform.room, text: "head" });
    const reply = await api.chat.postMessage({ channel: platform.room, text: "reply", thread_ts: head.ts ?? "" });
    const post = (thread_ts: string) => answer("chat.postMessage", { channel: platform.room, text: "x", thread_ts });
    expect(await post(head.ts ?? "")).toBe("ok");
    expect(await post(reply.ts ?? "")).toBe("cannot_reply_to_message");
    expect(await post("1700000000.000001")).toBe("message_not_found");
  });

  it("wants words, and not too many", async () => {
    const post = (text: string) => answer("chat.postMessage", { channel: platform.room, text });
    expect(await post("")).toBe("no_text");
    expect(await post(long(40_000))).toBe("ok");
    expect(await post(long(40_001))).toBe("msg_too_long");
    const { ts } = await api.chat.postMessage({ channel: platform.room, text: "short" });
    expect(await answer("chat.update", { channel: platform.room, ts, text: long(4_001) })).toBe("msg_too_long");
  });

  it("rewrites and removes only its own messages", async () => {
    const { message } = await platform.person("U0000OWNER").say(platform.room, "mine");
    const theirs = { channel: platform.room, ts: message.ts };
    expect(await answer("chat.update", { ...theirs, text: "x" })).toBe("cant_update_message");
    expect(await answer("chat.delete", theirs)).toBe("cant_delete_message");
    expect(await answer("chat.update", { channel: platform.room, ts: "1.2", text: "x" })).toBe("message_not_found");
  });

  it("marks only rewritten text as edited, and takes blocks away when only text is given", async () => {
    const blocks = [section("one")] as never;
    const { ts = "" } = await api.chat.postMessage({ channel: platform.room, text: "one", blocks });
    const now = () => platform.messages(platform.room).find((one) => one.ts === ts);
    await api.chat.update({ channel: platform.room, ts, text: "two", blocks: [section("two")] as never });
    expect(now()).toMatchObject({ text: "two", edited: false });
    await api.chat.update({ channel: platform.room, ts, text: "three" });
    expect(now()).toMatchObject({ text: "three", edited: true, blocks: null });
  });

  it("keeps metadata for those who ask, and refuses what isn't any", async () => {
    const metadata = { event_type: "atelier_card", event_payload: { key: "k" } };
    const { ts = "" } = await api.chat.postMessage({ channel: platform.room, text: "x", metadata });
    const asked = { channel: platform.room, oldest: ts, latest: ts, inclusive: true };
    expect((await api.conversations.history(asked)).messages?.[0]).not.toHaveProperty("metadata");
    const all = await api.conversations.history({ ...asked, include_all_metadata: true });
    expect(all.messages?.[0]).toMatchObject({ ts, metadata });
    const post = (given: unknown) => answer("chat.postMessage", { channel: platform.room, text: "x", metadata: given });
    expect(await post({ event_type: "a" })).toBe("invalid_metadata_format");
    expect(await post("{")).toBe("invalid_metadata_format");
    const dotted = await api.chat.postMessage({
      channel: platform.room,
      text: "x",
      metadata: { event_type: "a.b", event_payload: {} },
    });
    expect(dotted).toMatchObject({ warning: "invalid_metadata_schema" });
    expect(platform.messages(platform.room).at(-1)?.metadata).toBeNull();
  });

  it("checks tokens and scopes, and names the scopes it has", async () => {
    const { bot, app, scopes } = platform.tokens;
    const post = { channel: platform.room, text: "x" };
    expect(await answer("chat.postMessage", post, client("xoxb-other"))).toBe("invalid_auth");
    expect(await answer("chat.postMessage", post, client(""))).toBe("not_authed");
    expect(await answer("chat.postMessage", post, client(app))).toBe("not_allowed_token_type");
    expect(await answer("apps.connections.open", {})).toBe("not_allowed_token_type");
    expect(await answer("chat.invent", {})).toBe("unknown_method");
    expect((await api.auth.test()).response_metadata?.scopes).toEqual(scopes);
    const less = await SlackPlatform.open({ tokens: { scopes: ["users:read"] } });
    const weak = new webApi.WebClient(bot, { slackApiUrl: less.apiUrl, retryConfig: { retries: 0 }, logger: quiet });
    await expect(weak.chat.postMessage({ channel: less.room, text: "x" })).rejects.toMatchObject({
      data: { error: "missing_scope", needed: "chat:write", provided: "users:read" },
    });
    less.tokens.revoked = "token_revoked";
    expect(await answer("auth.test", {}, weak)).toBe("token_revoked");
    await less.close();
  });
});
