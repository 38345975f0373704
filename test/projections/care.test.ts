/**
 * The care report, through real weeks of a company: it comes on its day, names what lies around, and says so when nothing does.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Card } from "../../src/kernel/card.ts";
import { type CareParts, care, type KnownHealth } from "../../src/projections/care.ts";
import { INQUIRY, lastCard, receive, withClient } from "../journeys/letters.ts";
import { Office, type OfficeOptions, START } from "../support/office.ts";
import { refusing } from "../support/refusing.ts";

const DAY_MS = 86_400_000;
const NOTHING_KNOWN: KnownHealth = { connectors: [], surfaces: [] };

async function inOffice(work: (office: Office) => Promise<void>, options: OfficeOptions = {}): Promise<void> {
  const office = await Office.open(options);
  try {
    await work(office);
  } finally {
    await office.close();
  }
}

/** Lets days pass, one by one. */
async function pass(office: Office, days: number): Promise<void> {
  for (let day = 0; day < days; day++) {
    office.clock.advance(DAY_MS);
    await office.rest();
  }
}

function reports(office: Office): Card[] {
  return office.shown.map(({ card }) => card).filter((card) => card.title.startsWith("Care report"));
}

function lastReport(office: Office): Card {
  const card = reports(office).at(-1);
  if (!card) throw new Error("no care report was shown");
  return card;
}

/** The values under one label: the section's first row and those without a name that follow. */
function section(card: Card, label: string): string[] {
  const from = card.rows.findIndex((row) => row.label === label);
  if (from < 0) return [];
  const after = card.rows.slice(from + 1).findIndex((row) => row.label !== "");
  return card.rows.slice(from, after < 0 ? undefined : from + 1 + after).map((row) => row.after);
}

/** The report as it would be now, knowing this of the outside. */
function reportOf(office: Office, known: Partial<CareParts> = {}): Card {
  const { ledger, records, database } = office.workspace;
  return care({
    ledger,
    records,
    database,
    health: NOTHING_KNOWN,
    policies: { warnings: [], rules: [] },
    agents: [],
    pauseWords: (scope) => scope,
    zone: "Europe/Berlin",
    now: office.clock.now(),
    ...known,
  });
}

test("it comes once a week, on Sunday at the digest's hour, and says when nothing needs care", () =>
  inOffice(async (office) => {
    // Tuesday to Saturday.
    await pass(office, 4);
    expect(reports(office)).toEqual([]);
    await pass(office, 1);
    expect(reports(office).map((card) => card.title)).toEqual(["Care report, Sun 29 Nov: nothing needs your care."]);
    expect(lastReport(office).rows.map((row) => row.label)).toEqual(["Agents", "Kept"]);
    expect(lastReport(office).rows[0]?.after).toMatch(
      /^billing@\d+, content@\d+, deliverable@\d+, health@\d+, intake@\d+, outreach@\d+$/,
    );
    await pass(office, 7);
    expect(office.events("care.posted").map((event) => event.subject)).toEqual(["care:2026-11-29", "care:2026-12-06"]);
  }));

test("a Sunday on which nothing ran is made up for, once", () =>
  inOffice(async (office) => {
    office.clock.advance(4 * DAY_MS);
    await office.rest();
    expect(reports(office)).toEqual([]);
    // Down from Saturday to Tuesday.
    office.clock.advance(3 * DAY_MS);
    await office.rest();
    expect(reports(office).map((card) => card.title)).toEqual(["Care report, Tue 1 Dec: nothing needs your care."]);
    await pass(office, 4);
    expect(reports(office)).toHaveLength(1);
    // Woken in the small hours of Sunday, by a timer of Saturday: the report waits for its hour.
    office.clock.moveTo(Date.UTC(2026, 11, 6, 2));
    await office.rest();
    expect(reports(office)).toHaveLength(1);
    office.clock.moveTo(Date.UTC(2026, 11, 6, 7));
    await office.rest();
    expect(reports(office)).toHaveLength(2);
  }));

