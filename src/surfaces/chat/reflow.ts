/**
 * Mail programs break lines at some column; on a screen of another width that reads badly. What others wrote is shown with those
 * breaks taken out, and only those: a line was broken by a program where the next word would not have fitted any more.
 * For quotes only. What would leave is always shown as it leaves.
 */
const WIDEST = 80;
/** Nothing is called broken where the lines are shorter than that. */
const NARROWEST = 50;

/** The text in paragraphs; a text that no program has broken is left as it is. */
export function reflowed(text: string): string {
  const lines = text.split("\n");
  const width = lines.reduce((widest, line) => Math.max(widest, line.trimEnd().length), 0);
  if (width > WIDEST || width < NARROWEST) return text;
  return lines
    .map((line, at) => {
      const next = lines[at + 1];
      if (next === undefined) return line;
      return goesOn(line, next, width) ? `${line.trimEnd()} ` : `${line}\n`;
    })
    .join("");
}

/** `next` continues the sentence of `line`: it is no list, no quote, not set in, and its first word was too long for the line. */
function goesOn(line: string, next: string, width: number): boolean {
  if (line.trim() === "") return false;
  if (!/^[\p{L}\p{N}"'“„(]/u.test(next) || /^\d+[.)]\s/.test(next)) return false;
  const word = next.split(" ", 1)[0] ?? "";
  return line.trimEnd().length + 1 + word.length > width;
}
