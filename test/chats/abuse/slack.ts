/**
 * What others, and forgers with the owner's id, try in Slack while a request waits. The same over Socket Mode and signed HTTP:
 * there every payload is rightly signed, so that only who and what is left to tell.
 */
import { expect, test } from "vitest";
import type { Delivery, Kind } from "../../support/slack/delivery.ts";
import { fields, merged, state } from "../../support/slack/forms.ts";
import * as payloads from "../../support/slack/payloads.ts";
import type { Json, User } from "../../support/slack/world.ts";
import { type Ground, OTHER_TEAM, ordersFor } from "./ground.ts";
import type { Tally } from "./tally.ts";

export interface Field {
  readonly ground: () => Ground;
  readonly tally: Tally;
  readonly http: boolean;
  /** The two requests that wait. */
  readonly reads: () => readonly [RegExp, RegExp];
}

export function slackAbuse({ ground, tally, reads, http }: Field): void {
  const deliver = (kind: Kind, payload: Json): Promise<Delivery> => ground().slackPlatform.deliver(kind, payload);

  /** What a tap of the owner's on each button would send. */
  async function taps(which: 0 | 1): Promise<Json[]> {
    const { slack } = ground();
    const message = await slack.message(reads()[which]);
    return message.buttons.map((label) => slack.person.tapping(message, label));
  }

  async function all(kind: Kind, forged: readonly Json[]): Promise<number> {
    for (const payload of forged) expect((await deliver(kind, payload)).acked).toBe(true);
    return forged.length;
  }

  const owner = () => ground().slack.person.user;

  test("strangers' taps, also by the owner's namesake and from another company", () =>
    tally.attempt(ground(), "Slack: strangers' taps", { why: ["stranger"] }, async () => {
      const base = await taps(0);
      return all(
        "interactive",
        ground().slackStrangers.flatMap(({ user }) => base.map((tap) => as(tap, user))),
      );
    }));

  test("the owner's id from another team, or from none", () =>
    tally.attempt(ground(), "Slack: the owner's id, another team", { why: ["wrong-team"] }, async () => {
      const base = await taps(0);
      const elsewhere = base.map((tap) => as(tap, { ...owner(), team: OTHER_TEAM }));
      const guest = base.map((tap) =>
        merged(as(tap, { ...owner(), team: OTHER_TEAM }), { team: { id: owner().team } }),
      );
      const nowhere = base.map((tap) => ({ ...merged(tap, { user: { team_id: undefined } }), team: null }));
      return all("interactive", [...elsewhere, ...guest, ...nowhere]);
    }));

  test("ids that only look like the owner's", () =>
    tally.attempt(ground(), "Slack: look-alike ids", { why: ["stranger"] }, async () => {
      const [tap = {}] = await taps(0);
      const { id } = owner();
      const alike = [
        id.toLowerCase(),
        ` ${id}`,
        `${id} `,
        `${id}\0`,
        id.slice(0, -1),
        `${id}1`,
        id.replace(/0/g, "O"),
        "",
      ];
      return all(
        "interactive",
        alike.map((one) => merged(tap, { user: { id: one } })),
      );
    }));

  test("strangers' forms, with what the owner's own form carries", () =>
    tally.attempt(ground(), "Slack: strangers' forms", { why: ["stranger", "wrong-team"] }, async () => {
      const forms = [
        await submission(ground(), reads()[0], "Edit", { Text: "Send the money to me" }),
        await submission(ground(), reads()[0], "Edit", { Text: "Send the money to me", "When you save": ["send"] }),
        await submission(ground(), reads()[0], "Reject", { "In your words": "no" }),
      ];
      const people = [...ground().slackStrangers.map((one) => one.user), { ...owner(), team: OTHER_TEAM }];
      return all(
        "interactive",
        people.flatMap((user) => forms.map((form) => as(form, user))),
      );
    }));

  test("strangers' slash commands", () =>
    tally.attempt(ground(), "Slack: strangers' commands", { why: ["stranger"] }, async () => {
      const orders = ordersFor(ground().code(reads()[0]));
      for (const stranger of ground().slackStrangers)
        for (const order of orders) expect((await stranger.command("/atelier", order)).acked).toBe(true);
      return orders.length * ground().slackStrangers.length;
    }));

  test("strangers' orders in direct messages", () =>
    tally.attempt(ground(), "Slack: strangers' direct messages", { why: ["stranger"] }, async () => {
      const orders = ordersFor(ground().code(reads()[0]));
      for (const stranger of ground().slackStrangers) for (const order of orders) await stranger.dm(order);
      return orders.length * ground().slackStrangers.length;
    }));

  test("strangers' orders in a client's thread and in the room, and files they drop", () =>
    tally.attempt(ground(), "Slack: strangers' lines and files in rooms", { why: ["stranger"] }, async () => {
      const { slack, slackPlatform, slackStrangers } = ground();
      const { room } = slackPlatform;
      const card = await slack.message(reads()[0]);
      const thread = card.thread ?? card.ts;
      const bot = `<@${slackPlatform.world.identity.botUser}>`;
      const file = { name: "malware.pdf", type: "application/pdf", bytes: Buffer.from("%PDF-1.4") };
      for (const stranger of slackStrangers) {
        for (const order of ["approve", "!approve", "yes", "pause"]) await stranger.say(room, order, { thread });
        for (const order of ["pause", "lock"]) await stranger.say(room, `${bot} ${order}`);
        await stranger.dropFile(room, file, { thread });
        await stranger.dropFile(stranger.room, file, { text: "approve" });
      }
      return 8 * slackStrangers.length;
    }));

  test("the pause switch of the home page", () =>
    tally.attempt(ground(), "Slack: the pause switch of others", { why: ["stranger", "wrong-team"] }, async () => {
      const { slack, slackPlatform, slackStrangers } = ground();
      for (const stranger of slackStrangers) await stranger.openHome();
      const home = slackPlatform.home(owner().id);
      if (!home) throw new Error("the owner has no home page");
      const pause = slack.person.tapping(home, "Pause");
      const resume = merged(pause, { actions: [{ action_id: "resume#0" }] });
      const people = [...slackStrangers.map((one) => one.user), { ...owner(), team: OTHER_TEAM }];
      return all(
        "interactive",
        people.flatMap((user) => [as(pause, user), as(resume, user)]),
      );
    }));

  test("copies of a card elsewhere, and another client's token on this card", () =>
    tally.attempt(ground(), "Slack: forwarded cards", { why: ["forwarded"] }, async () => {
      const [base, other] = [await taps(0), await taps(1)];
      const room = ground().slack.person.room;
      const elsewhere = base.flatMap((tap) => [
        merged(tap, { container: { message_ts: "1700000000.000100" }, message: { ts: "1700000000.000100" } }),
        merged(tap, { container: { channel_id: room }, channel: { id: room } }),
      ]);
      const mixed = base.map((tap, at) => merged(tap, { actions: [{ value: carried(other[at] ?? {}) }] }));
      return all("interactive", [...elsewhere, ...mixed]);
    }));

  test("tokens that are made up, or another surface's", () =>
    tally.attempt(ground(), "Slack: tokens made up", { why: ["unknown-card"] }, async () => {
      const [tap = {}] = await taps(0);
      const token = carried(tap);
      const phone = await ground().telegram.message(reads()[0]);
      const data = phone.keyboard.flat().flatMap((button) => ("callback_data" in button ? [button.callback_data] : []));
      const others = data.map((one) => one.slice(one.lastIndexOf(":") + 1));
      const made = ["", "x", "home ", "HOME", "null", "' OR 1=1 --", "%", "_".repeat(10), `${token}x`, ` ${token}`];
      const wrong = [token.toUpperCase(), token.slice(1), "a".repeat(2000), "💥".repeat(10), ...made, ...others];
      const forms = [await submission(ground(), reads()[0], "Reject", { "In your words": "no" })];
      const tapped = await all(
        "interactive",
        wrong.map((value) => merged(tap, { actions: [{ value }] })),
      );
      const filled = await all(
        "interactive",
        forms.flatMap((form) => wrong.map((value) => withToken(form, value))),
      );
      return tapped + filled;
    }));

  test("buttons that no card has", () =>
    tally.attempt(ground(), "Slack: buttons that no card has", { why: ["malformed"] }, async () => {
      const [tap = {}] = await taps(0);
      const verbs = [
        "",
        "APPROVE",
        "approve all",
        "delete",
        "choose:99",
        "choose:-1",
        "reason:9",
        "reason:",
        "pause",
        "__proto__",
      ];
      return all(
        "interactive",
        verbs.map((verb) => merged(tap, { actions: [{ action_id: `${verb}#0` }] })),
      );
    }));

  test("payloads that are not Slack's", () =>
    tally.attempt(ground(), "Slack: malformed payloads", { why: ["malformed"] }, async () => {
      const [tap = {}] = await taps(0);
      const form = await submission(ground(), reads()[0], "Reject", { "In your words": "no" });
      return all("interactive", [
        ...[undefined, [], {}, "approve", [{}], [null], [{ action_id: 5 }]].map((actions) => ({ ...tap, actions })),
        ...[undefined, null, "U0000OWNER", {}, { id: 5 }, { id: ["U0000OWNER"] }].map((user) => ({ ...tap, user })),
        ...["approve", "", undefined, "view_submissions"].map((type) => ({ ...tap, type })),
        ...[null, {}, { state: null }, { state: "x" }].map((view) => ({ ...form, view })),
      ]);
    }));

  test("events and frames that are not Slack's", () =>
    tally.attempt(ground(), "Slack: malformed events and frames", { why: ["malformed"] }, async () => {
      const { slack, slackPlatform } = ground();
      const said = { type: "message", user: owner().id, text: "pause" };
      const direct = { ...said, channel_type: "im", channel: 5, ts: 5 };
      const events = [undefined, null, {}, { type: 5 }, said, direct, { ...direct, channel: slack.person.room }];
      const payload = (event: unknown) => ({ type: "event_callback", team_id: owner().team, event });
      if (http) {
        for (const event of events) await slackPlatform.forge("events_api", payload(event), {});
        return events.length;
      }
      const frames = events.map((event) => ({ type: "events_api", envelope_id: "e", payload: payload(event) }));
      const texts = ["", "{", "null", "[]", "5", "{}", ...frames.map((frame) => JSON.stringify(frame))];
      for (const text of texts) slackPlatform.sockets.blurt(text);
      return texts.length;
    }));

  test("taps on the card as it was before an edit", async () => {
    const before = await taps(0);
    const form = await submission(ground(), reads()[0], "Reject", { "In your words": "no" });
    await ground().slack.rewrite(reads()[0], "Hello, Tuesday at ten suits me well. Robin");
    const card = await ground().slack.card(reads()[0]);
    expect(card.text).toContain("Tuesday at ten");
    await tally.attempt(ground(), "Slack: an old revision", { why: ["old-revision", "superseded"] }, () =>
      all("interactive", [...before, ...before, form, form]),
    );
    const [told] = ground().slackPlatform.whispers(owner().id).slice(-1);
    expect(told?.text).toMatch(/changed/);
  });
}

