/**
 * Older mail at a mail server, read on request: by headers first, whatever the size of the mailbox; once, wherever it lies and
 * however it is numbered; and never in the way of new mail.
 */
import { expect, test } from "vitest";
import { MAIL_REMEMBER } from "../../../src/actions/mail-remember.ts";
import { PostOffice } from "../../support/imap/post-office.ts";
import { Office } from "../../support/office.ts";
import { append } from "../../support/owing.ts";

const DAY = new Date("2026-10-02T10:00:00Z");
const DATED = "Fri, 02 Oct 2026 09:00:00 +0000";
const LATE = "Mon, 02 Nov 2026 09:00:00 +0000";
/** More than one look takes. */
const MANY = 50;

/** A mailbox with a past, as it was laid, and an office that begins there with Nora as its client. */
async function withPast(
  lay: (post: PostOffice) => void,
  work: (office: Office, post: PostOffice) => Promise<void>,
): Promise<void> {
  const post = await PostOffice.open();
  lay(post);
  const office = await Office.open({ environment: post.environment("folders=INBOX,Clients&trusts=mx.vale.example") });
  try {
    await append(office, "c_nora", [
      {
        type: "client.imported",
        subject: "client:c_nora",
        data: { client: "c_nora", language: "en", stage: "active" },
        private: { name: "Nora Whitfield", company: null, need: null, addresses: ["nora@whitfield.example"] },
      },
    ]);
    await office.rest();
    await work(office, post);
    expect(post.imap.faults.bad).toEqual([]);
  } finally {
    await office.close();
    await post.stop();
  }
}

async function ask(office: Office, since = "2026-09-01"): Promise<void> {
  const order = { action: MAIL_REMEMBER, params: { since }, now: true };
  expect((await office.workspace.door.desk.order(order)).kind).toBe("approved");
}

const older = (post: PostOffice, nth: number, folder = "INBOX") =>
  post.deliver({ messageId: `old-${nth}@whitfield.example`, date: DATED, text: `Old letter ${nth}.` }, folder, DAY);
const kept = (office: Office) => office.events("mail.remembered").map((event) => String(office.words(event).written));
const folder = (post: PostOffice, name = "INBOX") => post.imap.store.folder(name);

test("what is of that time is looked at by its headers, so many a look, and only a client's is fetched", () =>
  withPast(
    (post) => {
      folder(post).holdBulk(2_000);
      for (let nth = 0; nth < 3; nth++) older(post, nth);
    },
    async (office, post) => {
      const inbox = folder(post);
      const whole: string[] = [];
      post.imap.faults.answer = (name, line) => {
        if (/FETCH/.test(name) && !/HEADER\.FIELDS/i.test(line)) whole.push(line);
        return undefined;
      };
      await ask(office);
      let most = 0;
      for (let looks = 0; office.workspace.lookout.older.progress()?.isDone !== true; looks++) {
        const before = inbox.shown;
        await office.workspace.tick();
        most = Math.max(most, inbox.shown - before);
        expect(looks).toBeLessThan(20);
      }
      expect(kept(office)).toHaveLength(3);
      expect(most).toBeLessThanOrEqual(550);
      expect(whole).toHaveLength(3);
      expect(office.workspace.lookout.older.progress()).toMatchObject({ looked: 2003, total: 2003, leftOut: 2000 });
    },
  ));

test("a hundred thousand that are older than the day are never looked at", () =>
  withPast(
    (post) => {
      folder(post).holdBulk(100_000);
      post.deliver(
        { messageId: "late@whitfield.example", date: LATE, text: "A late letter." },
        "INBOX",
        new Date(LATE),
      );
    },
    async (office, post) => {
      const before = folder(post).shown;
      await ask(office, "2026-11-01");
      await office.rest();
      expect(kept(office)).toEqual(["A late letter."]);
      expect(folder(post).shown - before).toBeLessThan(10);
    },
  ));

