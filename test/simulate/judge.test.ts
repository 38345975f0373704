/**
 * The judge: of a month in which all was right it has nothing to say, and of everything that is planted wrong it says what.
 */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { grossOf, readAgreement } from "../../src/simulate/agreed.ts";
import type { Asked, Books, IssuedPaper } from "../../src/simulate/books.ts";
import type { Evidence, Sent } from "../../src/simulate/evidence.ts";
import { type Judgement, judge } from "../../src/simulate/judge.ts";
import type { Letter } from "../../src/simulate/letters.ts";
import type { Party } from "../../src/simulate/people.ts";
import { GERMAN } from "../../src/simulate/voices-de.ts";
import { ENGLISH } from "../../src/simulate/voices-en.ts";
import { type Uttered, World } from "../../src/simulate/world.ts";
import { PACKAGE_ROOT } from "../support/office.ts";

const at = (day: number, hour = 10) => Date.UTC(2026, 2, day, hour);
const AGREEMENT = readAgreement(join(PACKAGE_ROOT, "policies/playbooks/monthly-package.yaml"));
const ENDS = at(31, 19);

/** A month of three clients; the first got everything, accepted it, and was invoiced. */
function month() {
  const world = new World({ seed: 1, clients: 3, choir: { en: ENGLISH, de: GERMAN }, startsAt: at(2, 6) });
  const [first, second, third] = world.parties as [Party, Party, Party];
  for (const [begins, day] of [
    ["Mid-month report for", 13],
    ["Month-end report for", 20],
  ] as const) {
    world.promise({ client: 0, what: begins, month: "March", untilOn: `2026-03-${day}`, kept: null });
    const got = world.gotOf(0, `${begins} March`);
    got.arrived.push(at(day));
    got.said.push({ at: at(day, 14), verdict: "approve" });
    world.keeps(0, `${begins} March`, at(day));
  }
  world.bills.push({ client: 0, month: "March", on: "2026-03-27" });
  world.promise({ client: 1, what: "the list", month: null, untilOn: "2026-03-10", kept: at(10) });
  const net = first.priceCents;
  const sums = grossOf(net, first.taxRateBp);
  const bill = { number: "RV-2026-0003", grossCents: sums.grossCents, dueOn: "2026-04-03" };
  world.invoiced.set(bill.number, { client: 0, at: at(20, 15), bill });
  const paper: IssuedPaper = {
    kind: "invoice",
    number: bill.number,
    ordinal: 3,
    scope: "c_0",
    milestone: "g_0/month",
    netCents: net,
    ...sums,
    dueOn: bill.dueOn,
    at: at(20, 14),
  };
  const said = (id: string, more: Partial<Uttered>): Uttered => {
    const uttered = { id, at: at(16), client: 1, meaning: "ambiguous", text: "Hm.", clear: false, ...more } as Uttered;
    world.uttered.set(id, uttered);
    return uttered;
  };
  said("unclear", {});
  said("clear", { meaning: "approve", text: "Accepted.", clear: true, client: 0 });
  const letter = (to: Party, subject: string, more: Partial<Letter> = {}): Sent => ({
    at: at(20, 15),
    letter: {
      id: subject,
      at: at(20, 15),
      to: [to.address],
      subject,
      text: `Hello ${to.first} of ${to.company}`,
      references: [],
      files: [],
      byHand: false,
      ...more,
    },
  });
  const asked = (messageId: string): Asked => ({
    proposal: `p_${messageId}`,
    action: "owner.ask",
    weight: 1,
    principal: "agent:deliverable",
    scope: "c_1",
    openedAt: at(16),
    closedAt: at(16, 12),
    root: { type: "mail.received", messageId, at: at(16), payment: null },
  });
  const books: Books = {
    hash: "",
    events: 0,
    papers: [paper],
    closings: [{ milestone: "g_0/month", title: "The work of March", scope: "c_0", by: "acceptance", at: at(20, 14) }],
    asked: [asked("unclear")],
    done: [{ action: "invoice.issue", principal: "agent:billing", scope: "c_0", at: at(20, 14) }],
    addresses: new Map(world.parties.map((party) => [`c_${party.index}`, [party.address]])),
    payments: new Map(),
    told: {},
    denied: {},
    longestDigestLines: 0,
  };
  const evidence: Evidence = {
    world,
    books,
    sent: [letter(first, `Invoice ${bill.number}`), letter(second, "Check-in")],
    agreement: AGREEMENT,
    workdays: { weekdays: [1, 2, 3, 4, 5], isHoliday: () => false, isAway: () => false },
    endsAt: ENDS,
    firstNumber: 3,
    releases: [],
    approved: new Map(),
    dueOn: new Map([[bill.number, bill.dueOn]]),
  };
  return { world, evidence, books, paper, letter, asked, said, first, second, third };
}

