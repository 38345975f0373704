/**
 * What follows where the owner has just said yes to reading older mail: a running process reads it; without one this one does, and
 * works until nothing is left. What can't be read now goes on with the next start.
 * Before: decide.ts, older.ts. After: older-mail.ts.
 */
import { MAIL_REMEMBER } from "../actions/mail-remember.ts";
import { intents } from "../kernel/intent.ts";
import { proposals } from "../kernel/proposal.ts";
import { messageOf } from "../lib/errors.ts";
import { doneWords, type OlderProgress } from "../older-mail.ts";
import { type Opened, SETTLE_MS } from "./verb.ts";

/** What is said of it, and how far it has come; null: this approval was about something else. */
export async function readOlderMail(
  { workspace }: Opened,
  proposal: string,
): Promise<{ readonly text: string; readonly progress: OlderProgress | null } | null> {
  const { records } = workspace;
  const intent = records.get(intents, records.get(proposals, proposal)?.intent ?? "");
  if (intent?.action !== MAIL_REMEMBER) return null;
  const { older } = workspace.lookout;
  const lead = await workspace.lead(`process ${process.pid}`);
  if (lead.kind === "taken") return { text: "Atelier reads it, and tells you when it is done.", progress: null };
  const trouble = await workspace.untilIdle({ settleMs: SETTLE_MS }).then(() => null, messageOf);
  const progress = older.progress();
  if (progress?.isDone) return { text: doneWords(progress), progress };
  const lines = [...older.underWay(), ...(trouble === null ? [] : [trouble]), "It goes on with the next start."];
  return { text: lines.join(" "), progress };
}
