/**
 * What a client writes is attached to the client and named for what it is; where the owner must act, one card asks.
 */
import { expect, test } from "vitest";
import { editAndApprove } from "../../src/kernel/command.ts";
import { mails } from "../../src/records/mail.ts";
import { Office, OWNER } from "../support/office.ts";
import { allIsWell, cards, INQUIRY, lastCard, receive, withClient } from "./letters.ts";

interface Case {
  readonly text: string;
  readonly classes: readonly string[];
  /** What the card's first line says; null: no card. */
  readonly asks: RegExp | null;
}

const CASES: readonly Case[] = [
  {
    text: "Hi Robin,\n\nLooks great, approved. Please go ahead.",
    classes: ["approval"],
    asks: /^Nora Whitfield says yes/,
  },
  {
    text: "Hi Robin,\n\ncould you please change the headline colour to green?",
    classes: ["change"],
    asks: /^Nora Whitfield asks for a change: “could you please change the headline colour to green\?” What shall I/,
  },
  { text: "When will the first draft be ready?", classes: ["question"], asks: /^Nora Whitfield asks: “When will/ },
  {
    text: "Hi, can we meet on Tuesday at 3 pm?",
    classes: ["scheduling"],
    asks: /^Nora Whitfield writes about a date/,
  },
  {
    text: "Hi Robin, I have paid your invoice today.",
    classes: ["payment"],
    asks: null,
  },
  {
    text: "Robin, I am really disappointed with the draft. This is not what we agreed.",
    classes: ["complaint"],
    asks: /^Nora Whitfield is unhappy: “/,
  },
  {
    text: "Dear Robin, we have decided to end our contract at the end of the month.",
    classes: ["leaving"],
    asks: /^Nora Whitfield wants to stop: “/,
  },
  { text: "I am out of the office until Monday.", classes: ["out-of-office"], asks: null },
  { text: "Thank you so much!", classes: ["thanks"], asks: null },
  {
    text: "From now on please always send invoices to accounting@whitfield-ceramics.example.",
    classes: ["standing-wish"],
    asks: /^Remember for Whitfield Ceramics Ltd: “From now on please always send invoices to/,
  },
  {
    text: "Could you send me the logo files, please?",
    classes: ["request"],
    asks: /^Nora Whitfield asks for something: “/,
  },
  {
    text: "The zebra has three wheels on Bob.",
    classes: ["unsure"],
    asks: /^What does Nora Whitfield want\? I can't tell what is wanted\.$/,
  },
  {
    text: "Hallo Robin,\n\nsieht super aus, ist freigegeben.",
    classes: ["approval"],
    asks: /says yes.*: “sieht super/,
  },
  {
    text: "Hallo, könnten Sie bitte die Überschrift ändern?",
    classes: ["change"],
    asks: /asks for a change: “.*Überschrift ändern\?”/,
  },
  { text: "Wann ist der erste Entwurf fertig?", classes: ["question"], asks: /asks: “Wann ist der erste Entwurf/ },
  { text: "Passt Ihnen Dienstag um 15 Uhr?", classes: ["scheduling"], asks: /about a date.*: “Passt Ihnen Dienstag/ },
  { text: "Die Rechnung habe ich heute überwiesen.", classes: ["payment"], asks: null },
  {
    text: "Ich bin mit dem Entwurf leider gar nicht zufrieden.",
    classes: ["complaint"],
    asks: /is unhappy: “Ich bin mit dem Entwurf/,
  },
  {
    text: "Hiermit kündigen wir den Vertrag zum Monatsende.",
    classes: ["leaving"],
    asks: /wants to stop: “Hiermit kündigen/,
  },
  { text: "Ich bin bis Montag nicht im Büro.", classes: ["out-of-office"], asks: null },
  { text: "Vielen Dank!", classes: ["thanks"], asks: null },
  {
    text: "Bitte schicken Sie Rechnungen ab jetzt immer an buchhaltung@whitfield-ceramics.example.",
    classes: ["standing-wish"],
    asks: /^Remember for .*: “Bitte schicken/,
  },
  {
    text: "Bitte schicken Sie mir die Logo-Dateien.",
    classes: ["request"],
    asks: /asks for something: “Bitte schicken/,
  },
  {
    text: "Der grüne Zaun hat gestern drei Räder.",
    classes: ["unsure"],
    asks: /^What does Nora Whitfield want\?/,
  },
  {
    text: "Thanks for the draft. Could you change the font? When will it be ready?",
    classes: ["thanks", "change", "question"],
    asks: /^Nora Whitfield asks for a change: “Could you change the font\?”/,
  },
  {
    text: "Bonjour Robin,\n\nje voudrais un devis pour notre projet, merci.",
    classes: ["unsure"],
    asks: /It is written in French, which I don't read\.$/,
  },
  {
    text: "Hola Robin,\n\nquiero cambiar el proyecto, gracias. ¿Cuándo puede usted?",
    classes: ["unsure"],
    asks: /It is written in Spanish, which I don't read\.$/,
  },
  {
    text: "Hi Robin, thank you for the draft, we looked at it with the team and it is great.\n\nNous voudrions aussi un devis pour le projet.",
    classes: ["unsure"],
    asks: /Part of it is in another language/,
  },
  {
    text: "Hi, please send the proposal by 03/04/2027.",
    classes: ["unsure"],
    asks: /“03\/04\/2027” could be 3 April or March 4\.$/,
  },
  {
    text: "Hi, please change the budget to 1.500 EUR or 1,500 EUR.",
    classes: ["unsure"],
    asks: /I can't read the amount “/,
  },
  { text: "", classes: ["unsure"], asks: /There is no new text in it\.$/ },
];

