/**
 * A file of an existing company, read: CSV or YAML becomes clients, each with the line it stands in, and everything that is
 * wrong, by line and field. Pure: what is on record is looked at later.
 * Before: the owner's spreadsheet. After: verbs/import.ts, actions/company-import.ts.
 */
import { parse } from "csv-parse/sync";
import { isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { z } from "zod";
import { CLIENT_FIELDS, type ClientRow, clientRow, INVOICE_FIELDS } from "./actions/company-rows.ts";
import { messageOf } from "./lib/errors.ts";
import { didYouMean } from "./lib/nearest.ts";

export interface BadRow {
  readonly line: number;
  /** How the file calls the client; empty where it doesn't. */
  readonly who: string;
  readonly field: string;
  readonly why: string;
}

export interface FileRead {
  readonly rows: ReadonlyArray<{ readonly line: number; readonly row: ClientRow }>;
  readonly nextNumber: number | null;
  readonly bad: readonly BadRow[];
}

/** An entry as it stands in the file, before it is checked. */
interface Entry {
  readonly line: number;
  readonly values: Record<string, unknown>;
  lineOf(path: readonly PropertyKey[]): number;
}

export const CSV_COLUMNS: readonly string[] = ["kind", ...new Set([...CLIENT_FIELDS, ...INVOICE_FIELDS])];
const KINDS = ["client", "invoice", "next"];
const NEXT = "expected the next invoice number, such as 43";

/** Reads the text of a file by the end of its name. `null`: it is neither CSV nor YAML. */
export function readCompanyFile(name: string, text: string): FileRead | null {
  if (/\.csv$/i.test(name)) return readCsv(text);
  return /\.ya?ml$/i.test(name) ? readYamlText(text) : null;
}

/** `line 7 (Acme Ltd), emails: expected …`. */
export function badWords({ line, who, field, why }: BadRow): string {
  return `line ${line}${who ? ` (${who})` : ""}${field ? `, ${field}` : ""}: ${why}`;
}

function readCsv(text: string): FileRead {
  const [header = ""] = text.replace(/^\uFEFF/, "").split(/\r?\n/, 1);
  // A spreadsheet in a country with decimal commas puts semicolons between its cells.
  const delimiter = [";", "\t"].find((one) => header.split(one).length > header.split(",").length) ?? ",";
  let records: Array<{ readonly record: Record<string, string>; readonly info: { readonly lines: number } }>;
  try {
    records = parse(text, { columns: true, info: true, bom: true, trim: true, skip_empty_lines: true, delimiter });
  } catch (error) {
    const line = /line (\d+)/.exec(messageOf(error))?.[1];
    return { rows: [], nextNumber: null, bad: [bad(Number(line ?? 1), messageOf(error))] };
  }
  const columns = Object.keys(records[0]?.record ?? {});
  const unknown = columns.filter((name) => !CSV_COLUMNS.includes(name));
  if (unknown.length > 0) {
    const why = (name: string) =>
      `no column “${name}”.${didYouMean(name, CSV_COLUMNS) || ` Known are ${CSV_COLUMNS.join(", ")}.`}`;
    return { rows: [], nextNumber: null, bad: unknown.map((name) => bad(1, why(name))) };
  }
  const entries: Entry[] = [];
  const wrong: BadRow[] = [];
  let nextNumber: number | null = null;
  for (const { record, info } of records) {
    const { kind: cell = "", ...cells } = record;
    const [line, kind] = [info.lines, cell.toLowerCase() || "client"];
    const who = cells.client ?? "";
    if (!KINDS.includes(kind)) wrong.push({ ...bad(line, `expected one of: ${KINDS.join(", ")}`), who, field: "kind" });
    else if (kind === "client")
      entries.push({ line, values: { ...only(cells, CLIENT_FIELDS), invoices: [] }, lineOf: () => line });
    else if (kind === "next") {
      nextNumber = wholeNumber(cells.number);
      if (nextNumber === null) wrong.push({ ...bad(line, NEXT), field: "number" });
    } else {
      const of = entries.findLast(({ values }) => values.client === who);
      const own = of?.values.invoices;
      if (Array.isArray(own)) own.push(only(cells, INVOICE_FIELDS));
      else wrong.push({ ...bad(line, "expected a client of this name in a line above"), who, field: "client" });
    }
  }
  return checked(entries, nextNumber, wrong);
}

function readYamlText(text: string): FileRead {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const lineAt = (node: unknown) => (isNode(node) && node.range ? counter.linePos(node.range[0]).line : 1);
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ pos, message }) => bad(counter.linePos(pos[0]).line, message));
    return { rows: [], nextNumber: null, bad: problems };
  }
  const plain = document.toJS() as unknown;
  const top = isMap(document.contents) && typeof plain === "object" ? (plain as Record<string, unknown>) : {};
  const wrong = Object.keys(top)
    .filter((key) => !["clients", "nextNumber"].includes(key))
    .map((key) => bad(lineAt(keyNode(document.contents, key)), `no “${key}” here. Known are nextNumber and clients.`));
  const list = isMap(document.contents) ? document.contents.get("clients", true) : undefined;
  if (!isSeq(list)) return { rows: [], nextNumber: null, bad: [...wrong, bad(1, "expected a list under “clients:”")] };
  const nextNumber = top.nextNumber === undefined ? null : wholeNumber(String(top.nextNumber));
  if (top.nextNumber !== undefined && nextNumber === null)
    wrong.push({ ...bad(lineAt(keyNode(document.contents, "nextNumber")), NEXT), field: "nextNumber" });
  const entries = (top.clients as unknown[]).map((values, at): Entry => {
    const node = list.items[at];
    const isEntry = typeof values === "object" && values !== null && !Array.isArray(values);
    return {
      line: lineAt(node),
      values: isEntry ? (values as Record<string, unknown>) : {},
      lineOf: (path) => lineOf(node as Node, path, lineAt),
    };
  });
  return checked(entries, nextNumber, wrong);
}

