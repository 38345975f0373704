/**
 * From what the owner changed, or why a request was refused, to the words that could be kept of it. Made here and by rule: the owner
 * is shown exactly these words, and may write others. What says nothing about the next time gives no words at all.
 * Before: lessons.ts. After: lesson-learn.ts.
 */
import { bare, LONGEST_FACT } from "./fact-words.ts";

/** Characters of a quotation; of a text that was written anew. */
const LONGEST_QUOTE = 120;
const LONGEST_SAMPLE = 240;
const MOST_CHANGES = 3;
/** Of a line this short all is quoted: “Dear Mr Berg” says more than “Dear Mr”. */
const SHORT_LINE = 60;
/** Above this share of new words a text was written anew, and what changed in it can't be said in a few words. */
const REWRITTEN = 0.6;

/** What fields hold a person's wording, and how a lesson about each begins. */
const WORDING: Readonly<Record<string, string>> = {
  text: "In answers",
  reply: "In answers",
  subject: "In subject lines",
};

/** What an edit of this field teaches: `In answers: “Dear Mr Berg” instead of “Hi Anna”`. `null`: nothing. */
export function lessonFromEdit(field: string, before: string, after: string): string | null {
  const head = WORDING[field];
  // Where nothing had been proposed, the owner has answered, not edited.
  if (head === undefined || before.trim() === "" || isAlike(before, after)) return null;
  const changes = changesIn(linesIn(before), linesIn(after)).filter((change) => !isSlip(change));
  if (changes.length === 0) return null;
  if (share(changes, before, after) > REWRITTEN && linesIn(before).length > 1)
    return fromRewriting(head, before, after);
  const told = changes.slice(0, MOST_CHANGES).map(inWords);
  for (let count = told.length; count > 0; count--) {
    const lesson = `${head}: ${told.slice(0, count).join("; ")}`;
    if (lesson.length <= LONGEST_FACT) return lesson;
  }
  return null;
}

const GREETING =
  /^(?:dear|hello|hi|hey|good (?:morning|day|afternoon)|guten (?:tag|morgen)|liebe[rs]?|sehr geehrte[rs]?|hallo|moin|servus)(?!\p{L})/iu;

/** Of a letter written anew the matter was new; what may last is how it speaks to them, or its manner as a whole. */
function fromRewriting(head: string, before: string, after: string): string {
  const [first = "", second] = linesIn(after);
  if (
    second === undefined ||
    first.length > SHORT_LINE ||
    !GREETING.test(first) ||
    isAlike(first, linesIn(before)[0] ?? "")
  )
    return `${head}, write like this: “${cut(after, LONGEST_SAMPLE)}”`;
  return `${head}, begin with “${first.replace(/[\s,;.!]+$/u, "")}”`;
}

/** Of the moment, not of the matter. */
const MOMENTARY =
  /(?<!\p{L})(?:not\s+now|right\s+now|no\s+time|today|tonight|tomorrow|later|this\s+(?:time|week|month|once)|busy|already|duplicate|i['’]?ll|i\s+will|i\s+have|i\s+did|i\s+can['’]?t|changed\s+my\s+mind|jetzt|heute|morgen|später|diesmal|dieses\s+mal|keine\s+zeit|schon|bereits|erledigt|doppelt|ich\s+(?:habe|werde|mache|rufe))(?!\p{L})/iu;
const LASTING =
  /(?<!\p{L})(?:always|never|from\s+now\s+on|every\s+time|immer|nie|niemals|ab\s+jetzt|künftig)(?!\p{L})/iu;

/** What a reason for a no teaches: its own words. `momentary`: reasons that are one tap, and say nothing of the matter. */
export function lessonFromReason(reason: string, momentary: readonly string[]): string | null {
  const oneTap = momentary.find((one) => reason === one || reason.startsWith(`${one}: `));
  const words = (oneTap === undefined ? reason : reason.slice(oneTap.length + 1)).trim();
  if (words.split(/\s+/u).length < 2 || words.length > LONGEST_FACT) return null;
  if (MOMENTARY.test(words) && !LASTING.test(words)) return null;
  return words.replace(/\s+/gu, " ");
}

interface Change {
  readonly before: string;
  readonly after: string;
}

/** Lines that differ, in their order; what two changed lines begin and end with in common is left out of long ones. */
function changesIn(before: readonly string[], after: readonly string[]): Change[] {
  const changes: Change[] = [];
  let [old, young]: [string[], string[]] = [[], []];
  const close = (): void => {
    if (old.length + young.length > 0 && !isAlike(old.join(" "), young.join(" ")))
      changes.push(narrowed({ before: old.join(" "), after: young.join(" ") }));
    [old, young] = [[], []];
  };
  const common = commonLines(before, after);
  let [at, to] = [0, 0];
  for (const [left, right] of [...common, [before.length, after.length] as const]) {
    old.push(...before.slice(at, left));
    young.push(...after.slice(to, right));
    close();
    [at, to] = [left + 1, right + 1];
  }
  return changes;
}

