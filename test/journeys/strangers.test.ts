/**
 * People nobody knows: inquiries in two languages, those that can't be read, and whoever writes again before the owner
 * has decided.
 */
import { expect, test } from "vitest";
import { liftPause, setPause } from "../../src/kernel/pause.ts";
import { clients } from "../../src/records/client.ts";
import { Office, OWNER } from "../support/office.ts";
import { allIsWell, cards, INQUIRY, type Letter, lastCard, letter, receive, withClient } from "./letters.ts";

const GERMAN: Letter = {
  from: "Jürgen Krämer <kraemer@kraemer-orgelbau.example>",
  subject: "Anfrage",
  text: "Guten Tag,\n\nwir suchen jemanden, der uns bei der Umstellung berät. Könnten Sie uns ein Angebot machen?",
};

test("an inquiry is answered in its own language, and the need reads as it was written", async () => {
  const office = await Office.open();
  try {
    await receive(office, GERMAN);
    const { card } = lastCard(office);
    expect(card.rows).toContainEqual({ label: "Need", after: "jemanden, der uns bei der Umstellung berät" });
    expect(card.letter?.text).toMatch(
      /^Guten Tag Jürgen Krämer,\n\nvielen Dank[\s\S]*„jemanden, der uns bei der Umstellung berät“[\s\S]*Freundliche Grüße\nRobin Vale$/,
    );
    await receive(office, INQUIRY);
    expect(lastCard(office).card.letter?.text).toMatch(
      /^Hello Nora Whitfield,\n\nthank you[\s\S]*"a new website with an online shop"[\s\S]*Kind regards\nRobin Vale$/,
    );
    allIsWell(office);
  } finally {
    await office.close();
  }
});

test("a date that can be read in two ways is named on the inquiry's card", async () => {
  const office = await Office.open();
  try {
    await receive(office, { ...INQUIRY, text: "We need a new website by 03/04/2027. Could you make us an offer?" });
    expect(lastCard(office).card.why[0]).toBe(
      "Nora Whitfield asks whether you can help. One thing to look at: “03/04/2027” could be 3 April or March 4.",
    );
  } finally {
    await office.close();
  }
});

test.each([
  ["Info <info@studio.example>", "We need a new website. Could you make us an offer?"],
  ["<info@studio.example>", "We need a new website. Could you make us an offer?"],
  ["Falk & Söhne GmbH <info@falk.example>", "We at Falk & Söhne GmbH need a new website. Could you make us an offer?"],
])("nobody is greeted by an address, a mailbox or a firm: %s", async (from, text) => {
  const office = await Office.open();
  try {
    await receive(office, { from, text });
    expect(lastCard(office).card.letter?.text).toMatch(/^Hello,\n/);
  } finally {
    await office.close();
  }
});

test.each([
  ["French", "Bonjour,\n\nnous voudrions un devis pour un site web. Merci beaucoup."],
  ["Spanish", "Hola,\n\nquiero un presupuesto para nuestro proyecto. Muchas gracias."],
])("a stranger who writes %s is one short question that says why, however often they write", async (language, text) => {
  const office = await Office.open();
  try {
    for (const nth of ["", " Nr. 2", " Nr. 3"])
      await receive(office, { from: "P. <p@x.example>", text: `${text}${nth}` });
    expect(cards(office).map((posting) => posting.card.title)).toEqual([
      `What does P. want? It is written in ${language}, which I don't read.`,
    ]);
    expect(office.workspace.records.find(clients, "1 = 1")).toMatchObject([{ stage: "lead" }]);
    allIsWell(office);
  } finally {
    await office.close();
  }
});

test("a second message before the first is decided is shown, and the first card stays good", async () => {
  const office = await Office.open();
  try {
    await receive(office, INQUIRY);
    const { code } = lastCard(office);
    await receive(office, { from: INQUIRY.from, subject: "One more thing", text: "We also need a logo." });
    expect(lastCard(office).card.title).toBe(
      "Nora Whitfield has written again, while their first message still waits for you: “One more thing”.",
    );
    expect(lastCard(office).card.quote?.text).toBe("We also need a logo.");
    await receive(office, { from: INQUIRY.from, subject: "Thanks", text: "Thank you so much!" });
    expect(cards(office)).toHaveLength(2);
    expect((await office.approve(code)).kind).toBe("approved");
    await office.rest();
    expect(office.sent()).toHaveLength(1);
    allIsWell(office);
  } finally {
    await office.close();
  }
});

test("two first messages of one person, found at the same moment, are one inquiry and one more message", async () => {
  const office = await Office.open();
  try {
    office.drop("0.eml", letter(INQUIRY));
    await receive(office, {
      ...INQUIRY,
      id: "second@w.example",
      text: "We need a new brochure. Could you make us an offer?",
    });
    expect(cards(office).map((posting) => posting.card.title)).toEqual([
      "Open Whitfield Ceramics Ltd as a client and answer Nora Whitfield.",
      "Nora Whitfield has written again, while their first message still waits for you: “A new website”.",
    ]);
  } finally {
    await office.close();
  }
});

test("a lead who writes all day does not fill the owner's", async () => {
  const office = await Office.open();
  try {
    await receive(office, INQUIRY);
    for (let n = 0; n < 10; n++)
      await receive(office, { from: INQUIRY.from, subject: `Number ${n}`, text: `We also need ${n} logos.` });
    expect(cards(office)).toHaveLength(4);
    expect(office.events("message.classified")).toHaveLength(11);
  } finally {
    await office.close();
  }
});

test("a second inquiry of a client is the client's request, no second client", async () => {
  const office = await Office.open();
  try {
    await withClient(office);
    await receive(office, {
      ...INQUIRY,
      id: "2@w.example",
      text: "We need a brochure as well. Could you make us an offer?",
    });
    expect(lastCard(office).card.title).toMatch(/^Nora Whitfield asks for something: “/);
    expect(office.workspace.records.find(clients, "1 = 1")).toHaveLength(1);
    allIsWell(office);
  } finally {
    await office.close();
  }
});

test("in a pause messages are recorded and nothing leaves; afterwards all goes on", async () => {
  const office = await Office.open();
  try {
    await receive(office, INQUIRY);
    const { code } = lastCard(office);
    await office.workspace.writer.submit((transaction) => setPause(transaction, "workspace", "the owner", OWNER));
    expect((await office.approve(code)).kind).toBe("approved");
    await receive(office, GERMAN);
    expect(office.events("mail.received")).toHaveLength(2);
    expect(office.sent()).toEqual([]);
    await office.restart();
    await office.rest();
    expect(office.sent()).toEqual([]);
    await office.workspace.writer.submit((transaction) => liftPause(transaction, "workspace", OWNER));
    await office.rest();
    expect(office.sent()).toHaveLength(1);
    expect(lastCard(office).card.title).toBe("Open Jürgen Krämer as a client and answer Jürgen Krämer.");
    allIsWell(office);
  } finally {
    await office.close();
  }
});
