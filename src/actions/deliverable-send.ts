/**
 * deliverable.send: a file goes to the client as what a plan has promised, or its next version. The owner sees it first.
 * Before: agents/deliverable, and the verb `deliver`. After: the client's feedback (feedback-record.ts).
 */
import { z } from "zod";
import type { ActionContract, View } from "../kernel/action.ts";
import type { Records } from "../kernel/fold.ts";
import { money } from "../lib/money.ts";
import { localDate } from "../lib/zone.ts";
import { type Client, clients, clientTitle, mergedScope } from "../records/client.ts";
import { type Deliverable, deliverables } from "../records/deliverable.ts";
import { type FileRow, type FileWords, files } from "../records/file.ts";
import { defineAction, refused } from "./define.ts";
import type { House } from "./house.ts";
import { newLetter } from "./letter.ts";
import { addressee, deliverablesOf, hasLeft, listed, milestoneOf, named, revisionsOf, subjectAndText } from "./work.ts";

const params = z.strictObject({
  /** The title of what it is, or its id; left out, what is due next. */
  deliverable: z.string().trim().default(""),
  file: z.string().min(1),
  /** Left out: the house's own text. */
  text: z.string().trim().default(""),
  subject: z
    .string()
    .trim()
    .regex(/^[^\r\n]*$/, "a subject is one line")
    .default(""),
});

/** What a file would go out as. `row`: what is on record of it; null: no plan knows of it. */
interface Target {
  readonly id: string;
  readonly title: string;
  readonly version: number;
  readonly row: Deliverable | null;
}

export function deliverableSend(house: House): ActionContract {
  return defineAction({
    name: "deliverable.send",
    group: "outward",
    resource: "Client",
    sentence: "send a client what was made for them",
    context: { version: "Long", planned: "Boolean" },
    produces: ["deliverable.sent@1", "deliverable.recalled@1"],
    connector: "mail",
    editable: ["text", "subject", "deliverable"],
    form: [
      { name: "file", label: "File", kind: "line" },
      { name: "deliverable", label: "As", kind: "line", optional: true },
      { name: "text", label: "Your letter", kind: "text", optional: true },
      { name: "subject", label: "Subject", kind: "line", optional: true },
    ],
    params,
    key: ({ file }) => `deliverable.send:${file}`,
    prepare(wish, scope, view, key) {
      const found = ready(view, scope, wish);
      if (typeof found === "string") return refused(found);
      const { own, client, file, words, target } = found;
      const standard = houseLetter(house, view.records, own, target);
      if (!standard.ok && wish.text === "") return refused(standard.why);
      const attachment = {
        kind: "kept" as const,
        name: words.name,
        type: words.type,
        size: file.size,
        blob: file.blob,
      };
      const letter = newLetter(
        view,
        own,
        {
          subject: wish.subject || (standard.ok ? standard.subject : target.title),
          text: wish.text || (standard.ok ? standard.text : ""),
          attachments: [attachment],
          ...(target.row?.letter ? { inReplyTo: target.row.letter } : {}),
        },
        key,
        house.messageIdFor,
      );
      if (typeof letter === "string") return refused(letter);
      const { row } = target;
      return {
        kind: "prepared",
        resource: { type: "Client", id: own },
        attributes: { stage: client.stage, language: client.language },
        context: { version: target.version, planned: row !== null && row.engagement !== "" },
        title: `Send “${target.title}”, version ${target.version}, to ${clientTitle(client)}`,
        client: clientTitle(client),
        rows: [
          { label: "As", after: `${target.title}, version ${target.version}` },
          { label: "Milestone", after: milestoneWords(view.records, row) },
          ...lookTwice(target),
        ],
        letter: letter.shown,
        files: [attachment],
        undo: "Once it has left it can't be taken back; a newer version can be sent.",
        reversible: false,
        leaves: [letter.leaving],
        addressesKnown: letter.addressesKnown,
        versions: {
          [`file.${file.id}`]: file.blob,
          [`deliverable.${target.id}`]: row ? `${row.state} ${row.versions}` : null,
        },
      };
    },
    decide(wish, scope, view, key) {
      const found = ready(view, scope, wish);
      if (typeof found === "string") return [];
      const { own, file, target } = found;
      const on = localDate(view.now, house.zone);
      const { id, version, row } = target;
      const letter = house.messageIdFor(key);
      return [
        {
          type: "deliverable.sent",
          scope: own,
          subject: `deliverable:${id}`,
          data: { deliverable: id, file: file.id, version, letter, on },
          ...(row ? {} : { private: { title: target.title } }),
        },
        ...(row ? revisionsOf(view.records, row) : []).map((task) => ({
          type: "task.done",
          scope: own,
          subject: `task:${task.id}`,
          data: { task: task.id, on },
        })),
      ];
    },
    undo(_wish, scope, view, key) {
      const own = mergedScope(view.records, scope);
      const [sent] = view.records.find(deliverables, "client = ? AND letter = ?", [own, house.messageIdFor(key)]);
      if (!sent || hasLeft(view.records, key)) return [];
      const before = sent.versions > 1 ? "changes" : "planned";
      const recalled = { deliverable: sent.id, version: sent.versions, before };
      return [
        { type: "deliverable.recalled", scope: sent.client, subject: `deliverable:${sent.id}`, data: recalled },
        ...(sent.versions === 1 && sent.engagement !== ""
          ? [{ type: "task.reopened", scope: sent.client, subject: `task:${sent.id}`, data: { task: sent.id } }]
          : []),
      ];
    },
  });
}

