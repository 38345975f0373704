/**
 * The outsides that are services, each the strict one of the tests: a mail provider, a calendar server, Stripe.
 */
import { VirtualClock } from "../../../src/lib/clock.ts";
import { INQUIRY, letter } from "../../journeys/letters.ts";
import { OwnersHand } from "../../support/caldav/owner.ts";
import { CaldavServer } from "../../support/caldav/server.ts";
import { PostOffice } from "../../support/imap/post-office.ts";
import { TokenServer } from "../../support/oauth/server.ts";
import { START } from "../../support/office.ts";
import { KEY, StripePlatform } from "../../support/stripe/platform.ts";
import type { Outside } from "../connector.suite.ts";
import { aLetter, aMeeting, aStripeInvoice, bookedMeeting, OLDER, olderLetters } from "./things.ts";

export async function mailServer(prepare?: (post: PostOffice) => void): Promise<Outside> {
  const post = await PostOffice.open();
  prepare?.(post);
  const arrive = (nth: number) => post.imap.put("INBOX", letter({ ...INQUIRY, id: `n${nth}@client.example` }));
  return {
    environment: post.environment("folders=INBOX,Clients"),
    secrets: [post.imap.login.password, post.smtp.login?.password ?? "", encodeURIComponent(post.imap.login.password)],
    told: "mail.received",
    past: async () => void arrive(99),
    async happen(office, nth) {
      arrive(nth);
      office.clock.advance(5000);
    },
    older: {
      lay: (_, count) => {
        // Each comes after it was written; the one that lies there twice lies in another folder, too.
        const [again = "", ...letters] = olderLetters(count).reverse();
        for (const raw of letters) post.imap.put("INBOX", raw, new Date("2025-07-01T10:00:00Z"));
        post.imap.put("Clients", again, new Date("2025-07-01T10:00:00Z"));
      },
      ...OLDER,
      told: "mail.remembered",
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

/** The same provider, where a sign-in takes the place of a password, and every renewal another refresh token. */
export async function mailWithOAuth(): Promise<Outside> {
  const tokens = await TokenServer.open();
  tokens.books.rotates = true;
  const outside = await mailServer((post) =>
    post.takeTokens(tokens.books.user, (user, token) => tokens.books.holds(user, token)),
  );
  return signedIn(outside, tokens, "MAIL");
}

export async function calendarWithOAuth(): Promise<Outside> {
  const tokens = await TokenServer.open();
  tokens.books.rotates = true;
  const outside = await calendarServer((server) => {
    server.holds = (token) => tokens.books.holds(tokens.books.user, token);
  });
  return signedIn(outside, tokens, "CALDAV");
}

function signedIn(outside: Outside, tokens: TokenServer, prefix: "MAIL" | "CALDAV"): Outside {
  const both = async (service: (() => Promise<void>) | undefined, ours: () => Promise<void>) =>
    void (await Promise.all([service?.(), ours()]));
  return {
    ...outside,
    environment: { ...outside.environment, ...tokens.environment(prefix) },
    get secrets() {
      return [tokens.books.client.secret ?? "", ...tokens.books.given];
    },
    stop: () => both(outside.stop, () => tokens.stop()),
    start: () => both(outside.start, () => tokens.start()),
    async close() {
      await both(outside.close, () => tokens.stop());
      if (tokens.faults.length > 0) throw new Error(`the token server was asked against the rules: ${tokens.faults}`);
    },
  };
}

export async function calendarServer(prepare?: (server: CaldavServer) => void): Promise<Outside> {
  const server = new CaldavServer();
  prepare?.(server);
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
