/**
 * What a mail server can do to us, and what the owner reads of it: never a password, always what to do.
 */
import { expect, test } from "vitest";
import { imapTrouble } from "../../../src/connectors/mail-server/trouble.ts";
import { ServiceError } from "../../../src/connectors/service-error.ts";
import { imapConfig } from "../../../src/lib/service-address.ts";
import { atServer, type Bench } from "./bench.ts";

async function troubleOf(bench: Bench): Promise<ServiceError> {
  const error = await bench.poll().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ServiceError)) throw new Error(`expected a ServiceError, not ${String(error)}`);
  expect(error.message).not.toContain("imap secret");
  return error;
}

test("down at the start and midway: it is said, and mail goes on when the server is back, on the same port", () =>
  atServer(async (bench, post) => {
    await post.imap.stop();
    expect(await troubleOf(bench)).toMatchObject({
      trouble: "unreachable",
      message: "127.0.0.1 can't be reached for mail (nobody answers there). I keep trying.",
    });
    await post.imap.start();
    bench.clock.advance(2000);
    await bench.poll();
    post.deliver({ subject: "Before the fall" });
    await bench.poll();
    await post.imap.stop();
    expect((await troubleOf(bench)).trouble).toBe("unreachable");
    post.deliver({ subject: "While it was away" });
    await post.imap.start();
    bench.clock.advance(10_000);
    await bench.poll();
    expect(bench.subjects()).toEqual(["Before the fall", "While it was away"]);
  }));

test("a server that has failed is left alone, longer each time", () =>
  atServer(async (bench, post) => {
    post.imap.faults.greeting = "* BYE Not today";
    await troubleOf(bench);
    const first = post.imap.connections;
    for (let second = 0; second < 60; second++) {
      bench.clock.advance(1000);
      await troubleOf(bench);
    }
    // After 1, 3, 7, 15, 31 seconds.
    expect(post.imap.connections - first).toBe(5);
    post.imap.faults.greeting = null;
    bench.clock.advance(300_000);
    await bench.poll();
  }));

test("a connection that breaks is noticed a moment later", () =>
  atServer(async (bench, post) => {
    await bench.poll();
    const noticed = new Promise((resolve) => {
      const watcher = bench.connector.watch(() => resolve(watcher.close()));
    });
    await bench.poll();
    post.imap.dropAll();
    await noticed;
    post.deliver({ subject: "After the break" });
    await bench.poll();
    expect(bench.subjects()).toEqual(["After the break"]);
  }));

test("a wrong password, or access that was revoked midway: the variable is named", () =>
  atServer(async (bench, post) => {
    const right = post.imap.login;
    post.imap.login = { ...right, password: "another" };
    expect(await troubleOf(bench)).toMatchObject({
      trouble: "refused",
      message:
        "127.0.0.1 doesn't let robin in: “Authentication failed.”. The password may be wrong, or access was revoked; many providers want an app password. Change MAIL_IMAP_URL and start again.",
    });
    post.imap.login = right;
    bench.clock.advance(5000);
    await bench.poll();
    post.imap.login = { ...right, password: "revoked" };
    post.imap.dropAll();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await troubleOf(bench)).trouble).toBe("refused");
  }));

test("limits, quotas and passing trouble are told apart from a wrong password", () =>
  atServer(async (bench, post) => {
    const answers: readonly (readonly [string, string])[] = [
      ["{tag} NO [LIMIT] Too many connections", "limited"],
      ["{tag} NO [UNAVAILABLE] Our directory is down", "unreachable"],
      ["{tag} NO [AUTHORIZATIONFAILED] Not with this program", "refused"],
    ];
    for (const [answer, trouble] of answers) {
      post.imap.faults.answer = (name) => (name === "AUTHENTICATE" ? answer : undefined);
      bench.clock.advance(600_000);
      expect((await troubleOf(bench)).trouble).toBe(trouble);
    }
  }));

test("a server that falls silent is given up after a while", () =>
  atServer(
    async (bench, post) => {
      post.imap.faults.silent = true;
      expect(await troubleOf(bench)).toMatchObject({
        message: "127.0.0.1 can't be reached for mail (it doesn't answer in time). I keep trying.",
      });
      post.imap.faults.silent = false;
      bench.clock.advance(2000);
      await bench.poll();
      post.imap.faults.answer = (name) => (name === "EXAMINE" ? "stall" : undefined);
      expect((await troubleOf(bench)).trouble).toBe("unreachable");
    },
    { patienceMs: 300 },
  ));

