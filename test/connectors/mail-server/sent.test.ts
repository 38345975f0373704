/**
 * The folder of sent mail: the owner's own mail is noticed, ours is recognised, copies are filed, and what is missing is found.
 */
import { expect, test } from "vitest";
import { atServer } from "./bench.ts";

test("what the owner sends from any device is noticed once; what was sent before is the past", () =>
  atServer(
    async (bench, post) => {
      await bench.poll();
      post.sentByHand({ to: "nora@whitfield.example", subject: "From the phone" });
      await bench.poll();
      post.imap.store.folder("Sent").renumber();
      await bench.poll();
      await bench.restart();
      await bench.poll();
      expect(bench.subjects("mail.sent")).toEqual(["From the phone"]);
    },
    { prepare: (post) => void post.sentByHand({ subject: "Long ago" }) },
  ));

test("an own mail whose client gave it the time of a wrong clock is noticed all the same", () =>
  atServer(
    async (bench, post) => {
      await bench.poll();
      const raw = post.letter({ from: "robin@vale.example", subject: "By a clock of 1990" });
      post.imap.put("Sent", raw, new Date(Date.UTC(1990, 0, 1)));
      await bench.poll();
      expect(bench.subjects("mail.sent")).toEqual(["By a clock of 1990"]);
    },
    { prepare: (post) => void post.sentByHand({ subject: "Before" }) },
  ));

test("a copy is filed with the very bytes that left, and isn't taken for the owner's own mail", () =>
  atServer(async (bench, post) => {
    await bench.poll();
    const delivery = bench.delivery();
    expect(await bench.connector.perform(delivery)).toEqual({ kind: "done" });
    bench.hasLeft(delivery);
    await bench.poll();
    expect(post.inFolder("Sent")).toEqual([post.sent[0]?.raw]);
    expect(post.imap.store.folder("Sent").all()[0]?.flags).toEqual(["\\Seen"]);
    expect(bench.foundSent).toEqual(["0f0f@vale.example"]);
    expect(bench.events("mail.sent")).toEqual([]);
  }));

test("a server that files what it sends by itself gets no second copy", () =>
  atServer(async (bench, post) => {
    await bench.poll();
    post.smtp.onTaken = (mail) => void post.imap.put("Sent", mail.raw);
    const delivery = bench.delivery();
    await bench.connector.perform(delivery);
    bench.hasLeft(delivery);
    await bench.poll();
    expect(post.inFolder("Sent")).toHaveLength(1);
  }));

test("one that does so a moment later is waited for, and helped out when it never does", () =>
  atServer(async (bench, post) => {
    post.imap.capabilities = [...post.imap.capabilities, "X-GM-EXT-1"];
    await bench.poll();
    const delivery = bench.delivery();
    await bench.connector.perform(delivery);
    bench.hasLeft(delivery);
    await bench.poll();
    expect(post.inFolder("Sent")).toEqual([]);
    bench.clock.advance(10 * 60_000);
    await bench.poll();
    expect(post.inFolder("Sent")).toEqual([post.sent[0]?.raw]);
  }));

test("a mail whose copy can't be filed has been sent all the same; the copy comes later, the mail never again", () =>
  atServer(async (bench, post) => {
    await bench.poll();
    post.imap.faults.answer = (name) => (name === "APPEND" ? "{tag} NO [OVERQUOTA] Mailbox is full" : undefined);
    const delivery = bench.delivery();
    expect(await bench.connector.perform(delivery)).toEqual({ kind: "done" });
    bench.hasLeft(delivery);
    await expect(bench.poll()).rejects.toThrow("The mailbox of robin is full: “Mailbox is full”. Make room in it.");
    await bench.restart();
    post.imap.faults.answer = null;
    await bench.poll();
    expect(post.inFolder("Sent")).toEqual([post.sent[0]?.raw]);
    expect(post.sent).toHaveLength(1);
  }));

test("found in Sent is proof of sending, after a restart too; not found proves nothing", () =>
  atServer(async (bench, post) => {
    const delivery = bench.delivery();
    expect(await bench.connector.lookup(delivery)).toMatchObject({ kind: "unknown" });
    // Servers look for parts of words, and small letters are large ones to them.
    post.sentByHand({ messageId: "x0f0f@vale.example" });
    post.sentByHand({ messageId: "0F0F@vale.example" });
    expect(await bench.connector.lookup(delivery)).toMatchObject({ kind: "unknown" });
    post.sentByHand({ messageId: "0f0f@vale.example" });
    await bench.restart();
    expect(await bench.connector.lookup(delivery)).toEqual({ kind: "found" });
    await post.imap.stop();
    // Who can't be asked has not said that it isn't there: it is asked again.
    await expect(bench.connector.lookup(delivery)).rejects.toThrow("127.0.0.1 can't be reached for mail");
    await post.imap.start();
  }));

test("what left and has no copy is found by comparing; its copy can be filed, and that sends nothing", () =>
  atServer(async (bench, post) => {
    await bench.poll();
    const [kept, lost] = [bench.delivery("a1@vale.example"), bench.delivery("b2@vale.example", { subject: "Lost" })];
    for (const delivery of [kept, lost]) {
      await bench.connector.perform(delivery);
      bench.hasLeft(delivery);
    }
    await bench.poll();
    expect(await bench.connector.reconcile()).toEqual([]);
    const sent = post.imap.store.folder("Sent");
    const copy = sent.all().find(({ raw }) => raw.includes("b2@vale.example"));
    sent.remove(copy?.uid ?? 0);
    const [difference, ...others] = await bench.connector.reconcile();
    expect(others).toEqual([]);
    expect(difference).toMatchObject({
      kind: "sent-copy",
      about: "The copy of “Lost” to nora@whitfield.example",
      theirs: "no copy in “Sent”",
      found: { effect: "e_1" },
    });
    const restore = difference?.restore;
    if (!restore) throw new Error("nothing to restore by");
    const again = {
      key: "k",
      reference: restore.reference,
      at: 0,
      operation: restore.operation,
      payload: restore.payload,
    };
    expect(await bench.connector.lookup(again)).toEqual({ kind: "absent" });
    expect(await bench.connector.perform(again)).toEqual({ kind: "done" });
    expect(await bench.connector.lookup(again)).toEqual({ kind: "found" });
    expect(sent.all().at(-1)?.raw.toString("latin1")).toBe(post.sent[1]?.raw);
    expect(post.sent).toHaveLength(2);
    expect(await bench.connector.reconcile()).toEqual([]);
  }));

test("a mail that was passed over is found by comparing, and taken with the next poll", () =>
  atServer(async (bench, post) => {
    await bench.poll();
    post.imap.faults.now = () => new Date(bench.clock.now());
    post.deliver({ subject: "Seen" });
    await bench.poll();
    // A server that hides a message for a while, as broken ones do.
    const uid = post.deliver({ subject: "Hidden" });
    const inbox = post.imap.store.folder("INBOX");
    const hidden = inbox.remove(uid);
    post.deliver({ subject: "Seen, too" });
    await bench.poll();
    if (hidden) inbox.restore(hidden);
    await bench.poll();
    expect(bench.subjects()).toEqual(["Seen", "Seen, too"]);
    await bench.connector.reconcile();
    await bench.poll();
    expect(bench.subjects()).toEqual(["Seen", "Seen, too", "Hidden"]);
  }));
