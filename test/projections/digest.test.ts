/**
 * The daily digest, through real days of a company: what it tells, what it leaves out, and that it is the same each time.
 */
import { expect, test } from "vitest";
import type { Card } from "../../src/kernel/card.ts";
import { houseLabel } from "../../src/kernel/label.ts";
import { verifyLedger } from "../../src/kernel/verify.ts";
import { INQUIRY, lastCard, receive, withClient } from "../journeys/letters.ts";
import { Office, type OfficeOptions } from "../support/office.ts";
import { refusing } from "../support/refusing.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

async function inOffice(work: (office: Office) => Promise<void>, options: OfficeOptions = {}): Promise<void> {
  const office = await Office.open(options);
  try {
    await work(office);
  } finally {
    await office.close();
  }
}

function digests(office: Office): Card[] {
  return office.shown.map(({ card }) => card).filter((card) => card.title.startsWith("Your day"));
}

/** The digest of the next morning; `undefined` where none came. */
async function nextMorning(office: Office, days = 1): Promise<Card | undefined> {
  const before = digests(office).length;
  for (let day = 0; day < days; day++) {
    office.clock.advance(DAY_MS);
    await office.rest();
  }
  return digests(office)[before];
}

/** The values under one label: the section's first row and those without a name that follow. */
function section(card: Card | undefined, label: string): string[] {
  const rows = card?.rows ?? [];
  const from = rows.findIndex((row) => row.label === label);
  if (from < 0) return [];
  const after = rows.slice(from + 1).findIndex((row) => row.label !== "");
  return rows.slice(from, after < 0 ? undefined : from + 1 + after).map((row) => row.after);
}

async function order(office: Office, action: string, params: Record<string, string>, client = "Whitfield") {
  const ordered = await office.workspace.door.desk.order({ action, client, params, now: false });
  if (ordered.kind !== "asked") throw new Error(JSON.stringify(ordered));
  await office.rest();
  return ordered.code;
}

async function paid(office: Office, amount: string): Promise<void> {
  const code = await order(office, "payment.record", {
    amount,
    currency: "EUR",
    receivedOn: "2026-11-24",
    method: "cash",
  });
  expect((await office.approve(code)).kind).toBe("approved");
  await office.rest();
}

test("a day with an inquiry: what was done, who waits, what it cost, and the head of the ledger", () =>
  inOffice(async (office) => {
    await receive(office, INQUIRY);
    const { code } = lastCard(office);
    const head = office.workspace.ledger.head();
    const card = await nextMorning(office);
    expect(card?.title).toBe("Your day, Wed 25 Nov: 1 waiting for you.");
    expect(card?.rows).toEqual([
      { label: "Done", after: "1 message came in." },
      { label: code, after: "Open Whitfield Ceramics Ltd as a client and answer Nora Whitfield. (since yesterday)" },
      { label: "Spend", after: "No model is set up, so nothing was spent." },
      { label: "Ledger", after: `${head?.seq} events, ${head?.hash.slice(0, 16)}` },
    ]);
    expect(card).not.toHaveProperty("taps");
    expect(card).not.toHaveProperty("chart");
  }));

test("a day on which nothing happened brings none, and the one after tells only what is new", () =>
  inOffice(async (office) => {
    expect(await nextMorning(office, 3)).toBeUndefined();
    await withClient(office);
    expect(section(await nextMorning(office), "Spend")).toHaveLength(1);
    expect(await nextMorning(office, 2)).toBeUndefined();
    await receive(office, { ...INQUIRY, id: "second@whitfield-ceramics.example", text: "Is Tuesday fine?" });
    const card = await nextMorning(office);
    expect(card?.rows.filter((row) => row.label === "Done")).toEqual([{ label: "Done", after: "1 message came in." }]);
  }));

test("the oldest waits on top, with the client and since when; what is put away is not listed", () =>
  inOffice(async (office) => {
    await withClient(office);
    await receive(office, {
      from: "Max <max@brook.example>",
      subject: "Offer",
      text: "Could you make us an offer for a new website, please?",
    });
    const first = lastCard(office).code;
    await nextMorning(office, 2);
    await receive(office, { ...INQUIRY, id: "q@whitfield-ceramics.example", text: "Could you call me on Tuesday?" });
    const second = lastCard(office).code;
    const card = await nextMorning(office);
    const listed = card?.rows.filter((row) => /^[A-Z2-9]{4,6}$/.test(row.label)) ?? [];
    expect(listed.map((row) => row.label)).toEqual([first, second]);
    expect(listed[0]?.after).toMatch(/ \(for 3 days\)$/);
    expect(listed[1]?.after).toMatch(/Whitfield.* \(since yesterday\)$/);
    await office.workspace.door.desk.later(first, office.clock.now() + 5 * DAY_MS);
    await receive(office, { ...INQUIRY, id: "r@whitfield-ceramics.example", text: "Or Wednesday?" });
    expect((await nextMorning(office))?.rows.map((row) => row.label)).not.toContain(first);
  }));

