/**
 * What letters of the owner's promise, and until when, as different people write them. The letter is of Wednesday, 25 November 2026.
 */
import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import { readKeeping, readPromises } from "../../../src/model/local/promises.ts";

const ZONE = "Europe/Berlin";
const FROM = {
  sentAt: DateTime.fromISO("2026-11-25T09:00", { zone: ZONE }).toMillis(),
  zone: ZONE,
  workdays: { weekdays: [1, 2, 3, 4, 5], isHoliday: () => false, isAway: () => false },
};

/** `kind day`, `kind -` where no day is said, or nothing. */
const ENGLISH: ReadonlyArray<readonly [string, string]> = [
  ["I'll send you the draft by Friday.", "send 2026-11-27"],
  ["You will have it tomorrow.", "send 2026-11-26"],
  ["We'll deliver on 3 May 2027.", "deliver 2027-05-03"],
  ["You will hear from me within two working days.", "answer 2026-11-27"],
  ["I will get back to you next week.", "answer 2026-12-04"],
  ["Will send the slides tonight", "send 2026-11-25"],
  ["I'll get back to you by Monday.", "answer 2026-11-30"],
  ["The report will be with you on Thursday.", "send 2026-11-26"],
  ["I am sending you the files this afternoon.", "send 2026-11-25"],
  ["Expect the proposal by the end of the week.", "send 2026-11-27"],
  ["I'll have the first version ready by 4 December.", "deliver 2026-12-04"],
  ["Draft follows tomorrow.", "send 2026-11-26"],
  ["Draft by Friday!", "send 2026-11-27"],
  ["I will finish the logo by the end of the month.", "deliver 2026-11-30"],
  ["Let me get back to you on that by tomorrow.", "answer 2026-11-26"],
  ["I'll call you on Friday.", "answer 2026-11-27"],
  ["We will fix the typo today.", "deliver 2026-11-25"],
  ["I'll let you know by Monday.", "answer 2026-11-30"],
  ["You'll get the invoice early next week.", "send 2026-12-01"],
  ["I'll look into it by Friday.", "other 2026-11-27"],
  ["I shall forward the contract to you no later than 30 November.", "send 2026-11-30"],
  ["The page will be live on Monday.", "deliver 2026-11-30"],
  ["I'm going to send the numbers over tomorrow morning.", "send 2026-11-26"],
  ["My reply will follow within 24 hours.", "answer 2026-11-26"],
  ["I promise to deliver by December 1.", "deliver 2026-12-01"],
  ["I'll revise section two by Friday.", "deliver 2026-11-27"],
  ["I'll share the recording in the next three days.", "send 2026-11-28"],
  ["I'll pass it on to you by Thursday, if that's ok with you.", "send 2026-11-26"],
  ["We'll update the prices within 3 business days.", "deliver 2026-11-30"],
  ["I will answer your questions by Friday.", "answer 2026-11-27"],
  ["I'll give you a call tomorrow.", "answer 2026-11-26"],
  ["I'll send the minutes from Monday's meeting by Friday.", "send 2026-11-27"],
  ["I'll send it over.", "send -"],
  ["I will get back to you soon.", "answer -"],
  ["I'll be in touch.", "answer -"],
  ["I'll put together an offer.", "deliver -"],
  ["Give me until Friday and you'll have it.", "send 2026-11-27"],
  ["I can send it tomorrow.", "send 2026-11-26"],
  ["Your documents will be sent by post on Monday.", "send 2026-11-30"],
  ["You'll get an update by EOD.", "send 2026-11-25"],
  ["More on this tomorrow.", "send 2026-11-26"],
  ["I'll wait for your answer until Friday.", ""],
  ["I need until Monday to finish the layout.", ""],
  ["I'll join the call on Friday.", ""],
  ["If you send me the texts, I will finish it by Friday.", ""],
  ["Once you confirm, I'll send the contract tomorrow.", ""],
  ["As soon as you pay, we will deliver.", ""],
  ["Shall I send you the draft by Friday?", ""],
  ["Can you send me the photos by Friday?", ""],
  ["I can't send it before Friday.", ""],
  ["I will not be able to deliver by Friday.", ""],
  ["I would send it on Friday.", ""],
  ["I might get to it tomorrow.", ""],
  ["I hope to finish on Friday.", ""],
  ["I'll try to send it by Friday.", ""],
  ["Please send me the logo by Friday.", ""],
  ["You will need the password on Monday.", ""],
  ["I sent the draft on Monday.", ""],
  ["I'll be on holiday next week.", ""],
  ["I will be away until Monday.", ""],
  ["See you on Friday!", ""],
  ["Looking forward to hearing from you by Friday.", ""],
  ["Attached is the draft for Friday.", ""],
  ["Here is the draft.", ""],
  ["As promised, here are the slides.", ""],
  ["Anna will send you the files tomorrow.", ""],
  ["The workshop is on 3 December.", ""],
  ["Thanks for your patience.", ""],
  ["We met on Friday.", ""],
  ["I look forward to our call tomorrow.", ""],
  ["Your invoice is due on 10 December.", ""],
  ["We need your answer by Friday.", ""],
];

