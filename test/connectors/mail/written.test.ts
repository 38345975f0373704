import { expect, test } from "vitest";
import { splitWritten } from "../../../src/connectors/mail/written.ts";

const QUOTE = "> Passt Dienstag?\n> Gruß, Jonas";

test.each([
  ["English", "On Fri, 3 May 2024 at 10:11, Jonas Maier <jonas@example.com> wrote:"],
  ["wrapped English", "On Fri, 3 May 2024 at 10:11, Jonas Maier of Somewhere\n<jonas@example.com> wrote:"],
  ["German", "Am 03.05.2024 um 10:11 schrieb Jonas Maier:"],
  ["wrapped German", "Am Fr., 3. Mai 2024 um 10:11 Uhr schrieb Jonas Maier <\njonas@example.com>:"],
  ["German, name first", "Jonas Maier <jonas@example.com> schrieb am Fr., 3. Mai 2024, 10:11:"],
  ["French", "Le ven. 3 mai 2024 à 10:11, Jonas Maier <jonas@example.com> a écrit :"],
  ["Spanish", "El vie, 3 may 2024 a las 10:11, Jonas Maier (<jonas@example.com>) escribió:"],
  ["Italian", "Il giorno ven 3 mag 2024 alle ore 10:11 Jonas Maier <jonas@example.com> ha scritto:"],
  ["Dutch", "Op vr 3 mei 2024 om 10:11 schreef Jonas Maier <jonas@example.com>:"],
  ["Polish", "W dniu 03.05.2024 o 10:11, Jonas Maier pisze:"],
  ["Swedish", "Den fre 3 maj 2024 kl 10:11 skrev Jonas Maier <jonas@example.com>:"],
  ["Portuguese", "Em sex., 3 de mai. de 2024 às 10:11, Jonas Maier <jonas@example.com> escreveu:"],
  ["Russian", "пт, 3 мая 2024 г. в 10:11, Jonas Maier <jonas@example.com> написал:"],
  ["a bare name", "Jonas Maier wrote:"],
])("the introduction of a quote goes with it: %s", (_, introduction) => {
  expect(splitWritten(`Ja, passt gut.\n\n${introduction}\n\n${QUOTE}`).written).toBe("Ja, passt gut.");
  expect(splitWritten(`${introduction}\n${QUOTE}\n\nJa, passt gut.`).written).toBe("Ja, passt gut.");
});

test("answers between the quotes are all kept", () => {
  const { written, quoted } = splitWritten(
    "Am 3. Mai 2024 schrieb Jonas:\n> Passt Dienstag?\nJa, passt.\n> Und der Preis?\nLeider zu hoch.\n",
  );
  expect(written).toBe("Ja, passt.\nLeider zu hoch.");
  expect(quoted).toContain("> Und der Preis?");
});

test.each([
  [
    "Outlook",
    "From: Jonas Maier <jonas@example.com>\nSent: Friday, May 3, 2024 10:11 AM\nTo: Anna Berg\nSubject: Offer",
  ],
  [
    "German Outlook",
    "________________________________\nVon: Jonas Maier <jonas@example.com>\nGesendet: Freitag, 3. Mai 2024 10:11\nAn: Anna Berg\nBetreff: AW: Angebot",
  ],
  [
    "German Outlook without addresses",
    "Von: Jonas Maier\nGesendet: Freitag, 3. Mai 2024 10:11\nAn: Anna Berg\nBetreff: AW: Angebot",
  ],
  [
    "bold labels",
    "*From:* Jonas Maier <jonas@example.com>\n*Sent:* Friday, May 3, 2024 10:11 AM\n*To:* Anna Berg\n*Subject:* Offer",
  ],
  [
    "French Outlook",
    "De : Jonas Maier <jonas@example.com>\nEnvoyé : vendredi 3 mai 2024 10:11\nÀ : Anna Berg\nObjet : Offre",
  ],
  ["-----Original Message-----", "-----Original Message-----\nFrom: Jonas"],
  ["Ursprüngliche Nachricht", "-----Ursprüngliche Nachricht-----\nVon: Jonas"],
  ["Gmail's forward", "---------- Forwarded message ---------\nFrom: Jonas Maier <jonas@example.com>"],
  ["Apple's forward", "Begin forwarded message:\n\nFrom: Jonas Maier"],
  ["an unmarked quote", "On Fri, May 3, 2024 at 10:11 AM Jonas Maier <jonas@example.com> wrote:"],
])("all below a forwarded header is old: %s", (_, header) => {
  const { written, quoted } = splitWritten(`We accept.\n\n${header}\n\nHello Anna,\nhere is the offer.`);
  expect(written).toBe("We accept.");
  expect(quoted).toContain("here is the offer.");
});

