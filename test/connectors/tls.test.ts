/**
 * Passwords go over the wire only to whom they are meant for: the built program at servers with certificates in order and not, from
 * the first byte and after STARTTLS, and with somebody in the middle who takes the offer of it away. Certificates are OpenSSL's.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CaldavServer } from "../support/caldav/server.ts";
import { atelierProcess, type Environment, queueOf, temporaryHome } from "../support/cli.ts";
import { PostOffice } from "../support/imap/post-office.ts";
import { type Authority, ELSEWHERE, hasOpenssl, type Kind, makeAuthority } from "../support/tls/authority.ts";
import { Front, IMAP_OPENING, SMTP_OPENING } from "../support/tls/front.ts";

const installed = hasOpenssl();

test.skipIf(installed)("TLS is tried only where openssl is installed", () => undefined);

describe.runIf(installed)("the password", () => {
  let authority: Authority;
  let post: PostOffice;
  let caldav: CaldavServer;
  const fronts: Front[] = [];

  beforeAll(async () => {
    authority = makeAuthority();
    post = await PostOffice.open();
    caldav = new CaldavServer();
    await caldav.start();
  });

  afterAll(async () => {
    await Promise.all(fronts.map((front) => front.stop()));
    await Promise.all([post.stop(), caldav.stop()]);
    authority.discard();
  });

  async function put<T extends Front>(front: Promise<T>): Promise<T> {
    fronts.push(await front);
    return front;
  }

  /** The same addresses with a front before each server. */
  const through = (imap: number, smtp: number, scheme: "imaps" | "imap"): Record<string, string> => ({
    MAIL_IMAP_URL: `${scheme}://robin:imap%20secret@${ELSEWHERE}:${imap}/`,
    MAIL_SMTP_URL: `${scheme === "imaps" ? "smtps" : "smtp"}://robin:smtp%20secret@${ELSEWHERE}:${smtp}`,
  });

  async function encrypted(kind: Kind): Promise<{ environment: Environment; heard: () => string }> {
    const at = (port: number) => put(Front.encrypted(port, authority.of[kind]));
    const [imap, smtp, dav] = await Promise.all(
      [post.imap.port, post.smtp.port, Number(new URL(caldav.url()).port)].map(at),
    );
    if (!imap || !smtp || !dav) throw new Error("no fronts");
    const calendar = new URL(caldav.url());
    calendar.protocol = "https:";
    calendar.hostname = ELSEWHERE;
    calendar.port = String(dav.port);
    return {
      environment: { ...through(imap.port, smtp.port, "imaps"), CALDAV_URL: calendar.href },
      heard: () => imap.heard + smtp.heard + dav.heard,
    };
  }

  async function upgrading(kind: Kind): Promise<{ environment: Environment; heard: () => string }> {
    const [imap, smtp] = await Promise.all([
      put(Front.upgrading(post.imap.port, authority.of[kind], IMAP_OPENING)),
      put(Front.upgrading(post.smtp.port, authority.of[kind], SMTP_OPENING)),
    ]);
    return { environment: through(imap.port, smtp.port, "imap"), heard: () => imap.heard + smtp.heard };
  }

  /** What doctor says of the services, a line each. */
  async function doctor(environment: Environment): Promise<Record<string, string>> {
    const known = { NODE_EXTRA_CA_CERTS: authority.ca, ...environment };
    const { stdout, stderr } = await atelierProcess(temporaryHome(), ["doctor"], known);
    const lines = `${stdout}${stderr}`.split("\n");
    return Object.fromEntries(
      ["mail", "calendar"].map((name) => [
        name,
        (lines.find((line) => line.includes(`connector ${name}`)) ?? `nothing was said: ${stderr}`).trim(),
      ]),
    );
  }

  /** A mail is read, its answer approved, and sent. */
  async function answers(environment: Environment): Promise<void> {
    const home = temporaryHome();
    const run = (...words: string[]) =>
      atelierProcess(home, words, { NODE_EXTRA_CA_CERTS: authority.ca, ...environment });
    await run("tick", "--until-idle"); // the moment of connecting
    post.deliver();
    await run("tick", "--until-idle");
    const before = post.sent.length;
    const [asked] = await queueOf(home);
    expect(await run("approve", asked?.code ?? "nothing was asked")).toMatchObject({ code: 0 });
    expect(post.sent.slice(before).map(({ to }) => to)).toEqual([["nora@whitfield.example"]]);
  }

  test("goes to servers whose certificate is in order, from the first byte; mail is read and sent", async () => {
    const { environment, heard } = await encrypted("good");
    expect(await doctor(environment)).toEqual({
      mail: expect.stringMatching(/✓ .*Mail is read from INBOX of robin at .*; sent over /),
      calendar: expect.stringMatching(/✓ .*The calendar is “Work”/),
    });
    expect(passwordsIn(heard())).toEqual(["imap", "smtp", "caldav"]);
    await answers(environment);
  });

  test("goes to servers that upgrade, once they have; mail is read and sent", async () => {
    const { environment, heard } = await upgrading("good");
    expect((await doctor(environment)).mail).toMatch(/✓ .*Mail is read from INBOX of robin at .*; sent over /);
    expect(passwordsIn(heard())).toEqual(["imap", "smtp"]);
    await answers(environment);
  });

  test.each([
    ["of an authority nobody knows", "unknown", /nobody known vouches for its certificate.*NODE_EXTRA_CA_CERTS/],
    ["that has expired", "expired", /its certificate has expired\. Whoever runs it has to renew it/],
    ["for another name", "misnamed", /its certificate is for another name\. Write the server's name/],
  ] as const)(
    "isn't sent under a certificate %s, and each service is told of with what to do",
    async (_, kind, words) => {
      const at = { first: await encrypted(kind), later: await upgrading(kind) };
      const first = await doctor(at.first.environment);
      for (const { mail } of [first, await doctor(at.later.environment)]) {
        const [imap = "", smtp = ""] = mail?.split(/(?=The connection to \S+ for sending)/) ?? [];
        expect(imap).toMatch(/✗ .*The connection to 0\.0\.0\.0 can't be trusted/);
        for (const said of [imap, smtp]) expect(said).toMatch(words);
        if (kind === "misnamed") expect([imap, smtp]).toEqual([/MAIL_IMAP_URL/, /MAIL_SMTP_URL/].map(matching));
      }
      expect(first.calendar).toMatch(/✗ .*The calendar server 0\.0\.0\.0:\d+ can't be trusted/);
      expect(first.calendar).toMatch(words);
      expect(passwordsIn(at.first.heard() + at.later.heard())).toEqual([]);
    },
  );

  test("isn't sent where no encryption is offered, by the server or because somebody took the offer away", async () => {
    const noOffer = through(post.imap.port, post.smtp.port, "imap");
    const [commands, steps] = [post.imap.commands.length, post.smtp.steps.length];
    const said =
      /✗ .*The connection to \S+ can't be trusted: it doesn't offer an encrypted connection\. Write imaps:\/\/ in MAIL_IMAP_URL.*for sending.*it doesn't offer an encrypted connection\. Write smtps:\/\/ in MAIL_SMTP_URL/;
    expect((await doctor(noOffer)).mail).toMatch(said);
    expect(post.imap.commands.slice(commands)).not.toContainEqual(expect.stringMatching(/LOGIN|AUTHENTICATE/));
    expect(post.smtp.steps.slice(steps)).not.toContain("AUTH");
    const upgraded = await upgrading("good");
    const [imap, smtp] = await Promise.all(
      ["MAIL_IMAP_URL", "MAIL_SMTP_URL"].map((name) =>
        put(Front.stripping(Number(/:(\d+)\/?$/.exec(upgraded.environment[name] ?? "")?.[1]))),
      ),
    );
    expect((await doctor(through(imap?.port ?? 0, smtp?.port ?? 0, "imap"))).mail).toMatch(said);
    expect(passwordsIn(`${imap?.heard}${smtp?.heard}${upgraded.heard()}`)).toEqual([]);
  });

  test("isn't sent to a calendar server without encryption that isn't near", async () => {
    const calendar = new URL(caldav.url());
    calendar.hostname = ELSEWHERE;
    const before = caldav.requests.length;
    expect((await doctor({ CALDAV_URL: calendar.href })).calendar).toMatch(
      /✗ .*would get what lets us in unencrypted\. Write https:\/\/ in CALDAV_URL/,
    );
    expect(caldav.requests).toHaveLength(before);
  });
});

function matching(pattern: RegExp): unknown {
  return expect.stringMatching(pattern);
}

/** Whose passwords stand in what was heard, as the protocols write them. */
function passwordsIn(heard: string): string[] {
  const plain = (password: string) => Buffer.from(`\0robin\0${password}`).toString("base64");
  const marks = { imap: plain("imap secret"), smtp: plain("smtp secret"), caldav: "authorization: Basic " };
  return Object.entries(marks).flatMap(([name, mark]) => (heard.includes(mark) ? [name] : []));
}
