/**
 * The outsides that are services, each the strict one of the tests: a mail provider, a calendar server, Stripe.
 */
import { VirtualClock } from "../../../src/lib/clock.ts";
import { INQUIRY, letter } from "../../journeys/letters.ts";
import { OwnersHand } from "../../support/caldav/owner.ts";
import { CaldavServer } from "../../support/caldav/server.ts";
import { PostOffice } from "../../support/imap/post-office.ts";
import { START } from "../../support/office.ts";
import { KEY, StripePlatform } from "../../support/stripe/platform.ts";
import type { Outside } from "../connector.suite.ts";
import { aLetter, aMeeting, aStripeInvoice, bookedMeeting } from "./things.ts";

export async function mailServer(): Promise<Outside> {
  const post = await PostOffice.open();
  const arrive = (nth: number) => post.imap.put("INBOX", letter({ ...INQUIRY, id: `n${nth}@client.example` }));
  return {
    environment: post.environment(),
    secrets: [post.imap.login.password, post.smtp.login?.password ?? "", encodeURIComponent(post.imap.login.password)],
    told: "mail.received",
    past: async () => void arrive(99),
    async happen(office, nth) {
      arrive(nth);
      office.clock.advance(5000);
    },
    doing: {
      delivery: aLetter,
      count: async (_, nth) => post.sent.filter(({ raw }) => raw.includes(`<letter-${nth}@vale.example>`)).length,
    },
    stop: () => post.stop(),
    start: () => post.start(),
    close: () => post.stop(),
  };
}

export async function calendarServer(): Promise<Outside> {
  const server = new CaldavServer();
  await server.start();
  const owner = new OwnersHand(server.calendar);
  const uids = new Map<number, string>();
  return {
    environment: { CALDAV_URL: server.url() },
    secrets: [server.password, encodeURIComponent(server.password)],
    told: "meeting.cancelled",
    arrange: async (office, nth) => void uids.set(nth, await bookedMeeting(office, nth)),
    async happen(office, nth) {
      owner.deletes(uids.get(nth) ?? "");
      office.clock.advance(120_000);
    },
    doing: {
      delivery: aMeeting,
      count: async (_, nth) => Number(owner.sees().has(String(aMeeting(nth).reference))),
    },
    stop: () => server.stop(),
    start: async () => void (await server.start()),
    close: () => server.stop(),
  };
}

export async function stripe(): Promise<Outside> {
  const clock = new VirtualClock(START);
  const platform = await StripePlatform.start({ now: () => clock.now() });
  return {
    clock,
    environment: platform.environment,
    secrets: [KEY],
    told: "payment.seen",
    past: async () => void platform.people.paysWithout(99_00),
    async happen(office, nth) {
      platform.people.paysWithout(100_00 + nth, { description: `Workshop ${nth}` });
      office.clock.advance(120_000);
    },
    doing: {
      delivery: aStripeInvoice,
      count: async (_, nth) => {
        const { number } = aStripeInvoice(nth).payload;
        return [...platform.world.invoices.values()].filter((one) => one.number === number).length;
      },
    },
    stop: () => platform.down(),
    start: () => platform.up(),
    close: () => platform.down(),
  };
}