test("light requests stand first with their whole change, and one tap names exactly those, in that revision", () =>
  inOffice(async (office) => {
    await withClient(office);
    await receive(office, { ...INQUIRY, id: "q@whitfield-ceramics.example", text: "Could you call me on Tuesday?" });
    const heavy = lastCard(office).code;
    const name = await order(office, "record.correct", {
      field: "name",
      value: "Nora M. Whitfield",
      reason: "She signs like that.",
    });
    office.clock.advance(HOUR_MS);
    const company = await order(office, "record.correct", {
      field: "company",
      value: "Whitfield Pottery Ltd",
      reason: "Renamed.",
    });
    await office.edit(company, { value: "Whitfield Studio Ltd" });
    await office.rest();
    const card = await nextMorning(office);
    expect(card?.taps).toEqual([{ label: "Approve these 2", words: `approve these ${name}:1 ${company}:2` }]);
    const labels = card?.rows.map((row) => row.label) ?? [];
    expect(labels.indexOf("Light")).toBeLessThan(labels.indexOf(heavy));
    expect(labels.slice(labels.indexOf("Light"), labels.indexOf("Light") + 3)).toEqual(["Light", name, company]);
    const told = card?.rows.find((row) => row.label === company)?.after;
    expect(told).toContain("Whitfield Ceramics Ltd → Whitfield Studio Ltd");
    // What the tap names is approved, and nothing else.
    for (const [, code = "", revision] of card?.taps?.[0]?.words.matchAll(/ ([A-Z2-9]+):(\d+)/g) ?? [])
      expect((await office.workspace.door.desk.approveListed(code, Number(revision))).kind).toBe("approved");
    await office.rest();
    expect(office.events("client.corrected")).toHaveLength(2);
    expect((await nextMorning(office))?.rows.map((row) => row.label)).toContain(heavy);
  }));

test("what a line can't show whole, what leaves the house, and money is never offered in one tap", () =>
  inOffice(async (office) => {
    await withClient(office);
    const params = { amount: "12000", currency: "EUR", receivedOn: "2026-11-24", method: "cash" };
    await order(office, "payment.record", params);
    await order(office, "record.correct", {
      field: "need",
      value: `A shop. ${"And more. ".repeat(60)}`,
      reason: "Told me.",
    });
    await receive(office, { ...INQUIRY, id: "q@whitfield-ceramics.example", text: "Could you call me on Tuesday?" });
    const card = await nextMorning(office);
    expect(card?.title).toMatch(/: 3 waiting for you\.$/);
    expect(card).not.toHaveProperty("taps");
    expect(section(card, "Light")).toEqual([]);
  }));

test("at risk: what expires within two days, what did not leave, what is paused, who is not sorted", () =>
  inOffice(async (office) => {
    await receive(office, INQUIRY);
    const { code } = lastCard(office);
    await receive(office, {
      from: "Hostworks <service@hostworks.example>",
      subject: "Your invoice HW-20418",
      text: "Hello,\n\nyour invoice HW-20418 for hosting (monthly, 19.00 EUR) is ready in your account.",
    });
    const early = await nextMorning(office);
    expect(section(early, "At risk")).toEqual(["1 new sender is not sorted yet"]);
    await office.workspace.door.desk.pause("", "you asked for it");
    await nextMorning(office, 10);
    await receive(office, { ...INQUIRY, from: "Ada <ada@lake.example>", id: "lake@lake.example" });
    const late = await nextMorning(office, 2);
    expect(section(late, "At risk")).toContain(`${code} expires Tue 8 Dec, 10:00; nothing happens without your word`);
    expect(section(late, "Paused")).toEqual(["everything, because you asked for it"]);
    // Expired meanwhile: it is counted, and neither waits nor is at risk any more.
    const over = await nextMorning(office, 2);
    expect(over?.rows).toContainEqual({
      label: "Done",
      after: expect.stringContaining("1 request expired without an answer"),
    });
    expect(over?.rows.map((row) => row.label)).not.toContain(code);
    expect(section(over, "At risk").join()).not.toContain(code);
  }));

