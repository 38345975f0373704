import { describe, expect, test } from "vitest";
import { MAIL_LIMITS, parseMail } from "../../../src/connectors/mail/parse.ts";
import { hasRealMail, lines, readable, realMail, realMailNames } from "../../support/mail/real.ts";

describe.skipIf(!hasRealMail)("collected messages (skipped where ../shared/mail is absent)", () => {
  test.each(realMailNames())("%s is read", async (name) => {
    const mail = await readable(realMail(name));
    expect(mail.from.length).toBeGreaterThan(0);
    expect(mail.text.isWellFormed()).toBe(true);
    expect(mail.text + mail.subject).not.toMatch(/[\0\u0080-\u009f]/);
    expect(mail.text.trim() !== "" || mail.attachments.length > 0).toBe(true);
  });

  const replies = realMailNames().filter((name) => name.startsWith("talon/"));
  test.each(replies)("of the reply %s only Hello is new", async (name) => {
    expect((await readable(realMail(name))).written).toBe("Hello");
  });

  test.each([
    ["mail-gem/attachment_emails/attachment_pdf.eml", ["broken.pdf 1026"]],
    ["mail-gem/attachment_emails/attachment_nonascii_filename.eml", ["ciële.txt 11"]],
    ["mail-gem/attachment_emails/attachment_with_base64_encoded_name.eml", ["This is a test.pdf 399"]],
    ["mail-gem/attachment_emails/attachment_with_quoted_filename.eml", ["Eelanalüüsi päring.jpg 1952"]],
    ["mail-gem/attachment_emails/attachment_with_encoded_name.eml", ["01 Quien Te Dijat. Pitbull.mp3 399"]],
    ["mail-gem/attachment_emails/attachment_content_location.eml", ["Photo25.jpg 227"]],
    ["mail-gem/attachment_emails/attachment_only_email.eml", ["blah.gz 288"]],
    ["mail-gem/attachment_emails/attachment_message_rfc822.eml", ["ForwardedMessage.eml 3781"]],
    ["mail-gem/mime_emails/raw_email7.eml", ["test.rb 25", "test.pdf 14", "smime.p7s 227"]],
  ])("attachments of %s keep their names and sizes", async (name, expected) => {
    const mail = await readable(realMail(name));
    expect(mail.attachments.map((one) => `${one.name} ${one.size}`)).toEqual(expected);
    expect(mail.attachments.every((one) => one.bytes.length === one.size && /^[\da-f]{64}$/.test(one.sha256))).toBe(
      true,
    );
  });

  test.each([
    [
      "report_422.eml",
      "15655788.13.1200472642578.JavaMail.Administrator@mail.ttttt.com.au",
      "fraser@oooooooo.com.au delayed 4.2.2 false",
    ],
    ["report_530.eml", "200712232303.lBNN3jDq002941@mail12.rrrr.com.au", "edwin@zzzzzzz.com failed 5.3.0 true"],
    [
      "multipart_report_multiple_status.eml",
      "4c2a146147ac8_61ff157c4ec1652df@s.h.c.mail",
      "u@ci.com failed 5.3.0 true",
    ],
  ])("the delivery report %s names recipient, outcome and the mail it is about", async (name, id, recipient) => {
    const { report, automatic } = await readable(realMail(`mail-gem/multipart_report_emails/${name}`));
    expect(automatic?.kind).toBe("delivery-report");
    expect(report?.originalMessageId).toBe(id);
    expect(report?.recipients.map((one) => `${one.address} ${one.action} ${one.status} ${one.permanent}`)).toEqual([
      recipient,
    ]);
  });

  test("a report on five recipients names all five", async () => {
    const { report } = await readable(realMail("mail-gem/multipart_report_emails/multi_address_bounce2.eml"));
    expect(report?.recipients).toHaveLength(5);
    expect(report?.recipients.every((one) => one.permanent && one.status === "5.1.1")).toBe(true);
  });

  test("dates that make no sense are no dates, others are read with their zone", async () => {
    const at = async (name: string) => (await readable(realMail(`mail-gem/${name}`))).sentAt;
    expect(await at("plain_emails/raw_email_bad_time.eml")).toBeNull();
    expect(await at("plain_emails/raw_email_with_bad_date.eml")).toBeNull();
    expect(await at("plain_emails/raw_email_string_in_date_field.eml")).toBe(Date.UTC(2008, 8, 20, 17, 4, 30));
    expect(await at("rfc2822/example13.eml")).toBe(Date.UTC(1997, 10, 21, 15, 55, 6));
    expect(await at("rfc2822/example12.eml")).toBe(Date.UTC(1997, 10, 21, 9, 55, 6));
  });

  test("obsolete address forms of the standard are read", async () => {
    const mail = await readable(realMail("mail-gem/rfc2822/example10.eml"));
    expect(mail.from).toEqual([{ name: "Pete", address: "pete@silly.test" }]);
    expect(mail.to.map((one) => one.address)).toEqual(["c@public.example", "joe@example.org", "jdoe@one.test"]);
    expect((await readable(realMail("mail-gem/rfc2822/example13.eml"))).from[0]?.address).toBe("jdoe@machine.example");
  });
});

