/**
 * A message falls into sentences here, each kept word for word as evidence and beside it a plain form to compare with.
 * Before: read-message.ts, with the newly written text. After: classify.ts, inquiry.ts.
 */

export interface Sentence {
  /** As written: a substring of the message. */
  text: string;
  /** Lower case, umlauts as ae/oe/ue/ss, contractions and common slips spelt out, quoted words masked, words only. */
  plain: string;
  /** Ends with a question mark. */
  asks: boolean;
  /** The plain forms of its parts between commas, semicolons, colons and dashes. */
  clauses: string[];
}

/** Patterns see at most this much of a sentence, so that no input makes them slow. */
const LONGEST_MATCHED = 400;
const MOST_SENTENCES = 120;
/** A line this long was probably wrapped by the mail program, not ended by the writer. */
const WRAPPED_AT = 50;

const ABBREVIATION =
  /(?:^|[\s(.])(?:z\.\s?b|d\.\s?h|u\.\s?a|bzw|ca|nr|no|dr|prof|fr|hr|mr|mrs|ms|st|str|tel|inkl|zzgl|evtl|ggf|usw|etc|e\.g|i\.e|approx|vs|abs|art|std|mio|mind|max|min|p\.m|a\.m|\p{L}|\d{1,2})$/iu;
const GREETING_LINE =
  /^(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|hallo|liebe[rs]?|guten|sehr geehrte|moin|servus|gr[uü][sß]+)\b.{0,60}[,!]?$/iu;
const CLOSING_LINE =
  /^(?:(?:kind|best|warm|many)? ?regards|best|cheers|thanks|thx|yours|sincerely|mit |viele |liebe |beste |herzliche |freundliche |lg\b|vg\b|mfg\b|gru[sß]+|danke)/iu;

/** Splits a text into its sentences, at most 120 of them. Linear in the text's length. */
export function sentencesOf(text: string): Sentence[] {
  const sentences: Sentence[] = [];
  for (const block of blocksOf(text)) {
    for (const piece of piecesOf(block)) {
      if (sentences.length === MOST_SENTENCES) return sentences;
      sentences.push(sentenceOf(piece));
    }
  }
  return sentences;
}

/** The plain form that phrases are compared with. */
export function plainOf(text: string): string {
  return wordsOf(spellOut(text.slice(0, LONGEST_MATCHED)));
}

/** A sentence as it may be shown: one line, no control characters, at most `length` characters. */
export function shown(text: string, length = 160): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
  return line.length <= length
    ? line
    : `${Array.from(line.slice(0, length - 1))
        .join("")
        .replace(/[\uD800-\uDBFF]$/, "")}…`;
}

