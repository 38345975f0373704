/**
 * The built program with a mail server in its environment: what doctor says, and that it ends.
 */
import { expect, test } from "vitest";
import { atelier, temporaryHome } from "../support/cli.ts";
import { PostOffice } from "../support/imap/post-office.ts";

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
