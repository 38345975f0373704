/**
 * The built program with a mail server in its environment: what doctor says, and that it ends.
 */
import { join } from "node:path";
import LibSql from "libsql";
import { expect, test } from "vitest";
import { atelier, temporaryHome } from "../support/cli.ts";
import { PostOffice } from "../support/imap/post-office.ts";
import { TokenServer } from "../support/oauth/server.ts";

test("doctor asks the mail server, says in words what is wrong, and never the password; a verb that reads mail ends", async () => {
  const post = await PostOffice.open();
  try {
    const home = temporaryHome();
    const environment = { OWNER_NAME: "Robin Vale", OWNER_EMAIL: "robin@vale.example", ...post.environment() };
    const well = await atelier(home, ["doctor"], environment);
    expect(well.stdout).toContain(
      "Mail is read from INBOX of robin at 127.0.0.1, copies filed in Sent; sent over 127.0.0.1.",
    );
    expect(well.code).toBe(0);
    post.imap.login = { ...post.imap.login, password: "changed" };
    const ill = await atelier(home, ["doctor"], environment);
    expect(ill.code).toBe(1);
    expect(ill.stdout + ill.stderr).toContain("Change MAIL_IMAP_URL and start again.");
    expect(ill.stdout + ill.stderr).not.toContain("imap secret");
    const working = { ...environment, ...post.environment() };
    expect((await atelier(home, ["tick"], working)).code).toBe(0);
  } finally {
    await post.stop();
  }
});

function keptSignIns(path: string): number {
  const database = new LibSql(path);
  const { count } = database.prepare("SELECT COUNT(*) AS count FROM marks WHERE name = 'oauth'").get() as {
    count: number;
  };
  database.close();
  return count;
}

test("doctor says of each service what its sign-in lacks", async () => {
  const [post, tokens] = [await PostOffice.open(), await TokenServer.open()];
  const home = temporaryHome();
  post.takeTokens(tokens.books.user, (user, token) => tokens.books.holds(user, token));
  tokens.books.rotates = true;
  const environment = { ...post.environment(), ...tokens.environment("MAIL") };
  try {
    for (let nth = 0; nth < 2; nth++)
      expect((await atelier(home, ["doctor"], environment)).stdout).toContain(
        "Mail is read from INBOX of vera@firm.example at 127.0.0.1, copies filed in Sent; sent over 127.0.0.1.",
      );
    expect((await atelier(home, ["tick"], environment)).code).toBe(0);
    // What it is renewed with lies in the home, and goes into no copy of it.
    expect((await atelier(home, ["backup", join(home, "copy.db")], environment)).code).toBe(0);
    expect([keptSignIns(join(home, "atelier.db")), keptSignIns(join(home, "copy.db"))]).toEqual([1, 0]);
    tokens.books.endSignIns();
    const { code, stdout, stderr } = await atelier(home, ["doctor"], environment);
    expect(code).toBe(1);
    const told = stdout + stderr;
    expect(told.match(/Sign in anew with `npx --no-install atelier oauth mail`/g)).toHaveLength(1);
    for (const secret of [...tokens.books.given, tokens.books.client.secret ?? "?"]) expect(told).not.toContain(secret);
    expect(tokens.faults).toEqual([]);
  } finally {
    await Promise.all([post.stop(), tokens.stop()]);
  }
});
