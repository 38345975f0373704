/**
 * The whole path, once: a client's mail becomes an approved, recorded, sent answer.
 */
import { expect, test } from "vitest";
import { sampleMails } from "../../src/connectors/mail-folder/samples.ts";
import { verifyLedger } from "../../src/kernel/verify.ts";
import { clients } from "../../src/records/client.ts";
import { Office, START } from "../support/office.ts";

test("an inquiry becomes one card; approved, the client is recorded and the answer sent once", async () => {
  const office = await Office.open();
  try {
    const [inquiry] = sampleMails(START);
    office.drop("1.eml", inquiry?.raw ?? "");
    await office.rest();
    const code = office.code(/client/);
    expect(office.sent()).toHaveLength(0);
    const outcome = await office.approve(code);
    expect(outcome.kind).toBe("approved");
    await office.rest();
    expect(office.sent()).toHaveLength(1);
    expect(office.workspace.records.find(clients, "stage = 'onboarding'")).toHaveLength(1);
    expect(verifyLedger(office.workspace.database).ok).toBe(true);
  } finally {
    await office.close();
  }
});