/**
 * The house's own letter for what `wanted` names, to start an edit from; why there is none. `expected`: their plan waits for
 * just that, so that there is nothing to look at twice.
 */
export function standardLetter(
  house: House,
  view: View,
  scope: string,
  wish: { readonly file: string; readonly deliverable: string },
): { ok: true; subject: string; text: string; expected: boolean } | { ok: false; why: string } {
  const found = ready(view, scope, wish);
  if (typeof found === "string") return { ok: false, why: found };
  const letter = houseLetter(house, view.records, found.own, found.target);
  return letter.ok ? { ...letter, expected: lookTwice(found.target).length === 0 } : letter;
}

interface Ready {
  readonly own: string;
  readonly client: Client;
  readonly file: FileRow;
  readonly words: FileWords;
  readonly target: Target;
}

function ready(
  view: View,
  scope: string,
  wish: { readonly file: string; readonly deliverable: string },
): Ready | string {
  const own = mergedScope(view.records, scope);
  const client = view.records.get(clients, own);
  if (!client) return "Say to whom: there is no such client on record.";
  const file = view.records.get(files, wish.file);
  if (!file)
    return "There is no such file on record. Drop it into the client's thread, or use “deliver FILE --client NAME”.";
  if (mergedScope(view.records, file.scope) !== own)
    return `That file was not put with ${clientTitle(client)}. A file goes to the client it was put with.`;
  const words = view.privateAt(file.seq) as FileWords | null;
  if (!words) return "That file was forgotten.";
  const target = targetOf(view.records, own, wish.deliverable, file.id, words.name);
  return typeof target === "string" ? target : { own, client, file, words, target };
}

/** Which deliverable is meant: the one that is named, else what is due next, else something no plan knows of. */
function targetOf(records: Records, client: string, wanted: string, file: string, name: string): Target | string {
  const all = deliverablesOf(records, client);
  const waiting = all.filter((one) => one.state === "planned" || one.state === "changes");
  const found = wanted === "" ? waiting.slice(0, 1) : named(all, wanted);
  const [row, ...others] = found;
  if (others.length > 0) return `“${wanted}” could be ${listed(found.map((one) => one.title))}. Say which.`;
  if (row) return { id: row.id, title: row.title, version: row.versions + 1, row };
  return { id: file, title: wanted || name.replace(/\.[a-z0-9]{1,5}$/i, ""), version: 1, row: null };
}

function houseLetter(house: House, records: Records, client: string, { title, version }: Target) {
  const { language, name } = addressee(records, client);
  const values = { name, title, version: version > 1 ? String(version) : "" };
  const filled = house.fill("deliverable", language, values);
  if (!filled.ok) return { ok: false as const, why: `I can't write the letter: ${filled.why}.` };
  const { subject, text } = subjectAndText(filled.text ?? "");
  return { ok: true as const, subject: subject || title, text };
}

function milestoneWords(records: Records, row: Deliverable | null): string {
  const milestone = row ? milestoneOf(records, row) : undefined;
  if (!milestone) return "none";
  const sum = milestone.agreed_cents > 0 ? ` (${money(milestone.agreed_cents, milestone.currency)} net)` : "";
  return `${milestone.title}${sum}`;
}

function lookTwice({ row, title }: Target) {
  if (!row) return [{ label: "Look twice", after: `No plan of theirs asks for “${title}”.` }];
  if (row.state === "accepted") return [{ label: "Look twice", after: `They have accepted version ${row.versions}.` }];
  if (row.state === "sent")
    return [{ label: "Look twice", after: `Version ${row.versions} still waits for their answer.` }];
  return [];
}
