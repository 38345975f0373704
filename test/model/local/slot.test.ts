/**
 * Which of the offered times a reply takes, as different people write it. What isn't certain must be unsure: a wrong booking
 * costs more than a question.
 */
import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import { readSlot, type SlotReading } from "../../../src/model/local/slot.ts";

const ZONE = "Europe/Berlin";
const at = (text: string) => DateTime.fromISO(text, { zone: ZONE }).toMillis();
/** Thursday morning, Friday afternoon, Monday morning; the reply is written on Wednesday. */
const SLOTS = [at("2026-11-26T10:00"), at("2026-11-27T14:00"), at("2026-11-30T10:00")];
const SENT = at("2026-11-25T09:00");

/** `A`, `B`, `C`: the first, second, third. `other`: another time, with the day or moment where it is said. */
type Expected = "A" | "B" | "C" | "unsure" | "none" | "other" | `other ${string}`;

const ENGLISH: ReadonlyArray<readonly [string, Expected]> = [
  ["Thursday 10 works", "A"],
  ["Thursday at 10 works for me.", "A"],
  ["Hi Robin,\n\nThursday at 10am is perfect. Talk then!\n\nBest,\nNora", "A"],
  ["The second one please", "B"],
  ["the 2nd slot works best", "B"],
  ["Let's take option 3.", "C"],
  ["first one", "A"],
  ["#2", "B"],
  ["Friday afternoon", "B"],
  ["Friday 2pm", "B"],
  ["Fri 2 pm pls", "B"],
  ["friday at two works", "B"],
  ["I can do Friday at 14:00.", "B"],
  ["Monday works", "C"],
  ["Mon 10:00", "C"],
  ["Monday, 30 November, 10:00 is fine with me.", "C"],
  ["Nov 27 works.", "B"],
  ["The 26th is good, thanks!", "A"],
  ["Let's do 26/11.", "A"],
  ["Let's say Thursday.", "A"],
  ["Tomorrow at 10 works great!", "A"],
  [
    "Dear Robin,\n\nThank you for your message. I would like to confirm Monday, 30 November at 10:00.\n\nKind regards,\nNora Whitfield",
    "C",
  ],
  ["thursday it is", "A"],
  ["Thurs pls", "A"],
  ["thrusday 10 is ok", "A"],
  ["firday 2pm works 4 me", "B"],
  ["Could we do Friday at 2?", "B"],
  ["How about Thursday?", "A"],
  ["Is Friday 2pm still free?", "B"],
  ["Thursday doesn't work for me, but Friday is fine.", "B"],
  ["I can't do Thursday or Friday. Monday works.", "C"],
  ["Not Thursday. Friday at 2 pm please.", "B"],
  ["I'm travelling on Thursday and Friday, so Monday at 10 please.", "C"],
  ["I'd prefer Monday, but Thursday also works.", "C"],
  ["No problem, Thursday is good.", "A"],
  ["Sorry for not replying sooner! Monday 10am works.", "C"],
  ["The last one suits me best.", "C"],
  ["2pm on Friday, please", "B"],
  ["The afternoon one", "B"],
  ["Looking forward to it! Friday works.", "B"],
  ["Any of those works for me.", "A"],
  ["I'm flexible, you choose.", "A"],
  ["All three are fine.", "A"],
  ["Friday between 1 and 4 works", "B"],
  ["Thursday if that's still free", "A"],
  ["Let's go for the Monday slot", "C"],
  ["please book me in for friday, 14:00", "B"],
  ["I don't have any preference.", "A"],
  ["I don't have time on Thursday, the other two are fine", "unsure"],
  ["Friday week", "unsure"],
  ["Thursday in two weeks", "unsure"],
  ["Thursday is our team outing", "unsure"],
  ["I will be there on Monday at ten.", "C"],
  ["Anything but Friday", "unsure"],
  ["1st works for me", "A"],
  ["On the 3rd, please", "other"],
  ["Neither Thursday nor Friday works. Monday is ok", "C"],
  ["Friday after lunch", "B"],
  ["Morning Robin! Friday arvo is good", "B"],
  ["How does Monday at 10 sound?", "C"],
  ["The only one I can do is Monday.", "C"],
  ["Thursday 9 GMT", "unsure"],
  ["I could do any of these except Friday", "unsure"],
  ["Monday rather than Friday", "unsure"],
  ["Friday works for me but not for Kate.", "unsure"],
  ["Thursday, same link as before?", "unsure"],
  ["Thursday or Friday", "unsure"],
  ["Thursday or Monday both work", "unsure"],
  ["Thursday might work, I need to check with my boss", "unsure"],
  ["Maybe Friday?", "unsure"],
  ["Friday, unless my train is late", "unsure"],
  ["10 works", "unsure"],
  ["In the morning please", "unsure"],
  ["Works for me!", "unsure"],
  ["Yes, perfect.", "unsure"],
  ["I can't do Thursday.", "unsure"],
  ["Thursday and Friday are bad.", "unsure"],
  ["Is the Thursday meeting online or at your office?", "unsure"],
  ["Thursday at 10 my time works", "unsure"],
  ["Friday but a bit later", "unsure"],
  ["Friday at 2 or maybe 3", "unsure"],
  ["Thursday, 27 November works", "unsure"],
  ["Friday 2pm could work if I can move my dentist", "unsure"],
  ["thuesday is good", "unsure"],
  ["I'll get back to you about Friday", "unsure"],
  ["The second or the third", "unsure"],
  ["Friday is impossible, Friday!!", "unsure"],
  ["Can we do Wednesday 2 December at 3pm instead?", "other 2026-12-02T15:00"],
  ["Would Tuesday 1 December work?", "other 2026-12-01"],
  ["None of these work for me, sorry.", "other"],
  ["Could we find another time?", "other"],
  ["Unfortunately I can't make any of these.", "other"],
  ["I'm on holiday until the 10th.", "other"],
  ["Can we do it next week instead? Thursday at 9:00.", "other"],
  ["Friday at 11 would be better for me", "other 2026-11-27T11:00"],
  ["Friday at 16:00?", "other 2026-11-27T16:00"],
  ["I need to cancel.", "other"],
  ["Thanks for the draft, looks great!", "unsure"],
  ["We have received the invoice.", "none"],
  ["Here are the photos you asked for.", "none"],
];

