import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { composeMail, messageIdFor, type OutgoingMail } from "../../../src/connectors/mail/compose.ts";
import { replyThread } from "../../../src/connectors/mail/reply.ts";
import { replySubject } from "../../../src/lib/subject.ts";
import { readable } from "../../support/mail/real.ts";

const MAIL: OutgoingMail = {
  from: { name: "Jürgen Owner", address: "me@atelier.example" },
  to: [{ name: 'Anna "A." Berg', address: "anna@client.example" }],
  cc: [{ name: "", address: "ben@client.example" }],
  subject: "Re: Grüße aus Köln und ein Betreff, der so lang ist, dass er gefaltet werden muss",
  text: "Hallo Anna,\n\nFrom now on: größer.\n.\n-- \nJürgen\n",
  inReplyTo: "two@client.example",
  references: ["one@client.example", "two@client.example"],
  messageId: messageIdFor("effect-1", "atelier.example"),
  sentAt: Date.UTC(2026, 4, 5, 8, 30),
  attachments: [{ name: "Angebot für Köln.pdf", type: "application/pdf", bytes: Buffer.from("%PDF-1.7 abc") }],
};

test("what is composed reads back as it was meant", async () => {
  const mail = await readable(await composeMail(MAIL));
  expect(mail).toMatchObject({
    messageId: MAIL.messageId,
    from: [MAIL.from],
    to: MAIL.to,
    cc: MAIL.cc,
    subject: MAIL.subject,
    sentAt: MAIL.sentAt,
    inReplyTo: ["two@client.example"],
    references: MAIL.references,
    automatic: null,
  });
  expect(mail.text.trim()).toBe(MAIL.text.trim());
  expect(mail.attachments.map(({ name, bytes }) => [name, bytes.toString()])).toEqual([
    ["Angebot für Köln.pdf", "%PDF-1.7 abc"],
  ]);
});

test("the same input gives the same bytes, another message id others", async () => {
  const hash = async (mail: OutgoingMail) =>
    createHash("sha256")
      .update(await composeMail(mail))
      .digest("hex");
  expect(await hash(MAIL)).toBe(await hash({ ...MAIL }));
  expect(await hash({ ...MAIL, messageId: messageIdFor("effect-2", "atelier.example") })).not.toBe(await hash(MAIL));
});

test("the bytes are a mail by the standard: CRLF, short header lines, ASCII header", async () => {
  const bytes = (await composeMail(MAIL)).toString("latin1");
  expect(bytes.replace(/\r\n/g, "")).not.toMatch(/[\r\n]/);
  const header = bytes.slice(0, bytes.indexOf("\r\n\r\n"));
  expect(header).toMatch(/^[\t\r\n -~]+$/);
  expect(Math.max(...header.split("\r\n").map((line) => line.length))).toBeLessThan(999);
  expect(header).not.toMatch(/^auto-submitted/im);
  expect((await composeMail({ ...MAIL, autoSubmitted: "auto-replied" })).toString()).toMatch(
    /^Auto-Submitted: auto-replied\r$/m,
  );
});

describe("nothing can be put into the header", () => {
  const evil = "x\r\nBcc: eve@evil.example";
  test.each<[string, Partial<OutgoingMail>]>([
    ["subject", { subject: evil }],
    ["from", { from: { name: evil, address: "me@atelier.example" } }],
    ["to", { to: [{ name: evil, address: "anna@client.example" }] }],
    ["to", { to: [{ name: "", address: "anna@client.example\r\nBcc: eve@evil.example" }] }],
    ["to", { to: [{ name: "", address: "anna@client.example, eve@evil.example" }] }],
    ["to", { to: [{ name: "", address: "nobody" }] }],
    ["cc", { cc: [{ name: "a\nb", address: "anna@client.example" }] }],
    ["to", { to: [] }],
    ["inReplyTo", { inReplyTo: "a@b>\r\nBcc: eve@evil.example" }],
    ["references", { references: ["a@b> <c@d"] }],
    ["messageId", { messageId: "a b@c" }],
    ["attachment", { attachments: [{ name: evil, type: "text/plain", bytes: Buffer.alloc(0) }] }],
    ["attachment", { attachments: [{ name: "a", type: "text/plain\r\nX: y", bytes: Buffer.alloc(0) }] }],
    ["sentAt", { sentAt: Number.NaN }],
  ])("%s is refused by name", async (field, change) => {
    await expect(composeMail({ ...MAIL, ...change })).rejects.toThrow(new RegExp(`^${field}: `));
  });
});

test("a message id comes from its key alone", () => {
  expect(messageIdFor("k", "Atelier.example")).toBe(messageIdFor("k", "atelier.example"));
  expect(messageIdFor("k", "atelier.example")).toMatch(/^[\da-f]{40}@atelier\.example$/);
  expect(messageIdFor("k2", "atelier.example")).not.toBe(messageIdFor("k", "atelier.example"));
  expect(() => messageIdFor("k", "bad domain>")).toThrow("no domain");
});

test.each([
  ["Offer", "Re: Offer"],
  ["Re: Offer", "Re: Offer"],
  ["AW: Re[2]: SV:  Offer", "Re: Offer"],
  ["Fwd: Offer", "Re: Fwd: Offer"],
  ["Rent: May", "Re: Rent: May"],
  ["Offer\r\nBcc: x", "Re: Offer Bcc: x"],
  ["", "Re:"],
])("the answer to %j is %j", (subject, expected) => {
  expect(replySubject(subject)).toBe(expected);
});

test("an answer stands at the end of its thread, even of an endless one", () => {
  expect(replyThread({ messageId: "c", inReplyTo: ["b"], references: ["a", "b"] })).toEqual({
    inReplyTo: "c",
    references: ["a", "b", "c"],
  });
  expect(replyThread({ messageId: "b", inReplyTo: ["a"], references: [] })).toEqual({
    inReplyTo: "b",
    references: ["a", "b"],
  });
  expect(replyThread({ messageId: null, inReplyTo: [], references: [] })).toEqual({ inReplyTo: null, references: [] });
  const long = replyThread({
    messageId: "last",
    inReplyTo: [],
    references: Array.from({ length: 90 }, (_, at) => `id${at}`),
  }).references;
  expect([long.length, long[0], long.at(-1)]).toEqual([30, "id0", "last"]);
});
