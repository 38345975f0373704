/**
 * Slack at the desk and Telegram on the phone, together: one request, two cards, one decision, wherever each step is taken, and
 * with a restart between any two of them. ATELIER_SWEEP=full restarts after every single tick.
 */
import { describe, expect, test } from "vitest";
import { sampleMails } from "../../src/connectors/mail-folder/samples.ts";
import { clients } from "../../src/records/client.ts";
import { letter } from "../journeys/letters.ts";
import { Company, type CompanyOptions } from "../support/chats/company.ts";
import { START } from "../support/office.ts";
import { allIsRight, LESSON, standing } from "./standing.ts";

const BOTH = ["slack", "telegram"] as const;
type Chat = (typeof BOTH)[number];
const REQUEST = /Open Whitfield Ceramics Ltd as a client and answer Nora Whitfield/;
const WORDS = "Hello Nora,\nWednesday at eleven suits me.\nRobin";
const FULL = process.env.ATELIER_SWEEP === "full";
/** Of the cut points, so many are tried a run; which ones follows from the journey, so that each is tried in one of them. */
const STRIDE = FULL ? 1 : 5;

async function company(options: Partial<CompanyOptions>, work: (company: Company) => Promise<void>): Promise<Company> {
  const opened = await Company.open({ surfaces: BOTH, ...options });
  try {
    await work(opened);
  } finally {
    await opened.close();
  }
  return opened;
}

/** The first mail: seen in both chats, edited in one, approved in the other. Answers how many ticks it took. */
async function journey(edited: Chat, approved: Chat, options: Partial<CompanyOptions>): Promise<number> {
  const { ticks } = await company(options, async (it) => {
    await it.receive(String(sampleMails(START)[0]?.raw));
    for (const chat of BOTH) {
      const { text, thread, buttons } = await it.hand(chat).card(REQUEST);
      expect(text).toContain("nora@whitfield-ceramics.example");
      expect(buttons).toContain("Approve");
      if (chat === "slack" || options.forum !== false) expect(thread).not.toBeNull();
    }
    await it.hand(edited).rewrite(REQUEST, WORDS);
    expect(it.office.sent()).toEqual([]);
    const changed = await it.hand(approved).card(/Wednesday at eleven suits me/);
    expect(changed.text).toMatch(/changed since/i);
    await it.hand(approved).tap(/Wednesday at eleven suits me/, "Approve");
    await decided(it, approved);
  });
  return ticks;
}

/** One mail left, and both cards say so in the same words. */
async function decided(it: Company, where: Chat): Promise<void> {
  const outcome = await it.until("the outcome on both cards", () => {
    const [first, second, ...more] = BOTH.flatMap((chat) => outcomes(it, chat));
    return first !== undefined && first === second && more.length === 0 ? first : null;
  });
  const words = { slack: "Slack", telegram: "Telegram" }[where];
  expect(outcome).toMatch(new RegExp(`^✅ Approved on ${words}, Tue 24 Nov, \\d\\d:\\d\\d\\. Sent\\.$`));
  await it.rest();
  expect(it.office.sent()).toHaveLength(1);
  expect(it.office.sent()[0]).toContain("Wednesday at eleven suits me.");
  expect(it.office.events("effect.performed")).toHaveLength(1);
  expect(it.office.events("proposal.approved").map((event) => event.data.surface)).toEqual([where]);
  expect(it.office.workspace.records.find(clients, "stage = 'onboarding'")).toHaveLength(1);
  expect(it.office.events("access.refused")).toEqual([]);
  for (const chat of BOTH) expect(cards(it, chat)).toHaveLength(1);
  allIsRight(it);
}

function cards(it: Company, chat: Chat) {
  const isCard = (text: string) => REQUEST.test(text) && /Why I ask/i.test(text) && !LESSON.test(text);
  return standing(it).filter((one) => one.surface === chat && isCard(one.text));
}

/** What became of the request, as the cards of that chat say it. */
function outcomes(it: Company, chat: Chat): string[] {
  return cards(it, chat).flatMap(({ text }) => /✅ Approved.*Sent\./.exec(text)?.[0] ?? []);
}

describe.each([
  { edited: "telegram", approved: "slack" },
  { edited: "slack", approved: "telegram" },
] as const)("edited on $edited, approved on $approved", ({ edited, approved }) => {
  test("one mail leaves and both cards say so, also with a restart between any two steps", async () => {
    const ticks = await journey(edited, approved, {});
    expect(ticks).toBeGreaterThan(10);
    const first = edited === "slack" ? 1 : 1 + Math.floor(STRIDE / 2);
    for (let cut = first; cut <= ticks; cut += STRIDE) await journey(edited, approved, { cut: (tick) => tick === cut });
  }, 120_000);
});

