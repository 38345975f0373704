/**
 * Asks both servers, for `doctor`: reachable, let in, every named folder there, a place for copies.
 * Before: connector.ts. After: one line for the owner.
 */
import { messageOf } from "../../lib/errors.ts";
import type { Health } from "../connector.ts";
import { ServiceError } from "../service-error.ts";
import { missingWords } from "./intake.ts";
import type { Mailbox } from "./mailbox.ts";
import { sentFolder } from "./sent.ts";
import { type SmtpParts, tryLogin } from "./smtp.ts";

export async function checkMail(mailboxes: readonly Mailbox[], sending: SmtpParts): Promise<Health> {
  const wrong: string[] = [];
  const works: string[] = [];
  for (const [index, mailbox] of mailboxes.entries()) {
    try {
      works.push(await checkMailbox(mailbox, index === 0));
    } catch (error) {
      wrong.push(messageOf(error));
    }
  }
  const refused = await tryLogin(sending);
  if (refused) wrong.push(refused);
  else works.push(`sent over ${sending.smtp.host}`);
  // Both servers are signed in to alike, and what is wrong with that is said once.
  return wrong.length > 0
    ? { ok: false, says: [...new Set(wrong)].join(" ") }
    : { ok: true, says: `Mail is ${works.join("; ")}.` };
}

async function checkMailbox(mailbox: Mailbox, isFirst: boolean): Promise<string> {
  const { folders, host, user } = mailbox.imap;
  return await mailbox.use(
    async (turn) => {
      const listed = await turn.client.list({ listOnly: true });
      const there = listed.filter((folder) => !folder.flags.has("\\Noselect")).map((folder) => folder.path);
      const sent = isFirst ? sentFolder(turn) : turn.sent;
      const missing = [...folders, ...(sent === null ? [] : [sent])].find((folder) => !there.includes(folder));
      if (missing !== undefined) throw new ServiceError("refused", missingWords(missing, there));
      const filed = isFirst ? `, copies filed in ${sent}` : "";
      return `read from ${folders.join(", ")} of ${user} at ${host}${filed}`;
    },
    { now: true },
  );
}
