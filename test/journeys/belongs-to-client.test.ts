/**
 * A new address that seems to be a client's is suggested as theirs, never assumed; what was recorded stays as it was.
 */
import { expect, test } from "vitest";
import { clients } from "../../src/records/client.ts";
import { contacts } from "../../src/records/contact.ts";
import { mails } from "../../src/records/mail.ts";
import { Office } from "../support/office.ts";
import { allIsWell, cards, type Letter, lastCard, receive, withClient } from "./letters.ts";

const CARL: Letter = {
  from: "Carl Moss <carl@whitfield-ceramics.example>",
  subject: "The draft",
  id: "carl.1@whitfield-ceramics.example",
  text: "Hi, I work with Nora. When will the draft be ready?",
};

test("a new address at a client's domain is one suggestion; approved, its message is read as the client's", async () => {
  const office = await Office.open();
  try {
    const client = await withClient(office);
    const shown = office.shown.length;
    await receive(office, CARL);
    expect(cards(office, shown)).toHaveLength(1);
    const { card, code } = lastCard(office);
    expect(card.title).toBe("File Carl Moss with Whitfield Ceramics Ltd.");
    expect(card.quote).toEqual({ from: "Carl Moss", text: CARL.text });
    const received = office.events("mail.received").at(-1);
    expect(received?.scope).not.toBe(client);
    expect(office.workspace.records.get(mails, String(received?.data.mail))?.classes).toBe("");

    // While it waits, another message of theirs asks nothing more.
    await receive(office, { ...CARL, id: "carl.2@whitfield-ceramics.example", text: "Could you change the colour?" });
    expect(cards(office, shown)).toHaveLength(1);

    const history = office.events();
    expect((await office.approve(code)).kind).toBe("approved");
    await office.rest();
    expect(office.events().slice(0, history.length)).toEqual(history);
    expect(cards(office, shown + 1).map((posting) => posting.card.title)).toEqual([
      "Carl Moss asks: “When will the draft be ready?” What shall I answer?",
      "Carl Moss asks for a change: “Could you change the colour?” What shall I answer?",
    ]);
    expect(
      office
        .events("message.classified")
        .slice(-2)
        .map((event) => event.scope),
    ).toEqual([client, client]);

    // The answer to a message that was filed before they were put together can be sent.
    const question = cards(office).at(-2)?.code ?? "";
    await office.edit(question, { reply: "On Friday." });
    await office.rest();
    expect((await office.approve(question)).kind).toBe("approved");
    await office.rest();
    expect(office.sent().some((mail) => mail.includes("To: carl@whitfield-ceramics.example"))).toBe(true);

    await receive(office, { ...CARL, id: "carl.3@whitfield-ceramics.example", text: "Thank you so much!" });
    expect(office.events("mail.received").at(-1)?.scope).toBe(client);
    allIsWell(office);
  } finally {
    await office.close();
  }
});

test("rejected, they stay a lead, and their message is read like any stranger's", async () => {
  const office = await Office.open();
  try {
    await withClient(office);
    await receive(office, { ...CARL, text: "Hello,\n\nmy own studio needs a logo. Could you make us an offer?" });
    await office.reject(lastCard(office).code, "not theirs");
    await office.rest();
    const opening = office.code(/^Open Carl Moss as a client and answer Carl Moss\.$/);
    expect(office.workspace.records.find(clients, "stage = 'lead'")).toHaveLength(1);
    expect(office.workspace.records.get(contacts, "carl@whitfield-ceramics.example")?.state).toBe("seen");
    // It is not suggested twice.
    const before = office.shown.length;
    await office.reject(opening, "no time");
    await receive(office, { ...CARL, id: "carl.9@whitfield-ceramics.example", text: "Hello again." });
    expect(cards(office, before)).toEqual([]);
    allIsWell(office);
  } finally {
    await office.close();
  }
});

test("a stranger who answers our mail is suggested, and proves nothing by it", async () => {
  const office = await Office.open();
  try {
    const client = await withClient(office);
    const ours = /^Message-ID: <(.+)>/im.exec(office.sent()[0] ?? "")?.[1] ?? "";
    const from = "Nora Whitfield <nora.whitfield@gmail.com>";
    await receive(office, { from, subject: "Re: A new website", text: "Approved, please go ahead.", answers: ours });
    expect(office.events("mail.received").at(-1)?.scope).not.toBe(client);
    expect(lastCard(office).card.title).toBe("File Nora Whitfield with Whitfield Ceramics Ltd.");
    expect(office.events("message.classified").map((event) => event.data.classes)).toEqual([["inquiry"]]);
    allIsWell(office);
  } finally {
    await office.close();
  }
});

test("a shared free-mail domain suggests nothing", async () => {
  const office = await Office.open();
  try {
    await withClient(office, {
      from: "Ida Falk <ida.falk@gmail.com>",
      subject: "Logo",
      text: "Hello,\n\nwe need a new logo. Could you make us an offer?\n\nIda",
    });
    const shown = office.shown.length;
    await receive(office, { from: "Uwe <uwe@gmail.com>", subject: "Hi", text: "Just saying hello." });
    expect(cards(office, shown)).toEqual([]);
    expect(office.events("mail.received").at(-1)?.data).toMatchObject({ suggests: null, why: "new-lead" });
  } finally {
    await office.close();
  }
});
