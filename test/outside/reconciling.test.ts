/**
 * The outside is compared with the records at night and on demand: one card a difference, with three answers.
 */
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Difference } from "../../src/connectors/connector.ts";
import { lastCompared } from "../../src/reconciling.ts";
import { instead } from "../support/around.ts";
import { inKnownOffice } from "../support/known-company.ts";
import type { Office } from "../support/office.ts";
import { closeMilestone, servedClient } from "../support/owing.ts";

const ACME = { company: "Acme GmbH", email: "anna@acme.example" };
const PDF = "2026-0001.pdf";

async function invoiced(office: Office): Promise<string> {
  const { client, milestones } = await servedClient(office, "acme", ACME);
  await closeMilestone(office, client, milestones[0]);
  return join(office.home, "invoices", PDF);
}

const asked = (office: Office) => office.shown.filter(({ card }) => /is not the same/.test(card.title));

async function night(office: Office): Promise<void> {
  office.clock.advance(86_400_000);
  await office.rest();
}

async function compare(office: Office): Promise<void> {
  office.clock.advance(60_000);
  await office.workspace.door.desk.compare();
  await office.rest();
}

function choose(office: Office, answer: "ours" | "theirs" | "neither") {
  return office.workspace.door.desk.settle(office.code(/is not the same/), { answer });
}

test("a file that is gone is one card the next night; “ours” puts it back", () =>
  inKnownOffice(async (office) => {
    const file = await invoiced(office);
    await night(office);
    expect(asked(office)).toEqual([]);
    rmSync(file);
    await night(office);
    await night(office);
    expect(asked(office)).toHaveLength(1);
    const { card } = asked(office)[0] ?? {};
    expect(card?.title).toContain(`The file ${PDF}`);
    expect(card?.rows).toEqual([
      { label: "On record", after: "issued, and put there" },
      { label: "In the invoice folder", after: "gone" },
    ]);
    expect(card?.choices?.map(({ label }) => label)).toEqual(["Ours is right: put it back", "Neither is right"]);
    expect((await choose(office, "ours")).kind).toBe("approved");
    await office.rest();
    expect(existsSync(file)).toBe(true);
    expect(office.events("difference.settled")).toMatchObject([{ data: { kind: "file", answer: "ours" } }]);
    await night(office);
    expect(lastCompared(office.workspace.database, "invoices")?.differences).toBe(0);
  }));

test("on a machine that is off at night the first comparison is made up for in the morning", () =>
  inKnownOffice(async (office) => {
    const file = await invoiced(office);
    rmSync(file);
    await office.rest();
    office.clock.advance(86_400_000);
    await office.restart();
    await office.rest();
    expect(lastCompared(office.workspace.database, "invoices")?.differences).toBe(1);
    expect(asked(office)).toHaveLength(1);
  }));

test("once put back and gone again, it is asked about anew", () =>
  inKnownOffice(async (office) => {
    const file = await invoiced(office);
    rmSync(file);
    await compare(office);
    await choose(office, "ours");
    await office.rest();
    await compare(office);
    rmSync(file);
    await compare(office);
    expect(new Set(asked(office).map(({ code }) => code)).size).toBe(2);
  }));

test("“neither” leaves both as they are, and isn't asked about again while it stands like that", () =>
  inKnownOffice(async (office) => {
    const file = await invoiced(office);
    rmSync(file);
    await compare(office);
    await choose(office, "neither");
    for (let nights = 0; nights < 3; nights++) await night(office);
    expect(asked(office)).toHaveLength(1);
    expect(existsSync(file)).toBe(false);
    await office.restart();
    await compare(office);
    expect(asked(office)).toHaveLength(1);
  }));

test("a card whose difference has gone is taken back", () =>
  inKnownOffice(async (office) => {
    const file = await invoiced(office);
    const { payload } = JSON.parse(JSON.stringify({ payload: file }));
    rmSync(file);
    await compare(office);
    expect(office.workspace.door.answers.queue()).toHaveLength(1);
    const mail = office.workspace.connectors.get("invoices");
    const [difference] = (await mail?.reconcile?.()) ?? [];
    if (!difference?.restore) throw new Error(`nothing differs at ${payload}`);
    await mail?.perform({ ...difference.restore, key: "i.0.0", at: 0 });
    await compare(office);
    expect(office.workspace.door.answers.queue()).toEqual([]);
    expect(office.events("proposal.withdrawn").map(({ data }) => data.why)).toEqual(["agrees-again"]);
  }));

test("a comparison that can't be made changes nothing, and is made later", () => {
  let isDown = true;
  const calls: number[] = [];
  return inKnownOffice(
    async (office) => {
      const file = await invoiced(office);
      rmSync(file);
      await compare(office);
      expect(asked(office)).toEqual([]);
      expect(lastCompared(office.workspace.database, "invoices")).toBeNull();
      isDown = false;
      office.clock.advance(3_600_000);
      await office.rest();
      expect(asked(office)).toHaveLength(1);
      expect(calls).toHaveLength(2);
    },
    {
      around: (inner) =>
        inner.name === "invoices"
          ? instead(inner, {
              async reconcile(): Promise<readonly Difference[]> {
                calls.push(1);
                if (isDown) throw new Error("nobody answers");
                return (await inner.reconcile?.()) ?? [];
              },
            })
          : inner,
    },
  );
});
