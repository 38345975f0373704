/**
 * The main journey with a restart between any two of its steps: it goes on where the ledger ends, and nothing is repeated.
 */
import { expect, test } from "vitest";
import { clients } from "../../src/records/client.ts";
import { Office } from "../support/office.ts";
import { allIsWell, INQUIRY, lastCard, letter } from "./letters.ts";

/** Ticks until a restart after tick `cut` has happened, then to the end. Answers the ticks it took. */
async function journey(cut: number): Promise<number> {
  const office = await Office.open();
  let ticks = 0;
  const go = async () => {
    let done = 1;
    while (done > 0) {
      done = await office.workspace.tick();
      if (++ticks === cut) {
        await office.restart();
        done = 1;
      }
      expect(office.errors).toEqual([]);
    }
  };
  try {
    office.drop("1.eml", letter(INQUIRY));
    office.clock.advance(10_000);
    await go();
    expect((await office.approve(lastCard(office).code)).kind).toBe("approved");
    await go();
    expect(office.sent()).toHaveLength(1);
    expect(office.events("effect.performed")).toHaveLength(1);
    expect(office.events("mail.received")).toHaveLength(1);
    expect(office.events("proposal.opened")).toHaveLength(1);
    expect(office.workspace.records.find(clients, "stage = 'onboarding'")).toHaveLength(1);
    allIsWell(office);
  } finally {
    await office.close();
  }
  return ticks;
}

test("a restart after any tick of mail, card, approval and sending changes nothing", async () => {
  const ticks = await journey(0);
  expect(ticks).toBeGreaterThan(3);
  for (let cut = 1; cut <= ticks; cut++) await journey(cut);
}, 60_000);
