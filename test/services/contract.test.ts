/**
 * The contract of connectors at real services, as Debian has them: the very suite that runs over folders and strict servers. Only
 * with ATELIER_SERVICES=1, and where they are installed.
 */
import { describe, test } from "vitest";
import { ownName } from "../../src/connectors/calendar/standing.ts";
import { connectorSuite, type Outside } from "../contracts/connector.suite.ts";
import { aLetter, aMeeting, bookedMeeting, OLDER, olderLetters } from "../contracts/outsides/things.ts";
import { INQUIRY, letter } from "../journeys/letters.ts";
import { DebianMail, debianMailLacks } from "../support/debian/mail.ts";
import { Radicale, radicaleCommand } from "../support/debian/radicale.ts";

/** After the older letters were written. */
const LONG_AGO = new Date("2025-07-01T10:00:00Z");
const wanted = process.env.ATELIER_SERVICES === "1";
const command = wanted ? radicaleCommand() : null;

test.skipIf(wanted)("Real services keep the contract only with ATELIER_SERVICES=1", () => undefined);

describe.runIf(wanted && debianMailLacks() === null)("Debian", () => {
  connectorSuite({ title: "mail at Dovecot and Exim", name: "mail", outside: debianMail });
});

describe.runIf(command !== null)("Debian", () => {
  connectorSuite({ title: "the calendar at Radicale", name: "calendar", outside: radicale });
});

async function debianMail(): Promise<Outside> {
  const mail = await DebianMail.start();
  const place = (nth: number) =>
    mail.put("INBOX", letter({ ...INQUIRY, id: `n${nth}@client.example` }), `10000000${10 + nth}.n${nth}.vale`);
  const copies = (nth: number) =>
    mail.lies("robin", "Sent").filter((raw) => raw.includes(`<letter-${nth}@vale.example>`));
  return {
    environment: mail.environment(),
    secrets: ["secret-of-both"],
    told: "mail.received",
    past: async () => place(99),
    async happen(office, nth) {
      place(nth);
      office.clock.advance(60_000);
    },
    older: {
      lay: (_, count) => {
        const [again = "", ...letters] = olderLetters(count).reverse();
        for (const raw of letters) mail.lay("INBOX", raw, LONG_AGO);
        mail.lay("Clients", again, LONG_AGO);
      },
      ...OLDER,
      told: "mail.remembered",
    },
    // What was handed over has a copy there, one each.
    doing: { delivery: aLetter, count: async (_, nth) => copies(nth).length },
    close: () => mail.stop(),
  };
}

async function radicale(): Promise<Outside> {
  if (command === null) throw new Error("Radicale is not installed");
  const server = await Radicale.start(command);
  const uids = new Map<number, string>();
  return {
    environment: { CALDAV_URL: server.url("/robin/work/") },
    secrets: [],
    told: "meeting.cancelled",
    arrange: async (office, nth) => void uids.set(nth, await bookedMeeting(office, nth)),
    async happen(office, nth) {
      await server.deletes(ownName(uids.get(nth) ?? ""));
      office.clock.advance(120_000);
    },
    doing: {
      delivery: aMeeting,
      count: async (_, nth) => Number((await server.reads(ownName(String(aMeeting(nth).reference)))) !== null),
    },
    stop: async () => void (await server.down()),
    start: async () => void (await server.up()),
    close: () => server.stop(),
  };
}