/** What is found wrong, without what is right. */
function wrongs(evidence: Evidence): Partial<Judgement> {
  const { found: _, ...lists } = judge(evidence);
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0));
}

test("of a month in which all was right there is nothing to say", () => {
  const { evidence } = month();
  expect(wrongs(evidence)).toEqual({});
  expect(judge(evidence).found).toEqual({ ambiguous: 1, obligationsKept: 3, invoicesRight: 1 });
});

describe("an invoice is wrong", () => {
  const papers = (change: (paper: IssuedPaper) => readonly IssuedPaper[]) => {
    const { evidence, books, paper } = month();
    return wrongs({ ...evidence, books: { ...books, papers: change(paper) } });
  };

  test.each([
    ["by a cent", (paper: IssuedPaper) => [{ ...paper, netCents: paper.netCents + 1 }], /cents net instead of/],
    ["in its tax", (paper: IssuedPaper) => [{ ...paper, taxCents: paper.taxCents + 1 }], /cents of VAT/],
    [
      "for being the second",
      (paper: IssuedPaper) => [paper, { ...paper, ordinal: 4 }],
      /“The work of March” was invoiced before/,
    ],
    ["for nothing that was closed", (paper: IssuedPaper) => [{ ...paper, milestone: null }], /nothing was closed/],
    ["for another client", (paper: IssuedPaper) => [{ ...paper, scope: "c_9" }], /nobody who is a client/],
    ["when its number leaves a gap", (paper: IssuedPaper) => [{ ...paper, ordinal: 5 }], /number 5 was taken where 3/],
    ["when there is none", () => [], /closed and never invoiced/],
  ])("%s", (_, change, expected) => {
    expect(papers(change).invoices?.join("\n")).toMatch(expected);
  });

  test("when it went to somebody else, or never left", () => {
    const { evidence, world, paper } = month();
    world.invoiced.set(paper.number, { client: 2, at: at(20) });
    expect(wrongs(evidence).invoices?.join()).toContain(`it went to ${world.parties[2]?.company}`);
    world.invoiced.clear();
    expect(wrongs(evidence).invoices?.join()).toContain("it never reached");
  });

  test("when what it is for was closed before they had accepted it, or had got it", () => {
    const { evidence, world } = month();
    const got = world.gotOf(0, "Month-end report for March");
    got.said[0] = { at: at(20, 12), verdict: "change" };
    expect(wrongs(evidence).invoices?.join()).toContain("they had not accepted all of it");
    got.arrived.length = 0;
    expect(wrongs(evidence).invoices?.join()).toContain("before “Month-end report for March” had arrived");
  });

  test("when all was accepted and nothing was closed", () => {
    const { evidence, books } = month();
    const idle = { ...evidence, firstNumber: 1, books: { ...books, closings: [], papers: [] } };
    expect(wrongs(idle).invoices?.join()).toContain("all of March was accepted and never invoiced");
    const { world } = idle;
    for (const got of world.got.get(0)?.values() ?? []) got.said.length = 0;
    expect(wrongs(idle)).toEqual({});
    const later = { ...idle, endsAt: ENDS + 4 * 86_400_000 };
    expect(wrongs(later).invoices?.join()).toContain("nobody objected, and never invoiced");
  });
});

test("an obligation is missed when it comes late, or never", () => {
  const { evidence, world } = month();
  world.promise({ client: 2, what: "the numbers", month: null, untilOn: "2026-03-18", kept: at(19) });
  world.promise({ client: 2, what: "the offer", month: null, untilOn: "2026-03-18", kept: null });
  world.promise({ client: 2, what: "the rest", month: null, untilOn: "2026-04-10", kept: null });
  expect(wrongs(evidence).obligations).toEqual([
    expect.stringContaining("the numbers, promised for 2026-03-18, came on 2026-03-19"),
    expect.stringContaining("the offer, promised for 2026-03-18, never came"),
  ]);
});

