/**
 * A .cedar file becomes its rules here, each keeping where it stands, so that every later complaint names file and line.
 * Before: the owner's editor. After: load.ts.
 */
export interface SourceRule {
  readonly file: string;
  /** Line of the rule's first word; comments above it are not counted. */
  readonly line: number;
  /** From its first word to its `;`. */
  readonly text: string;
}

// Cedar's own tokens, as far as a rule's end depends on them: a `;` inside a string or a comment ends nothing.
const TOKEN = /\/\/[^\n]*|"(?:\\[\s\S]|[^"\\])*(?:"|$)|\s+|;|[^\s;"/]+|\//g;

/** Splits a file at the `;` of each rule. What follows the last one is a rule too, for Cedar to complain about. */
export function splitRules(file: string, content: string): SourceRule[] {
  const text = content.startsWith("\uFEFF") ? content.slice(1) : content;
  const rules: SourceRule[] = [];
  let line = 1;
  let lines = 0;
  let start = -1;
  let end = -1;
  const close = () => {
    if (start >= 0) rules.push({ file, line, text: text.slice(start, end) });
    start = -1;
  };
  for (const match of text.matchAll(TOKEN)) {
    const token = match[0];
    const silent = token.startsWith("//") || token.trim() === "";
    if (!silent) {
      if (start < 0) {
        start = match.index;
        line = lines + 1;
      }
      end = match.index + token.length;
      if (token === ";") close();
    }
    lines += countNewlines(token);
  }
  close();
  return rules;
}

/** The file's line at a byte offset into the rule (Cedar counts UTF-8 bytes). */
export function lineAt(rule: SourceRule, byteOffset: number): number {
  return rule.line + countNewlines(Buffer.from(rule.text).subarray(0, byteOffset).toString());
}

function countNewlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count++;
  return count;
}
