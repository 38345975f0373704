/**
 * Every real message collected beside the project goes the whole way, in one company.
 */
import { expect, test } from "vitest";
import { hasRealMail, realMail, realMailNames } from "../support/mail/real.ts";
import { Office } from "../support/office.ts";
import { allIsWell, cards, eventsPerMail, filesIn } from "./letters.ts";

test.skipIf(!hasRealMail)(
  "real messages are all taken, each once, and few of them ask anything (skipped where ../shared/mail is absent)",
  async () => {
    const office = await Office.open();
    try {
      const names = realMailNames();
      for (const [index, name] of names.entries()) office.drop(`${String(index).padStart(3, "0")}.eml`, realMail(name));
      await office.rest();
      const taken = office
        .events()
        .filter((event) => ["mail.received", "mail.unreadable", "mail.duplicate"].includes(event.type));
      expect(taken).toHaveLength(names.length);
      expect(filesIn(office, "new")).toEqual([]);
      expect(filesIn(office, "cur")).toHaveLength(names.length);
      expect(office.sent()).toEqual([]);
      const titles = cards(office).map((posting) => posting.card.title);
      console.info(`${names.length} real messages, ${titles.length} cards:\n${titles.join("\n")}`);
      expect(titles.length).toBeLessThanOrEqual(names.length / 10);
      expect(Math.max(...eventsPerMail(office).values())).toBeLessThanOrEqual(15);
      allIsWell(office);
    } finally {
      await office.close();
    }
  },
  60_000,
);
