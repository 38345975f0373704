/**
 * Text as Slack takes it: escaped, well-formed, and cut into pieces that stay within its limits.
 * Sizes are counted as Slack stores them, where `&`, `<` and `>` take up to five characters.
 */
import { clean } from "../console/columns.ts";

/** Text with Slack's three control characters escaped, so that nothing in it links, mentions or notifies. */
export function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

/** How many characters the text takes in Slack. */
export function weight(text: string): number {
  let total = text.length;
  for (const [sign] of text.matchAll(/[&<>]/g)) total += sign === "&" ? 4 : 3;
  return total;
}

/** What others wrote, made safe to show: no control characters, no lone halves of a surrogate pair. */
export function literal(text: string): string {
  return clean(text.toWellFormed());
}

/** The same on one line. */
export function oneLine(text: string): string {
  return literal(text).replace(/\s+/g, " ").trim();
}

/** The text, or its beginning with “…” when it takes more than `room`. */
export function shortened(text: string, room: number): string {
  if (text.length <= room && weight(text) <= room) return text;
  return `${text.slice(0, reach(text, room - 1)).trimEnd()}…`;
}

/** As much of the text as takes at most `room`, ended where a reader would end it, and the rest. Joined they are the text. */
export function split(text: string, room: number): readonly [head: string, rest: string] {
  if (text.length <= room && weight(text) <= room) return [text, ""];
  const most = reach(text, room);
  const least = Math.floor(most / 2);
  const line = text.lastIndexOf("\n", most - 1) + 1;
  const word = text.lastIndexOf(" ", most - 1) + 1;
  const at = line > least ? line : word > least ? word : most;
  return [text.slice(0, at), text.slice(at)];
}

/** The text in pieces that take at most `room` each; joined they are the text. */
export function pieces(text: string, room: number): string[] {
  const found: string[] = [];
  for (let rest = text; rest !== ""; ) {
    const [head, tail] = split(rest, room);
    found.push(head);
    rest = tail;
  }
  return found;
}

/** How many UTF-16 units from the start take at most `room`, never ending inside a surrogate pair; at least one sign. */
function reach(text: string, room: number): number {
  let used = 0;
  let at = 0;
  for (const sign of text) {
    used += sign === "&" ? 5 : sign === "<" || sign === ">" ? 4 : sign.length;
    if (used > room && at > 0) break;
    at += sign.length;
    if (used >= room) break;
  }
  return at;
}