describe("a mail is sent wrongly", () => {
  const sending = (make: (all: ReturnType<typeof month>) => Sent) => {
    const all = month();
    return wrongs({ ...all.evidence, sent: [...all.evidence.sent, make(all)] }).sends?.join("\n");
  };

  test("to an address that is no client's", () => {
    expect(sending(({ letter, first }) => letter(first, "Hi", { to: ["hello@growhub.example"] }))).toContain(
      "went to hello@growhub.example, who is no client",
    );
  });

  test("to two clients at once", () => {
    expect(
      sending(({ letter, first, second }) => letter(first, "Hi", { to: [first.address, second.address] })),
    ).toContain("and to somebody else");
  });

  test("with another's name, address, number or file in it", () => {
    const names = (more: (all: ReturnType<typeof month>) => Partial<Letter>) =>
      sending((all) => all.letter(all.second, "Hi", more(all)));
    expect(names(({ first }) => ({ text: `as for ${first.company}.` }))).toContain("names");
    expect(names(({ first }) => ({ text: `ask ${first.address}` }))).toContain("names");
    expect(names(({ paper }) => ({ text: `see ${paper.number},` }))).toContain("names");
    expect(
      names(({ world }) => {
        world.made.set("f00d", { client: 0, title: "Month-end report for March", version: 1, sha256: "f00d" });
        return { files: [{ name: "report.txt", type: "text/plain", sha256: "f00d" }] };
      }),
    ).toContain("report.txt of");
  });
});

test("an ambiguous message that was not put to the owner is missed, and a clear one that was is counted", () => {
  const { evidence, books, asked } = month();
  expect(wrongs({ ...evidence, books: { ...books, asked: [] } }).ambiguous).toHaveLength(1);
  const later = { ...asked("unclear"), openedAt: at(18) };
  expect(wrongs({ ...evidence, books: { ...books, asked: [later] } }).ambiguous).toHaveLength(1);
  expect(wrongs({ ...evidence, books: { ...books, asked: [...books.asked, asked("clear")] } }).clearAsked).toHaveLength(
    1,
  );
});

test("a refund that nobody approved is found", () => {
  const { evidence, books } = month();
  const done = [...books.done, { action: "invoice.refund", principal: "agent:billing", scope: "c_0", at: at(25) }];
  expect(wrongs({ ...evidence, books: { ...books, done } }).refunds).toHaveLength(1);
});

test("a reminder is wrong on a day that the bank's data doesn't cover, and after the money has come", () => {
  const { evidence, letter, first, paper, world } = month();
  const late = { ...letter(first, `Invoice ${paper.number}: a short reminder`), at: at(30) };
  const dueOn = new Map([[paper.number, "2026-03-20"]]);
  const reminded = { ...evidence, sent: [...evidence.sent, late], dueOn };
  expect(wrongs(reminded).reminders?.join()).toContain("ended on no day");
  world.bank.statement(at(30, 8), "2026-03-01", "2026-03-29");
  expect(wrongs(reminded)).toEqual({});
  const row = { on: "2026-03-24", client: 0, payer: "", reference: "", cents: 1, invoice: paper.number, exact: true };
  world.pay(row);
  expect(wrongs(reminded).reminders?.join()).toContain("though it had been paid");
});

test("a mail that leaves by itself after a complaint is found; what the owner approved is none", () => {
  const { evidence, letter, said, second } = month();
  said("angry", { meaning: "complaint", clear: null, at: at(17) });
  const sent = [{ ...letter(second, "Check-in"), at: at(18) }];
  expect(wrongs({ ...evidence, sent: [...evidence.sent.slice(0, 1), ...sent] }).held).toHaveLength(1);
  const released = {
    ...evidence,
    sent: [...evidence.sent.slice(0, 1), ...sent],
    releases: [{ client: 1, at: at(17, 12) }],
  };
  expect(wrongs(released)).toEqual({});
  const approved = new Map([[`${second.index} Check-in`, 1]]);
  expect(wrongs({ ...evidence, sent: [...evidence.sent.slice(0, 1), ...sent], approved })).toEqual({});
});

test("a time is wrong when the owner is busy then, or when it was given to somebody else", () => {
  const { evidence, letter, first, second } = month();
  const invited = (to: typeof first, text: string) =>
    letter(to, "Check-in", { text, files: [{ name: "invitation.ics", type: "text/calendar", sha256: "" }] });
  const times = (...sent: Sent[]) => wrongs({ ...evidence, sent: [...evidence.sent, ...sent] }).times?.join("\n");
  const good = "Monday 23 March, 10:00";
  expect(times(invited(first, good), invited(second, "Monday 23 March, 11:00"))).toBeUndefined();
  expect(times(invited(first, good), invited(second, good))).toMatch(/was given to .* and to/);
  expect(times(letter(first, "Times", { text: `- ${good}\n- Tuesday 24 March, 11:00` }))).toContain(
    "the owner is busy",
  );
});
