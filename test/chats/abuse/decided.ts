/**
 * What comes twice, too late, or all at once: the first decision wins, the others are told which it was, and what was taken once
 * is not taken again.
 */
import { expect, test } from "vitest";
import type { Json } from "../../support/slack/world.ts";
import { type Field, submission } from "./slack.ts";
import { APPROVED, REJECTED } from "./tally.ts";
import { cardOf, dataOf } from "./telegram.ts";

const AT_ONCE = 100;
const WON =
  /^That is over: it was (approved|rejected) on (Slack|Telegram), Tue 24 Nov, \d\d:\d\d\. Nothing was done again\.$/;

export function decidedAbuse({ ground, tally }: Pick<Field, "ground" | "tally">): void {
  const deliver = (payload: Json) => ground().slackPlatform.deliver("interactive", payload);
  async function tapping(reads: RegExp, label: string): Promise<Json> {
    const { slack } = ground();
    return slack.person.tapping(await slack.message(reads), label);
  }

  /** How often the owner was told in private who had won; over a button in Telegram only who is told at once. */
  function told(): number {
    const { slack, slackPlatform, telegram, telegramPlatform } = ground();
    const lines = [
      ...slackPlatform.whispers(slack.person.user.id).map(({ text }) => text),
      ...telegramPlatform.messages(telegram.person.chat).map(({ text }) => text),
    ];
    return lines.filter((line) => WON.test(line)).length;
  }

  /** All but one were told who won, in one way or another. */
  const allButOne = (since: number, alerts = 0) =>
    ground().company.until("what the owner is told", () => told() - since + alerts === AT_ONCE - 1);

  test("a hundred taps at once on Slack are one approval", async () => {
    const reads = await ground().request("Clara");
    const since = told();
    await tally.attempt(ground(), "Slack: 100 taps at once", { why: ["over"], decided: [APPROVED] }, async () => {
      const tap = await tapping(reads, "Approve");
      const taken = await Promise.all(Array.from({ length: AT_ONCE }, () => deliver(tap)));
      expect(taken.every((one) => one.acked)).toBe(true);
      return AT_ONCE;
    });
    await allButOne(since);
  });

  test("a hundred taps at once on Telegram are one approval", async () => {
    const reads = await ground().request("Dora");
    const since = told();
    await tally.attempt(ground(), "Telegram: 100 taps at once", { why: ["over"], decided: [APPROVED] }, async () => {
      const { telegram, telegramPlatform } = ground();
      const message = await cardOf(ground(), reads);
      const data = dataOf(message).find((one) => one.startsWith("approve:")) ?? "";
      const tap = { person: telegram.person, data, message };
      const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => telegramPlatform.tapRaw(tap)));
      for (const { alert, text } of answers) expect(text).toMatch(alert ? WON : /^(✅ Approved|⏳)$/);
      await allButOne(since, answers.filter(({ alert }) => alert).length);
      return AT_ONCE;
    });
  });

  test("fifty approvals on Slack and fifty rejections on Telegram at once: one wins", async () => {
    const reads = await ground().request("Emil");
    const since = told();
    let alerts = 0;
    await tally.attempt(
      ground(),
      "both: 50 approvals and 50 rejections at once",
      { why: ["over"], decided: [APPROVED, REJECTED] },
      async () => {
        const { telegram, telegramPlatform } = ground();
        const tap = await tapping(reads, "Approve");
        const message = await cardOf(ground(), reads);
        const [one = ""] = dataOf(message);
        const data = `reason:0${one.slice(one.lastIndexOf(":"))}`;
        const no = { person: telegram.person, data, message };
        const half = Array.from({ length: AT_ONCE / 2 });
        const [, answers] = await Promise.all([
          Promise.all(half.map(() => deliver(tap))),
          Promise.all(half.map(() => telegramPlatform.tapRaw(no))),
        ]);
        for (const { alert, text } of answers) expect(text).toMatch(alert ? WON : /^(Rejected|⏳)$/);
        alerts = answers.filter(({ alert }) => alert).length;
        return AT_ONCE;
      },
    );
    await allButOne(since, alerts);
  });

  test("fifty approvals and fifty rejections by form at once: one wins", async () => {
    const reads = await ground().request("Frida");
    const since = told();
    await tally.attempt(
      ground(),
      "Slack: 50 taps and 50 forms at once",
      { why: ["over"], decided: [APPROVED, REJECTED] },
      async () => {
        const form = await submission(ground(), reads, "Reject", { "In your words": "no time" });
        const tap = await tapping(reads, "Approve");
        const all = Array.from({ length: AT_ONCE / 2 }, () => [deliver(tap), deliver(form)]).flat();
        expect((await Promise.all(all)).every((one) => one.acked)).toBe(true);
        return AT_ONCE;
      },
    );
    await allButOne(since);
  });

  test("double taps, and everything once more after the decision", async () => {
    const reads = await ground().request("Greta");
    const { slack, telegram, telegramPlatform } = ground();
    const message = await slack.message(reads);
    const taps = message.buttons.map((label) => slack.person.tapping(message, label));
    const form = await submission(ground(), reads, "Edit", { Text: "Another text" });
    const send = await submission(ground(), reads, "Edit", { Text: "Another text", "When you save": ["send"] });
    const no = await submission(ground(), reads, "Reject", { "In your words": "no" });
    const phone = await cardOf(ground(), reads);
    const data = dataOf(phone);
    await tally.attempt(ground(), "Slack: double taps", { why: ["over"], decided: [APPROVED] }, async () => {
      const [approve] = taps;
      for (let tap = 0; tap < 10; tap++) await deliver({ ...approve, trigger_id: `1.2.${tap}` });
      return 10;
    });
    // “Why?” asks for nothing that could be decided twice.
    const deciding = (verb: string) => !verb.startsWith("why");
    await tally.attempt(ground(), "Slack: replayed after the decision", { why: ["over"] }, async () => {
      const late = [...taps.filter((tap) => deciding(actionOf(tap))), form, send, no];
      for (let times = 0; times < 3; times++) for (const payload of late) await deliver(payload);
      return late.length * 3;
    });
    await tally.attempt(ground(), "Telegram: taps after the decision", { why: ["over"] }, async () => {
      const late = data.filter(deciding);
      for (const one of [...late, ...late]) {
        const answer = await telegramPlatform.tapRaw({ person: telegram.person, data: one, message: phone });
        expect(answer).toMatchObject({ alert: true, text: expect.stringMatching(WON) });
      }
      return late.length * 2;
    });
  });

  test("a pause, a resume and a “later” that are played again", async () => {
    const { company, slack, slackPlatform } = ground();
    const reads = await ground().request("Hugo");
    const { person } = slack;
    const switched: Json[] = [];
    for (const label of ["Pause", "Resume", "Pause", "Resume"]) {
      const home = await company.until(label, () => {
        const shown = slackPlatform.home(person.user.id);
        return shown?.buttons.includes(label) ? shown : null;
      });
      await person.tap(home, label);
      switched.push(person.lastTap ?? {});
      await company.rest();
    }
    await slack.tap(reads, "Later");
    await slack.tap(reads, "Tomorrow");
    switched.push(person.lastTap ?? {});
    await slack.tap(reads, "Bring it back now");
    switched.push(person.lastTap ?? {});
    await tally.attempt(
      ground(),
      "Slack: a pause and a “later” replayed",
      { why: ["replayed", "superseded"] },
      async () => {
        for (let times = 0; times < 3; times++) for (const payload of switched) await deliver(payload);
        return switched.length * 3;
      },
    );
    await ground().approves(reads, "telegram");
  });

  test("words that are played again", async () => {
    const { company, slack, slackPlatform } = ground();
    const reads = await ground().request("Ida");
    const code = ground().code(reads);
    await slack.person.command("/atelier", `approve ${code}`);
    await slack.person.dm("status");
    await company.until("the mail", () => company.office.sent().some((mail) => mail.includes("ida@")));
    await company.rest();
    const command = slackPlatform.deliveries.findLast(({ kind }) => kind === "slash_commands");
    const event = slackPlatform.deliveries.findLast(({ payload }) =>
      JSON.stringify(payload).includes('"text":"status"'),
    );
    if (!command || !event) throw new Error("nothing was delivered");
    await tally.attempt(ground(), "Slack: words replayed", { why: ["replayed"] }, async () => {
      for (let times = 0; times < 10; times++)
        for (const { kind, payload } of [command, event])
          expect((await slackPlatform.deliver(kind, payload)).acked).toBe(true);
      return 20;
    });
    await company.restart();
    await tally.attempt(ground(), "Slack: words replayed after a restart", { why: ["replayed"] }, async () => {
      for (const { kind, payload } of [command, event]) await slackPlatform.deliver(kind, payload);
      return 2;
    });
  });
}

function actionOf(tap: Json): string {
  const [action] = (tap.actions ?? []) as Json[];
  return String(action?.action_id);
}
