/**
 * A calendar that takes no password: access tokens over a strict token server, and what the owner reads where they are refused.
 */
import { expect, test } from "vitest";
import type { CalendarServerConnector } from "../../../src/connectors/calendar-server/connector.ts";
import { AT, CaldavHarness, delivery } from "../../support/caldav/harness.ts";
import { SignIn } from "../../support/oauth/harness.ts";
import { TokenServer } from "../../support/oauth/server.ts";

interface Place {
  readonly harness: CaldavHarness;
  readonly signIn: SignIn;
  readonly calendar: CalendarServerConnector;
  readonly tokens: TokenServer;
}

async function signedInTo(work: (place: Place) => Promise<void>): Promise<void> {
  const [harness, tokens] = [await CaldavHarness.start(), await TokenServer.open()];
  const signIn = new SignIn(tokens, harness.clock);
  harness.server.holds = (token) => tokens.books.holds(tokens.books.user, token);
  const calendar = harness.connector({ signIn: signIn.access(undefined, "calendar") });
  try {
    await work({ harness, signIn, calendar, tokens });
    expect(harness.server.faults).toEqual([]);
  } finally {
    await harness.stop();
    await signIn.close();
  }
}

const HOUR = 3_600_000;

test("a meeting is put there with a token, which is renewed as time goes and when it is revoked", () =>
  signedInTo(async ({ harness, calendar, tokens }) => {
    expect(await calendar.perform(delivery("put"))).toEqual({ kind: "done" });
    harness.expects();
    harness.clock.advance(2 * HOUR);
    expect(await harness.poll(calendar)).toEqual([]);
    tokens.books.revokeAccess();
    // What changes something was not done where it was refused, and so it may be asked once more.
    expect(await calendar.perform(delivery("remove"))).toEqual({ kind: "done" });
    expect(harness.owner.sees().size).toBe(0);
    expect(tokens.renewals).toBe(3);
    expect((await calendar.check()).ok).toBe(true);
  }));

test("a sign-in that has ended, one that is somebody else's, an app without the right to it", () =>
  signedInTo(async ({ harness, calendar, tokens }) => {
    const { server } = harness;
    const says = async () => {
      const trouble = await calendar.poll().then(
        () => null,
        (error: unknown) => error,
      );
      const { says: told } = await calendar.check();
      for (const secret of [...tokens.books.given, tokens.books.client.secret ?? "?"])
        expect(told).not.toContain(secret);
      expect(trouble).toMatchObject({ message: told });
      return trouble;
    };
    server.holds = () => false;
    expect(await says()).toMatchObject({
      trouble: "refused",
      message: expect.stringMatching(
        /does not let you in with the sign-in at 127\.0\.0\.1\. Look whether the calendar in CALDAV_URL is that of who signed in, or sign in anew with `npx --no-install atelier oauth calendar`\.$/,
      ),
    });
    expect(await calendar.perform(delivery("put"))).toMatchObject({
      kind: "soft",
      failure: "refused",
      why: /CALDAV_URL/,
    });
    server.holds = () => true;
    const off = { kind: "status", status: 403, body: "<errors><code>accessNotConfigured</code></errors>" } as const;
    for (let nth = 0; nth < 2; nth++) server.stumble("PROPFIND", off);
    expect(await says()).toMatchObject({
      trouble: "refused",
      message: expect.stringContaining("Switch its CalDAV API on"),
    });
    const quota = { kind: "status", status: 403, body: '{"reason": "rateLimitExceeded"}' } as const;
    for (let nth = 0; nth < 2; nth++) server.stumble("PROPFIND", quota);
    expect(await says()).toMatchObject({ trouble: "limited" });
    tokens.books.endSignIns();
    tokens.books.revokeAccess();
    server.holds = (token) => tokens.books.holds(tokens.books.user, token);
    expect(await says()).toMatchObject({
      trouble: "refused",
      message:
        "127.0.0.1 has ended the sign-in for your calendar: “The token … has expired or was revoked.”. Sign in anew with `npx --no-install atelier oauth calendar`, put what it prints into CALDAV_OAUTH_REFRESH_TOKEN, and start again.",
    });
  }));

test("while the token server is away a meeting waits, certainly not put", () =>
  signedInTo(async ({ harness, calendar, tokens }) => {
    await tokens.stop();
    expect(await calendar.perform(delivery("put"))).toMatchObject({ kind: "soft", failure: "unreachable" });
    expect(harness.server.requests).toEqual([]);
    await tokens.start();
    expect(await calendar.perform(delivery("put"))).toEqual({ kind: "done" });
    harness.expects(AT);
    expect(await harness.poll(calendar)).toEqual([]);
    harness.clock.advance(2 * HOUR);
    await tokens.stop();
    await expect(calendar.poll()).rejects.toMatchObject({ trouble: "unreachable" });
    tokens.trouble = { status: 429, headers: { "retry-after": "120" } };
    await tokens.start();
    await expect(calendar.poll()).rejects.toMatchObject({ trouble: "limited", retryAfterMs: 120_000 });
  }));

test("a token goes to no other host, and over no open wire", () =>
  signedInTo(async ({ harness, signIn }) => {
    const away = { kind: "status", status: 302, headers: { location: "http://127.0.0.1:9/" } } as const;
    // Wherever it looks for the calendar.
    for (let nth = 0; nth < 3; nth++) harness.server.stumble("PROPFIND", away);
    const access = signIn.access(undefined, "calendar");
    expect((await harness.connector({ signIn: access }).check()).says).toContain("is not taken there unseen");
    const open = harness.connector({ signIn: access, url: "http://vera@dav.firm.example/" });
    expect((await open.check()).says).toContain("would get what lets us in unencrypted");
  }));

test("a server that takes no passwords leads to signing in", async () => {
  const harness = await CaldavHarness.start();
  const url = harness.server.url();
  harness.server.holds = () => false;
  expect((await harness.connector({ url }).check()).says).toMatch(
    /takes no passwords \(it wants Bearer\)\. Sign in with OAuth/,
  );
  await harness.stop();
});
