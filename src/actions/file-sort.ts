/**
 * file.sort: the owner says what a file is that was dropped into a chat. One short question, one tap.
 */
import { z } from "zod";
import { sizeWords } from "../lib/size.ts";
import { clients, clientTitle, mergedScope } from "../records/client.ts";
import { FILE_KINDS, type FileWords, files } from "../records/file.ts";
import { defineAction, refused } from "./define.ts";

const FILE_SORT = "file.sort";

const CALLED: Readonly<Record<string, string>> = {
  deliverable: "a deliverable",
  memory: "something to remember",
  stored: "just stored",
  unsorted: "not sorted",
};

const params = z.strictObject({
  file: z.string().min(1),
  kind: z.enum(FILE_KINDS, `expected one of: ${FILE_KINDS.join(", ")}`).default("stored"),
});

export const fileSort = defineAction({
  name: FILE_SORT,
  group: "question",
  resource: "Client",
  sentence: "ask you what a file is",
  context: { kind: "String" },
  produces: ["file.sorted@1"],
  editable: ["kind"],
  params,
  key: ({ file }) => `${FILE_SORT}:${file}`,
  prepare({ file: id, kind }, scope, view) {
    const file = view.records.get(files, id);
    if (!file) return refused("There is no such file on record.");
    const own = mergedScope(view.records, file.scope);
    if (own !== mergedScope(view.records, scope)) return refused("That file belongs to another client.");
    const words = view.privateAt(file.seq) as FileWords | null;
    if (!words) return refused("That file was forgotten.");
    if (file.kind === kind) return refused(`“${words.name}” is ${CALLED[kind]} already.`);
    const client = view.records.get(clients, own);
    const resorted = file.kind === "unsorted" ? {} : { before: CALLED[file.kind] ?? file.kind };
    return {
      kind: "prepared",
      resource: { type: "Client", id: own },
      attributes: { stage: client?.stage ?? "none", language: client?.language ?? "unclear" },
      context: { kind },
      title: `What is “${words.name}” (${sizeWords(file.size)})?`,
      ...(client ? { client: clientTitle(client) } : {}),
      // Until somebody has said what it is, it is kept and nothing else.
      rows:
        kind === "stored" && file.kind === "unsorted"
          ? []
          : [{ label: "You say it is", ...resorted, after: CALLED[kind] ?? kind }],
      choices: [
        { label: "A deliverable", set: { kind: "deliverable" } },
        { label: "To remember", set: { kind: "memory" } },
        { label: "Just store it", set: { kind: "stored" } },
      ],
      files: [{ name: words.name, type: words.type, size: file.size, blob: file.blob }],
      undo: "It can be sorted otherwise at any time.",
      reversible: true,
      leaves: [],
      addressesKnown: true,
      versions: { "file.kind": file.kind },
    };
  },
  decide: ({ file, kind }, _scope, view) => [sorted(file, view.records.get(files, file)?.scope, kind)],
  undo: ({ file }, _scope, view) => [sorted(file, view.records.get(files, file)?.scope, "unsorted")],
});

function sorted(file: string, scope = "workspace", kind: string) {
  return { type: "file.sorted", scope, subject: `file:${file}`, data: { file, kind } };
}
