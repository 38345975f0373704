/**
 * The verb `older`, as the owner types it: a card first, a yes, and what was found; beside a running process, that one reads.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { olderLetters } from "../contracts/outsides/things.ts";
import { atelier, eventually, json, queueOf, Service, temporaryHome } from "../support/cli.ts";
import { PostOffice } from "../support/imap/post-office.ts";

const SINCE = ["older", "mail", "--since", "2025-06-01"];

/** A home with a client and a past. */
async function withPast(environment = {}): Promise<string> {
  const home = temporaryHome();
  mkdirSync(join(home, "mail", "cur"), { recursive: true });
  olderLetters({ theirs: 3, strangers: 2 }).forEach((raw, nth) => {
    writeFileSync(join(home, "mail", "cur", `${nth}.eml`), raw);
  });
  const file = join(home, "company.csv");
  writeFileSync(file, "client,company,emails,language,stage\nOlga Past,Past Ltd,olga@past.example,en,active\n");
  expect(await atelier(home, ["import", file], environment)).toMatchObject({ code: 0 });
  const [card] = await queueOf(home);
  expect(await atelier(home, ["approve", card?.code ?? ""], environment)).toMatchObject({ code: 0 });
  return home;
}

test("older mail is shown first, read once it is approved, and told in numbers; wrong words are told, too", async () => {
  const home = await withPast();
  const asked = await atelier(home, SINCE);
  expect(asked.code).toBe(0);
  expect(asked.stdout).toContain("Read your older mail since 1 June 2025");
  expect(asked.stdout).toContain("mail of people I don't know");
  const [card] = await queueOf(home);
  const done = await atelier(home, ["approve", card?.code ?? ""]);
  expect(done.stdout).toContain("3 mails with one client are remembered, 2 were left out.");
  expect((await atelier(home, SINCE)).stderr).toContain("since 1 June 2025 is here already");
  expect((await atelier(home, ["older", "mail", "--since", "May 2025", "--yes"])).stdout).toContain(
    "there was none with your clients",
  );
  for (const [words, why] of [
    [["older", "mail"], "Say since which day: older mail --since 2025-06-01."],
    [["older", "mail", "--since", "long ago"], "expected a day such as 2025-06-01"],
    [["older", "mail", "--since", "2999-01-01"], "1 January 2999 lies in the future"],
    [["older", "stripe", "--since", "2025-06-01"], "Only older mail can be read, not “stripe”"],
  ] as const) {
    const refused = await atelier(home, words);
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toContain(why);
  }
  expect(await atelier(home, ["older"])).toMatchObject({ code: 2 });
});

test("where the mailbox can't be read now, it is noted, and goes on with the next start", async () => {
  const post = await PostOffice.open();
  for (const raw of olderLetters({ theirs: 3, strangers: 2 })) post.imap.put("INBOX", raw, new Date("2025-07-02"));
  try {
    const environment = post.environment();
    const home = await withPast(environment);
    await atelier(home, ["tick"], environment); // the moment of connecting
    await post.stop();
    const { code, document } = await json(home, [...SINCE, "--yes"], environment);
    expect([code, document]).toMatchObject([0, { ok: true, older: { isDone: false } }]);
    expect((await atelier(home, ["status"], environment)).stdout).toContain(
      "Older mail since 1 June 2025: about to be read.",
    );
    await post.start();
    expect(await atelier(home, ["tick", "--until-idle"], environment)).toMatchObject({ code: 0 });
    expect((await atelier(home, ["status"], environment)).stdout).not.toContain("Older mail");
    expect((await atelier(home, ["export"], environment)).stdout.match(/"mail\.remembered"/g)).toHaveLength(3);
  } finally {
    await post.stop();
  }
});

test("beside a running process, that one reads it", async () => {
  const home = await withPast();
  const service = new Service(home);
  await service.until(/running|listening|Atelier/i);
  const { stdout } = await atelier(home, [...SINCE, "--yes"]);
  expect(stdout).toContain("Atelier reads it, and tells you when it is done.");
  await eventually(
    async () => /"older-mail\.read"/.test((await atelier(home, ["export"])).stdout),
    "the end of the reading",
  );
  expect((await service.stop("SIGTERM")).code).toBe(0);
});