test("mail that could not be sent stays at risk until it is settled", () =>
  inOffice(
    async (office) => {
      await receive(office, INQUIRY);
      expect((await office.approve(lastCard(office).code)).kind).toBe("approved");
      await office.rest();
      const card = await nextMorning(office);
      expect(section(card, "At risk")).toEqual(["1 mail did not go out as it should, and is not settled"]);
      await office.reject(lastCard(office).code, "I have called her");
      await office.rest();
      expect(section(await nextMorning(office), "At risk")).toEqual([]);
    },
    { around: refusing },
  ));

test("what an agent could not finish is told on the day it happened", () =>
  inOffice(async (office) => {
    await office.workspace.writer.submit((transaction) => {
      for (const outcome of ["failed", "done", "failed"])
        transaction.append({
          type: "run.ended",
          actor: "agent:intake@1",
          scope: "workspace",
          subject: `run:r_${outcome}`,
          label: houseLabel("workspace"),
          data: { run: `r_${outcome}`, agent: "intake", outcome, depth: 1 },
        });
    });
    expect(section(await nextMorning(office), "At risk")).toEqual([
      "2 tasks could not be finished by an agent; look at them yourself",
    ]);
    expect(await nextMorning(office)).toBeUndefined();
  }));

test("payments are told with client and sum, once; what was struck is not", () =>
  inOffice(async (office) => {
    await withClient(office);
    await paid(office, "2,400.00");
    await paid(office, "100.50");
    const card = await nextMorning(office);
    expect(section(card, "Money")).toEqual([
      "2,500.50 EUR came in, in 2 payments",
      "2,400.00 EUR from Whitfield Ceramics Ltd, cash",
      "100.50 EUR from Whitfield Ceramics Ltd, cash",
    ]);
    await paid(office, "70");
    expect(section(await nextMorning(office), "Money")).toEqual(["70.00 EUR from Whitfield Ceramics Ltd, cash"]);
    const code = await order(office, "payment.record", {
      amount: "33",
      currency: "EUR",
      receivedOn: "2026-11-24",
      method: "cash",
    });
    await office.approve(code);
    await office.rest();
    await office.workspace.door.desk.undo(code);
    await office.rest();
    expect(section(await nextMorning(office), "Money")).toEqual([]);
  }));

test("from the third day with anything on, the last fourteen are drawn, today last", () =>
  inOffice(async (office) => {
    await withClient(office);
    expect(await nextMorning(office)).not.toHaveProperty("chart");
    await receive(office, { ...INQUIRY, id: "b@whitfield-ceramics.example", text: "Is Tuesday fine?" });
    await nextMorning(office);
    await receive(office, { ...INQUIRY, id: "c@whitfield-ceramics.example", text: "Or Wednesday?" });
    await receive(office, { ...INQUIRY, id: "d@whitfield-ceramics.example", text: "Thursday at the latest." });
    const chart = (await nextMorning(office))?.chart;
    expect(chart?.days).toHaveLength(14);
    expect(chart?.days.at(-1)).toBe("2026-11-27");
    expect(chart?.series.map(({ name }) => name)).toEqual(["Messages in", "Mails sent", "Decided by you"]);
    expect(chart?.series.map(({ counts }) => counts.slice(-4))).toEqual([
      [1, 1, 2, 0],
      [1, 0, 0, 0],
      [1, 0, 0, 0],
    ]);
    // A month later those days are out of sight.
    await nextMorning(office, 30);
    await receive(office, { ...INQUIRY, id: "e@whitfield-ceramics.example", text: "Still there?" });
    expect(await nextMorning(office)).not.toHaveProperty("chart");
  }));

test("the same ledger gives the same digest, asked for twice and after a restart; asking changes nothing", () =>
  inOffice(async (office) => {
    await withClient(office);
    await order(office, "record.correct", { field: "name", value: "N. Whitfield", reason: "Shorter." });
    const now = () => office.workspace.door.answers.digest();
    const first = now();
    expect(first?.title).toBe("Your day, Tue 24 Nov: 1 waiting for you.");
    expect(now()).toEqual(first);
    const head = office.workspace.ledger.head();
    await office.restart();
    expect(now()).toEqual(first);
    expect(office.workspace.ledger.head()).toEqual(head);
    expect(verifyLedger(office.workspace.database).ok).toBe(true);
  }));