test("the owner chooses the day", async () => {
  const home = mkdtempSync(join(tmpdir(), "atelier-"));
  try {
    cpSync(join(import.meta.dirname, "..", "..", "policies"), join(home, "policies"), { recursive: true });
    const file = join(home, "policies", "settings.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace("careDay: sunday", "careDay: thursday"));
    await inOffice(
      async (office) => {
        await pass(office, 7);
        expect(reports(office).map((card) => card.title)).toEqual([
          "Care report, Thu 26 Nov: nothing needs your care.",
        ]);
      },
      { home },
    );
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});

test("what lies around is named: expired, put away for long, unsorted, paused, not sent", () =>
  inOffice(async (office) => {
    await receive(office, INQUIRY);
    const { code } = lastCard(office);
    await office.workspace.door.desk.later(code, office.clock.now() + 40 * DAY_MS);
    await receive(office, {
      from: "Hostworks <service@hostworks.example>",
      subject: "Your invoice HW-20418",
      text: "Hello,\n\nyour invoice HW-20418 for hosting (monthly, 19.00 EUR) is ready in your account.",
    });
    await pass(office, 5);
    expect(lastReport(office).title).toBe("Care report, Sun 29 Nov: one thing needs your care.");
    expect(section(lastReport(office), "Senders")).toEqual(["1 new sender is not sorted"]);
    await office.workspace.door.desk.pause("", "you asked for it");
    await pass(office, 7);
    const second = lastReport(office);
    expect(second.title).toBe("Care report, Sun 6 Dec: some things need your care.");
    expect(section(second, "Unanswered")).toEqual([`1 request is put away and older than a week: ${code}`]);
    expect(section(second, "Paused")).toEqual(["everything since Sun 29 Nov, because you asked for it"]);
    await pass(office, 7);
    expect(section(lastReport(office), "Unanswered")).toEqual([
      expect.stringMatching(/^\d requests? expired this week without your answer$/),
    ]);
  }));

test("a delivery that went wrong counts for its week, and the mail itself until it is settled", () =>
  inOffice(
    async (office) => {
      await receive(office, INQUIRY);
      expect((await office.approve(lastCard(office).code)).kind).toBe("approved");
      await office.rest();
      await pass(office, 5);
      expect(section(lastReport(office), "Connectors")).toEqual(["mail: 1 delivery went wrong this week"]);
      expect(section(lastReport(office), "Failures")).toEqual(["1 mail could not be sent, and is not settled"]);
      await pass(office, 7);
      expect(section(lastReport(office), "Connectors")).toEqual([]);
      expect(section(lastReport(office), "Failures")).toHaveLength(1);
      await office.reject(lastCard(office).code, "I have called her");
      await office.rest();
      expect(section(reportOf(office), "Failures")).toEqual([]);
    },
    { around: refusing },
  ));

test("what is known of connectors and surfaces is said in words, and what is well is not", () =>
  inOffice(async (office) => {
    const now = office.clock.now();
    const well = { connected: true, paired: true, lastUsedAt: now - DAY_MS };
    const card = reportOf(office, {
      health: {
        connectors: [
          { name: "mail", trouble: "the folder new is missing", compared: null },
          { name: "calendar", trouble: null, compared: null },
        ],
        surfaces: [
          { ...well, name: "slack", connected: false },
          { ...well, name: "telegram", paired: false },
          { ...well, name: "third", lastUsedAt: null },
          { ...well, name: "fourth", lastUsedAt: now - 36 * DAY_MS },
          { ...well, name: "fifth" },
        ],
      },
    });
    expect(section(card, "Connectors")).toEqual([
      "mail did not work when it was last looked at: the folder new is missing",
    ]);
    expect(section(card, "Surfaces")).toEqual([
      "Slack is not connected; “doctor” says why",
      "Telegram doesn't know you yet: say “pair telegram” at the console",
      "Third is connected and you never used it; without use, take its tokens out",
      "you have not used Fourth for 5 weeks",
    ]);
  }));

test("warnings of the policies are named with their place; of very many, the first", () =>
  inOffice(async (office) => {
    const warnings = Array.from({ length: 10 }, (_, at) => ({
      file: "policies/a.cedar",
      line: at + 1,
      message: "odd",
    }));
    const told = section(reportOf(office, { policies: { warnings, rules: [] } }), "Policies");
    expect(told[0]).toBe("policies/a.cedar:1: odd");
    expect(told.at(-1)).toBe("2 more warnings");
  }));

test("rules that never decide are counted once the house is old enough to tell", () =>
  inOffice(async (office) => {
    await withClient(office);
    const rules = ["clients-are-yours-to-open", "clients-stay-apart", "a-rule-for-nobody"];
    const idle = () => section(reportOf(office, { policies: { warnings: [], rules } }), "Rules");
    expect(idle()).toEqual([]);
    office.clock.moveTo(START + 89 * DAY_MS);
    expect(idle()).toEqual([]);
    office.clock.moveTo(START + 90 * DAY_MS - 60_000);
    expect(idle()).toEqual([]);
    office.clock.moveTo(START + 90 * DAY_MS);
    await receive(office, { ...INQUIRY, from: "Ada <ada@lake.example>", id: "lake@lake.example" });
    office.clock.moveTo(START + 91 * DAY_MS);
    expect(idle()).toEqual(["2 have decided nothing in 90 days; “rules” shows whether you still want them"]);
  }));

test("the same ledger gives the same report", () =>
  inOffice(async (office) => {
    await withClient(office);
    const before = reportOf(office);
    expect(reportOf(office)).toEqual(before);
    await office.restart();
    expect(reportOf(office)).toEqual(before);
  }));
