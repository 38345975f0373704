/**
 * Requests that pretend to be Slack's or Telegram's: what they carry is the owner's own approval, which would be done at once if
 * it were believed.
 */
import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { SECRETS } from "../../support/chats/company.ts";
import type { Kind } from "../../support/slack/delivery.ts";
import * as payloads from "../../support/slack/payloads.ts";
import type { Forgery } from "../../support/slack/signed.ts";
import type { Json } from "../../support/slack/world.ts";
import type { Ground } from "./ground.ts";
import { type Field, submission } from "./slack.ts";
import { cardOf, dataOf } from "./telegram.ts";

const FORM = "application/x-www-form-urlencoded";

export function wireAbuse({ ground, tally, reads }: Field): void {
  const slackUrl = () => ground().company.address("/slack/events");
  const telegramUrl = () => ground().company.address("/telegram");

  /** What the owner could send, of each kind. */
  async function orders(): Promise<ReadonlyArray<readonly [Kind, Json]>> {
    const { slack, slackPlatform } = ground();
    const { person } = slack;
    const message = await slack.message(reads()[0]);
    const { world } = slackPlatform;
    const text = `approve ${ground().code(reads()[0])}`;
    const channel = world.direct(person.user.id);
    const said = { type: "message", user: person.user.id, text, ts: world.ts(), team: person.user.team };
    const send = { Text: "Pay me", "When you save": ["send"] };
    return [
      ["interactive", person.tapping(message, "Approve")],
      ["interactive", person.tapping(message, "I'll do it myself")],
      ["interactive", await submission(ground(), reads()[0], "Edit", send)],
      ["events_api", payloads.event(world, payloads.messageEvent(said, channel))],
      [
        "slash_commands",
        payloads.slashCommand({ world, origin: slackUrl(), user: person.user, command: "/atelier", text, channel }),
      ],
    ];
  }

  async function forged(forgeries: readonly Forgery[]): Promise<number> {
    const all = await orders();
    for (const [kind, payload] of all)
      for (const forgery of forgeries)
        expect((await ground().slackPlatform.forge(kind, payload, forgery)).status).toBe(401);
    return all.length * forgeries.length;
  }

  /** Posts these very bytes with these headers; answers the status. */
  async function post(body: string | Buffer, headers: Record<string, string>): Promise<number> {
    const answer = await fetch(slackUrl(), { method: "POST", headers: { "content-type": FORM, ...headers }, body });
    await answer.arrayBuffer();
    return answer.status;
  }

  test("signatures with another secret, or cut, or of another make", () =>
    tally.attempt(ground(), "Slack HTTP: forged signatures", { why: ["forged-signature"] }, async () => {
      const { slack: secret } = SECRETS;
      const secrets = [
        "guessed",
        " ",
        `${secret} `,
        secret.toUpperCase(),
        secret.slice(1),
        [...secret].reverse().join(""),
      ];
      const signatures = ["v0=", "v0=0", `v0=${"0".repeat(64)}`, "v1=abc", "null", "undefined"];
      return forged([...secrets.map((one) => ({ secret: one })), ...signatures.map((one) => ({ signature: one }))]);
    }));

  test("no signature, or a blank one", () =>
    tally.attempt(ground(), "Slack HTTP: missing and blank signatures", { why: ["missing-signature"] }, async () => {
      const count = await forged([{ signature: null }, { signature: "" }, { signature: " " }]);
      const at = now();
      const bare: Array<Record<string, string>> = [
        {},
        { "x-slack-request-timestamp": at },
        { "x-slack-signature": `v0=${mac(`v0:${at}:payload={}`)}` },
        { authorization: `Bearer ${SECRETS.slack}` },
        { "x-slack-secret": SECRETS.slack },
      ];
      for (const headers of bare) expect(await post("payload={}", headers)).toBe(401);
      expect(await post("ssl_check=1&payload=%7B%7D", {})).toBe(401);
      return count + bare.length + 1;
    }));

  test("rightly signed, but old or of the future", () =>
    tally.attempt(ground(), "Slack HTTP: stale signatures", { why: ["stale-signature"] }, async () => {
      const seconds = Number(now());
      return forged([305, 3600, -305, seconds].map((ago) => ({ timestamp: seconds - ago })));
    }));

  test("another body, or another time, under a signature that was right", () =>
    tally.attempt(ground(), "Slack HTTP: tampered requests", { why: ["forged-signature"] }, async () => {
      const [[, approve = {}] = []] = await orders();
      const body = new URLSearchParams({ payload: JSON.stringify(approve) }).toString();
      const count = await forged([{ body }, { body: `${body}&x=1` }, { body: "" }]);
      const at = now();
      const signed = { "x-slack-request-timestamp": at, "x-slack-signature": `v0=${mac(`v0:${at}:${body}`)}` };
      const times = [String(Number(at) + 1), "1e9", "now", `${at}.5`, `0${at}`];
      for (const time of times) expect(await post(body, { ...signed, "x-slack-request-timestamp": time })).toBe(401);
      const upper = signed["x-slack-signature"].toUpperCase();
      expect(await post(body, { ...signed, "x-slack-signature": upper })).toBe(401);
      return count + times.length + 1;
    }));

  test("rightly signed, but nothing that Slack would send", () =>
    tally.attempt(ground(), "Slack HTTP: malformed and oversized", { why: ["malformed", "oversized"] }, async () => {
      const bodies = ["", "payload=", "payload=%7B", "payload=null", "payload=[]", "x=1", Buffer.from([0x70, 0xff])];
      for (const body of bodies) expect(await post(body, signing(body))).toBe(400);
      for (let times = 0; times < 3; times++) {
        const large = `payload=${"x".repeat(3_100_000)}`;
        expect(await post(large, signing(large))).toBe(413);
      }
      return bodies.length + 3;
    }));

  test("a flood is counted to the last one", () =>
    tally.attempt(ground(), "Slack HTTP: a flood", { why: ["flood", "forged-signature"] }, async () => {
      const flood = 260;
      const headers = { "x-slack-request-timestamp": now(), "x-slack-signature": "v0=no" };
      for (let times = 0; times < flood; times++) expect(await post("payload={}", headers)).toBe(401);
      ground().company.office.clock.advance(60_000);
      return flood;
    }));

  test("the webhook with a wrong token, or a blank one, or none", () =>
    tally.attempt(ground(), "Telegram: wrong webhook tokens", { why: ["wrong-webhook-token"] }, async () => {
      const { telegram: secret } = SECRETS;
      const wrong = [
        undefined,
        "",
        " ",
        "guessed",
        secret.slice(1),
        `${secret}x`,
        secret.toLowerCase(),
        `${secret}, ${secret}`,
      ];
      const updates = await updatesOf(ground(), reads()[0]);
      for (const update of updates)
        for (const token of wrong) expect(await ground().telegramPlatform.post(telegramUrl(), update, token)).toBe(401);
      const { token } = ground().telegramPlatform;
      const others = [`${telegramUrl()}?secret_token=${secret}`, `${telegramUrl()}?token=${token}`];
      for (const url of others) expect(await ground().telegramPlatform.post(url, updates[0] ?? {})).toBe(401);
      return updates.length * wrong.length + others.length;
    }));

  test("the webhook with the token, but nothing that Telegram would send", () =>
    tally.attempt(ground(), "Telegram: malformed and oversized", { why: ["malformed", "oversized"] }, async () => {
      const [update] = await updatesOf(ground(), reads()[0]);
      const { callback_query: query } = update ?? {};
      const bodies = ["", "{", "null", "[]", "5", "{}", { ...update, update_id: "1" }, { update_id: 1, message: {} }];
      const queries = [5, {}, { ...query, from: null }, { ...query, from: { id: "101" } }, { ...query, id: 5 }];
      const all = [...bodies, ...queries.map((one) => ({ update_id: 2, callback_query: one })), Buffer.from([0xff])];
      const send = (body: string | Uint8Array | object) =>
        ground().telegramPlatform.post(telegramUrl(), body, SECRETS.telegram);
      for (const body of all) expect(await send(body)).toBe(400);
      for (let times = 0; times < 3; times++) expect(await send("x".repeat(1_100_000))).toBe(413);
      return all.length + 3;
    }));

  test("with the right signature and token each of them would have been done, and is done once", async () => {
    const reads = await ground().request("Kurt");
    const [update] = await updatesOf(ground(), reads);
    const send = () => ground().telegramPlatform.post(telegramUrl(), update ?? {}, SECRETS.telegram);
    expect(await send()).toBe(200);
    await ground().company.until("the mail", () =>
      ground()
        .company.office.sent()
        .some((mail) => mail.includes("kurt@")),
    );
    await ground().company.rest();
    await tally.attempt(ground(), "Telegram: replayed updates", { why: ["replayed"] }, async () => {
      for (let times = 0; times < 20; times++) expect(await send()).toBe(200);
      return 20;
    });
    await ground().company.restart();
    await tally.attempt(ground(), "Telegram: replayed updates after a restart", { why: ["over"] }, async () => {
      expect(await send()).toBe(200);
      return 1;
    });
  });
}

/** Updates as Telegram would send them, with the owner's taps. */
async function updatesOf(ground: Ground, reads: RegExp) {
  const message = await cardOf(ground, reads);
  const { id, user } = ground.telegram.person;
  const chat = { id: message.room.id, type: "supergroup" };
  const topic = message.topic === null ? {} : { message_thread_id: message.topic, is_topic_message: true };
  return dataOf(message).map((data, at) => ({
    update_id: 900_000_000 + message.id * 100 + at,
    callback_query: {
      id: `99${message.id}${at}`,
      from: { ...user, id },
      chat_instance: "1",
      data,
      message: { message_id: message.id, chat, date: 1, ...topic },
    },
  }));
}

function now(): string {
  return String(Math.floor(Date.now() / 1000));
}

function mac(text: string | Buffer): string {
  return createHmac("sha256", SECRETS.slack).update(text).digest("hex");
}

function signing(body: string | Buffer): Record<string, string> {
  const at = now();
  const signed = mac(Buffer.concat([Buffer.from(`v0:${at}:`), Buffer.from(body)]));
  return { "x-slack-request-timestamp": at, "x-slack-signature": `v0=${signed}` };
}
