/** What `doctor` says about Slack, and the manifest that sets it up. */

import { afterEach, expect, test } from "vitest";
import { EVENTS, SCOPES, slackManifest } from "../../../src/surfaces/slack/manifest.ts";
import type { Front } from "../../../src/surfaces/surface.ts";
import { Desk } from "./desk.ts";

let desk: Desk;

afterEach(() => desk?.close());

/** Every kind of event has come, unless told. */
const ALL = { recall: () => "1" };

async function findings(notes: Pick<Front, "recall"> = ALL): Promise<string[]> {
  const found = (await desk.slack.check(notes)).filter(({ what }) => notes !== ALL || what !== "Slack events");
  return found.map(({ ok, what, says }) => `${ok ? "ok" : "no"} ${what}: ${says}`);
}

test("a workspace that is set up well has nothing to complain about", async () => {
  desk = await Desk.idle();
  expect(await findings()).toEqual([
    "ok Slack bot token: It is @atelier in acme-studio.",
    "ok Slack scopes: All are there.",
    "ok Slack deliveries: Socket Mode works.",
    "ok Slack channel: It is in #atelier, alone with you.",
  ]);
});

test("a wrong token is named, and what to do", async () => {
  desk = await Desk.idle({}, { botToken: "xoxb-wrong" });
  expect(await findings()).toEqual([expect.stringMatching(/^no Slack bot token: .*invalid_auth.*SLACK_BOT_TOKEN/)]);
});

test("each missing scope is named, and what it is needed for", async () => {
  const scopes = Object.keys(SCOPES).filter((one) => one !== "im:history" && one !== "files:read");
  desk = await Desk.idle({ tokens: { scopes } });
  const missing = (await findings()).filter((one) => one.startsWith("no"));
  expect(missing).toEqual([
    expect.stringContaining("files:read is missing; it is needed to take a file"),
    expect.stringContaining("im:history is missing; it is needed to hear your direct messages"),
  ]);
});

test("an app token that can't open a socket is named", async () => {
  desk = await Desk.idle({ tokens: { appScopes: [] } });
  expect(await findings()).toContainEqual(
    expect.stringMatching(/^no Slack deliveries: .*SLACK_APP_TOKEN.*connections:write/),
  );
});

test("a channel is looked at: there, joined, open, and who else reads along", async () => {
  desk = await Desk.idle();
  desk.platform.person("U0000000SAM");
  expect(await findings()).toContainEqual(
    expect.stringMatching(/^ok Slack channel: .*1 other member of #atelier can read/),
  );
  const channel = desk.platform.world.channels.get(desk.platform.room);
  channel?.members.delete(desk.platform.world.identity.botUser);
  expect(await findings()).toContainEqual(expect.stringMatching(/^no Slack channel: The app isn't in #atelier/));
  if (channel) channel.archived = true;
  expect(await findings()).toContainEqual(expect.stringMatching(/^no Slack channel: #atelier is archived/));
  desk.platform.world.channels.delete(desk.platform.room);
  expect(await findings()).toContainEqual(expect.stringMatching(/^no Slack channel: .*channel_not_found/));
});

test("once it runs, events that never came are named", async () => {
  desk = await Desk.open();
  await desk.owner.dm("hello");
  const events = (await findings(desk.front)).find((one) => one.includes("Slack events"));
  expect(events).toContain("app_mention (to hear when it is mentioned)");
  expect(events).not.toContain("message.im");
});

test("the scopes of the manifest are enough for all that is done", async () => {
  desk = await Desk.idle({ tokens: { scopes: Object.keys(SCOPES) }, subscriptions: Object.keys(EVENTS) });
  await desk.slack.start(desk.front);
  const ref = await desk.card();
  const { platform, owner, front, slack, troubles } = desk;
  await slack.directRoom({ user: owner.user.id, team: null });
  front.onTap = () => ({ kind: "file", name: "x.txt", type: "text/plain", bytes: Buffer.from("x") });
  await owner.tap(desk.shown, "Why?");
  await platform.until(() => platform.messages(platform.room).some((one) => one.files.length > 0));
  await owner.dropFile(owner.room, { name: "a.txt", type: "text/plain", bytes: Buffer.from("abc") });
  expect(Buffer.from((await front.words[0]?.files[0]?.bytes()) ?? []).toString()).toBe("abc");
  await owner.openHome();
  await platform.until(() => platform.home(owner.user.id));
  expect(slack.link({ room: platform.room, thread: null }, ref)).toContain("/archives/");
  expect(platform.calls.filter((one) => one.answer?.ok !== true)).toEqual([]);
  expect(troubles).toEqual([]);
});

test("the manifest for Socket Mode needs no address", () => {
  expect(slackManifest({ name: "Atelier", mode: "socket" })).toMatchInlineSnapshot(`
    {
      "display_information": {
        "background_color": "#1f2d3d",
        "description": "Asks before anything leaves, and remembers what happened.",
        "name": "Atelier",
      },
      "features": {
        "app_home": {
          "home_tab_enabled": true,
          "messages_tab_enabled": true,
          "messages_tab_read_only_enabled": false,
        },
        "bot_user": {
          "always_online": true,
          "display_name": "Atelier",
        },
        "slash_commands": [
          {
            "command": "/atelier",
            "description": "Ask or tell your workspace",
            "should_escape": false,
            "usage_hint": "status | queue | approve CODE | pause | resume | why | trace | cost | help",
          },
        ],
      },
      "oauth_config": {
        "scopes": {
          "bot": [
            "app_mentions:read",
            "channels:history",
            "channels:read",
            "chat:write",
            "commands",
            "files:read",
            "files:write",
            "groups:history",
            "groups:read",
            "im:history",
            "im:write",
          ],
        },
      },
      "settings": {
        "event_subscriptions": {
          "bot_events": [
            "app_home_opened",
            "app_mention",
            "message.channels",
            "message.groups",
            "message.im",
          ],
        },
        "interactivity": {
          "is_enabled": true,
        },
        "org_deploy_enabled": false,
        "socket_mode_enabled": true,
        "token_rotation_enabled": false,
      },
    }
  `);
});

test("the manifest for HTTP names the address everywhere, and there is none without it", () => {
  const text = JSON.stringify(slackManifest({ name: "Atelier", mode: "http", url: "https://atelier.example.com/" }));
  expect(text.match(/https:\/\/atelier\.example\.com\/slack\/events/g)).toHaveLength(3);
  expect(text).toContain('"socket_mode_enabled":false');
  expect(() => slackManifest({ name: "Atelier", mode: "http" })).toThrow("address");
});