describe("malformed mail that a person could read is read", () => {
  test("LF line ends, a mailbox line on top, no message id, no date", async () => {
    const mail = await readable(
      Buffer.from(
        "From anna@example.com Mon May  2 16:07:05 2005\nFrom: Anna <Anna@Example.COM>\nSubject: Hi\n\nText here\n",
      ),
    );
    expect(mail).toMatchObject({
      messageId: null,
      sentAt: null,
      text: "Text here\n",
      from: [{ name: "Anna", address: "anna@example.com" }],
    });
  });

  test("lines that end in CR alone, and a UTF-16 file", async () => {
    expect((await readable(Buffer.from("From: a@example.com\rSubject: Old\r\rText"))).subject).toBe("Old");
    const utf16 = Buffer.concat([
      Buffer.from([0xff, 0xfe]),
      Buffer.from("From: a@example.com\r\nSubject: Grüße\r\n\r\nText", "utf16le"),
    ]);
    expect(await readable(utf16)).toMatchObject({ subject: "Grüße", text: "Text" });
  });

  test("8-bit headers, in UTF-8 and in Latin 1", async () => {
    const text = "From: Jürgen <j@example.com>\r\nSubject: Grüße aus Köln\r\n\r\nx";
    for (const encoding of ["utf8", "latin1"] as const) {
      const mail = await readable(Buffer.from(text, encoding));
      expect([mail.from[0]?.name, mail.subject]).toEqual(["Jürgen", "Grüße aus Köln"]);
    }
  });

  test("a body that is Latin 1 though it claims UTF-8, ASCII, something unknown or nothing", async () => {
    for (const type of [
      "text/plain; charset=utf-8",
      'text/plain; charset="us-ascii"',
      "text/plain; charset=x-unknown",
      "text/plain",
    ]) {
      const head = `From: a@example.com\r\nContent-Type: ${type}\r\nContent-Transfer-Encoding: `;
      expect((await readable(Buffer.from(`${head}8bit\r\n\r\nSchöne Grüße`, "latin1"))).text, type).toBe(
        "Schöne Grüße",
      );
      expect((await readable(Buffer.from(`${head}quoted-printable\r\n\r\nSch=F6ne Gr=FC=DFe`))).text.trim(), type).toBe(
        "Schöne Grüße",
      );
    }
    expect((await readable(Buffer.from("From: a@example.com\r\n\r\nSchöne Grüße", "latin1"))).text).toBe(
      "Schöne Grüße",
    );
  });

  test("windows-1252 quotes that claim Latin 1", async () => {
    const raw = Buffer.concat([
      lines("From: a@example.com", "Content-Type: text/plain; charset=iso-8859-1", "", ""),
      Buffer.from([0x93, 0x41, 0x94]),
    ]);
    expect((await readable(raw)).text).toBe("“A”");
  });

  test("a multipart without its boundary, or with the wrong one", async () => {
    const parts = [
      "",
      "--xyz",
      "Content-Type: text/plain",
      "",
      "The words",
      "--xyz",
      "Content-Type: application/pdf; name=a.pdf",
      "Content-Transfer-Encoding: base64",
      "",
      "YWJj",
      "--xyz--",
      "",
    ];
    for (const type of ["multipart/mixed", "multipart/mixed; boundary=other"]) {
      const mail = await readable(lines("From: a@example.com", `Content-Type: ${type}`, ...parts));
      expect(mail.text.trim(), type).toContain("The words");
    }
    const mail = await readable(
      lines("From: a@example.com", "Content-Type: multipart/mixed; boundary=other", ...parts),
    );
    expect(mail.attachments.map((one) => one.name)).toEqual(["a.pdf"]);
  });

  test("a body that begins without an empty line", async () => {
    expect(await readable(lines("From: a@example.com", "Subject: Hi", "Dear Sam", "this is it"))).toMatchObject({
      subject: "Hi",
      text: "Dear Sam\r\nthis is it".replace("\r", ""),
    });
  });

  test("garbage between headers, and blanks before the colon", async () => {
    const mail = await readable(lines("From : a@example.com", "what is this", "Subject  : Hi", "", "x"));
    expect([mail.from[0]?.address, mail.subject]).toEqual(["a@example.com", "Hi"]);
  });

  test("NUL bytes and lone surrogates never reach the text", async () => {
    const mail = await readable(Buffer.from("From: a@example.com\r\nSubject: a\0b\r\n\r\nred\0 \x07green"));
    expect([mail.subject, mail.text]).toEqual(["ab", "red green"]);
  });

  test("an empty plain part, or one that only apologises, gives way to the HTML", async () => {
    for (const plain of ["", "Your mail program does not support HTML. Please view this in a browser."]) {
      const mail = await readable(
        lines(
          "From: a@example.com",
          "Content-Type: multipart/alternative; boundary=b",
          "",
          "--b",
          "Content-Type: text/plain",
          "",
          plain,
          "--b",
          "Content-Type: text/html; charset=utf-8",
          "",
          "<h1>Offer</h1><p>Yes, <b>please</b> begin.</p><blockquote>May we?</blockquote>",
          "--b--",
        ),
      );
      expect(mail.written).toContain("Yes, please begin.");
      expect(mail.written).toContain("Offer");
      expect(mail.quoted).toContain("> May we?");
    }
  });

  test("HTML nested beyond measure still gives its words", async () => {
    const mail = await readable(
      lines(
        "From: a@example.com",
        "Content-Type: text/html",
        "",
        `${"<div>".repeat(5000)}words${"</div>".repeat(5000)}`,
      ),
    );
    expect(mail.text).toContain("words");
  });

  test("two From headers are two senders", async () => {
    const mail = await readable(lines("From: anna@client.example", "From: Eve <eve@other.example>", "", "x"));
    expect(mail.from.map((one) => one.address)).toEqual(["anna@client.example", "eve@other.example"]);
  });

  test("an international domain is compared in its ASCII form", async () => {
    const mail = await readable(lines("From: A <A@Müller.example>", "To: b@xn--mller-kva.example", "", "x"));
    expect([mail.from[0]?.address, mail.to[0]?.address]).toEqual([
      "a@xn--mller-kva.example",
      "b@xn--mller-kva.example",
    ]);
  });

  test("a file name can't climb, hide its ending or be endless", async () => {
    const names = ["../../etc/passwd", "C:\\temp\\a.pdf", "gp\u202Efdp.exe", ".hidden", `${"x".repeat(400)}.pdf`];
    for (const name of names) {
      const mail = await readable(
        lines(
          "From: a@example.com",
          "Content-Type: multipart/mixed; boundary=b",
          "",
          "--b",
          `Content-Disposition: attachment; filename="${name.replace(/\\/g, "\\\\")}"`,
          "Content-Type: application/pdf",
          "",
          "x",
          "--b--",
        ),
      );
      const [attachment] = mail.attachments;
      expect(attachment?.name, name).toMatch(/^[^./\\\u202e][^/\\\u202e]{0,159}$/);
    }
  });

  test("a very long text is cut, saying so", async () => {
    const mail = await readable(lines("From: a@example.com", "", "word ".repeat(100_000)));
    expect(mail.text.length).toBeLessThan(MAIL_LIMITS.textCharacters + 200);
    expect(mail.text).toContain("The message is longer");
    const cut = await readable(
      lines("From: a@example.com", `Subject: x${"🎉".repeat(600)}`, "", `x${"🎉".repeat(100_001)}`),
    );
    expect([cut.text.isWellFormed(), cut.subject.isWellFormed()]).toEqual([true, true]);
  });

  test("an invitation is noticed", async () => {
    const mail = await readable(
      lines(
        "From: a@example.com",
        "Content-Type: multipart/mixed; boundary=b",
        "",
        "--b",
        "",
        "Join us",
        "--b",
        "Content-Type: text/calendar; method=REQUEST",
        "",
        "BEGIN:VCALENDAR",
        "--b--",
      ),
    );
    expect(mail.calendar).toBe(true);
  });
});

