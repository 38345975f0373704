/**
 * Once a night: has any mail of the last days been passed over? By right there is none; where there is, it is looked at again.
 * Before: connector.ts, `reconcile`. After: intake.ts takes it with the next poll.
 */

import { headPrint, PRINTED } from "../mail/print.ts";
import type { Folder, Intake } from "./intake.ts";
import type { Mailbox } from "./mailbox.ts";

const DAY_MS = 86_400_000;
const LOOKED_AT_MS = 3 * DAY_MS;
const MOST = 500;

/** Folders in which something was never taken, and the lowest number of such a mail. */
export async function untaken(
  mailbox: Mailbox,
  intake: Intake,
  now: number,
): Promise<readonly { readonly folder: Folder; readonly from: number }[]> {
  return await mailbox.use(async (turn) => {
    const { client } = turn;
    const found: { folder: Folder; from: number }[] = [];
    for (const folder of intake.foldersOf(turn)) {
      const place = intake.placeOf(folder);
      if (!place || place.again !== null || folder.kind === "sent") continue;
      const box = await client.mailboxOpen(folder.path, { readOnly: true });
      if (String(box.uidValidity) !== place.validity || place.next <= 1) continue;
      const recent = await client.search(
        { since: new Date(now - LOOKED_AT_MS), uid: `1:${place.next - 1}` },
        { uid: true },
      );
      if (!Array.isArray(recent) || recent.length === 0) continue;
      const query = { uid: true, internalDate: true, headers: [...PRINTED] };
      for (const mail of await client.fetchAll(recent.slice(-MOST).join(","), query, { uid: true })) {
        const at = mail.internalDate ? new Date(mail.internalDate).getTime() : null;
        const print = mail.headers ? headPrint(mail.headers) : null;
        if (at === null || print === null || (place.past !== null && at <= place.past) || intake.isKnown(print))
          continue;
        found.push({ folder, from: mail.uid });
        break;
      }
    }
    return found;
  });
}