test("cut off at any byte of an answer, nothing is lost and nothing taken twice", () =>
  atServer(async (bench, post) => {
    await bench.poll();
    post.deliver({ subject: "One", text: "a word\n".repeat(100) });
    post.deliver({ subject: "Two", text: "a word\n".repeat(100) });
    for (let bytes = 0; bytes <= 3000; bytes += 250) {
      post.imap.faults.dropAfterBytes = bytes;
      post.imap.dropAll();
      bench.clock.advance(600_000);
      await bench.poll().catch((error: unknown) => expect(error).toBeInstanceOf(ServiceError));
    }
    post.imap.faults.dropAfterBytes = null;
    bench.clock.advance(600_000);
    await bench.poll();
    expect(bench.subjects()).toEqual(["One", "Two"]);
  }));

test("a server that speaks something else is not believed", () =>
  atServer(async (bench, post) => {
    post.imap.faults.answer = (name) => (name === "EXAMINE" ? "{tag} BAD What is EXAMINE?" : undefined);
    expect(await troubleOf(bench)).toMatchObject({ trouble: "changed" });
  }));

test("what the server can't do on one connection it is asked for on another", () =>
  atServer(async (bench, post) => {
    await bench.poll();
    post.deliver({ subject: "After the repair" });
    const before = post.imap.connections;
    post.imap.faults.answer = (name, line) =>
      name === "EXAMINE" && line.includes("INBOX") && post.imap.connections === before
        ? "{tag} NO [SERVERBUG] Mailbox was deleted under us"
        : undefined;
    await bench.poll();
    expect(bench.subjects()).toEqual(["After the repair"]);
    post.imap.faults.answer = (name) => (name === "EXAMINE" ? "{tag} NO [SERVERBUG] Broken for good" : undefined);
    expect(await troubleOf(bench)).toMatchObject({
      trouble: "unreachable",
      message: "127.0.0.1 can't do what it was asked: “Broken for good”. I keep trying.",
    });
    // It isn't asked without end, though nobody waits between two tries of one look.
    let told = 0;
    const watcher = bench.connector.watch(() => void told++);
    await troubleOf(bench);
    await new Promise((resolve) => setTimeout(resolve, 250));
    watcher.close();
    expect(told).toBe(0);
  }));

test("a certificate that nobody vouches for is the owner's to look at", () => {
  const imap = imapConfig("imaps://robin:secret@mail.vale.example");
  if (!imap) throw new Error("no address");
  const error = Object.assign(new Error("self-signed certificate"), { code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
  expect(imapTrouble(error, imap)).toMatchObject({
    trouble: "refused",
    message:
      "The connection to mail.vale.example can't be trusted: nobody known vouches for its certificate. If it is your own server, name its authority's certificate in NODE_EXTRA_CA_CERTS and start again; else look at the server's name in MAIL_IMAP_URL.",
  });
});

test("doctor says what works, or which thing to mend", () =>
  atServer(
    async (bench, post) => {
      const says = async () => (await bench.connector.check()).says;
      expect(await bench.connector.check()).toEqual({
        ok: true,
        says: "Mail is read from INBOX, Clients of robin at 127.0.0.1, copies filed in Sent; sent over 127.0.0.1.",
      });
      post.imap.store.folders.delete("Clients");
      expect(await says()).toBe(
        "There is no folder “Clients” in the mailbox; there are INBOX, Sent, Drafts, Archive. Change “folders” or “sent” in MAIL_IMAP_URL.",
      );
      post.imap.store.make("Clients");
      post.smtp.answer = (step) => (step === "AUTH" ? "535 5.7.8 no" : undefined);
      expect(await says()).toContain("Change MAIL_SMTP_URL");
      post.smtp.answer = null;
      post.imap.store.folders.delete("Sent");
      await bench.restart();
      expect(await says()).toContain(
        "No folder of 127.0.0.1 is marked as the one for sent mail. Name it in MAIL_IMAP_URL",
      );
      await post.imap.stop();
      await post.smtp.stop();
      expect(await says()).toBe(
        "127.0.0.1 can't be reached for mail (nobody answers there). I keep trying. 127.0.0.1 can't be reached for sending (nobody answers there).",
      );
    },
    { query: "folders=INBOX,Clients" },
  ));