describe("what nobody could read says why", () => {
  test.each([
    ["nothing", Buffer.alloc(0), "The file is empty."],
    ["blanks", Buffer.from(" \r\n\r\n\0\0"), "The file is empty."],
    ["a letter without a header", Buffer.from("Dear Sam,\n\nnote: call me\n"), "does not look like an email"],
    [
      "a picture",
      Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 10, 3, 7, 10, 99, 58]),
      "does not look like an email",
    ],
  ])("%s", async (_, raw, why) => {
    expect(await parseMail(raw)).toMatchObject({ kind: "unreadable", why: expect.stringContaining(why) });
  });

  test("too large, too many parts, too deep, too slow", async () => {
    const head = "From: a@example.com\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n";
    const why = async (raw: Buffer, limits = {}) => {
      const reading = await parseMail(raw, { ...MAIL_LIMITS, ...limits });
      return reading.kind === "unreadable" ? reading.why : "";
    };
    expect(await why(Buffer.from(`${head}${"x".repeat(2_000_000)}`), { bytes: 1024 * 1024 })).toBe(
      "It is larger than 1 MB.",
    );
    expect(await why(Buffer.from(head + "--b\r\n\r\nx\r\n".repeat(600)))).toContain("more than 500 parts");
    const deep = Array.from(
      { length: 300 },
      (_, at) => `--b${at}\r\nContent-Type: multipart/mixed; boundary=b${at + 1}\r\n\r\n`,
    ).join("");
    expect(
      await why(Buffer.from(`From: a@example.com\r\nContent-Type: multipart/mixed; boundary=b0\r\n\r\n${deep}`)),
    ).toContain("nested");
    expect(await why(Buffer.from(`${head}${"line\r\n".repeat(200_000)}`), { timeMs: 1 })).toContain("longer than");
  });
});
