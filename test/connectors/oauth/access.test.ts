/**
 * The access token of a sign-in at a strict token server: when it is renewed, what becomes of a refresh token that changes, and
 * what the owner reads where there is trouble.
 */
import { expect, test } from "vitest";
import type { Access } from "../../../src/connectors/oauth/access.ts";
import { ServiceError } from "../../../src/connectors/service-error.ts";
import { type SignIn, signedIn } from "../../support/oauth/harness.ts";

async function troubleOf({ server }: SignIn, access: Access): Promise<ServiceError> {
  const error = await access.token().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ServiceError)) throw new Error(`expected a ServiceError, not ${String(error)}`);
  for (const secret of [...server.books.given, server.books.client.secret ?? "?"])
    expect(error.message).not.toContain(secret);
  return error;
}

const MINUTE = 60_000;

test("one token serves until shortly before its end, and is renewed once for all who ask", () =>
  signedIn(async (signIn) => {
    const { server, clock } = signIn;
    const access = signIn.access();
    const [first, again, third] = await Promise.all([access.token(), access.token(), access.token()]);
    expect([again, third]).toEqual([first, first]);
    expect(server.renewals).toBe(1);
    clock.advance(54 * MINUTE);
    expect(await access.token()).toBe(first);
    clock.advance(2 * MINUTE);
    const next = await access.token();
    expect(next).not.toBe(first);
    expect(server.books.holds(server.books.user, next)).toBe(true);
    expect(server.renewals).toBe(2);
  }));

test("a short life is used for most of it, and one that isn't told for a while", () =>
  signedIn(async (signIn) => {
    const { server, clock } = signIn;
    server.books.expiresIn = 60;
    const access = signIn.access();
    const first = await access.token();
    clock.advance(47_000);
    expect(await access.token()).toBe(first);
    clock.advance(2000);
    server.books.expiresIn = null;
    const second = await access.token();
    expect(second).not.toBe(first);
    clock.advance(20 * MINUTE);
    expect(await access.token()).toBe(second);
    clock.advance(10 * MINUTE);
    expect(await access.token()).not.toBe(second);
  }));

test("a clock that was put back or forward costs a renewal at most", () =>
  signedIn(async (signIn) => {
    const { server, clock } = signIn;
    const access = signIn.access();
    const first = await access.token();
    server.books.now = () => clock.now() + 86_400_000;
    expect(await access.insteadOf(first)).not.toBe(first);
    expect(server.renewals).toBe(2);
  }));

test("a token that a server refused is asked for anew, once for all whom it refused", () =>
  signedIn(async (signIn) => {
    const { server } = signIn;
    const access = signIn.access();
    const first = await access.token();
    server.books.revokeAccess();
    const [one, other] = await Promise.all([access.insteadOf(first), access.insteadOf(first)]);
    expect(one).toBe(other);
    expect(await access.insteadOf(first)).toBe(one);
    expect(server.renewals).toBe(2);
  }));

test("a refresh token that changes with each use outlives a restart, and lies nowhere in the open", () =>
  signedIn(async (signIn) => {
    const { server, marks, environment } = signIn;
    server.books.rotates = true;
    await signIn.access().token();
    await signIn.access().token();
    await signIn.access().token();
    expect(server.renewals).toBe(3);
    const kept = [...marks.values()].join();
    expect(kept).toMatch(/^personal:/);
    for (const token of [...server.books.given, environment.MAIL_OAUTH_REFRESH_TOKEN ?? "?"])
      expect(kept).not.toContain(token);
  }));

test("what the owner changes in the environment is newer than what was kept", () =>
  signedIn(async (signIn) => {
    const { server } = signIn;
    server.books.rotates = true;
    const access = signIn.access();
    await access.token();
    server.books.endSignIns();
    signIn.clock.advance(60 * MINUTE);
    expect((await troubleOf(signIn, access)).trouble).toBe("refused");
    signIn.signInAnew();
    await signIn.access().token();
    await signIn.access().token();
  }));

test("two processes with one sign-in: whoever comes second takes what the first was given", () =>
  signedIn(async (signIn) => {
    const { server, clock } = signIn;
    server.books.rotates = true;
    const [running, doctor] = [signIn.access(), signIn.access()];
    await running.token();
    await doctor.token();
    clock.advance(60 * MINUTE);
    await running.token();
    clock.advance(60 * MINUTE);
    await doctor.token();
    expect(server.renewals).toBe(4);
    // Between the look at what is kept and the answer the other one was faster.
    const [one, other] = [await running.token(), await doctor.token()];
    server.meanwhile = () => doctor.insteadOf(other);
    expect(await running.insteadOf(one)).not.toBe(one);
    expect(server.renewals).toBe(8);
  }));

test("a full disk doesn't cost the sign-in: it is kept in memory until there is room", () =>
  signedIn(async (signIn) => {
    const { server, clock } = signIn;
    server.books.rotates = true;
    const access = signIn.access();
    signIn.diskIsFull = true;
    await expect(access.token()).rejects.toThrow("the disk is full");
    signIn.diskIsFull = false;
    await access.token();
    clock.advance(60 * MINUTE);
    await signIn.access().token();
  }));

