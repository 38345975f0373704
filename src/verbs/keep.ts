/**
 * The verbs about what is kept: a backup and its way back, everything on one person, and forgetting.
 */
import { resolve } from "node:path";
import { backUp, keysOf } from "../backup.ts";
import { prepareHome } from "../config.ts";
import { dossierOf, writeDossier } from "../dossier.ts";
import { type Client, clientTitle, findClients } from "../records/client.ts";
import { recordKinds } from "../records/kinds.ts";
import { type Restored, restore } from "../restore.ts";
import { phraseEvents } from "../surfaces/phrase.ts";
import { carriedOut } from "./decide.ts";
import { type Opened, type Said, type Verbs, withHome } from "./verb.ts";

interface Json {
  readonly json?: boolean;
}

export function addKeepVerbs(verbs: Verbs): void {
  const { program } = verbs;
  const verb = (name: string, description: string) =>
    program.command(name).description(description).option("--json", "one JSON document");

  verb("forget <client>", "have a client or lead forgotten for good: a card says what goes and what stays").action(
    (client: string, options: Json) =>
      withHome(verbs, options, async (opened) =>
        carriedOut(opened, await opened.door.desk.order({ action: "client.forget", client, params: {}, now: false })),
      ),
  );

  verb("backup <file>", "a consistent copy, with the keys beside it; keep only the newest key file")
    .option("--force", "write over a file of that name")
    .action((file: string, options: Json & { force?: boolean }) =>
      withHome(verbs, options, async ({ workspace }) => {
        const { database, config } = workspace;
        const parts = { database, keysPath: keysOf(config.home), kinds: recordKinds };
        const done = backUp(parts, resolve(file), { force: options.force ?? false });
        if (!done.ok) return { ok: false, text: done.why, json: done };
        const text = [
          `${phraseEvents(done.events)} backed up to ${done.file}`,
          `The keys are in ${done.keys}`,
          "Keep only the newest key file, and delete older ones: it opens every older backup, too, except whom you had forgotten since.",
          "Agents, policies and the mail folder are files of your own; they are not in it.",
        ].join("\n");
        return { ok: true, text, json: done };
      }),
    );

  verb("restore <file>", "bring a backup back; whoever was forgotten since stays forgotten")
    .option("--force", "though there is a ledger already: that one is kept aside")
    .option("--forgotten <keyfile>", "a newer key file, to forget whom it has forgotten")
    .action(async (file: string, options: Json & { force?: boolean; forgotten?: string }) => {
      const config = verbs.config();
      prepareHome(config);
      const done = restore(
        {
          home: config.home,
          databasePath: config.databasePath,
          ...(options.forgotten === undefined ? {} : { forgotten: resolve(options.forgotten) }),
          force: options.force ?? false,
          now: Date.now(),
        },
        resolve(file),
      );
      if (!done.ok) return refuse(verbs, options, done.why);
      // Opening the home makes the records anew; then the newer forgettings are carried out in this older ledger.
      await withHome(verbs, options, async (opened) => finished(opened, done));
    });
}

/** The verb `export --client`: everything on one person, as one JSON document; with a folder, their mails and files, too. */
export function exportClient({ workspace }: Opened, name: string, folder: string | undefined): Said {
  const found = findClients(workspace.records, name);
  const [client, ...others] = found;
  if (!client) return no(`Nobody here is called “${name}”. “who” lists who is known.`);
  if (others.length > 0) return no(`“${name}” could be ${found.map(clientTitle).join(" or ")}. Say which.`);
  return written(workspace, client, folder);
}

function written(workspace: Opened["workspace"], client: Client, folder: string | undefined): Said {
  const records = () => workspace.records;
  const dossier = dossierOf({ ledger: workspace.ledger, records }, client);
  if (folder === undefined) return { ok: true, text: JSON.stringify(dossier, null, 2), json: dossier };
  const at = resolve(folder);
  const count = writeDossier({ blobs: workspace.blobs, records }, { dossier, client, folder: at });
  const text = `Everything on ${clientTitle(client)} is in ${at}: about.json, and ${count} ${count === 1 ? "mail or file" : "mails and files"} as they came.`;
  return { ok: true, text, json: { ok: true, folder: at, files: count } };
}

async function finished({ workspace }: Opened, done: Extract<Restored, { ok: true }>): Promise<Said> {
  const lead = await workspace.lead(`restore, process ${process.pid}`);
  if (lead.kind === "taken") return no(`Restored, but ${lead.holder} has taken the lead; it finishes the rest.`);
  const again = await workspace.forgetting.again();
  await workspace.forgetting.step();
  const people =
    again === 1 ? "1 client who was forgotten since stays" : `${again} clients who were forgotten since stay`;
  const lines = [
    `${phraseEvents(done.events)} restored; the chain is whole up to ${done.head.hash.slice(0, 16)}.`,
    "The records were made anew from the ledger.",
    ...(again > 0 ? [`${people} forgotten.`] : []),
    ...(done.aside === null ? [] : [`The ledger that was here is kept in ${done.aside}.`]),
  ];
  const { events, head, aside } = done;
  return { ok: true, text: lines.join("\n"), json: { ok: true, events, head, forgotten: again, aside } };
}

function refuse({ out, err, done }: Verbs, { json }: Json, why: string): void {
  if (json) out.write(`${JSON.stringify({ ok: false, why })}\n`);
  else err.write(`${why}\n`);
  done(1);
}

function no(why: string): Said {
  return { ok: false, text: why, json: { ok: false, why } };
}
