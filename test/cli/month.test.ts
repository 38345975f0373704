/**
 * A month's end at the console, with nobody running: a company that is brought in, a file that is handed over, an answer that is
 * not clear, one word of the owner's, and the invoice.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { systemClock } from "../../src/lib/clock.ts";
import { localDate } from "../../src/lib/zone.ts";
import { atelier, queueOf, sentMails, temporaryHome } from "../support/cli.ts";
import { knowCompany } from "../support/known-company.ts";

const PACKAGE_ROOT = join(import.meta.dirname, "..", "..");
/** The month in which the program sees itself: its processes live in Berlin. */
const MONTH = localDate(systemClock.now(), "Europe/Berlin").slice(0, 8);

const CLIENTS = `
nextNumber: 43
clients:
  - client: Acme Ltd
    contact: Anna Berg
    emails: [anna@acme.example]
    language: en
    stage: active
    title: Monthly package
    price: 2400.00
    per: month
    vat: domestic
    vatRate: 19
    termsDays: 14
    buyer: Acme Ltd
    address: [Harbour Street 1, Hamburg]
    country: DE
    starts: 2026-01-01
    playbook: monthly-package
    anchor: ${MONTH}01
    doneUpTo: check-in-4
`;

test("from the import to the invoice, with two words of the owner's", { timeout: 60_000 }, async () => {
  const home = temporaryHome();
  knowCompany(home);
  // This test may run at night.
  const settings = readFileSync(join(PACKAGE_ROOT, "policies", "settings.yaml"), "utf8");
  const awake = settings.replace(/^quietHours: .*$/m, 'quietHours: { from: "03:00", to: "03:00" }');
  expect(awake).not.toBe(settings);
  writeFileSync(join(home, "policies", "settings.yaml"), awake);
  const clients = join(home, "clients.yaml");
  writeFileSync(clients, CLIENTS);
  expect(await atelier(home, ["import", clients])).toMatchObject({ code: 0, stderr: "" });
  const [bring] = await queueOf(home);
  await atelier(home, ["approve", bring?.code ?? ""]);
  const report = join(home, "report.txt");
  writeFileSync(report, "All is well.");

  const odd = await atelier(home, ["deliver", report, "--client", "Acme", "--as", "A poem", "--yes"]);
  expect(odd.stdout).toMatch(/Look twice[\s\S]*No plan of theirs asks for “A poem”[\s\S]*Nothing has happened yet/);
  const [asked] = await queueOf(home);
  await atelier(home, ["reject", asked?.code ?? "", "--reason", "the wrong title"]);

  const sent = await atelier(home, ["deliver", report, "--client", "Acme", "--yes"]);
  expect(sent).toMatchObject({ code: 0, stdout: expect.stringMatching(/Send “Month-end report[\s\S]*✅ Sent/) });
  expect(sentMails(home)).toHaveLength(1);
  expect(await queueOf(home)).toEqual([]);

  writeFileSync(
    join(home, "mail", "new", "reply.eml"),
    "From: Anna Berg <anna@acme.example>\r\nTo: robin@vale.example\r\nSubject: The report\r\nMessage-ID: <reply@acme.example>\r\n\r\nI have had a look at it, hmm.\r\n",
  );
  expect(await atelier(home, ["tick", "--until-idle"])).toMatchObject({ code: 0 });
  const [unclear] = await queueOf(home);
  expect(unclear?.title).toContain("Is that a yes?");
  expect(await atelier(home, ["choose", unclear?.code ?? "", "9"])).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/Say which: 1 A yes · 2 Wants changes/),
  });
  expect(await atelier(home, ["choose", unclear?.code ?? "", "1"])).toMatchObject({ code: 0 });
  await atelier(home, ["tick", "--until-idle"]);
  expect(readdirSync(join(home, "invoices"))).toEqual([expect.stringMatching(/0043\.pdf$/)]);
});
