/**
 * Whom the company writes to again: somebody with a ground who has gone silent, a few a day, once the owner has seen it. Any
 * answer ends it, a stop for good and without anybody.
 */
import { expect, test } from "vitest";
import { ownerLabel } from "../../src/kernel/label.ts";
import { outreachs } from "../../src/records/standing.ts";
import { DAY_MS, deskOf, inOffice, write } from "../kernel/company.ts";
import { type Office, OWNER } from "../support/office.ts";
import { fallsDue } from "../support/planned.ts";
import { cards, INQUIRY, lastCard, receive, withClient } from "./letters.ts";

/** Nora asked once, was told no, and has gone silent for a month; there is a ground to write to her. */
async function silentLead(office: Office): Promise<void> {
  await receive(office, INQUIRY);
  await office.reject(office.code(/as a client/), "no time");
  const params = { basis: "asked-us" };
  await deskOf(office).order({ action: "basis.record", client: "Nora Whitfield", params, now: true });
  await office.rest();
  await days(office, 31);
}

/** The letter has left. */
async function writtenTo(office: Office): Promise<string> {
  await silentLead(office);
  expect((await office.approve(lastCard(office).code)).kind).toBe("approved");
  await office.rest();
  const [, id = ""] = /^Message-ID: <([^>]+)>/im.exec(office.sent().at(-1) ?? "") ?? [];
  return id;
}

async function days(office: Office, count: number): Promise<void> {
  office.clock.advance(count * DAY_MS);
  await office.rest();
}

function answer(office: Office, text: string, answers: string): Promise<void> {
  return receive(office, {
    from: INQUIRY.from,
    subject: "Re: Is this still on your mind?",
    text,
    ...(answers ? { answers } : {}),
    id: `a${office.events().length}@w.example`,
  });
}

const state = (office: Office) => office.workspace.records.find(outreachs, "1")[0]?.state;

test("a silent lead is put to the owner once, with the letter; nobody writes to somebody who wrote lately", () =>
  inOffice(async (office) => {
    await receive(office, INQUIRY);
    await office.reject(office.code(/as a client/), "no time");
    const params = { basis: "asked-us" };
    await deskOf(office).order({ action: "basis.record", client: "Nora Whitfield", params, now: true });
    await days(office, 20);
    expect(office.events("outreach.due")).toEqual([]);
    await days(office, 11);
    expect(office.events("outreach.due")).toHaveLength(1);
    expect(lastCard(office).card.title).toBe("Write to Nora Whitfield, who has gone silent.");
    await days(office, 5);
    expect(office.events("outreach.due")).toHaveLength(1);
    // A no stands for as long as a letter would.
    await office.reject(lastCard(office).code, "not now");
    await days(office, 30);
    expect(office.events("outreach.due")).toHaveLength(1);
    await days(office, 30);
    expect(office.events("outreach.due")).toHaveLength(2);
    expect(office.sent()).toEqual([]);
  }));

test("of many past clients three a day are put to the owner, and nobody whose mail is held or who has an offer", () =>
  inOffice(async (office) => {
    await write(office, (transaction) => {
      for (let n = 0; n < 7; n++) {
        const scope = `c_${String(n).repeat(32)}`;
        const event = { actor: OWNER, scope, subject: `client:${scope}`, label: ownerLabel(scope) };
        const words = { name: `Past Client ${n}`, addresses: [`past${n}@client${n}.example`] };
        const left = { client: scope, language: "en", stage: "left" };
        transaction.append({ ...event, type: "client.imported", data: left, private: words });
        transaction.append({
          ...event,
          type: "basis.recorded",
          data: { basis: "existing-customer", on: "2026-11-24" },
        });
        if (n === 0) transaction.append({ ...event, type: "mail.held", data: { why: "asked", mail: null } });
        const sums = { amountCents: 1, currency: "EUR", taxKind: "standard", playbook: "workshop" };
        const offer = { offer: "o_1", ...sums, on: "2026-11-20", validUntil: "2026-12-24" };
        if (n === 1) transaction.append({ ...event, type: "offer.sent", data: offer });
      }
    });
    const due = () => office.events("outreach.due").map(({ scope }) => Number(scope[2]));
    await days(office, 1);
    expect(due()).toEqual([2, 3, 4]);
    expect(cards(office)).toHaveLength(3);
    await days(office, 1);
    expect(due()).toEqual([2, 3, 4, 5, 6]);
  }));

test("a stop ends it at once, needs nobody, and stays", () =>
  inOffice(async (office) => {
    const letter = await writtenTo(office);
    const before = office.shown.length;
    await answer(office, "Please stop writing to me.", letter);
    expect(cards(office, before)).toEqual([]);
    expect(office.events("outreach.ended").map(({ data }) => data.why)).toEqual(["stop"]);
    expect(state(office)).toBe("stopped");
    await days(office, 100);
    expect(office.events("outreach.due")).toHaveLength(1);
    expect(office.sent()).toHaveLength(1);
  }));

test("any other answer ends it, too; what they ask is one question to the owner", () =>
  inOffice(async (office) => {
    const letter = await writtenTo(office);
    const before = office.shown.length;
    await answer(office, "Hello Robin, when could you start?", letter);
    expect(office.events("outreach.ended").map(({ data }) => data.why)).toEqual(["answered"]);
    expect(cards(office, before).map(({ card }) => card.title)).toEqual([
      "Nora Whitfield has answered: “Hello Robin, when could you start?” What shall I answer?",
    ]);
    await days(office, 100);
    expect(office.events("outreach.due")).toHaveLength(1);
  }));

test("a past client who complains about it is a complaint, and is not written to again", () =>
  inOffice(async (office) => {
    const scope = await withClient(office);
    await fallsDue(office, "client.moved", scope, `client:${scope}`, { client: scope, stage: "left" });
    const params = { basis: "existing-customer" };
    await deskOf(office).order({ action: "basis.record", client: scope, params, now: true });
    await days(office, 31);
    expect(lastCard(office).card.title).toBe("Write to Whitfield Ceramics Ltd, who was a client.");
    await office.approve(lastCard(office).code);
    await office.rest();
    await answer(office, "Please stop writing to me. I am really disappointed.", "");
    expect(state(office)).toBe("stopped");
    expect(lastCard(office).card.title).toMatch(/^Nora Whitfield is unhappy/);
  }));

test("thanks end it as well, and ask nobody", () =>
  inOffice(async (office) => {
    const letter = await writtenTo(office);
    const before = office.shown.length;
    await answer(office, "Thank you so much!", letter);
    expect(state(office)).toBe("answered");
    expect(cards(office, before)).toEqual([]);
  }));
