import { describe, expect, test } from "vitest";
import { lines, readable } from "../../support/mail/real.ts";

async function automatic(...headers: string[]) {
  const from = headers.some((line) => /^from:/i.test(line)) ? [] : ["From: Anna <anna@client.example>"];
  return (await readable(lines(...from, ...headers, "", "Some words"))).automatic?.kind ?? null;
}

test.each([
  ["auto-reply", "Auto-Submitted: auto-replied (vacation)"],
  ["auto-reply", "X-Autoreply: yes"],
  ["auto-reply", "Precedence: auto_reply"],
  ["auto-reply", "Return-Path: <>"],
  ["auto-reply", "Subject: Automatic reply: Dates"],
  ["auto-reply", "Subject: =?utf-8?Q?Abwesenheitsnotiz:_B=C3=BCro?="],
  ["auto-reply", "Subject: Out of Office: Dates"],
  ["notification", "Auto-Submitted: auto-generated"],
  ["notification", "X-Auto-Response-Suppress: All"],
  ["notification", "X-Auto-Response-Suppress: DR, OOF, AutoReply"],
  ["notification", "From: Shop <no-reply@shop.example>"],
  ["notification", "From: Shop <donotreply+17@shop.example>"],
  ["notification", "From: Amt <keine-antwort@amt.example>"],
  ["notification", "From: Shop <orders.noreply@shop.example>"],
  ["list", "List-Id: <news.example>"],
  ["list", "List-Unsubscribe: <mailto:leave@news.example>"],
  ["bulk", "Precedence: bulk"],
  ["disposition", "Content-Type: multipart/report; report-type=disposition-notification; boundary=b"],
  ["delivery-report", "Content-Type: multipart/report; report-type=delivery-status; boundary=b"],
  ["notification", "Content-Type: multipart/report; report-type=feedback-report; boundary=b"],
])("%s: %s", async (kind, header) => {
  expect(await automatic(header)).toBe(kind);
});

test.each([
  "Auto-Submitted: no",
  "Subject: Out of office next week, can we move our call?",
  "Subject: Re: Abwesenheit im Juni",
  "X-Auto-Response-Suppress: None",
  "Return-Path: <anna@client.example>",
  "From: Reply Studio <reply@studio.example>",
  "From: Noah Reply <noah@reply.example>",
  "Precedence: normal",
])("a person may have written: %s", async (header) => {
  expect(await automatic(header)).toBeNull();
});

test("a web form that sends for a person is the person's, a shop's own reply address is not", async () => {
  const form = "From: Website <no-reply@studio.example>";
  expect(await automatic(form, "Reply-To: Anna <anna@client.example>")).toBeNull();
  expect(await automatic(form, "Reply-To: help@studio.example")).toBe("notification");
});

describe("bounces that follow no standard", () => {
  const daemon = "From: Mail Delivery System <MAILER-DAEMON@mx.example>";
  const bounce = async (headers: string[], text: string[]) => (await readable(lines(...headers, "", ...text))).report;

  test("Exim", async () => {
    const report = await bounce(
      [daemon, "X-Failed-Recipients: bob@gone.example", "Subject: Mail delivery failed: returning message to sender"],
      [
        "A message that you sent could not be delivered to one or more of its recipients.",
        "",
        "  bob@gone.example",
        "    host mx.gone.example [192.0.2.1]",
        "    SMTP error from remote mail server after RCPT TO:<bob@gone.example>:",
        "    550 5.1.1 No such user",
        "",
        "------ This is a copy of the message, including all the headers. ------",
        "",
        "Message-ID: <abc@atelier.example>",
        "To: bob@gone.example",
        "",
        "Hello",
      ],
    );
    expect(report).toMatchObject({
      originalMessageId: "abc@atelier.example",
      recipients: [{ address: "bob@gone.example", action: "failed", status: "5.1.1", permanent: true }],
    });
  });

  test("qmail", async () => {
    const report = await bounce(
      [daemon, "Subject: failure notice"],
      [
        "Hi. This is the qmail-send program at mx.example.",
        "I'm afraid I wasn't able to deliver your message to the following addresses.",
        "This is a permanent error; I've given up. Sorry it didn't work out.",
        "",
        "<bob@gone.example>:",
        "192.0.2.1 does not like recipient.",
        "Remote host said: 550 unknown user",
        "Giving up on 192.0.2.1.",
        "",
        "--- Below this line is a copy of the message.",
        "",
        "Return-Path: <me@atelier.example>",
        "Message-Id: <q1@atelier.example>",
      ],
    );
    expect(report).toMatchObject({
      originalMessageId: "q1@atelier.example",
      recipients: [{ address: "bob@gone.example", permanent: true, status: "5.0.0" }],
    });
  });

  test("a warning is no failure", async () => {
    const report = await bounce(
      [daemon, "Subject: Warning: message delayed"],
      ["Your message is delayed.", "", "<bob@slow.example>: host said: 451 4.7.1 try again later"],
    );
    expect(report?.recipients).toMatchObject([{ address: "bob@slow.example", action: "delayed", permanent: false }]);
  });

  test("an absence note without a return path, with numbers and an address, is no bounce", async () => {
    expect(
      await bounce(
        ["From: anna@client.example", "Return-Path: <>", "Subject: Away"],
        ["Call room 550 please, or write to", "bob@client.example", "room 512 or so"],
      ),
    ).toBeNull();
  });

  test("a person who writes about a bounce has not bounced", async () => {
    const mail = await readable(
      lines("From: anna@client.example", "Subject: undeliverable", "", "<bob@gone.example>: 550 5.1.1 is what I got"),
    );
    expect([mail.report, mail.automatic]).toEqual([null, null]);
  });
});
