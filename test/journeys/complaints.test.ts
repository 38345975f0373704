/**
 * Somebody is unhappy, or wants to stop: the owner hears of it at once, on one card that says what they say and what stands
 * with them, and nothing leaves to them by itself until the owner lets it go on. A falling score is told once.
 */
import { expect, test } from "vitest";
import { clients } from "../../src/records/client.ts";
import { healths } from "../../src/records/standing.ts";
import { DAY_MS, deskOf, inOffice } from "../kernel/company.ts";
import type { Office } from "../support/office.ts";
import { fallsDue, part, planFor } from "../support/planned.ts";
import { allIsWell, cards, INQUIRY, lastCard, receive, withClient } from "./letters.ts";

const COMPLAINT = "Robin, I am really disappointed with the draft. This is not what we agreed.";
const LEAVING = "Dear Robin, we have decided to end our contract at the end of the month.";

/** An invoice from before the workspace, to be paid by `dueOn`. */
function owes(office: Office, scope: string, dueOn: string): Promise<void> {
  const sums = { netCents: 100_000, taxCents: 19_000, grossCents: 119_000, currency: "EUR", paidCents: 0 };
  return fallsDue(office, "invoice.imported", scope, "invoice:n_1", {
    invoice: "n_1",
    number: "2026-0001",
    ...sums,
    taxKind: "standard",
    taxRateBp: 1900,
    issuedOn: "2026-10-01",
    dueOn,
  });
}

/** What was agreed with them, with a month's notice. */
function agreed(office: Office, scope: string): Promise<void> {
  return fallsDue(office, "contract.agreed", scope, "contract:k_1", {
    contract: "k_1",
    priceCents: 120_000,
    currency: "EUR",
    per: "month",
    taxKind: "standard",
    taxRateBp: 1900,
    termsDays: 14,
    noticeDays: 30,
    renews: "monthly",
    startsOn: "2026-03-15",
  });
}

const held = (office: Office, scope: string): number => office.workspace.records.get(clients, scope)?.held ?? 0;

async function write(office: Office, text: string): Promise<void> {
  await receive(office, {
    from: INQUIRY.from,
    subject: "Re: Website",
    text,
    id: `${office.events().length}@w.example`,
  });
}

test("a complaint holds their mail and is one urgent card: what they say, and what stands with them", () =>
  inOffice(async (office) => {
    const scope = await withClient(office);
    await planFor(office, scope, [{ key: "draft", title: "First draft", dueOn: "2026-12-01" }]);
    await owes(office, scope, "2026-11-20");
    const before = office.shown.length;
    await write(office, COMPLAINT);
    const shown = cards(office, before);
    expect(shown.map(({ card }) => card.title)).toEqual([
      "Nora Whitfield is unhappy: “Robin, I am really disappointed with the draft.” Now: an invoice of 1,190.00 EUR is open and overdue; “Monthly package” has a task left; before this they wrote on Tue 24 Nov.",
    ]);
    const [card] = shown.map((posting) => posting.card);
    expect(card).toMatchObject({ kind: "question", urgent: true, quote: { text: COMPLAINT } });
    expect(card?.choices?.map(({ label }) => label)).toEqual(["Seen, hold their mail", "Seen, let mail go on"]);
    expect(held(office, scope)).toBeGreaterThan(0);
    expect(office.events("mail.held").map(({ data }) => data.why)).toEqual(["complaint"]);
    // Another one while their mail is held is another card, and nothing is held twice.
    await write(office, "I am still very unhappy. This is unacceptable.");
    expect(cards(office, before)).toHaveLength(2);
    expect(office.events("mail.held")).toHaveLength(1);
    allIsWell(office);
  }));

test("what would leave by itself waits while mail is held, asks nobody, and leaves once it is let go on", () =>
  inOffice(async (office) => {
    const scope = await withClient(office);
    await planFor(office, scope, [{ key: "one", title: "Welcome letter", kind: "letter", text: "welcome" }]);
    await write(office, COMPLAINT);
    const since = office.sent().length;
    const shown = office.shown.length;
    await fallsDue(office, "task.due", scope, `task:${part("one")}`, { task: part("one"), kind: "letter" });
    await office.restart();
    office.clock.advance(120_000);
    await office.rest();
    expect(office.sent()).toHaveLength(since);
    expect(cards(office, shown)).toEqual([]);
    await office.workspace.door.desk.settle(office.code(/is unhappy/), { outcome: "release" });
    await office.rest();
    expect(held(office, scope)).toBe(0);
    office.clock.advance(120_000);
    await office.rest();
    expect(office.sent()).toHaveLength(since + 1);
    expect(cards(office, shown)).toEqual([]);
  }));

test("what may be a complaint rings and holds their mail until the owner has said what it is", () =>
  inOffice(async (office) => {
    const scope = await withClient(office);
    await planFor(office, scope, [{ key: "one", title: "Welcome letter", kind: "letter", text: "welcome" }]);
    await write(office, "Your last delivery was sloppy and I'm not going to pretend otherwise.");
    const { card, code } = lastCard(office);
    expect(card).toMatchObject({ kind: "question", urgent: true });
    const since = office.sent().length;
    await fallsDue(office, "task.due", scope, `task:${part("one")}`, { task: part("one"), kind: "letter" });
    office.clock.advance(120_000);
    await office.rest();
    expect(office.sent()).toHaveLength(since);
    await office.workspace.door.desk.settle(code, { classes: "thanks" });
    await office.rest();
    office.clock.advance(120_000);
    await office.rest();
    expect(office.sent()).toHaveLength(since + 1);
    allIsWell(office);
  }));

