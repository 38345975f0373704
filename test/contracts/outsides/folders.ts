/**
 * The outsides that need nothing but a disk: mail, calendar, bank and invoices as folders of the home.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ownName } from "../../../src/connectors/calendar/standing.ts";
import { INQUIRY, letter } from "../../journeys/letters.ts";
import type { Office } from "../../support/office.ts";
import type { Outside } from "../connector.suite.ts";
import { aLetter, aMeeting, anInvoice, bookedMeeting, OLDER, olderLetters } from "./things.ts";

const nothing = async () => undefined;
const folder = { environment: {}, secrets: [], close: nothing } as const;

export async function mailFolder(): Promise<Outside> {
  return {
    ...folder,
    told: "mail.received",
    happen: async (office, nth) => office.drop(`m${nth}`, letter({ ...INQUIRY, id: `n${nth}@client.example` })),
    older: {
      lay(home, count) {
        mkdirSync(join(home, "mail", "cur"), { recursive: true });
        olderLetters(count).forEach((raw, nth) => {
          writeFileSync(join(home, "mail", "cur", `Olga's letter ${nth}.eml:2,S`), raw);
        });
      },
      ...OLDER,
      told: "mail.remembered",
    },
    doing: {
      delivery: aLetter,
      count: async (office, nth) => office.sent().filter((raw) => raw.includes(`letter-${nth}@vale.example`)).length,
    },
  };
}

export async function bankFolder(): Promise<Outside> {
  return {
    ...folder,
    told: "payment.seen",
    async happen(office, nth) {
      const lines = [
        "Buchungstag;Auftraggeber;Verwendungszweck;Betrag",
        `24.11.2026;Acme GmbH;Thanks ${nth};12${nth},00`,
      ];
      writeFileSync(join(office.home, "payments", `bank-${nth}.csv`), `${lines.join("\n")}\n`);
      office.clock.advance(5000);
    },
    doing: null,
  };
}

export async function invoiceFolder(): Promise<Outside> {
  const files = (office: Office) => {
    const root = join(office.home, "invoices");
    return existsSync(root) ? readdirSync(root) : [];
  };
  return {
    ...folder,
    // Nothing comes from there: what happens is told by nobody, and so the suite's news are the mail's.
    told: "mail.received",
    happen: async (office, nth) => office.drop(`m${nth}`, letter({ ...INQUIRY, id: `n${nth}@client.example` })),
    doing: {
      delivery: anInvoice,
      count: async (office, nth) => files(office).filter((name) => name === `2026-00${40 + nth}.pdf`).length,
    },
  };
}

export async function calendarFolder(): Promise<Outside> {
  const uids = new Map<number, string>();
  const path = (office: Office, uid: string) => join(office.home, "calendar", ownName(uid));
  return {
    ...folder,
    told: "meeting.cancelled",
    arrange: async (office, nth) => void uids.set(nth, await bookedMeeting(office, nth)),
    async happen(office, nth) {
      // A meeting of ours stands there, and the owner takes it out.
      unlinkSync(path(office, uids.get(nth) ?? ""));
      office.clock.advance(5000);
    },
    doing: {
      delivery: aMeeting,
      async count(office, nth): Promise<number> {
        const { reference } = aMeeting(nth);
        const root = join(office.home, "calendar");
        return readdirSync(root).filter((name) => readFileSync(join(root, name), "utf8").includes(String(reference)))
          .length;
      },
    },
  };
}
