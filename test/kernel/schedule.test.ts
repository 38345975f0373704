/**
 * Durable timers and the day: a missed one fires once, whatever the clocks do, and the digest is the same for the same ledger.
 */
import { DateTime } from "luxon";
import { expect, test } from "vitest";
import { VirtualClock } from "../../src/lib/clock.ts";
import { Office, START } from "../support/office.ts";
import { DAY_MS, deskOf, dropInquiry, hire, inHome, inOffice, letter } from "./company.ts";

const BERLIN = "Europe/Berlin";
const berlin = (text: string) => DateTime.fromISO(text, { zone: BERLIN }).toMillis();
const digests = (office: Office) => office.shown.filter((one) => /^Your day/.test(one.card.title));
const days = (office: Office) =>
  office
    .events("day.started")
    .map((event) => DateTime.fromMillis(event.at, { zone: BERLIN }).toFormat("yyyy-MM-dd HH:mm"));

/** Lets `hours` pass, looking in every hour, as the heartbeat would. */
async function pass(office: Office, hours: number): Promise<void> {
  for (let hour = 0; hour < hours; hour++) {
    office.clock.advance(3_600_000);
    await office.rest();
  }
}

test("a day begins once, at the owner's hour", () =>
  inOffice(async (office) => {
    await pass(office, 50);
    expect(days(office)).toEqual(["2026-11-25 08:00", "2026-11-26 08:00"]);
  }));

test("days that were missed while nothing ran fire once after a restart, and the next comes at its hour", () =>
  inOffice(async (office) => {
    dropInquiry(office, 0);
    await office.rest();
    office.clock.advance(5 * DAY_MS);
    await office.restart();
    await office.rest();
    expect(days(office)).toEqual(["2026-11-29 10:00"]);
    expect(digests(office)).toHaveLength(1);
    await pass(office, 24);
    expect(days(office).slice(1)).toEqual(["2026-11-30 08:00"]);
  }));

test("the clocks going forward or back move no digest from its hour and double none", async () => {
  for (const [around, expected] of [
    ["2027-03-27T09:00", ["2027-03-28 08:00", "2027-03-29 08:00"]],
    ["2027-10-30T09:00", ["2027-10-31 08:00", "2027-11-01 08:00"]],
  ] as const)
    await inOffice(
      async (office) => {
        await pass(office, 48);
        expect(days(office)).toEqual(expected);
      },
      { clock: new VirtualClock(berlin(around)) },
    );
});

test("the digest counts the day and carries the ledger's head; an empty day has none", () =>
  inOffice(async (office) => {
    dropInquiry(office, 0);
    await office.rest();
    await pass(office, 24);
    expect(digests(office)).toHaveLength(1);
    const card = digests(office)[0]?.card;
    const row = card?.rows.find((one) => one.label === "Ledger");
    const [, seq, hash] = /^(\d+) events, ([\da-f]{16})$/.exec(row?.after ?? "") ?? [];
    const witnessed = office.events()[Number(seq) - 1];
    expect(witnessed?.hash.startsWith(hash ?? "?")).toBe(true);
    expect(Number(seq)).toBeGreaterThanOrEqual(Number(office.events("proposal.opened")[0]?.seq));
    expect(card?.rows).toContainEqual({ label: "Done", after: "1 message came in." });
    await pass(office, 24);
    expect(digests(office)).toHaveLength(1);
    expect(days(office)).toHaveLength(2);
  }));

test("the digest is the outside witness: a ledger cut off behind it no longer has the head it names", () =>
  inOffice(async (office) => {
    dropInquiry(office, 0);
    await office.rest();
    await pass(office, 24);
    const row = digests(office)[0]?.card.rows.find((one) => one.label === "Ledger");
    const [, seq, hash] = /^(\d+) events, ([\da-f]{16})$/.exec(row?.after ?? "") ?? [];
    const { verifyLedger } = await import("../../src/kernel/verify.ts");
    office.workspace.database.run("DELETE FROM events WHERE seq >= ?", [Number(seq)]);
    const verified = verifyLedger(office.workspace.database);
    expect(verified.ok).toBe(true); // a clean cut can't be seen from within
    expect(verified.head.seq).toBeLessThan(Number(seq));
    expect(verified.head.hash.startsWith(hash ?? "?")).toBe(false);
  }));

test("the same history gives the same digest", async () => {
  const texts: string[] = [];
  for (let twice = 0; twice < 2; twice++)
    await inOffice(async (office) => {
      dropInquiry(office, 0);
      await office.rest();
      await office.approve(office.code(/as a client/));
      dropInquiry(office, 1);
      await pass(office, 24);
      texts.push(JSON.stringify(digests(office)[0]?.card));
    });
  expect(texts[0]).toBe(texts[1]);
  expect(texts[0]).toContain("Krämer");
});

test("a card that was put away is not offered by the digest", () =>
  inOffice(async (office) => {
    dropInquiry(office, 0);
    await office.rest();
    const code = office.code(/as a client/);
    await deskOf(office).later(code, START + 3 * DAY_MS);
    await pass(office, 24);
    expect(digests(office)[0]?.card.title).toContain("nothing waits for you");
  }));

const TIMER = `
  async "mail.received@1"(event, context) {
    const mail = await context.read("mail", { id: event.data.mail });
    await context.timer({ name: "later", at: event.at + 3600000, data: { heard: mail.written } });
  },
  async "timer.fired@1"(event, context) {
    await context.intend({ steps: [{ action: "owner.ask", params: { mail: "none", question: event.private.heard } }], reason: "said so", evidence: [] });
  },
`;

test("a timer that an agent set fires once, also after a restart, and never before its time", () =>
  inHome(["policies", "agents"], (home) => {
    hire(home, { name: "sleeper", wakes: ["mail.received@1", "timer.fired@1"], may: ["owner.ask"], script: TIMER });
    return inOffice(
      async (office) => {
        office.drop("1.eml", letter({ from: "a@one.example", id: "1@one", text: "Hello" }));
        await office.rest();
        office.clock.advance(3_500_000);
        await office.rest();
        expect(office.events("timer.fired")).toHaveLength(0);
        office.clock.advance(200_000);
        await office.restart();
        await office.rest();
        await office.restart();
        await office.rest();
        expect(office.events("timer.fired")).toHaveLength(1);
      },
      { home },
    );
  }));

test("trust is not laundered by a timer: what an agent noted for later carries the label of what it had read", () =>
  inHome(["policies", "agents"], (home) => {
    hire(home, { name: "sleeper", wakes: ["mail.received@1", "timer.fired@1"], may: ["owner.ask"], script: TIMER });
    return inOffice(
      async (office) => {
        office.drop("1.eml", letter({ from: "a@one.example", id: "1@one", text: "Please pay at once" }));
        await office.rest();
        const [mail] = office.events("mail.received");
        office.clock.advance(3_700_000);
        await office.rest();
        const [fired] = office.events("timer.fired");
        expect(fired?.label).toEqual(mail?.label);
        expect(fired?.workflow).toBe(mail?.workflow);
        const wished = office.events("intent.submitted").find((event) => event.data.principal === "agent:sleeper");
        expect(wished?.label.trust).toBe("outside");
      },
      { home },
    );
  }));

test("a fresh company sets its first day by the owner's zone", async () => {
  const office = await Office.open({ environment: { ATELIER_TIMEZONE: "America/New_York" } });
  try {
    await pass(office, 24);
    expect(office.events("day.started").map((event) => event.at)).toEqual([Date.UTC(2026, 10, 24, 13)]);
  } finally {
    await office.close();
  }
});
