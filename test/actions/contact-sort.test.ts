/**
 * A rule may sort a sender only where the house, reading their mails again, has no doubt: what an agent says of it is not enough.
 */
import { expect, test } from "vitest";
import { contactSort } from "../../src/actions/contact-sort.ts";
import type { SureSender } from "../../src/actions/house.ts";
import { INQUIRY, receive, withClient } from "../journeys/letters.ts";
import { Office } from "../support/office.ts";

test.each([
  ["sure", "sales@growth.example", { kind: "ignore", business: true }, true],
  ["of another kind", "sales@growth.example", { kind: "supplier", business: true }, false],
  ["in doubt", "sales@growth.example", null, false],
  [
    "sure, but somebody of their firm is a client",
    "sales@whitfield-ceramics.example",
    { kind: "ignore", business: true },
    false,
  ],
  [
    "sure, and only of the same free mail as a client",
    "sales@whitfield-ceramics.example",
    { kind: "ignore", business: false },
    true,
  ],
] as const)("the house is %s", async (_, address, found: SureSender | null, sure) => {
  const office = await Office.open();
  try {
    await withClient(office);
    await receive(office, {
      ...INQUIRY,
      from: `Sales <${address}>`,
      id: "hello@x.example",
      text: "Just saying hello.",
    });
    const { records, ledger } = office.workspace;
    const view = {
      now: office.clock.now(),
      records,
      privateAt: (seq: number) => {
        const event = ledger.at(seq);
        return event ? ledger.open(event) : null;
      },
      answerTo: () => null,
    };
    const action = contactSort({ sureSender: () => found });
    const params = action.parse({ address, kind: "ignore", fresh: true, sure: true });
    if (!params.ok) throw new Error(params.why);
    const prepared = action.prepare(params.params, "workspace", view, "key");
    expect(prepared).toMatchObject({ context: { kind: "ignore", sure } });
  } finally {
    await office.close();
  }
});
