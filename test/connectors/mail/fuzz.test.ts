import fc from "fast-check";
import { expect, test } from "vitest";
import { authenticate } from "../../../src/connectors/mail/authentication.ts";
import { parseMail } from "../../../src/connectors/mail/parse.ts";
import { splitWritten } from "../../../src/connectors/mail/written.ts";
import { realMail, realMailNames } from "../../support/mail/real.ts";

const OWN = [
  'From: Anna <anna@client.example>\r\nTo: me@atelier.example\r\nSubject: =?utf-8?B?R3LDvMOfZQ==?=\r\nDate: Tue, 5 May 2026 08:30:00 +0000\r\nMessage-ID: <a@b>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGr=C3=BC=C3=9Fe\r\n> alt\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Hi<blockquote>old</blockquote>\r\n--b\r\nContent-Type: application/pdf; name="=?utf-8?Q?a=C3=BC.pdf?="\r\nContent-Transfer-Encoding: base64\r\n\r\nYWJj\r\n--b--\r\n',
];
const seeds: Buffer[] = [...realMailNames().map(realMail), ...OWN.map((text) => Buffer.from(text))];

const PIECES = [
  "\r\n",
  "\n\n",
  "\0",
  "\r",
  "--",
  "boundary=",
  "=?utf-8?B?",
  "?=",
  "<",
  ">",
  "(((",
  '"',
  ";",
  "charset=utf-16",
  "charset=iso-2022-jp",
  'Content-Type: multipart/mixed; boundary="',
  "Content-Type: message/rfc822\r\n\r\n",
  "Content-Transfer-Encoding: base64\r\n",
  "filename*0*=utf-8''%",
  "\xff\xfe",
  "format=flowed; delsp=yes",
  "__proto__: x\r\n",
  "Content-Type: text/html\r\n\r\n<b",
  "References: <",
  "Date: 99 Foo 99999 99:99:99\r\n",
];

interface Change {
  at: number;
  cut: number;
  put: string;
}
const change: fc.Arbitrary<Change> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.nat(200),
  put: fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: "binary", maxLength: 20 })),
});
const mutated = fc
  .tuple(fc.constantFrom(...seeds), fc.array(change, { minLength: 1, maxLength: 8 }))
  .map(([seed, changes]) =>
    changes.reduce((bytes, { at, cut, put }) => splice(bytes, Math.floor(at * bytes.length), cut, put), seed),
  );
const truncated = fc
  .tuple(fc.constantFrom(...seeds), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([seed, at]) => seed.subarray(0, Math.floor(at * seed.length)));
const random = fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.from(bytes));
const headed = random.map((bytes) => Buffer.concat([Buffer.from("From: a@b.example\r\n"), bytes]));

function splice(bytes: Buffer, at: number, cut: number, put: string): Buffer {
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(put, "latin1"), bytes.subarray(at + cut)]);
}

test("no bytes make the reader throw, hang or give text that can't be kept", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof({ arbitrary: mutated, weight: 6 }, { arbitrary: truncated, weight: 2 }, random, headed),
      async (raw) => {
        const started = performance.now();
        const reading = await parseMail(raw);
        expect(performance.now() - started).toBeLessThan(5000);
        if (reading.kind === "unreadable") {
          expect(reading.why).toMatch(/^[A-Z].*\.$/s);
          return;
        }
        const { mail } = reading;
        const texts = [mail.text, mail.written, mail.quoted, mail.signature];
        const linesOfText = [
          mail.subject,
          mail.messageId ?? "",
          ...mail.inReplyTo,
          ...mail.references,
          ...mail.attachments.map((one) => one.name),
          ...[...mail.from, ...mail.to, ...mail.cc, ...mail.replyTo].flatMap((one) => [one.name, one.address]),
          ...mail.authenticationResults,
        ];
        for (const text of [...texts, ...linesOfText]) expect(text.isWellFormed()).toBe(true);
        for (const text of texts) expect(text).not.toMatch(/[^\n\t\P{Cc}]/u);
        for (const text of linesOfText) expect(text).not.toMatch(/\p{Cc}/u);
        for (const { address } of [...mail.from, ...mail.to, ...mail.cc])
          expect(address).toMatch(/^[^\s@<>]+.*@[^\s@<>]+$/);
        for (const one of mail.attachments)
          expect([one.size, /[/\\]/.test(one.name), one.name === ""]).toEqual([one.bytes.length, false, false]);
        expect(mail.sentAt === null || Number.isSafeInteger(mail.sentAt)).toBe(true);
        const words = (text: string) => text.split(/\s+/).filter((word) => word !== "").length;
        expect(words(mail.written) + words(mail.quoted) + words(mail.signature)).toBe(words(mail.text));
      },
    ),
    { numRuns: Number(process.env.FUZZ_RUNS ?? 600), seed: Number(process.env.FUZZ_SEED ?? 7) },
  );
});

test("the same bytes always read the same", async () => {
  for (const seed of seeds.slice(-10)) expect(await parseMail(seed)).toEqual(await parseMail(seed));
});

test("splitting loses no word, whatever the text", () => {
  const line = fc.oneof(
    fc.string({ maxLength: 60 }),
    fc.constantFrom(
      "> a",
      "-- ",
      "On 3 May 2024 at 10:11, A <a@b.c> wrote:",
      "From: a@b.c",
      "Sent: x",
      "Subject: y",
      "Best regards",
      "Anna",
      "",
      "Sent from my iPhone",
      "Am 3.5.2024",
      "schrieb Jonas:",
    ),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), (all) => {
      const text = all.join("\n").replace(/\r/g, "");
      const { written, quoted, signature } = splitWritten(text);
      const words = (one: string) =>
        one
          .split(/\s+/)
          .filter((word) => word !== "")
          .sort();
      expect([...words(written), ...words(quoted), ...words(signature)].sort()).toEqual(words(text));
    }),
    { numRuns: 500, seed: 7 },
  );
});

test("no Authentication-Results text makes a stranger pass, or the reader throw", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
      const from = [{ name: "", address: "a@client.example" }];
      expect(
        authenticate({ results: [`mx.other.example; ${text}; dmarc=pass`], from, trustedId: "mx.atelier.example" }),
      ).not.toBe("pass");
    }),
    { numRuns: 500, seed: 7 },
  );
});