const GERMAN: ReadonlyArray<readonly [string, Expected]> = [
  ["Donnerstag 10 Uhr passt", "A"],
  ["Do 10 Uhr", "A"],
  ["do 10 uhr geht klar", "A"],
  ["Hallo Robin,\n\nDonnerstag um 10 Uhr passt mir gut.\n\nViele Grüße\nNora", "A"],
  ["Fr 14 Uhr", "B"],
  ["Freitag 14h", "B"],
  ["der erste Termin passt", "A"],
  ["Der zweite wäre mir recht.", "B"],
  ["Bitte den dritten Vorschlag", "C"],
  ["Termin 2 bitte", "B"],
  ["Den letzten bitte.", "C"],
  ["Freitagnachmittag passt mir.", "B"],
  ["Freitag Nachmittag geht", "B"],
  ["Montag geht klar", "C"],
  ["Mo. 30.11. um 10 passt super", "C"],
  ["Am 27.11. gerne!", "B"],
  ["27.11. 14:00 Uhr", "B"],
  ["Den 26. November, bitte.", "A"],
  ["Montag, den 30. November um 10 Uhr, passt ausgezeichnet.", "C"],
  ["morgen um 10 passt", "A"],
  ["Dann nehmen wir Freitag.", "B"],
  ["Ich würde den Montag nehmen, 10 Uhr.", "C"],
  [
    "Sehr geehrter Herr Vale,\n\nvielen Dank für die Terminvorschläge. Gerne bestätige ich Freitag, den 27. November, 14:00 Uhr.\n\nMit freundlichen Grüßen\nJürgen Krämer",
    "B",
  ],
  ["donnerstg 10 uhr is gut", "A"],
  ["Feitag 14 uhr passt", "B"],
  ["Ginge Freitag um 14 Uhr?", "B"],
  ["Passt Ihnen Donnerstag?", "A"],
  ["Wie wäre es mit Montag?", "C"],
  ["Ist Freitag noch frei?", "B"],
  ["Donnerstag geht leider nicht, aber Freitag passt.", "B"],
  ["Donnerstag und Freitag kann ich nicht. Montag geht.", "C"],
  ["Am liebsten Montag, Donnerstag ginge aber auch.", "C"],
  ["Kein Problem, Donnerstag passt.", "A"],
  ["Nicht Donnerstag, sondern Freitag.", "B"],
  ["Freitag um zwei passt mir", "B"],
  ["Freitag, halb drei?", "other 2026-11-27T14:30"],
  ["Mir ist es egal, suchen Sie sich einen aus.", "A"],
  ["Passen alle, du entscheidest.", "A"],
  ["Alle drei Termine gehen.", "A"],
  ["Freitag 14 Uhr ist notiert, freue mich!", "B"],
  ["Montag wenn es noch passt", "C"],
  ["Wir können am Montag um 10.", "C"],
  ["Freitag klappt. Schickst du mir den Link?", "B"],
  ["Bitte tragen Sie mich für Montag, 10:00 ein.", "C"],
  ["Der mittlere Termin wäre prima", "B"],
  ["Moin, Freitag 14 Uhr, bis dann!", "B"],
  ["Ich bin Donnerstag und Freitag nicht da, also Montag", "C"],
  ["Weder Donnerstag noch Freitag passt, Montag schon", "C"],
  ["Freitag ist bei uns Feiertag", "unsure"],
  ["Freitag in einer Woche", "unsure"],
  ["Guten Morgen Robin, Freitag passt.", "B"],
  ["Terminbestätigung: Freitag, 27.11.2026, 14:00 Uhr", "B"],
  ["Mo klappt bei mir", "C"],
  ["Am 3. bitte", "other"],
  ["Bin am Donnerstag um 10 dabei", "A"],
  ["Bitte schicken Sie mir bis Donnerstag die Unterlagen. Der Termin am Montag passt.", "C"],
  ["Mir wäre Montag lieber als Freitag", "unsure"],
  ["Donnerstag oder Freitag", "unsure"],
  ["Donnerstag oder Montag, beides geht", "unsure"],
  ["Vielleicht Freitag", "unsure"],
  ["Freitag müsste klappen, ich muss aber noch mit Anna sprechen.", "unsure"],
  ["Freitag könnte klappen", "unsure"],
  ["Um 10 passt", "unsure"],
  ["Vormittags wäre gut", "unsure"],
  ["Passt!", "unsure"],
  ["Ja, gerne.", "unsure"],
  ["Donnerstag geht leider nicht.", "unsure"],
  ["Donnerstag kann ich nicht, Freitag um 14 Uhr", "unsure"],
  ["Ich melde mich wegen Freitag.", "unsure"],
  ["Freitag, aber etwas später", "unsure"],
  ["Freitag unter Vorbehalt", "unsure"],
  ["Findet der Termin am Freitag bei Ihnen oder online statt?", "unsure"],
  ["Donnerstag, 27. November passt", "unsure"],
  ["Der zweite oder der dritte", "unsure"],
  ["Falls mein Zug pünktlich ist, Freitag", "unsure"],
  ["Montag wie immer", "unsure"],
  ["Leider passt keiner der Termine.", "other"],
  ["Geht auch ein anderer Termin?", "other"],
  ["Könnten wir das verschieben?", "other"],
  ["Ich bin nächste Woche verreist, geht es danach?", "unsure"],
  ["Geht auch Mittwoch, der 2. Dezember um 15 Uhr?", "other 2026-12-02T15:00"],
  ["Passt Ihnen der 1. Dezember?", "other 2026-12-01"],
  ["Freitag 11 Uhr wäre mir lieber", "other 2026-11-27T11:00"],
  ["Ich muss leider absagen.", "other"],
  ["Ich kann leider erst ab dem 7. Dezember.", "other"],
  ["Die Rechnung haben wir bekommen.", "none"],
  ["Anbei die Fotos.", "none"],
];

