/**
 * What models have cost, through a company at work: today, this month, by agent, client, purpose and model, beside what each
 * client has paid. In a client's thread only that client's cost is told.
 */
import { expect, test } from "vitest";
import type { Card } from "../../src/kernel/card.ts";
import { Meter } from "../../src/model/meter.ts";
import type { Holding } from "../../src/model/money.ts";
import { costsOfClient } from "../../src/projections/costs.ts";
import { clients } from "../../src/records/client.ts";
import { clientBehind } from "../../src/records/spend.ts";
import { type Heard, receive as hear } from "../../src/surfaces/words/reception.ts";
import { INQUIRY, receive, withClient } from "../journeys/letters.ts";
import { Office } from "../support/office.ts";

const DAY_MS = 86_400_000;
const KEY = { OPENAI_API_KEY: "sk-test" };

async function inOffice(work: (office: Office, meter: Meter) => Promise<void>, environment = {}): Promise<void> {
  const office = await Office.open({ environment });
  const { database, writer, clock, charter, config } = office.workspace;
  const meter = new Meter({
    database,
    writer,
    clock,
    budgets: () => charter.rulebook().budgets,
    prices: () => charter.rulebook().prices,
    agentBudget: charter.agentBudget,
    clientOf: clientBehind,
    surfaces: charter.authority.surfaces,
    zone: config.timezone,
    currency: config.currency,
  });
  try {
    await work(office, meter);
  } finally {
    await office.close();
  }
}

/** A call that costs so many tokens out of gpt-4.1 (8 dollars a million). */
async function spend(
  meter: Meter,
  tokensOut: number,
  more: Partial<Holding> & { scope?: string; agent?: string } = {},
) {
  const { scope = "house", agent = null, ...rest } = more;
  const asker = { scope, agent, run: null, workflow: null, causation: null };
  const reserved = await meter.reserve({
    model: "gpt-4.1",
    purpose: "draft",
    tokensIn: 1000,
    tokensOut,
    batch: false,
    ...rest,
    asker,
  });
  if (reserved.kind !== "held") throw new Error(JSON.stringify(reserved));
  return meter.settle(reserved.id, { usage: { tokensIn: 1000, tokensCached: 500, tokensOut }, ok: true });
}

async function said(office: Office, line: string, scope: string | null = null): Promise<Heard> {
  return hear(office.workspace.door.reception(), line, { surface: "console", scope });
}

async function cardFor(office: Office, line: string, scope: string | null = null): Promise<Card> {
  const heard = await said(office, line, scope);
  if (heard.kind !== "card") throw new Error(JSON.stringify(heard));
  return heard.card;
}

const rowsOf = (card: Card) => card.rows.map(({ label, after }) => `${label}|${after}`);

test("without any model it says so, and with one that was never asked it says that", () =>
  inOffice(async (office) => {
    const card = await cardFor(office, "cost");
    expect(card.title).toBe("No model is set up, so nothing was spent.");
    expect(card.rows).toEqual([]);
    await receive(office, INQUIRY);
    expect((await cardFor(office, "cost Whitfield")).title).toBe("No model is set up, so nothing was spent.");
  }).then(() =>
    inOffice(async (office) => {
      const card = await cardFor(office, "costs?");
      expect(card.title).toBe("No model was asked yet, so nothing was spent.");
      expect(rowsOf(card)).toEqual([
        "Budgets|This month: nothing of 30.00 EUR (0 percent)",
        "|Today: nothing of 2.00 EUR (0 percent)",
        "|billing today: nothing of 1.00 EUR (0 percent)",
        "|content today: nothing of 1.00 EUR (0 percent)",
        "|deliverable today: nothing of 1.00 EUR (0 percent)",
        "|health today: nothing of 1.00 EUR (0 percent)",
        "|intake today: nothing of 1.00 EUR (0 percent)",
        "|outreach today: nothing of 1.00 EUR (0 percent)",
      ]);
    }, KEY),
  ));

