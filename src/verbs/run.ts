/**
 * The verbs that run the company: `start`, and `tick` for one turn by hand.
 */
import { start } from "../main.ts";
import { phraseStatus } from "../surfaces/phrase.ts";
import { SETTLE_MS, type Verbs, withHome } from "./verb.ts";

export function addRunVerbs(verbs: Verbs): void {
  const { program } = verbs;
  program
    .command("start")
    .description("run the workspace; without a terminal it is a service until SIGTERM")
    .option("--dev", "take agents as they are, and let nothing leave")
    .action(async (options: { dev?: boolean }) => {
      verbs.done(await start({ ...verbs, config: verbs.config(), dev: options.dev ?? false }));
      // All is written: an answer that is still out somewhere keeps the process from nothing.
      setImmediate(verbs.leave);
    });

  program
    .command("tick")
    .description("do what is to be done now, once, while nothing else runs")
    .option("--until-idle", "go on until there is nothing left to do")
    .option("--json", "one JSON document")
    .action((options: { untilIdle?: boolean; json?: boolean }) =>
      withHome(verbs, { ...options, showing: true }, async ({ workspace, door, terminal }) => {
        const before = workspace.ledger.head()?.seq ?? 0;
        const lead = await workspace.lead(`process ${process.pid}`);
        if (lead.kind === "taken") {
          const text = `Atelier is already running on ${workspace.config.home} (${lead.holder}); it ticks by itself.`;
          return { ok: false, text, json: { ok: false, why: text } };
        }
        if (options.untilIdle) await workspace.untilIdle({ settleMs: SETTLE_MS });
        else await workspace.tick();
        const status = door.answers.status();
        const events = status.head.seq - before;
        return {
          ok: true,
          text: phraseStatus(status, terminal.look()),
          json: { ok: true, events, waiting: status.waiting, head: status.head },
        };
      }),
    );
}
