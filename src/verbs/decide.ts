/**
 * The verbs that decide: each records the owner's word and waits for what it leads to. With a leader beside them the leader
 * carries it out; without one they carry out the consequences of this one decision themselves.
 */
import type { Outcome } from "../kernel/decision.ts";
import { type EffectRow, effects } from "../kernel/effect.ts";
import { intents } from "../kernel/intent.ts";
import { proposals } from "../kernel/proposal.ts";
import type { Ordered } from "../surfaces/desk.ts";
import { phraseOutcome, phraseUndone, succeeded } from "../surfaces/phrase.ts";
import { choose } from "../surfaces/words/choose.ts";
import { laterAt, readLater } from "../surfaces/words/later.ts";
import { readOlderMail } from "./older-reading.ts";
import { type Opened, type Said, setting, type Verbs, wholeNumber, withHome } from "./verb.ts";

const WAIT_MS = 10_000;

interface Json {
  readonly json?: boolean;
}

export function addDecisionVerbs(verbs: Verbs): void {
  const { program } = verbs;
  const verb = (name: string, description: string) =>
    program.command(name).description(description).option("--json", "one JSON document");

  verb("approve <code>", "do what the card says, exactly as it was shown")
    .option("--revision <number>", "the revision that you saw", wholeNumber)
    .action((code: string, options: Json & { revision?: number }) =>
      withHome(verbs, options, async (opened) =>
        carriedOut(opened, await opened.door.desk.approve(code, options.revision)),
      ),
    );

  verb("reject <code>", "say no")
    .requiredOption("--reason <text>", "why, for the agents to learn from")
    .action((code: string, options: Json & { reason: string }) =>
      withHome(verbs, options, async ({ door, terminal }) =>
        said(await door.desk.reject(code, options.reason), terminal.look()),
      ),
    );

  verb("choose <code> <answer...>", "give one of the answers that the card offers, by its number or its name").action(
    (code: string, answer: string[], options: Json) =>
      withHome(verbs, options, async (opened) =>
        carriedOut(opened, await choose(opened.door, { code, which: answer.join(" ") })),
      ),
  );

  verb("edit <code>", "change what the card proposes; nothing leaves before you approve the result")
    .requiredOption("--set <field=value>", "what becomes what; repeat it for more", setting)
    .action((code: string, options: Json & { set: Record<string, string> }) =>
      withHome(verbs, options, async ({ door, terminal }) =>
        said(await door.desk.edit(code, options.set), terminal.look()),
      ),
    );

  verb("later <code> [when...]", "put a card away: tonight, tomorrow (the default), monday, or when they write").action(
    (code: string, when: string[], options: Json) =>
      withHome(verbs, options, async ({ door, terminal, workspace }) => {
        const words = when.join(" ") || "tomorrow";
        const later = readLater(words);
        if (!later)
          return refused(`I don't know when “${words}” is. Say tonight, tomorrow, monday or when they write.`);
        const until = laterAt(later, workspace.clock.now(), workspace.config.timezone);
        return said(await door.desk.later(code, until), terminal.look());
      }),
  );

  verb("self <code>", "withdraw a card: you do it yourself").action((code: string, options: Json) =>
    withHome(verbs, options, async ({ door, terminal }) => said(await door.desk.takeOver(code), terminal.look())),
  );

  verb("again <code>", "ask again about a card that expired").action((code: string, options: Json) =>
    withHome(verbs, options, async ({ door, terminal }) => said(await door.desk.askAgain(code), terminal.look())),
  );

  verb("undo <code>", "take back what an approved card did, as far as that is possible").action(
    (code: string, options: Json) =>
      withHome(verbs, options, async ({ door }) => {
        const undone = await door.desk.undo(code);
        return {
          ok: undone.kind === "undone",
          text: phraseUndone(undone),
          json: { ok: undone.kind === "undone", ...undone },
        };
      }),
  );
}

/** Says a decision's outcome; waits, after an approval, until what leaves has left or is in trouble. */
export async function carriedOut(opened: Opened, outcome: Ordered): Promise<Said> {
  const { terminal } = opened;
  const answer = said(outcome, terminal.look());
  if (outcome.kind === "approved") await forgotten(opened);
  const older = outcome.kind === "approved" ? await readOlderMail(opened, outcome.proposal) : null;
  if (older)
    return {
      ...answer,
      text: `${answer.text}\n${older.text}`,
      json: { ...(answer.json as object), older: older.progress },
    };
  if (outcome.kind !== "approved" || outcome.effects.length === 0) return answer;
  const rows = await outcomeOf(opened, outcome);
  const told = rows.map((row) => EFFECT_WORDS[row.state] ?? row.state);
  const ok = rows.every((row) => row.state === "performed" || row.state === "queued");
  return {
    ok,
    text: [answer.text, ...told].join("\n"),
    json: { ...(answer.json as object), effects: rows.map(({ operation, state }) => ({ operation, state })) },
  };
}

/** What was decided to be forgotten is so when the verb ends: by whoever leads, or by us. */
async function forgotten({ workspace }: Opened): Promise<void> {
  if (!workspace.forgetting.due) return;
  const lead = await workspace.lead(`process ${process.pid}`);
  const until = workspace.clock.now() + WAIT_MS;
  while (workspace.forgetting.due && workspace.clock.now() < until) {
    if (lead.kind === "leading") await workspace.forgetting.step();
    if (workspace.forgetting.due) await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const EFFECT_WORDS: Readonly<Record<string, string>> = {
  performed: "✅ Sent.",
  queued: "It is on its way out; `status` says when it has left, or why it is held.",
  failed: "It could not be sent. A new card asks what to do; `queue` shows it.",
  uncertain: "I can't tell whether it was sent. A new card asks you; `queue` shows it.",
};

async function outcomeOf(
  { workspace }: Opened,
  approved: Extract<Outcome, { kind: "approved" }>,
): Promise<EffectRow[]> {
  const intent = workspace.records.get(proposals, approved.proposal)?.intent ?? "";
  const pending = () => workspace.records.find(effects, "intent = ? ORDER BY seq", [intent]);
  const lead = await workspace.lead(`process ${process.pid}`);
  if (lead.kind === "leading") await workspace.drain(workspace.records.get(intents, intent)?.id ?? "");
  const until = workspace.clock.now() + WAIT_MS;
  while (lead.kind === "taken" && pending().some((row) => row.state === "queued") && workspace.clock.now() < until)
    await new Promise((resolve) => setTimeout(resolve, 20));
  return pending();
}

function refused(why: string): Said {
  return { ok: false, text: why, json: { ok: false, why } };
}

function said(outcome: Ordered, look: Parameters<typeof phraseOutcome>[1]): Said {
  const ok = succeeded(outcome);
  return { ok, text: phraseOutcome(outcome, look), json: { ok, outcome: outcome.kind, ...outcome } };
}
