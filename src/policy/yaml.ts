/**
 * A YAML file of the owner's, read and checked: every complaint names file, line, key and what was expected.
 * Before: settings.ts and retries.ts, which say what may stand in theirs. After: problem.ts.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { didYouMean } from "../lib/nearest.ts";
import type { PolicyProblem } from "./problem.ts";

export interface YamlFile {
  readonly folder: string;
  /** What errors call the folder: `policies`. */
  readonly label: string;
  /** `settings.yaml` */
  readonly name: string;
}

export type YamlAnswer<T> =
  | { readonly ok: true; readonly value: T; readonly lines: Readonly<Record<string, number>> }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/**
 * Reads the file and checks it with `schema`, whose error messages say what was expected ("a whole number from 0 to
 * 23"). `lines` holds the line of every key at the top, for those that are written down.
 */
export function readYaml<T extends z.ZodType>(place: YamlFile, schema: T, keys: KnownKeys): YamlAnswer<z.output<T>> {
  const file = `${place.label}/${place.name}`;
  const path = join(place.folder, place.name);
  if (!existsSync(path)) {
    return {
      ok: false,
      problems: [{ file, line: 1, message: "the file is missing; copy it from the package's policies" }],
    };
  }
  const counter = new LineCounter();
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    return { ok: false, problems: [{ file, line: 1, message: `the file can't be read (${reason(error)})` }] };
  }
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({
      file,
      line: counter.linePos(error.pos[0]).line,
      message: error.message,
    }));
    return { ok: false, problems };
  }
  const lineOf = (keyPath: readonly PropertyKey[]) => lineOfKey(document, counter, keyPath);
  let plain: unknown;
  try {
    plain = document.toJS() ?? {};
  } catch (error) {
    return { ok: false, problems: [{ file, line: 1, message: reason(error) }] };
  }
  const parsed = schema.safeParse(plain);
  if (parsed.success) return { ok: true, value: parsed.data, lines: topLines(document, lineOf) };
  const problems = parsed.error.issues.flatMap((issue) =>
    complaints(issue, plain, keys).map(({ path: at, message }) => ({ file, line: lineOf(at), message })),
  );
  return { ok: false, problems };
}

/** Which keys may stand under a path (`""` is the top, `company` what is under it); for suggestions only. */
type KnownKeys = (path: string) => readonly string[];

function complaints(
  issue: z.core.$ZodIssue,
  plain: unknown,
  keys: KnownKeys,
): { path: PropertyKey[]; message: string }[] {
  const where = issue.path.map(String).join(".");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const known = keys(where);
      const suggestion = didYouMean(key, known) || ` Known are ${known.join(", ")}.`;
      return { path: [...issue.path, key], message: `no setting "${dotted(where, key)}".${suggestion}` };
    });
  }
  const found = valueAt(plain, issue.path);
  const shown = found === undefined ? "is missing" : `is ${JSON.stringify(found)}`;
  return [{ path: [...issue.path], message: `"${where || "the file"}" ${shown}; expected ${issue.message}` }];
}

/** The line of the key, or of the nearest one above it that is written down. */
function lineOfKey(document: Document, counter: LineCounter, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let line = 1;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
      if (!pair) return line;
      if (isNode(pair.key) && pair.key.range) line = counter.linePos(pair.key.range[0]).line;
      node = pair.value;
    } else {
      node = document.getIn([...path.slice(0, path.indexOf(step) + 1)], true);
      if (isNode(node) && node.range) line = counter.linePos(node.range[0]).line;
    }
  }
  return line;
}

function topLines(document: Document, lineOf: (path: readonly string[]) => number): Record<string, number> {
  if (!isMap(document.contents)) return {};
  const keys = document.contents.items.map((item) => (isScalar(item.key) ? String(item.key.value) : ""));
  return Object.fromEntries(keys.map((key) => [key, lineOf([key])]));
}

function valueAt(plain: unknown, path: readonly PropertyKey[]): unknown {
  let value = plain;
  for (const step of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}

function dotted(where: string, key: string): string {
  return where === "" ? key : `${where}.${key}`;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