test("in a plain Telegram chat, where there are no topics, it is the same", () =>
  journey("telegram", "slack", { forum: false }));

describe.each([
  { away: "slack", here: "telegram" },
  { away: "telegram", here: "slack" },
] as const)("while $away can't be reached", ({ away, here }) => {
  test("what is decided on the other chat is carried out, and the card is rewritten when it is back", () =>
    company({}, async (it) => {
      await it.receive(String(sampleMails(START)[0]?.raw));
      const platform = it[away];
      platform?.fail("*", { cut: true, times: Number.POSITIVE_INFINITY });
      if (away === "slack") it.slack?.dropSockets();
      await it.hand(here).tap(REQUEST, "Approve");
      await it.until("the mail", () => it.office.sent().length === 1);
      expect(outcomes(it, here)).toHaveLength(1);
      expect(cards(it, away)[0]?.buttons).toContain("Approve");
      it.slack?.faults.clear();
      it.telegram?.heal();
      it.office.clock.advance(60_000);
      await it.until("the outcome there", () => outcomes(it, away).length === 1);
      expect(outcomes(it, away)).toEqual(outcomes(it, here));
      await it.rest();
      allIsRight(it);
    }));
});

test("in a new month a client's thread goes on in a new one: linked both ways, its head says the state now", () =>
  company({}, async (it) => {
    await it.receive(String(sampleMails(START)[0]?.raw));
    await it.hand("slack").tap(REQUEST, "Approve");
    await it.until("the mail", () => it.office.sent().length === 1);
    it.office.clock.advance(12 * 86_400_000);
    await it.rest();
    await it.receive(
      letter({
        from: "Nora Whitfield <nora@whitfield-ceramics.example>",
        subject: "Re: A new website for our studio shop",
        text: "Hello Robin,\n\ncould you please tell me when we begin?\n\nNora",
        date: "Sun, 06 Dec 2026 10:00:00 +0000",
        id: "second.nora@whitfield-ceramics.example",
      }),
    );
    await it.hand("slack").tap(/tell me when we begin/, "Seen");
    await it.hand("slack").card(/tell me when we begin[\s\S]*✅ Approved/);
    await it.hand("telegram").card(/tell me when we begin[\s\S]*✅ Approved/);
    await it.rest();
    for (const chat of BOTH) {
      const [before, after, ...more] = heads(it, chat);
      expect(more).toEqual([]);
      expect(after?.text).toMatch(/Stage: onboarding\n\s*Waiting: nothing\n\s*Last heard: Sun 6 Dec/);
      expect(before?.text).not.toContain("Waiting"); // it rests, and says nothing that would be old tomorrow
      for (const head of [before, after]) expect(head?.text).toContain("Whitfield Ceramics Ltd");
      expect(before?.text).toMatch(/Goes on: December 2026/);
      expect(after?.text).toMatch(/Before: November 2026/);
      expect(before?.links).toEqual([after?.address]);
      expect(after?.links).toEqual([before?.address]);
      const [asked] = it.hand(chat).all(/tell me when we begin/);
      expect(asked?.thread).toBe(after?.thread);
    }
    allIsRight(it);
  }));

/** The first messages of a client's threads, with where they lead and by which address they are reached. */
function heads(it: Company, chat: Chat) {
  const { slack, telegram } = it;
  if (chat === "slack" && slack)
    return slack
      .messages(slack.room, null)
      .filter((one) => /(Stage|Goes on): /.test(one.lines.join("\n")))
      .map((one) => ({
        text: one.lines.join("\n"),
        thread: one.ts,
        links: [...JSON.stringify(one.blocks).matchAll(/"url":"([^"]+)"/g)].map(([, url]) => url),
        address: `https://acme-studio.slack.com/archives/${slack.room}/p${one.ts.replace(".", "")}?thread_ts=${one.ts}&cid=${slack.room}`,
      }));
  return (telegram?.rooms ?? [])
    .flatMap((room) => telegram?.messages(room) ?? [])
    .filter((one) => /^(Stage|Goes on): /m.test(one.text) && !/Why I ask/.test(one.text))
    .map((one) => ({
      text: one.text,
      thread: String(one.topic),
      links: one.entities.flatMap((entity) => (entity.type === "text_link" ? [entity.url] : [])),
      address: `https://t.me/c/${String(one.room.id).slice(4)}/${one.topic}/${one.id}`,
    }));
}
