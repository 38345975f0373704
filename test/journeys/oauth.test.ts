/**
 * A company that signs in to its mail and its calendar: what becomes of its work when access ends early, when the token server is
 * away, and when the sign-in has ended for good. No token is ever told or kept in the open.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { effects } from "../../src/kernel/effect.ts";
import { aLetter } from "../contracts/outsides/things.ts";
import { CaldavServer } from "../support/caldav/server.ts";
import { PostOffice } from "../support/imap/post-office.ts";
import { TokenServer } from "../support/oauth/server.ts";
import { Office } from "../support/office.ts";
import { allIsWell } from "./letters.ts";

interface Company {
  readonly office: Office;
  readonly post: PostOffice;
  readonly tokens: TokenServer;
}

const HOUR = 3_600_000;

async function inCompany(
  work: (company: Company) => Promise<void>,
  { prepare, way }: { prepare?: (company: Omit<Company, "office">) => void; way?: string } = {},
): Promise<void> {
  const [post, tokens] = [await PostOffice.open(), await TokenServer.open()];
  const { books } = tokens;
  post.takeTokens(books.user, (user, token) => books.holds(user, token), way);
  prepare?.({ post, tokens });
  const office = await Office.open({ environment: { ...post.environment(), ...tokens.environment("MAIL") } });
  books.now = () => office.clock.now();
  try {
    await office.rest().catch(() => undefined); // the moment of connecting
    await work({ office, post, tokens });
    nothingLeaks(office, tokens);
    expect(post.imap.faults.bad).toEqual([]);
    expect(tokens.faults).toEqual([]);
  } finally {
    await office.close();
    await Promise.all([post.stop(), tokens.stop()]);
  }
}

/** Not in a card, an error or an event, and nowhere on the disk; nor the line that a token was sent in. */
function nothingLeaks(office: Office, { books }: TokenServer): void {
  const secrets = [...books.given, books.client.secret ?? "?"];
  const told = JSON.stringify([office.shown, office.events(), office.errors.map(String)]);
  const opened = JSON.stringify(office.events().map((event) => office.workspace.ledger.open(event) ?? null));
  for (const secret of secrets) expect(`${told}${opened}`).not.toContain(secret);
  for (const said of [`user=${books.user}`, `n,a=${books.user}`])
    expect(`${told}${opened}`).not.toContain(Buffer.from(said).toString("base64").slice(0, 20));
  const files = readdirSync(office.home, { recursive: true, encoding: "utf8" }).map((name) => join(office.home, name));
  for (const file of files.filter((one) => statSync(one).isFile())) {
    const bytes = readFileSync(file);
    for (const secret of secrets) expect([file, bytes.includes(secret)]).toEqual([file, false]);
  }
}

const states = (office: Office) => office.workspace.records.find(effects, "1 = 1").map(({ state }) => state);
const approveNora = async (office: Office) => expect((await office.approve(office.code(/Nora/))).kind).toBe("approved");
/** What the owner was told of the connection itself. */
const notices = (office: Office) =>
  office.shown.filter(({ card }) => /^Your mail|^Mail/.test(card.title)).map(({ card }) => card);

/** While something is down, a poll that fails is no surprise. */
async function restInTrouble(office: Office): Promise<void> {
  await office.workspace.untilIdle();
  office.errors.length = 0;
}

test.each(["XOAUTH2", "OAUTHBEARER"])(
  "mail is read with %s and sent, renewed as time goes, and a token that ran out midway is no trouble",
  (way) =>
    inCompany(
      async ({ office, post, tokens }) => {
        post.deliver({ messageId: "inquiry@whitfield.example" });
        await office.rest();
        office.clock.advance(2 * HOUR);
        // The server ends what was begun with a token that has run out, as they do.
        post.imap.dropAll();
        await approveNora(office);
        await office.rest();
        expect(states(office)).toEqual(["performed"]);
        expect(post.sent).toHaveLength(1);
        expect(post.inFolder("Sent")).toEqual([post.sent[0]?.raw]);
        expect(tokens.renewals).toBe(2);
        post.deliver({ messageId: "again@whitfield.example", subject: "One more thing" });
        await office.rest();
        expect(office.events("mail.received")).toHaveLength(2);
        allIsWell(office);
      },
      { way },
    ),
);

