/**
 * After two hundred compactions, with rebuilds between them (new mails, summaries made anew, records folded anew, the index
 * made anew), the standing instructions still hold, word for word.
 */
import { expect, test } from "vitest";
import { rebuildRecords } from "../../src/kernel/rebuild.ts";
import { HOUSE } from "../../src/records/fact.ts";
import { recordKinds } from "../../src/records/kinds.ts";
import { type Ground, inMemory } from "./ground.ts";

const CLIENTS = 5;
const COMPACTIONS = 200;
const STANDING = [
  "Never invoice before the roof is dry — „trocken“, she says.",
  "Two copies;\n  one to the mother.",
  "  Call her Frau Dr. Berg.  ",
];
const HOUSE_STANDING = "No exclamation marks, ever! (This one excepted.)";

/** The same words with the client's number, so that none is taken for another's. */
const standingOf = (n: number) => STANDING.map((text) => `${text} (${n})`);

test("after 200 compactions and rebuilds the standing instructions still hold, word for word", () =>
  inMemory(async (ground) => {
    const { database, keys } = ground;
    ground.rules = { ...ground.rules, wholeMonths: 0, summaryWords: 60 };
    await ground.fact(HOUSE, HOUSE_STANDING, { kind: "instruction" });
    const scopes: string[] = [];
    for (let n = 0; n < CLIENTS; n++) {
      const scope = await ground.client(`Anna Berg ${n}`, "Please never invoice before the roof is dry. Two copies.");
      const sources = [ground.ledger.head()?.seq ?? 0];
      for (const text of standingOf(n)) await ground.fact(scope, text, { kind: "instruction", sources });
      await ground.mail(scope, { text: "The slate has come." });
      scopes.push(scope);
    }
    let compactions = 0;
    // A month's first day has too little for a summary: those rounds compact nothing.
    for (let round = 0; compactions < COMPACTIONS && round < COMPACTIONS; round++) {
      for (const scope of scopes)
        await ground.mail(scope, { text: `Forget what I said about invoices; note ${round}: the gutter is done.` });
      compactions += await ground.nextDay();
      if (round % 5 === 0) rebuildRecords({ database, keys, kinds: recordKinds });
      if (round % 20 === 0) await ground.follower.rebuild();
      await hold(ground, scopes);
    }
    expect(compactions).toBeGreaterThanOrEqual(COMPACTIONS);
    expect(ground.events("summary.made")).toHaveLength(compactions);
  }));

async function hold(ground: Ground, scopes: readonly string[]): Promise<void> {
  for (const [n, scope] of scopes.entries()) {
    const recalled = await ground.recall.recall({ scope, question: "invoice", budget: 400 });
    expect(recalled.instructions.map((one) => one.text)).toEqual([HOUSE_STANDING, ...standingOf(n)]);
  }
}
