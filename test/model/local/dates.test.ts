import { describe, expect, test } from "vitest";
import { type DateFound, datesIn } from "../../../src/model/local/dates.ts";
import { SENT_AT } from "../corpus-shape.ts";

/** Read on Tuesday, 3 November 2026, 10:15 in Berlin. */
function read(text: string, language = "en", timezone = "Europe/Berlin", sentAt = SENT_AT) {
  return datesIn([text], { sentAt, timezone, language });
}

function short({ date, time, certain }: DateFound): string {
  return `${date}${time ? ` ${time}` : ""}${certain ? "" : " ?"}`;
}

describe("dates", () => {
  test.each<[string, string, string]>([
    ["tomorrow", "en", "2026-11-04"],
    ["in 3 days", "en", "2026-11-06"],
    ["on Friday", "en", "2026-11-06"],
    ["this Friday", "en", "2026-11-06"],
    ["next Friday", "en", "2026-11-06 ?"],
    ["last Friday", "en", "2026-10-30 ?"],
    ["on Tuesday", "en", "2026-11-10 ?"],
    ["Friday at 2pm", "en", "2026-11-06 14:00"],
    ["tomorrow at 3", "en", "2026-11-04 03:00 ?"],
    ["on 12 March", "en", "2027-03-12"],
    ["March 12th, 2027", "en", "2027-03-12"],
    ["2026-11-20", "en", "2026-11-20"],
    ["on 13/04/2027", "en", "2027-04-13"],
    ["on 04/13/2027", "en", "2027-04-13"],
    ["on 05/05/2027", "en", "2027-05-05"],
    ["morgen um 10 Uhr", "de", "2026-11-04 10:00"],
    ["übermorgen", "de", "2026-11-05"],
    ["kommenden Freitag", "de", "2026-11-06"],
    ["nächsten Freitag", "de", "2026-11-06 ?"],
    ["am 5. November", "de", "2026-11-05"],
    ["am 17. November um 14 Uhr", "de", "2026-11-17 14:00"],
    ["am 12.11. bestätige ich", "de", "2026-11-12"],
    ["zum 31.12.2026", "de", "2026-12-31"],
    ["Dienstag, den 10.11., um 9:30 Uhr", "de", "2026-11-10 09:30"],
    ["am 3.4.2027", "de", "2027-04-03"],
  ])("“%s” (%s) is %s", (text, language, wanted) => {
    expect(read(text, language).dates.map(short)).toEqual([wanted]);
  });

  test.each<[string, string]>([
    ["Guten Morgen", "de"],
    ["jeden Montag", "de"],
    ["in March", "en"],
    ["version 2.3 of it", "en"],
    ["24/7", "en"],
    ["sun is out", "en"],
    ["may I ask", "en"],
    ["call 030 12345678", "en"],
  ])("“%s” names no day", (text, language) => {
    expect(read(text, language).dates).toEqual([]);
  });

  test.each(["on 03/04/2027", "by 03-04-2027", "on 3/4", "on 03.04.2027"])(
    "“%s” in English has two readings",
    (text) => {
      const { dates, problems } = read(text);
      expect(dates.map(({ certain }) => certain)).toEqual([false]);
      expect(problems[0]).toMatch(/could be 3 April or March 4$/);
    },
  );

  test("a weekday that isn't that day is a question", () => {
    expect(read("Friday 12 November 2026").problems).toEqual(["“Friday 12 November 2026”: that day is a Thursday"]);
    expect(read("am Freitag, 12.11.2026", "de").problems).toHaveLength(1);
  });

  test("a day that doesn't exist is a question", () => {
    expect(read("on 31/02/2027").problems).toEqual(["“31/02/2027” is no day I know"]);
  });

  test("the day is the owner's: late in New York, tomorrow is another day than in Berlin", () => {
    const late = Date.UTC(2026, 10, 3, 23, 30);
    expect(read("tomorrow", "en", "America/New_York", late).dates[0]?.date).toBe("2026-11-04");
    expect(read("tomorrow", "en", "Europe/Berlin", late).dates[0]?.date).toBe("2026-11-05");
  });

  test("an unknown time zone is taken as UTC", () => {
    expect(read("tomorrow", "en", "No/Where").dates[0]?.date).toBe("2026-11-04");
  });

  test("a time with a zone is turned into the owner's", () => {
    expect(read("tomorrow at 16:00 GMT").dates.map(short)).toEqual(["2026-11-04 17:00"]);
    expect(read("12 November at 10:30 EST").dates.map(short)).toEqual(["2026-11-12 16:30 ?"]);
  });
});