const GERMAN: ReadonlyArray<readonly [string, string]> = [
  ["Ich schicke Ihnen den Entwurf bis Freitag.", "send 2026-11-27"],
  ["Den Entwurf schicke ich Ihnen morgen.", "send 2026-11-26"],
  ["Sie bekommen den Bericht bis Montag.", "send 2026-11-30"],
  ["Ich melde mich nächste Woche.", "answer 2026-12-04"],
  ["Melde mich morgen.", "answer 2026-11-26"],
  ["Sie hören innerhalb von zwei Werktagen von mir.", "answer 2026-11-27"],
  ["Wir liefern am 3. Mai 2027.", "deliver 2027-05-03"],
  ["Ich sende dir die Dateien heute noch.", "send 2026-11-25"],
  ["Die Folien kommen bis Freitag.", "send 2026-11-27"],
  ["Das Angebot geht morgen raus.", "send 2026-11-26"],
  ["Der Entwurf ist bis Freitag fertig.", "deliver 2026-11-27"],
  ["Ich rufe Sie am Freitag an.", "answer 2026-11-27"],
  ["Bis Montag gebe ich Ihnen Bescheid.", "answer 2026-11-30"],
  ["Ich werde Ihnen die Unterlagen bis zum 4. Dezember zusenden.", "send 2026-12-04"],
  ["Wir überarbeiten den Text bis Ende der Woche.", "deliver 2026-11-27"],
  ["Die Rechnung folgt am Montag.", "send 2026-11-30"],
  ["Du hast den Entwurf bis Freitag.", "send 2026-11-27"],
  ["Ich reiche die Zahlen bis Donnerstag nach.", "send 2026-11-26"],
  ["Ich kümmere mich bis Freitag darum.", "other 2026-11-27"],
  ["Entwurf bis Freitag.", "send 2026-11-27"],
  ["Ich mache das bis Montag fertig.", "deliver 2026-11-30"],
  ["Wir schicken Ihnen das Protokoll innerhalb von drei Tagen.", "send 2026-11-28"],
  ["Spätestens am 30.11. haben Sie das Konzept.", "send 2026-11-30"],
  ["Bis zum 4. Dezember haben Sie den Entwurf der Tagesordnung in Ihrem Postfach.", "send 2026-12-04"],
  ["Ich antworte Ihnen bis morgen.", "answer 2026-11-26"],
  ["Ende des Monats liefere ich die letzte Version.", "deliver 2026-11-30"],
  ["Anfang nächster Woche schicke ich Ihnen das Angebot.", "send 2026-12-01"],
  ["Die Seite ist am Montag online.", "deliver 2026-11-30"],
  ["Ich prüfe das bis Freitag.", "other 2026-11-27"],
  ["Wir melden uns bis Mitte nächster Woche.", "answer 2026-12-02"],
  ["Ich lasse Ihnen den Vertrag bis Freitag zukommen.", "send 2026-11-27"],
  ["Das erledige ich heute.", "deliver 2026-11-25"],
  ["Schicke Ihnen den Entwurf am Freitag.", "send 2026-11-27"],
  ["Wir schaffen das bis Freitag.", "deliver 2026-11-27"],
  ["Ich lege Ihnen bis zum 10. Dezember ein Angebot vor.", "deliver 2026-12-10"],
  ["Ich komme bis Freitag auf Sie zu.", "answer 2026-11-27"],
  ["Ich bin ab Montag wieder erreichbar.", ""],
  ["Ich melde mich.", "answer -"],
  ["Ich schicke Ihnen die Dateien.", "send -"],
  ["Wenn Sie mir die Texte schicken, liefere ich bis Freitag.", ""],
  ["Sobald Sie zustimmen, schicke ich den Vertrag morgen.", ""],
  ["Falls das passt, melde ich mich am Freitag.", ""],
  ["Soll ich Ihnen den Entwurf bis Freitag schicken?", ""],
  ["Können Sie mir die Fotos bis Freitag schicken?", ""],
  ["Bitte schicken Sie mir das Logo bis Freitag.", ""],
  ["Ich kann es nicht bis Freitag schicken.", ""],
  ["Bis Freitag schaffe ich das leider nicht.", ""],
  ["Ich würde es am Freitag schicken.", ""],
  ["Vielleicht schicke ich es morgen.", ""],
  ["Ich hoffe, dass es bis Freitag fertig ist.", ""],
  ["Ich versuche, es bis Freitag zu schicken.", ""],
  ["Ich habe Ihnen den Entwurf am Montag geschickt.", ""],
  ["Ich bin nächste Woche im Urlaub.", ""],
  ["Bis Freitag!", ""],
  ["Ich freue mich auf unser Gespräch am Freitag.", ""],
  ["Anbei der Entwurf für Freitag.", ""],
  ["Wie versprochen, hier sind die Folien.", ""],
  ["Hier ist der Entwurf.", ""],
  ["Frau Berg schickt Ihnen die Dateien morgen.", ""],
  ["Der Workshop findet am 3. Dezember statt.", ""],
  ["Vielen Dank für Ihre Geduld.", ""],
  ["Die Rechnung war am Montag fällig.", ""],
  ["Wir haben uns am Freitag getroffen.", ""],
  ["Wir brauchen Ihre Antwort bis Freitag.", ""],
  ["Haben Sie die Unterlagen bis Freitag?", ""],
];

