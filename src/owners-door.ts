/**
 * The owner's way in, for the console and the verbs: the desk that decides, the answers, and the rules in sentences.
 */
import { explainRules, type RuleSentence } from "./policy/explain.ts";
import { Answers } from "./surfaces/answers.ts";
import { Desk } from "./surfaces/desk.ts";
import type { Workspace } from "./workspace.ts";

/** Who sits at this machine's console is the owner: whoever may read the home may decide in it. */
const CONSOLE_OWNER = "owner:console:local";

export interface OwnersDoor {
  readonly desk: Desk;
  readonly answers: Answers;
  readonly rules: () => readonly RuleSentence[];
}

export function ownersDoor(workspace: Workspace): OwnersDoor {
  const { writer, charter, database, ledger } = workspace;
  return {
    desk: new Desk({
      writer,
      authority: charter.authority,
      surface: "console",
      actor: CONSOLE_OWNER,
      staff: {
        agents: charter.agents.map(({ spec }) => spec.name),
        connectors: [...workspace.connectors.keys()],
      },
    }),
    answers: new Answers({
      database,
      ledger,
      records: () => workspace.records,
      agents: charter.agents,
      telling: {
        ruleAt(id) {
          const rule = charter.rulebook().policies.rules.get(id);
          return rule && `${rule.file}:${rule.line}`;
        },
        sentenceOf: (action) => charter.actions.get(action)?.sentence,
      },
    }),
    rules: () =>
      explainRules({
        ...charter.rulebook(),
        may: {
          ...Object.fromEntries(
            charter.agents.map(({ spec }) => [spec.name, [...spec.may, ...spec.reads.map((what) => `read.${what}`)]]),
          ),
          house: charter.authority.may("agent:house") ?? [],
        },
      }),
  };
}
