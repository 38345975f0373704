/**
 * What is taken of a mailbox, and what is not: from the moment of connecting, from named folders, once.
 */
import { expect, test } from "vitest";
import { atServer } from "./bench.ts";

const DAY_MS = 86_400_000;

test("mail that lay there at the moment of connecting is the past; what comes after is taken, once", () =>
  atServer(
    async (bench, post) => {
      await bench.poll();
      expect(bench.events("mail.received")).toEqual([]);
      post.deliver({ subject: "New" });
      post.deliver({ subject: "Newer" });
      await bench.poll();
      await bench.poll();
      await bench.restart();
      await bench.poll();
      expect(bench.subjects()).toEqual(["New", "Newer"]);
    },
    { prepare: (post) => post.deliver({ subject: "Old" }) },
  ));

test("connecting to a hundred thousand messages fetches one, searches none, and reads on from there", () =>
  atServer(
    async (bench, post) => {
      const inbox = post.imap.store.folder("INBOX");
      await bench.poll();
      expect(inbox.shown).toBe(1);
      expect(inbox.searched).toBe(0);
      post.deliver({ subject: "The first of today" });
      await bench.poll();
      expect(bench.subjects()).toEqual(["The first of today"]);
      expect(inbox.shown).toBeLessThan(5);
      expect(inbox.searched).toBe(0);
    },
    { prepare: (post) => post.imap.store.folder("INBOX").holdBulk(100_000) },
  ));

test("only the named folders are read, and a mail that is moved between them is taken once", () =>
  atServer(
    async (bench, post) => {
      await bench.poll();
      const uid = post.deliver({ subject: "A question" });
      post.deliver({ subject: "Put away" }, "Archive");
      await bench.poll();
      post.imap.move(uid, "INBOX", "Clients");
      post.deliver({ subject: "Straight to the clients" }, "Clients");
      await bench.poll();
      expect(bench.subjects()).toEqual(["A question", "Straight to the clients"]);
    },
    { query: "folders=INBOX,Clients" },
  ));

test("a mail that comes by two ways, with other traces of its delivery, is one mail", () =>
  atServer(async (bench, post) => {
    await bench.poll();
    const letter = post.letter({ subject: "To both of your addresses" });
    post.deliver(`Received: from a.example by mx.example\r\n${letter}`);
    post.deliver(`Received: from b.example by mx.example\r\n${letter}`);
    await bench.poll();
    expect(bench.subjects()).toEqual(["To both of your addresses"]);
  }));

test("somebody who uses another's Message-ID for other words keeps nothing from being taken", () =>
  atServer(async (bench, post) => {
    await bench.poll();
    post.deliver({ messageId: "same@whitfield.example", subject: "Forged", from: "Eve <eve@evil.example>" });
    post.deliver({ messageId: "same@whitfield.example", subject: "Genuine" });
    await bench.poll();
    expect(bench.subjects()).toEqual(["Forged", "Genuine"]);
  }));

test("old mail that the owner puts into a named folder later is still the past", () =>
  atServer(
    async (bench, post) => {
      await bench.poll();
      const now = post.imap.faults.now().getTime();
      post.deliver({ subject: "From last year" }, "INBOX", new Date(now - 365 * DAY_MS));
      post.deliver({ subject: "From today" });
      await bench.poll();
      expect(bench.subjects()).toEqual(["From today"]);
    },
    { prepare: (post) => post.deliver({ subject: "Newest of the past" }) },
  ));

test("Date headers years off keep nothing from being taken, and take nothing twice", () =>
  atServer(async (bench, post) => {
    await bench.poll();
    post.deliver({ subject: "From 1999", date: "Fri, 1 Jan 1999 00:00:00 +0000" });
    post.deliver({ subject: "From 2049", date: "Fri, 1 Jan 2049 00:00:00 +0000" });
    await bench.poll();
    post.imap.store.folder("INBOX").renumber();
    await bench.poll();
    expect(bench.subjects()).toEqual(["From 1999", "From 2049"]);
  }));

test("when the server numbers everything anew, nothing is lost and nothing taken twice", () =>
  atServer(
    async (bench, post) => {
      const inbox = post.imap.store.folder("INBOX");
      await bench.poll();
      for (let day = 1; day <= 3; day++)
        post.deliver({ subject: `Day ${day}` }, "INBOX", new Date(Date.UTC(2026, 10, 20 + day, 10)));
      await bench.poll();
      post.deliver({ subject: "Not yet seen" }, "INBOX", new Date(Date.UTC(2026, 10, 24, 10)));
      inbox.renumber((mails) => [...mails].reverse());
      inbox.shown = 0;
      await bench.poll();
      expect(bench.subjects()).toEqual(["Day 1", "Day 2", "Day 3", "Not yet seen"]);
      // Of the 5,000 of the past none is looked at again; of what was taken since the day before, only the headers.
      expect(inbox.shown).toBe(3 + 1);
      post.deliver({ subject: "After it" }, "INBOX", new Date(Date.UTC(2026, 10, 24, 11)));
      await bench.poll();
      await bench.restart();
      await bench.poll();
      expect(bench.subjects()).toHaveLength(5);
    },
    { prepare: (post) => post.imap.store.folder("INBOX").holdBulk(5000) },
  ));