test("each of a client's messages is filed for what it is, and asks at most one question, with the words quoted", async () => {
  const office = await Office.open();
  try {
    const scope = await withClient(office);
    for (const { text, classes, asks } of CASES) {
      const before = office.shown.length;
      const since = office.events().length;
      await receive(office, { from: INQUIRY.from, subject: "Re: Website", text, id: `${since}@w.example` });
      const events = office.events().slice(since);
      expect(events.find((event) => event.type === "mail.received")?.scope).toBe(scope);
      const classified = events.filter((event) => event.type === "message.classified");
      expect
        .soft(
          classified.map((event) => event.data.classes),
          text,
        )
        .toEqual([classes]);
      expect(classified[0]?.scope).toBe(scope);
      expect.soft(events.length, text).toBeLessThanOrEqual(15);
      const shown = cards(office, before);
      expect.soft(shown.length, text).toBe(asks ? 1 : 0);
      if (!asks || !shown[0]) continue;
      expect.soft(shown[0].card.title).toMatch(asks);
      // What is to be remembered is quoted in the title already.
      if (!classes.includes("standing-wish"))
        expect.soft(shown[0].card.quote?.text).toBe(text === "" ? "(no text)" : text);
      expect.soft(shown[0].card.client).toBe("Whitfield Ceramics Ltd");
      expect
        .soft(
          shown[0].card.why.every((why) => /^[A-Z“].*[.”]$/.test(why)),
          shown[0].card.why.join("|"),
        )
        .toBe(true);
    }
    allIsWell(office);
  } finally {
    await office.close();
  }
}, 120_000);

test("the owner says what an unclear message is: that is recorded as the owner's word", async () => {
  const office = await Office.open();
  try {
    await withClient(office);
    await receive(office, { from: INQUIRY.from, text: "The zebra has three wheels on Bob." });
    const { code } = lastCard(office);
    const edited = await office.edit(code, { classes: "approval" });
    expect(edited.kind).toBe("shown");
    await office.rest();
    expect((await office.approve(code)).kind).toBe("approved");
    await office.rest();
    const word = office.events("message.classified").at(-1);
    expect(word?.data.classes).toEqual(["approval"]);
    expect(word?.label.trust).toBe("owner");
    expect(office.workspace.records.get(mails, String(word?.data.mail))?.classes).toBe("approval");
    expect(office.sent()).toHaveLength(1);
    allIsWell(office);
  } finally {
    await office.close();
  }
});