describe.each([
  ["English", ENGLISH],
  ["German", GERMAN],
])("in %s", (_, table) => {
  test.each(table)("%s", (text, expected) => {
    const found = readPromises(text, FROM).map(({ kind, untilOn }) => `${kind} ${untilOn ?? "-"}`);
    expect(found.join(", ")).toBe(expected);
  });
});

test("at least sixty wordings are tried in each language", () => {
  expect(ENGLISH.length).toBeGreaterThanOrEqual(60);
  expect(GERMAN.length).toBeGreaterThanOrEqual(60);
});

test("every promise of a letter is found, with its sentence word for word", () => {
  const text = `Hi Nora,

thank you for the call. I'll send you the draft by Friday, and I will call the printer on Monday.
If anything changes, just tell me.

The new logo follows next week.

Best, Robin`;
  expect(readPromises(text, FROM).map(({ sentence, untilOn }) => [sentence, untilOn])).toEqual([
    ["I'll send you the draft by Friday", "2026-11-27"],
    ["I will call the printer on Monday.", "2026-11-30"],
    ["The new logo follows next week.", "2026-12-04"],
  ]);
});

test("a span that is over on a day off ends on the business day before", () => {
  const workdays = { ...FROM.workdays, isHoliday: (day: string) => day === "2026-11-27" };
  expect(readPromises("You'll get it this week.", { ...FROM, workdays })[0]?.untilOn).toBe("2026-11-26");
});

test.each([
  ["Here is the draft.", 0, true],
  ["As promised, the slides are attached.", 0, true],
  ["Anbei der Entwurf.", 0, true],
  ["Wie versprochen im Anhang.", 0, true],
  ["See below.", 1, true],
  ["The files are not attached yet.", 0, false],
  ["I'll send it tomorrow.", 0, false],
  ["Thanks!", 0, false],
])("whether “%s” with %i files brings what was promised: %s", (text, files, brings) => {
  expect(readKeeping(text, files, FROM).brings).toBe(brings);
});

test("who is put off once more has no answer yet", () => {
  expect(readKeeping("I will get back to you next week.", 0, FROM).answers).toBe(false);
  expect(readKeeping("The price includes everything.", 0, FROM).answers).toBe(true);
});

test.each([
  "I promise to have the draft agenda in your inbox by 11 March.",
  "I promise you that the numbers reach you by 11 March.",
  "Ich verspreche Ihnen die Zahlen bis 11. März.",
])("“%s” calls itself a promise, and is one", (sentence) => {
  expect(readPromises(sentence, FROM)).toMatchObject([{ sentence, untilOn: expect.stringMatching(/-03-11$/) }]);
});