test("what was spent is told by day and month, agent, client, purpose and model, and what was saved", () =>
  inOffice(async (office, meter) => {
    const scope = await withClient(office);
    await spend(meter, 10_000, { scope, agent: "intake" });
    office.clock.advance(DAY_MS);
    await spend(meter, 2000, { scope, agent: "intake", purpose: "extract", model: "gpt-4.1-mini" });
    await spend(meter, 500, { batch: true });
    const open = await meter.reserve({
      model: "gpt-4.1",
      purpose: "draft",
      tokensIn: 0,
      tokensOut: 1000,
      batch: false,
      asker: { scope, agent: null, run: null, workflow: null, causation: null },
    });
    expect(open).toMatchObject({ kind: "held", micros: 8000 });
    const card = await cardFor(office, "cost");
    expect(card.title).toBe("0.6 ct on models today, 8 ct this month.");
    expect(rowsOf(card)).toEqual([
      "In all|8 ct, 3 calls",
      "By agent|intake: 7.8 ct, 2 calls",
      "By client|Whitfield Ceramics Ltd: 7.8 ct this month, 7.8 ct in all; nothing paid yet",
      "By purpose|drafting: 7.7 ct, 2 calls",
      "|reading: 0.3 ct, 1 call",
      "By model|gpt-4.1: 7.7 ct, 2 calls",
      "|gpt-4.1-mini: 0.3 ct, 1 call",
      "Saved this month|0.2 ct by the provider's cache",
      "|0.2 ct by batches",
      "Set aside|0.7 ct for 1 call under way",
      "Budgets|This month: 8.8 ct of 30.00 EUR (0 percent)",
      "|Today: 1.3 ct of 2.00 EUR (0 percent)",
      "|billing today: nothing of 1.00 EUR (0 percent)",
      "|content today: nothing of 1.00 EUR (0 percent)",
      "|deliverable today: nothing of 1.00 EUR (0 percent)",
      "|health today: nothing of 1.00 EUR (0 percent)",
      "|intake today: 0.3 ct of 1.00 EUR (0 percent)",
      "|outreach today: nothing of 1.00 EUR (0 percent)",
    ]);
    expect(card.chart?.series).toEqual([{ name: "Spent", counts: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 1] }]);
    const all = office.workspace.door.answers.costs();
    expect(all.spentMicros).toBe(all.month.micros);
    expect(all.today).toEqual({ micros: 6075, calls: 2 });
    expect(all).toMatchObject({ holds: { count: 1, micros: 8000 }, byModel: [{ name: "gpt-4.1" }, {}] });
  }, KEY));

test("a client's cost stands beside what they paid; in their thread nothing of another is told", () =>
  inOffice(async (office, meter) => {
    const scope = await withClient(office);
    await receive(office, {
      from: "Max Brook <max@brook.example>",
      subject: "Offer",
      text: "I run Brook Ltd. Could you make us an offer for a new website, please?",
    });
    const [other] = office.workspace.records.find(clients, "name = 'Max Brook'");
    await spend(meter, 12_000, { scope });
    await spend(meter, 5000, { scope: other?.id ?? "" });
    const { desk } = office.workspace.door;
    const payment = { amount: "2,400", currency: "EUR", method: "cash", receivedOn: "2026-11-20" };
    const ordered = await desk.order({ action: "payment.record", client: scope, params: payment, now: true });
    expect(ordered.kind).toBe("approved");
    const told = await cardFor(office, "cost Whitfield");
    expect(told).toMatchObject({ client: "Whitfield Ceramics Ltd" });
    expect(told.title).toBe("8.9 ct on models for Whitfield Ceramics Ltd this month.");
    expect(rowsOf(told)).toEqual([
      "In all|8.9 ct",
      "Paid this month|2,400.00 EUR",
      "Paid in all|2,400.00 EUR",
      "Margin in all|2,399.91 EUR (99.9 percent)",
    ]);
    expect(await cardFor(office, "cost", scope)).toEqual(told);
    expect(JSON.stringify(await said(office, "cost Brook", scope))).not.toMatch(/\d+ ct|Brook Ltd/);
    expect(await said(office, "cost nobody")).toMatchObject({ kind: "text", ok: false });
    expect((await cardFor(office, "cost")).rows.filter((row) => /Brook/.test(row.after))).toHaveLength(1);
  }, KEY));

