/**
 * How far a mail got is known exactly: at every step of the way a server can refuse, ask for patience, fall silent or break off.
 */
import { expect, test } from "vitest";
import { dispatch, tryLogin } from "../../../src/connectors/mail-server/smtp.ts";
import { smtpConfig } from "../../../src/lib/service-address.ts";
import { SmtpServer, type SmtpStep } from "../../support/imap/smtp.ts";

const MAIL = {
  from: "robin@vale.example",
  to: ["nora@whitfield.example", "tom@whitfield.example"],
  bytes: Buffer.from("From: robin@vale.example\r\nSubject: Hello\r\n\r\n.one dot\r\n..two\r\nthe end\r\n"),
};

async function atServer<T>(work: (server: SmtpServer) => Promise<T>, pipelining = true): Promise<T> {
  const server = new SmtpServer();
  server.pipelining = pipelining;
  await server.start();
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}

function parts(server: SmtpServer, { password = "smtp secret", patienceMs = 2000 } = {}) {
  const smtp = smtpConfig(`smtp://robin:${encodeURIComponent(password)}@127.0.0.1:${server.port}`);
  if (!smtp) throw new Error("no address");
  return { smtp, patienceMs };
}

for (const pipelining of [true, false]) {
  const how = pipelining ? "many commands at once" : "one command at a time";

  test(`a mail goes to all its recipients, byte by byte (${how})`, () =>
    atServer(async (server) => {
      expect(await dispatch(MAIL, parts(server))).toEqual({ kind: "done" });
      expect(server.taken).toEqual([{ from: MAIL.from, to: MAIL.to, raw: MAIL.bytes.toString() }]);
    }, pipelining));

  const before: readonly SmtpStep[] = ["connect", "EHLO", "AUTH", "MAIL", "RCPT", "DATA"];
  for (const step of before) {
    test(`before content nothing has left: refused at ${step} is for the owner, asked for patience is tried again (${how})`, () =>
      atServer(async (server) => {
        server.answer = (at) => (at === step ? "554 5.7.1 Not from you" : undefined);
        const hard = await dispatch(MAIL, parts(server));
        // A greeting like this one is of a server that takes nothing from anybody, and EHLO may still be HELO.
        // Whom it doesn't let in it takes nothing from: that is the house's trouble, not this mail's.
        const kind = step === "AUTH" ? { kind: "soft", failure: "refused" } : { kind: "hard" };
        expect(hard).toMatchObject({ ...kind, why: expect.stringContaining("Not from you") });
        server.answer = (at) => (at === step ? "451 4.3.0 Try again later" : undefined);
        expect(await dispatch(MAIL, parts(server))).toMatchObject({
          kind: "soft",
          failure: expect.stringMatching(/busy|unreachable/),
        });
        expect(server.taken).toEqual([]);
      }, pipelining));

    test(`before content nothing has left: a connection that breaks or falls silent at ${step} is tried again (${how})`, () =>
      atServer(async (server) => {
        server.answer = (at) => (at === step ? "drop" : undefined);
        expect(await dispatch(MAIL, parts(server))).toMatchObject({ kind: "soft", failure: "unreachable" });
        server.answer = (at) => (at === step ? "stall" : undefined);
        expect(await dispatch(MAIL, parts(server, { patienceMs: 150 }))).toMatchObject({
          kind: "soft",
          failure: "timeout",
        });
        expect(server.taken).toEqual([]);
      }, pipelining));
  }

  test(`one recipient who is refused, and nobody gets it (${how})`, () =>
    atServer(async (server) => {
      server.answer = (step, line) =>
        step === "RCPT" && line.includes("tom@") ? "550 5.1.1 No such person" : undefined;
      expect(await dispatch(MAIL, parts(server))).toEqual({
        kind: "hard",
        why: "127.0.0.1 doesn't take mail to tom@whitfield.example: “550 5.1.1 No such person”. Nothing was sent to anybody.",
      });
      server.answer = (step, line) => (step === "RCPT" && line.includes("tom@") ? "450 4.2.0 Greylisted" : undefined);
      expect(await dispatch(MAIL, parts(server))).toMatchObject({ kind: "soft", failure: "busy" });
      expect(server.steps).not.toContain("end");
      expect(server.taken).toEqual([]);
    }, pipelining));

  test(`once content is on its way and no last word comes, nobody can tell (${how})`, () =>
    atServer(async (server) => {
      server.answer = (step) => (step === "content" ? "drop" : undefined);
      expect(await dispatch(MAIL, parts(server))).toMatchObject({ kind: "unknown" });
      expect(server.taken).toEqual([]);
      server.answer = (step) => (step === "end" ? "drop" : undefined);
      expect(await dispatch(MAIL, parts(server))).toMatchObject({ kind: "unknown" });
      expect(server.taken).toHaveLength(1);
      server.answer = (step) => (step === "end" ? "stall" : undefined);
      expect(await dispatch(MAIL, parts(server, { patienceMs: 150 }))).toMatchObject({ kind: "unknown" });
    }, pipelining));

  test(`the server's last word holds (${how})`, () =>
    atServer(async (server) => {
      server.answer = (step) => (step === "end" ? "552 5.2.3 Too large for us" : undefined);
      expect(await dispatch(MAIL, parts(server))).toEqual({
        kind: "hard",
        why: "127.0.0.1 refused it: “552 5.2.3 Too large for us”. Nothing was sent.",
      });
      server.answer = (step) => (step === "end" ? "451 4.7.1 Too many mails today" : undefined);
      expect(await dispatch(MAIL, parts(server))).toMatchObject({ kind: "soft", failure: "rate-limited" });
      expect(server.taken).toEqual([]);
    }, pipelining));
}

test("a wrong password is told with the variable to change, and never with the password", () =>
  atServer(async (server) => {
    server.answer = (step) => (step === "AUTH" ? "535 5.7.8 wrong: not so secret" : undefined);
    const receipt = await dispatch(MAIL, parts(server, { password: "not so secret" }));
    expect(receipt).toEqual({
      kind: "soft",
      failure: "refused",
      why: "127.0.0.1 doesn't let robin in: “535 5.7.8 wrong: …”. The password may be wrong, or access was revoked. Change MAIL_SMTP_URL and start again.",
    });
    expect(await tryLogin(parts(server, { password: "not so secret" }))).toBe("why" in receipt ? receipt.why : "");
    server.answer = null;
    expect(await tryLogin(parts(server))).toBeNull();
  }));

test("a server that is down is tried again", async () => {
  const server = await atServer(async (one) => one);
  expect(await dispatch(MAIL, parts(server))).toEqual({
    kind: "soft",
    failure: "unreachable",
    why: "127.0.0.1 can't be reached for sending (nobody answers there).",
  });
});

test("a mail that is larger than the server says it takes isn't begun with", () =>
  atServer(async (server) => {
    const bytes = Buffer.concat([MAIL.bytes, Buffer.alloc(31_000_000, "x\r\n")]);
    expect(await dispatch({ ...MAIL, bytes }, parts(server))).toMatchObject({ kind: "hard" });
    expect(server.steps).not.toContain("MAIL");
  }));
