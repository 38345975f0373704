/**
 * Undo: what has not left is cancelled, what has left is named plainly, and history is never changed.
 */
import { expect, test } from "vitest";
import { effects } from "../../src/kernel/effect.ts";
import { intents } from "../../src/kernel/intent.ts";
import { verifyLedger } from "../../src/kernel/verify.ts";
import { clients } from "../../src/records/client.ts";
import { type Office, OWNER } from "../support/office.ts";
import { contactOf, deskOf, dropInquiry, inOffice, NORA } from "./company.ts";

async function approved(office: Office): Promise<string> {
  dropInquiry(office, 0);
  await office.rest();
  const code = office.code(/as a client/);
  expect((await office.approve(code)).kind).toBe("approved");
  return code;
}

const stageOf = (office: Office) => office.workspace.records.get(clients, contactOf(office, NORA).scopes)?.stage;
const mailState = (office: Office) => office.workspace.records.find(effects, "1 = 1")[0]?.state;

test("a mail that has not left is cancelled, and never leaves", () =>
  inOffice(async (office) => {
    await deskOf(office).pause("connector:mail", "a test");
    const code = await approved(office);
    await office.rest();
    const undone = await deskOf(office).undo(code);
    expect(undone.kind).toBe("undone");
    expect(undone.lines.join(" ")).toContain("had not left yet");
    expect(mailState(office)).toBe("cancelled");
    await deskOf(office).resume(undefined);
    await office.rest();
    await office.restart();
    await office.rest();
    expect(office.sent()).toHaveLength(0);
    expect(stageOf(office)).toBe("lead");
    expect(contactOf(office, NORA)).toMatchObject({ kind: "unknown", state: "seen" });
  }));

test("a mail that has left can't be taken back, and that is said; the rest is", () =>
  inOffice(async (office) => {
    const code = await approved(office);
    await office.rest();
    const undone = await deskOf(office).undo(code);
    expect(undone.kind).toBe("undone");
    expect(undone.lines.join(" ")).toContain("can't be taken back");
    expect(mailState(office)).toBe("performed");
    expect(stageOf(office)).toBe("lead");
  }));

test("undo is an event of the owner's, once, and the ledger keeps what it took back", () =>
  inOffice(async (office) => {
    const code = await approved(office);
    await office.rest();
    const before = office.events().length;
    await deskOf(office).undo(code);
    expect((await deskOf(office).undo(code)).kind).toBe("refused");
    expect(office.events("intent.undone").map((event) => event.actor)).toEqual([OWNER]);
    expect(
      office
        .events()
        .slice(before)
        .map((event) => event.type),
    ).toEqual(["intent.undone", "client.unopened"]);
    expect(office.events("client.opened")).toHaveLength(1);
    expect(office.workspace.records.find(intents, "state = 'undone'")).toHaveLength(1);
    expect(verifyLedger(office.workspace.database).ok).toBe(true);
  }));

test("what was never approved, and what nobody knows, can't be undone", () =>
  inOffice(async (office) => {
    dropInquiry(office, 0);
    await office.rest();
    const code = office.code(/as a client/);
    const head = office.workspace.ledger.head()?.seq;
    expect((await deskOf(office).undo(code)).kind).toBe("refused");
    expect((await deskOf(office).undo("ZZZZ")).kind).toBe("refused");
    expect(office.workspace.ledger.head()?.seq).toBe(head);
  }));

test("a mail that is in the connector's hands is not said to be here", () =>
  inOffice(async (office) => {
    const code = await approved(office);
    const [effect] = office.workspace.records.find(effects, "1 = 1");
    await office.workspace.writer.submit((transaction) =>
      transaction.run("INSERT INTO deliveries (effect, state, attempt, next_at) VALUES (?, 'claimed', 1, 0)", [
        effect?.id ?? "",
      ]),
    );
    const undone = await deskOf(office).undo(code);
    expect(undone.lines.join(" ")).not.toContain("had not left yet");
    expect(mailState(office)).toBe("queued");
  }));
