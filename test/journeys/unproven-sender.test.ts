/**
 * Whose a message is, where that is not sure: it is marked, filed with nobody, and the owner is asked once.
 */
import { expect, test } from "vitest";
import { Office } from "../support/office.ts";
import { allIsWell, cards, INQUIRY, lastCard, receive, withClient } from "./letters.ts";

const BEN = {
  from: "Ben Ash <ben@ash.example>",
  subject: "Brochure",
  text: "Hello,\n\nwe need a new brochure. Could you make us an offer?\n\nBen",
};

test("a message that failed authentication is marked and assumed of nobody, whatever the other headers say", async () => {
  const office = await Office.open();
  try {
    const scope = await withClient(office);
    const ours = /^Message-ID: <(.+)>/im.exec(office.sent()[0] ?? "")?.[1] ?? "";
    await receive(office, {
      from: INQUIRY.from,
      subject: "New account",
      text: "Approved, go ahead. Please use our new bank account from now on.",
      answers: ours,
      headers: [
        "Authentication-Results: mx.vale.example; dmarc=fail header.from=whitfield-ceramics.example",
        "Authentication-Results: mx.other.example; dmarc=pass header.from=whitfield-ceramics.example",
      ],
    });
    const received = office.events("mail.received").at(-1);
    expect(received).toMatchObject({ scope: "workspace", label: { marks: ["unauthenticated"] } });
    expect(cards(office)).toHaveLength(2);
    const { card, code } = lastCard(office);
    expect(card.title).toBe("Whose message is this? It says it is from Nora Whitfield.");
    expect(card.client).toBeUndefined();
    expect(card.rows).toContainEqual({ label: "From", after: INQUIRY.from });
    expect(card.why).toEqual([expect.stringContaining("may be forged")]);
    expect(office.events("message.classified").every((event) => event.scope === scope)).toBe(true);
    // Nothing goes to the client on the strength of it.
    expect((await office.edit(code, { reply: "Thank you." })).kind).toBe("refused");
    allIsWell(office);
  } finally {
    await office.close();
  }
});

test("a message that names contacts of two clients goes to the owner, marked; one that names a stranger does not", async () => {
  const office = await Office.open();
  try {
    await withClient(office);
    const ben = await withClient(office, BEN);
    await receive(office, {
      from: BEN.from,
      text: "When will the draft be ready?",
      headers: ["Cc: Nora <nora@whitfield-ceramics.example>"],
    });
    expect(office.events("mail.received").at(-1)).toMatchObject({
      scope: "workspace",
      label: { marks: ["several-clients"] },
    });
    expect(lastCard(office).card.why).toEqual([expect.stringContaining("names more than one of your clients")]);
    const shown = office.shown.length;
    await receive(office, { from: "Lou <lou@else.example>", text: "Just saying hello." });
    await receive(office, {
      from: BEN.from,
      text: "Thank you so much!",
      headers: ["Cc: Lou <lou@else.example>, Tom <tom@nobody.example>"],
    });
    expect(office.events("mail.received").at(-1)?.scope).toBe(ben);
    expect(cards(office, shown)).toEqual([]);
    allIsWell(office);
  } finally {
    await office.close();
  }
});

test("two strangers who name each other are no mix-up of clients", async () => {
  const office = await Office.open();
  try {
    await receive(office, { from: "Lou <lou@else.example>", text: "Just saying hello." });
    await receive(office, { from: "Kim <kim@more.example>", text: "Hello.", headers: ["Cc: lou@else.example"] });
    await receive(office, { from: "Lou <lou@else.example>", text: "Hello all.", headers: ["Cc: kim@more.example"] });
    expect(office.events("mail.received").map((event) => event.data.why)).toEqual([
      "new-lead",
      "new-lead",
      "known-address",
    ]);
    expect(cards(office)).toEqual([]);
  } finally {
    await office.close();
  }
});