test.each([true, false])(
  "access that is revoked before its time is renewed once, and nothing is sent twice (challenge: %s)",
  (challenges) =>
    inCompany(async ({ office, post, tokens }) => {
      post.smtp.challenges = challenges;
      post.deliver({ messageId: "inquiry@whitfield.example" });
      await office.rest();
      tokens.books.revokeAccess();
      await approveNora(office);
      await office.rest();
      expect(states(office)).toEqual(["performed"]);
      expect(post.sent).toHaveLength(1);
      tokens.books.revokeAccess();
      post.imap.dropAll();
      post.deliver({ messageId: "again@whitfield.example" });
      await office.rest();
      expect(office.events("mail.received")).toHaveLength(2);
      expect(tokens.renewals).toBe(3);
      allIsWell(office);
    }),
);

test("a refresh token that changes with every use carries over every restart", () =>
  inCompany(
    async ({ office, post, tokens }) => {
      for (let nth = 1; nth <= 3; nth++) {
        await office.restart();
        post.deliver({ messageId: `letter-${nth}@whitfield.example` });
        await office.rest();
        office.clock.advance(2 * HOUR);
        post.imap.dropAll();
        await office.rest();
      }
      expect(office.events("mail.received")).toHaveLength(3);
      expect(tokens.renewals).toBe(7);
      allIsWell(office);
    },
    { prepare: ({ tokens }) => (tokens.books.rotates = true) },
  ));

test("while the token server is away, what was approved waits; it leaves once when it is back, and the owner was told", () =>
  inCompany(async ({ office, post, tokens }) => {
    post.deliver({ messageId: "inquiry@whitfield.example" });
    await office.rest();
    office.clock.advance(2 * HOUR);
    post.imap.dropAll();
    await tokens.stop();
    await restInTrouble(office);
    await approveNora(office);
    for (let minutes = 0; minutes < 90; minutes += 10) {
      office.clock.advance(600_000);
      await restInTrouble(office);
    }
    expect(states(office)).toEqual(["queued"]);
    expect(post.sent).toHaveLength(0);
    // Whoever comes to it first, before a look outside has found out: nothing has left, for certain.
    const mail = office.workspace.connectors.get("mail");
    expect(await mail?.perform(aLetter(1))).toMatchObject({ kind: "soft", failure: "unreachable" });
    const told = notices(office).map(({ title }) => title);
    expect(told).toEqual([expect.stringContaining("can't be reached")]);
    await tokens.start();
    post.deliver({ messageId: "meanwhile@whitfield.example", subject: "Meanwhile" });
    office.clock.advance(600_000);
    await office.rest();
    await office.rest();
    expect(states(office)).toEqual(["performed"]);
    expect(post.sent).toHaveLength(1);
    expect(office.events("mail.received")).toHaveLength(2);
    expect(notices(office).at(-1)?.title).toContain("works again");
  }));

test("a sign-in that has ended is told once, with what to do; what was approved waits for the new one", () =>
  inCompany(async ({ office, post, tokens }) => {
    post.deliver({ messageId: "inquiry@whitfield.example" });
    await office.rest();
    tokens.books.endSignIns();
    tokens.books.revokeAccess();
    post.imap.dropAll();
    for (let minutes = 0; minutes < 30; minutes += 10) {
      office.clock.advance(600_000);
      await restInTrouble(office);
    }
    await approveNora(office);
    await restInTrouble(office);
    expect(states(office)).toEqual(["queued"]);
    const [told, ...more] = notices(office);
    expect(more).toEqual([]);
    expect(told?.title).toContain("doesn't let me in");
    expect(told?.rows?.[0]?.after).toBe(
      "127.0.0.1 has ended the sign-in for your mail: “The token … has expired or was revoked.”. Sign in anew with `npx --no-install atelier oauth mail`, put what it prints into MAIL_OAUTH_REFRESH_TOKEN, and start again.",
    );
    const { connectors } = office.workspace;
    expect(await connectors.get("mail")?.check()).toEqual({ ok: false, says: told?.rows?.[0]?.after });
    // As the owner would: signed in anew, and started again.
    await office.restartWith(tokens.environment("MAIL"));
    await office.rest();
    await office.rest();
    expect(states(office)).toEqual(["performed"]);
    expect(post.sent).toHaveLength(1);
  }));

