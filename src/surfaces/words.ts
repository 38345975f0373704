/**
 * What the owner's words ask for, where they are plain enough to be sure. Anything else is not guessed at.
 */
export type Words =
  | { readonly verb: "queue" | "status" | "who" | "rules" | "verify" | "help" | "quit" }
  | { readonly verb: "approve" | "later" | "self" | "undo" | "why" | "trace" | "again"; readonly code: string }
  | { readonly verb: "reject"; readonly code: string; readonly reason: string }
  | { readonly verb: "edit"; readonly code: string; readonly changes: Readonly<Record<string, string>> }
  | { readonly verb: "pause"; readonly what: string }
  | { readonly verb: "resume"; readonly what: string | undefined }
  | { readonly verb: "unclear"; readonly why: string };

export const WORDS_HELP = [
  "queue · status · who · rules · verify",
  "approve CODE · reject CODE because … · later CODE · self CODE · undo CODE · again CODE",
  'edit CODE field=value (text="…" for a new text, \\n for a new line)',
  "why CODE · trace CODE",
  "pause · pause client:NAME · resume",
].join("\n");

const ALONE: ReadonlyArray<readonly [RegExp, Words]> = [
  [/^(queue|what('s| is)? (waiting|open|waits)( for me)?|waiting|liste|was wartet)$/, { verb: "queue" }],
  [/^(status|how are things|how is it going|stand)$/, { verb: "status" }],
  [/^(who|who does what|wer)$/, { verb: "who" }],
  [/^(rules|regeln)$/, { verb: "rules" }],
  [/^verify$/, { verb: "verify" }],
  [/^(help|hilfe|\?)$/, { verb: "help" }],
  [/^(quit|exit|bye)$/, { verb: "quit" }],
];

/** Reads one line. Codes in any case. */
export function readWords(line: string): Words {
  const text = line.trim().replace(/[?!.]+$/, (marks) => (line.trim() === "?" ? marks : ""));
  const lower = text.toLowerCase();
  for (const [pattern, words] of ALONE) if (pattern.test(lower)) return words;
  const [, verb = "", rest = ""] = /^(\S+)\s*([\s\S]*)$/.exec(text) ?? [];
  const [, code = "", after = ""] = /^([^\s,]+),?\s*([\s\S]*)$/.exec(rest) ?? [];
  switch (verb.toLowerCase()) {
    case "approve":
    case "later":
    case "self":
    case "undo":
    case "why":
    case "trace":
    case "again":
      if (!code)
        return { verb: "unclear", why: `Which one? Say “${verb.toLowerCase()} CODE”; “queue” shows the codes.` };
      // “approve K7QM tomorrow” is not “approve K7QM”: with more words than these it isn't plain.
      if (!/^(|please|now|bitte|jetzt)$/i.test(after.trim()))
        return {
          verb: "unclear",
          why: `I did nothing, because of “${after.trim()}”. Say only “${verb.toLowerCase()} ${code}”.`,
        };
      return { verb: verb.toLowerCase() as "approve", code };
    case "reject": {
      const reason = after.replace(/^(because|--reason|weil)\s*/i, "").replace(/^["“](.*)["”]$/s, "$1");
      if (!code || !reason) return { verb: "unclear", why: "Say which one and why: “reject CODE because …”." };
      return { verb: "reject", code, reason };
    }
    case "edit":
      return readEdit(code, after);
    case "pause":
      return { verb: "pause", what: rest || "workspace" };
    case "resume":
    case "continue":
      return { verb: "resume", what: rest || undefined };
    default:
      return { verb: "unclear", why: `I did not understand that. What I know:\n${WORDS_HELP}` };
  }
}

/** `field=value field="more words"`, with or without `--set`. */
function readEdit(code: string, text: string): Words {
  const changes: Record<string, string> = {};
  for (const [, field = "", quoted, bare] of text.matchAll(/(?:--set\s+)?([\w.]+)=(?:"((?:[^"\\]|\\.)*)"|(\S+))/g))
    changes[field] = quoted?.replaceAll('\\"', '"') ?? bare ?? "";
  if (!code || Object.keys(changes).length === 0)
    return { verb: "unclear", why: 'Say what becomes what: “edit CODE text="…"”.' };
  return { verb: "edit", code, changes };
}
