/**
 * The verbs that only ask: they never lead, and change nothing but what counts as shown.
 */
import { examine } from "../doctor.ts";
import { verifyLedger } from "../kernel/verify.ts";
import { hear } from "../surfaces/console/reception.ts";
import {
  phraseEvents,
  phraseQueue,
  phraseRules,
  phraseStatus,
  phraseTrace,
  phraseWho,
  phraseWhy,
} from "../surfaces/phrase.ts";
import { rulesAbout } from "../surfaces/rules-about.ts";
import type { Output } from "../surroundings.ts";
import { showDrafts } from "./drafts.ts";
import { exportClient } from "./keep.ts";
import { type Said, type Verbs, withHome } from "./verb.ts";

interface Json {
  readonly json?: boolean;
}

export function addQuestionVerbs(verbs: Verbs): void {
  const { program } = verbs;
  const verb = (name: string, description: string) =>
    program.command(name).description(description).option("--json", "one JSON document");

  verb("status", "how things stand").action((options: Json) =>
    withHome(verbs, options, async ({ door, terminal }) => {
      const { paused, ...status } = door.answers.status();
      const json = { ...status, paused: paused.length > 0, pauses: paused };
      return { ok: true, text: phraseStatus({ ...status, paused }, terminal.look()), json };
    }),
  );

  verb("queue", "what waits for you").action((options: Json) =>
    withHome(verbs, options, async ({ door, terminal }) => {
      const waiting = door.answers.queue();
      await door.desk.shown(waiting);
      const json = waiting.map(({ code, action, client, title, revision, expiresAt, laterUntil, card }) => {
        return { code, action, client, title, revision, expiresAt, laterUntil, card };
      });
      return { ok: true, text: phraseQueue(waiting, terminal.look()), json };
    }),
  );

  verb("why <reference>", "why something happened, in sentences; give a code or an event number").action(
    (reference: string, options: Json) =>
      withHome(verbs, options, async ({ door, terminal }) => {
        const why = door.answers.why(reference);
        return why ? { ok: true, text: phraseWhy(why, terminal.look()), json: why } : unknown(reference);
      }),
  );

  verb("trace <reference>", "every event of one matter, in order").action((reference: string, options: Json) =>
    withHome(verbs, options, async ({ door, terminal }) => {
      const steps = door.answers.trace(reference);
      if (!steps) return unknown(reference);
      return {
        ok: true,
        text: phraseTrace(steps, terminal.look()),
        json: steps.map(({ event, words }) => ({ ...event, words })),
      };
    }),
  );

  verb("cost [client]", "what the models have cost").action((client: string | undefined, options: Json) =>
    withHome(verbs, options, async ({ door, terminal }) => {
      const reply = await hear({ ...door.reception(), look: () => terminal.look() }, `cost ${client ?? ""}`);
      const { money, ...costs } = door.answers.costs();
      return { ok: reply.ok, text: reply.text, json: { ok: reply.ok, ...costs, ...money, says: reply.text } };
    }),
  );

  verb("who", "who does what, and who is known").action((options: Json) =>
    withHome(verbs, options, async ({ door, terminal }) => {
      const who = door.answers.who();
      return { ok: true, text: phraseWho(who, terminal.look()), json: who };
    }),
  );

  verb("know [whom...]", "what is remembered of a client or, without a name, for all work; and what taught it").action(
    (whom: string[], options: Json) =>
      withHome(verbs, options, async (opened) => {
        // Most verbs need no sentences.
        const { know } = await import("./know.ts");
        return know(whom.join(" "), opened);
      }),
  );

  verb("drafts [codes...]", "drafts of texts about finished work; give codes to read them whole").action(
    (codes: string[], options: Json) => withHome(verbs, options, async (opened) => showDrafts(codes, opened)),
  );

  verb(
    "rules [about...]",
    "what happens without asking, what is asked, what never happens; of one agent, of a matter, or “reading”",
  ).action((about: string[], options: Json) =>
    withHome(verbs, options, async ({ door, terminal }) => {
      const rules = door.rules();
      const shown = rulesAbout(rules, about.join(" "));
      const json = about.length > 0 ? shown.rules : rules;
      return { ok: true, text: phraseRules(shown, terminal.look()), json };
    }),
  );

  verb("verify", "check the ledger's chain").action((options: Json) =>
    withHome(verbs, options, async ({ workspace }) => {
      const found = verifyLedger(workspace.database);
      const text = found.ok
        ? `The ledger is whole: ${phraseEvents(found.events)}, head ${found.head.hash.slice(0, 16)}.`
        : `${found.why} Restore the newest backup.`;
      return { ok: found.ok, text, json: found };
    }),
  );

  verb("doctor", "is everything in place, and how does it hang together").action((options: Json) =>
    withHome(verbs, options, async ({ workspace }) => {
      const { ok, findings, wiring } = await examine(workspace);
      const width = Math.max(...findings.map((one) => one.what.length));
      const lines = findings.map(
        (one) =>
          `${one.ok ? "✓" : "✗"} ${one.what.padEnd(width)} ${one.says.replaceAll("\n", `\n${" ".repeat(width + 3)}`)}`,
      );
      return { ok, text: [...lines, "", wiring].join("\n"), json: { ok, findings } };
    }),
  );

  verb("export", "every event, one JSON envelope a line; or everything on one person")
    .option("--client <name>", "everything held on this client or lead, as one JSON document")
    .option("--out <folder>", "with --client: into this folder, with their mails and files")
    .action((options: Json & { client?: string; out?: string }) =>
      withHome(verbs, options.client === undefined ? {} : options, async (opened) => {
        const { workspace } = opened;
        if (options.client !== undefined) return exportClient(opened, options.client, options.out);
        let seq = 0;
        while (!verbs.out.destroyed) {
          const events = workspace.ledger.after(seq, 1000);
          await write(verbs.out, events.map((event) => `${JSON.stringify(event)}\n`).join(""));
          seq = events.at(-1)?.seq ?? seq;
          if (events.length < 1000) break;
        }
        return { ok: true, text: "", json: null };
      }),
    );
}

/** Waits where the reader is slower than we are; a reader who has left is no failure. */
function write(out: Output, text: string): Promise<void> {
  return new Promise((resolve) => out.write(text, () => resolve()));
}

function unknown(reference: string): Said {
  const text = `I know nothing called “${reference}”. Give the code on a card, or the number of an event.`;
  return { ok: false, text, json: { ok: false, why: text } };
}