function checked(entries: readonly Entry[], nextNumber: number | null, wrong: readonly BadRow[]): FileRead {
  const rows: Array<{ line: number; row: ClientRow }> = [];
  const found: BadRow[] = [...wrong];
  for (const { line, values, lineOf: lineIn } of entries) {
    const parsed = clientRow.safeParse(values);
    if (parsed.success) rows.push({ line, row: parsed.data });
    else {
      const who = typeof values.client === "string" ? values.client : "";
      found.push(...parsed.error.issues.flatMap((issue) => complaints(issue, values, who, lineIn)));
    }
  }
  if (entries.length === 0 && found.length === 0) found.push(bad(1, "expected at least one client"));
  return { rows, nextNumber, bad: found.sort((a, b) => a.line - b.line) };
}

function complaints(
  issue: z.core.$ZodIssue,
  values: Record<string, unknown>,
  who: string,
  lineIn: Entry["lineOf"],
): BadRow[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => {
      const known = issue.path.length === 0 ? [...CLIENT_FIELDS, "invoices"] : INVOICE_FIELDS;
      const why = `there is no such field.${didYouMean(key, known) || ` Known are ${known.join(", ")}.`}`;
      return { line: lineIn([...issue.path, key]), who, field: key, why };
    });
  // What is split into a list is shown as it was written.
  const value = issue.path.reduce<unknown>(
    (at, step) => (typeof at === "string" ? at : (at as Record<PropertyKey, unknown> | undefined)?.[step]),
    values,
  );
  const isWritten = (typeof value === "string" && value !== "") || typeof value === "number";
  const field = issue.path.filter((step) => typeof step === "string").join(".");
  return [{ line: lineIn(issue.path), who, field, why: `${issue.message}${isWritten ? `, not “${value}”` : ""}` }];
}

/** The line of what stands at this path, or of the nearest thing above it. */
function lineOf(node: Node, path: readonly PropertyKey[], lineAt: (node: unknown) => number): number {
  let [at, line]: [unknown, number] = [node, lineAt(node)];
  for (const step of path) {
    const key = keyNode(at, String(step));
    const next = isMap(at) || isSeq(at) ? at.get(isSeq(at) ? Number(step) : String(step), true) : undefined;
    if (key) line = lineAt(key);
    else if (isNode(next)) line = lineAt(next);
    at = next;
  }
  return line;
}

function keyNode(node: unknown, key: string): unknown {
  if (!isMap(node)) return undefined;
  return node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key)?.key;
}

function only(cells: Record<string, string>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(cells).filter(([name]) => names.includes(name)));
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text.trim()) && Number(text) > 0 ? Number(text) : null;
}

function bad(line: number, why: string): BadRow {
  return { line, who: "", field: "", why };
}
