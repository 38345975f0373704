/**
 * Parts what was newly written from what was only sent along: quotes, their headers, signatures, disclaimers.
 * Losing new words is worse than keeping old ones: a line leaves only for a reason named here.
 * Before: parse.ts has the whole text. After: the intake agent reads `written`.
 */
import { attributionAt, forwardMarker, headerBlockAt, quoteMark } from "./quotes.ts";
import { closingAt, deviceLine, disclaimer } from "./signatures.ts";

export interface Split {
  readonly written: string;
  readonly quoted: string;
  readonly signature: string;
}

/** Lines below the mark "-- "; what is longer is no signature. */
const LONGEST_SIGNATURE = 30;

type Part = "written" | "quoted" | "signature";

/** Splits a text with LF line ends. Linear in its length. */
export function splitWritten(text: string): Split {
  const lines = text.split("\n");
  const parts = quotes(lines);
  for (const [start, end] of writtenRuns(parts)) signature(lines, parts, start, end);
  const written = join(lines, parts, "written");
  // A mail that is all "signature" was one after all that says something.
  if (written === "" && parts.includes("signature") && !parts.includes("quoted"))
    return { written: join(lines, parts, "signature"), quoted: "", signature: "" };
  return { written, quoted: join(lines, parts, "quoted"), signature: join(lines, parts, "signature") };
}

/** Marks quoted lines: what begins with ">", the line that introduces it, and all that follows a forwarded header. */
function quotes(lines: readonly string[]): Part[] {
  const parts: Part[] = lines.map(() => "written");
  for (let at = 0; at < lines.length; at++) {
    if (parts[at] === "quoted") continue;
    const line = lines[at] ?? "";
    if (forwardMarker(line) || headerBlockAt(lines, at)) {
      parts.fill("quoted", /^[_-]{10,}\s*$/.test(lines[previous(lines, at)] ?? "") ? previous(lines, at) : at);
      break;
    }
    const introduction = attributionAt(lines, at);
    if (introduction) {
      if (introduction.restIsQuoted) {
        parts.fill("quoted", at);
        break;
      }
      parts.fill("quoted", at, at + introduction.lines);
      at += introduction.lines - 1;
    } else if (quoteMark(lines, at)) parts[at] = "quoted";
  }
  return parts;
}

/** Finds the signature at the end of one run of written lines. */
function signature(lines: readonly string[], parts: Part[], start: number, end: number): void {
  let last = end;
  for (let at = end - 1, behind = 0; at >= start && behind <= LONGEST_SIGNATURE; at--) {
    const line = lines[at] ?? "";
    if (line === "-- " || (behind <= 12 && /^--\u00a0?$/.test(line))) last = at;
    if (line.trim() !== "") behind++;
  }
  if (last < end) parts.fill("signature", last, end);
  const cut = (from: number) => {
    parts.fill("signature", from, last);
    last = from;
  };
  const note = disclaimer(lines, start, last);
  if (note !== null) cut(note);
  for (
    let tail = lastFilled(lines, start, last);
    tail >= start && deviceLine(lines[tail] ?? "");
    tail = lastFilled(lines, start, last)
  )
    cut(tail);
  const closing = closingAt(lines, start, last);
  if (closing !== null) cut(closing);
}

/** Runs of written lines, as [start, end). */
function writtenRuns(parts: readonly Part[]): [number, number][] {
  const runs: [number, number][] = [];
  for (let at = 0; at < parts.length; at++) {
    if (parts[at] !== "written") continue;
    const run = runs.at(-1);
    if (run && run[1] === at) run[1] = at + 1;
    else runs.push([at, at + 1]);
  }
  return runs;
}

function lastFilled(lines: readonly string[], start: number, end: number): number {
  let at = end - 1;
  while (at >= start && (lines[at] ?? "").trim() === "") at--;
  return at;
}

function previous(lines: readonly string[], at: number): number {
  return lastFilled(lines, 0, at);
}

function join(lines: readonly string[], parts: readonly Part[], part: Part): string {
  return lines
    .filter((_, index) => parts[index] === part)
    .map((line) => line.trimEnd())
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .replace(/^\n+|\n+$/g, "");
}
