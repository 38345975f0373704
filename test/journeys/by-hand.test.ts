import { expect, test } from "vitest";
import { queue } from "../../src/projections/queue.ts";
import { clients } from "../../src/records/client.ts";
import { mails } from "../../src/records/mail.ts";
import { Office } from "../support/office.ts";
import { allIsWell, cards, INQUIRY, type Letter, lastCard, letter, receive, withClient } from "./letters.ts";

const BY_HAND: Letter = {
  from: "Robin Vale <robin@vale.example>",
  to: INQUIRY.from,
  subject: "Re: A new website",
  id: "by.hand@vale.example",
  answers: INQUIRY.id ?? "",
  text: "Hello Nora, I'd love to. Shall we talk on Friday?",
};

test("an answer by hand withdraws ours; opening the client is still asked, by itself", async () => {
  const office = await Office.open();
  try {
    await receive(office, INQUIRY);
    const { code } = lastCard(office);
    await send(office, BY_HAND);
    expect(office.events("proposal.withdrawn").map((event) => event.data.why)).toEqual(["answered-by-hand"]);
    expect((await office.approve(code)).kind).toBe("over");
    const rest = lastCard(office);
    expect(rest.card.title).toBe("Open Whitfield Ceramics Ltd as a client.");
    expect(rest.card.letter).toBeUndefined();
    expect((await office.approve(rest.code)).kind).toBe("approved");
    await office.rest();
    expect(office.sent()).toHaveLength(1);
    const [client] = office.workspace.records.find(clients, "stage = 'onboarding'");
    const [own] = office.workspace.records.find(mails, "direction = 'out'");
    expect(own?.scope).toBe(client?.id);
    // Their reply to the owner's own mail is in the client's thread.
    await receive(office, { from: INQUIRY.from, text: "When shall I call?", answers: BY_HAND.id ?? "" });
    expect(office.events("mail.received").at(-1)?.data.why).toBe("thread");
    allIsWell(office);
  } finally {
    await office.close();
  }
});

test("a question about a client's message ends when the owner has answered it", async () => {
  const office = await Office.open();
  try {
    const scope = await withClient(office);
    await receive(office, { from: INQUIRY.from, id: "q@w.example", text: "When will the draft be ready?" });
    await send(office, { ...BY_HAND, answers: "q@w.example" });
    expect(waiting(office)).toEqual([]);
    expect(office.events("mail.sent").map((event) => event.scope)).toEqual([scope]);
    allIsWell(office);
  } finally {
    await office.close();
  }
});

test("a mail by hand to somebody else, even one that passes the message on, withdraws nothing", async () => {
  const office = await Office.open();
  try {
    await receive(office, INQUIRY);
    await send(office, {
      ...BY_HAND,
      id: "a@vale.example",
      to: "Kim <kim@colleague.example>",
      subject: "Fwd: website",
    });
    await send(office, { ...BY_HAND, id: "b@vale.example", answers: "something.else@mail.example" });
    expect(office.events("mail.sent")).toHaveLength(2);
    expect(waiting(office)).toEqual(["Open Whitfield Ceramics Ltd as a client and answer Nora Whitfield."]);
    expect(cards(office)).toHaveLength(1);
    allIsWell(office);
  } finally {
    await office.close();
  }
});

test("a lead who answers the owner's own mail is read as a conversation, not filed away", async () => {
  const office = await Office.open();
  try {
    await receive(office, INQUIRY);
    await office.reject(lastCard(office).code, "I write myself");
    await send(office, BY_HAND);
    await receive(office, { from: INQUIRY.from, text: "When shall I call?", answers: BY_HAND.id ?? "" });
    expect(lastCard(office).card.title).toBe(
      "Nora Whitfield writes about a date: “When shall I call?” What shall I answer?",
    );
    allIsWell(office);
  } finally {
    await office.close();
  }
});

async function send(office: Office, of: Letter): Promise<void> {
  office.outside.byHand(`${office.events().length}.eml`, letter(of));
  office.clock.advance(5000);
  await office.rest();
}

function waiting(office: Office): string[] {
  const { records, ledger } = office.workspace;
  const card = (seq: number) => {
    const event = ledger.at(seq);
    return (event && (ledger.open(event)?.card as never)) ?? null;
  };
  return queue(records, (row) => card(row.seq)).map((one) => one.title);
}
