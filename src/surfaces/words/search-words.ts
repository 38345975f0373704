/**
 * Questions that are searched for rather than looked up: “find the roof in Acme's messages”, “what did Anna say about the
 * budget?”, “what was it about with Acme in October?”. English and German, by rule.
 * Before: question-words.ts. After: search-questions.ts.
 */

/** `name`: whose, as written; empty where the sentence names nobody. */
export type Sought =
  | { readonly kind: "search"; readonly name: string; readonly words: string; readonly by: "them" | "anybody" }
  | { readonly kind: "about"; readonly name: string };

const THINGS = "(?:['’]?s?\\s+(?:messages?|e?-?mails?|letters?|threads?|files?|past|nachrichten|briefen?|dateien))?";
const ABOUT = "(?:about|on|regarding|concerning)";

const SENTENCES: ReadonlyArray<readonly [RegExp, (...groups: string[]) => Sought]> = [
  [
    new RegExp(`^(?:search|look\\s+through)\\s+(.+?)${THINGS}\\s+for\\s+(.+)$`, "iu"),
    (name = "", words = "") => search(name, words),
  ],
  [
    new RegExp(`^(?:find|search\\s+for|look\\s+for)\\s+(.+?)\\s+(?:in|with|among|from|at)\\s+(.+?)${THINGS}$`, "iu"),
    (words = "", name = "") => search(name, words),
  ],
  [
    new RegExp(
      `^(?:what|when|where)\\s+(?:did|has|have)\\s+(.+?)\\s+(?:say|said|write|written|tell|told|ask|asked|talk|talked)(?:\\s+(?:anything|something))?(?:\\s+(?:to\\s+)?(?:me|us|you))?\\s+${ABOUT}\\s+(.+)$`,
      "iu",
    ),
    (name = "", words = "") => search(name, words, "them"),
  ],
  [
    new RegExp(
      `^(?:did|has|have)\\s+(.+?)\\s+(?:ever\\s+)?(?:say|said|write|written|ask|asked|tell|told)(?:\\s+(?:me|us))?(?:\\s+(?:anything|something))?\\s+${ABOUT}\\s+(.+)$`,
      "iu",
    ),
    (name = "", words = "") => search(name, words, "them"),
  ],
  [
    /^(?:when\s+did|did|has|have)\s+(.+?)\s+(?:ever\s+)?mention(?:ed)?\s+(.+)$/iu,
    (name = "", words = "") => search(name, words, "them"),
  ],
  [
    new RegExp(
      `^what\\s+(?:was|(?:did|have)\\s+(?:we|i|you))\\s+(?:agreed?|said|say|decided?|discuss(?:ed)?|talk(?:ed)?|wr(?:ite|itten)|settled?)\\s+(?:with|to)\\s+(.+?)\\s+${ABOUT}\\s+(.+)$`,
      "iu",
    ),
    (name = "", words = "") => search(name, words),
  ],
  [
    /^was\s+hat\s+(.+?)\s+(?:(?:uns|mir)\s+)?(?:über|zu|zum|zur|wegen|zum\s+thema)\s+(.+?)\s+(?:gesagt|geschrieben|gemeint|gefragt)$/iu,
    (name = "", words = "") => search(name, words, "them"),
  ],
  [
    new RegExp(`^(?:finde|suche?)(?:\\s+nach)?\\s+(.+?)\\s+(?:bei|in|von|mit)\\s+(.+?)${THINGS}$`, "iu"),
    (words = "", name = "") => search(name, words),
  ],
  [/^(?:find|search\s+for|look\s+for|finde|suche?(?:\s+nach)?)\s+(.+)$/iu, (words = "") => search("", words)],
  [
    /^what\s+(?:was|is|were)\s+(?:it|this|that|everything)\s+(?:all\s+)?about(?:\s+(?:with|at|for)\s+(.+))?$/iu,
    (name = "") => ({ kind: "about", name }),
  ],
  [
    /^(?:summari[sz]e|sum\s+up|(?:give\s+me\s+)?(?:a\s+|the\s+)?summary\s+(?:of|for))\s+(.+)$/iu,
    (name = "") => ({ kind: "about", name }),
  ],
  [/^worum\s+(?:ging|geht)\s+es(?:\s+(?:bei|mit)\s+(.+))?$/iu, (name = "") => ({ kind: "about", name })],
  [/^fasse?\s+(.+?)\s+zusammen$/iu, (name = "") => ({ kind: "about", name })],
];

/** Reads a question without its period and its question mark; `null` where it is none of these. */
export function readSought(text: string): Sought | null {
  for (const [pattern, read] of SENTENCES) {
    const match = pattern.exec(text);
    if (match) return read(...match.slice(1).map((group) => group ?? ""));
  }
  return null;
}

function search(name: string, words: string, by: "them" | "anybody" = "anybody"): Sought {
  return { kind: "search", name: name.trim(), words: words.trim().replace(/^["“„'‘]+|["”“'’]+$/gu, ""), by };
}
