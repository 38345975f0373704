/**
 * Of all the rules those that somebody asks for: an agent's, those about a matter, or what the agents may read, which is a list
 * of its own because there is so much of it and none of it changes anything.
 * Before: policy/explain.ts. After: phrase.ts.
 */
import type { RuleSentence } from "../policy/explain.ts";

export interface RulesShown {
  readonly rules: readonly RuleSentence[];
  /** Said below them. */
  readonly note: string;
}

/** `about`: an agent's name, `reading`, or any word; empty for everything but reading. */
export function rulesAbout(rules: readonly RuleSentence[], about: string): RulesShown {
  const wanted = about.trim().toLowerCase();
  if (wanted === "") {
    const shown = rules.filter((rule) => !isReading(rule));
    return {
      rules: shown,
      note: "“rules reading” says what each of them may read, “rules billing” what one of them may do.",
    };
  }
  if (/^(?:reading|reads?|lesen)$/.test(wanted)) return { rules: rules.filter(isReading), note: "" };
  const theirs = rules.filter((rule) => rule.who.includes(wanted) && !isReading(rule));
  const found = theirs.length > 0 ? theirs : rules.filter((rule) => rule.text.toLowerCase().includes(wanted));
  return {
    rules: found,
    note: found.length > 0 ? "" : `No rule speaks of “${about.trim()}”. “rules” says all of them.`,
  };
}

function isReading({ actions }: RuleSentence): boolean {
  return actions.length > 0 && actions.every((name) => name.startsWith("read."));
}
