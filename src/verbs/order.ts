/**
 * The verbs by which the owner acts: any action of the shelf, corrections, the pause, and plain words.
 */

import { hear } from "../surfaces/console/reception.ts";
import type { Ordered } from "../surfaces/desk.ts";
import { phrasePaused, phraseResumed } from "../surfaces/phrase.ts";
import { carriedOut } from "./decide.ts";
import { type Said, setting, type Verbs, withHome } from "./verb.ts";

interface Json {
  readonly json?: boolean;
}

export function addOrderVerbs(verbs: Verbs): void {
  const { program } = verbs;
  const verb = (name: string, description: string) =>
    program.command(name).description(description).option("--json", "one JSON document");

  verb("do <action>", "do anything the shelf has, such as client.open or mail.answer; you see what changes first")
    .option("--client <name>", "whom it is about")
    .option("--set <field=value>", "a parameter; repeat it for more", setting)
    .option("--reason <text>", "why")
    .option("--yes", "do it at once, without looking at the card")
    .action(
      (
        action: string,
        options: Json & { client?: string; set?: Record<string, string>; reason?: string; yes?: boolean },
      ) =>
        withHome(verbs, options, async (opened) => {
          const { client, set = {}, reason, yes = false } = options;
          return carriedOut(opened, await opened.door.desk.order({ action, client, params: set, reason, now: yes }));
        }),
    );

  verb("correct <client>", "put a record right; history stays, a correcting entry is added")
    .requiredOption("--set <field=value>", "what is right; repeat it for more", setting)
    .requiredOption("--reason <text>", "why")
    .action((client: string, options: Json & { set: Record<string, string>; reason: string }) =>
      withHome(verbs, options, async (opened) => {
        const answers: Said[] = [];
        for (const [field, value] of Object.entries(options.set)) {
          const params = { field, value, reason: options.reason };
          const outcome: Ordered = await opened.door.desk.order({
            action: "record.correct",
            client,
            params,
            reason: options.reason,
            now: true,
          });
          answers.push(await carriedOut(opened, outcome));
        }
        const ok = answers.every((answer) => answer.ok);
        return {
          ok,
          text: answers.map((answer) => answer.text).join("\n"),
          json: { ok, corrections: answers.map((answer) => answer.json) },
        };
      }),
    );

  verb("pause [what]", "let nothing new leave; or only for client:NAME, agent:NAME, connector:NAME, action:NAME")
    .option("--reason <text>", "why", "you asked for it")
    .action((what: string | undefined, options: Json & { reason: string }) =>
      withHome(verbs, options, async ({ door }) => {
        const paused = await door.desk.pause(what ?? "workspace", options.reason);
        return { ok: paused.ok, text: phrasePaused(paused), json: paused };
      }),
    );

  verb("resume [what]", "go on after a pause").action((what: string | undefined, options: Json) =>
    withHome(verbs, options, async ({ door }) => {
      const resumed = await door.desk.resume(what);
      return { ok: resumed.ok, text: phraseResumed(resumed), json: resumed };
    }),
  );

  verb("say <text...>", "say it in words: a question, or an order").action((text: string[], options: Json) =>
    withHome(verbs, options, async ({ door, terminal }) => {
      const line = text.join(" ");
      await door.desk.heard(line);
      const reply = await hear({ ...door.reception(), look: () => terminal.look() }, line);
      return { ok: reply.ok, text: reply.text, json: reply };
    }),
  );
}
