/**
 * Payments and files as records: told by events, struck and sorted by events, and the private words kept out of the tables.
 */
import { expect, test } from "vitest";
import { dumpRecords, rebuildRecords } from "../../src/kernel/rebuild.ts";
import { files } from "../../src/records/file.ts";
import { recordKinds } from "../../src/records/kinds.ts";
import { payments } from "../../src/records/payment.ts";
import { deskOf, inOffice, openClient } from "../kernel/company.ts";
import { keepFiles } from "../support/drop-file.ts";
import type { Office } from "../support/office.ts";
import { pay } from "../support/paid.ts";

function rebuilt(office: Office): void {
  const { database, keys } = office.workspace;
  const live = dumpRecords(database, recordKinds);
  rebuildRecords({ database, keys, kinds: recordKinds });
  expect(dumpRecords(database, recordKinds)).toEqual(live);
}

test("a payment stands in the books until it is struck, and the note stays in the ledger", () =>
  inOffice(async (office) => {
    const client = await openClient(office, 0);
    const code = await pay(office, client.id, { amount: "2,400.50", receivedOn: "2026-11-20", note: "first half" });
    const [row] = office.workspace.records.find(payments, "1");
    expect(row).toMatchObject({
      client: client.id,
      amount_cents: 240_050,
      currency: "EUR",
      method: "cash",
      received_on: "2026-11-20",
      state: "standing",
    });
    expect(JSON.stringify(row)).not.toContain("first half");
    const [received] = office.events("payment.received");
    expect(received).toMatchObject({ version: 1, scope: client.id });
    expect(JSON.stringify(received?.data)).not.toContain("first half");
    expect(office.words(received)).toEqual({ note: "first half" });
    expect((await deskOf(office).undo(code)).kind).toBe("undone");
    expect(office.workspace.records.find(payments, "1")).toMatchObject([{ state: "struck", amount_cents: 240_050 }]);
    expect(office.events("payment.struck")).toHaveLength(1);
    rebuilt(office);
  }));

test("a file is unsorted until the owner says what it is, and its name stands in no table", () =>
  inOffice(async (office) => {
    const client = await openClient(office, 0);
    const { writer, blobs } = office.workspace;
    const plan = { name: "plan.pdf", type: "application/pdf", size: 4, bytes: async () => Buffer.from("plan") };
    await keepFiles({ writer, blobs, actor: "owner:console:local", scope: client.id, files: [plan] });
    expect(office.workspace.records.find(files, "1")).toMatchObject([{ scope: client.id, kind: "unsorted", size: 4 }]);
    await office.rest();
    await deskOf(office).settle(office.code(/plan\.pdf/), { kind: "memory" });
    const [row] = office.workspace.records.find(files, "1");
    expect(row?.kind).toBe("memory");
    expect(JSON.stringify(row)).not.toContain("plan.pdf");
    expect(blobs.open(row?.blob ?? "")?.toString()).toBe("plan");
    rebuilt(office);
  }));
