/**
 * `setup`: who your company is, asked one question at a time. Each answer is checked and written down at once, into the home's
 * own policies/company.yaml, so that it can be left at any time; a running process takes it over by itself.
 * After: policy/company.ts, which says what an answer may be.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { parseDocument } from "yaml";
import {
  COMPANY_FILE,
  COMPANY_KEYS,
  type CompanyFile,
  type CompanyKey,
  checkCompanyField,
  readCompanyFile,
} from "../policy/company.ts";
import { PolicyError } from "../policy/problem.ts";
import type { Surroundings } from "../surroundings.ts";
import { setting, type Verbs } from "./verb.ts";

/** What is asked, in this order; `why` stands under it. */
const QUESTIONS: Readonly<Record<CompanyKey, { readonly ask: string; readonly why: string }>> = {
  legalName: { ask: "Under which name do you do business?", why: "As it has to stand on an invoice." },
  address: { ask: "What is your postal address?", why: "Lines with commas between them, without the country." },
  country: {
    ask: "From which country do you work?",
    why: "Two letters, such as DE. Its holidays are no working days.",
  },
  region: { ask: "In a part of it with holidays of its own?", why: "Such as DE-BY; Enter for no." },
  taxNumber: { ask: "What is your tax number?", why: "As the tax office writes it." },
  vatId: { ask: "What is your VAT number?", why: "Such as DE123456789; Enter if you have none." },
  vatStatus: {
    ask: "Do you charge VAT?",
    why: "“registered” if you do, “small-business” if you are exempt by size.",
  },
  vatRate: { ask: "How much VAT do you usually charge, in percent?", why: "Such as 19." },
  iban: { ask: "Into which account are you paid?", why: "An IBAN; its check digits are looked at." },
  bic: { ask: "What is its BIC?", why: "For clients abroad; Enter to leave it out." },
  termsDays: { ask: "In how many days is an invoice to be paid?", why: "Unless a contract says otherwise; 14, say." },
  invoiceNumber: {
    ask: "How are your invoice numbers written?",
    why: "“{year}-{number:4}” makes 2026-0042. They count up without gaps.",
  },
  signature: { ask: "What stands under your letters?", why: "Put \\n where a new line begins." },
};
/** Without these no invoice is complete. */
const NEEDED: readonly CompanyKey[] = [
  "legalName",
  "address",
  "country",
  "vatStatus",
  "iban",
  "termsDays",
  "invoiceNumber",
];
const LEAVE = /^(stop|quit|exit|q)$/i;
const EMPTY = /^[-–]$/;

/** The home's own file, begun from the one that came with the package, comments and all. */
export class CompanyNotes {
  readonly #folder: string;
  readonly #shipped: string;

  constructor({ home, packageRoot }: { home: string; packageRoot: string }) {
    this.#folder = join(home, "policies");
    this.#shipped = join(packageRoot, "policies");
  }

