/**
 * The same way of a mail at a real Dovecot and a real Exim, as Debian has them: what the strict servers of our own may have been
 * taught wrongly shows here. Only with ATELIER_SERVICES=1, and where they are installed.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dispatch } from "../../src/connectors/mail-server/smtp.ts";
import { effects } from "../../src/kernel/effect.ts";
import { DebianMail, debianMailLacks } from "../support/debian/mail.ts";
import { PostOffice } from "../support/imap/post-office.ts";
import { Office } from "../support/office.ts";

const wanted = process.env.ATELIER_SERVICES === "1";
const lacks = wanted ? debianMailLacks() : null;
const writer = new PostOffice();

test.skipIf(wanted)("Dovecot and Exim are asked only with ATELIER_SERVICES=1", () => undefined);

test.runIf(wanted)("Dovecot and Exim are installed (Debian: dovecot-imapd, exim4-daemon-light)", () => {
  expect(lacks).toBeNull();
});

describe.runIf(wanted && lacks === null)("Dovecot and Exim", () => {
  let mail: DebianMail;
  let office: Office;

  beforeAll(async () => {
    mail = await DebianMail.start();
    mail.put("INBOX", writer.letter({ subject: "Long ago" }), "1000000000.old.vale");
    mail.put("Sent", writer.letter({ from: "robin@vale.example", subject: "Sent long ago" }), "1000000001.old.vale");
    office = await Office.open({ environment: mail.environment() });
    await office.rest(); // the moment of connecting
  });

  afterAll(async () => {
    await office.close();
    await mail.stop();
  });

  /** Somebody else's server hands a mail over at the provider's door. */
  async function arrives(letter: Parameters<PostOffice["letter"]>[0], from = "nora@whitfield.example"): Promise<void> {
    const bytes = Buffer.from(writer.letter(letter));
    const before = mail.lies("robin").length;
    expect(await dispatch({ from, to: ["robin@vale.example"], bytes }, { smtp: mail.door, patienceMs: 5000 })).toEqual({
      kind: "done",
    });
    await until(() => mail.lies("robin").length > before);
    await office.rest();
  }

  const received = () => office.events("mail.received").map((event) => office.words(event).subject);
  const states = () => office.workspace.records.find(effects, "1 = 1").map(({ state }) => state);
  const check = async () => (await office.workspace.connectors.get("mail")?.check())?.says;

  test("doctor finds everything", async () => {
    expect(await check()).toBe(
      "Mail is read from INBOX, Clients of robin at 127.0.0.1, copies filed in Sent; sent over 127.0.0.1.",
    );
  });

  test("an inquiry is answered, gets there, and its copy is filed once", async () => {
    await arrives({ messageId: "inquiry@whitfield.example", subject: "A website" });
    expect(received()).toEqual(["A website"]);
    expect((await office.approve(office.code(/Nora/))).kind).toBe("approved");
    await office.rest();
    expect(states()).toEqual(["performed"]);
    await until(() => mail.lies("nora").length > 0);
    expect(mail.lies("nora")[0]).toContain("In-Reply-To: <inquiry@whitfield.example>");
    const copies = () => mail.lies("robin", "Sent").filter((raw) => raw.includes("In-Reply-To: <inquiry@"));
    expect(copies()).toHaveLength(1);
    await office.restart();
    await office.rest();
    expect(copies()).toHaveLength(1);
    expect(office.events("mail.sent")).toEqual([]);
    expect(received()).toEqual(["A website"]);
  });

  test("the owner's answer from another device withdraws ours", async () => {
    await arrives(
      { from: "Ida Holm <ida@holm.example>", messageId: "ida@holm.example", subject: "A leaflet" },
      "ida@holm.example",
    );
    const code = office.code(/Ida/);
    const own = {
      from: "robin@vale.example",
      to: "ida@holm.example",
      inReplyTo: "ida@holm.example",
      subject: "Re: A leaflet",
    };
    mail.put("Sent", writer.letter({ ...own, messageId: "phone@vale.example" }), "1800000000.phone.vale");
    await office.rest();
    expect((await office.approve(code)).kind).toBe("over");
    expect(office.events("mail.sent")).toHaveLength(1);
  });

  test("what can't be delivered comes back, and that very mail has failed", async () => {
    const tom = {
      from: "Tom Reed <tom@reed.example>",
      messageId: "tom@reed.example",
      subject: "Another website",
    };
    await arrives(tom, "tom@reed.example");
    expect((await office.approve(office.code(/Tom/))).kind).toBe("approved");
    await office.rest();
    await until(() => mail.lies("robin").some((raw) => raw.includes("message/delivery-status")));
    await office.rest();
    expect(states().at(-1)).toBe("bounced");
    expect(office.code(/that came back/)).toBeTruthy();
  });

  test("numbered anew while it was down, nothing is lost and nothing taken twice", async () => {
    const before = received();
    await mail.stopImap();
    const bytes = Buffer.from(writer.letter({ from: "Ada <ada@ada.example>", subject: "While it was down" }));
    await dispatch(
      { from: "ada@ada.example", to: ["robin@vale.example"], bytes },
      { smtp: mail.door, patienceMs: 5000 },
    );
    mail.forgetNumbers();
    await mail.startImap();
    office.clock.advance(600_000);
    await until(() => mail.lies("robin").some((raw) => raw.includes("While it was down")));
    await office.rest();
    expect(received()).toEqual([...before, "While it was down"]);
    expect(office.events("mail.sent")).toHaveLength(1);
  });

  test("the server calls when something arrives", async () => {
    const connector = office.workspace.connectors.get("mail");
    let called = 0;
    const watcher = connector?.watch(() => void called++);
    await office.rest();
    await new Promise((resolve) => setTimeout(resolve, 1500)); // until it idles
    const bytes = Buffer.from(writer.letter({ from: "Ada <ada@ada.example>", subject: "Called" }));
    await dispatch(
      { from: "ada@ada.example", to: ["robin@vale.example"], bytes },
      { smtp: mail.door, patienceMs: 5000 },
    );
    await until(() => called > 0);
    watcher?.close();
    await office.rest();
    expect(received().at(-1)).toBe("Called");
  });
});

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("it didn't come to that within ten seconds");
}
