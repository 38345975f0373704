/** The socket comes back by itself; the start fails only where it can never work. */
import { afterEach, describe, expect, test } from "vitest";
import { Slack } from "../../../src/surfaces/slack/slack.ts";
import type { Fault } from "../../support/slack/faults.ts";
import { Desk } from "./desk.ts";

let desk: Desk;

afterEach(() => desk.close());

describe("the socket", () => {
  test("comes back by itself after it was cut, refreshed, or garbage came through it", async () => {
    desk = await Desk.open();
    const { platform, owner, front, slack } = desk;
    platform.dropSockets();
    await platform.until(() => !slack.connected);
    await platform.until(() => slack.connected);
    platform.sockets.part("refresh_requested");
    await platform.until(() => platform.calls.filter((one) => one.method === "apps.connections.open").length === 3);
    await platform.until(() => slack.connected);
    platform.sockets.blurt("{not json");
    platform.sockets.blurt(JSON.stringify({ type: "events_api", payload: {} }));
    platform.sockets.blurt(JSON.stringify({ type: "events_api", envelope_id: "x" }));
    platform.sockets.blurt("null");
    await platform.until(() => front.refusals.length === 4);
    await owner.dm("still there?");
    expect(front.words).toHaveLength(1);
  });

  test("words said while it was away arrive when it is back", async () => {
    desk = await Desk.open("socket", { retries: [0] });
    const { platform, owner, front } = desk;
    platform.dropSockets();
    const { deliveries } = await owner.dm("pause");
    await platform.until(() => deliveries[0]?.acked);
    expect(front.words).toHaveLength(1);
  });

  test("is given up soon by a stop, though the other side says nothing any more", async () => {
    desk = await Desk.open();
    desk.platform.deaf();
    const since = performance.now();
    await desk.slack.stop();
    expect(performance.now() - since).toBeLessThan(3_000);
    expect(desk.slack.connected).toBe(false);
  });

  test("keeps trying when Slack can't open one, and says so once", async () => {
    desk = await Desk.open();
    const { platform, slack, troubles } = desk;
    platform.fail("apps.connections.open", { error: "internal_error", times: 3 });
    platform.dropSockets();
    await platform.until(() => troubles.length > 0);
    await platform.until(() => slack.connected);
    expect(troubles.filter((one) => one.includes("socket"))).toHaveLength(1);
  });
});

describe("the start", () => {
  async function failing(fault: Fault, method: string): Promise<Error | null> {
    desk = await Desk.idle();
    desk.platform.fail(method, { ...fault, times: 2 });
    return desk.slack.start(desk.front).then(
      () => null,
      (error: Error) => error,
    );
  }

  test("fails where a token is wrong, and says which", async () => {
    expect((await failing({ error: "invalid_auth" }, "auth.test"))?.message).toContain("SLACK_BOT_TOKEN");
  });

  test("fails where the app token is wrong, and says which", async () => {
    expect((await failing({ error: "not_allowed_token_type" }, "apps.connections.open"))?.message).toContain(
      "SLACK_APP_TOKEN",
    );
  });

  test("goes on where Slack is only away, and connects when it is back", async () => {
    expect(await failing({ cut: true }, "apps.connections.open")).toBeNull();
    expect(desk.troubles).toHaveLength(1);
    await desk.platform.until(() => desk.slack.connected);
  });

  test("goes on where nobody can say who we are yet", async () => {
    expect(await failing({ error: "service_unavailable" }, "auth.test")).toBeNull();
    expect(desk.slack.connected).toBe(false);
    expect(desk.troubles).toEqual([expect.stringContaining("I keep trying")]);
  });

  test("blank and missing secrets are refused", async () => {
    desk = await Desk.idle();
    const parts = { apiUrl: null, channel: null, onTrouble: () => {} };
    expect(() => new Slack({ ...parts, botToken: " ", appToken: "x", signingSecret: null })).toThrow("SLACK_BOT_TOKEN");
    expect(() => new Slack({ ...parts, botToken: "x", appToken: "", signingSecret: "s" })).toThrow("SLACK_APP_TOKEN");
    expect(() => new Slack({ ...parts, botToken: "x", appToken: null, signingSecret: null })).toThrow(
      "SLACK_SIGNING_SECRET",
    );
    expect(() => new Slack({ ...parts, botToken: "x", appToken: null, signingSecret: " " })).toThrow(
      "SLACK_SIGNING_SECRET",
    );
  });
});