describe.each([
  ["English", ENGLISH],
  ["German", GERMAN],
])("in %s", (_, table) => {
  test.each(table)("%s", (text, expected) => {
    expect(named(readSlot(text, SLOTS, { sentAt: SENT, zone: ZONE }))).toBe(expected);
  });
});

test("at least sixty wordings are tried in each language", () => {
  expect(ENGLISH.length).toBeGreaterThanOrEqual(60);
  expect(GERMAN.length).toBeGreaterThanOrEqual(60);
});

test("a plain yes takes the only time that was offered", () => {
  const read = (text: string) => named(readSlot(text, SLOTS.slice(0, 1), { sentAt: SENT, zone: ZONE }));
  expect(read("Works for me!")).toBe("A");
  expect(read("Passt, bis dann.")).toBe("A");
  expect(read("Yes, if my boss agrees.")).toBe("unsure");
  expect(read("No, sorry.")).toBe("other");
});

test("next Thursday, written in the same week, could be two days", () => {
  expect(named(readSlot("Next Thursday works", SLOTS, { sentAt: SENT, zone: ZONE }))).toBe("unsure");
  expect(named(readSlot("Next Monday works", SLOTS, { sentAt: SENT, zone: ZONE }))).toBe("C");
});

test("no text makes it slow, or fail", () => {
  const hostile = ["Thursday ".repeat(2000), "10:".repeat(3000), "if ".repeat(3000), "\u0000\uD800 26.11.".repeat(500)];
  const began = performance.now();
  for (const text of hostile) readSlot(text, SLOTS, { sentAt: SENT, zone: ZONE });
  expect(performance.now() - began).toBeLessThan(2000);
});

function named(reading: SlotReading): string {
  if (reading.kind === "one") return "ABC"[SLOTS.indexOf(reading.startsAt)] ?? "a time that was not offered";
  if (reading.kind !== "other") return reading.kind;
  if (reading.startsAt !== null)
    return `other ${DateTime.fromMillis(reading.startsAt, { zone: ZONE }).toFormat("yyyy-MM-dd'T'HH:mm")}`;
  return reading.on === null ? "other" : `other ${reading.on}`;
}
