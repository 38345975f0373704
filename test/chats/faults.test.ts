/**
 * The platforms at their worst, with a whole company behind them: refusals, broken servers, cut lines, deleted messages, floods.
 * Whatever they do, no approval is lost, nothing that is decided can be tapped, and no card stands there twice but after an
 * outcome that nobody can know.
 */
import { describe, expect, test } from "vitest";
import { proposals } from "../../src/kernel/proposal.ts";
import { INQUIRY, letter } from "../journeys/letters.ts";
import { Company } from "../support/chats/company.ts";
import type { SlackHand } from "../support/chats/slack-hand.ts";
import type { TelegramHand } from "../support/chats/telegram-hand.ts";
import {
  CHATS,
  isCard,
  isRequest,
  isRich,
  OneChat,
  REQUEST,
  remove,
  removeThread,
  shown,
  threads,
  wholeOf,
} from "./one-chat.ts";
import { allIsRight, decidable, standing } from "./standing.ts";

/** The usual card, not just a line that names it. */
const CARD = /Open Whitfield Ceramics Ltd as a client[\s\S]*This would leave/;
const ALWAYS = Number.POSITIVE_INFINITY;
/** Mails of a busy moment. */
const MANY = 300;

const people = ["Ada Arbor", "Bea Birch", "Cleo Cedar"];

function from(name: string): string {
  const [first = "", last = ""] = name.toLowerCase().split(" ");
  return letter({
    from: `${name} <${first}@${last}.example>`,
    subject: `A website for ${name}`,
    id: `1@${last}.example`,
    text: `Hello,\n\nI run ${name} Ltd and need a new website. Could you make us an offer?\n\n${name}`,
  });
}