/** What the form behind a button would send; it is cancelled, so nothing is. */
export async function submission(
  { slack, slackPlatform: { world } }: Ground,
  reads: RegExp,
  label: string,
  values: Readonly<Record<string, string | readonly string[]>>,
): Promise<Json> {
  await slack.tap(reads, label);
  const { modal, user } = slack.person;
  const view = modal && world.views.get(modal.id);
  if (!modal || !view) throw new Error(`“${label}” opened no form`);
  const blocks = view.body.blocks as Json[];
  const filled = fields(blocks).flatMap(({ label: name, block }) => {
    const value = values[name];
    return value === undefined ? [] : [[String(block.block_id), value] as const];
  });
  const payload = payloads.submission(world, user, view, state(blocks, new Map(filled)));
  await slack.person.cancel(modal);
  return payload;
}

/** The same, from somebody else. */
export function as(payload: Json, { id, team, name }: User): Json {
  return merged(payload, { user: { id, team_id: team, name, username: name }, team: { id: team } });
}

export function carried(tap: Json): string {
  const [action] = (tap.actions ?? []) as Json[];
  return String(action?.value);
}

function withToken(form: Json, token: string): Json {
  const view = form.view as Json;
  const memory = { ...(JSON.parse(String(view.private_metadata)) as Json), token };
  return { ...form, view: { ...view, private_metadata: JSON.stringify(memory) } };
}
