/**
 * content.draft and consent: no text names a client who has not agreed, whoever wrote it, and one draft of a month is enough.
 */
import { expect, test } from "vitest";
import { drafts } from "../../src/records/standing.ts";
import { deskOf, inOffice, openClient } from "../kernel/company.ts";
import type { Office } from "../support/office.ts";
import { ENGAGEMENT, planFor } from "../support/planned.ts";

const DRAFT = { engagement: ENGAGEMENT, month: "2026-11", title: "A new website", text: "It took six weeks." };

async function withWork(
  work: (
    office: Office,
    order: (action: string, params: Record<string, string>) => ReturnType<ReturnType<typeof deskOf>["order"]>,
  ) => Promise<void>,
): Promise<void> {
  await inOffice(async (office) => {
    const { id } = await openClient(office, 0);
    await planFor(office, id, [{ key: "draft", title: "First draft" }]);
    await work(office, (action, params) => deskOf(office).order({ action, client: id, params, now: true }));
  });
}

const open = (office: Office) => office.workspace.records.find(drafts, "state = 'open' ORDER BY seq");

test("a text that names the company, its people, its domain or an address is refused without their consent", () =>
  withWork(async (office, order) => {
    for (const text of [
      "Whitfield Ceramics is happy.",
      "A shop for Whitfield.",
      "Nora liked it at once.",
      "See www.whitfield-ceramics.example.",
      "Write to nora@whitfield-ceramics.example.",
    ]) {
      expect(await order("content.draft", { ...DRAFT, text }), text).toMatchObject({
        kind: "refused",
        why: expect.stringMatching(/^It names Whitfield Ceramics Ltd \(“.*”\), who has not agreed to that\.$/),
      });
      expect(await order("content.draft", { ...DRAFT, title: text }), text).toMatchObject({ kind: "refused" });
    }
    expect(open(office)).toEqual([]);
  }));

test("what names nobody is kept, once a month", () =>
  withWork(async (office, order) => {
    expect(await order("content.draft", DRAFT)).toMatchObject({ kind: "approved" });
    expect(open(office)).toHaveLength(1);
    expect(office.events("content.drafted")[0]?.data).toMatchObject({ kind: "case-study", named: false });
    expect(await order("content.draft", { ...DRAFT, title: "Another" })).toMatchObject({
      why: expect.stringMatching(/that month already/),
    });
    expect(await order("content.draft", { ...DRAFT, month: "2026-12" })).toMatchObject({ kind: "approved" });
    expect(await order("content.draft", { ...DRAFT, engagement: "g_other" })).toMatchObject({
      why: expect.stringMatching(/no such work/),
    });
  }));

test("with consent they may be named; once it is withdrawn, drafts that name them are dropped, and others stay", () =>
  withWork(async (office, order) => {
    expect(await order("consent.record", { evidence: "Nora's mail of today" })).toMatchObject({ kind: "approved" });
    await order("content.draft", { ...DRAFT, text: "Nora Whitfield was glad." });
    await order("content.draft", { ...DRAFT, month: "2026-12" });
    expect(office.events("content.drafted").map(({ data }) => data.named)).toEqual([true, false]);
    expect(await order("consent.withdraw", {})).toMatchObject({
      kind: "approved",
      card: { rows: [{ label: "Drafts", after: "1 that name them: dropped" }] },
    });
    expect(open(office).map(({ id }) => id)).toEqual([`${ENGAGEMENT}/2026-12`]);
    expect(await order("content.draft", { ...DRAFT, month: "2027-01", text: "Nora again." })).toMatchObject({
      kind: "refused",
    });
  }));

test("a draft is closed by its code, once", () =>
  withWork(async (office, order) => {
    await order("content.draft", DRAFT);
    const code = `D${open(office)[0]?.seq}`;
    expect(await order("content.close", { draft: "D1" })).toMatchObject({
      why: expect.stringMatching(/no draft “D1”/),
    });
    const closed = await deskOf(office).order({
      action: "content.close",
      params: { draft: code.toLowerCase() },
      now: true,
    });
    expect(closed).toMatchObject({ kind: "approved" });
    expect(open(office)).toEqual([]);
    expect(await order("content.close", { draft: code })).toMatchObject({
      why: expect.stringMatching(/closed already/),
    });
  }));
