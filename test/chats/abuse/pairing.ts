/**
 * Becoming the owner without being it: codes that are guessed, late, used or said aloud, and chats that were locked, whatever the
 * environment says.
 */
import { afterEach, expect, test } from "vitest";
import { Ground } from "./ground.ts";
import type { Field } from "./slack.ts";
import { carried } from "./slack.ts";
import { cardOf, dataOf } from "./telegram.ts";

type Chat = "slack" | "telegram";

export function pairingAbuse({ tally }: Pick<Field, "tally">): void {
  let opened: Ground | null = null;

  afterEach(() => opened?.company.close());

  /** A company that names nobody, and the ways to say something there in private and in public. */
  async function unpaired(chat: Chat) {
    const ground = await Ground.open({ unpaired: true });
    opened = ground;
    const { slack, slackPlatform, telegram, telegramPlatform, room, company } = ground;
    const [mallory] = ground.slackStrangers;
    const [trudy] = ground.telegramStrangers;
    if (!mallory || !trudy) throw new Error("nobody is there");
    const heard = () => company.until("the updates", () => telegramPlatform.pending === 0);
    const bot = slackPlatform.world.identity.botUser;
    return {
      ground,
      async code() {
        const offered = await company.office.workspace.door.desk.offerPairing(chat);
        if ("why" in offered) throw new Error(offered.why);
        return offered.code;
      },
      async say(who: "owner" | "stranger", words: string) {
        if (chat === "slack") return void (await (who === "owner" ? slack.person : mallory).dm(words));
        const person = who === "owner" ? telegram.person : trudy;
        person.say(person.chat, words);
        await heard();
      },
      async aloud(words: string) {
        if (chat === "slack") return void (await mallory.say(slackPlatform.room, `<@${bot}> ${words}`));
        trudy.say(room, `@${telegramPlatform.bot.username} ${words}`);
        await heard();
      },
    };
  }

  for (const chat of ["slack", "telegram"] as const) {
    const named = chat === "slack" ? "Slack" : "Telegram";

    test(`${named}: a code is tried five times, and then void`, async () => {
      const { ground, code, say } = await unpaired(chat);
      const right = await code();
      const wrong = Array.from({ length: 5 }, (_, at) => `AAAA-AAA${at + 2}`);
      await tally.attempt(ground, `${named}: pairing codes guessed`, { why: ["stranger", "wrong-code"] }, async () => {
        for (const guess of wrong) await say("stranger", guess);
        for (const guess of [...wrong, right, right.toLowerCase(), `pair ${right}`]) await say("stranger", guess);
        await say("owner", right);
        return wrong.length * 2 + 4;
      });
      const fresh = await code();
      await say("owner", `pair ${fresh.toLowerCase()}`);
      await ground.company.rest();
      expect(ground.company.office.events("owner.paired").map((event) => event.data.surface)).toEqual([chat]);
      await tally.attempt(ground, `${named}: a code used twice`, { why: ["stranger"] }, async () => {
        await say("stranger", fresh);
        await say("stranger", `pair ${fresh}`);
        return 2;
      });
      const reads = await ground.request("Nora");
      await ground.approves(reads, chat);
    });

    test(`${named}: a code that is said aloud or comes late pairs nobody`, async () => {
      const { ground, code, say, aloud } = await unpaired(chat);
      const right = await code();
      await tally.attempt(ground, `${named}: codes said aloud`, { why: ["stranger"] }, async () => {
        await aloud(right);
        await aloud(`pair ${right}`);
        return 2;
      });
      const late = await code();
      ground.company.office.clock.advance(9 * 60_000);
      await tally.attempt(ground, `${named}: codes that came late`, { why: ["stranger"] }, async () => {
        await say("stranger", late);
        await say("owner", late);
        await say("owner", right);
        return 3;
      });
      await tally.attempt(ground, `${named}: orders where nobody is paired`, { why: ["stranger"] }, async () => {
        const orders = ["approve", "pause", "resume", "lock", "unpair all", "pair slack", "pair telegram"];
        for (const order of orders) await say("owner", order);
        return orders.length;
      });
    });
  }

  test("what was locked stays locked, whatever the environment says, also after a restart", async () => {
    const ground = await Ground.open({});
    opened = ground;
    const { company, slack, slackPlatform, telegram, telegramPlatform } = ground;
    const reads = await ground.request("Nora");
    const phone = await cardOf(ground, reads);
    const data = dataOf(phone);
    const message = await slack.message(reads);
    const taps = message.buttons.map((label) => slack.person.tapping(message, label));
    const home = slackPlatform.home(slack.person.user.id);
    if (!home) throw new Error("the owner has no home page");
    const pause = slack.person.tapping(home, "Pause");
    // A thief says something just before; it is not answered any more.
    telegram.person.say(telegram.person.chat, `approve ${ground.code(reads)}`);
    await telegramPlatform.until(() => telegramPlatform.pending === 0);
    await company.hand("console").say("lock");
    expect(company.office.events("owner.unpaired").map((event) => event.data.surface)).toEqual(["slack", "telegram"]);
    expect(company.office.events("proposal.approved")).toEqual([]);
    for (const when of ["locked", "locked, after a restart"]) {
      await tally.attempt(ground, `both: a chat that was ${when}`, { why: ["stranger"] }, async () => {
        for (const one of data)
          ground.alerts.push(await telegramPlatform.tapRaw({ person: telegram.person, data: one, message: phone }));
        for (const payload of [...taps, pause]) await slackPlatform.deliver("interactive", payload);
        for (const order of ["approve", "resume", "unpair all", "AAAA-AAAA"]) {
          await slack.person.dm(order);
          telegram.person.say(telegram.person.chat, order);
        }
        await slack.person.command("/atelier", "resume");
        await company.until("the updates", () => telegramPlatform.pending === 0);
        return data.length + taps.length + 1 + 9;
      });
      await company.restart();
      await company.rest();
    }
    const offered = await company.office.workspace.door.desk.offerPairing("slack");
    await slack.person.dm("code" in offered ? offered.code : "");
    await company.hand("console").say("resume");
    await ground.approves(reads, "slack");
    expect(carried(taps[0] ?? {})).not.toBe("");
  });
}
