/**
 * mail.remember: older mail is read, from a day on that the owner names, as memory: what lay in the mailbox before the workspace
 * was connected. It wakes nobody; only the owner asks for it, and is told once what was found.
 * Before: verbs/older.ts, surfaces/words/older-words.ts. After: older-mail.ts, which has it read.
 */
import { z } from "zod";
import type { ActionContract } from "../kernel/action.ts";
import { dayInLetter } from "../lib/workdays.ts";
import { olderMailIn } from "../records/older-mail.ts";
import { defineAction, refused } from "./define.ts";
import type { House } from "./house.ts";
import { today } from "./plan-words.ts";

export const MAIL_REMEMBER = "mail.remember";

const params = z.strictObject({
  since: z.iso.date("expected a day such as 2025-06-01"),
  /** Also what was looked through before, for whoever has become a client since. */
  again: z.enum(["yes", "no"], "expected yes or no").default("no"),
});

export function mailRemember(house: House): ActionContract {
  return defineAction({
    name: MAIL_REMEMBER,
    group: "internal",
    resource: "Workspace",
    sentence: "read your older mail as memory",
    context: {},
    produces: ["older-mail.wanted@1", "older-mail.stopped@1"],
    editable: ["since"],
    form: [
      { name: "since", label: "Since which day (YYYY-MM-DD)", kind: "line" },
      {
        name: "again",
        label: "What was read before, once more",
        kind: "choice",
        choices: ["no", "yes"],
        optional: true,
      },
    ],
    params,
    key: ({ since, again }) => `${MAIL_REMEMBER}:${since}:${again}`,
    prepare({ since, again }, _scope, view) {
      if (since > today(view, house))
        return refused(`${inWords(since)} lies in the future. Say a day that has passed, such as 2025-06-01.`);
      const known = olderMailIn(view.records);
      const isThere = known?.since != null && known.since <= since;
      if (isThere && again === "no") return refused(thereAlready(known.since ?? since, known.state === "wanted"));
      return {
        kind: "prepared",
        resource: { type: "Workspace", id: "workspace" },
        attributes: {},
        context: {},
        title: `Read your older mail since ${inWords(since)}${again === "yes" ? " once more" : ""}`,
        rows: [
          ...(known?.since && !isThere
            ? [{ label: "Since", before: inWords(known.since), after: inWords(since) }]
            : []),
          { label: "Where", after: "the folders that I read, and your sent mail" },
          { label: "Kept", after: "the words of mail with your clients, each with its client, to be found again" },
          {
            label: "Left out",
            after:
              "mail of people I don't know as your clients, and what could be several clients'; it is only counted",
          },
          { label: "Nothing else", after: "Nobody is answered or asked, and no agent works on it." },
          { label: "When", after: "at once, between your new mail; without a running Atelier, with its next start" },
        ],
        undo: "“undo” ends the reading. What was read stays, and is forgotten with its client.",
        reversible: true,
        leaves: [],
        addressesKnown: true,
        versions: { "older-mail.since": known?.since ?? null, "older-mail.state": known?.state ?? null },
      };
    },
    decide({ since, again }, _scope, { records }) {
      const known = olderMailIn(records);
      // What was read whole is read again only where that is asked for; of one that was not, nothing is sure.
      const to = again === "yes" || !known ? null : known.state === "read" ? known.since : known.reads_to;
      return [{ type: "older-mail.wanted", scope: "workspace", subject: "older-mail:mail", data: { from: since, to } }];
    },
    undo(_wish, _scope, { records }) {
      if (olderMailIn(records)?.state !== "wanted")
        return refused("It was read already. “forget” takes a client's mail out of memory, with all else of theirs.");
      return [{ type: "older-mail.stopped", scope: "workspace", subject: "older-mail:mail", data: {} }];
    },
  });
}

function thereAlready(since: string, isBeingRead: boolean): string {
  const stands = isBeingRead ? "being read just now" : "here already";
  const advice =
    "An earlier day reads on from there; “again” looks through it once more, for whoever has become a client since.";
  return `Your older mail since ${inWords(since)} is ${stands}. ${advice}`;
}

/** `1 June 2025` */
function inWords(day: string): string {
  return dayInLetter(day, "en");
}
