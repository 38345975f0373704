/**
 * outreach.send and what belongs to it: nobody is written to without a ground, too soon, or after a stop, whoever asks.
 */
import { expect, test } from "vitest";
import { outreachs } from "../../src/records/standing.ts";
import { INQUIRY, receive } from "../journeys/letters.ts";
import { DAY_MS, deskOf, inOffice } from "../kernel/company.ts";
import type { Office } from "../support/office.ts";

const NORA = "Nora Whitfield";

/** Nora asked once, and the owner did not make a client of her. */
async function lead(office: Office): Promise<void> {
  await receive(office, INQUIRY);
  await office.reject(office.code(/as a client/), "no time");
  await office.rest();
}

function order(office: Office, action: string, params: Record<string, string> = {}) {
  return deskOf(office).order({ action, client: NORA, params, now: false });
}

async function done(office: Office, action: string, params: Record<string, string> = {}): Promise<void> {
  const ordered = await order(office, action, params);
  if (ordered.kind !== "asked") throw new Error(`${action} was not asked: ${JSON.stringify(ordered)}`);
  expect((await deskOf(office).approve(ordered.code)).kind).toBe("approved");
  await office.rest();
}

const standing = (office: Office) => office.workspace.records.find(outreachs, "1")[0];

test("without a ground on record not even the owner writes unasked", () =>
  inOffice(async (office) => {
    await lead(office);
    expect(await order(office, "outreach.send")).toMatchObject({
      kind: "refused",
      why: expect.stringMatching(/no ground on record/),
    });
    await done(office, "outreach.end");
    expect(await order(office, "outreach.send")).toMatchObject({
      kind: "refused",
      why: expect.stringMatching(/wants no such mail/),
    });
  }));

test("with a ground the house's letter is shown whole, says how to stop, and leaves once; the next waits sixty days", () =>
  inOffice(async (office) => {
    await lead(office);
    await done(office, "basis.record", { basis: "asked-us", evidence: "her inquiry" });
    const ordered = await order(office, "outreach.send");
    if (ordered.kind !== "asked") throw new Error("not asked");
    expect(ordered.card).toMatchObject({
      title: "Write to Nora Whitfield, who has gone silent.",
      rows: [
        { label: "You may, because", after: "they asked you to" },
        { label: "Before", after: "never written to" },
      ],
      letter: { subject: "Is this still on your mind?", text: expect.stringContaining('reply with "stop"') },
    });
    await deskOf(office).approve(ordered.code);
    await office.rest();
    expect(office.sent()).toHaveLength(1);
    expect(standing(office)).toMatchObject({ sent: 1, sent_on: "2026-11-24" });
    office.clock.advance(59 * DAY_MS);
    expect(await order(office, "outreach.send")).toMatchObject({
      kind: "refused",
      why: expect.stringMatching(/not again before Sat 23 Jan/),
    });
    office.clock.advance(DAY_MS);
    expect(await order(office, "outreach.send")).toMatchObject({ kind: "asked" });
  }));

test("an own text has to say how they can end it", () =>
  inOffice(async (office) => {
    await lead(office);
    await done(office, "basis.record", { basis: "asked-us" });
    expect(await order(office, "outreach.send", { text: "How are you?" })).toMatchObject({
      kind: "refused",
      why: expect.stringMatching(/how they can end it/),
    });
    const text = "How are you? Write STOP and I won't write again.";
    expect(await order(office, "outreach.send", { text })).toMatchObject({ kind: "asked", card: { letter: { text } } });
  }));

test("after a stop nothing is sent, and only a new yes of theirs, with what shows it, is a ground again", () =>
  inOffice(async (office) => {
    await lead(office);
    await done(office, "basis.record", { basis: "asked-us" });
    await done(office, "outreach.end", { why: "stop" });
    expect(standing(office)).toMatchObject({ state: "stopped" });
    expect(await order(office, "outreach.send")).toMatchObject({
      kind: "refused",
      why: expect.stringMatching(/wants no such mail/),
    });
    const record = (params: Record<string, string>) => order(office, "basis.record", params);
    expect(await record({ basis: "existing-customer", evidence: "old files" })).toMatchObject({ kind: "refused" });
    expect(await record({ basis: "consent" })).toMatchObject({
      kind: "refused",
      why: expect.stringMatching(/what shows/),
    });
    await done(office, "basis.record", { basis: "consent", evidence: "her mail of today" });
    expect(standing(office)).toMatchObject({ state: "standing", basis: "consent" });
  }));

test("a stop holds for whoever turns out to be the same person", () =>
  inOffice(async (office) => {
    await lead(office);
    await done(office, "outreach.end", { why: "stop" });
    const other = { from: "Nora W. <nora@elsewhere.example>", subject: "An offer", id: "o@e.example" };
    await receive(office, { ...other, text: INQUIRY.text.replace("Whitfield Ceramics Ltd", "Elsewhere Ltd") });
    const [first, second] = office.events("mail.received").map(({ scope }) => scope);
    const desk = deskOf(office);
    const params = {
      from: first ?? "",
      into: second ?? "",
      mail: String(office.events("mail.received")[0]?.data.mail),
    };
    expect(await desk.order({ action: "scope.merge", client: second, params, now: true })).toMatchObject({
      kind: "approved",
    });
    const basis = { action: "basis.record", client: second, params: { basis: "existing-customer" }, now: false };
    expect(await desk.order(basis)).toMatchObject({
      kind: "refused",
      why: expect.stringMatching(/wants no such mail/),
    });
  }));
