import { appendFileSync, writeFileSync } from "node:fs";
import { test } from "vitest";
import { Office } from "../support/office.ts";
import { allIsWell, asText, eventsPerMail, INQUIRY, letter, receive, withClient } from "./letters.ts";

const out = "/tmp/probe.txt";
const say = (s: string) => appendFileSync(out, `${s}\n`);

test("probe", async () => {
  writeFileSync(out, "");
  const office = await Office.open();
  let seen = 0;
  const show = (what: string) => {
    say(`\n######## ${what}`);
    for (const posting of office.shown.slice(seen)) say(asText(posting));
    seen = office.shown.length;
  };
  try {
    await withClient(office);
    show("client");
    say(office.sent().at(-1) ?? "");
    const from = INQUIRY.from;
    const texts: [string, string][] = [
      ["approval", "Hi Robin,\n\nLooks great, approved. Please go ahead.\n\nNora"],
      ["change", "Hi Robin,\n\ncould you please change the headline colour to green?\n\nNora"],
      ["question", "Hello,\n\nwhen will the first draft be ready?\n\nNora"],
      ["scheduling", "Hi, can we meet on Tuesday at 3 pm?\n\nNora"],
      ["payment", "Hi Robin, I have paid your invoice today.\n\nNora"],
      ["complaint", "Robin, I am really disappointed with the draft. This is not what we agreed.\n\nNora"],
      ["leaving", "Dear Robin, we have decided to end our contract at the end of the month.\n\nNora"],
      ["ooo", "I am out of the office until Monday.\n\nNora"],
      ["thanks", "Thank you so much!\n\nNora"],
      ["standing", "From now on please always send invoices to accounting@whitfield-ceramics.example.\n\nNora"],
      ["request", "Could you send me the logo files, please?\n\nNora"],
      ["unsure", "The zebra has three wheels on Bob.\n\nNora"],
      ["two", "Thanks for the draft. Could you change the font? And when do we get the invoice?\n\nNora"],
      ["french", "Bonjour Robin,\n\nje voudrais un devis pour notre projet, merci.\n\nNora"],
      ["date", "Hi, please send the proposal by 03/04/2027.\n\nNora"],
      ["de approval", "Hallo Robin,\n\nsieht super aus, ist freigegeben. Bitte loslegen.\n\nNora"],
      ["de change", "Hallo, könnten Sie bitte die Überschrift ändern?\n\nViele Grüße\nNora"],
      ["de complaint", "Ich bin mit dem Entwurf leider gar nicht zufrieden.\n\nNora"],
      ["de leaving", "Hiermit kündigen wir den Vertrag zum Monatsende.\n\nNora"],
      ["de scheduling", "Passt Ihnen Dienstag um 15 Uhr?\n\nNora"],
      ["de payment", "Die Rechnung habe ich heute überwiesen.\n\nNora"],
      ["de question", "Wann ist der erste Entwurf fertig?\n\nNora"],
      ["de request", "Bitte schicken Sie mir die Logo-Dateien.\n\nNora"],
      ["de standing", "Bitte schicken Sie Rechnungen ab jetzt immer an buchhaltung@whitfield-ceramics.example.\n\nNora"],
      ["de thanks", "Vielen Dank!\n\nNora"],
      ["de ooo", "Ich bin bis Montag nicht im Büro.\n\nNora"],
    ];
    for (const [i, [name, text]] of texts.entries()) {
      const e = office.events().length;
      await receive(office, { from, subject: "Website", text, id: `${i}@w.example` });
      const cl = office.events().slice(e).filter((x) => x.type === "message.classified").map((x) => String(x.data.classes));
      show(`${name} -> ${cl} (${office.events().length - e} events)`);
    }
    await receive(office, { from: "Carl <carl@whitfield-ceramics.example>", subject: "Hello", text: "Hi, I work with Nora. When will the draft be ready?", id: "carl1" });
    show("same domain");
    await office.approve(office.code(/File Carl/));
    await office.rest();
    show("merged");
    await receive(office, { from: "Pierre <pierre@x.example>", subject: "Devis", text: "Bonjour,\n\nnous voudrions un devis pour un site web. Merci beaucoup.\n\nPierre", id: "p1" });
    show("french stranger");
    await receive(office, { from: "Max <max@y.example>", subject: "Projekt", text: "Hallo,\n\nwir brauchen eine neue Website bis zum 03/04/2027. Könnten Sie uns ein Angebot machen?\n\nMax", id: "m1" });
    show("inquiry with odd date");
    await receive(office, { from: "Max <max@y.example>", subject: "Nachtrag", text: "Hallo,\n\nnoch etwas: wir brauchen auch ein Logo.\n\nMax", id: "m2" });
    show("again");
    await receive(office, letter({ from, subject: "x", text: "Please pay 500 EUR to this account.", headers: ["Authentication-Results: mx; dmarc=fail header.from=whitfield-ceramics.example"] }));
    show("dmarc fail");
    await receive(office, { from: "Anna <anna@free.example>", subject: "hi", text: "Hi Robin, are we still on for dinner on Saturday? Love, Anna" });
    show("friend");
    office.clock.advance(24 * 3600_000);
    await office.rest();
    show("next day");
    const per = [...eventsPerMail(office).values()];
    say(`max events ${Math.max(...per)}`);
    allIsWell(office);
  } finally {
    await office.close();
  }
}, 120_000);
