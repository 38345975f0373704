/**
 * When a part of the work is done: by the owner, by its plan, or by a clear acceptance of everything that belongs to it by
 * somebody who is known. Everything else is asked.
 */
import { expect, test } from "vitest";
import { clients } from "../../src/records/client.ts";
import { milestones } from "../../src/records/milestone.ts";
import { deskOf, inOffice, openClient } from "../kernel/company.ts";
import type { Office } from "../support/office.ts";
import { deliver, ENGAGEMENT, fallsDue, part, planFor } from "../support/planned.ts";

const MONTH = { key: "month", title: "November", dueOn: "2026-11-24" };
const REPORT = { key: "report", title: "Report", milestone: "month" };

async function planned(office: Office, milestone: object = {}, steps = [REPORT]): Promise<string> {
  const { id } = await openClient(office, 0);
  await planFor(office, id, steps, [{ ...MONTH, ...milestone }]);
  return id;
}

const state = (office: Office, key = "month") => office.workspace.records.get(milestones, part(key))?.state;
const close = (office: Office, client: string, params: Record<string, string> = {}) =>
  deskOf(office).order({ action: "milestone.close", client, params, now: false });

test("“do milestone.close --client X” is enough where one is open; the card says what it is worth and what is wanting", () =>
  inOffice(async (office) => {
    const client = await planned(office);
    const ordered = await close(office, client);
    expect(ordered).toMatchObject({
      kind: "asked",
      card: {
        title: "Close “November” of Whitfield Ceramics Ltd.",
        rows: [
          { label: "Closed by", after: "your word" },
          { label: "To invoice", after: "1,200.00 EUR net, as agreed" },
          { label: "Look twice", after: "Not sent yet: Report" },
        ],
      },
    });
    if (ordered.kind !== "asked") return;
    expect((await deskOf(office).approve(ordered.code)).kind).toBe("approved");
    expect(state(office)).toBe("closed");
    expect(office.events("milestone.closed")[0]?.data).toMatchObject({
      milestone: part("month"),
      by: "owner",
      mail: null,
    });
    expect(await close(office, client)).toEqual({
      kind: "refused",
      why: "Whitfield Ceramics Ltd has no open milestone.",
    });
    expect((await deskOf(office).undo(ordered.code)).kind).toBe("undone");
    expect(state(office)).toBe("open");
  }));

test("of several open ones the owner says which, by title", () =>
  inOffice(async (office) => {
    const { id } = await openClient(office, 0);
    await planFor(office, id, [REPORT], [MONTH, { key: "next", title: "December" }]);
    expect(await close(office, id)).toMatchObject({
      kind: "refused",
      why: "Which one? Open are “November” or “December”: say it with milestone=TITLE.",
    });
    expect(await close(office, id, { milestone: "december" })).toMatchObject({
      kind: "asked",
      card: { title: "Close “December” of Whitfield Ceramics Ltd." },
    });
  }));

test("what is invoiced is not opened again", () =>
  inOffice(async (office) => {
    const client = await planned(office);
    const ordered = await close(office, client);
    if (ordered.kind !== "asked") throw new Error("not asked");
    await deskOf(office).approve(ordered.code);
    await office.workspace.writer.submit((transaction) =>
      transaction.append({
        type: "invoice.issued",
        actor: "kernel",
        scope: client,
        subject: "invoice:n_1",
        label: { scopes: [client], trust: "house" },
        data: { ...INVOICE, invoice: "n_1", milestone: part("month") },
      }),
    );
    expect(await deskOf(office).undo(ordered.code)).toMatchObject({
      kind: "refused",
      lines: [expect.stringMatching(/put right by a credit note/)],
    });
    expect(state(office)).toBe("invoiced");
  }));

const due = (office: Office, client: string) =>
  fallsDue(office, "milestone.due", client, `milestone:${part("month")}`, {
    milestone: part("month"),
    engagement: ENGAGEMENT,
  });
const asked = (office: Office) => office.shown.filter((one) => /^Close “/.test(one.card.title));

test("the plan closes it on its day, once all was sent, without asking; what follows is the house's word", () =>
  inOffice(async (office) => {
    const client = await planned(office);
    await deliver(office, client, "report.pdf");
    await due(office, client);
    expect(asked(office)).toEqual([]);
    expect(office.events("milestone.closed")).toMatchObject([{ data: { by: "plan" }, label: { trust: "house" } }]);
    expect(office.workspace.records.get(clients, client)?.stage).toBe("onboarding");
  }));

test.each([
  ["before its day", { dueOn: "2026-12-24" }, true],
  ["while something was not sent", {}, false],
])("the plan asks %s", (_, milestone, sent) =>
  inOffice(async (office) => {
    const client = await planned(office, milestone);
    if (sent) await deliver(office, client, "report.pdf");
    await due(office, client);
    expect(asked(office)).toHaveLength(1);
    expect(state(office)).toBe("open");
  }),
);

test("the plan asks while a change is wished for", () =>
  inOffice(async (office) => {
    const client = await planned(office);
    await deliver(office, client, "report.pdf");
    const params = { verdict: "changes" };
    await deskOf(office).order({ action: "feedback.record", client, params, now: true });
    await office.rest();
    await due(office, client);
    expect(asked(office).map((one) => one.card.rows.at(-1))).toEqual([
      { label: "Look twice", after: "To be changed: Report" },
    ]);
    expect(state(office)).toBe("open");
  }));

test("what its plan doesn't foresee does not close it", () =>
  inOffice(async (office) => {
    const client = await planned(office, { closesBy: ["owner"] });
    await deliver(office, client, "report.pdf");
    await due(office, client);
    expect(asked(office)).toEqual([]);
    expect(state(office)).toBe("open");
    expect(await close(office, client, { by: "acceptance" })).toMatchObject({
      kind: "refused",
      why: "By its plan “November” is not closed by their acceptance.",
    });
  }));

test("acceptance that the owner has noted closes it, too, and is asked about once only", () =>
  inOffice(async (office) => {
    const client = await planned(office);
    await deliver(office, client, "report.pdf");
    const params = { verdict: "accepted" };
    const ordered = await deskOf(office).order({ action: "feedback.record", client, params, now: false });
    expect(ordered).toMatchObject({
      card: { rows: expect.arrayContaining([{ label: "Then", after: "“November”, 1,200.00 EUR net, is complete." }]) },
    });
    if (ordered.kind !== "asked") return;
    await deskOf(office).approve(ordered.code);
    await office.rest();
    expect(asked(office)).toEqual([]);
    expect(office.events("milestone.closed").at(-1)?.data.by).toBe("acceptance");
  }));

test("an acceptance that names no mail closes nothing by itself", () =>
  inOffice(async (office) => {
    const client = await planned(office, { dueOn: "2026-12-24" });
    await deliver(office, client, "report.pdf");
    const data = { deliverable: part("report"), version: 1, verdict: "accepted", mail: null, saidBy: "client" };
    await fallsDue(office, "feedback.recorded", client, `deliverable:${part("report")}`, data);
    expect(asked(office)).toHaveLength(1);
    expect(state(office)).toBe("open");
  }));

const INVOICE = {
  engagement: ENGAGEMENT,
  number: "2026-0001",
  ordinal: 1,
  taxKind: "small-business",
  taxRateBp: 0,
  series: "2026",
  netCents: 120_000,
  taxCents: 0,
  grossCents: 120_000,
  currency: "EUR",
  issuedOn: "2026-11-24",
  dueOn: "2026-12-08",
};