  get path(): string {
    return join(this.#folder, COMPANY_FILE);
  }

  /** What is known. Throws a PolicyError where the file is broken. */
  known(): CompanyFile {
    const read = readCompanyFile({ folder: this.#source(), label: "policies" });
    if (!read.ok) throw new PolicyError(read.problems);
    return read.value;
  }

  /** Checks one answer and writes it down; every comment and every other line stays. */
  note(key: CompanyKey, words: string): { readonly ok: true } | { readonly ok: false; readonly expected: string } {
    const checked = checkCompanyField(this.known(), key, words.replaceAll("\\n", "\n"));
    if (!checked.ok) return checked;
    const document = parseDocument(readFileSync(join(this.#source(), COMPANY_FILE), "utf8"));
    document.set(
      key,
      Array.isArray(checked.value) ? document.createNode(checked.value, { flow: true }) : checked.value,
    );
    mkdirSync(this.#folder, { recursive: true });
    // Written aside first: a cut power line leaves the old file or the new one.
    const aside = `${this.path}.new`;
    writeFileSync(aside, document.toString({ lineWidth: 0 }));
    renameSync(aside, this.path);
    return { ok: true };
  }

  #source(): string {
    return existsSync(this.path) ? this.#folder : this.#shipped;
  }
}

/** Where questions are asked: `null` is the end, by Ctrl-D or Ctrl-C. */
export interface Asking {
  ask(question: string): Promise<string | null>;
  say(text: string): void;
}

/** Asks for everything in turn. What is known is shown, Enter keeps it, - empties it, and “stop” leaves. */
export async function askAll(notes: CompanyNotes, { ask, say }: Asking): Promise<void> {
  say("Enter keeps what is shown, - empties it, stop leaves. Each answer is written down at once.\n");
  for (const key of COMPANY_KEYS) {
    if (key === "vatRate" && notes.known().vatStatus === "small-business") continue;
    for (;;) {
      const shown = wordsOf(notes.known()[key]);
      const { ask: question, why } = QUESTIONS[key];
      const answer = await ask(`${question}\n  ${why}\n${shown ? `  [${shown}] ` : "  › "}`);
      if (answer === null || LEAVE.test(answer.trim())) return;
      if (answer.trim() === "") break;
      const noted = notes.note(key, EMPTY.test(answer.trim()) ? "" : answer);
      if (noted.ok) break;
      say(`  That can't be it: I expected ${noted.expected}.\n`);
    }
  }
}

export function addSetupVerb({ program, packageRoot, input, out, err, config, done }: Verbs): void {
  program
    .command("setup")
    .description("who your company is: asks for what invoices and letters need, one question at a time")
    .option("--set <field=value>", "write one down without being asked; repeat it for more", setting)
    .option("--json", "one JSON document: what is known, and what is missing")
    .action(async (options: { json?: boolean; set?: Record<string, string> }) => {
      const notes = new CompanyNotes({ home: config().home, packageRoot });
      const wrong = Object.entries(options.set ?? {}).flatMap(([field, words]) => refusalOf(notes, field, words));
      const interactive = input().isTTY === true && out.isTTY === true;
      if (interactive && !options.set && !options.json) await inTerminal(notes, { input, out });
      const known = notes.known();
      const missing = missingOf(known);
      const ok = wrong.length === 0;
      const text = [...wrong, standing(known, missing, notes.path)].join("\n");
      const why = ok ? {} : { why: wrong.join("\n") };
      if (options.json) out.write(`${JSON.stringify({ ok, ...why, file: notes.path, known, missing })}\n`);
      else (ok ? out : err).write(`${text}\n`);
      done(ok ? 0 : 1);
    });
}

/** What keeps an invoice from being complete. */
function missingOf(known: CompanyFile): CompanyKey[] {
  const missing = NEEDED.filter((key) => wordsOf(known[key]) === "");
  if (known.vatStatus === "registered" && known.vatRate === null) missing.push("vatRate");
  if (known.taxNumber === null && known.vatId === null) missing.push("taxNumber");
  return missing;
}

function refusalOf(notes: CompanyNotes, field: string, words: string): string[] {
  const key = COMPANY_KEYS.find((one) => one.toLowerCase() === field.toLowerCase());
  if (!key) return [`There is no field “${field}”. There are: ${COMPANY_KEYS.join(", ")}.`];
  const noted = notes.note(key, words);
  return noted.ok ? [] : [`“${words}” can't be ${key}: I expected ${noted.expected}. Nothing was changed there.`];
}

async function inTerminal(notes: CompanyNotes, { input, out }: Pick<Surroundings, "input" | "out">): Promise<void> {
  const prompt = createInterface({ input: input(), output: out });
  const closed = new Promise<null>((resolve) => prompt.once("close", () => resolve(null)));
  try {
    await askAll(notes, {
      ask: (question) => Promise.race([prompt.question(question), closed]),
      say: (text) => void out.write(`${text}\n`),
    });
  } finally {
    prompt.close();
  }
  out.write("\n");
}

function standing(known: CompanyFile, missing: readonly CompanyKey[], path: string): string {
  const width = Math.max(...COMPANY_KEYS.map((key) => key.length)) + 2;
  const lines = COMPANY_KEYS.map((key) => `  ${key.padEnd(width)}${wordsOf(known[key]) || "–"}`);
  const rest =
    missing.length === 0
      ? "That is all an invoice needs."
      : `Still missing for an invoice: ${missing.join(", ")}. Write one down with: setup --set ${missing[0]}=…`;
  return [path, ...lines, rest].join("\n");
}

/** A value as a person writes it; empty where there is none. */
function wordsOf(value: CompanyFile[CompanyKey]): string {
  if (value === null) return "";
  return (typeof value === "object" ? value.join(", ") : String(value)).replaceAll("\n", "\\n");
}