/** Pairs of places at which both say the same: the longest common subsequence. */
function commonLines(before: readonly string[], after: readonly string[]): Array<readonly [number, number]> {
  const lengths = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0));
  const length = (at: number, to: number) => lengths[at]?.[to] ?? 0;
  for (let at = before.length - 1; at >= 0; at--)
    for (let to = after.length - 1; to >= 0; to--) {
      const row = lengths[at];
      if (!row) continue;
      row[to] = isAlike(before[at] ?? "", after[to] ?? "")
        ? length(at + 1, to + 1) + 1
        : Math.max(length(at + 1, to), length(at, to + 1));
    }
  const pairs: Array<readonly [number, number]> = [];
  for (let at = 0, to = 0; at < before.length && to < after.length; ) {
    if (isAlike(before[at] ?? "", after[to] ?? "")) pairs.push([at++, to++]);
    else if (length(at + 1, to) >= length(at, to + 1)) at++;
    else to++;
  }
  return pairs;
}

function narrowed(change: Change): Change {
  const [old, young] = [change.before.split(" "), change.after.split(" ")];
  if (change.before.length <= SHORT_LINE && change.after.length <= SHORT_LINE) return change;
  let start = 0;
  while (start < Math.min(old.length, young.length) && old[start] === young[start]) start++;
  let end = 0;
  while (end < Math.min(old.length, young.length) - start && old.at(-1 - end) === young.at(-1 - end)) end++;
  const middle = (words: readonly string[]) => words.slice(start, words.length - end).join(" ");
  return { before: middle(old), after: middle(young) };
}

function inWords({ before, after }: Change): string {
  const quoted = (text: string) => `“${cut(text.replace(/[\s,;.]+$/u, ""), LONGEST_QUOTE)}”`;
  if (before === "") return `add ${quoted(after)}`;
  if (after === "") return `leave out ${quoted(before)}`;
  return `${quoted(after)} instead of ${quoted(before)}`;
}

/** How much of both texts is other than it was, 0 to 1. */
function share(changes: readonly Change[], before: string, after: string): number {
  const size = (text: string) => text.replace(/\s+/gu, "").length;
  const changed = changes.reduce((sum, change) => sum + size(change.before) + size(change.after), 0);
  return changed / Math.max(1, size(before) + size(after));
}

const MONTHS =
  "jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|märz|apr(?:il)?|may|mai|june?|juni|july?|juli|aug(?:ust)?|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?";
const DAYS =
  "mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|today|tomorrow|tonight|heute|morgen|übermorgen";
const DATED = new RegExp(`(?<!\\p{L})(?:${MONTHS}|${DAYS})(?!\\p{L})\\.?`, "giu");
const ADDRESS = /\S+@\S+\.\S+|https?:\/\/\S+|www\.\S+/giu;
const AMOUNT =
  /[\p{Sc}]?\s*\d[\d.,:'’/-]*(?:\s*(?:%|€|\p{Sc}|eur|euros?|usd|dollars?|gbp|chf|uhr|am|pm|h)(?!\p{L}))?(?:st|nd|rd|th)?/giu;

/** Whether two texts differ in nothing that would teach: blanks and stops, a sum, a day, an address. */
function isAlike(before: string, after: string): boolean {
  return plainly(before) === plainly(after);
}

function plainly(text: string): string {
  return bare(
    text
      .replace(ADDRESS, " # ")
      .replace(DATED, " # ")
      .replace(AMOUNT, " # ")
      .replace(/[\p{P}\s]+/gu, (mark) => (mark.includes("#") ? " # " : " ")),
  )
    .replace(/(?:# ?)+/gu, "# ")
    .trim();
}

/** A word that was misspelt is no lesson. */
function isSlip({ before, after }: Change): boolean {
  const [old, young] = [before.split(/\s+/u), after.split(/\s+/u)];
  const differing = old.flatMap((word, at) => (word === young[at] ? [] : [[word, young[at] ?? ""] as const]));
  const [only, second] = differing;
  if (old.length !== young.length || !only || second) return false;
  const [wrong, right] = only;
  return wrong.length >= 4 && right.length >= 4 && distance(wrong, right) <= (wrong.length >= 8 ? 2 : 1);
}

/** Letters to be put in, taken out, changed or swapped with their neighbour. */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, at) => at)];
  const cell = (row: number, column: number) => rows[row]?.[column] ?? 0;
  for (let row = 1; row <= a.length; row++) {
    rows.push([row]);
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      rows[row]?.push(
        Math.min(
          cell(row - 1, column) + 1,
          cell(row, column - 1) + 1,
          cell(row - 1, column - 1) + same,
          swapped ? cell(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
  }
  return cell(a.length, b.length);
}

function linesIn(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.replace(/\s+/gu, " ").trim())
    .filter((line) => line !== "");
}

/** Cut between words, and said to be. */
function cut(text: string, longest: number): string {
  const flat = text.replace(/\s+/gu, " ").trim();
  if (flat.length <= longest) return flat;
  const space = flat.lastIndexOf(" ", longest - 1);
  return `${flat.slice(0, space > longest / 2 ? space : longest - 1).toWellFormed()}…`;
}
