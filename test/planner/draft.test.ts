/**
 * An objective in words becomes a draft, and what could be meant otherwise is named.
 */
import { expect, test } from "vitest";
import { draftPlan } from "../../src/planner/draft.ts";
import { inOffice } from "../kernel/company.ts";
import type { Office } from "../support/office.ts";
import { clientOf, ordered } from "../support/work.ts";

async function draft(office: Office, objective: string, client?: string) {
  const { charter, clock, config, records } = office.workspace;
  return draftPlan(
    { objective, ...(client ? { client } : {}) },
    {
      records,
      playbooks: charter.playbooks(),
      workdays: charter.house.workdays(records),
      zone: config.timezone,
      now: clock.now(),
    },
  );
}

test("a workshop in a month is planned by its playbook, from the month's first business day on", () =>
  inOffice(async (office) => {
    await clientOf(office, { onceCents: 300_000 });
    await clientOf(office, { id: "c_other", company: "Acme-Werke" });
    const drafted = await draft(office, "run a workshop for Acme in May");
    expect(drafted).toEqual({
      ok: true,
      client: "c_acme",
      params: {
        playbook: "workshop",
        anchorOn: "2027-05-03",
        unsure: "You named a month, so it begins on its first business day, Mon 3 May 2027.",
      },
    });
    if (!drafted.ok) return;
    const { title, text } = await ordered(office, "engagement.start", drafted.params, drafted.client);
    expect(title).toBe("Begin “Workshop” for Acme on Mon 3 May 2027.");
    expect(text).toContain("Please check: You named a month");
    expect(text).toContain("Invoice: 1,500.00 EUR net for “The workshop is held”");
  }));

test("a day that is named is taken, and nothing is unsure then", () =>
  inOffice(async (office) => {
    await clientOf(office);
    expect(await draft(office, "Workshop for Acme on 4 May 2027")).toMatchObject({
      params: { playbook: "workshop", anchorOn: "2027-05-04" },
    });
    const german = await draft(office, "Workshop für Acme im Mai", "Acme");
    expect(german).toMatchObject({ params: { anchorOn: "2027-05-03" } });
  }));

test("without a playbook that fits it is one step, and says so", () =>
  inOffice(async (office) => {
    await clientOf(office);
    const drafted = await draft(office, "write a white paper for Acme by 18 December");
    expect(drafted).toMatchObject({
      params: { title: "Write a white paper for Acme by 18 December", anchorOn: "2026-12-18" },
    });
    if (!drafted.ok) return;
    expect(drafted.params.tasks).toBe("2026-12-18 Write a white paper for Acme by 18 December (deliver)");
    expect(drafted.params.unsure).toContain("No playbook fits");
  }));

test("whom it is for is never guessed", () =>
  inOffice(async (office) => {
    await clientOf(office);
    await clientOf(office, { id: "c_berg", company: "Berg" });
    expect(await draft(office, "run a workshop in May")).toMatchObject({
      ok: false,
      why: expect.stringContaining("--client"),
    });
    expect(await draft(office, "a workshop for Acme and Berg")).toMatchObject({
      ok: false,
      why: expect.stringContaining("Acme or Berg"),
    });
    expect(await draft(office, "a workshop", "Nobody")).toMatchObject({ ok: false });
    expect(await draft(office, " ", "Acme")).toMatchObject({ ok: false });
  }));
