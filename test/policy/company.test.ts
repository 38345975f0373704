/** policies/company.yaml: every field may be empty, what is written is checked, and a home may have only this one file. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { NO_COMPANY, readCompany } from "../../src/policy/company.ts";
import { problemLine } from "../../src/policy/problem.ts";
import { loadRulebook } from "../../src/policy/rulebook.ts";
import { askAll, CompanyNotes } from "../../src/verbs/setup.ts";
import { inOffice } from "../kernel/company.ts";
import { PACKAGE_ROOT } from "../support/office.ts";
import { shapes, shippedFolder } from "./shelf.ts";

const WHOLE = `legalName: Robin Vale Consulting
address: [Seestrasse 4, 20095 Hamburg]
country: de
region: DE-HH
taxNumber: 12/345/67890
vatId: DE 123 456 789
vatStatus: registered
vatRate: 19
iban: DE89 3704 0044 0532 0130 00
bic: cobadeff
termsDays: 14
invoiceNumber: "{year}-{number:4}"
signature: |
  Robin Vale
  Vale Consulting
`;

function read(text: string) {
  const folder = mkdtempSync(join(tmpdir(), "atelier-company-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "company.yaml"), text);
  return readCompany({ folder, label: "policies" });
}

function home(): string {
  const folder = mkdtempSync(join(tmpdir(), "atelier-home-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("the file that comes with the package knows nothing", () => {
  expect(readCompany({ folder: shippedFolder, label: "policies" })).toMatchObject({ ok: true, value: NO_COMPANY });
});

test("a whole company is read, tidied as it is printed", () => {
  expect(read(WHOLE)).toMatchObject({
    ok: true,
    value: {
      legalName: "Robin Vale Consulting",
      address: ["Seestrasse 4", "20095 Hamburg"],
      country: "DE",
      vatId: "DE123456789",
      vatRateBp: 1900,
      iban: "DE89370400440532013000",
      bic: "COBADEFF",
      termsDays: 14,
      signature: "Robin Vale\nVale Consulting",
    },
  });
});

describe("what can't be is named with its line and what was expected", () => {
  test.each([
    [
      "iban: DE89 3704 0044 0532 0130 00",
      "iban: DE89 3704 0044 0532 0130 01",
      /company\.yaml:9: "iban" is .* expected an IBAN whose check digits/,
    ],
    ["country: de", "country: Germany", /company\.yaml:3: "country" is "Germany"; expected a country in two letters/],
    ["country: de", "country: QX", /a country in two letters/],
    ["region: DE-HH", "region: AT-9", /"region" is "AT-9"; expected a part of DE/],
    ["vatStatus: registered", "vatStatus: yes", /expected registered or small-business/],
    ["vatRate: 19", "vatRate: 190", /expected a percentage such as 19/],
    ["termsDays: 14", "termsDays: soon", /company\.yaml:11: .*a whole number of days/],
    ['"{year}-{number:4}"', '"{year}"', /expected a pattern with the number in it/],
    ['"{year}-{number:4}"', '"{yaer}-{number}"', /expected a pattern with the number in it/],
    ["bic: cobadeff", "bic: 1", /expected a BIC/],
    ["legalName:", "legalname:", /no setting "legalname"\. Did you mean "legalName"\?/],
  ])("%s → %s", (before, after, words) => {
    expect(WHOLE).toContain(before);
    const answer = read(WHOLE.replace(before, after));
    expect(answer.ok).toBe(false);
    if (!answer.ok) expect(answer.problems.map(problemLine).join("\n")).toMatch(words);
  });
});

test("a home may have only some files of its own: every other one is the package's, each text by itself", () => {
  const folder = join(home(), "policies");
  const agents = readdirSync(join(PACKAGE_ROOT, "agents"));
  const source = { ...shapes, folder, shipped: shippedFolder, label: "policies", agents };
  expect(loadRulebook(source).company).toEqual(NO_COMPANY);
  mkdirSync(join(folder, "answers"), { recursive: true });
  writeFileSync(join(folder, "company.yaml"), WHOLE);
  writeFileSync(join(folder, "answers", "reply.en.md"), "Dear {{name}}, {{text}}");
  const rulebook = loadRulebook(source);
  expect(rulebook.company.legalName).toBe("Robin Vale Consulting");
  expect(rulebook.policies.rules.size).toBeGreaterThan(10);
  expect(rulebook.answers.get("reply")?.get("en")).toBe("Dear {{name}}, {{text}}");
  expect(rulebook.answers.get("reply")?.get("de")).toContain("Viele Grüße");
  // Rules belong together: whoever has one file of them has them all.
  writeFileSync(join(folder, "own.cedar"), `@id("only-one")\npermit (principal is Owner, action, resource);\n`);
  expect([...loadRulebook(source).policies.rules.keys()]).toEqual(["only-one"]);
});

test("letters are signed by what company.yaml says, before what settings.yaml says", () =>
  inOffice(async (office) => {
    const { charter, config } = office.workspace;
    const signature = () => charter.fill("reply", "en", { text: "Yes." }).text;
    expect(signature()).toContain("Robin Vale");
    mkdirSync(join(config.home, "policies"), { recursive: true });
    writeFileSync(join(config.home, "policies", "company.yaml"), "signature: Vale & Partners\nlegalName: Vale Ltd\n");
    expect(charter.reload().ok).toBe(true);
    expect(signature()).toContain("Vale & Partners");
    writeFileSync(join(config.home, "policies", "company.yaml"), "iban: nonsense\n");
    expect(charter.reload()).toMatchObject({ ok: false, errors: [{ file: "policies/company.yaml", line: 1 }] });
    expect(charter.rulebook().company.legalName).toBe("Vale Ltd");
  }));

describe("setup", () => {
  /** Answers the questions in turn; `null` is Ctrl-D. */
  async function answering(notes: CompanyNotes, answers: readonly (string | null)[]) {
    const questions: string[] = [];
    const said: string[] = [];
    const left = [...answers];
    await askAll(notes, {
      ask(question) {
        questions.push(question);
        return Promise.resolve(left.length > 0 ? (left.shift() ?? null) : null);
      },
      say: (text) => void said.push(text),
    });
    return { questions, said: said.join("\n") };
  }

  test("asks one thing at a time, asks again where an answer can't be, and writes each down at once", async () => {
    const notes = new CompanyNotes({ home: home(), packageRoot: PACKAGE_ROOT });
    const { questions, said } = await answering(notes, [
      "Vale: Ltd # 1",
      "Seestrasse 4, 20095 Hamburg",
      "Germany",
      "DE",
      null,
    ]);
    expect(questions).toHaveLength(5);
    expect(questions[2]).toBe(questions[3]);
    expect(said).toMatch(/I expected a country in two letters, such as DE/);
    // Left in the middle: what was answered stands there, between the comments of the package's file.
    expect(notes.known()).toMatchObject({
      legalName: "Vale: Ltd # 1",
      address: ["Seestrasse 4", "20095 Hamburg"],
      country: "DE",
    });
    const shipped = readFileSync(join(shippedFolder, "company.yaml"), "utf8");
    const comments = (text: string) => text.split("\n").filter((line) => line.startsWith("#"));
    expect(comments(readFileSync(notes.path, "utf8"))).toEqual(comments(shipped));
  });

  test("shows what is known, keeps it on Enter, empties it on -, and asks no rate of a small business", async () => {
    const notes = new CompanyNotes({ home: home(), packageRoot: PACKAGE_ROOT });
    mkdirSync(join(notes.path, ".."), { recursive: true });
    writeFileSync(notes.path, `# mine\n${WHOLE}`);
    const { questions } = await answering(notes, ["", "", "", "-", "", "", "small-business", "", "stop"]);
    expect(questions[0]).toContain("[Robin Vale Consulting]");
    expect(questions.some((question) => question.includes("How much VAT"))).toBe(false);
    expect(notes.known()).toMatchObject({ region: null, vatStatus: "small-business", iban: "DE89370400440532013000" });
    expect(readFileSync(notes.path, "utf8")).toMatch(/^# mine\n/);
  });

  test("a file that is broken is left as it is, and named", () => {
    const notes = new CompanyNotes({ home: home(), packageRoot: PACKAGE_ROOT });
    mkdirSync(join(notes.path, ".."), { recursive: true });
    writeFileSync(notes.path, "country: Germany\n");
    expect(() => notes.note("iban", "DE89370400440532013000")).toThrow(
      /policies\/company\.yaml:1: "country" is "Germany"/,
    );
    expect(readFileSync(notes.path, "utf8")).toBe("country: Germany\n");
    expect(existsSync(`${notes.path}.new`)).toBe(false);
  });
});
