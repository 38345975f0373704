/**
 * The verb that hands a finished file over: it is kept with its client as a deliverable, and the card shows the letter with which
 * it would go. With `--yes` the verb is the tap, as it is for `do`.
 */
import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { detectMimeType } from "nodemailer/lib/mime-funcs";
import { handOver } from "../hand-over.ts";
import { messageOf } from "../lib/errors.ts";
import { sizeWords } from "../lib/size.ts";
import { clientTitle, findClients } from "../records/client.ts";
import { LARGEST } from "../surfaces/chat/dropped-files.ts";
import { carriedOut } from "./decide.ts";
import { type Opened, type Said, type Verbs, withHome } from "./verb.ts";

export interface Wanted {
  readonly client: string;
  readonly as?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

const CONSOLE_OWNER = "owner:console:local";

export function addDeliverVerb({ program, ...rest }: Verbs): void {
  program
    .command("deliver <file>")
    .description("send a client what you made for them; you see the letter first")
    .requiredOption("--client <name>", "whom it is for")
    .option("--as <title>", "what it is; left out, what is due next by the plan")
    .option("--yes", "send it at once, with the house's letter, if it is what their plan waits for")
    .option("--json", "one JSON document")
    .action((path: string, wanted: Wanted) =>
      withHome({ program, ...rest }, wanted, (opened) => deliver(opened, path, wanted)),
    );
}

/** Keeps the file and puts the letter to the owner; with `yes` it leaves at once, where nothing is to be looked at twice. */
export async function deliver(opened: Opened, path: string, wanted: Wanted): Promise<Said> {
  const { client: words, as = "", yes = false } = wanted;
  const { workspace, door } = opened;
  const found = findClients(workspace.records, words);
  const [client, ...others] = found;
  if (!client) return no(`Nobody here is called “${words}”. “who” lists who is known.`);
  if (others.length > 0) return no(`“${words}” could be ${found.map(clientTitle).join(" or ")}. Say which.`);
  const bytes = bytesOf(path);
  if (typeof bytes === "string") return no(bytes);
  const file = { name: basename(path), type: detectMimeType(basename(path)), bytes };
  return carriedOut(
    opened,
    await handOver({ workspace, desk: door.desk }, { client: client.id, file, as, now: yes, actor: CONSOLE_OWNER }),
  );
}

/** The bytes, or why they can't be read. */
function bytesOf(path: string): Buffer | string {
  try {
    const bytes = readFileSync(resolve(path));
    if (bytes.length === 0) return `${path} is empty.`;
    return bytes.length > LARGEST
      ? `${path} has ${sizeWords(bytes.length)}; no mail takes more than ${sizeWords(LARGEST)}.`
      : bytes;
  } catch (error) {
    return `${path} can't be read: ${messageOf(error)}.`;
  }
}

function no(why: string): Said {
  return { ok: false, text: why, json: { ok: false, why } };
}