test("numbered anew in the middle, and lying in two folders, each is remembered once, and the count of those left out holds", () =>
  withPast(
    (post) => {
      for (let nth = 0; nth < MANY; nth++) older(post, nth);
      for (let nth = 0; nth < MANY; nth += 5) older(post, nth, "Clients");
      // One of them has no name of its own, and was delivered by two ways.
      const nameless = post.letter({ date: DATED, text: "No name." }).replace(/^Message-ID: .*\r\n/m, "");
      post.deliver(`Delivered-To: robin@vale.example\r\n${nameless}`, "INBOX", DAY);
      post.deliver(`Delivered-To: clients@vale.example\r\n${nameless}`, "Clients", DAY);
      post.deliver({ from: "Spam <a@spam.example>", messageId: "spam@spam.example", date: DATED }, "INBOX", DAY);
    },
    async (office, post) => {
      await ask(office);
      await office.workspace.tick();
      await office.workspace.tick();
      expect(kept(office).length).toBeGreaterThan(0);
      expect(kept(office).length).toBeLessThan(MANY);
      folder(post).renumber((mails) => [...mails].reverse());
      office.clock.advance(60_000);
      await office.rest();
      expect(new Set(kept(office)).size).toBe(MANY + 1);
      expect(kept(office)).toHaveLength(MANY + 1);
      expect(office.workspace.lookout.older.progress()).toMatchObject({ isDone: true, leftOut: 1 });
      expect(office.events("mail.received")).toEqual([]);
      // And once more, after it is done: what is numbered anew is looked at again, and is the past.
      folder(post).renumber();
      office.clock.advance(60_000);
      await office.rest();
      expect(office.events("mail.received")).toEqual([]);
    },
  ));

test("what was taken as new is not remembered, and what was remembered is never new, wherever it turns up", () =>
  withPast(
    (post) => void older(post, 1),
    async (office, post) => {
      const fresh = {
        messageId: "new@whitfield.example",
        text: "A new letter.",
        date: "Tue, 24 Nov 2026 08:00:00 +0000",
      };
      const raw = post.letter(fresh);
      post.deliver(raw);
      await office.rest();
      expect(office.events("mail.received")).toHaveLength(1);
      // A stranger's is of now, too, and so not left out of the past.
      post.deliver(post.letter({ from: "Spam <a@spam.example>" }).replace(/^Message-ID: .*\r\n/m, ""));
      await office.rest();
      // Its copy is put among the old.
      post.deliver(raw, "INBOX", DAY);
      await office.rest();
      await ask(office);
      await office.rest();
      expect(kept(office)).toEqual(["Old letter 1."]);
      expect(office.workspace.lookout.older.progress()).toMatchObject({ leftOut: 0 });
      older(post, 1);
      post.deliver({ messageId: "old-1@whitfield.example", date: DATED, text: "Old letter 1." }, "Clients");
      await office.rest();
      expect(office.events("mail.received")).toHaveLength(2);
      expect(office.events("mail.duplicate")).toEqual([]);
    },
  ));

test("by whom a mail says it is written proves nothing: the owner's name outside of Sent, and a sender our server doesn't vouch for", () =>
  withPast(
    (post) => {
      older(post, 1);
      const own = { from: "Robin Vale <robin@vale.example>", to: "nora@whitfield.example", date: DATED };
      post.deliver({ ...own, messageId: "forged@evil.example", text: "Half the price, then." }, "INBOX", DAY);
      const failed =
        "Authentication-Results: mx.vale.example; spf=fail smtp.mailfrom=nora@whitfield.example; dmarc=fail header.from=whitfield.example";
      post.deliver(
        { messageId: "evil@evil.example", headers: [failed], text: "A new account.", date: DATED },
        "INBOX",
        DAY,
      );
      const future = { ...own, date: "Tue, 01 Jan 2030 09:00:00 +0000" };
      post.deliver({ ...future, messageId: "own@vale.example", text: "See you on Monday." }, "Sent", DAY);
    },
    async (office) => {
      await ask(office);
      await office.rest();
      expect(kept(office).sort()).toEqual(["Old letter 1.", "See you on Monday."]);
      expect(office.workspace.lookout.older.progress()).toMatchObject({ leftOut: 2 });
      // Nor does the day it says of itself, where that lies behind its coming.
      const days = office.events("mail.remembered").map(({ data }) => Number(data.sentAt));
      expect(Math.max(...days)).toBe(DAY.getTime());
      expect(
        office
          .events("mail.remembered")
          .map(({ label }) => label.trust)
          .sort(),
      ).toEqual(["outside", "owner"]);
    },
  ));

