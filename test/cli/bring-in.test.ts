/**
 * `setup` and `import` as scripts see them: what is known and missing, rows that are named, one card, and nothing that leaves.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { atelier, json, queueOf, temporaryHome } from "../support/cli.ts";
import { COMPANY, knowCompany } from "../support/known-company.ts";

test("setup writes down what it is told, names what can't be and what is missing, and keeps the rest", async () => {
  const home = temporaryHome();
  const told = await json(home, ["setup", "--set", "iban=DE89 3704 0044 0532 0130 00", "--set", "vatRate=19 %"]);
  const file = join(home, "policies", "company.yaml");
  expect(told).toMatchObject({
    code: 0,
    document: {
      ok: true,
      file,
      known: { iban: "DE89370400440532013000", vatRate: 19, legalName: null },
      missing: expect.arrayContaining(["legalName", "address", "country", "termsDays"]),
    },
  });
  expect(readFileSync(file, "utf8")).toContain("# The account your clients pay into");
  const wrong = await atelier(home, ["setup", "--set", "iban=DE00", "--set", "termsDays=14", "--set", "colour=red"]);
  expect(wrong).toMatchObject({ code: 1, stdout: "" });
  expect(wrong.stderr).toMatch(/“DE00” can't be iban: I expected an IBAN whose check digits are right/);
  expect(wrong.stderr).toMatch(/There is no field “colour”/);
  // What was good is written down all the same, and what stood there stays.
  expect(readFileSync(file, "utf8")).toMatch(/iban: "?DE89370400440532013000[\s\S]*termsDays: 14/);
  knowCompany(home, `${COMPANY}country: Germany\n`);
  expect(await atelier(home, ["setup"])).toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringMatching(/company\.yaml/),
  });
});

test("import prints a template, names bad rows and brings nothing in; without them it is one card", {
  timeout: 60_000,
}, async () => {
  const home = temporaryHome();
  knowCompany(home);
  const { stdout } = await atelier(home, ["import", "--template", "csv"]);
  const [header = ""] = stdout.split("\n");
  const file = join(home, "clients.csv");
  const line = (cells: Record<string, string>) =>
    header
      .split(",")
      .map((name) => cells[name] ?? "")
      .join(",");
  const good = line({ kind: "client", client: "Acme Ltd", emails: "anna@acme.example", price: "2400", country: "DE" });
  writeFileSync(file, `${header}\n${good}\n${line({ client: "Bell", emails: "nobody" })}\n`);
  const refused = await atelier(home, ["import", file]);
  expect(refused).toMatchObject({ code: 1, stdout: "" });
  expect(refused.stderr).toMatch(/Nothing was brought in[\s\S]*line 3 \(Bell\), emails: expected an e-mail address/);
  expect(await queueOf(home)).toEqual([]);
  const asked = await json(home, ["import", file, "--skip-bad"]);
  expect(asked.code).toBe(0);
  const [card] = await queueOf(home);
  expect(card).toMatchObject({ action: "company.import", client: null, title: "Bring in a client from clients.csv." });
  const approved = await atelier(home, ["approve", card?.code ?? ""]);
  expect(approved).toMatchObject({ code: 0, stdout: expect.stringMatching(/Approved: Bring in a client/) });
  expect((await atelier(home, ["who"])).stdout).toMatch(/Acme Ltd/);
  const again = await atelier(home, ["import", file, "--skip-bad"]);
  expect(again).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/no row of .* is good[\s\S]*anna@acme\.example is on record for Acme Ltd/),
  });
});

test("what can't be read is said in a sentence", async () => {
  const home = temporaryHome();
  const cases: ReadonlyArray<readonly [words: string[], why: RegExp]> = [
    [["import"], /Say which file/],
    [["import", join(home, "none.csv")], /can't be read/],
    [["import", "--template", "xls"], /two templates: csv and yaml/],
  ];
  for (const [words, why] of cases)
    expect(await atelier(home, words), words.join(" ")).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(why),
    });
});
