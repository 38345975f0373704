/**
 * Text as a terminal shows it: how many columns it takes, and nothing in it that would move the cursor, change colours or
 * turn the reading direction. What others wrote comes through here before it is printed.
 */
import { stripVTControlCharacters } from "node:util";

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Scripts and signs that take two columns (Unicode's East Asian Wide, as far as mail has them), and emoji. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]|\ufe0f/u;
const NO_COLUMN = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;
const PLAIN = /^[ -~]*$/;
/** Turning the direction, and joining or hiding without a sign: a reader can't see them, and they make text look like another. */
const INVISIBLE =
  /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u{e0000}-\u{e007f}]/gu;

/** The same text without control characters; line ends stay, tabs and others become spaces. */
export function clean(text: string): string {
  if (PLAIN.test(text)) return text;
  return (
    stripVTControlCharacters(text.replace(/\r\n?|[\u2028\u2029\u0085]/g, "\n"))
      .replace(INVISIBLE, "")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
      .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, " ")
  );
}

/** How many columns a line takes. */
export function columns(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += widthOf(segment);
  return width;
}

/** The text filled up with spaces to `width` columns. */
export function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - columns(text)));
}

/** As much of the text as fits into `width` columns, at least one sign of it, and the rest. */
export function cut(text: string, width: number): readonly [head: string, rest: string] {
  let head = "";
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    used += widthOf(segment);
    if (head && used > width) break;
    head += segment;
  }
  return [head, text.slice(head.length)];
}

function widthOf(grapheme: string): number {
  if (WIDE.test(grapheme)) return 2;
  return NO_COLUMN.test(grapheme) ? 0 : 1;
}