describe.each(CHATS)("%s", (name) => {
  const within = (work: (place: OneChat) => Promise<void>) => OneChat.with(name, work);

  test("asked to slow down, nothing is asked before the time is over, nothing is lost, and the order is kept", () =>
    within(async (place) => {
      const { it } = place;
      place.fail(place.methods.post, {
        retryAfter: 30,
        when: (args) => /Bea Birch/.test(String(args.text)) && /answer/i.test(String(args.text)),
      });
      for (const person of people) it.office.drop(`${person}.eml`, from(person));
      await place.later(10);
      const before = place.writes;
      const opened = it.office.events("proposal.opened").map((event) => String(event.data.code));
      expect(opened).toHaveLength(3);
      expect(shown(it)).toEqual(opened.slice(0, 1));
      await place.later(29);
      expect(place.writes).toBe(before);
      await place.later(2);
      expect(shown(it)).toEqual(opened);
      expect(decidable(it)).toHaveLength(3);
      for (const person of people) await place.hand.tap(new RegExp(`answer ${person}`), "Approve");
      await it.until("three mails", () => it.office.sent().length === 3);
      await it.rest();
      allIsRight(it);
    }));

  test("asked to slow down while rewriting, the card is rewritten when the time is over", () =>
    within(async (place) => {
      await place.request();
      place.fail(place.methods.rewrite, { retryAfter: 20 });
      const code = String(place.it.office.events("proposal.opened")[0]?.data.code);
      await place.it.hand("console").say(`approve ${code}`);
      const before = place.writes;
      await place.later(19);
      expect(place.writes).toBe(before);
      expect(decidable(place.it)).toHaveLength(1);
      await place.later(2);
      await place.sent();
    }));

  test("asked to slow down when a client's thread is begun, there is one thread in the end", () =>
    within(async (place) => {
      place.fail(place.methods.post, { retryAfter: 10 });
      await place.request();
      expect(place.cards).toEqual([]);
      await place.later(11);
      expect(threads(place.it)).toBe(1);
      await place.approved();
    }));

  test.each([
    { what: "a broken server", trouble: { status: 503 } },
    { what: "a cut line", trouble: { cut: true } },
  ])("$what before anything was done: one card, one answer", ({ trouble }) =>
    within(async (place) => {
      place.fail(place.methods.post, { ...trouble, when: isCard });
      await place.request();
      await place.later(2);
      expect(place.cards).toHaveLength(1);
      place.fail(place.methods.rewrite, { ...trouble, when: isCard });
      await place.approved();
    }),
  );

  test.each([
    { what: "a broken server", trouble: { status: 503 } },
    { what: "a cut line", trouble: { cut: true } },
  ])(
    "$what after the card was stored: looked up where that can be done, else an older and a newer one",
    ({ trouble }) =>
      within(async (place) => {
        const { it } = place;
        place.fail(place.methods.post, { ...trouble, when: isCard, after: "performed" });
        await place.request();
        await place.later(2);
        await it.until("a card", () => place.cards.length > 0);
        if (name === "slack") expect(place.cards).toHaveLength(1);
        else {
          expect(place.cards).toHaveLength(2);
          const { person } = place.hand as TelegramHand;
          const [older] = it.telegram?.messages((place.hand as TelegramHand).room).filter(isRequest) ?? [];
          if (!older) throw new Error("there is no older card");
          const told = await person.tap(older, "Approve");
          expect(told).toMatchObject({ alert: true, text: expect.stringContaining("newer card") });
          await it.rest();
          expect(older.keyboard).toEqual([]);
          expect(older.text).toContain("There is a newer card for this.");
          expect(it.office.sent()).toEqual([]);
          expect(it.office.events("access.refused")[0]?.data.why).toBe("superseded");
        }
        place.fail(place.methods.rewrite, { ...trouble, when: isCard, after: "performed" });
        await place.approved();
      }),
  );

  test.each(["before", "performed"] as const)("a thread's beginning whose answer is lost (%s): one thread", (after) =>
    within(async (place) => {
      place.fail(place.methods.post, { cut: true, after });
      await place.request();
      await place.later(2);
      expect(threads(place.it)).toBe(1);
      await place.approved();
    }),
  );

  test("a card that the owner deleted comes again, and can be decided", () =>
    within(async (place) => {
      await place.request();
      remove(place, REQUEST);
      expect(place.cards).toEqual([]);
      await place.it.restart();
      await place.later(2);
      expect(place.cards).toHaveLength(1);
      await place.approved();
    }));

  test("a decided card that the owner deleted stays away", () =>
    within(async (place) => {
      await place.request();
      await place.approved();
      remove(place, REQUEST);
      await place.it.restart();
      await place.later(2);
      expect(place.cards).toEqual([]);
      allIsRight(place.it);
    }));

  test("a client's thread that was deleted is begun anew with the next card, and the open one comes again", () =>
    within(async (place) => {
      const { it } = place;
      await place.request();
      removeThread(place);
      await it.receive(
        letter({
          from: "Nora Whitfield <nora@whitfield-ceramics.example>",
          subject: "One more thing",
          text: "Hello,\n\ncould you also print business cards for us?\n\nNora Whitfield",
          id: "2@whitfield-ceramics.example",
        }),
      );
      await place.later(2);
      await place.later(2);
      expect(threads(it)).toBe(1);
      expect(place.cards).toHaveLength(1);
      const open = it.office.workspace.records.find(proposals, "state = 'open'");
      expect(decidable(it)).toHaveLength(open.length);
      expect(new Set(decidable(it).map((one) => one.thread)).size).toBe(1);
      await place.hand.tap(REQUEST, "Approve");
      await it.until("the mail", () => it.office.sent().length === 1);
    }));

  test("a place where no thread can be begun shows its cards in the room", () =>
    within(async (place) => {
      if (name === "slack")
        place.fail("chat.postMessage", {
          refusal: "no_text",
          times: ALWAYS,
          when: (args) => /^Nora Whitfield/.test(String(args.text)),
        });
      else place.fail("createForumTopic", { refusal: "TOPICS_TOO_MUCH", times: ALWAYS });
      await place.request();
      await place.later(2);
      expect(place.cards).toHaveLength(1);
      expect(place.cards[0]?.thread).toBeNull();
      await place.approved();
    }));

  test("a format that is refused becomes words with the code, which decide as the buttons would", () =>
    within(async (place) => {
      const { it } = place;
      place.fail(place.methods.post, {
        refusal: name === "slack" ? "invalid_blocks" : "can't parse entities",
        times: ALWAYS,
        when: isRich,
      });
      await place.request();
      const [card] = place.cards.length > 0 ? place.cards : standing(it).filter((one) => REQUEST.test(one.text));
      const code = String(it.office.events("proposal.opened")[0]?.data.code);
      expect(card?.text).toContain(code);
      expect(card?.text).toContain("thank you for your message"); // all that would leave
      expect(card?.buttons).toEqual([]);
      await place.hand.say(`approve ${code}`);
      await it.until("the mail", () => it.office.sent().length === 1);
      place.heal();
      await place.sent();
    }));

  test("a format that is refused, and a text too long for words: it is decided only after it was opened", () =>
    within(async (place) => {
      const { it } = place;
      const refusal = name === "slack" ? "invalid_blocks" : "can't parse entities";
      for (const method of Object.values(place.methods)) place.fail(method, { refusal, times: ALWAYS, when: isRich });
      await place.request();
      const code = String(it.office.events("proposal.opened")[0]?.data.code);
      const line = "All of this is for you to read. ";
      const edited = await it.office.edit(code, {
        text: `Hello Nora,\n${line.repeat(89)}\nRobin, at the end of it all`,
      });
      expect(edited.kind).toBe("shown");
      await it.rest();
      expect(standing(it).some((one) => one.text.includes(`pen ${code}`))).toBe(true); // the words that are offered
      await place.hand.say(`approve ${code}`);
      expect(it.office.events("proposal.approved")).toEqual([]);
      await place.hand.say(`open ${code}`);
      await it.until("its end", () => standing(it).some((one) => /at the end of it all/.test(one.text)));
      await place.hand.say(`approve ${code}`);
      await it.until("the mail", () => it.office.sent().length === 1);
      expect(it.office.sent()[0]?.replaceAll("=\r\n", "")).toContain("Robin, at the end of it all");
      place.heal();
      await place.later(5);
      allIsRight(it);
    }));

  test("the longest of letters can't be approved before all of it was opened; then it can", () =>
    within(async (place) => {
      const { it } = place;
      await place.request();
      const code = String(it.office.events("proposal.opened")[0]?.data.code);
      const lines = Array.from(
        { length: 4000 },
        (_, at) => `Line ${String(at).padStart(4, "0")}: ${"word ".repeat(8)}`,
      );
      const text = lines.join("\n").slice(0, 199_980).concat("\nThis is the very end.");
      await it.office.edit(code, { text });
      await it.rest();
      const [card] = decidable(it);
      expect(card?.buttons).not.toContain("Approve");
      expect(card?.buttons).toContain("Read it all");
      await place.hand.say(`approve ${code}`);
      expect(it.office.sent()).toEqual([]);
      await place.hand.tap(REQUEST, "Read it all");
      const read = await it.until("the end of the text", () => {
        const all = wholeOf(place);
        return all.includes("This is the very end.") && all;
      });
      expect(lines.slice(0, 3800).filter((line) => !read.includes(line.trim()))).toEqual([]);
      await it.until("the approval", () => decidable(it)[0]?.buttons.includes("Approve"));
      await place.hand.tap(REQUEST, "Approve");
      await it.until("the mail", () => it.office.sent().length === 1);
      await it.rest();
      allIsRight(it);
    }));

  test("what is delivered twice is taken once", () =>
    within(async (place) => {
      const { it } = place;
      await place.request();
      if (it.slack) it.slack.duplicate(2);
      await place.hand.tap(REQUEST, "Approve");
      const taps = (it.telegram?.made("getUpdates") ?? []).flatMap((call) => {
        const { result = [] } = (call.answer ?? {}) as { result?: ReadonlyArray<{ callback_query?: unknown }> };
        return result.filter((update) => update.callback_query);
      });
      for (const update of taps) it.telegram?.replay(update as Parameters<typeof it.telegram.replay>[0]);
      await it.until("the poll", () => (it.telegram?.pending ?? 0) === 0);
      await place.sent();
    }));

  test("words whose delivery failed are brought again, and answered once", () =>
    within(async (place) => {
      const { it } = place;
      await place.request();
      if (it.slack) {
        it.slack.duplicate(1);
        it.slack.dropSockets();
      } else it.telegram?.fail("getUpdates", { cut: true, times: 3, after: "performed" });
      await place.hand.say("status");
      await it.until("the answer", () => /1 waits for you/.test(place.hand.screen()));
      await place.later(5);
      expect(place.hand.screen().match(/1 waits for you/g)).toHaveLength(1);
      expect(it.office.events("owner.said")).toHaveLength(1);
      await place.approved();
    }));

  test("tokens that are taken away while it runs are told of once; the other chat goes on", async () => {
    const company = await Company.open({ surfaces: CHATS });
    try {
      await company.receive(letter(INQUIRY));
      const other = CHATS.find((chat) => chat !== name) ?? "slack";
      const { slack, telegram } = company;
      if (name === "slack" && slack) slack.tokens.revoked = "invalid_auth";
      else telegram?.fail("*", { code: 401, description: "Unauthorized", times: ALWAYS });
      await company.hand(other).tap(REQUEST, "Approve");
      await company.until("the mail", () => company.office.sent().length === 1);
      for (let minute = 0; minute < 5; minute++) {
        company.office.clock.advance(61_000);
        await company.rest();
      }
      const token = { slack: /SLACK_BOT_TOKEN/, telegram: /TELEGRAM_BOT_TOKEN/ }[name];
      expect(new Set(company.troubles.filter((words) => token.test(words))).size).toBe(1);
      expect(decidable(company).map((one) => one.surface)).toEqual([name]);
      if (slack) slack.tokens.revoked = null;
      telegram?.heal();
      company.office.clock.advance(61_000);
      await company.until("the outcome there", () => decidable(company).length === 0);
      await company.rest();
      allIsRight(company);
    } finally {
      await company.close();
    }
  });
});

