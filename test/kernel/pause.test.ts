/**
 * Invariant 12: paused means nothing new leaves, whatever the scope of the pause; lifted, it goes on. Cards are still shown.
 */
import { expect, test } from "vitest";
import { effects } from "../../src/kernel/effect.ts";
import { clientTitle } from "../../src/records/client.ts";
import type { Office } from "../support/office.ts";
import { clientAsks, deskOf, dropInquiry, inOffice, openClient } from "./company.ts";

const queued = (office: Office) => office.workspace.records.find(effects, "state = 'queued'").length;

/** An answer is approved while `what` is paused. */
async function answeredDuring(office: Office, what: string): Promise<void> {
  expect((await deskOf(office).pause(what, "a test")).ok).toBe(true);
  expect((await office.approve(office.code(/as a client/))).kind).toBe("approved");
  await office.rest();
}

for (const what of ["workspace", "client:Nora", "agent:intake", "connector:mail", "action:mail.answer"]) {
  test(`while ${what.replace(":", " ")} is paused nothing leaves; lifted, it goes on`, () =>
    inOffice(async (office) => {
      dropInquiry(office, 0);
      await office.rest();
      await answeredDuring(office, what);
      office.clock.advance(3_600_000);
      await office.rest();
      expect(office.sent()).toHaveLength(0);
      expect(queued(office)).toBe(1);
      await office.restart();
      await office.rest();
      expect(office.sent()).toHaveLength(0);
      expect((await deskOf(office).resume(what)).lifted).toHaveLength(1);
      await office.rest();
      expect(office.sent()).toHaveLength(1);
    }));
}

for (const what of ["client:Jürgen", "agent:billing", "connector:calendar", "action:client.open", "action:owner.ask"]) {
  test(`a pause of ${what.replace(":", " ")} holds nothing of others`, () =>
    inOffice(async (office) => {
      dropInquiry(office, 1);
      await office.rest();
      dropInquiry(office, 0);
      await office.rest();
      await deskOf(office).pause(what, "a test");
      expect((await office.approve(office.code(/Whitfield/))).kind).toBe("approved");
      await office.rest();
      expect(office.sent()).toHaveLength(1);
    }));
}

test("a pause holds from the next step on: what is approved before and not yet claimed stays here", () =>
  inOffice(async (office) => {
    dropInquiry(office, 0);
    await office.rest();
    await office.approve(office.code(/as a client/));
    await deskOf(office).pause("workspace", "stop");
    await office.rest();
    expect(office.sent()).toHaveLength(0);
  }));

test("during a pause mail is still recorded, cards are still shown, and decisions are taken", () =>
  inOffice(async (office) => {
    dropInquiry(office, 0);
    await office.rest();
    await deskOf(office).pause("workspace", "a test");
    const code = office.code(/as a client/);
    const shown = office.shown.length;
    await office.edit(code, { text: "Hello again." });
    dropInquiry(office, 1);
    await office.rest();
    expect(office.shown.slice(shown).map((posting) => posting.revision)).toEqual([2, 1]);
    expect(office.code(/Krämer/)).not.toBe(code); // agents go on reading and asking; only nothing leaves
    expect(office.events("mail.received")).toHaveLength(2);
    expect((await office.approve(code)).kind).toBe("approved");
    await office.rest();
    expect(office.sent()).toHaveLength(0);
    await deskOf(office).resume(undefined);
    await office.rest();
    expect(office.sent()).toHaveLength(1);
  }));

test("a paused agent is not woken, and reads what came in meanwhile when the pause is lifted", () =>
  inOffice(async (office) => {
    const client = await openClient(office, 0);
    await deskOf(office).pause("agent:intake", "a test");
    await expect(clientAsks(office)).rejects.toThrow("no question was asked");
    await deskOf(office).resume("agent:intake");
    const shown = office.shown.length;
    await office.rest();
    expect(office.shown.slice(shown).map((one) => one.card.client)).toEqual([clientTitle(client)]);
  }));

test("mail of a paused client waits without holding up others", () =>
  inOffice(async (office) => {
    await openClient(office, 0);
    await deskOf(office).pause("client:Whitfield", "a test");
    await expect(clientAsks(office)).rejects.toThrow("no question was asked");
    dropInquiry(office, 1);
    await office.rest();
    expect(office.shown.at(-1)?.card.title).toContain("Krämer");
    await deskOf(office).resume("client:Whitfield");
    await office.rest();
    expect(office.shown.at(-1)?.card.client).toBe("Whitfield Ceramics Ltd");
  }));

test("what can't be paused is said, and nothing is recorded", () =>
  inOffice(async (office) => {
    const head = office.workspace.ledger.head()?.seq;
    for (const what of ["client:Nobody", "weather", "agent:", "nonsense:mail"])
      expect(await deskOf(office).pause(what, "a test")).toMatchObject({ ok: false });
    expect(office.workspace.ledger.head()?.seq).toBe(head);
  }));