function sentenceOf(text: string): Sentence {
  const spelt = spellOut(text.slice(0, LONGEST_MATCHED));
  return {
    text,
    plain: wordsOf(spelt),
    asks: /\?[\s"'”“»)\]!]*(?:\p{Extended_Pictographic}|\uFE0F|\s)*$/u.test(text.slice(-24)),
    clauses: spelt
      .split(/[,;:–—!?]|\s-\s|\.(?=\s)/u)
      .map(wordsOf)
      .filter((clause) => clause !== ""),
  };
}

/** Paragraphs, and within them the lines the writer meant as lines. */
function blocksOf(text: string): string[] {
  const blocks: string[] = [];
  let start = 0;
  let lineStart = 0;
  for (let at = 0; at <= text.length; at++) {
    if (at < text.length && text[at] !== "\n") continue;
    const line = text.slice(lineStart, at).trim();
    const nextEnd = text.indexOf("\n", at + 1);
    const next = text.slice(at + 1, nextEnd < 0 ? text.length : nextEnd).trim();
    if (at === text.length || endsBlock(line, next)) {
      blocks.push(text.slice(start, at));
      start = at + 1;
    }
    lineStart = at + 1;
  }
  return blocks;
}

function endsBlock(line: string, next: string): boolean {
  if (line === "" || next === "" || /[.!?:…]["'”)]*$/u.test(line)) return true;
  if (/^(?:[-*•–]|\d{1,2}[.)])\s/u.test(next)) return true;
  if (line.length <= 80 && (GREETING_LINE.test(line) || (CLOSING_LINE.test(line) && line.length < 40))) return true;
  if (next.length < 40 && CLOSING_LINE.test(next)) return true;
  return !/^[\p{Ll}]/u.test(next) && line.length < WRAPPED_AT;
}

function piecesOf(block: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  for (const mark of block.matchAll(/[.!?…]+["'”“»)\]]*(?=\s|$|\p{Extended_Pictographic})/gu)) {
    const end = mark.index + mark[0].length;
    if (mark[0].startsWith(".") && !endsSentence(block, start, mark.index, mark[0], end)) continue;
    pieces.push(block.slice(start, end));
    start = end;
  }
  pieces.push(block.slice(start));
  return pieces.map((piece) => piece.trim().replace(/^(?:[-*•–]|\d{1,2}\))\s+/u, "")).filter((piece) => piece !== "");
}

/** A full stop ends a sentence unless it stands in an abbreviation, an ordinal ("3. Mai") or trailing dots before a small letter. */
function endsSentence(block: string, start: number, dot: number, mark: string, end: number): boolean {
  if (mark.length > 1) return !/^\s+\p{Ll}/u.test(block.slice(end, end + 8));
  const before = block.slice(Math.max(start, dot - 12), dot);
  if (!ABBREVIATION.test(before)) return true;
  // "bis 14. Danke": an ordinal is followed by something; at the very end of the block it is a full stop.
  return block.slice(end).trim() === "";
}

const CONTRACTIONS: readonly (readonly [RegExp, string])[] = [
  [/[\u200B-\u200D\u2060\u00AD\uFEFF]/gu, ""],
  [/[’‘`´]/gu, "'"],
  [/["“”„«»][^"“”„«»]{0,300}["“”„«»]/gu, " zitat "],
  [/ä/gu, "ae"],
  [/ö/gu, "oe"],
  [/ü/gu, "ue"],
  [/ß/gu, "ss"],
  [/\bcan'?t\b|\bcannot\b/gu, "can not"],
  [/\bwon'?t\b/gu, "will not"],
  [/\b(do|does|did|is|are|was|were|have|has|had|would|could|should|must|need)n'?t\b/gu, "$1 not"],
  [/\b(i|you|we|they|he|she|it|that|there)'d\b/gu, "$1 would"],
  [/'ll\b/gu, " will"],
  [/'re\b/gu, " are"],
  [/'ve\b/gu, " have"],
  [/\bi'm\b|\bim\b(?= (?:not|very|so|really|out|on|afraid|sorry))/gu, "i am"],
  [/\b(it|that|what|there|here|how|where|who|he|she|everything)'s\b/gu, "$1 is"],
  [/\blet'?s\b/gu, "let us"],
  [/\bwhats\b/gu, "what is"],
  [/\b(?:pls|plz|pleas)\b/gu, "please"],
  [/\b(?:thx|tks|thanx|thnx)\b/gu, "thanks"],
  [/\blgtm\b/gu, "looks good to me"],
  [/\booo\b/gu, "out of office"],
  [/\btysm\b/gu, "thank you so much"],
  [/\b(?:ty|thankyou|thank u)\b/gu, "thank you"],
  [/\b(?:wanna|want to)\b/gu, "want to"],
  [/\bgonna\b/gu, "going to"],
  [/\b(?:sth|smth)\b/gu, "something"],
  [/\bbasst\b/gu, "passt"],
  [/\bmachma'?s?\b/gu, "machen wir"],
  [/\badress\b/gu, "address"],
  [/\bu\b/gu, "you"],
  [/\bur\b/gu, "your"],
  [/\b(?:ned|nich|nit|nid)\b/gu, "nicht"],
  [/\bwensday\b|\bwednsday\b/gu, "wednesday"],
  [/\b(?:hab|habs)\b/gu, "habe"],
];

function spellOut(text: string): string {
  let spelt = text.normalize("NFKC").toLowerCase();
  for (const [pattern, replacement] of CONTRACTIONS) spelt = spelt.replace(pattern, replacement);
  return spelt;
}

function wordsOf(spelt: string): string {
  return spelt.replace(/[^\p{L}\p{N}\p{M}€$£%]+/gu, " ").trim();
}
