/**
 * TLS at Debian's Dovecot, Exim and Radicale: from the first byte and after STARTTLS, with certificates in order and not, and with
 * somebody in the middle. What their logs say of passwords is what counts. Only with ATELIER_SERVICES=1.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { atelierProcess, type Environment, queueOf, temporaryHome } from "../support/cli.ts";
import { DebianMail, debianMailLacks, PASSWORD } from "../support/debian/mail.ts";
import { calendarUrl, Radicale, radicaleCommand } from "../support/debian/radicale.ts";
import { PostOffice } from "../support/imap/post-office.ts";
import { type Authority, ELSEWHERE, type Kind, makeAuthority } from "../support/tls/authority.ts";
import { Front } from "../support/tls/front.ts";

const wanted = process.env.ATELIER_SERVICES === "1";
const command = wanted && debianMailLacks() === null ? radicaleCommand() : null;

test.skipIf(wanted)("Debian's servers are asked over TLS only with ATELIER_SERVICES=1", () => undefined);

describe.runIf(command !== null)("over TLS, Debian's servers", () => {
  let authority: Authority;

  beforeAll(() => {
    authority = makeAuthority();
  });

  afterAll(() => authority.discard());

  /** All three, under a certificate. */
  async function under(kind: Kind, work: (mail: DebianMail, radicale: Radicale) => Promise<void>): Promise<void> {
    if (!command) throw new Error("Radicale is not installed");
    const mail = await DebianMail.start({ certificate: authority.of[kind] });
    const radicale = await Radicale.start(command);
    try {
      await radicale.encrypt(authority.of[kind]);
      await work(mail, radicale);
    } finally {
      await Promise.all([mail.stop(), radicale.stop()]);
    }
  }

  const at = (scheme: "s" | "", imap: number, smtp: number): Record<string, string> => ({
    MAIL_IMAP_URL: `imap${scheme}://robin:${PASSWORD}@${ELSEWHERE}:${imap}/`,
    MAIL_SMTP_URL: `smtp${scheme}://robin:${PASSWORD}@${ELSEWHERE}:${smtp}`,
  });
  const encrypted = ({ encryptedPorts: { imap, smtp } }: DebianMail) => at("s", imap, smtp);
  const upgrading = ({ place }: DebianMail) => at("", place.imapPort, place.smtpPort);

  function calendar({ place }: Radicale): Environment {
    const url = new URL(calendarUrl(place, "robin").replace("http:", "https:"));
    url.hostname = ELSEWHERE;
    return { CALDAV_URL: url.href };
  }

  async function doctor(environment: Environment): Promise<string[]> {
    const known = { NODE_EXTRA_CA_CERTS: authority.ca, ...environment };
    const { stdout, stderr } = await atelierProcess(temporaryHome(), ["doctor"], known);
    return `${stdout}${stderr}`.split("\n").filter((line) => /^[✓✗] connector (?:mail|calendar)/.test(line));
  }

  /** Who was let in, or tried to be. */
  const logins = (mail: DebianMail) => {
    const { dovecot, exim } = mail.logs();
    return {
      dovecot: (dovecot.match(/auth: Debug: client in: AUTH/g) ?? []).length,
      exim: (exim.match(/ A=plain:|authenticator failed/g) ?? []).length,
    };
  };

  test.each([
    ["from the first byte", encrypted],
    ["after STARTTLS", upgrading],
  ])("read and send under a certificate of an authority that NODE_EXTRA_CA_CERTS names, %s", (_, addresses) =>
    under("good", async (mail, radicale) => {
      const environment = { ...addresses(mail), ...calendar(radicale) };
      expect(await doctor(environment)).toEqual([
        expect.stringMatching(/✓ .*Mail is read from INBOX of robin at .*; sent over /),
        expect.stringMatching(/✓ .*The calendar is “Work”/),
      ]);
      const home = temporaryHome();
      const run = (...words: string[]) =>
        atelierProcess(home, words, { NODE_EXTRA_CA_CERTS: authority.ca, ...environment });
      await run("tick", "--until-idle"); // the moment of connecting
      mail.put("INBOX", new PostOffice().letter({ subject: "A website" }), "1900000000.one.vale");
      await run("tick", "--until-idle");
      const [asked] = await queueOf(home);
      expect(await run("approve", asked?.code ?? "nothing was asked")).toMatchObject({ code: 0 });
      expect(mail.logs().exim).toMatch(/<= robin@vale\.example .*X=TLS\S+ .*A=plain:robin/);
      expect(logins(mail).dovecot).toBeGreaterThan(0);
    }),
  );

  test.each([
    ["of an authority nobody knows", "unknown", /nobody known vouches for its certificate/],
    ["that has expired", "expired", /its certificate has expired/],
    ["for another name", "misnamed", /its certificate is for another name/],
  ] as const)("get no password under a certificate %s", (_, kind, words) =>
    under(kind, async (mail, radicale) => {
      const [first, later] = [
        await doctor({ ...encrypted(mail), ...calendar(radicale) }),
        await doctor(upgrading(mail)),
      ];
      for (const said of [...first, later[0]]) expect(said).toMatch(words);
      // Of reading and of sending.
      for (const [said] of [first, later]) expect(said?.match(new RegExp(words, "g"))).toHaveLength(2);
      expect(logins(mail)).toEqual({ dovecot: 0, exim: 0 });
    }),
  );

  test("get no password where somebody takes the offer of STARTTLS away", () =>
    under("good", async (mail) => {
      const fronts = await Promise.all([mail.place.imapPort, mail.place.smtpPort].map((port) => Front.stripping(port)));
      try {
        const [said] = await doctor(at("", fronts[0]?.port ?? 0, fronts[1]?.port ?? 0));
        expect(said?.match(/it doesn't offer an encrypted connection/g)).toHaveLength(2);
        for (const { heard } of fronts) expect(heard).not.toMatch(/AUTH|LOGIN/i);
        expect(logins(mail)).toEqual({ dovecot: 0, exim: 0 });
      } finally {
        await Promise.all(fronts.map((front) => front.stop()));
      }
    }));
});
