/**
 * Older mail of the mail folder: what was taken as new lies in `cur/` beside it, in whatever bytes.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { MAIL_REMEMBER } from "../../../src/actions/mail-remember.ts";
import { letter } from "../../journeys/letters.ts";
import { inOffice } from "../../kernel/company.ts";
import { append } from "../../support/owing.ts";

const NORA = "Nora Whitfield <nora@whitfield.example>";
const OLD = "Tue, 01 Jul 2025 09:00:00 +0000";

test("what was taken as new is neither remembered nor left out, and a copy of it in other bytes isn't remembered either", () =>
  inOffice(async (office) => {
    await append(office, "c_nora", [
      {
        type: "client.imported",
        subject: "client:c_nora",
        data: { client: "c_nora", language: "en", stage: "active" },
        private: { name: "Nora Whitfield", company: null, need: null, addresses: ["nora@whitfield.example"] },
      },
    ]);
    const taken = letter({ from: NORA, id: "a@whitfield.example", text: "Late in coming.", date: OLD });
    const nameless = letter({ from: NORA, text: "Without a name of its own.", date: OLD });
    office.drop("a.eml", taken);
    office.drop("b.eml", nameless);
    office.drop("c.eml", letter({ from: "Tom <tom@reed.example>", id: "t@reed.example", text: "Hello?", date: OLD }));
    await office.rest();
    expect(office.events("mail.received")).toHaveLength(3);
    const put = (name: string, raw: string) => writeFileSync(join(office.home, "mail", "cur", name), raw);
    put("a-saved.eml", `X-Saved-By: a mail program\r\n${taken}`);
    put("old.eml", letter({ from: NORA, id: "old@whitfield.example", text: "Long ago.", date: OLD }));
    // What is no mail is left out, for nobody knows whose it is.
    put("junk.eml", "This is no mail.");
    const order = { action: MAIL_REMEMBER, params: { since: "2025-01-01" }, now: true };
    expect((await office.workspace.door.desk.order(order)).kind).toBe("approved");
    await office.rest();
    expect(office.events("mail.remembered").map((event) => office.words(event).written)).toEqual(["Long ago."]);
    expect(office.workspace.lookout.older.progress()).toMatchObject({ isDone: true, leftOut: 1, total: 6 });
    expect(office.events("mail.received")).toHaveLength(3);
  }));