test("a reply typed on the card leaves once it is approved, and the hold stays", () =>
  inOffice(async (office) => {
    const scope = await withClient(office);
    await write(office, COMPLAINT);
    const { code } = lastCard(office);
    const since = office.sent().length;
    await office.edit(code, { reply: "I am sorry. May I call you today?" });
    await office.rest();
    expect(lastCard(office).card.choices?.map(({ label }) => label)).toEqual([
      "Answer, hold their mail",
      "Answer, let mail go on",
    ]);
    expect((await office.approve(code)).kind).toBe("approved");
    await office.rest();
    expect(office.sent()).toHaveLength(since + 1);
    expect(office.sent().join("\n")).toContain("May I call you today?");
    expect(held(office, scope)).toBeGreaterThan(0);
  }));

test("a notice shows what the contract says of it, and one tap begins to end the work with it", () =>
  inOffice(async (office) => {
    const scope = await withClient(office);
    await planFor(office, scope, [{ key: "draft", title: "First draft" }]);
    await agreed(office, scope);
    await write(office, LEAVING);
    const { card, code } = lastCard(office);
    expect(card.title).toMatch(/^Nora Whitfield wants to stop: “.*” Now: no invoice is open; /);
    expect(card.rows).toEqual(
      expect.arrayContaining([
        { label: "Notice", after: "30 days, given on Tue 24 Nov" },
        { label: "It would end", after: "Thu 14 Jan 2027" },
      ]),
    );
    const end = card.choices?.at(-1);
    expect(end?.label).toBe("Start offboarding, end Thu 14 Jan");
    await office.workspace.door.desk.settle(code, end?.set ?? {});
    await office.rest();
    expect(office.events("notice.accepted").map(({ data }) => data.endsOn)).toEqual(["2027-01-14"]);
    expect(office.events("plan.made").at(-1)?.data).toMatchObject({ playbook: "offboarding", anchorOn: "2027-01-14" });
    expect(held(office, scope)).toBe(0);
  }));

test("with no work under way there is nothing that could be ended", () =>
  inOffice(async (office) => {
    await withClient(office);
    await write(office, LEAVING);
    const { card, code } = lastCard(office);
    expect(card.choices).toHaveLength(2);
    expect(card.rows).toContainEqual({ label: "Contract", after: "none is on record" });
    expect(await office.edit(code, { outcome: "end" })).toMatchObject({
      kind: "refused",
      why: expect.stringMatching(/Nothing is under way/),
    });
  }));

test("who falls is told of once, with the reasons; the next day says nothing, and recovering neither", () =>
  inOffice(async (office) => {
    const scope = await withClient(office);
    await owes(office, scope, "2026-10-20");
    const notices = () => office.shown.filter(({ card }) => card.kind === "notice").map(({ card }) => card);
    await nextDay(office);
    expect(notices().map(({ title }) => title)).toEqual(["Whitfield Ceramics Ltd has fallen to “watch” (70 of 100)."]);
    expect(notices()[0]).toMatchObject({ quiet: true, rows: [{ label: "Why", after: "An invoice is overdue (−30)" }] });
    await nextDay(office);
    expect(office.events("health.changed")).toHaveLength(1);
    await fallsDue(office, "payment.matched", scope, "invoice:n_1", {
      payment: "y_1",
      invoice: "n_1",
      amountCents: 119_000,
    });
    await nextDay(office);
    expect(office.events("health.changed").map(({ data }) => data.score)).toEqual([70, 92]);
    // The first answer promised a word within two working days, and none came.
    expect(office.workspace.records.get(healths, scope)).toMatchObject({ score: 92, band: "well" });
    expect(notices()).toHaveLength(1);
  }));

test("complaints and notices weigh on how they fare", () =>
  inOffice(async (office) => {
    const scope = await withClient(office);
    await write(office, COMPLAINT);
    await write(office, LEAVING);
    await nextDay(office);
    const [changed] = office.events("health.changed");
    expect(changed?.scope).toBe(scope);
    expect(changed?.data).toMatchObject({ score: 25, band: "at-risk", before: null, for: "health" });
  }));

test("only the owner lets held mail go on", () =>
  inOffice(async (office) => {
    const scope = await withClient(office);
    await write(office, COMPLAINT);
    const { authority } = office.workspace.charter;
    const released = (agent: string, reviewed: boolean) =>
      authority.access().judge({
        principal: { type: "Agent", id: agent },
        action: "mail.release",
        resource: { type: "Client", id: scope },
        attributes: { stage: "onboarding", language: "en" },
        context: {
          outward: false,
          reversible: true,
          untrusted: false,
          personal: true,
          crossClient: false,
          knownAddress: true,
          quietHours: false,
          held: true,
        },
      })[reviewed ? "seen" : "unseen"].kind;
    expect([released("health", false), released("health", true)]).toEqual(["deny", "deny"]);
    const order = { action: "mail.release", client: scope, params: {}, now: true };
    expect(await deskOf(office).order(order)).toMatchObject({ kind: "approved" });
    expect(held(office, scope)).toBe(0);
  }));

async function nextDay(office: Office): Promise<void> {
  office.clock.advance(DAY_MS);
  await office.rest();
}
