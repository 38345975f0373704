/**
 * A company whose mail is a real server's: what arrives by IMAP is answered over SMTP, and what the owner does elsewhere counts.
 */
import { expect, test } from "vitest";
import { editAndApprove } from "../../src/kernel/command.ts";
import { effects } from "../../src/kernel/effect.ts";
import { PostOffice } from "../support/imap/post-office.ts";
import { Office, OWNER } from "../support/office.ts";
import { allIsWell } from "./letters.ts";

const INQUIRY = { messageId: "inquiry@whitfield.example" };
const BOUNCE = (id: string) =>
  [
    "From: Mail Delivery System <MAILER-DAEMON@mx.vale.example>",
    "To: robin@vale.example",
    "Subject: Undelivered Mail Returned to Sender",
    "Message-ID: <bounce-1@mx.vale.example>",
    "Auto-Submitted: auto-replied",
    "MIME-Version: 1.0",
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    "",
    "--b",
    "Content-Type: text/plain",
    "",
    "Your mail could not be delivered.",
    "--b",
    "Content-Type: message/delivery-status",
    "",
    "Reporting-MTA: dns; mx.vale.example",
    "",
    "Final-Recipient: rfc822; nora@whitfield.example",
    "Action: failed",
    "Status: 5.1.1",
    "Diagnostic-Code: smtp; 550 5.1.1 no such user",
    "--b",
    "Content-Type: text/rfc822-headers",
    "",
    `Message-ID: <${id}>`,
    "--b--",
    "",
  ].join("\r\n");

async function inCompany(work: (office: Office, post: PostOffice) => Promise<void>): Promise<void> {
  const post = await PostOffice.open();
  const office = await Office.open({ environment: post.environment("folders=INBOX,Clients&trusts=mx.vale.example") });
  try {
    await office.rest(); // the moment of connecting
    await work(office, post);
    allIsWell(office);
    expect(post.imap.faults.bad).toEqual([]);
  } finally {
    await office.close();
    await post.stop();
  }
}

async function approveAnswer(office: Office): Promise<void> {
  expect((await office.approve(office.code(/Nora/))).kind).toBe("approved");
  await office.rest();
}

/** Gives one of the answers that the question about an uncertain mail offers. */
async function answer(office: Office, label: string): Promise<void> {
  const card = office.shown.filter((one) => one.code && /may have left/.test(one.card.title)).at(-1);
  const choice = card?.card.choices?.find((one) => one.label === label);
  if (!card?.code || !choice) throw new Error(`no answer “${label}”`);
  const { code } = card;
  const { writer, charter } = office.workspace;
  const outcome = await writer.submit((transaction) =>
    editAndApprove(transaction, charter.authority, { code, surface: "console", actor: OWNER, changes: choice.set }),
  );
  expect(outcome.kind).toBe("approved");
  await office.rest();
}

const states = (office: Office) => office.workspace.records.find(effects, "1 = 1").map(({ state }) => state);
const messageIdIn = (raw: string | undefined) => /^Message-ID: <(.+)>\r$/m.exec(raw ?? "")?.[1] ?? "";

test("an inquiry arrives by IMAP, is answered over SMTP once approved, and its copy lies in Sent; a bounce fails that very mail", () =>
  inCompany(async (office, post) => {
    post.deliver(INQUIRY);
    await office.rest();
    await approveAnswer(office);
    const [sent] = post.sent;
    expect(post.sent).toHaveLength(1);
    expect(sent?.to).toEqual(["nora@whitfield.example"]);
    expect(sent?.raw).toContain("In-Reply-To: <inquiry@whitfield.example>");
    expect(sent?.raw).toContain("References: <inquiry@whitfield.example>");
    expect(post.inFolder("Sent")).toEqual([sent?.raw]);
    expect(states(office)).toEqual(["performed"]);
    expect(office.events("mail.sent")).toEqual([]);

    post.deliver({ inReplyTo: messageIdIn(sent?.raw), subject: "Re: A website", text: "Thank you!" });
    await office.rest();
    expect(office.events("mail.received").at(-1)?.data.why).toBe("thread");

    post.deliver(BOUNCE(messageIdIn(sent?.raw)));
    await office.rest();
    expect(office.events("effect.bounced")).toHaveLength(1);
    expect(states(office)).toEqual(["bounced"]);
    const asked = office.shown.filter(({ card }) => /that came back/.test(card.title)).at(-1);
    expect(asked?.card.buttons).toEqual(["approve", "reject", "later", "why", "self"]);
  }));

test("restarted between any two steps, each happens once", () =>
  inCompany(async (office, post) => {
    await office.restart();
    post.deliver(INQUIRY);
    await office.restart();
    await office.rest();
    await office.restart();
    await office.rest();
    expect((await office.approve(office.code(/Nora/))).kind).toBe("approved");
    await office.restart();
    await office.rest();
    await office.restart();
    await office.rest();
    expect(office.events("mail.received")).toHaveLength(1);
    expect(post.sent).toHaveLength(1);
    expect(post.inFolder("Sent")).toEqual([post.sent[0]?.raw]);
    expect(states(office)).toEqual(["performed"]);
  }));

