/**
 * `import FILE`: a company that was run another way comes in as one proposal. Bad rows are named by line and field, and nothing
 * is brought in before all are good, or the owner says to go without them.
 * After: actions/company-import.ts.
 */
import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { conflictsOf } from "../actions/company-conflicts.ts";
import { type BadRow, badWords, readCompanyFile } from "../import-file.ts";
import { CSV_TEMPLATE, YAML_TEMPLATE } from "../import-template.ts";
import { messageOf } from "../lib/errors.ts";
import { IMPORT } from "../records/imported.ts";
import { carriedOut } from "./decide.ts";
import { type Opened, type Said, type Verbs, wholeNumber, withHome } from "./verb.ts";

interface Options {
  readonly json?: boolean;
  readonly template?: string | true;
  readonly skipBad?: boolean;
  readonly nextNumber?: number;
}

const MOST_TOLD = 50;

export function addImportVerb(verbs: Verbs): void {
  verbs.program
    .command("import [file]")
    .description("bring in clients, contracts, open invoices and the next number from a CSV or YAML file")
    .option("--template [kind]", "print a file to fill in instead: csv or yaml")
    .option("--next-number <number>", "the number that your next invoice takes", wholeNumber)
    .option("--skip-bad", "leave out the rows that can't be read; the card names them")
    .option("--json", "one JSON document")
    .action(async (file: string | undefined, options: Options) => {
      if (options.template !== undefined) return template(verbs, options);
      if (file === undefined)
        throw new Error("Say which file: import company.csv. “import --template” prints one to fill in.");
      await withHome(verbs, options, (opened) => bringIn(opened, file, options));
    });
}

function template({ out, done }: Verbs, { template: kind, json }: Options): void {
  const text = kind === "csv" ? CSV_TEMPLATE : kind === true || kind === "yaml" ? YAML_TEMPLATE : null;
  if (text === null) throw new Error("There are two templates: csv and yaml.");
  out.write(json ? `${JSON.stringify({ template: text })}\n` : text);
  done(0);
}

async function bringIn(opened: Opened, file: string, options: Options): Promise<Said> {
  let text: string;
  try {
    text = readFileSync(resolve(file), "utf8");
  } catch (error) {
    return refusal(`${file} can't be read: ${messageOf(error)}`, []);
  }
  const read = readCompanyFile(file, text);
  if (!read) return refusal(`${file} has to be a .csv or .yaml file. “import --template” prints one.`, []);
  const conflicts = conflictsOf(
    opened.workspace.records,
    read.rows.map(({ row }) => row),
  );
  const bad: BadRow[] = [
    ...read.bad,
    ...conflicts.map(({ at, field, why }) => ({
      line: read.rows[at]?.line ?? 1,
      who: read.rows[at]?.row.client ?? "",
      field,
      why,
    })),
  ].sort((a, b) => a.line - b.line);
  const good = read.rows.filter((_, at) => !conflicts.some((one) => one.at === at)).map(({ row }) => row);
  if (bad.length > 0 && !options.skipBad)
    return refusal(`Nothing was brought in: ${file} has rows that are wrong.`, bad);
  if (good.length === 0) return refusal(`Nothing was brought in: no row of ${file} is good.`, bad);
  const params = {
    file: basename(file),
    clients: good,
    nextNumber: options.nextNumber ?? read.nextNumber,
    leftOut: bad.map(badWords),
  };
  return carriedOut(opened, await opened.door.desk.order({ action: IMPORT, params, apart: true, now: false }));
}

function refusal(why: string, bad: readonly BadRow[]): Said {
  const told = bad.slice(0, MOST_TOLD).map((one) => `  ${badWords(one)}`);
  const more = bad.length > MOST_TOLD ? [`  and ${bad.length - MOST_TOLD} more`] : [];
  const advice = bad.length > 0 ? ["Put them right, or add --skip-bad to go without them."] : [];
  return { ok: false, text: [why, ...told, ...more, ...advice].join("\n"), json: { ok: false, bad } };
}