test("mail of the very day of connecting is the past, also when it is numbered anew that day", () =>
  atServer(
    async (bench, post) => {
      await bench.poll();
      post.deliver({ subject: "Since" }, "INBOX", new Date(Date.UTC(2026, 10, 24, 12)));
      post.imap.store.folder("INBOX").renumber();
      await bench.poll();
      expect(bench.subjects()).toEqual(["Since"]);
    },
    {
      prepare: (post) => {
        post.deliver({ subject: "This morning" }, "INBOX", new Date(Date.UTC(2026, 10, 24, 8)));
        post.deliver({ subject: "At noon" }, "INBOX", new Date(Date.UTC(2026, 10, 24, 11)));
      },
    },
  ));

test("seventy new mails come in handfuls, each whole or not at all", () =>
  atServer(async (bench, post) => {
    await bench.poll();
    for (let index = 1; index <= 70; index++) post.deliver({ subject: `Number ${index}` });
    const first = await bench.connector.poll();
    expect(first).toHaveLength(32);
    await bench.record(first);
    await bench.poll();
    expect(bench.subjects()).toEqual(Array.from({ length: 70 }, (_, index) => `Number ${index + 1}`));
  }));

test("what was read and not recorded is read again; what came behind it waits", () =>
  atServer(async (bench, post) => {
    await bench.poll();
    post.deliver({ subject: "First" });
    post.deliver({ subject: "Second" });
    const [, second] = await bench.connector.poll();
    if (second) await bench.record([second]); // the first was lost with its process
    expect(bench.subjects()).toEqual([]);
    await bench.poll();
    expect(bench.subjects()).toEqual(["First", "Second"]);
  }));

test("a mail that is far too large isn't fetched: the owner is told where it lies", () =>
  atServer(async (bench, post) => {
    await bench.poll();
    post.deliver({ subject: "All our pictures", headers: ["X-Test-Size: 61000000"], text: "x".repeat(100_000) });
    post.deliver({ subject: "Behind it" });
    await bench.poll();
    expect(bench.subjects("mail.unreadable")).toEqual([
      "It has 61.0 MB, and I read 26.2 MB at most. It lies in “INBOX”: “All our pictures”, from Nora Whitfield <nora@whitfield.example>.",
    ]);
    expect(bench.subjects()).toEqual(["Behind it"]);
  }));

test("several mailboxes are read, each from where it was left off", () =>
  atServer(
    async (bench, post) => {
      await bench.poll();
      post.deliver({ subject: "In the one" });
      post.deliver({ subject: "In the other" }, "Clients");
      await bench.poll();
      expect(bench.subjects().sort()).toEqual(["In the one", "In the other"]);
    },
    {
      // The same server by its two names is two mailboxes.
      imapUrl: (post) => `${post.imapUrl()} ${post.imapUrl("folders=Clients").replace("127.0.0.1", "localhost")}`,
    },
  ));

test("a folder that was renamed is named, with those that exist; the others are read all the same", () =>
  atServer(
    async (bench, post) => {
      await bench.connector.poll().then((reports) => bench.record(reports));
      post.deliver({ subject: "Still read" });
      await bench.record(await bench.connector.poll());
      expect(bench.subjects()).toEqual(["Still read"]);
      await expect(bench.connector.poll()).rejects.toThrow(
        "There is no folder “Projects” in the mailbox; there are INBOX, Sent, Drafts, Clients, Archive. Change “folders” or “sent” in MAIL_IMAP_URL.",
      );
    },
    { query: "folders=INBOX,Projects" },
  ));

test("the server calls when something arrives", () =>
  atServer(
    async (bench, post) => {
      await bench.poll();
      let told = () => undefined as unknown;
      const called = new Promise((resolve) => {
        told = () => resolve(true);
      });
      const watcher = bench.connector.watch(() => told());
      await bench.poll();
      const until = Date.now() + 5000;
      while (!post.imap.commands.includes("IDLE") && Date.now() < until)
        await new Promise((resolve) => setTimeout(resolve, 20));
      post.deliver({ subject: "Called" });
      await called;
      await bench.poll();
      watcher.close();
      expect(bench.subjects()).toEqual(["Called"]);
    },
    { query: "folders=INBOX,Clients" },
  ));
