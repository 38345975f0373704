/**
 * A proposal's life without the owner: expiry, putting away and coming back. Nothing is ever approved by silence.
 */
import { expect, test } from "vitest";
import { proposals } from "../../src/kernel/proposal.ts";
import type { Office } from "../support/office.ts";
import { clientAsks, DAY_MS, deskOf, dropInquiry, inOffice, openClient } from "./company.ts";

const HOUR_MS = 3_600_000;

async function asked(office: Office): Promise<string> {
  dropInquiry(office, 0);
  await office.rest();
  return office.code(/as a client/);
}

const stateOf = (office: Office, code: string) =>
  office.workspace.records.find(proposals, "code = ?", [code])[0]?.state;

test("what is not answered expires after the days the settings say; nothing is approved by silence", () =>
  inOffice(async (office) => {
    const code = await asked(office);
    office.clock.advance(14 * DAY_MS - HOUR_MS);
    await office.rest();
    expect(stateOf(office, code)).toBe("open");
    office.clock.advance(2 * HOUR_MS);
    await office.rest();
    expect(stateOf(office, code)).toBe("expired");
    expect(office.sent()).toHaveLength(0);
    expect(await office.approve(code)).toMatchObject({ kind: "over", state: "expired" });
  }));

test("an expired request can be asked for again: it is a new revision, and can be approved once shown", () =>
  inOffice(async (office) => {
    const code = await asked(office);
    office.clock.advance(15 * DAY_MS);
    await office.rest();
    const again = await deskOf(office).askAgain(code);
    expect(again).toMatchObject({ kind: "shown", why: "asked-again", revision: 2 });
    await office.rest();
    expect((await office.approve(code)).kind).toBe("approved");
    await office.rest();
    expect(office.sent()).toHaveLength(1);
    expect(await deskOf(office).askAgain(code)).toMatchObject({ kind: "over", state: "approved" });
  }));

test("a card put away comes back by itself, once, at its hour", () =>
  inOffice(async (office) => {
    const code = await asked(office);
    const until = office.clock.now() + 3 * HOUR_MS;
    expect((await deskOf(office).later(code, until)).kind).toBe("postponed");
    const shown = office.shown.length;
    office.clock.advance(2 * HOUR_MS);
    await office.rest();
    expect(office.shown).toHaveLength(shown);
    office.clock.advance(2 * HOUR_MS);
    await office.rest();
    await office.rest();
    expect(office.shown.slice(shown).map((one) => one.code)).toEqual([code]);
    expect((await office.approve(code)).kind).toBe("approved");
  }));

test("a card put away comes back after a restart, too, and may be decided before it does", () =>
  inOffice(async (office) => {
    const code = await asked(office);
    await deskOf(office).later(code, office.clock.now() + HOUR_MS);
    office.clock.advance(2 * HOUR_MS);
    const shown = office.shown.length;
    await office.restart();
    await office.rest();
    expect(office.shown.slice(shown).map((one) => one.code)).toEqual([code]);
    await deskOf(office).later(code, office.clock.now() + HOUR_MS);
    expect((await office.approve(code)).kind).toBe("approved");
  }));

test("a card put away beyond its expiry expires all the same", () =>
  inOffice(async (office) => {
    const code = await asked(office);
    await deskOf(office).later(code, office.clock.now() + 30 * DAY_MS);
    office.clock.advance(15 * DAY_MS);
    await office.rest();
    expect(stateOf(office, code)).toBe("expired");
  }));

test("an edit gives a card its full time again", () =>
  inOffice(async (office) => {
    const code = await asked(office);
    office.clock.advance(13 * DAY_MS);
    await office.edit(code, { text: "Sorry for the wait." });
    office.clock.advance(13 * DAY_MS);
    await office.rest();
    expect(stateOf(office, code)).toBe("open");
    expect((await office.approve(code)).kind).toBe("approved");
  }));

test("a reply by the owner's own hand withdraws the answer that waits", () =>
  inOffice(async (office) => {
    await openClient(office, 0);
    const code = await clientAsks(office);
    const { writeFileSync } = await import("node:fs");
    writeFileSync(
      `${office.home}/mail/sent/by-hand.eml`,
      [
        "From: Robin Vale <robin@vale.example>",
        "To: nora@whitfield-ceramics.example",
        "Subject: Re: The first draft",
        "Message-ID: <by-hand@vale.example>",
        "In-Reply-To: <question.1@test>",
        "Date: Tue, 24 Nov 2026 09:30:00 +0000",
        "",
        "On Friday!",
        "",
      ].join("\r\n"),
    );
    office.clock.advance(10_000);
    await office.rest();
    expect(stateOf(office, code)).toBe("withdrawn");
    expect(await office.approve(code)).toMatchObject({ kind: "over", state: "withdrawn" });
  }));