describe("slack", () => {
  const within = (work: (place: OneChat) => Promise<void>) => OneChat.with("slack", work);

  test("a card whose answer was lost is looked up until Slack can say, and not sent twice", () =>
    within(async (place) => {
      const { it } = place;
      place.fail("chat.postMessage", { cut: true, when: isCard, after: "performed" });
      place.fail("conversations.replies", { status: 503 });
      place.fail("conversations.replies", { retryAfter: 20 });
      await place.request();
      await place.later(3);
      await place.later(3);
      await place.later(19);
      const looked = () => it.slack?.calls.filter((call) => call.method === "conversations.replies").length ?? 0;
      expect(looked()).toBe(2);
      await place.later(3);
      expect(looked()).toBe(3);
      expect(place.cards).toHaveLength(1);
      await place.approved();
    }));

  test("a socket that is closed in the middle of a card comes back, and the card is one", () =>
    within(async (place) => {
      const { slack } = place.it;
      slack?.delay("chat.postMessage", 60);
      const coming = place.request();
      await slack?.until(() => slack.calls.some((call) => call.method === "chat.postMessage" && isCard(call.args)));
      slack?.dropSockets();
      await coming;
      slack?.delay("chat.postMessage", 0);
      expect(place.cards).toHaveLength(1);
      await slack?.until(() => slack.sockets.connections === 1);
      await place.approved();
    }));

  test("garbage and floods through the socket are refused and recorded, and change nothing", () =>
    within(async (place) => {
      const { it } = place;
      await place.request();
      const { slack } = it;
      slack?.sockets.blurt("{not json");
      slack?.sockets.blurt(JSON.stringify({ type: "events_api", payload: { event: null } }));
      slack?.sockets.blurt(JSON.stringify({ type: "hello", padding: "x".repeat(5_000_000) }));
      await slack?.deliver("interactive", { type: "block_actions", user: { id: "U0000OWNER" }, actions: [{}] });
      await slack?.deliver("interactive", { type: "block_actions", actions: "approve" });
      await slack?.deliver("slash_commands", { command: "/atelier", text: "approve all" });
      await it.until("the refusals", () => it.office.events("access.refused").length >= 6);
      const why = it.office.events("access.refused").map((event) => event.data.why);
      expect(why.sort()).toEqual(["malformed", "malformed", "malformed", "malformed", "malformed", "oversized"]);
      await slack?.until(() => slack.sockets.connections === 1);
      await place.approved();
    }));

  test("it can be stopped at any moment of a reconnect", async () => {
    for (let round = 0; round < 12; round++)
      await within(async ({ it }) => {
        it.slack?.delay("apps.connections.open", round % 3 === 0 ? 20 : 0);
        it.slack?.deaf(round % 4 === 1);
        it.slack?.dropSockets();
        const opened = it.slack?.calls.filter((call) => call.method === "apps.connections.open").length ?? 0;
        if (round % 2 === 0)
          await it.slack?.until(
            () => it.slack?.calls.filter((call) => call.method === "apps.connections.open").length === opened + 1,
          );
      });
  });
});

