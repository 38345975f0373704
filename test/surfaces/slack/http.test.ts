/** HTTP requests: what is not signed by Slack, old, too large or unreadable is refused and recorded. */
import { createHmac } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import { Desk, SECRET, TEAM } from "./desk.ts";

let desk: Desk;

afterEach(() => desk.close());

describe("HTTP requests that aren't Slack's", () => {
  const payload = { type: "block_actions", user: { id: "U0000OWNER", team_id: TEAM }, actions: [] };

  test.each([
    ["another secret", { secret: "guessed" }, 401, "forged-signature"],
    ["no signature", { signature: null }, 401, "missing-signature"],
    ["an empty signature", { signature: "" }, 401, "missing-signature"],
    ["a signature of nothing", { signature: "v0=" }, 401, "forged-signature"],
    ["another version", { signature: "v1=abc" }, 401, "forged-signature"],
    ["another body", { body: "payload=%7B%7D" }, 401, "forged-signature"],
  ] as const)("with %s are refused and recorded", async (_what, forgery, status, why) => {
    desk = await Desk.open("http");
    const { platform, front } = desk;
    const answer = await platform.forge("interactive", payload, forgery);
    expect(answer.status).toBe(status);
    expect(front.refusals).toEqual([why]);
    expect(front.taps).toEqual([]);
  });

  test("that are old, or of the future, are refused", async () => {
    desk = await Desk.open("http");
    const { platform, front } = desk;
    const now = Math.floor(Date.now() / 1_000);
    for (const timestamp of [now - 400, now + 400, 0])
      expect((await platform.forge("interactive", payload, { timestamp })).status).toBe(401);
    expect(front.refusals).toEqual(["stale-signature", "stale-signature", "stale-signature"]);
  });

  test("that are too large are refused before they are read", async () => {
    desk = await Desk.open("http");
    const { platform, front } = desk;
    const answer = await platform.forge("interactive", payload, { body: "x".repeat(3_100_000) });
    expect(answer.status).toBe(413);
    expect(front.refusals).toEqual(["oversized"]);
  });

  test("that can't be read are refused, though rightly signed", async () => {
    desk = await Desk.open("http");
    const { front } = desk;
    const at = String(Math.floor(Date.now() / 1_000));
    const post = (body: string | Buffer, type: string) =>
      fetch(desk.eventsUrl, {
        method: "POST",
        headers: {
          "content-type": type,
          "x-slack-request-timestamp": at,
          "x-slack-signature": `v0=${createHmac("sha256", SECRET).update(`v0:${at}:`).update(body).digest("hex")}`,
        },
        body,
      });
    for (const body of ["", "{", "null", "5", "[]", Buffer.from([0x7b, 0xff, 0x7d])])
      expect((await post(body, "application/json")).status).toBe(400);
    expect((await post("payload=%7B", "application/x-www-form-urlencoded")).status).toBe(400);
    expect((await post("payload=null", "application/x-www-form-urlencoded; charset=utf-8")).status).toBe(400);
    expect(front.refusals).toEqual(Array.from({ length: 8 }, () => "malformed"));
    expect((await fetch(desk.eventsUrl)).status).toBe(405);
  });

  test("Slack's own question about the address is answered", async () => {
    desk = await Desk.open("http");
    const { platform } = desk;
    const signed = platform.events(desk.eventsUrl, SECRET);
    expect(await signed.verify()).toBe(true);
  });

  test("nothing is let in before the start or after the stop", async () => {
    desk = await Desk.open("http");
    const { platform, slack } = desk;
    await slack.stop();
    expect((await platform.forge("interactive", payload, {})).status).toBe(503);
  });
});