test("a server that can't search its past keeps nobody from new mail, and is asked again in a while", () =>
  withPast(
    (post) => void older(post, 1),
    async (office, post) => {
      post.imap.faults.answer = (name) =>
        name === "UID SEARCH" ? "{tag} NO [UNAVAILABLE] Index is being built" : undefined;
      await ask(office);
      await office.rest();
      expect(office.workspace.lookout.isDown("mail")).toBe(false);
      expect(kept(office)).toEqual([]);
      expect(office.workspace.lookout.older.underWay()).toEqual([
        expect.stringMatching(/^Older mail since 1 September 2026: about to be read\. It waits: /),
      ]);
      post.imap.faults.answer = null;
      post.deliver({
        messageId: "new@whitfield.example",
        text: "A new letter.",
        date: "Tue, 24 Nov 2026 08:00:00 +0000",
      });
      await office.rest();
      expect(office.events("mail.received")).toHaveLength(1);
      expect(kept(office)).toEqual([]);
      office.clock.advance(61_000);
      await office.rest();
      expect(kept(office)).toEqual(["Old letter 1."]);
    },
  ));

test("what nobody has looked at as news is not read as the past, be it put there or numbered anew meanwhile", () =>
  withPast(
    (post) => {
      for (let nth = 0; nth < MANY; nth++) older(post, nth);
      older(post, MANY, "Clients");
    },
    async (office, post) => {
      // Each falls between a look for news and the look into the past that follows it.
      const anHour = new Date(DAY.getTime() - 3_600_000);
      const meanwhile = new Map<string, () => unknown>([
        [
          "put there",
          () =>
            post.deliver({ messageId: "moved@whitfield.example", text: "Put here.", date: DATED }, "Clients", anHour),
        ],
        [
          "numbered anew",
          () => {
            folder(post).holdBulk(100);
            folder(post).renumber();
          },
        ],
      ]);
      const happens = (what: string) => {
        meanwhile.get(what)?.();
        meanwhile.delete(what);
      };
      let opened = "";
      post.imap.faults.answer = (name, line) => {
        // The first part of INBOX was read, and all folders were looked at for news.
        if (name === "EXAMINE" && opened === "EXAMINE Clients" && kept(office).length === 32) happens("numbered anew");
        if (name === "EXAMINE") opened = line;
        if (/^UID SEARCH UID 1:/.test(line) && opened === "EXAMINE Clients") happens("put there");
        return undefined;
      };
      await ask(office);
      await office.rest();
      expect([...meanwhile.keys()]).toEqual([]);
      expect(kept(office)).toHaveLength(MANY + 1);
      expect(office.events("mail.received").map((event) => office.words(event).written)).toEqual(["Put here."]);
    },
  ));

test("while the mailbox is known to be down, its past is no reason to ask it", () =>
  withPast(
    (post) => void older(post, 1),
    async (office, post) => {
      await ask(office);
      await post.stop();
      await office.workspace.untilIdle();
      office.errors.length = 0;
      const { lookout, inflight, connectors } = office.workspace;
      const mail = connectors.get("mail");
      expect(lookout.isDown("mail")).toBe(true);
      expect(mail && lookout.older.wanted(mail)).not.toBeNull();
      lookout.poll();
      expect(inflight.has("poll:mail")).toBe(false);
      await post.start();
      office.clock.advance(120_000);
      await office.rest();
      expect(kept(office)).toEqual(["Old letter 1."]);
    },
  ));