describe("telegram", () => {
  const within = (work: (place: OneChat) => Promise<void>) => OneChat.with("telegram", work);

  test("another poller is told of once, and what is tapped meanwhile arrives", () =>
    within(async (place) => {
      const { it } = place;
      await place.request();
      place.fail("getUpdates", { status: 409, times: 3 });
      it.telegram?.interfere();
      await it.until("the complaint", () => it.troubles.some((words) => /another copy/.test(words)));
      await place.approved();
      expect(it.troubles.filter((words) => /another copy/.test(words))).toHaveLength(1);
    }));

  test("updates that make no sense are passed over, and what comes after them is taken", () =>
    within(async (place) => {
      const { it } = place;
      await place.request();
      const strange: unknown[] = [
        { message: { message_id: 5, chat: { id: 1, type: "private" } } },
        { callback_query: { id: "1", from: { id: 101, is_bot: false, first_name: "R" }, data: "approve" } },
        { callback_query: { id: "2", from: { id: 101, is_bot: false, first_name: "R" }, data: "x".repeat(64) } },
        { message: null },
        { callback_query: { id: "3" } },
      ];
      for (const update of strange) it.telegram?.push(update as Parameters<typeof it.telegram.push>[0]);
      await place.approved();
      expect(it.telegram?.pending).toBe(0);
    }));
});

