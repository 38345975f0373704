/**
 * What the owner's words ask for, where they are plain enough to be sure. Anything else is not guessed at.
 * Which card is meant, by code or by a client's name, is found by reception.ts.
 */
export type CardVerb = "approve" | "later" | "self" | "undo" | "why" | "trace" | "again" | "open";

export type Words =
  | { readonly verb: "queue" | "status" | "who" | "verify" | "help" | "quit" | "digest" | "lock" | "compare" }
  /** `about`: an agent, a matter, or reading; empty for all but reading. */
  | { readonly verb: "rules"; readonly about: string }
  /** `whom`: one client; empty for all. */
  | { readonly verb: "cost"; readonly whom: string }
  /** `more`: what stands behind the code, courtesy left out. */
  | { readonly verb: CardVerb; readonly code: string; readonly more: string }
  /** Exactly these revisions, as a list offered them. */
  | {
      readonly verb: "approve-these";
      readonly cards: ReadonlyArray<{ readonly code: string; readonly revision: number }>;
    }
  /** `which`: the answer's number, or what it is called. */
  | { readonly verb: "choose"; readonly code: string; readonly which: string }
  | { readonly verb: "reject"; readonly code: string; readonly reason: string }
  | { readonly verb: "edit"; readonly code: string; readonly changes: Readonly<Record<string, string>> }
  | { readonly verb: "pause"; readonly what: string }
  | { readonly verb: "resume"; readonly what: string | undefined }
  | { readonly verb: "pair"; readonly surface: string }
  | { readonly verb: "unpair"; readonly surface: string }
  | { readonly verb: "unclear"; readonly why: string };

export const WORDS_HELP = [
  "queue · status · who · rules · rules billing · cost · cost NAME · digest · verify · compare",
  "approve CODE · reject CODE because … · later CODE tonight · self CODE · undo CODE · again CODE",
  "choose CODE 1 (of the answers on a card)",
  "remember that … · always … · what do you know about NAME? · forget fact … · change fact … to …",
  "A client's name stands for the only card that waits there: approve Acme",
  'edit CODE field=value (text="…" for a new text, \\n for a new line)',
  "why CODE · trace CODE · open CODE (the whole text)",
  "pause · pause client:NAME · resume",
  "unpair slack · unpair telegram · unpair all · lock (when a phone is lost)",
  "Or in a sentence: “what's open with Acme?”, “what is due?”, “how is Acme doing?”, “Acme paid 2,400 in cash”,",
  "“answer Nora: …”, “close the March milestone for Acme”, “invoice Acme 1,200 for the workshop”, “set up a call with Acme”,",
  "“send Acme an offer of 2,400 for the audit”, “release Acme”, “I'm away from 12 to 20 December”, “I'm back”,",
  "“read my older mail since June 2025”",
].join("\n");

const ALONE: ReadonlyArray<readonly [RegExp, Words]> = [
  [/^(queue|what('s| is)? (waiting|open|waits)( for me)?|waiting|liste|was wartet)$/, { verb: "queue" }],
  [/^(status|how are things|how is it going|stand)$/, { verb: "status" }],
  [/^(who|who does what|wer)$/, { verb: "who" }],
  [/^(rules|regeln)$/, { verb: "rules", about: "" }],
  [/^(cost|costs|spend|kosten)$/, { verb: "cost", whom: "" }],
  [/^(digest|my day|mein tag)$/, { verb: "digest" }],
  [/^verify$/, { verb: "verify" }],
  [/^(compare|reconcile|abgleich|abgleichen)$/, { verb: "compare" }],
  [/^lock$/, { verb: "lock" }],
  [/^(help|hilfe|\?)$/, { verb: "help" }],
  [/^(quit|exit|bye)$/, { verb: "quit" }],
];

/** Verbs of the command line that need a file of that machine, or start something there. */
const AT_THE_MACHINE =
  /^(?:doctor|export|backup|restore|import|setup|simulate|books|deliver|manifest|start|tick)(?: [\w./~:-]+| --[\w-]+)*$/;

/** Reads one line. Codes in any case. */
export function readWords(line: string): Words {
  const text = line.trim().replace(/[?!.]+$/, (marks) => (line.trim() === "?" ? marks : ""));
  const lower = text.toLowerCase();
  for (const [pattern, words] of ALONE) if (pattern.test(lower)) return words;
  const these = /^approve these((?: [A-Za-z0-9]{4,6}:\d+)+)$/i.exec(text)?.[1];
  if (these) return { verb: "approve-these", cards: these.trim().split(" ").map(readRevision) };
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
    case "open":
      return {
        verb: verb.toLowerCase() as CardVerb,
        code,
        more: after.trim().replace(/^(please|now|bitte|jetzt)$/i, ""),
      };
    case "reject": {
      const reason = after.replace(/^(because|--reason|weil)\s*/i, "").replace(/^["“](.*)["”]$/s, "$1");
      if (!code || !reason) return { verb: "unclear", why: "Say which one and why: “reject CODE because …”." };
      return { verb: "reject", code, reason };
    }
    case "choose":
      if (!code || !after) return { verb: "unclear", why: "Say which card and which answer: “choose CODE 1”." };
      return { verb: "choose", code, which: after.trim() };
    case "rules":
    case "regeln":
      return { verb: "rules", about: rest.replace(/^(for|of|about|für|von|zu)\s+/i, "").trim() };
    case "cost":
    case "costs":
    case "kosten":
      return { verb: "cost", whom: rest.replace(/^(for|of|with|für|von|bei)\s+/i, "").trim() };
    case "edit":
      return readEdit(code, after);
    case "pause":
      return { verb: "pause", what: rest || "workspace" };
    case "resume":
    case "continue":
      return { verb: "resume", what: rest || undefined };
    case "pair":
    case "unpair": {
      if (!/^(slack|telegram|all)$/i.test(rest.trim()))
        return {
          verb: "unclear",
          why: `Say which chat: “${verb.toLowerCase()} slack” or “${verb.toLowerCase()} telegram”.`,
        };
      return { verb: verb.toLowerCase() as "pair", surface: rest.trim().toLowerCase() };
    }
    default:
      if (AT_THE_MACHINE.test(text))
        return {
          verb: "unclear",
          why: `That one I only take in a shell, where I run: “npx --no-install atelier ${text}”.`,
        };
      return { verb: "unclear", why: `I did not understand that. What I know:\n${WORDS_HELP}` };
  }
}

/** Whether a line is all that is meant: nothing more is waited for. A button may say what only sentences.ts reads. */
export function isWhole(line: string): boolean {
  return readWords(line).verb !== "unclear" || /^forget fact \S+$/i.test(line.trim());
}

function readRevision(text: string): { code: string; revision: number } {
  const [code = "", revision = ""] = text.split(":");
  return { code: code.toUpperCase(), revision: Number(revision) };
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