test.each([
  ["a freight inquiry that looks like a header", "Please quote:\nFrom: Berlin\nTo: Hamburg\nDate: 3 May\nTwo trucks."],
  ["a line between two options", "Option A\n---\nOption B is what we want."],
  ["a story about somebody who wrote", "On Monday we talked, and as Peter wrote:\nthe budget is 5000."],
  ["a sum that begins with a mark", "Our volume is\n> 500 parcels a day."],
  ["words after the greeting", "We accept.\n\nBest regards\n\nPS: please also move the deadline to 5 May."],
  ["a request below thanks", "Thanks,\ncan you call me tomorrow?"],
  ["a parcel", "All is done.\n\nSent via DHL yesterday."],
  ["a request for secrecy", "This message is confidential, please tell nobody yet.\nWe want to begin in May."],
  ["a product that needs work", "Kind regards\nMobile app needs work too"],
  ["only thanks", "Thank you very much!"],
  ["a heading of two short lines", "On it!\nWill send it today."],
])("new words stay: %s", (_, text) => {
  expect(splitWritten(text).written).toBe(text);
});

test("a sentence right above a wrapped introduction stays", () => {
  const text = "On it, thanks\nOn Fri, 3 May 2024 at 10:11, Jonas Maier\n<jonas@example.com> wrote:\n> Please send it";
  expect(splitWritten(text).written).toBe("On it, thanks");
});

test.each([
  ["behind the mark", "-- \nAnna Berg\nBerg Interiors"],
  ["behind the mark, its blank lost", "--\nAnna Berg\nBerg Interiors"],
  ["of a phone", "Sent from my iPhone"],
  ["of a German phone", "Von meinem iPhone gesendet"],
  ["of Outlook", "Get Outlook for iOS<https://aka.ms/o0ukef>"],
  [
    "below a greeting",
    "Best regards,\nAnna Berg\nHead of Design\nBerg Interiors GmbH\nTel.: +49 30 5550 123\nwww.berg.example",
  ],
  ["below a German greeting", "Mit freundlichen Grüßen\n\nAnna Berg\nGeschäftsführerin\nMusterstraße 5 | 10115 Berlin"],
  [
    "of the lawyers",
    "This e-mail is confidential and intended solely for the addressee. If you have received it in error, please notify the sender and delete it. Unauthorized copying is prohibited.",
  ],
  [
    "of the German lawyers",
    "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind oder diese E-Mail irrtümlich erhalten haben, informieren Sie bitte den Absender und löschen Sie diese Mail. Die Weitergabe ist nicht gestattet.",
  ],
])("a signature goes: %s", (_, signature) => {
  const split = splitWritten(`We would like to begin in May.\n\n${signature}\n`);
  expect(split).toEqual({
    written: "We would like to begin in May.",
    quoted: "",
    signature: signature.replace("-- ", "--"),
  });
  expect(
    splitWritten(
      `We would like to begin in May.\n\n${signature}\n\nOn Fri, 3 May 2024 at 10:11, J <j@example.com> wrote:\n> When?`,
    ).written,
  ).toBe("We would like to begin in May.");
});

test("thanks stay above a name: they say something", () => {
  expect(splitWritten("Thanks,\nAnna Berg").written).toBe("Thanks,");
});

test("long mail of any kind of line is split in no time", () => {
  const started = performance.now();
  for (const line of [
    "On it 2024",
    "> ",
    "Op x x x x",
    "From: a@b.c",
    "-- ",
    "Best regards",
    "This e-mail is confidential",
    "W dniu 2024",
  ])
    splitWritten(`${line}\n`.repeat(20_000));
  expect(performance.now() - started).toBeLessThan(5000);
});