test("an unclear message is answered with one tap, which hands it to whoever takes such messages", async () => {
  const office = await Office.open();
  try {
    await withClient(office);
    await receive(office, { from: INQUIRY.from, text: "The zebra has three wheels on Bob." });
    const { card, code } = lastCard(office);
    expect(card.choices?.map(({ label }) => label)).toEqual(["A yes", "Wants changes", "A question", "Just thanks"]);
    expect((await tap(office, code, { classes: "payment" })).kind).toBe("approved");
    await office.rest();
    expect(office.events("message.classified").at(-1)?.data).toMatchObject({ classes: ["payment"], for: "billing" });
    allIsWell(office);
  } finally {
    await office.close();
  }
});

test("what may be a complaint offers that first, and is nothing a model may wave through", async () => {
  const office = await Office.open();
  try {
    await withClient(office);
    await receive(office, { from: INQUIRY.from, text: "Once again the figures are off." });
    const { card, code } = lastCard(office);
    expect(card.choices?.[0]).toEqual({ label: "Unhappy", set: { classes: "complaint" } });
    await tap(office, code, { classes: "complaint" });
    await office.rest();
    expect(office.events("mail.held")).toHaveLength(1);
    expect(lastCard(office).card.title).toMatch(/^Nora Whitfield is unhappy/);
    allIsWell(office);
  } finally {
    await office.close();
  }
});

test("a wish for the future is one card; with its yes it is a standing instruction in the client's own words", async () => {
  const office = await Office.open();
  try {
    await withClient(office);
    const wish = "From now on please always send reports as PDF.";
    await receive(office, { from: INQUIRY.from, text: wish });
    expect((await office.approve(lastCard(office).code)).kind).toBe("approved");
    await office.rest();
    const learned = office.events("fact.learned").at(-1);
    expect(learned?.data.kind).toBe("instruction");
    expect(office.words(learned).text).toBe(wish);
    const before = office.shown.length;
    await receive(office, { from: INQUIRY.from, text: wish });
    expect(cards(office, before)).toEqual([]);
    allIsWell(office);
  } finally {
    await office.close();
  }
});

test("a word that is no class is refused with those there are", async () => {
  const office = await Office.open();
  try {
    await withClient(office);
    await receive(office, { from: INQUIRY.from, text: "The zebra has three wheels on Bob." });
    const outcome = await office.edit(lastCard(office).code, { classes: "aproval" });
    expect(outcome).toMatchObject({ kind: "refused", why: expect.stringContaining("approval, change, question") });
  } finally {
    await office.close();
  }
});

test("a reply typed on the question's card is shown whole, and sent once, to the sender, in the thread", async () => {
  const office = await Office.open();
  try {
    await withClient(office);
    await receive(office, {
      from: INQUIRY.from,
      subject: "Draft",
      text: "When will the draft be ready?",
      id: "q1@w.example",
    });
    const { code } = lastCard(office);
    await office.edit(code, { reply: "On Friday.\\n\\nRobin" });
    await office.rest();
    expect(lastCard(office).card.letter).toMatchObject({
      to: "Nora Whitfield <nora@whitfield-ceramics.example>",
      subject: "Re: Draft",
      text: "On Friday.\n\nRobin",
    });
    expect(office.sent()).toHaveLength(1);
    expect((await office.approve(code)).kind).toBe("approved");
    expect((await office.approve(code)).kind).toBe("over");
    await office.rest();
    await office.rest();
    const sent = office.sent().filter((mail) => mail.includes("In-Reply-To: <q1@w.example>"));
    expect(sent).toHaveLength(1);
    expect(sent[0]).toContain("On Friday.");
    allIsWell(office);
  } finally {
    await office.close();
  }
});

/** One tap on a choice of the card. */
function tap(office: Office, code: string, changes: Readonly<Record<string, string>>) {
  const { writer, charter } = office.workspace;
  return writer.submit((transaction) =>
    editAndApprove(transaction, charter.authority, { code, surface: "console", actor: OWNER, changes }),
  );
}
