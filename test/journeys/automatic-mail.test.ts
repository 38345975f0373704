/**
 * Mail that no person wrote is filed silently; a mail of ours that came back fails that very effect, and asks once.
 */
import { expect, test } from "vitest";
import { effects } from "../../src/kernel/effect.ts";
import { clients } from "../../src/records/client.ts";
import { mails } from "../../src/records/mail.ts";
import { Office } from "../support/office.ts";
import { allIsWell, cards, INQUIRY, lastCard, receive, withClient } from "./letters.ts";

const AUTOMATIC: ReadonlyArray<readonly [what: string, from: string, subject: string, ...headers: string[]]> = [
  ["a mailing list", "The Letter <hello@letter.example>", "We need a new website", "List-Id: <weekly.letter.example>"],
  ["an automatic reply", "Mia <mia@fjord.example>", "Automatic reply: Dates", "Auto-Submitted: auto-replied"],
  ["a notification", "CI <build@ci.example>", "Build failed", "Auto-Submitted: auto-generated"],
  ["a client's absence note", INQUIRY.from, "Automatische Antwort", "Auto-Submitted: auto-replied"],
  ["bulk mail", "Shop <news@shop.example>", "Could you make us an offer?", "Precedence: bulk"],
  ["a sender who takes no answers", "Bank <no-reply@bank.example>", "Your statement"],
];

test("automatic mail is filed silently: no card, no lead, no contact, today or tomorrow", async () => {
  const office = await Office.open();
  try {
    const scope = await withClient(office);
    const shown = office.shown.length;
    for (const [what, from, subject, ...headers] of AUTOMATIC)
      await receive(office, {
        from,
        subject,
        headers,
        text: `We need a new website. Could you make us an offer? ${what}`,
      });
    office.clock.advance(24 * 3_600_000);
    await office.rest();
    expect(cards(office, shown)).toEqual([]);
    const { records } = office.workspace;
    expect(records.find(clients, "1 = 1").map((client) => client.id)).toEqual([scope]);
    expect(records.find(mails, "classes = 'automatic'")).toHaveLength(AUTOMATIC.length);
    expect(office.sent()).toHaveLength(1);
    allIsWell(office);
  } finally {
    await office.close();
  }
});

test("a mail of ours that came back is one question; sent again it leaves as a new mail", async () => {
  const office = await Office.open();
  try {
    const scope = await withClient(office);
    await receive(office, bounceOf(messageIdIn(office.sent()[0]), "failed"));
    const { records } = office.workspace;
    const [effect] = records.find(effects, "scope = ?", [scope]);
    expect(office.events("effect.bounced").map((event) => event.data.effect)).toEqual([effect?.id]);
    const { card, code } = lastCard(office);
    expect(card.title).toBe("Send the mail again that came back, to nora@whitfield-ceramics.example.");
    expect(card.rows).toContainEqual({ label: "What happened", after: expect.stringContaining("mailbox unavailable") });
    expect(card.letter?.subject).toBe("Re: A new website");
    expect((await office.approve(code)).kind).toBe("approved");
    await office.rest();
    expect(office.sent()).toHaveLength(2);
    expect(new Set(office.sent().map(messageIdIn)).size).toBe(2);
    // The second one can come back as well.
    const second = office
      .sent()
      .map(messageIdIn)
      .find((id) => id !== effect?.reference);
    await receive(office, bounceOf(second, "failed"));
    expect(office.events("effect.bounced")).toHaveLength(2);
    expect(cards(office)).toHaveLength(3);
    allIsWell(office);
  } finally {
    await office.close();
  }
});

test("saying no to a mail that came back settles it, and the same report again asks nothing", async () => {
  const office = await Office.open();
  try {
    const scope = await withClient(office);
    const id = messageIdIn(office.sent()[0]);
    await receive(office, bounceOf(id, "failed"));
    expect((await office.reject(lastCard(office).code, "wrong address")).kind).toBe("rejected");
    await receive(office, `${bounceOf(id, "failed")}\r\n`);
    expect(office.workspace.records.find(effects, "scope = ?", [scope]).map((one) => one.state)).toEqual(["settled"]);
    expect(cards(office)).toHaveLength(2);
    expect(office.sent()).toHaveLength(1);
    allIsWell(office);
  } finally {
    await office.close();
  }
});

test("a report that our mail is only delayed, or about a mail that isn't ours, fails nothing", async () => {
  const office = await Office.open();
  try {
    await withClient(office);
    await receive(office, bounceOf(messageIdIn(office.sent()[0]), "delayed"));
    await receive(office, bounceOf("somebody-elses@mail.example", "failed"));
    expect(office.events("effect.bounced")).toEqual([]);
    expect(cards(office)).toHaveLength(1);
    allIsWell(office);
  } finally {
    await office.close();
  }
});

function messageIdIn(mail: string | undefined): string {
  return /^Message-ID: <(.+)>/im.exec(mail ?? "")?.[1] ?? "";
}

function bounceOf(messageId: string | undefined, action: "failed" | "delayed"): string {
  const [status, said] =
    action === "failed" ? ["5.1.1", "smtp; 550 5.1.1 mailbox unavailable"] : ["4.4.1", "smtp; connection timed out"];
  return `From: Mail Delivery Subsystem <mailer-daemon@mx.example>
To: robin@vale.example
Subject: Undelivered Mail
Message-ID: <${action}.${messageId}.report>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; nora@whitfield-ceramics.example
Action: ${action}
Status: ${status}
Diagnostic-Code: ${said}

--b
Content-Type: message/rfc822

Message-ID: <${messageId}>
Subject: Re: A new website

Hello
--b--
`.replaceAll("\n", "\r\n");
}