test("a secret that is wrong or has run out: the owner is told which variables to look at, and nothing is tried in a hurry", () =>
  inCompany(async ({ office, post, tokens }) => {
    await office.restartWith({ MAIL_OAUTH_CLIENT_SECRET: "wrong-secret" });
    const connected = post.imap.connections;
    await restInTrouble(office);
    await restInTrouble(office);
    const [told] = notices(office);
    expect(told?.rows?.[0]?.after).toBe(
      "127.0.0.1 doesn't take the app that signs in for your mail: “Wrong secret “…” for the-app.”. Look at MAIL_OAUTH_CLIENT_ID and MAIL_OAUTH_CLIENT_SECRET, and whether its secret has run out; then start again.",
    );
    const asked = tokens.renewals;
    for (let seconds = 0; seconds < 60; seconds += 5) {
      office.clock.advance(5000);
      await restInTrouble(office);
    }
    expect(tokens.renewals - asked).toBeLessThanOrEqual(1);
    expect(post.imap.connections).toBe(connected);
  }));

test("a mailbox that isn't open for who signed in says so, and isn't paused for it", () =>
  inCompany(async ({ office, post }) => {
    const says = async () => (await office.workspace.connectors.get("mail")?.check())?.says;
    post.imap.dropAll();
    post.imap.holds = () => false;
    post.smtp.holds = () => false;
    const said = await says();
    expect(said).toContain(
      "127.0.0.1 doesn't let vera@firm.example in with the sign-in at 127.0.0.1: “Invalid credentials (…)”.",
    );
    expect(said).toContain("Look whether vera@firm.example in MAIL_SMTP_URL is who signed in");
    post.imap.holds = () => true;
    post.smtp.holds = () => true;
    await office.restart();
    post.imap.faults.answer = (name) =>
      name === "LIST" ? "{tag} BAD User is authenticated but not connected." : undefined;
    expect(await says()).toContain("Look whether IMAP is switched on for it");
    post.imap.faults.answer = null;
    post.imap.capabilities = ["IMAP4rev1", "SASL-IR", "AUTH=PLAIN"];
    await office.restart();
    expect(await says()).toContain("Look whether IMAP is switched on for it");
  }));

test("mail and calendar are signed in to by themselves, each with its own", async () => {
  const [mail, calendar] = [await TokenServer.open(), await TokenServer.open()];
  const [post, caldav] = [await PostOffice.open(), new CaldavServer()];
  post.takeTokens(mail.books.user, (user, token) => mail.books.holds(user, token));
  caldav.holds = (token) => calendar.books.holds(calendar.books.user, token);
  await caldav.start();
  for (const { books } of [mail, calendar]) books.rotates = true;
  const office = await Office.open({
    environment: {
      ...post.environment(),
      ...mail.environment("MAIL"),
      CALDAV_URL: caldav.url(),
      ...calendar.environment("CALDAV"),
    },
  });
  try {
    await office.rest();
    await office.restart();
    await office.rest();
    for (const { renewals, faults } of [mail, calendar]) expect([renewals, faults]).toEqual([2, []]);
    expect(caldav.faults).toEqual([]);
    for (const name of ["mail", "calendar"])
      expect(await office.workspace.connectors.get(name)?.check()).toMatchObject({ ok: true });
    nothingLeaks(office, mail);
    nothingLeaks(office, calendar);
  } finally {
    await office.close();
    await Promise.all([post.stop(), caldav.stop(), mail.stop(), calendar.stop()]);
  }
});