test("a sign-in that has ended is the owner's to make anew, and isn't asked for again at once", () =>
  signedIn(async (signIn) => {
    const { server, clock } = signIn;
    server.books.endSignIns();
    const access = signIn.access();
    expect(await troubleOf(signIn, access)).toMatchObject({
      trouble: "refused",
      message:
        "127.0.0.1 has ended the sign-in for your mail: “The token … has expired or was revoked.”. Sign in anew with `npx --no-install atelier oauth mail`, put what it prints into MAIL_OAUTH_REFRESH_TOKEN, and start again.",
    });
    await troubleOf(signIn, access);
    clock.advance(59_000);
    await troubleOf(signIn, access);
    expect(server.renewals).toBe(1);
    clock.advance(2000);
    await troubleOf(signIn, access);
    expect(server.renewals).toBe(2);
  }));

test("a wrong secret, and an app that isn't known: the variables are named", () =>
  signedIn(async (signIn) => {
    const { books } = signIn.server;
    books.client = { ...books.client, secret: "another-secret" };
    const trouble = await troubleOf(signIn, signIn.access());
    expect(trouble).toMatchObject({
      trouble: "refused",
      message: expect.stringMatching(
        /doesn't take the app that signs in for your mail: “Wrong secret “…” for the-app.”. Look at MAIL_OAUTH_CLIENT_ID and MAIL_OAUTH_CLIENT_SECRET/,
      ),
    });
    expect(trouble.message).not.toContain(signIn.environment.MAIL_OAUTH_CLIENT_SECRET);
    signIn.server.trouble = { status: 401, headers: { "www-authenticate": 'Basic realm="x"' }, body: "" };
    expect((await troubleOf(signIn, signIn.access())).message).toContain("MAIL_OAUTH_CLIENT_ID");
    signIn.server.trouble = { status: 400, body: { error: "invalid_request", error_description: "No such tenant." } };
    expect(await troubleOf(signIn, signIn.access())).toMatchObject({
      trouble: "refused",
      message:
        "127.0.0.1 refuses to renew the sign-in for your mail: “No such tenant.”. docs/mail.md says how it is set up.",
    });
  }));

test("a token server that is down, slow or in trouble is asked again; the next answer counts", () =>
  signedIn(async (signIn) => {
    const { server } = signIn;
    const access = signIn.access(200);
    await server.stop();
    expect(await troubleOf(signIn, access)).toMatchObject({
      trouble: "unreachable",
      message: expect.stringMatching(/^The sign-in server 127\.0\.0\.1:\d+ can't be reached \(nobody answers there\)/),
    });
    await server.start();
    server.trouble = { stallMs: 2000 };
    expect((await troubleOf(signIn, access)).message).toContain("it doesn't answer in time");
    server.trouble = "drop";
    expect((await troubleOf(signIn, access)).trouble).toBe("unreachable");
    for (const trouble of [
      { status: 500, body: "<h1>Oops</h1>", headers: { "content-type": "text/html" } },
      { status: 400, body: { error: "temporarily_unavailable" } },
    ]) {
      server.trouble = trouble;
      expect((await troubleOf(signIn, access)).trouble).toBe("unreachable");
    }
    server.trouble = null;
    await access.token();
  }));

test("a token server that asks for patience gets as much as it asks for", () =>
  signedIn(async (signIn) => {
    const { server, clock } = signIn;
    const access = signIn.access();
    server.trouble = { status: 429, headers: { "retry-after": "300" } };
    expect(await troubleOf(signIn, access)).toMatchObject({ trouble: "limited", retryAfterMs: 300_000 });
    server.trouble = null;
    clock.advance(299_000);
    expect((await troubleOf(signIn, access)).trouble).toBe("limited");
    expect(server.renewals).toBe(1);
    clock.advance(2000);
    await access.token();
    expect(server.renewals).toBe(2);
  }));

test("what no token server says is not believed", () =>
  signedIn(async (signIn) => {
    const { server } = signIn;
    const html = { "content-type": "text/html" };
    for (const trouble of [
      { status: 200, body: "<html>Please log in</html>", headers: html },
      { status: 200, body: "<html>" },
      { status: 200, body: { token_type: "Bearer", expires_in: 3600 } },
      { status: 200, body: { access_token: "a", token_type: "mac" } },
      { status: 302, headers: { location: "https://elsewhere.example/" } },
      { status: 404, body: "Not found", headers: html },
      { status: 200, body: { access_token: "a", token_type: "Bearer", expires_in: "soon" } },
    ]) {
      server.trouble = trouble;
      expect((await troubleOf(signIn, signIn.access())).trouble).toBe("changed");
    }
  }));

test("a public client sends no secret", () =>
  signedIn(async (signIn) => {
    const { server } = signIn;
    server.books.client = { id: "public-app", secret: null };
    signIn.signInAnew();
    await signIn.access().token();
  }));