test("an answer from the owner's phone is filed with its client and withdraws ours", () =>
  inCompany(async (office, post) => {
    post.deliver(INQUIRY);
    await office.rest();
    const code = office.code(/Nora/);
    const own = {
      to: "nora@whitfield.example",
      inReplyTo: INQUIRY.messageId,
      subject: "Re: A website",
      text: "Gladly. Friday?",
    };
    post.sentByHand({ ...own, messageId: "phone-1@vale.example" });
    await office.rest();
    expect(office.events("proposal.withdrawn").map((event) => event.data.why)).toEqual(["answered-by-hand"]);
    expect((await office.approve(code)).kind).toBe("over");
    const [received] = office.events("mail.received");
    expect(office.events("mail.sent").map(({ scope }) => scope)).toEqual([received?.scope]);
    expect(post.sent).toEqual([]);
  }));

test("where the line breaks after the mail was on its way, the owner says whether it left: sent, or send again", () =>
  inCompany(async (office, post) => {
    post.smtp.answer = (step) => (step === "end" ? "drop" : undefined);
    post.deliver(INQUIRY);
    await office.rest();
    await approveAnswer(office);
    expect(states(office)).toEqual(["uncertain"]);
    office.clock.advance(86_400_000);
    await office.rest();
    expect(post.sent).toHaveLength(1);
    await answer(office, "It was sent");
    expect(states(office)).toEqual(["performed"]);
    expect(post.sent).toHaveLength(1);
    // It is on record as sent, so its copy is filed.
    expect(post.inFolder("Sent")).toEqual([post.sent[0]?.raw]);

    post.deliver({ from: "Tom Reed <tom@reed.example>", messageId: "tom@reed.example" });
    await office.rest();
    expect((await office.approve(office.code(/Tom/))).kind).toBe("approved");
    await office.rest();
    expect(states(office)).toEqual(["performed", "uncertain"]);
    post.smtp.answer = null;
    await answer(office, "Send again");
    expect(states(office)).toEqual(["performed", "performed"]);
    expect(post.sent).toHaveLength(3);
    // The same mail, by the same name: whoever got it twice can see that.
    expect(messageIdIn(post.sent[2]?.raw)).toBe(messageIdIn(post.sent[1]?.raw));
  }));

test("what is found in Sent has left: at once, or when a server files it only later, and then nothing is left to ask", () =>
  inCompany(async (office, post) => {
    post.smtp.answer = (step) => (step === "end" ? "drop" : undefined);
    post.smtp.onTaken = ({ raw }) => void post.imap.put("Sent", raw);
    post.deliver(INQUIRY);
    await office.rest();
    await approveAnswer(office);
    expect(states(office)).toEqual(["performed"]);
    expect(post.sent).toHaveLength(1);

    post.smtp.onTaken = () => undefined;
    post.deliver({ from: "Tom Reed <tom@reed.example>", messageId: "tom@reed.example" });
    await office.rest();
    const code = office.code(/Tom/);
    expect((await office.approve(code)).kind).toBe("approved");
    await office.rest();
    expect(states(office)).toEqual(["performed", "uncertain"]);
    const question = office.code(/may have left/);
    post.imap.put("Sent", post.sent[1]?.raw ?? "");
    await office.rest();
    expect(states(office)).toEqual(["performed", "performed"]);
    expect(office.events("proposal.withdrawn").at(-1)?.data.why).toBe("found-sent");
    expect((await office.approve(question)).kind).toBe("over");
    expect(post.sent).toHaveLength(2);
  }));

test("a server that is down when it is approved gets it later, once; a sender whom our server doesn't vouch for proves nothing", () =>
  inCompany(async (office, post) => {
    post.deliver(INQUIRY);
    await office.rest();
    await post.smtp.stop();
    await approveAnswer(office);
    expect(states(office)).toEqual(["queued"]);
    await post.smtp.start();
    office.clock.advance(60_000);
    await office.rest();
    expect(states(office)).toEqual(["performed"]);
    expect(post.sent).toHaveLength(1);

    const forged = "Authentication-Results: mx.vale.example; dmarc=pass header.from=whitfield.example";
    const ours =
      "Authentication-Results: mx.vale.example; spf=fail smtp.mailfrom=nora@whitfield.example; dmarc=fail header.from=whitfield.example";
    const mail = {
      subject: "New bank account",
      text: "Please pay to another account from now on.",
      headers: [ours, forged],
    };
    post.deliver({ ...mail, messageId: "forged@evil.example" });
    await office.rest();
    const received = office.events("mail.received").at(-1);
    expect(received?.scope).toBe("workspace");
    expect(received?.data.why).toBe("failed-authentication");
  }));
