/**
 * People and their mail: drawn from the seed, nobody's name is another's, and what they write is what a mail program reads.
 */
import { expect, test } from "vitest";
import { parseMail } from "../../src/connectors/mail/parse.ts";
import { Agenda } from "../../src/simulate/agenda.ts";
import { noise } from "../../src/simulate/noise.ts";
import { mixOf, nameOf, partyOf } from "../../src/simulate/people.ts";
import { answering, dressed, written } from "../../src/simulate/post.ts";
import { Dice } from "../../src/simulate/random.ts";
import { officeTime, slotText, timesIn } from "../../src/simulate/time.ts";
import { OWNER } from "../../src/simulate/world.ts";

const NOON = Date.UTC(2026, 2, 4, 11);

test("the same seed gives the same people, another seed others", () => {
  expect(partyOf(1, 4)).toEqual(partyOf(1, 4));
  expect(partyOf(2, 4)).not.toEqual(partyOf(1, 4));
});

test("of two thousand clients no two share a word, an address or a domain", () => {
  const parties = Array.from({ length: 2000 }, (_, index) => partyOf(3, index));
  for (const of of ["word", "company", "address", "domain"] as const)
    expect(new Set(parties.map((party) => party[of])).size).toBe(parties.length);
});

test("the mix is fixed", () => {
  expect(mixOf(10)).toEqual({
    prompt: 3,
    silent: 1,
    vague: 1,
    "late-paying": 1,
    "scope-creeping": 1,
    leaving: 1,
    complaining: 1,
    "out-of-office": 1,
  });
  expect(mixOf(1000).vague).toBe(100);
});

test("an answer is read as new words above a quote, in its thread", async () => {
  const party = { ...partyOf(1, 0), first: "Sören", last: "Möller" };
  const original = {
    id: "ours@vale.example",
    references: ["older@vale.example"],
    from: "Robin Vale <robin@vale.example>",
    subject: "Größe & Umfang",
    text: "Wie besprochen.\nPasst das so?",
    at: NOON - 3_600_000,
  };
  for (const quotes of ["below", "outlook", "none"] as const) {
    const text = dressed("Ja, passt.", { quotes, signature: "Sören Möller\nVarnholt" }, original, "de");
    const raw = written({
      from: { name: nameOf(party), address: party.address },
      to: OWNER,
      subject: answering(original.subject, "de"),
      text,
      id: "theirs@example",
      at: NOON,
      answers: original,
    });
    const reading = await parseMail(raw);
    if (reading.kind !== "mail") throw new Error(reading.why);
    const { mail } = reading;
    expect(mail).toMatchObject({
      messageId: "theirs@example",
      subject: "AW: Größe & Umfang",
      written: "Ja, passt.",
      sentAt: NOON,
      inReplyTo: ["ours@vale.example"],
      references: ["older@vale.example", "ours@vale.example"],
    });
    expect(mail.from).toEqual([{ name: "Sören Möller", address: party.address }]);
    expect(mail.quoted).toContain(quotes === "none" ? "" : "Passt das so?");
  }
});

test("what concerns nobody is of every kind, and a newsletter can be left", async () => {
  const dice = new Dice("noise");
  const made = Array.from({ length: 300 }, (_, nth) => noise(dice, nth, OWNER, NOON));
  expect(new Set(made.map(({ kind }) => kind)).size).toBe(6);
  for (const { kind, post } of made.slice(0, 60)) {
    const reading = await parseMail(written(post));
    if (reading.kind !== "mail") throw new Error(reading.why);
    if (kind === "newsletter") expect(reading.mail.automatic).not.toBeNull();
    if (kind === "private") expect(reading.mail.automatic).toBeNull();
  }
});

test("times that were offered are found in the letter and said in the client's own way", () => {
  const slots = [Date.UTC(2026, 2, 5, 9), Date.UTC(2026, 2, 31, 12, 30)];
  expect(timesIn("- Thursday 5 March, 10:00\n- Tuesday 31 March, 14:30", NOON)).toEqual(slots);
  expect(timesIn("- Donnerstag, 5. März, 10:00 Uhr\n- Dienstag, 31. März, 14:30 Uhr", NOON)).toEqual(slots);
  expect(slotText(slots[0] ?? 0, "de", 0).slot).toBe("Donnerstag, 5. März, 10:00 Uhr");
  expect(slotText(slots[0] ?? 0, "en", 1).slot).toBe("Thursday at 10:00");
});

test("nobody works at night or on a weekend", () => {
  const friday = Date.UTC(2026, 2, 6, 16); // 17:00 in Berlin
  expect(new Date(officeTime(friday, 2)).toISOString()).toBe("2026-03-09T08:00:00.000Z");
});

test("things happen in order, and those of one moment in the order in which they were put down", () => {
  const agenda = new Agenda();
  const seen: number[] = [];
  for (const [nth, at] of [5, 1, 3, 3, 2, 5, 1].entries()) agenda.at(at, () => void seen.push(at * 10 + nth));
  expect(agenda.next).toBe(1);
  expect(agenda.run(3)).toBe(5);
  expect(seen).toEqual([11, 16, 24, 32, 33]);
  expect(agenda.next).toBe(5);
});