test("scopes that were put together are one client's cost", () =>
  inOffice(async (office, meter) => {
    const scope = await withClient(office);
    await receive(office, {
      from: "Nora at home <nora@home.example>",
      subject: "Offer",
      text: "I run Home Ltd. Could you make us an offer for a new website, please?",
    });
    const { records, writer, clock } = office.workspace;
    const [home] = records.find(clients, "name = 'Nora at home'");
    await spend(meter, 1000, { scope: home?.id ?? "" });
    await spend(meter, 1000, { scope });
    await writer.submit((transaction) =>
      transaction.append({
        type: "scope.merged",
        actor: "owner:console:local",
        scope: home?.id ?? "",
        subject: `client:${home?.id}`,
        label: { scopes: [scope], trust: "owner" },
        data: { from: home?.id ?? "", into: scope },
      }),
    );
    await spend(meter, 1000, { scope: home?.id ?? "" });
    const parts = {
      records: office.workspace.records,
      database: office.workspace.database,
      money: office.workspace.charter.modelMoney(),
      quotas: [],
      zone: "Europe/Berlin",
      now: clock.now(),
    };
    const one = costsOfClient(parts, home?.id ?? "");
    expect(one).toMatchObject({ client: scope, title: "Whitfield Ceramics Ltd" });
    expect(one.everMicros).toBe(office.workspace.door.answers.costs().spentMicros);
  }, KEY));

test("the digest tells what was spent since the last one, the home page today and this month", () =>
  inOffice(async (office, meter) => {
    await withClient(office);
    await spend(meter, 4000);
    office.clock.advance(DAY_MS);
    await office.rest();
    await spend(meter, 2000);
    await receive(office, { ...INQUIRY, id: "second@whitfield-ceramics.example", text: "Is Tuesday fine?" });
    const spendRow = (card: Card | null | undefined) => card?.rows.find((row) => row.label === "Spend")?.after;
    expect(spendRow(office.shown.map((one) => one.card).find((card) => card.title.startsWith("Your day")))).toBe(
      "3.1 ct on models since the last digest, 3.1 ct this month.",
    );
    expect(spendRow(office.workspace.door.answers.digest())).toBe(
      "1.6 ct on models since the last digest, 4.6 ct this month.",
    );
    expect(office.workspace.door.home("console").spend).toBe("1.6 ct on models today, 4.6 ct this month.");
  }, KEY));

test("“resume model:NAME” lifts the pause of a model that reported too much, and the status names it", () =>
  inOffice(async (office, meter) => {
    const asker = { scope: "house", agent: null, run: null, workflow: null, causation: null };
    const wanted = { model: "gpt-4.1", purpose: "draft", tokensIn: 10, tokensOut: 10, batch: false, asker } as const;
    const reserved = await meter.reserve(wanted);
    if (reserved.kind !== "held") throw new Error(reserved.detail);
    await meter.settle(reserved.id, { usage: { tokensIn: 10, tokensCached: 0, tokensOut: 9999 }, ok: true });
    await office.rest();
    expect(office.shown.at(-1)?.card.title).toBe(
      "gpt-4.1 reported more than was reserved for it, so I have paused it.",
    );
    expect(office.workspace.door.answers.status().paused.map((one) => one.words)).toEqual(["the model “gpt-4.1”"]);
    expect(await said(office, "resume model:gpt-4.1")).toMatchObject({ resumed: { lifted: ["model:gpt-4.1"] } });
    expect((await meter.reserve(wanted)).kind).toBe("held");
    expect(await said(office, "pause models")).toMatchObject({ paused: { ok: true, words: "all models" } });
    expect((await meter.reserve(wanted)).kind).toBe("paused");
    expect((await said(office, "cost")).kind).toBe("card");
  }, KEY));