test("while hundreds of mails come in, everything that is done in the chats is acknowledged well within 3 s", async () => {
  const it = await Company.open({ surfaces: CHATS });
  try {
    await it.receive(letter(INQUIRY));
    const slack = it.hand("slack") as SlackHand;
    const telegram = it.hand("telegram") as TelegramHand;
    for (let number = 0; number < MANY; number++) it.office.drop(`many-${number}.eml`, from(`Ada Person${number}`));
    it.office.clock.advance(10_000);
    let over = false;
    const working = (async () => {
      while (!over) await it.tick();
    })();
    const took = { slackTap: [] as number[], slackWords: [] as number[], telegramTap: [] as number[] };
    const came = () => it.office.workspace.ledger.head()?.seq ?? 0;
    const first = came();
    for (let round = 0; round < 15; round++) {
      const before = came();
      const [tapped, said, answered] = await Promise.all([
        slack.person.tap(await slack.message(CARD), "Why?"),
        slack.person.dm("queue"),
        telegram.person.tap(await telegram.message(CARD), "Why?"),
      ]);
      took.slackTap.push(tapped.ackMs ?? ALWAYS);
      took.slackWords.push(said.deliveries[0]?.ackMs ?? ALWAYS);
      took.telegramTap.push(answered.ms);
      await it.until("more mail", () => came() > before + 5);
    }
    const approved = await slack.person.tap(await slack.message(CARD), "Approve");
    took.slackTap.push(approved.ackMs ?? ALWAYS);
    await it.until("the mail", () => it.office.sent().length === 1);
    const meanwhile = came() - first;
    over = true;
    await working;
    const words = Object.entries(took).map(
      ([what, ms]) => `${what} ${middle(ms)} ms, at most ${Math.ceil(Math.max(...ms))} ms`,
    );
    process.stdout.write(`acknowledged while ${meanwhile} events were written: ${words.join("; ")}\n`);
    expect(Math.max(...Object.values(took).flat())).toBeLessThan(3000);
    expect(it.office.events("mail.received").length).toBeGreaterThan(MANY / 2);
  } finally {
    await it.close();
  }
});

function middle(numbers: readonly number[]): number {
  return Math.ceil([...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0);
}
