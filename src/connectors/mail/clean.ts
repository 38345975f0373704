/**
 * Makes text from outside fit to be kept and shown: well-formed Unicode, no control characters, a bounded size.
 * Before: mime.ts took the parts out. After: everything that reads or shows the text.
 */

// U+0080–U+009F never mean control codes in mail: they are windows-1252 sent as ISO-8859-1 (WHATWG Encoding, 4.2).
const MISLABELLED = /[\u0080-\u009f]/g;
/** All control characters but line feed and tab. */
const CONTROLS = /[^\n\t\P{Cc}]/gu;
/** Direction overrides hide the true ending of a file name, or the true order of words. */
const OVERRIDES = /[\u202a-\u202e\u2066-\u2069]/g;

/** Text of any length: LF line ends, no control characters, no lone surrogates; cut at `limit` characters, saying so. */
export function cleanText(text: string, limit: number): string {
  const cut = text.length > limit ? text.slice(0, limit) : text;
  const clean = cut
    .replace(/\r\n?|\u2028|\u2029/g, "\n")
    .replace(MISLABELLED, (character) => windows1252(character))
    .replace(CONTROLS, "")
    .replace(OVERRIDES, "")
    .replace(/^\ufeff/, "")
    .toWellFormed();
  return cut === text
    ? clean
    : `${clean}\n\n[The message is longer; the rest, ${text.length - limit} characters, is not shown.]`;
}

/** One line: a name, a subject, a header's value. */
export function cleanLine(text: string, limit: number): string {
  const line = text
    .slice(0, limit)
    .replace(MISLABELLED, (character) => windows1252(character))
    .replace(/[\s\u2028\u2029]+/g, " ")
    .replace(CONTROLS, "")
    .replace(OVERRIDES, "");
  return line.toWellFormed().trim();
}

/** Bytes without a declared charset: UTF-8 where they are, else windows-1252, which gives every byte a meaning. */
export function guessText(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

function windows1252(character: string): string {
  const decoded = new TextDecoder("windows-1252").decode(Uint8Array.of(character.charCodeAt(0)));
  return decoded === character ? "" : decoded;
}
